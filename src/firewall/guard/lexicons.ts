/** The lexicons of all languages, with their words for labels, compiled on first use. */
import en from './lexicon/en.json' with { type: 'json' };
import fr from './lexicon/fr.json' with { type: 'json' };
import es from './lexicon/es.json' with { type: 'json' };
import ar from './lexicon/ar.json' with { type: 'json' };
import fa from './lexicon/fa.json' with { type: 'json' };
import ti from './lexicon/ti.json' with { type: 'json' };
import am from './lexicon/am.json' with { type: 'json' };
import de from './lexicon/de.json' with { type: 'json' };
import pt from './lexicon/pt.json' with { type: 'json' };
import tr from './lexicon/tr.json' with { type: 'json' };
import ru from './lexicon/ru.json' with { type: 'json' };
import uk from './lexicon/uk.json' with { type: 'json' };
import so from './lexicon/so.json' with { type: 'json' };
import ur from './lexicon/ur.json' with { type: 'json' };
import ps from './lexicon/ps.json' with { type: 'json' };
import my from './lexicon/my.json' with { type: 'json' };
import enLabels from './lexicon/labels/en.json' with { type: 'json' };
import frLabels from './lexicon/labels/fr.json' with { type: 'json' };
import esLabels from './lexicon/labels/es.json' with { type: 'json' };
import arLabels from './lexicon/labels/ar.json' with { type: 'json' };
import faLabels from './lexicon/labels/fa.json' with { type: 'json' };
import tiLabels from './lexicon/labels/ti.json' with { type: 'json' };
import amLabels from './lexicon/labels/am.json' with { type: 'json' };
import deLabels from './lexicon/labels/de.json' with { type: 'json' };
import ptLabels from './lexicon/labels/pt.json' with { type: 'json' };
import trLabels from './lexicon/labels/tr.json' with { type: 'json' };
import ruLabels from './lexicon/labels/ru.json' with { type: 'json' };
import ukLabels from './lexicon/labels/uk.json' with { type: 'json' };
import soLabels from './lexicon/labels/so.json' with { type: 'json' };
import urLabels from './lexicon/labels/ur.json' with { type: 'json' };
import psLabels from './lexicon/labels/ps.json' with { type: 'json' };
import myLabels from './lexicon/labels/my.json' with { type: 'json' };
import { compileLexicon, type Lexicon, type LexiconFile } from './lexicon.ts';

/** Words for labels alone: a browser that looks at running text need not load them. */
type LabelWords = Pick<LexiconFile, 'stop' | 'services' | 'except' | 'entries'> & {
  language: string;
  places: string[];
  lands: string[];
};

function together(file: LexiconFile, labels: LabelWords): LexiconFile {
  return {
    ...file,
    stop: [...file.stop, ...labels.stop],
    services: [...file.services, ...labels.services],
    except: [...file.except, ...labels.except],
    places: labels.places,
    lands: labels.lands,
    entries: [...file.entries, ...labels.entries],
  };
}

const FILES: LexiconFile[] = (
  [
    [en, enLabels],
    [fr, frLabels],
    [es, esLabels],
    [ar, arLabels],
    [fa, faLabels],
    [ti, tiLabels],
    [am, amLabels],
    [de, deLabels],
    [pt, ptLabels],
    [tr, trLabels],
    [ru, ruLabels],
    [uk, ukLabels],
    [so, soLabels],
    [ur, urLabels],
    [ps, psLabels],
    [my, myLabels],
  ] as [LexiconFile, LabelWords][]
).map(([file, labels]) => together(file, labels));

export const LANGUAGES: readonly string[] = FILES.map((file) => file.language);

let compiled: Lexicon | undefined;

export function lexicon(): Lexicon {
  compiled ??= compileLexicon(FILES);
  return compiled;
}

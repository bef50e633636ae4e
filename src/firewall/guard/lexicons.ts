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
import enGrammar from './grammar/en.json' with { type: 'json' };
import frGrammar from './grammar/fr.json' with { type: 'json' };
import esGrammar from './grammar/es.json' with { type: 'json' };
import arGrammar from './grammar/ar.json' with { type: 'json' };
import faGrammar from './grammar/fa.json' with { type: 'json' };
import tiGrammar from './grammar/ti.json' with { type: 'json' };
import amGrammar from './grammar/am.json' with { type: 'json' };
import deGrammar from './grammar/de.json' with { type: 'json' };
import ptGrammar from './grammar/pt.json' with { type: 'json' };
import trGrammar from './grammar/tr.json' with { type: 'json' };
import ruGrammar from './grammar/ru.json' with { type: 'json' };
import ukGrammar from './grammar/uk.json' with { type: 'json' };
import soGrammar from './grammar/so.json' with { type: 'json' };
import urGrammar from './grammar/ur.json' with { type: 'json' };
import psGrammar from './grammar/ps.json' with { type: 'json' };
import myGrammar from './grammar/my.json' with { type: 'json' };
import doubts from './lexicon/doubtful.json' with { type: 'json' };
import names from './lexicon/names.json' with { type: 'json' };
import { entriesOf, type GrammarFile, publicWords } from './grammar.ts';
import { compileLexicon, type Lexicon, type LexiconFile } from './lexicon.ts';

/** Words for labels alone: a browser that looks at running text need not load them. */
type LabelWords = Pick<LexiconFile, 'stop' | 'services' | 'except' | 'entries'> & {
  language: string;
  places: string[];
  lands: string[];
};

const SOURCES = [
  [en, enLabels, enGrammar],
  [fr, frLabels, frGrammar],
  [es, esLabels, esGrammar],
  [ar, arLabels, arGrammar],
  [fa, faLabels, faGrammar],
  [ti, tiLabels, tiGrammar],
  [am, amLabels, amGrammar],
  [de, deLabels, deGrammar],
  [pt, ptLabels, ptGrammar],
  [tr, trLabels, trGrammar],
  [ru, ruLabels, ruGrammar],
  [uk, ukLabels, ukGrammar],
  [so, soLabels, soGrammar],
  [ur, urLabels, urGrammar],
  [ps, psLabels, psGrammar],
  [my, myLabels, myGrammar],
] as [LexiconFile, LabelWords, GrammarFile][];

const PUBLIC = publicWords(SOURCES.map(([, , grammar]) => grammar));

function together(file: LexiconFile, labels: LabelWords, grammar: GrammarFile): LexiconFile {
  return {
    ...file,
    stop: [...file.stop, ...labels.stop],
    services: [...file.services, ...labels.services],
    except: [...file.except, ...labels.except, ...grammar.calm],
    help: grammar.help.split(' '),
    aid: (grammar.words['aid'] ?? '').split(' '),
    places: labels.places,
    lands: [...labels.lands, ...(grammar.words['land'] ?? '').split(' ')],
    entries: [...file.entries, ...labels.entries, ...entriesOf(grammar, PUBLIC)],
  };
}

const FILES: LexiconFile[] = SOURCES.map(([file, labels, grammar]) =>
  together(file, labels, grammar),
);

export const LANGUAGES: readonly string[] = FILES.map((file) => file.language);

/** Names of many countries, in any letters: labels mix them. */
const NAMES: LexiconFile = names;

let compiled: Lexicon | undefined;

export function lexicon(): Lexicon {
  compiled ??= compileLexicon([...FILES, NAMES], {
    doubtful: Object.values(doubts.doubtful).flatMap((words) => words.split(' ')),
    counsel: doubts.counsel.split(' '),
  });
  return compiled;
}

/** The words of the guard, per language, compiled once into a form that is quick to compare with. */
import am from './lexicon/am.json' with { type: 'json' };
import ar from './lexicon/ar.json' with { type: 'json' };
import de from './lexicon/de.json' with { type: 'json' };
import en from './lexicon/en.json' with { type: 'json' };
import es from './lexicon/es.json' with { type: 'json' };
import fa from './lexicon/fa.json' with { type: 'json' };
import fr from './lexicon/fr.json' with { type: 'json' };
import pt from './lexicon/pt.json' with { type: 'json' };
import ru from './lexicon/ru.json' with { type: 'json' };
import ti from './lexicon/ti.json' with { type: 'json' };
import tr from './lexicon/tr.json' with { type: 'json' };
import { fold } from './normalise.ts';

export type Concept = string;
export type Tier = 0 | 1;

/** One entry as a person writes it. A word may end in `*` for any ending. */
export type LexiconEntry = {
  id: string;
  concept: Concept;
  tier: number;
  /** Phrases: all their words close together, in any order. */
  forms?: string[];
  /** Words that mean it only beside one of `near`. */
  stems?: string[];
  near?: string[];
  /** Phrases that mean it when they are the whole label. */
  alone?: string[];
  /** What stands in such a column: statuses, papers, peoples. */
  values?: string[];
  /** Harmless phrases that contain a hit. */
  except?: string[];
};

export type LexiconFile = {
  language: string;
  source: string;
  reviewed_by: string | null;
  reviewed_on: string | null;
  /** Words without weight, left out before comparing. */
  stop: string[];
  /** Nouns of help: as the head of a label they make it the name of a service. */
  services: string[];
  /** Where the head of a label stands in this language. */
  head: string;
  /** Words for people in general: beside a word for a status they change nothing. */
  people: string[];
  /** Words that turn a mention into a condition. */
  cues: string[];
  /** Conduct of others, and other harmless uses, for every entry. */
  except: string[];
  entries: LexiconEntry[];
};

export type Pattern = { text: string; prefix: boolean };
export type Phrase = { words: Pattern[]; squashed: string };
export type Entry = {
  id: string;
  language: string;
  concept: Concept;
  tier: Tier;
  forms: Phrase[];
  stems: Pattern[];
  near: Pattern[];
  alone: Phrase[];
  values: Phrase[];
  except: Phrase[];
};

export type Lexicon = {
  entries: Entry[];
  except: Phrase[];
  /** Harmless phrases of a concept, of all languages: labels mix them. */
  exceptOf: Map<Concept, Phrase[]>;
  stop: Set<string>;
  services: { language: string; head: 'first' | 'last' | 'any'; words: Pattern[] }[];
  people: Pattern[];
  cues: Pattern[];
  /** Joined words that are a hit when letters or parts were pulled apart. */
  squashed: Map<string, Entry>;
};

const FILES = [en, fr, es, ar, fa, ti, am, de, pt, tr, ru] as LexiconFile[];

export const LANGUAGES: readonly string[] = FILES.map((file) => file.language);

export function pattern(word: string): Pattern {
  const folded = fold(word);
  return folded.endsWith('*')
    ? { text: folded.slice(0, -1), prefix: true }
    : { text: folded, prefix: false };
}

let compiled: Lexicon | undefined;

export function lexicon(): Lexicon {
  if (compiled) return compiled;
  const stop = new Set(FILES.flatMap((file) => file.stop.map(fold)));
  const phrase = (text: string): Phrase => {
    const words = text
      .split(/[\s-]+/)
      .filter((word) => word !== '' && !stop.has(fold(word)))
      .map(pattern);
    return { words, squashed: words.map((word) => word.text).join('') };
  };
  const phrases = (texts: readonly string[] = []): Phrase[] =>
    texts.map(phrase).filter((one) => one.words.length > 0);
  const entries: Entry[] = FILES.flatMap((file) =>
    file.entries.map((entry) => ({
      id: entry.id,
      language: file.language,
      concept: entry.concept,
      tier: entry.tier as Tier,
      forms: phrases(entry.forms),
      stems: (entry.stems ?? []).map(pattern),
      near: (entry.near ?? []).map(pattern),
      alone: phrases(entry.alone),
      values: phrases(entry.values),
      except: phrases(entry.except),
    })),
  );
  const squashed = new Map<string, Entry>();
  for (const entry of entries) {
    for (const { squashed: text } of [...entry.forms, ...entry.alone])
      if (text.length >= 4) squashed.set(text, entry);
  }
  const exceptOf = new Map<Concept, Phrase[]>();
  for (const { concept, except } of entries)
    exceptOf.set(concept, [...(exceptOf.get(concept) ?? []), ...except]);
  compiled = {
    exceptOf,
    entries,
    except: FILES.flatMap((file) => phrases(file.except)),
    stop,
    services: FILES.map((file) => ({
      language: file.language,
      head: file.head as 'first' | 'last' | 'any',
      words: file.services.map(pattern),
    })),
    people: FILES.flatMap((file) => file.people.map(pattern)),
    cues: FILES.flatMap((file) => file.cues.map(pattern)),
    squashed,
  };
  return compiled;
}

/** The words of the guard: how a person writes them, and compiled once into a form that is quick to compare with. Pure. */

import { fold } from './normalise.ts';
import { romanised } from './romanise.ts';
import { BURMESE, cuttingWords } from './segment.ts';
import { indexOf, type Pattern, pattern, type WordIndex } from './word-index.ts';

export type Concept = string;
export type Tier = 0 | 1;

/** One entry as a person writes it. A word may end in `*` for any ending. */
export type LexiconEntry = {
  id: string;
  concept: Concept;
  tier: number;
  /** Too wide for running text: asked of labels only. */
  labels?: boolean;
  /** Means a country only where no house is named (`places`), as "Aufenthalt". */
  stays?: boolean;
  /** Phrases: all their words close together, in any order. */
  forms?: string[];
  /** Words that mean it only beside one of `near`. */
  stems?: string[];
  near?: string[];
  /** Phrases that mean it when they are the whole label. */
  alone?: string[];
  /** Phrases that mean it only when they are the whole label, also in a question: short and much else. */
  whole?: string[];
  /** What stands in such a column: statuses, papers, peoples. */
  values?: string[];
  /** Words that excuse the hit wherever they stand in the label: paying "by Visa". */
  unless?: string[];
  /** The same in this entry's own language alone: a bed, a bus, a bank. */
  homely?: string[];
  /** Harmless phrases that contain a hit. */
  except?: string[];
};

/** The language of names that are the same in all: of papers, schemes and places. */
export const NAMES = 'names';

export type LexiconFile = {
  language: string;
  source: string;
  reviewed_by: string | null;
  reviewed_on: string | null;
  /** Words without weight, left out before comparing. */
  stop: string[];
  /** Nouns of help: as the head of a label they make it the name of a service. */
  services: string[];
  /** Nouns of help that may stand first or last, and those that may stand anywhere. */
  help?: string[];
  aid?: string[];
  /** Where the head of a label stands in this language. */
  head: string;
  /** Words for people in general: beside a word for a status they change nothing. */
  people: string[];
  /** Rooms and houses: entering one, or staying in one, is no entry into a country. */
  places?: string[];
  /** Words for a country and its borders. */
  lands?: string[];
  /** Words that turn a mention into a condition. */
  cues: string[];
  /** Conduct of others, and other harmless uses, for every entry. */
  except: string[];
  /** "We do not ask", "regardless of": a sentence that promises, unless it asks at the same time. */
  pledges: string[];
  /** "Threatened", "kept by the employer": a sentence about what somebody did. */
  conduct: string[];
  entries: LexiconEntry[];
};

export type Phrase = { words: Pattern[]; squashed: string };
export type Entry = {
  id: string;
  language: string;
  concept: Concept;
  tier: Tier;
  labels: boolean;
  stays: boolean;
  forms: Phrase[];
  stems: Pattern[];
  near: Pattern[];
  alone: Phrase[];
  whole: Phrase[];
  values: Phrase[];
  except: Phrase[];
  /** Of this concept in all languages, as labels mix them; homely words of its own language. */
  unless: WordIndex | undefined;
};

export type Use =
  | { entry: Entry; kind: 'form' | 'alone' | 'whole' | 'value'; phrase: Phrase }
  | { entry: Entry; kind: 'stem' };

export type Lexicon = {
  entries: Entry[];
  except: Phrase[];
  pledges: Phrase[];
  conduct: Phrase[];
  /** Harmless phrases by their first word; those of a concept hold in all languages: labels mix them. */
  exceptBy: Map<Pattern, { concept: Concept | undefined; phrase: Phrase }[]>;
  stop: Set<string>;
  services: {
    language: string;
    head: 'first' | 'last' | 'any' | 'anywhere';
    /** Nouns of helping itself. */
    helps: boolean;
    words: WordIndex;
  }[];
  people: WordIndex;
  places: WordIndex;
  lands: WordIndex;
  cues: Pattern[];
  /** Words that also mean something else. */
  doubtful: WordIndex;
  /** Who advises: "a lawyer about asylum". */
  counsel: WordIndex;
  /** Joined words that are a hit when letters or parts were pulled apart. */
  squashed: Map<string, Entry>;
  /** Forms with words without weight in them ("share code"), joined, letter by letter. */
  verbatim: Map<string, { entry: Entry; text: string }>;
  /** Every word of an entry, to be found by its beginning. */
  index: WordIndex;
  /** Where a word is the first of a phrase, or a stem. */
  uses: Map<Pattern, Use[]>;
  /** Words that German joins into one. */
  parts: Set<string>;
  /** Words of harmless phrases, pledges and conduct. */
  calm: WordIndex;
  /** Words at which Burmese, and words run together, are cut. */
  burmese: Set<string>;
};

/** Makes lexicons quick to compare with: words folded once, equal words shared. */
export function compileLexicon(
  files: readonly LexiconFile[],
  {
    doubtful = [],
    counsel = [],
  }: { doubtful?: readonly string[]; counsel?: readonly string[] } = {},
): Lexicon {
  const known = new Map<string, Pattern>();
  const shared = (word: string): Pattern => {
    const made = pattern(word);
    const key = made.prefix ? `${made.text}*` : made.text;
    const before = known.get(key);
    if (before) return before;
    known.set(key, made);
    return made;
  };
  const stop = new Set(files.flatMap((file) => file.stop.map(fold)));
  const phrase = (text: string): Phrase => {
    const words = text
      .replace(/(?<=\p{Script=Cyrillic})['’ʼ](?=\p{Script=Cyrillic})/gu, '')
      .split(/[\s\-'’.§_]+/)
      .filter((word) => fold(word) !== '' && !stop.has(fold(word)))
      .map(shared);
    return { words, squashed: words.map((word) => word.text).join('') };
  };
  const phrases = (texts: readonly string[] = []): Phrase[] =>
    texts.map(phrase).filter((one) => one.words.length > 0);
  // "born in" without "in" would be every "born": what shrinks to one word is left out.
  const whole = (texts: readonly string[] = []): Phrase[] =>
    texts.flatMap((text) => {
      const made = phrase(text);
      const shrunk = made.words.length === 1 && /[\s\-'’]/.test(text.trim());
      return shrunk || made.words.length === 0 ? [] : [made];
    });
  const excuses = Map.groupBy(
    files.flatMap((file) => file.entries.filter((entry) => entry.unless)),
    (entry) => entry.concept,
  );
  const unlessOf = new Map(
    [...excuses].map(([concept, list]) => [
      concept,
      indexOf(list.flatMap((entry) => (entry.unless ?? []).map(shared))),
    ]),
  );
  const homes = new Map<string, WordIndex>();
  const homelyOf = (words: readonly string[]): WordIndex => {
    const key = words.join(' ');
    const known = homes.get(key) ?? indexOf(words.map(shared));
    homes.set(key, known);
    return known;
  };
  const entries: Entry[] = files.flatMap((file) =>
    file.entries.map((entry) => ({
      id: entry.id,
      language: file.language,
      concept: entry.concept,
      tier: entry.tier as Tier,
      labels: entry.labels ?? false,
      stays: entry.stays ?? false,
      forms: whole(withLatin(file.language, entry.forms)),
      stems: withLatin(file.language, entry.stems, 3).map(shared),
      near: withLatin(file.language, entry.near, 3).map(shared),
      alone: phrases(withLatin(file.language, entry.alone)),
      whole: phrases(withLatin(file.language, entry.whole)),
      unless: entry.homely ? homelyOf(entry.homely) : entry.unless && unlessOf.get(entry.concept),
      values: phrases(entry.values),
      except: whole(entry.except),
    })),
  );
  const sources = files.flatMap((file) => file.entries);
  const squashed = new Map<string, Entry>();
  for (const entry of entries) {
    for (const { squashed: text } of [...entry.forms, ...entry.alone, ...entry.whole])
      if (text.length >= 4) squashed.set(text, entry);
  }
  const verbatim = new Map(
    entries.flatMap((entry, i) =>
      (sources[i]?.forms ?? [])
        .filter((text) => text.split(/[\s-]+/).some((word) => stop.has(fold(word))))
        .map((text) => [fold(text).replace(/[^\p{L}\p{M}\p{N}]+/gu, ''), { entry, text }] as const),
    ),
  );
  const except = files.flatMap((file) => whole(file.except));
  const pledges = files.flatMap((file) => phrases(file.pledges));
  const conduct = files.flatMap((file) => phrases(file.conduct));
  const harmless = [...except, ...pledges, ...conduct, ...entries.flatMap((entry) => entry.except)];
  return {
    exceptBy: Map.groupBy(
      [
        ...except.map((phrase) => ({ concept: undefined, phrase })),
        ...entries.flatMap((entry) =>
          entry.except.map((phrase) => ({ concept: entry.concept, phrase })),
        ),
      ],
      ({ phrase }) => phrase.words[0] as Pattern,
    ),
    entries,
    except,
    pledges,
    conduct,
    calm: indexOf(harmless.flatMap((one) => one.words)),
    burmese: cuttingWords([
      ...counsel.filter((word) => BURMESE.test(word)),
      ...files.flatMap((file) => [
        ...file.stop,
        ...file.services,
        ...file.except,
        ...file.pledges,
        ...file.conduct,
        ...file.cues,
        ...file.people,
        ...(file.help ?? []),
        ...(file.aid ?? []),
        ...file.entries.flatMap((entry) =>
          [
            entry.forms,
            entry.stems,
            entry.near,
            entry.alone,
            entry.whole,
            entry.values,
            entry.except,
          ].flatMap((list) => list ?? []),
        ),
      ]),
    ]),
    stop,
    services: files.flatMap((file) => [
      {
        language: file.language,
        head: file.head as 'first' | 'last' | 'any',
        helps: false,
        words: indexOf(file.services.map(shared)),
      },
      {
        language: file.language,
        head: 'any' as const,
        helps: true,
        words: indexOf((file.help ?? []).map(shared)),
      },
      {
        language: file.language,
        head: 'anywhere' as const,
        helps: true,
        words: indexOf((file.aid ?? []).map(shared)),
      },
    ]),
    places: indexOf(files.flatMap((file) => (file.places ?? []).map(shared))),
    lands: indexOf(files.flatMap((file) => (file.lands ?? []).map(shared))),
    people: indexOf(files.flatMap((file) => file.people.map(shared))),
    cues: files.flatMap((file) => file.cues.map(shared)),
    doubtful: indexOf(doubtful.map(shared)),
    counsel: indexOf(counsel.map(shared)),
    squashed,
    verbatim,
    index: indexOf(wordsOfEntries(entries)),
    uses: usesOf(entries),
    parts: compoundParts(files),
  };
}

function compoundParts(files: readonly LexiconFile[]): Set<string> {
  const german = files.find((file) => file.language === 'de');
  const texts = (german?.entries ?? []).flatMap((entry) => [
    ...(entry.forms ?? []),
    ...(entry.stems ?? []),
    ...(entry.near ?? []),
    ...(entry.alone ?? []),
  ]);
  return new Set(
    texts
      .flatMap((text) => text.split(/[\s-]+/))
      .map((word) => fold(word).replace(/\*$/, ''))
      .filter((word) => word.length >= 3),
  );
}

/** A phrase that shrinks to a short word in Latin letters would be too much else ("patent"). */
const LATIN_ALONE = 7;

/** The texts, and those of other scripts once more in Latin letters; `least`: letters that a single word must have. */
function withLatin(
  language: string,
  texts: readonly string[] = [],
  least: number = LATIN_ALONE,
): string[] {
  return [
    ...texts,
    ...texts
      .flatMap((text) => romanised(language, text))
      .filter((text) => text.includes(' ') || text.replace('*', '').length >= least),
  ];
}

function wordsOfEntries(entries: readonly Entry[]): Pattern[] {
  return entries.flatMap((entry) => [
    ...entry.stems,
    ...entry.near,
    ...[...entry.forms, ...entry.alone, ...entry.whole, ...entry.values].flatMap(
      (phrase) => phrase.words,
    ),
  ]);
}

function usesOf(entries: readonly Entry[]): Map<Pattern, Use[]> {
  const uses = new Map<Pattern, Use[]>();
  const add = (word: Pattern | undefined, use: Use): void => {
    if (!word) return;
    const list = uses.get(word);
    if (list) list.push(use);
    else uses.set(word, [use]);
  };
  for (const entry of entries) {
    for (const phrase of entry.forms) add(phrase.words[0], { entry, kind: 'form', phrase });
    for (const phrase of entry.alone) add(phrase.words[0], { entry, kind: 'alone', phrase });
    for (const phrase of entry.whole) add(phrase.words[0], { entry, kind: 'whole', phrase });
    for (const phrase of entry.values) add(phrase.words[0], { entry, kind: 'value', phrase });
    for (const stem of new Set(entry.stems)) add(stem, { entry, kind: 'stem' });
  }
  return uses;
}

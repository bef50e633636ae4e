/** The words of the guard: how a person writes them, and compiled once into a form that is quick to compare with. Pure. */

import { fold } from './normalise.ts';
import { romanised } from './romanise.ts';
import { burmeseWords } from './segment.ts';

export type Concept = string;
export type Tier = 0 | 1;

/** One entry as a person writes it. A word may end in `*` for any ending. */
export type LexiconEntry = {
  id: string;
  concept: Concept;
  tier: number;
  /** Too wide for running text: asked of labels only. */
  labels?: boolean;
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
  /** "We do not ask", "regardless of": a sentence that promises, unless it asks at the same time. */
  pledges: string[];
  /** "Threatened", "kept by the employer": a sentence about what somebody did. */
  conduct: string[];
  entries: LexiconEntry[];
};

export type Pattern = { text: string; prefix: boolean; letters: number };
export type Phrase = { words: Pattern[]; squashed: string };
export type Entry = {
  id: string;
  language: string;
  concept: Concept;
  tier: Tier;
  labels: boolean;
  forms: Phrase[];
  stems: Pattern[];
  near: Pattern[];
  alone: Phrase[];
  values: Phrase[];
  except: Phrase[];
};

export type Use =
  | { entry: Entry; kind: 'form' | 'alone' | 'value'; phrase: Phrase }
  | { entry: Entry; kind: 'stem' };

/** Words by their first letter; long ones also by letters that stay when the first is wrong. */
export type WordIndex = {
  exact: Map<string, Pattern>;
  beginnings: Map<string, Pattern>;
  first: Map<string, Pattern[]>;
  firstTwo: Map<string, Pattern[]>;
  afterFirst: Map<string, Pattern[]>;
};

export type Lexicon = {
  entries: Entry[];
  except: Phrase[];
  pledges: Phrase[];
  conduct: Phrase[];
  /** Harmless phrases by their first word; those of a concept hold in all languages: labels mix them. */
  exceptBy: Map<Pattern, { concept: Concept | undefined; phrase: Phrase }[]>;
  stop: Set<string>;
  services: { language: string; head: 'first' | 'last' | 'any'; words: WordIndex }[];
  people: WordIndex;
  cues: Pattern[];
  /** Joined words that are a hit when letters or parts were pulled apart. */
  squashed: Map<string, Entry>;
  /** Every word of an entry, to be found by its beginning. */
  index: WordIndex;
  /** Where a word is the first of a phrase, or a stem. */
  uses: Map<Pattern, Use[]>;
  /** Words that German joins into one. */
  parts: Set<string>;
  /** Words of harmless phrases, pledges and conduct. */
  calm: WordIndex;
  /** Words at which Burmese is cut. */
  burmese: Set<string>;
};

export function pattern(word: string): Pattern {
  const folded = fold(word);
  const prefix = folded.endsWith('*');
  const text = prefix ? folded.slice(0, -1) : folded;
  return { text, prefix, letters: lettersOf(text) };
}

/** Which letters stand in a word, as bits: words that differ in many letters are never compared. */
export function lettersOf(text: string): number {
  let bits = 0;
  for (let i = 0; i < text.length; i++) bits |= 1 << (text.charCodeAt(i) & 31);
  return bits;
}

function count(bits: number): number {
  let n = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) n++;
  return n;
}

/** Makes lexicons quick to compare with: words folded once, equal words shared. */
export function compileLexicon(files: readonly LexiconFile[]): Lexicon {
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
  const entries: Entry[] = files.flatMap((file) =>
    file.entries.map((entry) => ({
      id: entry.id,
      language: file.language,
      concept: entry.concept,
      tier: entry.tier as Tier,
      labels: entry.labels ?? false,
      forms: whole(withLatin(file.language, entry.forms)),
      stems: withLatin(file.language, entry.stems, 3).map(shared),
      near: withLatin(file.language, entry.near, 3).map(shared),
      alone: phrases(withLatin(file.language, entry.alone)),
      values: phrases(entry.values),
      except: whole(entry.except),
    })),
  );
  const squashed = new Map<string, Entry>();
  for (const entry of entries) {
    for (const { squashed: text } of [...entry.forms, ...entry.alone])
      if (text.length >= 4) squashed.set(text, entry);
  }
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
    burmese: burmeseWords(
      files.flatMap((file) => [
        ...file.stop,
        ...file.services,
        ...file.except,
        ...file.pledges,
        ...file.conduct,
        ...file.cues,
        ...file.people,
        ...file.entries.flatMap((entry) =>
          [entry.forms, entry.stems, entry.near, entry.alone, entry.values, entry.except].flatMap(
            (list) => list ?? [],
          ),
        ),
      ]),
    ),
    stop,
    services: files.map((file) => ({
      language: file.language,
      head: file.head as 'first' | 'last' | 'any',
      words: indexOf(file.services.map(shared)),
    })),
    people: indexOf(files.flatMap((file) => file.people.map(shared))),
    cues: files.flatMap((file) => file.cues.map(shared)),
    squashed,
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

/** From this length on the first letter of a word may be the wrong one. */
export const LONG = 9;

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
    ...[...entry.forms, ...entry.alone, ...entry.values].flatMap((phrase) => phrase.words),
  ]);
}

function indexOf(list: readonly Pattern[]): WordIndex {
  const words = new Set(list);
  const by = (key: (text: string) => string, list: Iterable<Pattern>): Map<string, Pattern[]> =>
    Map.groupBy(list, ({ text }) => key(text));
  const long = [...words].filter(({ text }) => text.length >= LONG);
  return {
    exact: new Map([...words].filter((word) => !word.prefix).map((word) => [word.text, word])),
    beginnings: new Map([...words].filter((word) => word.prefix).map((word) => [word.text, word])),
    first: by((text) => text.slice(0, 1), words),
    firstTwo: by((text) => text.slice(0, 2), long),
    afterFirst: by((text) => text.slice(1, 3), long),
  };
}

/** The words of the index that are one of `readings`, letter by letter. */
export function sameWords(
  { exact, beginnings }: WordIndex,
  readings: readonly string[],
): Pattern[] {
  return readings.flatMap((reading) => {
    const found: Pattern[] = [];
    const whole = exact.get(reading);
    if (whole) found.push(whole);
    for (let length = 2; length <= Math.min(reading.length, 24); length++) {
      const beginning = beginnings.get(reading.slice(0, length));
      if (beginning) found.push(beginning);
    }
    return found;
  });
}

/** The words of the index that could be one of `readings` with slips: a superset, quick to make. */
export function candidates(
  { first, firstTwo, afterFirst }: WordIndex,
  readings: readonly string[],
): Set<Pattern> {
  const found = new Set<Pattern>();
  for (const reading of readings) {
    const letters = lettersOf(reading);
    const hidden = reading.includes('*');
    const add = (list: readonly Pattern[] = []): void => {
      for (const word of list) {
        if (hidden || mayBe(word, reading.length, letters)) found.add(word);
      }
    };
    add(first.get(reading.slice(0, 1)));
    if (reading.length < LONG - 2) continue;
    add(afterFirst.get(reading.slice(1, 3)));
    add(afterFirst.get(reading.slice(0, 2)));
    add(firstTwo.get(reading.slice(1, 3)));
    add(firstTwo.get(`${reading[1]}${reading[0]}`));
  }
  return found;
}

/** Each slip adds or takes a letter or two: more letters in one word only, and they cannot be the same. */
function mayBe({ text, prefix, letters }: Pattern, length: number, others: number): boolean {
  if (prefix) return length >= text.length - 1 && count(letters & ~others) <= 1;
  const slips = text.length >= 10 ? 2 : 1;
  return Math.abs(length - text.length) <= slips && count(letters ^ others) <= 2 * slips;
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
    for (const phrase of entry.values) add(phrase.words[0], { entry, kind: 'value', phrase });
    for (const stem of new Set(entry.stems)) add(stem, { entry, kind: 'stem' });
  }
  return uses;
}

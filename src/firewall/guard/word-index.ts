/** Words to compare with, and where to find those that a reading could be: exactly, by their beginning, or misspelt. Pure. */
import { abbreviates, consonants } from './abbreviation.ts';
import { fold } from './normalise.ts';

export type Pattern = {
  text: string;
  prefix: boolean;
  letters: number;
  /** Letters that may differ where the word stands alone, and beside words that match as well. */
  slips: number;
  slipsBeside: number;
};
/** Words by their first letter; long ones also by letters that stay when the first is wrong. */
export type WordIndex = {
  exact: Map<string, Pattern>;
  beginnings: Map<string, Pattern>;
  /** How long beginnings are that start with these two letters. */
  lengths: Map<string, number[]>;
  first: Map<string, Pattern[]>;
  /** Those that may be misspelt: whole words by their first letter and their length, beginnings by their first letter. */
  sized: Map<string, Pattern[]>;
  begun: Map<string, Pattern[]>;
  firstTwo: Map<string, Pattern[]>;
  afterFirst: Map<string, Pattern[]>;
  /** Latin words by their first four letters and by their consonants, for abbreviations. */
  start: Map<string, Pattern[]>;
  bare: Map<string, Pattern[]>;
};

export function pattern(word: string): Pattern {
  const folded = fold(word);
  const prefix = folded.endsWith('*');
  const text = prefix ? folded.slice(0, -1) : folded;
  return {
    text,
    prefix,
    letters: lettersOf(text),
    slips: slipsAllowed(text, false),
    slipsBeside: slipsAllowed(text, true),
  };
}

/**
 * How many letters may differ in a word of this length (chapter 20, section 11). A word whose neighbours match as
 * well may be shorter. Arabic writes few vowels and Ethiopic a syllable a sign: fewer signs say as much.
 */
function slipsAllowed(text: string, beside: boolean): number {
  const [one, oneBeside, two] = /^[\u1200-\u137f]+$/.test(text)
    ? [6, 4, 9]
    : /^[\u0600-\u06ff]+$/.test(text)
      ? [7, 5, 10]
      : [6, 5, 12];
  if (text.length >= two) return 2;
  return text.length >= (beside ? oneBeside : one) ? 1 : 0;
}

/** No word may differ in more letters. */
const MOST_SLIPS = 2;

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

/** From this length on the first letter of a word may be the wrong one. */
export const LONG = 9;

/** Makes the words quick to find. */
export function indexOf(list: readonly Pattern[]): WordIndex {
  const words = new Set(list);
  const by = (key: (text: string) => string, list: Iterable<Pattern>): Map<string, Pattern[]> =>
    Map.groupBy(list, ({ text }) => key(text));
  const long = [...words].filter(({ text }) => text.length >= LONG);
  const latin = [...words].filter(({ text }) => /^[a-z]{5,}$/.test(text));
  const beginnings = [...words].filter((word) => word.prefix);
  return {
    lengths: lengthsOf(beginnings),
    exact: new Map([...words].filter((word) => !word.prefix).map((word) => [word.text, word])),
    beginnings: new Map(beginnings.map((word) => [word.text, word])),
    first: by((text) => text.slice(0, 1), words),
    sized: by(
      (text) => text.slice(0, 1) + text.length,
      [...words].filter(({ prefix, slipsBeside }) => !prefix && slipsBeside > 0),
    ),
    begun: by(
      (text) => text.slice(0, 1),
      beginnings.filter(({ slipsBeside }) => slipsBeside > 0),
    ),
    firstTwo: by((text) => text.slice(0, 2), long),
    afterFirst: by((text) => text.slice(1, 3), long),
    start: by((text) => text.slice(0, 4), latin),
    bare: by((text) => consonants(text).slice(0, 3), latin),
  };
}

function lengthsOf(beginnings: readonly Pattern[]): Map<string, number[]> {
  const by = Map.groupBy(beginnings, ({ text }) => text.slice(0, 2));
  return new Map(
    [...by].map(([start, list]) => [
      start,
      [...new Set(list.map(({ text }) => text.length))].sort((a, b) => a - b),
    ]),
  );
}

/** The words of the index that are one of `readings`, letter by letter. */
export function sameWords(
  { exact, beginnings, lengths }: WordIndex,
  readings: readonly string[],
): Pattern[] {
  return readings.flatMap((reading) => {
    const found: Pattern[] = [];
    const whole = exact.get(reading);
    if (whole) found.push(whole);
    for (const length of lengths.get(reading.slice(0, 2)) ?? []) {
      if (length > reading.length) break;
      const beginning = beginnings.get(reading.slice(0, length));
      if (beginning) found.push(beginning);
    }
    return found;
  });
}

const candidatesKnown = new WeakMap<readonly string[], Map<WordIndex, Set<Pattern>>>();

/** The words of the index that could be one of `readings` with slips: a superset, found once. */
export function candidates(index: WordIndex, readings: readonly string[]): ReadonlySet<Pattern> {
  let known = candidatesKnown.get(readings);
  if (!known) candidatesKnown.set(readings, (known = new Map()));
  let found = known.get(index);
  if (!found) known.set(index, (found = candidatesIn(index, readings)));
  return found;
}

function candidatesIn(
  { first, sized, begun, firstTwo, afterFirst, start, bare }: WordIndex,
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
    const letter = reading.slice(0, 1);
    if (hidden) add(first.get(letter));
    else {
      add(begun.get(letter));
      for (
        let length = reading.length - MOST_SLIPS;
        length <= reading.length + MOST_SLIPS;
        length++
      )
        add(sized.get(letter + length));
    }
    for (const word of [
      ...(start.get(reading.slice(0, 4)) ?? []),
      ...(bare.get(consonants(reading).slice(0, 3)) ?? []),
    ])
      if (abbreviates(reading, word, true)) found.add(word);
    if (reading.length < LONG - 2) continue;
    add(afterFirst.get(reading.slice(1, 3)));
    add(afterFirst.get(reading.slice(0, 2)));
    add(firstTwo.get(reading.slice(1, 3)));
    add(firstTwo.get(`${reading[1]}${reading[0]}`));
  }
  return found;
}

/** Each slip adds or takes a letter or two: more letters in one word only, and they cannot be the same. */
function mayBe(
  { text, prefix, letters, slipsBeside: slips }: Pattern,
  length: number,
  others: number,
): boolean {
  if (slips === 0) return false;
  if (prefix) return length >= text.length - 1 && count(letters & ~others) <= 1;
  return Math.abs(length - text.length) <= slips && count(letters ^ others) <= 2 * slips;
}

/** Compares words with patterns: exactly, by their beginning, or with the slips of a hurried or a sly hand. */
import type { Pattern, Phrase } from './lexicon.ts';
import type { Token } from './normalise.ts';

/**
 * How many letters may differ in a word of this length (chapter 20, section 11). A word whose neighbours
 * match as well may be a letter shorter.
 */
export function slipsAllowed(length: number, inPhrase = false): number {
  return length >= 10 ? 2 : length >= (inPhrase ? 5 : 6) ? 1 : 0;
}

export function matchesWord(
  token: Token,
  word: Pattern,
  slips: boolean,
  inPhrase = false,
): boolean {
  return token.readings.some((reading) => matchesReading(reading, word, slips, inPhrase));
}

function matchesReading(
  reading: string,
  { text, prefix }: Pattern,
  slips: boolean,
  inPhrase: boolean,
): boolean {
  if (prefix ? reading.startsWith(text) : reading === text) return true;
  if (!slips) return false;
  const allowed = slipsAllowed(text.length, inPhrase);
  if (allowed === 0) return false;
  if (!prefix) {
    // An added plural is no slip of its own.
    return (
      Math.abs(reading.length - text.length) <= allowed &&
      reading[0] === text[0] &&
      distance(reading, text, allowed) <= allowed
    );
  }
  if (reading.length < text.length - 1) return false;
  for (const length of [text.length, text.length + 1, text.length - 1]) {
    const start = reading.slice(0, length);
    if (start[0] === text[0] && distance(start, text, 1) <= 1) return true;
  }
  return false;
}

/** Words of a phrase must stand this close together. */
const REACH = 3;

/** Indexes of the tokens that make up the phrase, in any order but close together, or undefined. */
export function findPhrase(
  tokens: readonly Token[],
  phrase: Phrase,
  slips: boolean,
): number[] | undefined {
  const [first, ...others] = phrase.words;
  if (!first) return undefined;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (!token || !matchesWord(token, first, slips, others.length > 0)) continue;
    const used = [i];
    for (const word of others) {
      let best = -1;
      for (
        let k = Math.max(0, i - REACH - others.length);
        k <= Math.min(tokens.length - 1, i + REACH + others.length);
        k++
      ) {
        const candidate = tokens[k];
        if (
          !used.includes(k) &&
          candidate &&
          matchesWord(candidate, word, slips, true) &&
          (best === -1 || Math.abs(k - i) < Math.abs(best - i))
        )
          best = k;
      }
      if (best === -1) break;
      used.push(best);
    }
    if (used.length === phrase.words.length) return used;
  }
  return undefined;
}

/** Optimal string alignment distance (a swap of neighbours counts once), given up above `limit`. */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let k = 1; k <= b.length; k++) {
      const same = a[i - 1] === b[k - 1] ? 0 : 1;
      let cost = Math.min((last[k] ?? 0) + 1, (row[k - 1] ?? 0) + 1, (last[k - 1] ?? 0) + same);
      if (i > 1 && k > 1 && a[i - 1] === b[k - 2] && a[i - 2] === b[k - 1])
        cost = Math.min(cost, (before[k - 2] ?? 0) + 1);
      row.push(cost);
      if (cost < least) least = cost;
    }
    if (least > limit) return limit + 1;
    before = last;
    last = row;
  }
  return last[b.length] ?? limit + 1;
}

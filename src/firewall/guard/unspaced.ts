/**
 * Finds phrases in scripts that are written without spaces between words: Burmese, Khmer, Thai. Spaces, which anybody
 * may put anywhere, count for nothing there. Pure.
 */
import { foldUnspaced, UNSPACED } from '../../languages/fold/unspaced.ts';
import { fold } from './normalise.ts';

/** A text letter by letter, with the place of each letter in what was given. */
export type Letters = {
  text: string;
  /** For each UTF-16 unit of `text` that begins a syllable, where that begins; and where one ends, its end. */
  begins: ReadonlyMap<number, number>;
  ends: ReadonlyMap<number, number>;
};

/** A letter with its vowels, marks and what is written below it. */
const SYLLABLE = /[\u0e40\u0ec0]*\P{M}(?:\p{M}*[\u17d2\u1039]\P{M})*\p{M}*/gu;

/** What may stand between two words of a phrase, in letters. */
const REACH = 12;

export const isUnspaced = (text: string): boolean => UNSPACED.test(text);

const spelt = (text: string): string => foldUnspaced(fold(text));

/** The words of a phrase of a list, folded as `lettersOf` folds. */
export const unspacedWords = (phrase: string): string[] =>
  phrase.split(/\s+/).map((word) => spelt(word.replace(/[^\p{L}\p{M}\p{N}]/gu, '')));

export function lettersOf(text: string): Letters {
  const begins = new Map<number, number>();
  const ends = new Map<number, number>();
  let joined = '';
  for (const { 0: syllable, index } of text.matchAll(SYLLABLE)) {
    if (!/[\p{L}\p{M}\p{N}]/u.test(syllable)) continue;
    begins.set(joined.length, index);
    joined += spelt(syllable);
    ends.set(joined.length, index + syllable.length);
  }
  return { text: joined, begins, ends };
}

/** Where the words stand one after the other, at most `REACH` letters apart; whole syllables only. */
export function findUnspaced(
  { text, begins, ends }: Letters,
  words: readonly string[],
): { from: number; to: number }[] {
  const [first, ...others] = words;
  if (!first) return [];
  const found: { from: number; to: number }[] = [];
  for (let at = text.indexOf(first); at >= 0; at = text.indexOf(first, at + 1)) {
    let end = at + first.length;
    for (const word of others) {
      const next = end < 0 ? -1 : text.indexOf(word, end);
      end = next < 0 || next - end > REACH ? -1 : next + word.length;
    }
    const [from, to] = [begins.get(at), ends.get(end)];
    if (from !== undefined && to !== undefined) found.push({ from, to });
  }
  return found;
}

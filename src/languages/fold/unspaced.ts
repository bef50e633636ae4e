/**
 * Scripts that are written without spaces between words: Khmer, Thai, Lao, Myanmar, Chinese and Japanese.
 * They are indexed by pairs of syllables or letters, since browsers cut them into words differently.
 */

export const UNSPACED =
  /[\p{Script=Khmer}\p{Script=Thai}\p{Script=Lao}\p{Script=Myanmar}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const RUN =
  /[\p{Script=Khmer}\p{Script=Thai}\p{Script=Lao}\p{Script=Myanmar}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{M}ー]+/gu;
const KHMER_JOINER = '\u17d2';
const MYANMAR_JOINER = '\u1039';
const MYANMAR_ASAT = '\u103a';
const MYANMAR_DOT = '\u1037';

/** One spelling for what looks the same in Khmer, Thai and Lao. */
export function foldUnspaced(text: string): string {
  return (
    text
      // Khmer: the two subscripts that look alike, vowels in pieces, signs that shift the register.
      .replaceAll('\u17d2\u178a', '\u17d2\u178f')
      .replaceAll('\u17a3', '\u17a2')
      .replace(/[\u17c9\u17ca]/g, '')
      .replace(/\u17bb(?=[\u17b7-\u17ba])/g, '')
      .replaceAll('\u17c1\u17b8', '\u17be')
      .replaceAll('\u17c1\u17b6', '\u17c4')
      // Thai and Lao: the tone before the ring of "am"; sara ae typed as two sara e.
      .replace(/\u0e4d([\u0e48-\u0e4b])/g, '$1\u0e4d')
      .replace(/\u0ecd([\u0ec8-\u0ecb])/g, '$1\u0ecd')
      .replaceAll('\u0e40\u0e40', '\u0e41')
      .replaceAll('\u0ec0\u0ec0', '\u0ec1')
  );
}

/** Cuts a folded word into stretches of unspaced scripts and of others, in order. */
export function stretches(word: string): { text: string; unspaced: boolean }[] {
  const found: { text: string; unspaced: boolean }[] = [];
  let end = 0;
  for (const match of word.matchAll(RUN)) {
    if (!UNSPACED.test(match[0])) continue;
    if (match.index > end) found.push({ text: word.slice(end, match.index), unspaced: false });
    found.push({ text: match[0], unspaced: true });
    end = match.index + match[0].length;
  }
  if (end < word.length) found.push({ text: word.slice(end), unspaced: false });
  return found;
}

/** Overlapping pairs of syllables (Myanmar, Khmer) or letters with their marks; a single one stands alone. */
export function bigrams(text: string): string[] {
  const parts = syllables(text);
  if (parts.length < 2) return parts;
  return parts.slice(1).map((part, index) => (parts[index] ?? '') + part);
}

function syllables(text: string): string[] {
  const letters = Array.from(text);
  const found: string[] = [];
  letters.forEach((letter, index) => {
    const before = letters[index - 1];
    const joins =
      /^\p{M}$/u.test(letter) ||
      before === KHMER_JOINER ||
      before === MYANMAR_JOINER ||
      endsSyllable(letters, index);
    if (joins && found.length > 0) found[found.length - 1] += letter;
    else found.push(letter);
  });
  return found;
}

/** A Myanmar consonant that carries the sign of a closed syllable, or has another stacked below it. */
function endsSyllable(letters: readonly string[], index: number): boolean {
  const next = letters[index + 1];
  const after = next === MYANMAR_DOT ? letters[index + 2] : next;
  return after === MYANMAR_ASAT || after === MYANMAR_JOINER;
}

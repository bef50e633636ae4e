/**
 * What stays when a word is written by ear: consonants in groups that are taken for one another. For
 * Arabic, Persian and Tigrinya in Latin letters, which nobody spells alike ("tabib", "tbeeb", "6abib"),
 * and for Tigrinya in its own letters, where the vowels of syllables vary.
 */

const LETTERS = /^[a-z0-9]+$/;
const ETHIOPIC = /^[\u1200-\u135a]+$/;
/** Digits that stand for Arabic letters: 2 hamza, 3 ain, 5 kha, 6 ta, 7 ha, 8 ghain, 9 qaf. */
const DIGITS: Readonly<Record<string, string>> = {
  '2': '',
  '3': '',
  '5': 'x',
  '6': 't',
  '7': 'h',
  '8': 'g',
  '9': 'k',
};
const PAIRS: readonly (readonly [RegExp, string])[] = [
  [/kh/g, 'x'],
  [/ch|sh/g, 'S'],
  [/gh/g, 'g'],
  [/th/g, 't'],
  [/dh/g, 'd'],
  [/ph/g, 'f'],
  [/t[sz]/g, 's'],
];
const ALIKE: Readonly<Record<string, string>> = {
  c: 'k',
  q: 'k',
  p: 'b',
  w: 'v',
  j: 'g',
};

/**
 * The sound of a folded word, or an empty string when it has none: other scripts, and words with a digit
 * that is no Arabic letter.
 */
export function soundOf(word: string): string {
  if (ETHIOPIC.test(word)) return syllableSound(word);
  if (!LETTERS.test(word) || /^\d+$/.test(word) || /[014]/.test(word)) return '';
  let sound = word;
  for (const [pair, letter] of PAIRS) sound = sound.replace(pair, letter);
  return Array.from(sound, (letter) => DIGITS[letter] ?? ALIKE[letter] ?? letter)
    .join('')
    .replace(/(.)\1+/g, '$1')
    .replace(/[aeiouy]/g, '')
    .replace(/h$/, '');
}

/** Each syllable in its first order, the two q as one; the eight orders of a consonant stand together. */
function syllableSound(word: string): string {
  return Array.from(word, (sign) => String.fromCharCode(sign.charCodeAt(0) & ~7))
    .join('')
    .replaceAll('ቐ', 'ቀ');
}

/**
 * Signs of good typography that GSM lacks, as the plain ones that it has (chapter 10, section 4.5): one curly
 * quote would send a whole message as UCS-2, at 70 characters instead of 160.
 */
import { isGsm } from './gsm-alphabet.ts';

const PLAIN: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201a': "'",
  '\u201b': "'",
  '\u02bc': "'",
  '\u2032': "'",
  '\u0060': "'",
  '\u00b4': "'",
  '\u2039': "'",
  '\u203a': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u201e': '"',
  '\u201f': '"',
  '\u2033': '"',
  '\u00ab': '"',
  '\u00bb': '"',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2014': '-',
  '\u2015': '-',
  '\u2212': '-',
  '\u2022': '-',
  '\u00b7': '-',
  '\u2026': '...',
  '\u00a0': ' ',
  '\u2002': ' ',
  '\u2003': ' ',
  '\u2007': ' ',
  '\u2009': ' ',
  '\u200a': ' ',
  '\u202f': ' ',
  '\u3000': ' ',
  '\t': ' ',
  '\u2028': '\n',
  '\u2029': '\n',
  '\u00d7': 'x',
  '\u00ad': '',
  '\u2060': '',
  '\ufeff': '',
};
/** Nothing is seen of these in a text without letters from right to left. */
const DIRECTION = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const SIGNS = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'gu');

/** Latin letters that no mark can be taken from. */
const LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  Ł: 'L',
  ı: 'i',
  đ: 'd',
  Đ: 'D',
  œ: 'oe',
  Œ: 'OE',
  ħ: 'h',
};
const NOT_LATIN = /(?!\p{Script=Latin})\p{L}/u;

/**
 * Latin text with the accents off that GSM lacks (á, ç, ş, ł, õ): as people write on such phones. Those that it has
 * (é, ñ, ü, à) stay. Text in another script, or with signs that GSM lacks, comes back as it was.
 */
export function withPlainLetters(text: string): string {
  const signs = withPlainSigns(text);
  if (isGsm(signs) || NOT_LATIN.test(signs)) return signs;
  const plain = signs
    .replace(SIGNS, (sign) => PLAIN[sign] ?? sign)
    .replace(DIRECTION, '')
    .replace(/\p{L}/gu, (letter) =>
      isGsm(letter) ? letter : (LETTERS[letter] ?? letter.normalize('NFD').replace(/\p{M}/gu, '')),
    );
  return isGsm(plain) ? plain : signs;
}

/**
 * The text with plain signs when that alone makes it GSM, else as it came: in UCS-2 they cost nothing more, and
 * in the scripts that need it some of them mean something (ZWJ and marks of direction among them).
 */
export function withPlainSigns(text: string): string {
  const whole = text.normalize('NFC');
  if (isGsm(whole)) return whole;
  const plain = whole.replace(SIGNS, (sign) => PLAIN[sign] ?? sign).replace(DIRECTION, '');
  return isGsm(plain) ? plain : whole;
}

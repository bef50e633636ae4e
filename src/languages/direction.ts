/** Which way a language is written: taken from its script, never set by hand (design chapter 10, section 9). */

export type Direction = 'ltr' | 'rtl';

const RTL_SCRIPTS = new Set([
  'Arab',
  'Hebr',
  'Nkoo',
  'Syrc',
  'Thaa',
  'Rohg',
  'Adlm',
  'Mand',
  'Samr',
]);
/** Languages whose usual script runs from the right, by primary subtag. */
const RTL_LANGUAGES = new Set([
  'ar',
  'fa',
  'prs',
  'ps',
  'ur',
  'ckb',
  'sd',
  'ug',
  'he',
  'yi',
  'dv',
  'syr',
  'nqo',
  'bal',
  'hac',
  'lrc',
  'mzn',
  'glk',
  'rhg',
]);

/**
 * The direction of a BCP 47 tag. A script subtag decides (`ku-Arab`, `rhg-Latn`), else the language.
 * Anything unknown reads from the left.
 */
export function direction(tag: string): Direction {
  const [language = '', ...rest] = tag.split('-');
  const script = rest.find((part) => part.length === 4 && !/^\d/.test(part));
  if (script) {
    const title = script.charAt(0).toUpperCase() + script.slice(1).toLowerCase();
    return RTL_SCRIPTS.has(title) ? 'rtl' : 'ltr';
  }
  return RTL_LANGUAGES.has(language.toLowerCase()) ? 'rtl' : 'ltr';
}

const RTL_LETTER =
  /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10A00}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
/** A letter of a script that runs from the left, or what often begins a number or a code. */
const LTR_START = /(?!\p{Script=Arabic}|\p{Script=Hebrew})[\p{L}0-9+(/#]/u;

/** True when a value put into a sentence of direction `dir` could pull its neighbours out of order. */
export function needsIsolation(text: string, dir: Direction): boolean {
  return dir === 'ltr' ? RTL_LETTER.test(text) : LTR_START.test(text);
}

/** Wraps a value in FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (Unicode UAX 9) where it is needed. */
export function isolate(text: string, dir: Direction): string {
  return needsIsolation(text, dir) ? `\u2068${text}\u2069` : text;
}

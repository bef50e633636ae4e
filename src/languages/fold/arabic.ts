/**
 * One table for Arabic, Persian, Pashto, Urdu and Sorani, so that a word is found whichever keyboard
 * it was typed on (chapter 10, section 6).
 */

const GROUPS: readonly [string, string][] = [
  ['ا', 'أإآٱ'],
  ['ي', 'ىیېێئۍےۓ'],
  ['ه', 'ةەہھۀۂۃ'],
  ['ك', 'کڪ'],
  ['و', 'ؤۆ'],
  ['گ', 'ګ'],
  ['ر', 'ڕ'],
  ['ل', 'ڵ'],
];
const LETTERS = new Map(
  GROUPS.flatMap(([plain, variants]) =>
    Array.from(variants, (variant) => [variant, plain] as const),
  ),
);
const VARIANTS = new RegExp(`[${[...LETTERS.keys()].join('')}]`, 'gu');
/** Vowel marks, Koran signs, tatweel, and the hamza that many leave out. */
const MARKS = /[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff\u0621\u0640]/gu;
/** The article, with "and", "with", "so" or "as" before it; at least two letters follow. */
const ARTICLE = /^[وبفك]?ال(?=..)/u;
/** "For" before the article swallows its first letter, or, before another lam, its second. */
const FOR = /^لل(?=..)/u;
/** Vowel marks belong to no script of their own. */
export const ARABIC = /[\p{Script=Arabic}\u064b-\u0655\u0670]/u;

export function foldArabic(text: string): string {
  return text.replace(MARKS, '').replace(VARIANTS, (letter) => LETTERS.get(letter) ?? letter);
}

/** The folded word without its article and what is written on to it; none when it has no article. */
export function withoutArticle(word: string): string[] {
  if (ARTICLE.test(word)) return [word.replace(ARTICLE, '')];
  return FOR.test(word) ? [word.slice(2), word.slice(1)] : [];
}

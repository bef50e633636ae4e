/**
 * Forms under which a typed word may stand in a list of words: without the endings and the small words
 * that its language writes on to it. Only the names of needs are looked up so, never words of records:
 * a wrong form then finds nothing, since it is in no list.
 */

const LATIN = /^[a-z]+$/;
const ARABIC = /^[\u0620-\u06ff]+$/;
const ETHIOPIC = /^[\u1200-\u137f]+$/;

/** Fewest letters that must be left. */
const LATIN_LEFT = 4;
const ARABIC_LEFT = 3;
const ETHIOPIC_LEFT = 2;

/** Plurals of English, French and Spanish, with what stands there in the singular. */
const LATIN_ENDINGS: readonly (readonly [string, string])[] = [
  ['ies', 'y'],
  ['es', ''],
  ['s', ''],
  ['x', ''],
  ['aux', 'al'],
  ['itos', 'o'],
  ['itas', 'a'],
  ['ito', 'o'],
  ['ita', 'a'],
];
/** "And", "with", "for", "so", "as", alone and before the article (folded letters). */
const ARABIC_PREFIXES = ['وال', 'بال', 'فال', 'كال', 'ال', 'لل', 'و', 'ب', 'ل', 'ف'];
/** Plurals, "my", "your", "our" of Arabic and of Persian, and the Persian article. */
const ARABIC_ENDINGS: readonly (readonly [string, string])[] = [
  ['ات', ''],
  ['ات', 'ه'],
  ['ين', ''],
  ['ون', ''],
  ['ين', 'ي'],
  ['هايم', ''],
  ['هاي', ''],
  ['ها', ''],
  ['ان', ''],
  ['تي', 'ه'],
  ['تنا', 'ه'],
  ['نا', ''],
  ['مان', ''],
  ['ام', ''],
  ['م', ''],
  ['ش', ''],
  ['ي', ''],
  ['ك', ''],
  ['ه', ''],
  ['را', ''],
];
/** "For", "with", "from", "to", "of" of Tigrinya, written on to the word. */
const ETHIOPIC_PREFIXES = ['ን', 'ብ', 'ካብ', 'ናብ', 'ናይ', 'ኣብ'];
/** Plurals, "my", and "me", "us" of verbs. */
const ETHIOPIC_ENDINGS = ['ታት', 'ት', 'ተይ', 'ይ', 'ን', 'ኒ', 'ና'];

/** @param word folded; the forms do not hold the word itself. Empty for other scripts. */
export function baseForms(word: string): string[] {
  const forms = new Set<string>();
  if (LATIN.test(word)) replaceEnd(word, LATIN_ENDINGS, LATIN_LEFT, forms);
  else if (ARABIC.test(word)) {
    for (const start of ['', ...ARABIC_PREFIXES]) {
      if (!word.startsWith(start) || word.length - start.length < ARABIC_LEFT) continue;
      const rest = word.slice(start.length);
      forms.add(rest);
      replaceEnd(rest, ARABIC_ENDINGS, ARABIC_LEFT, forms);
    }
  } else if (ETHIOPIC.test(word)) {
    for (const start of ['', ...ETHIOPIC_PREFIXES]) {
      if (!word.startsWith(start) || word.length - start.length < ETHIOPIC_LEFT) continue;
      const rest = word.slice(start.length);
      forms.add(rest);
      const endings = ETHIOPIC_ENDINGS.map((ending) => [ending, ''] as const);
      replaceEnd(rest, endings, ETHIOPIC_LEFT, forms);
    }
  }
  forms.delete(word);
  return [...forms];
}

function replaceEnd(
  word: string,
  endings: readonly (readonly [string, string])[],
  left: number,
  into: Set<string>,
): void {
  for (const [ending, singular] of endings) {
    if (!word.endsWith(ending) || word.length - ending.length < left) continue;
    into.add(word.slice(0, word.length - ending.length) + singular);
  }
}

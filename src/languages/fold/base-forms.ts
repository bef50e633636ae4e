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
/** "For", "with", "from", "to", "of", "about" of Tigrinya and of Amharic, written on to the word. */
const ETHIOPIC_PREFIXES = ['ን', 'ብ', 'ካብ', 'ናብ', 'ናይ', 'ኣብ', 'ለ', 'በ', 'የ', 'ከ', 'ወደ', 'ስለ'];
/** Plurals, "my", "your", the object and "and" of nouns, and "me", "us", "on me", "for me" of verbs. */
const ETHIOPIC_ENDINGS = [
  ['ታት', 'ት', 'ተይ', 'ይ', 'ን', 'ኒ', 'ና'],
  ['ዬን', 'ዬ', 'ዎን', 'ዎ', 'ዎች', 'ም', 'ብኝ', 'ልኝ', 'ኝ'],
].flat();
/** Places of a vowel in a series of eight letters: "e", "ē", "o", and none. */
const VOWEL = { e: 0, i: 2, long: 4, o: 6, none: 5 } as const;

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
      for (const form of withoutVowel(rest)) forms.add(form);
    }
  }
  forms.delete(word);
  return [...forms];
}

/**
 * Endings that melt into the last letter: "my" and the plural of Amharic (ልጄ and ልጆች of ልጅ), "my" of Tigrinya
 * (ሞባይለይ of ሞባይል, ሳእነይ of ሳእኒ), each also before the object's ን.
 */
function withoutVowel(word: string): string[] {
  const forms: string[] = [];
  for (const form of word.endsWith('ን') ? [word, word.slice(0, -1)] : [word]) {
    if (form.length < ETHIOPIC_LEFT) continue;
    if (vowelOf(form) === VOWEL.long) forms.push(lastVowel(form, VOWEL.none));
    const stem = form.slice(0, -1);
    if (stem.length < ETHIOPIC_LEFT) continue;
    if (/[ችቼ]$/u.test(form) && vowelOf(stem) === VOWEL.o) forms.push(lastVowel(stem, VOWEL.none));
    if (form.endsWith('ይ') && vowelOf(stem) === VOWEL.e)
      forms.push(lastVowel(stem, VOWEL.none), lastVowel(stem, VOWEL.i));
  }
  return forms;
}

const vowelOf = (word: string): number => word.charCodeAt(word.length - 1) % 8;

function lastVowel(word: string, vowel: number): string {
  const last = word.charCodeAt(word.length - 1);
  return word.slice(0, -1) + String.fromCharCode(last - (last % 8) + vowel);
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

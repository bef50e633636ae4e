/**
 * How people write Cyrillic and Ethiopic words with Latin letters where the keyboard has no others: one or more
 * spellings a word, so that "vid na zhitelstvo" and "yemenoriya fekad" are found too. Sources: the habits of
 * GOST 7.79 and BGN/PCGN for Russian, the national table for Ukrainian, the vowel orders of Ethiopic. Pure.
 */

const CYRILLIC = 'абвгґдеєжзиіїйклмнопрстуфхцчшщьъыэюяё';
const SPELLINGS: Record<string, readonly string[]> = {
  ru: [
    'a b v g g d e e zh z i i i y k l m n o p r s t u f kh ts ch sh shch - - y e yu ya e',
    'a b v g g d e e j z i i i i k l m n o p r s t u f h c ch sh sch - - i e iu ia e',
    'a b v g g d e e zh z i i i y k l m n o p r s t u f h ts ch sh sh - - y e ju ja yo',
  ],
  uk: [
    'a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch - - y e iu ia e',
    'a b v h g d e ye zh z y i yi y k l m n o p r s t u f h c ch sh sch - - y e yu ya e',
  ],
};

/** Consonants of the Ethiopic rows from U+1200, eight signs each; rows that are not named are left out. */
const ETHIOPIC = 'h l h m s r s sh k - k - b v t ch h - n gn a k - h - w a z zh y d d j g'.split(
  ' ',
);
const LATE_ROWS: Record<number, string> = {
  0x1320: 't',
  0x1328: 'ch',
  0x1330: 'p',
  0x1338: 'ts',
  0x1340: 'ts',
  0x1348: 'f',
  0x1350: 'p',
};
const VOWELS = ['e', 'u', 'i', 'a', 'e', '', 'o', 'wa'];

/** Latin spellings of a phrase in `language`; `*` at the end of a word stays. Empty where there are none. */
export function romanised(language: string, phrase: string): string[] {
  const found =
    language === 'ru' || language === 'uk'
      ? /\p{Script=Cyrillic}/u.test(phrase)
        ? (SPELLINGS[language] ?? []).map((spelling) => fromCyrillic(phrase, spelling.split(' ')))
        : []
      : /\p{Script=Ethiopic}/u.test(phrase)
        ? [fromEthiopic(phrase, ''), fromEthiopic(phrase, 'i')]
        : [];
  return [...new Set(found)].filter((one) => /^[a-z* ]+$/.test(one));
}

function fromCyrillic(phrase: string, letters: readonly string[]): string {
  return [...phrase.toLowerCase()]
    .map((sign) => {
      const letter = letters[[...CYRILLIC].indexOf(sign)];
      return letter === undefined ? (/['’ʼ]/.test(sign) ? '' : sign) : letter.replace('-', '');
    })
    .join('');
}

/** The sixth order is a bare consonant, or a short vowel (`short`) before another consonant. */
function fromEthiopic(phrase: string, short: string): string {
  const signs = [...phrase];
  return signs
    .map((sign, i) => {
      const code = sign.charCodeAt(0);
      if (code < 0x1200 || code > 0x1357) return sign.toLowerCase();
      const row = code - (code % 8);
      const consonant = LATE_ROWS[row] ?? ETHIOPIC[(row - 0x1200) / 8] ?? '-';
      const order = code % 8;
      const ends = i + 1 === signs.length || /[\s*]/.test(signs[i + 1] ?? '');
      const vowel = order === 5 && !ends ? short : (VOWELS[order] ?? '');
      return consonant === 'a' ? (order === 0 ? 'a' : vowel || 'i') : consonant + vowel;
    })
    .join('');
}

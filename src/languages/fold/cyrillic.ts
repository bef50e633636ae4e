/** Cyrillic letters that stand for one another, and Latin spellings of names. */

export const CYRILLIC = /\p{Script=Cyrillic}/u;
const STRESS = /(\p{Script=Cyrillic})[\u0300\u0301]+/gu;

const RUSSIAN: Record<string, string> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
  і: 'i',
  ї: 'yi',
  є: 'ye',
  ў: 'w',
  ј: 'j',
  љ: 'lj',
  њ: 'nj',
  ћ: 'c',
  ђ: 'd',
  џ: 'dz',
};
/** Where Ukraine's own table (resolution 55 of 2010) differs. */
const UKRAINIAN: Record<string, string> = {
  ...RUSSIAN,
  г: 'h',
  и: 'y',
  й: 'i',
  ї: 'i',
  є: 'ie',
  ю: 'iu',
  я: 'ia',
};
/** … and at the beginning of a word. */
const UKRAINIAN_FIRST: Record<string, string> = { й: 'y', ї: 'yi', є: 'ye', ю: 'yu', я: 'ya' };

/** ё → е, ґ → г, stress marks off. */
export function foldCyrillic(text: string): string {
  return text.replace(STRESS, '$1').replaceAll('ё', 'е').replaceAll('ґ', 'г');
}

/** The folded word in Latin letters, by the usage of its language (`uk`, else Russian). */
export function inLatin(word: string, lang: string): string {
  const letters = lang === 'uk' ? UKRAINIAN : RUSSIAN;
  let latin = '';
  for (const letter of word) {
    const first = latin === '' && lang === 'uk' ? UKRAINIAN_FIRST[letter] : undefined;
    latin += first ?? letters[letter] ?? letter;
  }
  return latin;
}

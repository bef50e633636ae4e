/**
 * Latin letters to sounds (`name-sounds.ts`): spellings of English, French, German, Spanish, Turkish,
 * Polish, Vietnamese, Somali and scholarly romanisations side by side, because nobody says at a desk
 * which one it is. Letters whose reading depends on the language become sounds of their own (c, X, J, Q).
 */

/** Letters with their mark (NFD), where the mark changes the sound; all other marks are dropped. */
const MARKED: ReadonlyMap<string, string> = new Map([
  ['s\u0327', 'S'],
  ['s\u0326', 'S'],
  ['s\u030c', 'S'],
  ['s\u0302', 'S'],
  ['c\u0327', 'C'],
  ['c\u030c', 'C'],
  ['c\u0301', 'C'],
  ['c\u0302', 'C'],
  ['z\u030c', '\u0002'],
  ['z\u0307', '\u0002'],
  ['g\u0306', 'G'],
  ['g\u0307', 'G'],
  ['g\u030c', '\u0002'],
  ['j\u030c', '\u0002'],
  ['n\u0303', 'ny'],
  ['n\u030c', 'ny'],
  ['h\u032e', 'x'],
  ['t\u0331', 'T'],
  ['d\u0331', 'D'],
  ['k\u0331', 'x'],
  ['g\u0304', 'G'],
  ['r\u030c', 'r'],
]);
const SINGLE: Readonly<Record<string, string>> = {
  ł: 'l',
  đ: 'd',
  ð: 'D',
  þ: 'T',
  ß: 's',
  æ: 'e',
  œ: 'e',
  ı: 'i',
  ə: 'e',
  ŋ: 'n',
  ø: 'o',
  ħ: 'h',
  ɛ: 'e',
  ɔ: 'o',
  ɓ: 'b',
  ɗ: 'd',
  ƙ: 'k',
  ƴ: 'y',
  ŧ: 't',
  ʃ: 'S',
  ʒ: '\u0002',
  ʿ: "'",
  ʾ: "'",
  ʻ: "'",
  ʼ: "'",
  '’': "'",
  '‘': "'",
  '`': "'",
  "'": "'",
  '´': "'",
};

/** In this order. Capital letters are sounds already. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/dsch/g, '\u0002'],
  [/tsch|tch|tx(?=[aei])|cz|chh|cch/g, 'C'],
  [/shch/g, 'SC'],
  [/sch/g, 'S'],
  [/sh|sz/g, 'S'],
  [/dzh|dj|dg(?=[eiy])|zh|jh/g, '\u0002'],
  [/j/g, 'J'],
  [/kh/g, '\u0001'],
  [/gh/g, 'G'],
  [/tz/g, 'ts'],
  [/th/g, 'T'],
  [/ph/g, 'f'],
  [/bh/g, 'b'],
  [/dh/g, 'D'],
  [/ch/g, 'Q'],
  [/ck|cq/g, 'k'],
  [/qu(?=[aeio])/g, 'k'],
  [/gu(?=[ei])/g, 'g'],
  [/ou|oo|oe(?=$)/g, 'u'],
  [/ee/g, 'i'],
  [/wh/g, 'w'],
  [/rh/g, 'r'],
  [/(?<=[ei])x(?=[aeiou]|$)/g, 'ks'],
  [/x/g, 'X'],
  [/(?<![aeiouyWY])y(?![aeiou])/g, 'i'],
  // Burmese Zar, Mar, Thar: an r that nobody says.
  [/^([^aeiou]{1,3}a)r$/, '$1R'],
  [/(?<=[aeiou])h$/g, 'H'],
  [/\u0001/g, 'x'],
  [/\u0002/g, 'j'],
  [/[^a-zA-Z']/g, ''],
];

/** @param word lower case, NFC, Latin letters; anything else in it is passed over */
export function readLatin(word: string): string {
  let plain = '';
  for (const letter of word) {
    const single = SINGLE[letter];
    if (single !== undefined) {
      plain += single;
      continue;
    }
    const taken = letter.normalize('NFD');
    plain += MARKED.get(taken.slice(0, 2)) ?? taken.charAt(0);
  }
  for (const [pattern, sound] of SPELLINGS) plain = plain.replace(pattern, sound);
  return plain;
}

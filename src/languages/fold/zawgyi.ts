/**
 * Zawgyi: an old font encoding of Burmese that uses the code points of Unicode with other meanings, and
 * writes letters in the order in which they are seen. It is still met in data and on phones.
 * Short texts cannot be told apart (chapter 10, section 9); from 20 letters on they can.
 */

const MOST_BURMESE = /[\u1000-\u109f]/g;
const LETTERS_TO_TELL = 20;

/** Zawgyi code points that mean one or more others in Unicode; signs of a syllable are sorted afterwards. */
const MEANINGS: Record<string, string> = {
  '\u1033': '\u102f',
  '\u1034': '\u1030',
  '\u1039': '\u103a',
  '\u103a': '\u103b',
  '\u103b': '\u103c',
  '\u103c': '\u103d',
  '\u103d': '\u103e',
  '\u105a': '\u102b\u103a',
  '\u106a': '\u1009',
  '\u106b': '\u100a',
  '\u106e': '\u100d\u1039\u100d',
  '\u106f': '\u100d\u1039\u100e',
  '\u107d': '\u103b',
  '\u1086': '\u103f',
  '\u1087': '\u103e',
  '\u1088': '\u103e\u102f',
  '\u1089': '\u103e\u1030',
  '\u108a': '\u103d\u103e',
  '\u108e': '\u102d\u1036',
  '\u108f': '\u1014',
  '\u1090': '\u101b',
  '\u1091': '\u100f\u1039\u100d',
  '\u1092': '\u100b\u1039\u100c',
  '\u1094': '\u1037',
  '\u1095': '\u1037',
  '\u1096': '\u1039\u1010\u103d',
  '\u1097': '\u100b\u1039\u100b',
};
/** Letters below another: Zawgyi has a code point for each, sometimes two. */
const STACKED: readonly [number, number][] = [
  [0x1060, 0x1000],
  [0x1061, 0x1001],
  [0x1062, 0x1002],
  [0x1063, 0x1003],
  [0x1065, 0x1005],
  [0x1066, 0x1006],
  [0x1067, 0x1006],
  [0x1068, 0x1007],
  [0x1069, 0x1008],
  [0x106c, 0x100b],
  [0x106d, 0x100c],
  [0x1070, 0x100f],
  [0x1071, 0x1010],
  [0x1072, 0x1010],
  [0x1073, 0x1011],
  [0x1074, 0x1011],
  [0x1075, 0x1012],
  [0x1076, 0x1013],
  [0x1077, 0x1014],
  [0x1078, 0x1015],
  [0x1079, 0x1016],
  [0x107a, 0x1017],
  [0x107b, 0x1018],
  [0x1093, 0x1018],
  [0x107c, 0x1019],
  [0x1085, 0x101c],
];
for (const [zawgyi, letter] of STACKED) {
  MEANINGS[String.fromCharCode(zawgyi)] = `\u1039${String.fromCharCode(letter)}`;
}
for (let ra = 0x107e; ra <= 0x1084; ra++) MEANINGS[String.fromCharCode(ra)] = '\u103c';
/** The small nga above (kinzi), alone or with a vowel: in Unicode it stands before its letter. */
const KINZI: Record<string, string> = {
  '\u1064': '',
  '\u108b': '\u102d',
  '\u108c': '\u102e',
  '\u108d': '\u1036',
};

const LETTER =
  '\\u1000-\\u1021\\u1023-\\u102a\\u103f\\u104e\\u106a\\u106b\\u106e\\u106f\\u1086\\u108f-\\u1092\\u1097';
const RA = '\\u103b\\u107e-\\u1084';
const SIGN =
  '\\u102b-\\u1030\\u1032-\\u103a\\u103c\\u103d\\u105a\\u1060-\\u1069\\u106c\\u106d\\u1070-\\u107d\\u1085\\u1087-\\u108e\\u1093-\\u1096';
const SYLLABLE = new RegExp(`(\\u1031*)([${RA}]?)([${LETTER}\\u1040\\u1047])([${SIGN}]*)`, 'g');

/** The order of signs in Unicode (technical note 11): ya, ra, wa, ha, e, above, below, aa, asat, dots. */
const ORDER =
  '\u103b\u103c\u103d\u103e\u1031\u102d\u102e\u1032\u102f\u1030\u102b\u102c\u103a\u1036\u1037\u1038';

/** 0 typed for wa, which looks like it: beside a letter, and not beside another digit. */
const ZERO_FOR_WA =
  /([\u1000-\u103f])\u1040(?![\u1040-\u1049])|(^|[^\u1000-\u1049])\u1040(?=[\u1000-\u103f])/g;
/** 7 typed for ra: under a sign. Beside letters it may be a number, as in dates. */
const SEVEN_FOR_RA = /\u1047(?=[\u102b-\u1032\u1036-\u103e])/g;

/** Letters that were typed as their doubles: also common in Unicode text. */
export function mendDoubles(text: string): string {
  return text
    .replace(ZERO_FOR_WA, (_all, before = '', other = '') => `${before}${other}\u101d`)
    .replace(SEVEN_FOR_RA, '\u101b')
    .replace(/\u1025(?=\u1037?\u103a)/g, '\u1009');
}

/** Zawgyi as Unicode. Text that is Unicode already comes out wrong: ask `isZawgyi` first. */
export function fromZawgyi(text: string): string {
  const unicode = text.replace(
    SYLLABLE,
    (whole, e: string, ra: string, letter: string, signs: string) =>
      /[\u1040\u1047]/.test(letter) && e + ra + signs === ''
        ? whole
        : syllable(e, ra, letter, signs),
  );
  return mendDoubles(unicode.normalize('NFC'));
}

function syllable(e: string, ra: string, letter: string, signs: string): string {
  let kinzi = '';
  let below = '';
  let rest = e + (MEANINGS[ra] ?? '');
  for (const sign of signs) {
    const vowel = KINZI[sign];
    const meaning = vowel ?? MEANINGS[sign] ?? sign;
    if (vowel !== undefined) kinzi = '\u1004\u103a\u1039';
    if (meaning.startsWith('\u1039')) {
      below += meaning.slice(0, 2);
      rest += meaning.slice(2);
    } else rest += meaning;
  }
  const base = letter === '\u1040' ? '\u101d' : letter === '\u1047' ? '\u101b' : letter;
  return kinzi + (MEANINGS[base] ?? base) + below + sorted(rest);
}

/** Signs in order, each once. Asat stays before ya where it was typed so (the word for "man"). */
function sorted(signs: string): string {
  const place = (sign: string): number =>
    sign === '\u103a' && signs.includes('\u103a\u103b') ? -1 : ORDER.indexOf(sign);
  return [...new Set(signs)].sort((a, b) => place(a) - place(b)).join('');
}

/** What only one of the two encodings can contain, with its weight. */
const ZAWGYI_SIGNS = [
  /(?:^|[^\u1000-\u109f]|[\u102b-\u1030\u1032\u1036-\u1039])\u1031/g,
  /(?:^|[^\u1000-\u109f]|[\u102b-\u1030\u1032\u1036-\u1039\u1031])[\u103b\u107e-\u1084](?=[\u1000-\u1021])/g,
  /\u1039(?![\u1000-\u1021])/g,
  /[\u1033\u1034\u1060-\u1097\u105a]/g,
  /\u103a[\u102b-\u1030\u1032]/g,
];
const UNICODE_SIGNS = [
  /[\u103b-\u103e\u1000-\u1021]\u1031/g,
  /[\u1000-\u1021]\u1037?\u103a(?![\u102b-\u1030\u1032])/g,
  /[\u103e\u103f]/g,
  /[\u1000-\u1021]\u103b/g,
];

/**
 * Whether a text is written in Zawgyi: it has at least 20 Burmese letters and more signs that only
 * Zawgyi has than signs that only Unicode has.
 */
export function isZawgyi(text: string): boolean {
  return (text.match(MOST_BURMESE)?.length ?? 0) >= LETTERS_TO_TELL && zawgyiScore(text) > 0;
}

/** Above 0: rather Zawgyi; below 0: rather Unicode; for texts of any length. */
export function zawgyiScore(text: string): number {
  const count = (signs: readonly RegExp[]): number =>
    signs.reduce((sum, sign) => sum + (text.match(sign)?.length ?? 0), 0);
  return count(ZAWGYI_SIGNS) - count(UNICODE_SIGNS);
}

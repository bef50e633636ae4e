/** Devanagari (Nepali, Hindi): one spelling for what keyboards write in several ways, and the spelling by ear. */

export const DEVANAGARI = /\p{Script=Devanagari}/u;
const NUKTA = '\u093c';
/** ड़ and ढ़ are letters of their own; normalisation leaves them apart. */
const COMPOSED = new Map([
  ['ड\u093c', '\u095c'],
  ['ढ\u093c', '\u095d'],
]);
/** A nasal before a letter of its own row, which is as often written as a dot above: हिन्दी, हिंदी. */
const NASALS: readonly (readonly [RegExp, string])[] = [
  [/ङ\u094d(?=[कखगघ])/gu, '\u0902'],
  [/ञ\u094d(?=[चछजझ])/gu, '\u0902'],
  [/ण\u094d(?=[टठडढ])/gu, '\u0902'],
  [/न\u094d(?=[तथदध])/gu, '\u0902'],
  [/म\u094d(?=[पफबभ])/gu, '\u0902'],
];
/** Letters that are taken for one another: long and short i and u, the three s, v and b, ड़ and ड. */
const BY_EAR = new Map([
  ['ई', 'इ'],
  ['ऊ', 'उ'],
  ['\u0940', '\u093f'],
  ['\u0942', '\u0941'],
  ['श', 'स'],
  ['ष', 'स'],
  ['व', 'ब'],
  ['\u095c', 'ड'],
  ['\u095d', 'ढ'],
]);
const ALIKE = new RegExp(`[${[...BY_EAR.keys()].join('')}]`, 'gu');

/** ड़ ढ़ composed, other letters without their dot below; the moon dot and row nasals as the dot above. */
export function foldDevanagari(text: string): string {
  let folded = text
    .replace(/[डढ]\u093c/gu, (letter) => COMPOSED.get(letter) ?? letter)
    .replaceAll(NUKTA, '')
    .replaceAll('\u0901', '\u0902');
  for (const [nasal, dot] of NASALS) folded = folded.replace(nasal, dot);
  return folded;
}

/** The folded word as it is spelt by ear. */
export function byEar(word: string): string {
  return word.replace(ALIKE, (letter) => BY_EAR.get(letter) ?? letter);
}

/** Latin (and Greek) letters without their diacritics, and the spellings that stand in for them. */

/** Letters that Unicode does not decompose. */
const PLAIN = new Map([
  ['ı', 'i'],
  ['ß', 'ss'],
  ['ł', 'l'],
  ['ø', 'o'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ħ', 'h'],
  ['ŧ', 't'],
  ['ŋ', 'n'],
  ['ɓ', 'b'],
  ['ɗ', 'd'],
  ['ƙ', 'k'],
  ['ƴ', 'y'],
  ['ɛ', 'e'],
  ['ɔ', 'o'],
  ['ə', 'e'],
  ['ǝ', 'e'],
  ['ς', 'σ'],
]);
const UNDECOMPOSED = new RegExp(`[${[...PLAIN.keys()].join('')}]`, 'gu');
const ACCENTED = /([\p{Script=Latin}\p{Script=Greek}])[\u0300-\u036f]+/gu;
const UMLAUT = /([aou])\u0308/gu;
/** `l’hôpital`, `d'asile`, `qu'on`: the elided word stands alone. */
const ELISION = /(^|[^\p{L}\p{M}])([cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\p{L})/gu;

export function splitElisions(text: string): string {
  return text.replace(ELISION, '$1$2 ');
}

/** Takes diacritics off; expects lower case. */
export function foldLatin(text: string): string {
  return text
    .normalize('NFD')
    .replace(ACCENTED, '$1')
    .normalize('NFC')
    .replace(UNDECOMPOSED, (letter) => PLAIN.get(letter) ?? letter);
}

/** The word with ä, ö, ü written as ae, oe, ue; the same word when it has none. Expects lower case. */
export function spellUmlauts(word: string): string {
  const spelled = word.normalize('NFD').replace(UMLAUT, '$1e').normalize('NFC');
  return spelled.replaceAll('ø', 'oe').replaceAll('å', 'aa');
}

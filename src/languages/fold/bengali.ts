/** Bengali letters with a dot, in one spelling, and the plain letters that people type instead. */

export const BENGALI = /\p{Script=Bengali}/u;
const COMPOSED = new Map([
  ['ড\u09bc', '\u09dc'],
  ['ঢ\u09bc', '\u09dd'],
  ['য\u09bc', '\u09df'],
  ['ব\u09bc', 'র'],
]);
const PLAIN = new Map([
  ['\u09dc', 'ড'],
  ['\u09dd', 'ঢ'],
  ['\u09df', 'য'],
]);

/** Composes the dotted letters (normalisation leaves them apart) and writes ৎ as ত with hasanta. */
export function foldBengali(text: string): string {
  return text
    .replace(/[ডঢযব]\u09bc/gu, (letter) => COMPOSED.get(letter) ?? letter)
    .replaceAll('\u09ce', 'ত\u09cd');
}

/** The folded word with ড ঢ য for ড় ঢ় য়. */
export function withoutDots(word: string): string {
  return word.replace(/[\u09dc\u09dd\u09df]/gu, (letter) => PLAIN.get(letter) ?? letter);
}

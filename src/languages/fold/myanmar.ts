/** Burmese in one spelling: Zawgyi converted, digits that stand for letters, letters typed in two ways. */
import { fromZawgyi, isZawgyi, mendDoubles, zawgyiScore } from './zawgyi.ts';

export const MYANMAR = /\p{Script=Myanmar}/u;
/** Languages of Myanmar whose own letters look like Zawgyi: Shan, Mon, Karen, Kayah, Pa-O, Palaung. */
const OWN_LETTERS = new Set(['shn', 'mnw', 'kar', 'ksw', 'pwo', 'kyu', 'blk', 'pce', 'rbb', 'pll']);
/** Expects normalised text. */
export function foldMyanmar(text: string, lang: string): string {
  const unicode = !OWN_LETTERS.has(lang) && isZawgyi(text) ? fromZawgyi(text) : text;
  return mendDoubles(unicode).replaceAll('\u1005\u103b', '\u1008');
}

/** The other reading of a text that is too short to tell: what it says if it is Zawgyi. */
export function readAsZawgyi(text: string, lang: string): string | undefined {
  if (OWN_LETTERS.has(lang) || isZawgyi(text) || zawgyiScore(text) < 0) return undefined;
  const unicode = fromZawgyi(text);
  return unicode === text ? undefined : unicode;
}

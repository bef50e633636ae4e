/** How a text is sent: with every sign and accent that costs no further segment. */
import { withPlainLetters, withPlainSigns } from './plain-signs.ts';
import { countSegments } from './segments.ts';

/**
 * The text as people would print it when that is as cheap; with plain signs, and with accents off, only when that
 * saves a segment.
 */
export function cheapest(text: string): string {
  const signs = withPlainSigns(text);
  if (countSegments(signs) === 1) return signs;
  const letters = withPlainLetters(text);
  return countSegments(letters) < countSegments(signs) ? letters : signs;
}

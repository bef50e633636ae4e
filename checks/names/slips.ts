/** What goes wrong at a keyboard, in any script. */
import type { Random } from '../../bench/hours/random.ts';

const BESIDE: Readonly<Record<string, string>> = {
  a: 's',
  s: 'a',
  d: 'f',
  f: 'd',
  g: 'h',
  h: 'j',
  j: 'k',
  k: 'l',
  l: 'k',
  e: 'r',
  r: 'e',
  t: 'y',
  y: 't',
  u: 'i',
  i: 'o',
  o: 'i',
  n: 'm',
  m: 'n',
  b: 'v',
  v: 'b',
  c: 'x',
};

/** One letter left out, doubled, swapped with the next, or hit beside; the first letter stays. */
export function mistyped(word: string, random: Random): string {
  const letters = Array.from(word);
  if (letters.length < 4) return word;
  const at = random.whole(1, letters.length - 2);
  const [one = '', next = ''] = letters.slice(at, at + 2);
  const way = random.whole(0, 3);
  if (way === 0) letters.splice(at, 1);
  else if (way === 1) letters.splice(at, 0, one);
  else if (way === 2) letters.splice(at, 2, next, one);
  else letters[at] = BESIDE[one] ?? one;
  return letters.join('').normalize('NFC');
}

/** As in a short message: Mhmd Krm. */
export const vowelsDropped = (text: string): string =>
  text.replace(/(?<=[a-z])[aeiou](?=[a-z])/g, '');

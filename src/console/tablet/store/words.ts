/**
 * Four words that open a worker's store (section 5.2): 44 bits, easy to say over a bad line. The list is that of BIP 39, made so
 * that four letters tell any two words apart.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';

export const FOUR_WORDS: readonly string[] = wordlist;
const BITS = 0x7ff;

/** New ones, evenly at random: 2,048 divides 65,536, so that no word comes more often. */
export function newFourWords(): [string, string, string, string] {
  const [a = 0, b = 0, c = 0, d = 0] = crypto.getRandomValues(new Uint16Array(4));
  const word = (n: number): string => wordlist[n & BITS] as string;
  return [word(a), word(b), word(c), word(d)];
}

/** As they are meant: small letters, four letters are enough. Undefined when they are not four words of the list. */
export function readFourWords(typed: readonly string[]): string | undefined {
  const words = typed.map((one) => {
    const start = one.trim().toLowerCase();
    return wordlist.find((word) => word === start || (start.length >= 4 && word.startsWith(start)));
  });
  return words.length === 4 && words.every(Boolean) ? words.join(' ') : undefined;
}

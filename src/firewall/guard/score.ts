/**
 * A second opinion on a label (chapter 20, section 11): how much its words resemble those of labels that ask for a
 * status, whatever form they take. Beginnings, endings and middles of words, and words beside each other, are hashed
 * to weights that `train.ts` learned from our own labels for tuning. Small integers. Pure.
 */
import learned from './score-weights.json' with { type: 'json' };
import type { Token } from './normalise.ts';

/** Two to this power of weights. */
export const BITS = 16;
/** Each weight is one of these signs, from -31 to 31. */
export const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-';
const MIDDLE = 31;

export type Score = {
  /** Thousandths; 0 is the border. */
  score: number;
  /** The token that said most. */
  token: Token | undefined;
};

let weights: Int8Array | undefined;

function weightsOf(): Int8Array {
  weights ??= Int8Array.from(learned.weights, (sign) => SIGNS.indexOf(sign) - MIDDLE);
  return weights;
}

/** FNV-1a over UTF-16 units, folded to `BITS`. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value ^= text.charCodeAt(i);
    value = Math.imul(value, 0x01000193);
  }
  return (value ^ (value >>> BITS)) & ((1 << BITS) - 1);
}

/** The traits of one word: itself, and its pieces of some letters. Scripts that write fewer vowels have shorter pieces. */
export function traits(word: string): number[] {
  const [least, most] = /^[\u1200-\u137f\u0600-\u06ff]+$/.test(word) ? [2, 4] : [3, 5];
  const marked = `^${word}$`;
  const found = [hash(`=${word}`)];
  for (let size = least; size <= most; size++)
    for (let at = 0; at + size <= marked.length; at++)
      found.push(hash(marked.slice(at, at + size)));
  return found;
}

/** The trait of two words, one after the other. */
export function pairTrait(a: string, b: string): number {
  return hash(`${a.slice(0, 5)} ${b.slice(0, 5)}`);
}

/** Beyond this many words a label says too much to be judged by resemblance. */
export const MOST_WORDS = 14;

/** How much the tokens of a label resemble a question about status; each token by its worst reading. */
export function scoreOf(tokens: readonly Token[]): Score {
  const all = weightsOf();
  if (tokens.length === 0 || tokens.length > MOST_WORDS) return { score: -1000, token: undefined };
  let sum = 0;
  let count = 0;
  let most = Number.NEGATIVE_INFINITY;
  let token: Token | undefined;
  let before: string | undefined;
  for (const one of tokens) {
    let best = Number.NEGATIVE_INFINITY;
    let size = 1;
    let word = '';
    for (const reading of one.readings) {
      const found = traits(reading);
      let own = 0;
      for (const trait of found) own += all[trait] ?? 0;
      const share = own / Math.sqrt(found.length);
      if (share > best) [best, size, word] = [share, found.length, reading];
    }
    sum += best * Math.sqrt(size);
    count += size;
    if (before !== undefined) {
      sum += all[pairTrait(before, word)] ?? 0;
      count += 1;
    }
    before = word;
    if (best > most) [most, token] = [best, one];
  }
  const score = Math.round((learned.scale * sum) / Math.sqrt(count) + learned.bias);
  return { score: score - learned.border, token };
}

/**
 * What the reader sees of a label, as numbered slots with a size: words and their pieces, words beside each other,
 * senses and places of words, alone and in pairs, and how long the label is. The sum of squares is 1. Pure.
 */
import { type Trait, TraitList } from '../../../learning/traits.ts';
import { type Words } from '../judge.ts';
import { serviceHeads } from '../services.ts';
import type { Token } from '../normalise.ts';
import { segment } from '../segment.ts';
import { type Meanings, placesOfToken, sensesOf } from './meanings.ts';

/** Two to this power of slots; few of them have a weight. */
export const BITS = 20;
/** Two to this power of vectors for the units, which feel pieces of words and what shape a label has. */
export const UNIT_BITS = 16;
/** Beyond this many words a label says too much to be read at a glance. */
export const MOST_WORDS = 16;

export type Seen = { tokens: readonly Token[]; traits: Trait[] };

/** How much each kind of trait counts; chosen on halves left out of the learning. */
const SIZES = { pieces: 1, word: 0.7, beside: 0.7, near: 0.25, senses: 1, pairs: 2, shape: 0.3 };
const REACH = 6;
const NEAR = 4;

/** The reading that is a word, letters for digits. */
function plainest({ readings }: Token): string {
  const plain = readings[0] ?? '';
  return /^\p{L}[\p{L}\p{M}]*$/u.test(plain) ? plain : (readings.at(-1) ?? plain);
}

const LONGEST_PIECE = 4;

/** Pieces of a word, its edges marked. Scripts that write fewer vowels have shorter ones. */
function piecesOf(word: string): string[] {
  const shortest = /^[\u1200-\u137f\u0600-\u06ff]+$|[\u1000-\u109f]/.test(word) ? 2 : 3;
  const marked = `^${word.slice(0, LONGEST_WORD)}$`;
  const pieces: string[] = [];
  for (let size = shortest; size <= LONGEST_PIECE; size++)
    for (let at = 0; at + size <= marked.length; at++) pieces.push(marked.slice(at, at + size));
  return pieces;
}

const LONGEST_WORD = 40;

/** What there is to see of a label; no traits where it has no words or too many. */
export function see(meanings: Meanings, { all, asks, excused }: Words): Seen {
  const { lexicon, cuts } = meanings;
  const tokens = segment(all, cuts).filter(
    (token) => !token.readings.some((reading) => lexicon.stop.has(reading)),
  );
  if (tokens.length === 0 || tokens.length > MOST_WORDS) return { tokens, traits: [] };
  const list = new TraitList(BITS);
  const put = (name: string, size: number, at: readonly number[], felt = false): void => {
    list.put(name, size, at, felt);
  };
  const words = tokens.map(plainest);
  const senses = tokens.map((token) => sensesOf(meanings, token));
  const places = tokens.map((token) => placesOfToken(meanings, token));
  for (const [i, word] of words.entries()) {
    put(`w${word}`, SIZES.word, [i]);
    const pieces = piecesOf(word);
    for (const piece of pieces)
      put(`n${piece}`, SIZES.pieces / Math.sqrt(pieces.length), [i], true);
    const before = words[i - 1];
    if (before !== undefined)
      put(`b${before.slice(0, 6)} ${word.slice(0, 6)}`, SIZES.beside, [i - 1, i]);
    for (let k = Math.max(0, i - NEAR); k < i; k++)
      put(`s${[(words[k] ?? '').slice(0, 5), word.slice(0, 5)].sort().join(' ')}`, SIZES.near, [
        k,
        i,
      ]);
    for (const [mark, names] of [['S', senses[i] ?? []] as const, ['k', places[i] ?? []] as const])
      for (const name of names) put(mark + name, SIZES.senses / Math.sqrt(names.length), [i]);
  }
  putPairs(put, 'P', senses, senses, SIZES.pairs);
  putPairs(put, 'p', places, places, SIZES.pairs);
  putPairs(put, 'M', places, senses, SIZES.pairs);
  const many = Math.min(6, tokens.length);
  const every = tokens.map((_, i) => i);
  for (const [mark, names] of [['U', places] as const, ['SU', senses] as const])
    put(
      `${mark}${Math.min(4, names.filter((one) => one.length === 0).length)}/${many}`,
      SIZES.shape,
      every,
      true,
    );
  put(`N${Math.min(8, tokens.length)}`, SIZES.shape, every, true);
  if (asks) put('?', SIZES.shape, every, true);
  if (serviceHeads(lexicon, tokens).length > 0) put('H', SIZES.shape, every, true);
  if (excused) put('X', SIZES.shape, every, true);
  return { tokens, traits: list.finish() };
}

/** Every name of a token with every name of another one nearby; together they count as much as `size` says. */
function putPairs(
  put: (name: string, size: number, at: readonly number[]) => void,
  mark: string,
  left: readonly string[][],
  right: readonly string[][],
  size: number,
): void {
  const pairs = new Map<string, number[]>();
  for (const [i, mine] of left.entries())
    for (
      let k = left === right ? i + 1 : Math.max(0, i - REACH + 1);
      k < Math.min(right.length, i + REACH);
      k++
    ) {
      if (k === i) continue;
      for (const a of mine)
        for (const b of right[k] ?? []) {
          const name = left !== right || a < b ? `${mark}${a}|${b}` : `${mark}${b}|${a}`;
          if (!pairs.has(name)) pairs.set(name, [i, k]);
        }
    }
  const each = size / Math.sqrt(Math.max(1, pairs.size));
  for (const [name, at] of pairs) put(name, each, at);
}

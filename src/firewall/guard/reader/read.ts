/**
 * The second reader (chapter 20, section 11): how much a label reads like one that asks for a status, learned by
 * `learn.ts` from our own labels for tuning. Adds up small weights of what it sees; the same label gives the same
 * answer, and each answer says which words weighed most. What pieces of words mean together, units add to it
 * (`learning/units.ts`). Pure.
 */
import learned from './weights.json' with { type: 'json' };
import { read, readInTwos } from '../../../learning/signs.ts';
import type { Trait } from '../../../learning/traits.ts';
import { feel, type Units } from '../../../learning/units.ts';
import type { Words } from '../judge.ts';
import type { Lexicon } from '../lexicon.ts';
import { knownWord, type Meanings, meaningsOf } from './meanings.ts';
import { BITS, see, UNIT_BITS } from './traits.ts';

export type Reading = {
  /** Thousandths: above 0 rather a status, origin or faith, below 0 rather harmless. */
  score: number;
  /** Thousandths: above 0 rather origin or faith (tier 1) than status (tier 0). */
  origin: number;
  /** Words of ours that stand for those that weighed most, the heaviest first; at most two. */
  words: string[];
};

type Learned = { scale: number; bias: number; weights: Int8Array };

let status: Learned | undefined;
let units: Units | undefined;
let origin: Learned | undefined;
let known: Meanings | undefined;

function unpacked({
  scale,
  bias,
  weights,
}: {
  scale: number;
  bias: number;
  weights: string;
}): Learned {
  return { scale, bias, weights: read(weights, 1 << BITS) };
}

function unpackedUnits({ step, bias, out, vectors }: typeof learned.units): Units {
  const count = out.length;
  return {
    count,
    bits: UNIT_BITS,
    vectors: readInTwos(vectors, count << UNIT_BITS),
    step,
    bias: Float64Array.from(bias),
    out: Float64Array.from(out),
  };
}

function sumOf({ scale, bias, weights }: Learned, traits: readonly Trait[]): number {
  let sum = 0;
  for (const { slot, size } of traits) sum += (weights[slot] ?? 0) * size;
  return scale * sum + bias;
}

/** Reads the words of a label; undefined where it has none or more than sixteen. */
export function readLabel(lexicon: Lexicon, words: Words): Reading | undefined {
  status ??= unpacked(learned.status);
  units ??= unpackedUnits(learned.units);
  origin ??= unpacked(learned.origin);
  if (known?.lexicon !== lexicon) known = meaningsOf(lexicon);
  const { tokens, traits } = see(known, words);
  if (traits.length === 0) return undefined;
  const felt = feel(units, traits);
  const score = Math.round(sumOf(status, traits) + 1_000 * felt.sum);
  if (score <= 0) return { score, origin: 0, words: [] };
  const shares = tokens.map(() => 0);
  for (const [t, { slot, size, at }] of traits.entries()) {
    const share = status.scale * (status.weights[slot] ?? 0) * size + 1_000 * (felt.shares[t] ?? 0);
    for (const i of at) shares[i] = (shares[i] ?? 0) + share / at.length;
  }
  const meanings = known;
  const heaviest = tokens
    .map((token, i) => ({ token, share: shares[i] ?? 0 }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .flatMap(({ token }) => knownWord(meanings, token) ?? []);
  return {
    score,
    origin: Math.round(sumOf(origin, traits)),
    words: [...new Set(heaviest)].slice(0, 2),
  };
}

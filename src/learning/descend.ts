/**
 * Logistic regression by stochastic descent, for one question or for one of several: small weights of traits that
 * add up. The larger a weight's past steps, the smaller its next. The same examples give the same weights. Pure.
 */
import { random } from './random.ts';
import type { Trait } from './traits.ts';

export type Example = {
  traits: readonly Pick<Trait, 'slot' | 'size'>[];
  /** What each question should answer, 0 to 1; of several questions that exclude each other together 1. */
  is: readonly number[];
  weight: number;
};

export type Weights = {
  /** By slot, and within it by question. */
  weights: Float64Array;
  bias: Float64Array;
};

export type Descent = {
  slots: number;
  /** One: yes or no. More: exactly one of them is true. */
  questions: number;
  rounds: number;
  seed: number;
  /** A trait must be in so many examples. */
  least: number;
  /** How much weights are drawn to nothing at each step. */
  decay: number;
  /** Slopes below this change nothing; 0 for none. */
  flat: number;
  /** By slot and question: not 0 for the only weights there may be; absent for all. */
  only?: Int8Array;
};

export function descend(examples: readonly Example[], options: Descent): Weights {
  const { slots, questions, rounds, least, decay, flat, only } = options;
  const weights = new Float64Array(slots * questions);
  const squares = new Float64Array(slots * questions).fill(1e-4);
  const bias = new Float64Array(questions);
  const times = new Uint16Array(slots);
  for (const { traits } of examples)
    for (const { slot } of traits) times[slot] = Math.min(least, (times[slot] ?? 0) + 1);
  const next = random(options.seed);
  const order = examples.map((_, i) => i);
  const chances = new Float64Array(questions);
  for (let round = 0; round < rounds; round++) {
    for (let i = order.length - 1; i > 0; i--) {
      const k = Math.floor(next() * (i + 1));
      [order[i], order[k]] = [order[k] ?? 0, order[i] ?? 0];
    }
    for (const i of order) {
      const { traits, is, weight } = examples[i] as Example;
      sumUp(chances, { weights, bias }, traits);
      toChances(chances);
      for (let q = 0; q < questions; q++) {
        const slope = weight * ((chances[q] as number) - (is[q] as number));
        if (Math.abs(slope) < flat) continue;
        bias[q] = (bias[q] as number) - 0.02 * slope;
        for (const { slot, size } of traits) {
          if ((times[slot] as number) < least) continue;
          const at = slot * questions + q;
          if (only !== undefined && only[at] === 0) continue;
          const step = slope * size + decay * (weights[at] as number);
          squares[at] = (squares[at] as number) + step * step;
          weights[at] = (weights[at] as number) - step / Math.sqrt(squares[at]);
        }
      }
    }
  }
  return { weights, bias };
}

/** The sum of weights for each question. */
export function sumUp(
  sums: Float64Array,
  { weights, bias }: Weights,
  traits: readonly Pick<Trait, 'slot' | 'size'>[],
): void {
  const questions = sums.length;
  sums.set(bias);
  for (const { slot, size } of traits) {
    const from = slot * questions;
    for (let q = 0; q < questions; q++)
      sums[q] = (sums[q] as number) + (weights[from + q] as number) * size;
  }
}

/** Sums to chances: of one question yes or no, of several which of them. */
export function toChances(sums: Float64Array): void {
  if (sums.length === 1) {
    sums[0] = 1 / (1 + Math.exp(-(sums[0] as number)));
    return;
  }
  let most = Number.NEGATIVE_INFINITY;
  for (const sum of sums) most = Math.max(most, sum);
  let all = 0;
  for (let q = 0; q < sums.length; q++) {
    sums[q] = Math.exp((sums[q] as number) - most);
    all += sums[q] as number;
  }
  for (let q = 0; q < sums.length; q++) sums[q] = (sums[q] as number) / all;
}

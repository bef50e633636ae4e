/**
 * Logistic regression by stochastic descent for one question, with units beside the weights (`units.ts`), both learned
 * at once. Of each example some traits are hidden, by chance and each time others: so nothing is learned that only
 * one trait knows. The same examples give the same numbers. Pure.
 */
import { random } from './random.ts';
import type { Felt, Units } from './units.ts';

/** Millions of traits fit into memory so: first the `felt` ones that are felt, then the others. */
export type PackedExample = {
  slots: Uint32Array;
  sizes: Float32Array;
  felt: number;
  is: 0 | 1;
  weight: number;
};

export type UnitsDescent = {
  slots: number;
  rounds: number;
  seed: number;
  /** A weight's trait must be in so many examples. */
  least: number;
  decay: number;
  /** The share of traits that is hidden each time. */
  hidden: number;
  units: number;
  /** Two to this power of vectors. */
  bits: number;
};

export type WithUnits = { weights: Float64Array; bias: Float64Array; units: Units };

export function packed(
  traits: readonly Felt[],
  { is, weight }: { is: 0 | 1; weight: number },
): PackedExample {
  const felt = traits.filter((one) => one.felt);
  const all = [...felt, ...traits.filter((one) => !one.felt)];
  return {
    slots: Uint32Array.from(all, ({ slot }) => slot),
    sizes: Float32Array.from(all, ({ size }) => size),
    felt: felt.length,
    is,
    weight,
  };
}

/** How far vectors and units may go at a step; the weights go by 1. */
const STRIDE = { vectors: 0.2, units: 0.05, bias: 0.02 };
/** The size of the chance that vectors and units start with. */
const START = { vectors: 0.6, units: 0.5 };

export function descendWithUnits(
  examples: readonly PackedExample[],
  options: UnitsDescent,
): WithUnits {
  const { slots, rounds, least, decay, hidden, units: count, bits } = options;
  const next = random(options.seed);
  const weights = new Float64Array(slots);
  const squares = new Float64Array(slots).fill(1e-4);
  const times = new Uint16Array(slots);
  for (const example of examples)
    for (const slot of example.slots) times[slot] = Math.min(least, (times[slot] as number) + 1);
  const vectors = Float32Array.from(
    { length: count << bits },
    () => START.vectors * (next() + next() + next() - 1.5),
  );
  const vectorSquares = new Float32Array(count << bits).fill(1e-4);
  const out = Float64Array.from(
    { length: count },
    (_, d) => (d % 2 === 0 ? -1 : 1) * START.units * (0.5 + next()),
  );
  const outSquares = new Float64Array(count).fill(1e-2);
  const starts = new Float64Array(count);
  const startSquares = new Float64Array(count).fill(1e-2);
  const sums = new Float64Array(count);
  const slopes = new Float64Array(count);
  const mask = (1 << bits) - 1;
  const longest = examples.reduce((most, one) => Math.max(most, one.slots.length), 0);
  const at = new Uint32Array(longest);
  const size = new Float64Array(longest);
  const order = examples.map((_, i) => i);
  let bias = 0;
  for (let round = 0; round < rounds; round++) {
    for (let i = order.length - 1; i > 0; i--) {
      const k = Math.floor(next() * (i + 1));
      [order[i], order[k]] = [order[k] as number, order[i] as number];
    }
    for (const i of order) {
      const example = examples[i] as PackedExample;
      let felt = 0;
      let kept = 0;
      for (let k = 0; k < example.slots.length; k++) {
        if (next() < hidden) continue;
        at[kept] = example.slots[k] as number;
        size[kept++] = (example.sizes[k] as number) / (1 - hidden);
        if (k < example.felt) felt = kept;
      }
      sums.set(starts);
      for (let k = 0; k < felt; k++) {
        const from = ((at[k] as number) & mask) * count;
        for (let d = 0; d < count; d++)
          sums[d] = (sums[d] as number) + (vectors[from + d] as number) * (size[k] as number);
      }
      let sum = bias;
      for (let k = 0; k < kept; k++)
        sum += (weights[at[k] as number] as number) * (size[k] as number);
      for (let d = 0; d < count; d++) sum += (out[d] as number) * Math.max(0, sums[d] as number);
      const slope = example.weight * (1 / (1 + Math.exp(-sum)) - example.is);
      bias -= STRIDE.bias * slope;
      for (let d = 0; d < count; d++) {
        const above = Math.max(0, sums[d] as number);
        const start = above > 0 ? slope * (out[d] as number) : 0;
        slopes[d] = start;
        outSquares[d] = (outSquares[d] as number) + (slope * above) ** 2;
        out[d] =
          (out[d] as number) - (STRIDE.units * slope * above) / Math.sqrt(outSquares[d] as number);
        startSquares[d] = (startSquares[d] as number) + start ** 2;
        starts[d] =
          (starts[d] as number) - (STRIDE.units * start) / Math.sqrt(startSquares[d] as number);
      }
      for (let k = 0; k < felt; k++) {
        const from = ((at[k] as number) & mask) * count;
        for (let d = 0; d < count; d++) {
          const one = from + d;
          const step =
            (slopes[d] as number) * (size[k] as number) + decay * (vectors[one] as number);
          const past = (vectorSquares[one] as number) + step * step;
          vectorSquares[one] = past;
          vectors[one] = (vectors[one] as number) - (STRIDE.vectors * step) / Math.sqrt(past);
        }
      }
      for (let k = 0; k < kept; k++) {
        const slot = at[k] as number;
        if ((times[slot] as number) < least) continue;
        const step = slope * (size[k] as number) + decay * (weights[slot] as number);
        squares[slot] = (squares[slot] as number) + step * step;
        weights[slot] = (weights[slot] as number) - step / Math.sqrt(squares[slot]);
      }
    }
  }
  return {
    weights,
    bias: Float64Array.of(bias),
    units: { count, bits, vectors, step: 1, bias: starts, out },
  };
}

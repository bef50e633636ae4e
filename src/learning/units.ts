/**
 * Units between traits and answer: each trait that is felt has a small vector, the vectors are added up, what of the
 * sum is above nothing counts. So pieces of words can mean something together that none of them means alone. Pure.
 */
import type { Trait } from './traits.ts';

export type Units = {
  /** How many numbers a vector has: as many as there are units. */
  count: number;
  /** Two to this power of vectors; a slot has the vector of its lowest bits. */
  bits: number;
  /** Vector after vector, in steps. */
  vectors: Int8Array | Float32Array;
  /** What one step stands for. */
  step: number;
  /** By unit: where its sum starts, and what it adds to the answer for each 1 above nothing. */
  bias: Float64Array;
  out: Float64Array;
};

export type Felt = Pick<Trait, 'slot' | 'size' | 'felt'>;

/** What the units add to the answer, and what each trait has of it, in the order of the traits. */
export function feel(units: Units, traits: readonly Felt[]): { sum: number; shares: number[] } {
  const { count, vectors, step, bias, out } = units;
  const mask = (1 << units.bits) - 1;
  const sums = bias.slice();
  for (const { slot, size, felt } of traits) {
    if (!felt) continue;
    const from = (slot & mask) * count;
    for (let d = 0; d < count; d++)
      sums[d] = (sums[d] as number) + step * (vectors[from + d] as number) * size;
  }
  let sum = 0;
  for (let d = 0; d < count; d++) sum += (out[d] as number) * Math.max(0, sums[d] as number);
  const shares = traits.map(({ slot, size, felt }) => {
    if (!felt) return 0;
    const from = (slot & mask) * count;
    let share = 0;
    for (let d = 0; d < count; d++)
      if ((sums[d] as number) > 0)
        share += (out[d] as number) * step * (vectors[from + d] as number) * size;
    return share;
  });
  return { sum, shares };
}

/** Vectors in steps from minus `most` to `most`; the few largest numbers of all are cut. */
export function inSteps(units: Units, most: number): Units & { vectors: Int8Array } {
  const sizes = Float64Array.from(units.vectors, Math.abs).sort();
  const step = (sizes[Math.floor(sizes.length * (1 - CUT))] ?? 0) / most || 1;
  const vectors = Int8Array.from(units.vectors, (one) =>
    Math.max(-most, Math.min(most, Math.round(one / step))),
  );
  return { ...units, vectors, step: step * units.step };
}

const CUT = 0.01;

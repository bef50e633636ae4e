/**
 * The order of records for a text that may mean several needs: what most likely helps comes first. A record's weight
 * is that of all needs that it offers; a need that few offer weighs more in each, so that one page has room for the
 * few of it and for the many of another (expected recall among the first ten). Pure.
 */
import type { NeedCode } from '../../directory/needs.ts';
import { popcount } from '../bits.ts';
import type { Layer } from '../pack.ts';
import { denseSet } from '../segment.ts';
import { needSet } from '../set-names.ts';
import { MOVED, type TextHits } from '../text-hits.ts';

/** A need with how likely it is meant. */
export type Likely = { need: NeedCode; weight: number };

/** So many are on a page. */
const PAGE = 10;

/** Moves records sooner or later by their weight: those above the tenth, those equal to it, and those below. */
export function arrange(
  needs: readonly Likely[],
  layers: readonly Layer[],
  hits: readonly TextHits[],
): void {
  const sets = layers.map(({ segment }) =>
    needs.map(({ need }) => denseSet(segment, needSet(need))),
  );
  /** How many records offer exactly the needs of a combination: one bit for each. */
  const counts = new Float64Array(1 << needs.length);
  for (const [n, layer] of layers.entries())
    visit(layer, sets[n] ?? [], (_, combination, bits) => {
      counts[combination] = (counts[combination] as number) + popcount(bits);
    });
  const weights = weightsOf(needs, counts);
  const tenth = tenthOf(weights, counts);
  for (const [n, layer] of layers.entries()) {
    const { bits: found, any, name } = hits[n] as TextHits;
    visit(layer, sets[n] ?? [], (w, combination, bits) => {
      const weight = weights[combination] as number;
      if (weight === tenth) return;
      const moved = weight > tenth ? name : any;
      let left = bits & (found[w] as number);
      while (left !== 0) {
        const at = 31 - Math.clz32(left);
        left ^= 1 << at;
        const id = w * 32 + at;
        moved[id] = (moved[id] as number) | MOVED;
      }
    });
  }
}

/** Per combination, what its records weigh. */
function weightsOf(needs: readonly Likely[], counts: Float64Array): Float64Array {
  const weights = new Float64Array(counts.length);
  for (const [n, { weight }] of needs.entries()) {
    let several = 0;
    for (const [combination, count] of counts.entries())
      if ((combination & (1 << n)) !== 0) several += count;
    const each = weight / Math.max(1, Math.min(PAGE, several));
    for (let combination = 0; combination < weights.length; combination++)
      if ((combination & (1 << n)) !== 0)
        weights[combination] = (weights[combination] as number) + each;
  }
  return weights;
}

/** What the tenth record weighs, or the last where there are fewer. */
function tenthOf(weights: Float64Array, counts: Float64Array): number {
  const order = [...counts.keys()]
    .filter((combination) => combination > 0 && (counts[combination] as number) > 0)
    .sort((a, b) => (weights[b] as number) - (weights[a] as number));
  let several = 0;
  for (const combination of order) {
    several += counts[combination] as number;
    if (several >= PAGE) return weights[combination] as number;
  }
  return order.length === 0 ? 0 : (weights[order.at(-1) as number] as number);
}

/** Calls back for 32 records at a time and each combination of needs among them. */
function visit(
  { segment, removed }: Layer,
  sets: readonly Uint32Array[],
  take: (w: number, combination: number, bits: number) => void,
): void {
  const words = segment.cache.zeros.length;
  for (let w = 0; w < words; w++) {
    let left = 0;
    for (const set of sets) left |= set[w] as number;
    if (removed !== undefined) left &= ~(removed[w] as number);
    while (left !== 0) {
      const first = left & -left;
      let bits = left;
      let combination = 0;
      for (const [n, set] of sets.entries()) {
        const offers = ((set[w] as number) & first) !== 0;
        bits &= offers ? (set[w] as number) : ~(set[w] as number);
        if (offers) combination |= 1 << n;
      }
      take(w, combination, bits);
      left &= ~bits;
    }
  }
}

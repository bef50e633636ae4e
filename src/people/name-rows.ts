/**
 * One row of the weighted edit distance between two rows of sounds (chapter 30, section 1.3): sounds taken
 * for near ones, left out, swapped with their neighbour, or two written for one (`ks` for x). Serves the
 * measuring of one part (`name-distance.ts`) and of a whole tree (`name-trie.ts`).
 */
import { BEGINS_JOIN, COST, JOINS, SYMBOLS } from './name-sounds.ts';

const SWAPPED = 9;
/** No sound stands before the first. */
export const NO_SOUND = -1;

/** A row of the longest part, its beginning among them. */
export const LONGEST_ROW = 25;

/** Costs of the beginnings of `sounds` against nothing: the row from which the others follow. */
export function firstRow(sounds: Uint8Array, omitted: Uint8Array, row: Int32Array): void {
  row[0] = 0;
  for (let j = 1; j <= sounds.length; j++)
    row[j] = (row[j - 1] as number) + (omitted[sounds[j - 1] as number] as number);
}

/**
 * Writes to `here` what it costs to turn the beginning that ends with `sound` into each beginning of `sounds`.
 * @param sound the last of the beginning, `previous` the one before it or `NO_SOUND`
 * @param extra what leaving `sound` out costs
 * @param omitted what leaving each of `sounds` out costs
 * @param before the row two sounds earlier, `above` the row one sound earlier
 * @returns the least cost in the row
 */
export function nextRow(
  sound: number,
  previous: number,
  extra: number,
  sounds: Uint8Array,
  omitted: Uint8Array,
  before: Int32Array,
  above: Int32Array,
  here: Int32Array,
): number {
  const m = sounds.length;
  const row = sound * SYMBOLS;
  const pair = previous * SYMBOLS + sound;
  const joinsHere = previous >= 0 && BEGINS_JOIN[pair] === 1;
  let least = (above[0] as number) + extra;
  here[0] = least;
  let v = NO_SOUND;
  for (let j = 1; j <= m; j++) {
    const y = sounds[j - 1] as number;
    let best = (above[j - 1] as number) + (COST[row + y] as number);
    const without = (above[j] as number) + extra;
    if (without < best) best = without;
    const added = (here[j - 1] as number) + (omitted[y] as number);
    if (added < best) best = added;
    if (v >= 0) {
      if (previous === y && v === sound && previous !== sound) {
        const swapped = (before[j - 2] as number) + SWAPPED;
        if (swapped < best) best = swapped;
      }
      if (BEGINS_JOIN[v * SYMBOLS + y] === 1) {
        const join = JOINS.get((v * SYMBOLS + y) * SYMBOLS + sound);
        if (join !== undefined && (above[j - 2] as number) + join < best)
          best = (above[j - 2] as number) + join;
      }
    }
    if (joinsHere) {
      const join = JOINS.get(pair * SYMBOLS + y);
      if (join !== undefined && (before[j - 1] as number) + join < best)
        best = (before[j - 1] as number) + join;
    }
    here[j] = best;
    if (best < least) least = best;
    v = y;
  }
  return least;
}

/**
 * The same as `nextRow` where the sound makes neither a swap nor a join. The rows lie in `rows`, `LONGEST_ROW` numbers each.
 * @param costs what taking the sound for each of the others costs, at `costsAt + 1` and on
 * @param extra what leaving the sound out costs
 * @param omitted what leaving each of the others out costs, at 1 and on; there are `length` of them
 * @param above where the row of one sound earlier begins; this one is written behind it
 */
export function plainRow(
  costs: Uint8Array,
  costsAt: number,
  extra: number,
  omitted: Uint8Array,
  length: number,
  rows: Int32Array,
  above: number,
): number {
  const here = above + LONGEST_ROW;
  let diagonal = rows[above] as number;
  let before = diagonal + extra;
  let least = before;
  rows[here] = before;
  for (let j = 1; j <= length; j++) {
    const up = rows[above + j] as number;
    let best = diagonal + (costs[costsAt + j] as number);
    const without = up + extra;
    if (without < best) best = without;
    const added = before + (omitted[j] as number);
    if (added < best) best = added;
    rows[here + j] = best;
    if (best < least) least = best;
    diagonal = up;
    before = best;
  }
  return least;
}

/**
 * Which part of one name is which part of the other (chapter 30, section 1.3): the pairing that says
 * most, in any order though another one costs, with parts missing on either side, written as one or as two.
 */
import type { Losses } from './name-weights.ts';

/** Evidence is counted in sixteenths of a bit, whole numbers, so that sums do not depend on their order. */
export const POINTS = 16;

/** No pair. */
export const NOTHING = -1_000_000;
const MOST_ROWS = 8;
const MOST_COLUMNS = 8;

/** What every pair says, in points, at `row * columns + column`; `NOTHING`: it is no pair. */
export type Worth = {
  rows: number;
  columns: number;
  /** One part for one; below 0 where they are hardly alike. */
  one: Int32Array;
  /** This row and the next, written as one, for this column. */
  joined: Int32Array;
  /** This row for this column and the next, written as one. */
  apart: Int32Array;
};

export function noWorth(): Worth {
  const table = (): Int32Array => new Int32Array(MOST_ROWS * MOST_COLUMNS);
  return { rows: 0, columns: 0, one: table(), joined: table(), apart: table() };
}

const STATES = 2 << MOST_COLUMNS;
/** Best so far by rows done, columns taken (upper bits), and whether a row was left out (lowest bit). */
const best = Array.from({ length: MOST_ROWS + 1 }, () => new Int32Array(STATES));

/** What leaving out the part at this place costs: people leave out what stands between first and last. */
function leftOut(place: number, parts: number, losses: Losses): number {
  if (place === 0) return -losses.firstLeft;
  return place === parts - 1 ? -losses.lastLeft : -losses.middleLeft;
}

/** @returns evidence, in points, of the best pairing, less what is left over on one side or on both */
export function bestPairing({ rows, columns, one, joined, apart }: Worth, losses: Losses): number {
  const size = 2 << columns;
  for (let row = 0; row <= rows; row++) (best[row] as Int32Array).fill(NOTHING, 0, size);
  (best[0] as Int32Array)[0] = 0;
  for (let row = 0; row < rows; row++) {
    const here = best[row] as Int32Array;
    const next = best[row + 1] as Int32Array;
    const left = leftOut(row, rows, losses);
    for (let state = 0; state < size; state++) {
      const so = here[state] as number;
      if (so <= NOTHING) continue;
      raise(next, state | 1, so + left);
      for (let column = 0; column < columns; column++) {
        const bit = 2 << column;
        if (state & bit) continue;
        const at = row * columns + column;
        // Some later column is taken: these two names have the part at another place.
        const then = state >= bit << 1 ? so - losses.swapped : so;
        raise(next, state | bit, then + (one[at] as number));
        if (row + 1 < rows && (joined[at] as number) > NOTHING)
          raise(best[row + 2] as Int32Array, state | bit, then + (joined[at] as number));
        if (column + 1 < columns && !(state & (bit << 1)) && (apart[at] as number) > NOTHING)
          raise(next, state | bit | (bit << 1), then + (apart[at] as number));
      }
    }
  }
  return lessColumns(best[rows] as Int32Array, columns, losses);
}

function lessColumns(done: Int32Array, columns: number, losses: Losses): number {
  let most = NOTHING;
  for (let state = 0; state < 2 << columns; state++) {
    let all = done[state] as number;
    if (all <= NOTHING) continue;
    let some = false;
    for (let column = 0; column < columns; column++) {
      if (state & (2 << column)) continue;
      all += leftOut(column, columns, losses);
      some = true;
    }
    if (some && state & 1) all -= losses.bothLeft;
    if (all > most) most = all;
  }
  return most;
}

function raise(row: Int32Array, state: number, points: number): void {
  if (points > (row[state] as number)) row[state] = points;
}

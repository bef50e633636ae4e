/** The weighted distance between two parts of names (chapter 30, section 1.3). Whole numbers, symmetric. */
import type { NamePart } from './name-parts.ts';
import { BEGINS_JOIN, COST, JOINS, OMITTED, OMITTED_BY_ABJAD, SYMBOLS } from './name-sounds.ts';

const ROW = 26;
const SWAPPED = 9;
let before = new Int32Array(ROW);
let above = new Int32Array(ROW);
let here = new Int32Array(ROW);

/** Farther apart than asked. */
export const TOO_FAR = 10_000;

/**
 * What it takes to turn one part into the other: sounds taken for near ones, left out, swapped with
 * their neighbour, or two written for one (`ks` for x).
 * @param bound above it, `TOO_FAR` is the answer
 */
export function distance(a: NamePart, b: NamePart, bound: number): number {
  const left = a.sounds;
  const right = b.sounds;
  const leftOut = b.sparse && !a.sparse ? OMITTED_BY_ABJAD : OMITTED;
  const rightOut = a.sparse && !b.sparse ? OMITTED_BY_ABJAD : OMITTED;
  const m = right.length;
  here[0] = 0;
  for (let j = 1; j <= m; j++)
    here[j] = (here[j - 1] as number) + (rightOut[right[j - 1] as number] as number);
  let leastBefore = 0;
  for (let i = 1; i <= left.length; i++) {
    const spare = before;
    before = above;
    above = here;
    here = spare;
    const x = left[i - 1] as number;
    const w = i > 1 ? (left[i - 2] as number) : -1;
    const out = leftOut[x] as number;
    const row = x * SYMBOLS;
    const joinsLeft = w >= 0 && BEGINS_JOIN[w * SYMBOLS + x] === 1;
    let least = (above[0] as number) + out;
    here[0] = least;
    for (let j = 1; j <= m; j++) {
      const y = right[j - 1] as number;
      let best = (above[j - 1] as number) + (COST[row + y] as number);
      const without = (above[j] as number) + out;
      if (without < best) best = without;
      const added = (here[j - 1] as number) + (rightOut[y] as number);
      if (added < best) best = added;
      if (j > 1) {
        const v = right[j - 2] as number;
        if (w === y && v === x && w !== x) {
          const swapped = (before[j - 2] as number) + SWAPPED;
          if (swapped < best) best = swapped;
        }
        if (BEGINS_JOIN[v * SYMBOLS + y] === 1) {
          const join = JOINS.get((v * SYMBOLS + y) * SYMBOLS + x);
          if (join !== undefined && (above[j - 2] as number) + join < best)
            best = (above[j - 2] as number) + join;
        }
      }
      if (joinsLeft) {
        const join = JOINS.get((w * SYMBOLS + x) * SYMBOLS + y);
        if (join !== undefined && (before[j - 1] as number) + join < best)
          best = (before[j - 1] as number) + join;
      }
      here[j] = best;
      if (best < least) least = best;
    }
    if (least > bound && leastBefore > bound) return TOO_FAR;
    leastBefore = least;
  }
  const all = here[m] as number;
  return all > bound ? TOO_FAR : all;
}

/** The weight of a part of about five consonants: longer parts may differ more, shorter ones may not. */
const USUAL_WEIGHT = 110;
/** The greatest difference that still is a likeness: less than one consonant in three, at most this. */
export const MOST_APART = 40;
/** What is much heavier than the other cannot be like it, and a search need not look so far. */
const MOST_HEAVIER = 20;
const FARTHEST = 56;
const SHARE_APART = 36;

/** How far apart two parts of these weights may be at all, in the units of `distance`. */
export function boundFor(one: number, other: number): number {
  const lighter = one < other ? one : other;
  const mean = (one + other) >> 1;
  const weight = mean < lighter + MOST_HEAVIER ? mean : lighter + MOST_HEAVIER;
  const share = Math.floor((weight * SHARE_APART) / 100);
  const most =
    weight > USUAL_WEIGHT ? Math.floor((MOST_APART * weight) / USUAL_WEIGHT) : MOST_APART;
  return Math.min(share, most, FARTHEST);
}

/** A distance by the length of what was compared: 0 (the same) to `MOST_APART`. */
export function scaled(distance: number, one: number, other: number): number {
  const weight = (one + other) >> 1;
  return weight > USUAL_WEIGHT ? Math.round((distance * USUAL_WEIGHT) / weight) : distance;
}

/** @returns 0 (the same) to `MOST_APART`, or `TOO_FAR`; long parts are measured by their length */
export function apart(a: NamePart, b: NamePart): number {
  const measured = distance(a, b, boundFor(a.weight, b.weight));
  return measured === TOO_FAR ? TOO_FAR : scaled(measured, a.weight, b.weight);
}

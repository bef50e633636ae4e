/** The weighted distance between two parts of names (chapter 30, section 1.3). Whole numbers, symmetric. */
import type { NamePart } from './name-parts.ts';
import { firstRow, NO_SOUND, nextRow } from './name-rows.ts';
import { OMITTED, OMITTED_BY_ABJAD } from './name-sounds.ts';

const ROW = 26;
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
  const leftOut = b.sparse && !a.sparse ? OMITTED_BY_ABJAD : OMITTED;
  const rightOut = a.sparse && !b.sparse ? OMITTED_BY_ABJAD : OMITTED;
  firstRow(b.sounds, rightOut, here);
  let previous = NO_SOUND;
  let leastBefore = 0;
  for (let i = 0; i < a.sounds.length; i++) {
    const sound = a.sounds[i] as number;
    const spare = before;
    before = above;
    above = here;
    here = spare;
    const extra = leftOut[sound] as number;
    const least = nextRow(sound, previous, extra, b.sounds, rightOut, before, above, here);
    if (least > bound && leastBefore > bound) return TOO_FAR;
    leastBefore = least;
    previous = sound;
  }
  const all = here[b.sounds.length] as number;
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

/** The greatest distance that `scaled` makes this one. */
export function unscaled(distance: number, one: number, other: number): number {
  const weight = (one + other) >> 1;
  return weight > USUAL_WEIGHT
    ? Math.ceil(((distance + 0.5) * weight) / USUAL_WEIGHT) - 1
    : distance;
}

/** @returns 0 (the same) to `MOST_APART`, or `TOO_FAR`; long parts are measured by their length */
export function apart(a: NamePart, b: NamePart): number {
  const measured = distance(a, b, boundFor(a.weight, b.weight));
  return measured === TOO_FAR ? TOO_FAR : scaled(measured, a.weight, b.weight);
}

/** Parts that are no likeness may still be one, with a slip in a short word: up to this share apart. */
const HARDLY = 0.7;

/** @returns how far apart two parts are, as a share of what they weigh, 0 to 0.7; undefined: altogether different */
export function hardlyAlike(a: NamePart, b: NamePart): number | undefined {
  const mean = (a.weight + b.weight) / 2;
  const most = Math.floor(mean * HARDLY);
  if (Math.abs(a.weight - b.weight) > most) return undefined;
  const measured = distance(a, b, most);
  return measured === TOO_FAR ? undefined : measured / mean;
}

/**
 * The order of the results: one whole number of 32 bits inside each group, smaller first
 * (chapter 10, section 3.4). No weights, clicks, payment or personal history.
 *
 * From the top: ring 3 bits, unknown wishes 3, text band 2, open state for the wished time 2,
 * overdue 1, language grade 2, being checked 1, distance band 8, tie 10. Published on "How we list".
 */

export const FITS = 0;
export const MAY_FIT = 1;
export const CLOSE = 2;
/** A group's number times this goes above the key. */
export const GROUP_SPAN = 2 ** 32;

/** Distance and tie are below this in a key. */
export const LOWER_SPAN = 2 ** 18;

export const MOST_UNKNOWN = 7;

/** The key without distance and tie: its lowest 18 bits are 0. */
export function upperKey(
  ring: number,
  unknown: number,
  textBand: number,
  openGrade: number,
  overdue: number,
  languageGrade: number,
  beingChecked: number,
): number {
  const fewer = unknown > MOST_UNKNOWN ? MOST_UNKNOWN : unknown;
  return (
    ((ring << 29) |
      (fewer << 26) |
      (textBand << 24) |
      (openGrade << 22) |
      (overdue << 21) |
      (languageGrade << 19) |
      (beingChecked << 18)) >>>
    0
  );
}

/** The part that `upperKey` leaves out: distance band 0..255 and tie (`tieOf`). */
export function lowerKey(distanceBand: number, tie: number): number {
  return (distanceBand << 10) | tie;
}

/** The distance band in a key. */
export function bandOfKey(key: number): number {
  return (key >>> 10) & 255;
}

/** 10 bits that change every day, so that no provider is always first among equals. */
export function tieOf(code: number, day: number): number {
  let hash = Math.imul(code ^ Math.imul(day, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) >>> 22;
}

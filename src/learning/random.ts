/** Chance that is the same each time: what is learned from the same examples has the same bytes. Pure. */

/** Numbers from 0 to 1 (not reached), one a call (mulberry32). */
export type Random = () => number;

/** @param seed a whole number; the same seed gives the same numbers */
export function random(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

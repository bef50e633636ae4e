/**
 * Learned weights, small whole numbers in few of many slots. Written as signs: how many slots without a weight
 * come before (a `~` for each 63), and then the weight. Pure.
 */

/** The numbers 0 to 62. */
export const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-';
const SKIP = '~';
const STRIDE = SIGNS.length;
/** Weights go from minus this to this. */
export const MOST = 31;

/** Numbers from -31 to 31 by slot, as signs. */
export function written(weights: Int8Array): string {
  let signs = '';
  let gap = 0;
  for (const weight of weights) {
    if (weight === 0) {
      gap += 1;
      continue;
    }
    signs += SKIP.repeat(Math.floor(gap / STRIDE)) + SIGNS[gap % STRIDE] + SIGNS[weight + MOST];
    gap = 0;
  }
  return signs;
}

/** The numbers that `written` wrote; `slots` of them. Signs that it never writes count as 0. */
export function read(signs: string, slots: number): Int8Array {
  const weights = new Int8Array(slots);
  const value = new Map([...SIGNS].map((sign, i) => [sign, i]));
  let slot = 0;
  for (let i = 0; i < signs.length; i++) {
    const sign = signs[i] ?? '';
    if (sign === SKIP) {
      slot += STRIDE;
      continue;
    }
    slot += value.get(sign) ?? 0;
    i += 1;
    weights[slot] = (value.get(signs[i] ?? '') ?? MOST) - MOST;
    slot += 1;
  }
  return weights;
}

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

/** Small numbers, two a sign: from minus this to this. */
export const MOST_OF_TWO = 3;
const LEVELS = 2 * MOST_OF_TWO + 1;

/** Numbers from -3 to 3, all of them, as signs; an odd one has a 0 beside it. */
export function writtenInTwos(numbers: Int8Array): string {
  let signs = '';
  for (let i = 0; i < numbers.length; i += 2)
    signs +=
      SIGNS[((numbers[i] as number) + MOST_OF_TWO) * LEVELS + (numbers[i + 1] ?? 0) + MOST_OF_TWO];
  return signs;
}

/** The numbers that `writtenInTwos` wrote; `many` of them. Signs that it never writes count as 0. */
export function readInTwos(signs: string, many: number): Int8Array {
  const numbers = new Int8Array(many);
  const value = new Map([...SIGNS].map((sign, i) => [sign, i]));
  for (let i = 0; i < many; i++) {
    const both = value.get(signs[i >> 1] ?? '') ?? LEVELS * LEVELS;
    if (both >= LEVELS * LEVELS) continue;
    numbers[i] = (i % 2 === 0 ? Math.floor(both / LEVELS) : both % LEVELS) - MOST_OF_TWO;
  }
  return numbers;
}

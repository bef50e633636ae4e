/**
 * Which part of one name is which part of the other (chapter 30, section 1.3): the pairing that says
 * most, in any order, with parts missing on either side.
 */

/** Evidence is counted in sixteenths of a bit, whole numbers, so that sums do not depend on their order. */
export const POINTS = 16;

/** One name has a part that the other lacks: people leave parts out. */
export const LEFT_OUT = -4 * POINTS;
/** Each has a part that the other lacks: another person of the same family, or a name of another use. */
export const DIFFERENT = -9 * POINTS;

/**
 * @param worth `worth[i * columns + j]`: evidence, in points, of part i being part j; 0 or less: not the same
 * @param rows parts of the one name, at most 10
 * @param columns parts of the other name, at most 8
 * @returns evidence of the best pairing, with what is left over on one side or both
 */
export function bestPairing(worth: ArrayLike<number>, rows: number, columns: number): number {
  const size = 1 << columns;
  const best = Int32Array.from({ length: size }, () => NONE);
  best[0] = 0;
  for (let row = 0; row < rows; row++) {
    for (let used = size - 1; used >= 0; used--) {
      const so = best[used] as number;
      if (so === NONE) continue;
      for (let column = 0; column < columns; column++) {
        if (used & (1 << column)) continue;
        const gain = worth[row * columns + column] as number;
        if (gain <= 0) continue;
        const then = used | (1 << column);
        if (so + gain > (best[then] as number)) best[then] = so + gain;
      }
    }
  }
  let most = NONE;
  for (let used = 0; used < size; used++) {
    const so = best[used] as number;
    if (so === NONE) continue;
    const all = so + leftOver(rows, columns, bitCount(used));
    if (all > most) most = all;
  }
  return most;
}

const NONE = -1_000_000;

export function leftOver(rows: number, columns: number, paired: number): number {
  const one = rows - paired;
  const other = columns - paired;
  const both = Math.min(one, other);
  return both * DIFFERENT + (Math.max(one, other) - both) * LEFT_OUT;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

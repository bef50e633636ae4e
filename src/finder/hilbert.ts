/** The Hilbert curve: neighbours on the map become neighbours in memory (D. Hilbert, 1891). */

/** Bits of each coordinate: 16,384 columns hold the 14,400 of a 0.025 degree grid. */
export const HILBERT_BITS = 14;

/** Position along the curve of the cell in column `column` and row `row`, both below 2^14. */
export function hilbertIndex(column: number, row: number): number {
  let x = column;
  let y = row;
  let index = 0;
  for (let side = 1 << (HILBERT_BITS - 1); side > 0; side >>= 1) {
    const right = (x & side) === 0 ? 0 : 1;
    const upper = (y & side) === 0 ? 0 : 1;
    index += side * side * ((3 * right) ^ upper);
    x &= side - 1;
    y &= side - 1;
    if (upper === 0) {
      if (right === 1) {
        x = side - 1 - x;
        y = side - 1 - y;
      }
      const swap = x;
      x = y;
      y = swap;
    }
  }
  return index;
}

/**
 * The CRC-32 of a whole from those of its parts. A CRC is a remainder of polynomials over GF(2), so
 * appending n bytes multiplies it by x^(8n): crc(ab) = crc(a) · x^(8·|b|) + crc(b).
 */

/** The polynomial of gzip (RFC 1952, section 8), lowest power first in the highest bit. */
const POLYNOMIAL = 0xedb88320;
const ONE = 0x80000000;
const X8 = 0x00800000;

/** The product of two remainders. */
function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if (a & bit) product ^= shifted;
    shifted = shifted & 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
  }
  return product >>> 0;
}

/** x^(8n), by squaring. */
export function zerosFactor(n: number): number {
  let factor = ONE;
  let square = X8;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2) factor = multiply(factor, square);
    square = multiply(square, square);
  }
  return factor;
}

/** What the CRC of a first part adds to that of the whole. @param factor `zerosFactor` of the bytes that follow */
export function appendZeros(crc: number, factor: number): number {
  return multiply(crc, factor);
}

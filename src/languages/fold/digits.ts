/** Decimal digits of every script as ASCII digits (Unicode general category Nd). */

/** The zero of each script; its nine other digits follow it. */
const ZEROS = [
  0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66,
  0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
  0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
  0x104a0, 0x10d30, 0x11066, 0x11136, 0x1e140, 0x1e2f0, 0x1e950,
];

const DIGITS = new Map(
  ZEROS.flatMap((zero) =>
    Array.from(
      { length: 10 },
      (_, value) => [String.fromCodePoint(zero + value), String(value)] as const,
    ),
  ),
);

/** Writes `٨:٣٠`, `۸:۳۰` and `၈:၃၀` as `8:30`; leaves everything else as it is. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => DIGITS.get(digit) ?? digit);
}

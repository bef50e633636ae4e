/** Damm check digit over decimal digits (H. M. Damm, 2004): catches every single error and every swap of neighbours. */
const QUASIGROUP = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];

function interim(digits: string): number {
  let state = 0;
  for (const digit of digits) state = Number(QUASIGROUP[state]?.[Number(digit)] ?? Number.NaN);
  return state;
}

/** `digits` with its check digit appended. */
export function withCheckDigit(digits: string): string {
  return digits + String(interim(digits));
}

/** True for a public code whose last digit is its check digit. */
export function isCode(code: string): boolean {
  return /^[0-9]{2,10}$/.test(code) && interim(code) === 0;
}

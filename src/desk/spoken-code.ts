/**
 * The code on a slip that is said aloud (design chapter 30, section 1.1): ten signs of Crockford's base32, 50 random bits,
 * and a check sign over GF(32), which finds every single wrong sign and every two neighbours changed about.
 */

const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** x⁵ + x² + 1, primitive over GF(2). */
const POLYNOMIAL = 0b100101;
export const SPOKEN_LENGTH = 10;

const doubled = (value: number): number => {
  const next = value << 1;
  return next & 32 ? next ^ POLYNOMIAL : next;
};

/** Sum of vᵢ·αⁱ by Horner: a changed sign changes it, since no power of α is zero; so do two signs changed about. */
function checkOf(values: readonly number[]): number {
  return doubled(values.reduce((sum, value) => doubled(sum) ^ value, 0));
}

/** The eleven signs for ten values of 0 to 31. @throws RangeError otherwise */
export function spokenCode(values: readonly number[]): string {
  if (values.length !== SPOKEN_LENGTH || values.some((value) => !(value >= 0 && value < 32)))
    throw new RangeError('A spoken code is made of ten values from 0 to 31.');
  return [...values, checkOf(values)].map((value) => SIGNS[value] ?? '').join('');
}

/**
 * What somebody typed or heard, as it was given out: spaces and strokes do not count, O is 0, I and L are 1.
 * @returns undefined when a sign is wrong
 */
export function readSpokenCode(typed: string): string | undefined {
  const text = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  const values = [...text].map((sign) => SIGNS.indexOf(sign));
  if (values.length !== SPOKEN_LENGTH + 1 || values.includes(-1)) return undefined;
  return checkOf(values.slice(0, SPOKEN_LENGTH)) === values[SPOKEN_LENGTH] ? text : undefined;
}

/** In groups that can be said: `7K3M-09XB-2QD`. */
export const spokenGroups = (code: string): string => code.match(/.{1,4}/g)?.join('-') ?? code;

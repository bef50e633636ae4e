/** Numbers of phones, as far as a channel must know them: which are people's, and one form for each. Pure. */

/** Fewer digits than this are a short code of a carrier or a company. */
const FEWEST_DIGITS = 7;
const MOST_DIGITS = 15;

/** Digits with the country code (E.164), or as the gateway gives them; undefined for what no person's phone has. */
export function digitsOf(number: string): string | undefined {
  const plain = number.trim().replace(/^tel:/i, '');
  if (/\p{L}/u.test(plain)) return undefined;
  const digits = plain.replace(/\D/g, '').replace(/^00/, '');
  return digits.length >= FEWEST_DIGITS && digits.length <= MOST_DIGITS ? digits : undefined;
}

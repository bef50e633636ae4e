/** Telephone numbers: kept as written, with E.164 beside them when there is no doubt. */
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { asciiDigits } from './time.ts';

export type CleanPhone = { number: string; e164?: string; extension?: string };

/** `country` is used for numbers without a country prefix. */
export function cleanPhone(input: string, country: string | undefined): CleanPhone {
  const number =
    asciiDigits(input)
      .replace(/^["'\s]+|["'\s]+$/g, '')
      .replace(/\s+/g, ' ') || input.trim();
  if (number.length > 40) return { number };
  const home = country && isSupportedCountry(country) ? country : undefined;
  try {
    const parsed = parsePhoneNumberFromString(
      number.replace(/^00/, '+'),
      home ? { defaultCountry: home } : {},
    );
    if (parsed?.isPossible()) {
      return { number, e164: parsed.number, ...(parsed.ext ? { extension: parsed.ext } : {}) };
    }
  } catch {
    // Not a number that the library can read.
  }
  return { number };
}

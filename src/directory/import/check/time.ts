/** Clock times and dates as feeds write them. Nothing is guessed: what has two readings has none. */

const DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;

/** Arabic and Persian digits as ASCII. */
export function asciiDigits(text: string): string {
  return text.replace(DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf));
}

export type ReadTime = { minutes: number; contradicts?: true };

/**
 * Minutes after local midnight, 0 to 1440, or undefined. Takes HH:MM, HH:MM:SS, an offset suffix (dropped:
 * the zone of the place decides), 12-hour clocks. "13:00pm" contradicts itself but has one reading.
 */
export function readTime(input: string): ReadTime | undefined {
  const text = asciiDigits(input).trim().toLowerCase();
  if (/^(?:noon|midday)$/.test(text)) return { minutes: 720 };
  if (text === 'midnight') return { minutes: 0 };
  const match =
    /^(?:\d{4}-\d\d-\d\dt)?(\d{1,2})(?:[:.h](\d{2}))?(?::(\d{2})(?:\.\d+)?)?\s*([ap])?\.?(m)?\.?\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2})?$/.exec(
      text,
    );
  if (!match) return undefined;
  const hour = Number(match[1]);
  const minute = Number(match[2] ?? 0);
  const half = match[4];
  // A bare number is no time; "9am" is.
  if (match[2] === undefined && (half === undefined || match[5] === undefined)) return undefined;
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return undefined;
  if (half === undefined) return { minutes: hour * 60 + minute };
  if (hour === 0 || hour > 12) {
    return half === 'p' && hour > 12 && hour < 24
      ? { minutes: hour * 60 + minute, contradicts: true }
      : undefined;
  }
  return { minutes: ((hour % 12) + (half === 'p' ? 12 : 0)) * 60 + minute };
}

/** A calendar day as `YYYY-MM-DD`, or undefined. Only ISO 8601, with or without a time after it. */
export function readDate(input: string): string | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ][\d:.,]*(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    asciiDigits(input).trim(),
  );
  if (!match) return undefined;
  const [, year, month, day] = match.map(Number) as [number, number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1800 || year > 2200 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    return undefined;
  return date.toISOString().slice(0, 10);
}

/** An instant as ISO text in UTC, or undefined. A day without a time is its first moment. */
export function readInstant(input: string): string | undefined {
  const text = asciiDigits(input).trim();
  if (
    !/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(
      text,
    )
  )
    return undefined;
  const withZone = /[T ]/.test(text) && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text;
  const instant = new Date(withZone.replace(' ', 'T'));
  const year = instant.getUTCFullYear();
  return Number.isNaN(instant.getTime()) || year < 1800 || year > 2200
    ? undefined
    : instant.toISOString();
}

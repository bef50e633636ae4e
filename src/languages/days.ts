/**
 * Calendar days, without hours or a zone: as dates `YYYY-MM-DD` (ISO 8601) and as numbers, days since 1970-01-01. Pure.
 */
import { formatDay } from '../finder/calendar.ts';

const DAY_MS = 86_400_000;

/** Days since 1970 of a date; what follows its first ten letters does not count. NaN where it is none. */
export function dayOf(date: string): number {
  return Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / DAY_MS;
}

/** Days since 1970 in which an instant (ms since 1970) lies, by UTC. */
export function dayOfInstant(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

/** The date of a day since 1970. */
export const dateOf = formatDay;

/** The date of an instant (ms since 1970), by UTC. */
export function dateOfInstant(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** A date so many days later, or earlier. @throws RangeError where `date` is none */
export function daysAfter(date: string, days: number): string {
  const day = dayOf(date);
  if (Number.isNaN(day)) throw new RangeError(`Not a day (YYYY-MM-DD): ${date}`);
  return dateOf(day + days);
}

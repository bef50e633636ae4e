/** Wall-clock times of the installation's zone, for forms and lists. Days are YYYY-MM-DD, times HH:MM, moments ms since 1970. */
import { dayFirst } from '../languages/dates.ts';
import { daysAfter } from '../languages/days.ts';
import { momentOf, wallOf } from '../languages/zone.ts';
import type { Words } from '../languages/messages.ts';

/** Noon of the day so many days after that of a moment. */
export const noonAhead = (zone: string, days: number, now: number): number =>
  momentOf(zone, daysAfter(wallOf(zone, now).day, days), '12:00');

/** The Monday of the week in which a day lies. */
export const mondayOf = (day: string): string =>
  daysAfter(day, -((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7));

export type DateStyle = 'day' | 'weekday' | 'short' | 'month' | 'time' | 'moment' | 'long';
const STYLES: Readonly<Record<DateStyle, Intl.DateTimeFormatOptions>> = {
  day: { day: 'numeric', month: 'long', year: 'numeric' },
  weekday: { weekday: 'long', day: 'numeric', month: 'long' },
  short: { day: 'numeric', month: 'short' },
  month: { month: 'long', year: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  moment: {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
  long: {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
};
const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment (ms since 1970 or a date), or a civil day, in the reader's words and digits. */
export function saidAt(
  words: Words,
  zone: string,
  at: number | Date | string,
  style: DateStyle,
): string {
  const { tag, digits } = words.language;
  const civil = typeof at === 'string';
  const key = `${tag} ${digits} ${civil ? 'UTC' : zone} ${style}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(dayFirst(tag), {
      ...STYLES[style],
      calendar: 'gregory',
      numberingSystem: digits,
      timeZone: civil ? 'UTC' : zone,
    });
    formats.set(key, format);
  }
  return format.format(civil ? new Date(`${at.slice(0, 10)}T12:00:00Z`) : at);
}

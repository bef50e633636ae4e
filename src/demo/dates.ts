/** Calendar days as `YYYY-MM-DD`, counted from a `today` that is given: the demonstration has no clock. */
import { daysAfter } from '../languages/days.ts';

/**
 * The two readings of `today`: a day, or an instant (`2026-11-22T14:05:00Z`) for what ages within
 * hours (free beds). A bare day stands for its noon, UTC.
 */
export function readToday(today: string): { day: string; instant: number } {
  const instant = Date.parse(today.length === 10 ? `${today}T12:00:00Z` : today);
  if (!/^\d{4}-\d{2}-\d{2}/.test(today) || Number.isNaN(instant))
    throw new RangeError(`today: expected YYYY-MM-DD or an ISO instant, got ${today}`);
  return { day: today.slice(0, 10), instant };
}

/** MO … SU. */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

export function weekdayOf(day: string): (typeof WEEKDAYS)[number] {
  return WEEKDAYS[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] as (typeof WEEKDAYS)[number];
}

/** The first day on or after `day` that is that weekday. */
export function nextWeekday(day: string, weekday: (typeof WEEKDAYS)[number]): string {
  const gap = (WEEKDAYS.indexOf(weekday) - WEEKDAYS.indexOf(weekdayOf(day)) + 7) % 7;
  return daysAfter(day, gap);
}

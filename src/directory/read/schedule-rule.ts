/** A schedule row of the directory as a rule of the finder (chapter 10, sections 2.7 and 3.2). Pure. */
import { dayOf } from '../../languages/days.ts';
import type { ScheduleRule, Weekday } from '../../finder/schedule.ts';

/** Column names are those of HSDS `schedule`; empty columns are left out. */
export type ScheduleRow = {
  valid_from?: string;
  valid_to?: string;
  dtstart?: string;
  time_zone?: string;
  until?: string;
  count?: number;
  wkst?: string;
  freq?: string;
  interval?: number;
  byday?: string;
  byweekno?: string;
  bymonthday?: string;
  byyearday?: string;
  opens_at?: number;
  closes_at?: number;
  effect: 'open' | 'closed' | 'unknown';
  replaces?: boolean;
  women_only?: boolean;
};

const WEEKDAYS: readonly string[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/**
 * The rule that `row` states. A part that cannot be read or that the finder does not know (days of the
 * year) makes the rule unknown; so does an opening without any time, which states no hours.
 */
export function scheduleRule(row: ScheduleRow): ScheduleRule {
  const byday = readList(row.byday, readWeekday);
  const bymonthday = readList(row.bymonthday, readNumber);
  const byweekno = readList(row.byweekno, readNumber);
  const unreadable =
    row.byyearday !== undefined ||
    byday === 'unreadable' ||
    bymonthday === 'unreadable' ||
    byweekno === 'unreadable';
  const noTimes = row.opens_at === undefined && row.closes_at === undefined;
  const effect = unreadable || (noTimes && row.effect === 'open') ? 'unknown' : row.effect;
  return {
    effect,
    ...(row.opens_at === undefined ? {} : { opens: row.opens_at }),
    ...(row.closes_at === undefined ? {} : { closes: row.closes_at }),
    ...(row.freq === 'WEEKLY' || row.freq === 'MONTHLY' ? { freq: row.freq } : {}),
    ...(row.interval === undefined ? {} : { interval: row.interval }),
    ...(Array.isArray(byday) ? { byday } : {}),
    ...(Array.isArray(bymonthday) ? { bymonthday } : {}),
    ...(Array.isArray(byweekno) ? { byweekno } : {}),
    ...(row.wkst && WEEKDAYS.includes(row.wkst) ? { wkst: row.wkst as Weekday } : {}),
    ...day('dtstart', row.dtstart),
    ...day('until', row.until),
    ...(row.count === undefined ? {} : { count: row.count }),
    ...day('validFrom', row.valid_from),
    ...day('validTo', row.valid_to),
    ...(row.replaces ? { replaces: true } : {}),
    ...(row.women_only ? { womenOnly: true } : {}),
  };
}

function day<K extends string>(key: K, date: string | undefined): Partial<Record<K, number>> {
  return date === undefined ? {} : ({ [key]: dayOf(date) } as Record<K, number>);
}

function readList<T>(
  text: string | undefined,
  read: (part: string) => T | undefined,
): T[] | 'unreadable' | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const values: T[] = [];
  for (const part of text.split(',')) {
    const value = read(part.trim());
    if (value === undefined) return 'unreadable';
    values.push(value);
  }
  return values;
}

function readWeekday(part: string): { day: Weekday; ordinal?: number } | undefined {
  const match = /^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$/i.exec(part);
  if (!match?.[2]) return undefined;
  const weekday = match[2].toUpperCase() as Weekday;
  return match[1] === undefined ? { day: weekday } : { day: weekday, ordinal: Number(match[1]) };
}

function readNumber(part: string): number | undefined {
  return /^[+-]?\d{1,3}$/.test(part) ? Number(part) : undefined;
}

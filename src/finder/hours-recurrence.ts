/**
 * The days on which a schedule rule falls (RFC 5545 parts as HSDS uses them; chapter 10, sections 2.7 and 3.2).
 * A part that cannot apply is left out and reported as `broken`: since every part only narrows the days,
 * the days that remain are never too few, and the caller calls them unknown.
 */
import { civilDate, daysInMonth, isoWeek, weekdayOf, weekIndex } from './calendar.ts';
import type { ScheduleRule, Weekday } from './schedule.ts';

export type Recurrence = {
  /** `dated`: named days only. `always`: no day is named, so every day. */
  kind: 'dated' | 'always' | 'weekly' | 'monthly';
  fallsOn(day: number): boolean;
  /** Nothing falls before `first` or after `last`; infinite when open-ended. */
  first: number;
  last: number;
  /** Between `first` and `last`, the weekday alone decides. */
  byWeekdayOnly: boolean;
  /** Something in the rule has no meaning. */
  broken: boolean;
};

const WEEKDAYS: Record<Weekday, number> = { MO: 0, TU: 1, WE: 2, TH: 3, FR: 4, SA: 5, SU: 6 };
const EVERY_WEEKDAY = 127;
/** A recurrence that began longer ago than this (200 years) is an error, not a fact about a service. */
const LONGEST_PAST = 73_050;

/**
 * Reads the parts of one rule.
 * @param lastDay occurrences after this day are of no interest (bounds the work that `count` makes)
 */
export function readRecurrence(rule: ScheduleRule, lastDay: number): Recurrence {
  const parts = new Parts(rule, lastDay);
  if (parts.kind === 'always') {
    return bounded(parts, () => true, true);
  }
  if (parts.kind === 'dated') {
    const dates = bounded(parts, () => true, false);
    dates.last = parts.until ?? dates.first;
    return dates;
  }
  const filter = parts.kind === 'weekly' ? weeklyFilter(parts) : monthlyFilter(parts);
  const plain = parts.kind === 'weekly' && parts.interval === 1 && parts.weeks.length === 0;
  const result = bounded(parts, filter, plain);
  if (parts.count !== undefined && parts.start !== undefined) {
    result.last = Math.min(result.last, lastOfCount(filter, parts.start, parts.count, lastDay));
  }
  return result;
}

function bounded(
  parts: Parts,
  filter: (day: number) => boolean,
  byWeekdayOnly: boolean,
): Recurrence {
  const recurrence: Recurrence = {
    kind: parts.kind,
    first: parts.start ?? -Infinity,
    last: parts.until ?? Infinity,
    byWeekdayOnly,
    broken: parts.broken,
    fallsOn: (day) => day >= recurrence.first && day <= recurrence.last && filter(day),
  };
  return recurrence;
}

/** The parts that can apply, in numbers; `broken` when one cannot. */
class Parts {
  broken = false;
  kind: Recurrence['kind'];
  start: number | undefined;
  until: number | undefined;
  count: number | undefined;
  interval: number;
  weekStart: number;
  /** Bit mask, Monday = 1; 0 when no weekday is named. */
  weekdays = 0;
  ordinals: { weekday: number; ordinal: number }[] = [];
  monthDays: readonly number[];
  weeks: readonly number[];

  constructor(rule: ScheduleRule, lastDay: number) {
    this.start = this.whole(rule.dtstart, lastDay - LONGEST_PAST, Infinity);
    this.until = this.whole(rule.until, this.start ?? -Infinity, Infinity);
    this.interval = this.whole(rule.interval, 1, 10_000) ?? 1;
    this.count = this.whole(rule.count, 1, Infinity);
    this.monthDays = this.list(rule.bymonthday, 31);
    this.weeks = this.list(rule.byweekno, 53);
    this.weekStart = WEEKDAYS[rule.wkst ?? 'MO'] ?? 0;
    this.readWeekdays(rule);
    this.kind = this.kindOf(rule);
    this.dropWhatCannotApply();
  }

  private readWeekdays(rule: ScheduleRule): void {
    for (const { day, ordinal } of rule.byday ?? []) {
      const weekday = WEEKDAYS[day];
      if (weekday === undefined) this.broken = true;
      else if (ordinal === undefined) this.weekdays |= 1 << weekday;
      else if (Number.isInteger(ordinal) && ordinal !== 0 && Math.abs(ordinal) <= 5) {
        this.ordinals.push({ weekday, ordinal });
      } else {
        this.broken = true;
        this.weekdays |= 1 << weekday;
      }
    }
  }

  private kindOf(rule: ScheduleRule): Recurrence['kind'] {
    if (rule.freq === 'WEEKLY') return 'weekly';
    if (rule.freq === 'MONTHLY') return 'monthly';
    if (this.ordinals.length > 0 || this.monthDays.length > 0) return 'monthly';
    if (this.weekdays !== 0 || this.weeks.length > 0) return 'weekly';
    return this.start === undefined ? 'always' : 'dated';
  }

  private dropWhatCannotApply(): void {
    const repeats = this.kind === 'weekly' || this.kind === 'monthly';
    if ((this.interval > 1 || this.count !== undefined) && (!repeats || this.start === undefined)) {
      this.broken ||= this.interval > 1 || (this.count ?? 1) > 1 || repeats;
      this.interval = 1;
      this.count = undefined;
    }
    if (this.kind === 'weekly') {
      this.broken ||= this.ordinals.length > 0 || this.monthDays.length > 0;
      for (const { weekday } of this.ordinals) this.weekdays |= 1 << weekday;
      if (this.weekdays === 0 && this.start !== undefined && !this.broken) {
        this.weekdays = 1 << weekdayOf(this.start);
      } else if (this.weekdays === 0) {
        this.broken = true;
        this.weekdays = EVERY_WEEKDAY;
      }
    }
    if (this.kind === 'monthly') {
      this.broken ||= this.weeks.length > 0;
      this.weeks = [];
      const named = this.weekdays !== 0 || this.ordinals.length > 0 || this.monthDays.length > 0;
      if (!named && this.start !== undefined && !this.broken) {
        this.monthDays = [civilDate(this.start).day];
      } else if (!named) this.broken = true;
    }
  }

  private whole(value: number | undefined, least: number, most: number): number | undefined {
    if (value === undefined) return undefined;
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    this.broken = true;
    return undefined;
  }

  private list(values: readonly number[] | undefined, most: number): readonly number[] {
    if (!values || values.length === 0) return [];
    const good = values.every((v) => Number.isInteger(v) && v !== 0 && Math.abs(v) <= most);
    if (!good) this.broken = true;
    return good ? values : [];
  }
}

function weeklyFilter(parts: Parts): (day: number) => boolean {
  const { weekdays, interval, weekStart, weeks, start } = parts;
  const firstWeek = weekIndex(start ?? 0, weekStart);
  return (day) => {
    if ((weekdays & (1 << weekdayOf(day))) === 0) return false;
    if (interval > 1 && (weekIndex(day, weekStart) - firstWeek) % interval !== 0) return false;
    if (weeks.length === 0) return true;
    const { week, weeksInYear } = isoWeek(day);
    return weeks.includes(week) || weeks.includes(week - weeksInYear - 1);
  };
}

function monthlyFilter(parts: Parts): (day: number) => boolean {
  const { weekdays, ordinals, interval, monthDays, start } = parts;
  const began = civilDate(start ?? 0);
  const firstMonth = began.year * 12 + began.month;
  return (dayNo) => {
    const { year, month, day } = civilDate(dayNo);
    if (interval > 1 && (year * 12 + month - firstMonth) % interval !== 0) return false;
    const length = daysInMonth(year, month);
    if (monthDays.length > 0 && !monthDays.includes(day) && !monthDays.includes(day - length - 1)) {
      return false;
    }
    if (weekdays === 0 && ordinals.length === 0) return true;
    const weekday = weekdayOf(dayNo);
    if ((weekdays & (1 << weekday)) !== 0) return true;
    const fromStart = Math.floor((day - 1) / 7) + 1;
    const fromEnd = -Math.floor((length - day) / 7) - 1;
    return ordinals.some(
      (o) => o.weekday === weekday && (o.ordinal === fromStart || o.ordinal === fromEnd),
    );
  };
}

/** The day of the last occurrence of `count`; infinite when it lies after `lastDay`. */
function lastOfCount(
  filter: (day: number) => boolean,
  start: number,
  count: number,
  lastDay: number,
): number {
  let seen = 0;
  for (let day = start; day <= lastDay; day++) {
    if (filter(day) && ++seen === count) return day;
  }
  return Infinity;
}

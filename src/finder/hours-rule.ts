/** One schedule rule, read and checked: which local days it is in force, and what it says of their minutes. */
import { readRecurrence } from './hours-recurrence.ts';
import type { ScheduleRule } from './schedule.ts';

export const MINUTES_IN_DAY = 1440;
/** A longer stretch of dates is a season: whoever wrote it did not think of the holidays in it. */
const LONGEST_EXCEPTION = 14;

export type DayRule = {
  effect: 'open' | 'closed' | 'unknown';
  /** Local minutes from the midnight that begins the day; `to` may lie in the next day (at most 2880). */
  from: number;
  to: number;
  wholeDay: boolean;
  /** Its days follow the rules that override only. */
  overrides: boolean;
  /** Named dates, not a recurrence. */
  onDates: boolean;
  /** Names its very days, so that it also speaks for a public holiday among them. */
  namesHolidays: boolean;
  /** An ordinary row: while one is valid, days without an opening are closed. */
  regular: boolean;
  /** The first and last day on which it may be in force. */
  first: number;
  last: number;
  byWeekdayOnly: boolean;
  validOn(day: number): boolean;
  inForceOn(day: number): boolean;
};

/**
 * Reads one rule. What cannot be understood becomes `unknown` on every day that it may concern,
 * never open and never closed.
 */
export function readRule(rule: ScheduleRule, lastDay: number): DayRule {
  const recurrence = readRecurrence(rule, lastDay);
  const times = readTimes(rule.opens, rule.closes);
  const validFrom = rule.validFrom ?? -Infinity;
  const validTo = rule.validTo ?? Infinity;
  if (Number.isNaN(validFrom) || Number.isNaN(validTo)) {
    const { validFrom: _from, validTo: _to, ...rest } = rule;
    return { ...readRule(rest, lastDay), effect: 'unknown' };
  }
  const overrides = rule.replaces === true;
  const onDates = recurrence.kind === 'dated';
  const namesNoDay = recurrence.kind === 'always' && rule.effect !== 'closed' && !overrides;
  const understood = !recurrence.broken && times !== undefined && !namesNoDay;
  const effect = understood ? rule.effect : 'unknown';
  const { from, to } = times ?? { from: 0, to: MINUTES_IN_DAY };
  const first = Math.max(recurrence.first, validFrom);
  const last = Math.min(recurrence.last, validTo);
  return {
    effect,
    from,
    to,
    wholeDay: from === 0 && to === MINUTES_IN_DAY,
    overrides,
    onDates,
    namesHolidays:
      (onDates || (overrides && recurrence.kind === 'always')) && last - first < LONGEST_EXCEPTION,
    regular: effect !== 'closed' && !overrides && !onDates,
    first,
    last,
    byWeekdayOnly: recurrence.byWeekdayOnly,
    validOn: (day) => !(day < validFrom) && !(day > validTo),
    inForceOn: (day) => day >= first && day <= last && recurrence.fallsOn(day),
  };
}

/**
 * Opening and closing minutes; `undefined` when they contradict themselves: only one is given, equal
 * times other than 00:00, or a value that is no time. 23:59 means the end of the day (section 2.7).
 */
function readTimes(
  opens: number | undefined,
  closes: number | undefined,
): { from: number; to: number } | undefined {
  if (opens === undefined && closes === undefined) return { from: 0, to: MINUTES_IN_DAY };
  if (!isTime(opens) || !isTime(closes) || opens === MINUTES_IN_DAY) return undefined;
  if (opens === closes) return opens === 0 ? { from: 0, to: MINUTES_IN_DAY } : undefined;
  const end = closes === MINUTES_IN_DAY - 1 ? MINUTES_IN_DAY : closes;
  return { from: opens, to: end > opens ? end : end + MINUTES_IN_DAY };
}

function isTime(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 0 && value <= MINUTES_IN_DAY;
}

/** A pattern made ready for many questions: seven lines for the week and the days that differ from it. */
import { weekdayOf } from './calendar.ts';
import {
  type DayLine,
  type DayPlan,
  drawLine,
  levelOf,
  planDay,
  UNKNOWN_DAY,
} from './hours-day.ts';
import { type DayRule, readRule } from './hours-rule.ts';
import { clockOf, type ZoneClock } from './hours-zone.ts';
import type { Pattern } from './schedule.ts';

/** Opaque: made by `compilePattern`, asked by `openState` and the `match…` functions. */
export type CompiledPattern = {
  readonly clock: ZoneClock;
  /** Monday first. */
  readonly week: readonly DayLine[];
  /** Days (sorted) whose line is not their weekday's. */
  readonly otherDays: readonly number[];
  readonly otherLines: readonly DayLine[];
  /** Local days for which the pattern answers; outside them the hours are unknown. */
  readonly firstDay: number;
  readonly endDay: number;
};

const MINUTES_IN_DAY = 1440;
const MS_IN_MINUTE = 60_000;
const DAYS_BEFORE = 2;
/** With more dated days than this, every day is looked at. */
const MOST_SPECIAL_DAYS = 120;
/** So many rules, of two bits each, and the holiday have room in a whole number. */
const RULES_IN_A_NUMBER = 25;
const MOST_PLANS = 1_000_000;

/**
 * Compiles a pattern; what is the same for all moments is done here.
 * @param aroundMs an instant (ms since 1970 UTC); the result is good from two days before it
 * @param days for so many days, at least 1 (400 on the server, 60 in phone packs)
 */
export function compilePattern(pattern: Pattern, aroundMs: number, days = 400): CompiledPattern {
  const clock = clockOf(pattern.zone);
  const around = Math.floor(aroundMs / MS_IN_MINUTE);
  const today = Math.floor((around + clock.offsetAt(around)) / MINUTES_IN_DAY);
  const firstDay = today - DAYS_BEFORE;
  const endDay = firstDay + days + 1;
  if (pattern.rules.length === 0 || pattern.zone.at.length === 0) {
    return { clock, week: UNKNOWN_WEEK, otherDays: [], otherLines: [], firstDay, endDay };
  }
  const rules = pattern.rules.map((rule) => readRule(rule, endDay));
  const draw = lineDrawer(pattern, rules);
  const special = specialDays(pattern, rules, firstDay, endDay);
  const looked = special ?? range(firstDay, endDay);
  const lines = looked.map(draw);
  const week = special
    ? ordinaryWeek(draw, new Set(special), firstDay, endDay)
    : usualWeek(lines, firstDay);
  const otherDays: number[] = [];
  const otherLines: DayLine[] = [];
  looked.forEach((day, index) => {
    const line = lines[index];
    if (!line || line === week[weekdayOf(day)]) return;
    otherDays.push(day);
    otherLines.push(line);
  });
  return { clock, week, otherDays, otherLines, firstDay, endDay };
}

/** The line of a local day that the pattern covers; undefined outside. */
export function lineOn(pattern: CompiledPattern, day: number): DayLine {
  if (day < pattern.firstDay || day >= pattern.endDay) return UNKNOWN_DAY;
  const others = pattern.otherDays;
  let low = 0;
  let high = others.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = others[middle] ?? 0;
    if (found === day) return pattern.otherLines[middle] ?? UNKNOWN_DAY;
    if (found < day) low = middle + 1;
    else high = middle - 1;
  }
  return pattern.week[weekdayOf(day)] ?? UNKNOWN_DAY;
}

const UNKNOWN_WEEK: readonly DayLine[] = Array.from({ length: 7 }, () => UNKNOWN_DAY);

function range(from: number, end: number): number[] {
  return Array.from({ length: end - from }, (_, index) => from + index);
}

type KeyedPlan = { plan: DayPlan; key: number };

/** Draws the line of any day, remembering what it drew: few days of a pattern are different. */
function lineDrawer(pattern: Pattern, rules: readonly DayRule[]): (day: number) => DayLine {
  const planOf = planner(pattern, rules);
  const drawn = new Map<number, DayLine>();
  let lastDay = NaN;
  let last: KeyedPlan | undefined;
  return (day) => {
    const before = last && lastDay === day - 1 ? last : planOf(day - 1);
    const today = planOf(day);
    lastDay = day;
    last = today;
    const key = before.key * MOST_PLANS + today.key;
    let line = drawn.get(key);
    if (!line) {
      line = drawLine(before.plan, today.plan);
      drawn.set(key, line);
    }
    return line;
  };
}

/** The plan of a day. Days on which the same rules are valid and in force have the same plan. */
function planner(pattern: Pattern, rules: readonly DayRule[]): (day: number) => KeyedPlan {
  const level = levelOf(rules);
  const holidays = new Set(pattern.holidays);
  const known = new Map<string | number, KeyedPlan>();
  const few = rules.length <= RULES_IN_A_NUMBER;
  return (day) => {
    const holiday = holidays.has(day);
    const inForce = rules.map(
      (rule) => (rule.inForceOn(day) ? 2 : 0) + (rule.validOn(day) ? 1 : 0),
    );
    const key = few
      ? inForce.reduce((sum, bits) => sum * 4 + bits, holiday ? 1 : 0)
      : `${holiday}${inForce.join('')}`;
    let plan = known.get(key);
    if (!plan) {
      const made = planDay(level, day, holiday ? pattern.holidayRule : undefined);
      plan = { plan: made, key: known.size };
      known.set(key, plan);
    }
    return plan;
  };
}

/**
 * The days on which something other than the weekday decides, each with the day after it, sorted;
 * `undefined` when that may be any day.
 */
function specialDays(
  pattern: Pattern,
  rules: readonly DayRule[],
  firstDay: number,
  endDay: number,
): number[] | undefined {
  const special = new Set<number>();
  const add = (from: number, to: number): void => {
    const end = Math.min(to + 1, endDay - 1);
    for (let day = Math.max(from, firstDay); day <= end; day++) special.add(day);
  };
  for (const rule of rules) {
    const covers = rule.first < firstDay && rule.last >= endDay;
    if (rule.byWeekdayOnly && covers) continue;
    if (rule.regular && !covers) return undefined;
    if (rule.last < rule.first) continue;
    if (Math.min(rule.last, endDay) - Math.max(rule.first, firstDay) > MOST_SPECIAL_DAYS) {
      return undefined;
    }
    add(rule.first, rule.last);
    if (special.size > MOST_SPECIAL_DAYS) return undefined;
  }
  for (const day of pattern.holidays) add(day, day);
  return [...special].sort((a, b) => a - b);
}

/** Seven lines taken from days on which only the weekday decides. */
function ordinaryWeek(
  draw: (day: number) => DayLine,
  special: ReadonlySet<number>,
  firstDay: number,
  endDay: number,
): DayLine[] {
  const week: (DayLine | undefined)[] = [];
  let missing = 7;
  for (let day = firstDay; day < endDay && missing > 0; day++) {
    const weekday = weekdayOf(day);
    if (week[weekday] || special.has(day)) continue;
    week[weekday] = draw(day);
    missing--;
  }
  return UNKNOWN_WEEK.map((unknown, weekday) => week[weekday] ?? unknown);
}

/** Seven lines: of each weekday the one that comes most often. `lines[0]` is the line of `firstDay`. */
function usualWeek(lines: readonly DayLine[], firstDay: number): DayLine[] {
  const counts = UNKNOWN_WEEK.map(() => new Map<DayLine, number>());
  lines.forEach((line, index) => {
    const count = counts[weekdayOf(firstDay + index)];
    count?.set(line, (count.get(line) ?? 0) + 1);
  });
  return counts.map((count) => {
    let best = UNKNOWN_DAY;
    for (const [line, times] of count) if (times > (count.get(best) ?? 0)) best = line;
    return best;
  });
}

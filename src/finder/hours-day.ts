/**
 * The rules of one day put together, and the day's line that results: which minutes of the local day
 * are open, unknown or unsure (chapter 10, section 3.2).
 *
 * An opening belongs to the day on which it begins. So a day that is closed as a whole loses the night
 * that begins on it and keeps the end of the night before.
 */
import { type DayRule, MINUTES_IN_DAY } from './hours-rule.ts';
import type { HolidayRule } from './schedule.ts';

/** Later ones win where two meet. */
export const CLOSED = 0;
export const UNSURE = 1;
export const OPEN = 2;
export const UNKNOWN = 3;
/** A `closed` row with times: takes its minutes from whatever else is there. */
const CUT = 4;

/** What the rules say of a day, before the night before is laid over it. `spans` are from, to, state. */
export type DayPlan = { spans: readonly number[]; rest: number };

/** Minutes of one local day that are not closed: from, to, state; in order, without overlap. */
export type DayLine = { readonly cuts: readonly number[]; readonly hasOpen: boolean };

/** How the rules of a pattern treat a day that none of them speaks of. */
export type Level = {
  rules: readonly DayRule[];
  hasRegular: boolean;
  /** There are dates only (a mobile unit's stops): outside them it is closed. */
  datesOnly: boolean;
};

export function levelOf(rules: readonly DayRule[]): Level {
  const hasRegular = rules.some((rule) => rule.regular);
  const dates = rules.some((rule) => rule.onDates && !rule.overrides && rule.effect !== 'closed');
  return { rules, hasRegular, datesOnly: !hasRegular && dates };
}

/** What the rules say of one day. `holiday` is given on public holidays only. */
export function planDay(level: Level, day: number, holiday: HolidayRule | undefined): DayPlan {
  const inForce = level.rules.filter((rule) => rule.inForceOn(day));
  if (holiday === undefined || holiday === 'open') return planOrdinary(level, inForce, day);
  const named = inForce.filter((rule) => rule.namesHolidays);
  if (named.length > 0) return planFrom(named.filter(preferred(named)), CLOSED);
  if (holiday === 'closed') return { spans: [], rest: CLOSED };
  const plan = planOrdinary(level, inForce, day);
  if (!plan.spans.some((state, at) => at % 3 === 2 && state !== CUT)) return plan;
  return {
    spans: plan.spans.map((value, at) => (at % 3 === 2 && value !== CUT ? UNSURE : value)),
    rest: UNSURE,
  };
}

function planOrdinary(level: Level, inForce: readonly DayRule[], day: number): DayPlan {
  const overriding = inForce.filter((rule) => rule.overrides);
  if (overriding.length > 0) return planFrom(overriding, CLOSED);
  const known = level.hasRegular
    ? level.rules.some((rule) => rule.regular && rule.validOn(day))
    : level.datesOnly;
  return planFrom(inForce, known ? CLOSED : UNKNOWN);
}

function preferred(rules: readonly DayRule[]): (rule: DayRule) => boolean {
  const anyOverrides = rules.some((rule) => rule.overrides);
  return (rule) => rule.overrides || !anyOverrides;
}

function planFrom(rules: readonly DayRule[], rest: number): DayPlan {
  if (rules.some((rule) => rule.effect === 'closed' && rule.wholeDay)) {
    return { spans: [], rest: CLOSED };
  }
  const allUnknown = rules.some((rule) => rule.effect === 'unknown' && rule.wholeDay);
  const spans: number[] = [];
  for (const rule of rules) {
    if (rule.effect === 'closed') spans.push(rule.from, rule.to, CUT);
    else if (rule.effect === 'open' || !rule.wholeDay)
      spans.push(rule.from, rule.to, rule.effect === 'open' && !allUnknown ? OPEN : UNKNOWN);
  }
  return { spans, rest: allUnknown ? UNKNOWN : rest };
}

/** Lays a day's plan and the night of the day before over one another. */
export function drawLine(before: DayPlan, plan: DayPlan): DayLine {
  const spans: number[] = [];
  addSpans(spans, before.spans, -MINUTES_IN_DAY);
  addSpans(spans, plan.spans, 0);
  const edges = new Set([0, MINUTES_IN_DAY]);
  for (let at = 0; at < spans.length; at += 3) {
    edges.add(spans[at] ?? 0);
    edges.add(spans[at + 1] ?? 0);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  const cuts: number[] = [];
  for (let at = 0; at + 1 < sorted.length; at++) {
    const from = sorted[at] ?? 0;
    const to = sorted[at + 1] ?? 0;
    const state = stateBetween(spans, from, plan.rest);
    if (state === CLOSED) continue;
    if (cuts.at(-2) === from && cuts.at(-1) === state) cuts[cuts.length - 2] = to;
    else cuts.push(from, to, state);
  }
  return shared(cuts);
}

function addSpans(target: number[], spans: readonly number[], shift: number): void {
  for (let at = 0; at < spans.length; at += 3) {
    const from = Math.max(0, (spans[at] ?? 0) + shift);
    const to = Math.min(MINUTES_IN_DAY, (spans[at + 1] ?? 0) + shift);
    if (from < to) target.push(from, to, spans[at + 2] ?? CLOSED);
  }
}

function stateBetween(spans: readonly number[], minute: number, rest: number): number {
  let state: number | undefined;
  for (let at = 0; at < spans.length; at += 3) {
    if ((spans[at] ?? 0) > minute || (spans[at + 1] ?? 0) <= minute) continue;
    const here = spans[at + 2] ?? CLOSED;
    if (state === undefined || here > state) state = here;
  }
  if (state === CUT) return CLOSED;
  return state ?? rest;
}

/** Lines are few (opening hours repeat), so that equal ones are kept once for all patterns. */
const lines = new Map<string, DayLine>();
const MOST_LINES = 50_000;

function shared(cuts: readonly number[]): DayLine {
  const key = cuts.join();
  const known = lines.get(key);
  if (known) return known;
  if (lines.size >= MOST_LINES) lines.clear();
  const line: DayLine = { cuts, hasOpen: cuts.some((value, at) => at % 3 === 2 && value === OPEN) };
  lines.set(key, line);
  return line;
}

/** A day of which nothing is known. */
export const UNKNOWN_DAY: DayLine = shared([0, MINUTES_IN_DAY, UNKNOWN]);

/**
 * The compiled patterns against a model that is as plain as it can be: for one instant it looks at each
 * rule on each day around it, compares instants in UTC, and lets the strongest statement win.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offsetMinutes, zoneTransitions } from '../languages/zone.ts';
import { compilePattern, matchNow, matchTonight, matchWindow, openState } from './hours.ts';
import type { HolidayRule, OpenState, Pattern, ScheduleRule, Weekday } from './schedule.ts';

const AROUND = Date.UTC(2026, 5, 1);
const TODAY = AROUND / 86_400_000;
const DAYS = 60;
const WEEKDAYS: Weekday[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const ZONES = ['Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia'];

type State = OpenState['state'];

/** Zones of this test do not change their clocks in June and July, so that local time is one subtraction. */
function modelState(pattern: Pattern, utc: number): State {
  const local = utc + offsetMinutes(pattern.zone.name, utc * 60_000);
  if (pattern.rules.length === 0) return 'unknown';
  const today = Math.floor(local / 1440);
  const statements = [today - 1, today].flatMap((day) => statementsOf(pattern, day, local));
  if (statements.includes('cut')) return 'closed';
  for (const state of ['unknown', 'open', 'holiday_unsure'] as const) {
    if (statements.includes(state)) return state;
  }
  return restOf(pattern, today);
}

function statementsOf(pattern: Pattern, day: number, local: number): (State | 'cut')[] {
  const rules = governing(pattern, day);
  if (rules === 'closed') return [];
  if (rules.some((rule) => rule.effect === 'closed' && wholeDay(rule))) return [];
  const vague = rules.some((rule) => rule.effect === 'unknown' && wholeDay(rule));
  const unsure = isUnsure(pattern, day);
  return rules
    .filter((rule) => !(rule.effect === 'unknown' && wholeDay(rule)))
    .filter((rule) => {
      const from = day * 1440 + (rule.opens ?? 0);
      const end = rule.closes ?? 1440;
      const to = day * 1440 + (end > (rule.opens ?? 0) ? end : end + 1440);
      return local >= from && local < to;
    })
    .map((rule) => {
      if (rule.effect === 'closed') return 'cut';
      if (unsure) return 'holiday_unsure';
      return vague ? 'unknown' : rule.effect;
    });
}

/** What holds on a day where no row says anything. */
function restOf(pattern: Pattern, day: number): State {
  const rules = governing(pattern, day);
  if (rules === 'closed') return 'closed';
  if (rules.some((rule) => rule.effect === 'closed' && wholeDay(rule))) return 'closed';
  if (isUnsure(pattern, day)) return 'holiday_unsure';
  if (rules.some((rule) => rule.effect === 'unknown' && wholeDay(rule))) return 'unknown';
  if (rules.some((rule) => rule.replaces) || onlyNamed(pattern, day)) return 'closed';
  const regular = pattern.rules.filter(isRegular);
  if (regular.length > 0) return regular.some((rule) => isValid(rule, day)) ? 'closed' : 'unknown';
  const dates = pattern.rules.some(
    (rule) => isDated(rule) && !rule.replaces && rule.effect !== 'closed',
  );
  return dates ? 'closed' : 'unknown';
}

const isHoliday = (pattern: Pattern, day: number): boolean =>
  pattern.holidays.includes(day) && pattern.holidayRule !== 'open';
const isDated = (rule: ScheduleRule): boolean => rule.freq === undefined;
const isRegular = (rule: ScheduleRule): boolean =>
  rule.effect !== 'closed' && !rule.replaces && !isDated(rule);
const isValid = (rule: ScheduleRule, day: number): boolean =>
  day >= (rule.validFrom ?? -Infinity) && day <= (rule.validTo ?? Infinity);
const wholeDay = (rule: ScheduleRule): boolean => rule.opens === undefined;

function fires(rule: ScheduleRule, day: number): boolean {
  if (!isValid(rule, day)) return false;
  if (isDated(rule)) return day === rule.dtstart;
  const weekday = WEEKDAYS[(((day + 3) % 7) + 7) % 7];
  return (rule.byday ?? []).some((by) => by.day === weekday);
}

function onlyNamed(pattern: Pattern, day: number): boolean {
  return isHoliday(pattern, day) && pattern.rules.some((rule) => isDated(rule) && fires(rule, day));
}

function governing(pattern: Pattern, day: number): ScheduleRule[] | 'closed' {
  let rules = pattern.rules.filter((rule) => fires(rule, day));
  if (onlyNamed(pattern, day)) rules = rules.filter(isDated);
  else if (isHoliday(pattern, day) && pattern.holidayRule === 'closed') return 'closed';
  return rules.some((rule) => rule.replaces) ? rules.filter((rule) => rule.replaces) : rules;
}

function isUnsure(pattern: Pattern, day: number): boolean {
  if (!isHoliday(pattern, day) || onlyNamed(pattern, day) || pattern.holidayRule === 'closed')
    return false;
  const rules = governing(pattern, day);
  if (rules === 'closed' || rules.some((rule) => rule.effect === 'closed' && wholeDay(rule)))
    return false;
  // A day that is unknown as a whole with nothing else on it stays unknown.
  return rules.some(
    (rule) => rule.effect !== 'closed' && !(rule.effect === 'unknown' && wholeDay(rule)),
  );
}

const minutes = fc.integer({ min: 0, max: 1438 });
const aDay = fc.integer({ min: TODAY - 2, max: TODAY + 30 });
const times = fc.oneof(
  { weight: 1, arbitrary: fc.constant({}) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(minutes, minutes)
      .filter(([opens, closes]) => opens !== closes)
      .map(([opens, closes]) => ({ opens, closes })),
  },
);
const effect = fc.constantFrom<ScheduleRule['effect']>('open', 'open', 'open', 'closed', 'unknown');
const weeklyRule = fc
  .record({
    effect,
    times,
    days: fc.subarray(WEEKDAYS, { minLength: 1 }),
    valid: fc.option(fc.tuple(aDay, fc.nat(20)), { nil: undefined, freq: 4 }),
    replaces: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
  })
  .map(
    ({ effect, times, days, valid, replaces }): ScheduleRule => ({
      effect,
      ...times,
      freq: 'WEEKLY',
      byday: days.map((day) => ({ day })),
      ...(valid ? { validFrom: valid[0], validTo: valid[0] + valid[1] } : {}),
      replaces,
    }),
  );
const datedRule = fc
  .record({ effect, times, dtstart: aDay, replaces: fc.boolean() })
  .map(({ times, ...rule }): ScheduleRule => ({ ...rule, ...times }));
const patterns = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    rules: fc.array(
      fc.oneof({ weight: 3, arbitrary: weeklyRule }, { weight: 1, arbitrary: datedRule }),
      {
        maxLength: 6,
      },
    ),
    holidayRule: fc.constantFrom<HolidayRule>('open', 'closed', 'own_hours', 'unknown'),
    holidays: fc.uniqueArray(aDay, { maxLength: 3 }),
  })
  .map(
    ({ zone, ...pattern }): Pattern => ({
      ...pattern,
      zone: zoneTransitions(zone, AROUND - 30 * 86_400_000, AROUND + 100 * 86_400_000),
    }),
  );
const instants = fc.integer({ min: AROUND / 60_000, max: AROUND / 60_000 + 32 * 1440 });

describe('compiled patterns and the plain model', { timeout: 60_000 }, () => {
  it('say the same at every instant', () => {
    fc.assert(
      fc.property(
        patterns,
        fc.array(instants, { minLength: 10, maxLength: 20 }),
        (pattern, asked) => {
          const compiled = compilePattern(pattern, AROUND, DAYS);
          for (const utc of asked) {
            expect(openState(compiled, utc * 60_000).state).toBe(modelState(pattern, utc));
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('agree on the minute at which it closes and at which it opens next', () => {
    fc.assert(
      fc.property(patterns, instants, (pattern, now) => {
        const compiled = compilePattern(pattern, AROUND, DAYS);
        const { state, changes, next } = openState(compiled, now * 60_000);
        const limit = state === 'open' ? 8 * 1440 : 20 * 1440;
        let found: number | undefined;
        for (let utc = now + 1; utc <= now + limit && found === undefined; utc++) {
          const isOpen = modelState(pattern, utc) === 'open';
          if (state === 'open' ? !isOpen : isOpen) found = utc;
        }
        if (state === 'open')
          expect(changes).toBe(found === undefined ? undefined : found * 60_000);
        else if (state === 'closed' && found !== undefined) expect(next).toBe(found * 60_000);
        else if (next !== undefined) expect(next).toBeGreaterThan((now + limit) * 60_000);
      }),
      { numRuns: 120 },
    );
  });

  it('agree on windows and nights', () => {
    fc.assert(
      fc.property(
        patterns,
        instants,
        fc.integer({ min: 1, max: 127 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 1, max: 24 }),
        (pattern, now, days, fromHour, hours) => {
          const compiled = compilePattern(pattern, AROUND, DAYS);
          const from = fromHour * 60;
          const to = from + hours * 60;
          const expected = modelWindow(pattern, now, days, from, to);
          expect(matchWindow(compiled, now * 60_000, days, from, to).match).toBe(expected);
          expect(matchTonight(compiled, now * 60_000).match).toBe(modelNight(pattern, now));
          const state = modelState(pattern, now);
          const match = state === 'open' ? 'yes' : state === 'closed' ? 'no' : 'unknown';
          expect(matchNow(compiled, now * 60_000).match).toBe(match);
        },
      ),
      { numRuns: 80 },
    );
  });
});

function modelWindow(
  pattern: Pattern,
  now: number,
  days: number,
  from: number,
  to: number,
): string {
  const offset = offsetMinutes(pattern.zone.name, now * 60_000);
  const today = Math.floor((now + offset) / 1440);
  let maybe = false;
  for (let day = today - 1; day <= today + 7; day++) {
    if ((days & (1 << ((day + 3) % 7))) === 0) continue;
    if (day === today + 7 && now + offset < today * 1440 + from) continue;
    const begins = Math.max(day * 1440 + from - offset, now);
    const ends = day * 1440 + to - offset;
    const states: State[] = [];
    for (let utc = begins; utc < ends; utc++) states.push(modelState(pattern, utc));
    if (longest(states, (state) => state === 'open') >= 60) return 'yes';
    maybe ||= longest(states, (state) => state !== 'closed') >= 60;
  }
  return maybe ? 'unknown' : 'no';
}

function modelNight(pattern: Pattern, now: number): string {
  const offset = offsetMinutes(pattern.zone.name, now * 60_000);
  const today = Math.floor((now + offset) / 1440);
  const day = now + offset < today * 1440 + 420 ? today - 1 : today;
  let maybe = false;
  for (
    let utc = Math.max(now, day * 1440 + 1320 - offset);
    utc < (day + 1) * 1440 + 420 - offset;
    utc++
  ) {
    const state = modelState(pattern, utc);
    if (state === 'open') return 'yes';
    maybe ||= state !== 'closed';
  }
  return maybe ? 'unknown' : 'no';
}

function longest(states: readonly State[], wanted: (state: State) => boolean): number {
  let best = 0;
  let run = 0;
  for (const state of states) {
    run = wanted(state) ? run + 1 : 0;
    best = Math.max(best, run);
  }
  return best;
}

/**
 * Agreement with `rrule-temporal` (RFC 5545): the days of recurrence rules, and the very instants at
 * which a place opens in a zone whose clocks change.
 */
import { RRuleTemporal } from 'rrule-temporal';
import { dayNumber, formatDay, isoWeek } from '../../src/finder/calendar.ts';
import { compilePattern, openState } from '../../src/finder/hours.ts';
import { readRecurrence } from '../../src/finder/hours-recurrence.ts';
import type { ScheduleRule, Weekday, Zone } from '../../src/finder/schedule.ts';
import { AROUND, jumpAt, ZONES, zoneOf } from './instants.ts';
import { type Random, seeded } from './random.ts';

export type RuleComparison = {
  compared: number;
  agreed: number;
  /** Openings in a spring gap: RFC 5545 drops such an occurrence, we open after the gap (chapter 10, 3.2). */
  movedOverGap: number;
  differences: string[];
};

const WEEKDAYS: readonly [Weekday, ...Weekday[]] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** Compares the days on which random rules fall, over about three years each. */
export function compareDays(rules: number, seed: number): RuleComparison {
  const random = seeded(seed);
  const differences: string[] = [];
  for (let index = 0; index < rules; index++) {
    const { rule, text } = makeRule(random, dayNumber(random.whole(2015, 2027), 1, 1));
    const start = rule.dtstart ?? 0;
    const last = start + 1100;
    const recurrence = readRecurrence(rule, last);
    const ours: number[] = [];
    for (let day = start - 10; day <= last; day++) if (recurrence.fallsOn(day)) ours.push(day);
    const theirs = occurrences(`DTSTART;TZID=UTC:${stamp(start, 0)}`, text, start, last).map(
      (ms) => ms / 86_400_000,
    );
    if (ours.join() === theirs.join()) continue;
    differences.push(`${formatDay(start)} ${text}: ${firstDifference(ours, theirs)}`);
  }
  return { compared: rules, agreed: rules - differences.length, movedOverGap: 0, differences };
}

/** Compares the instants at which a place opens, as `openState` names them one after the other, over a year. */
export function compareOpenings(rules: number, seed: number): RuleComparison {
  const random = seeded(seed);
  const differences: string[] = [];
  let movedOverGap = 0;
  for (let index = 0; index < rules; index++) {
    const name = random.pick(ZONES);
    const zone = zoneOf(name);
    const start = Math.floor(AROUND / 86_400_000) - random.whole(3, 40);
    const made = makeRule(random, start);
    const opens = random.whole(0, 1380);
    const rule = { ...made.rule, opens, closes: opens + 20 };
    const rules = [rule];
    const pattern = compilePattern({ zone, rules, holidayRule: 'open', holidays: [] }, AROUND, 400);
    const last = Math.floor(AROUND / 86_400_000) + 380;
    const ours: number[] = [];
    const end = AROUND + 340 * 86_400_000;
    for (let now = AROUND; now < end; now += 3_600_000) {
      const state = openState(pattern, now);
      if (state.next === undefined || state.next > end) continue;
      if (ours.at(-1) !== state.next) ours.push(state.next);
      now = Math.max(now, state.next - 3_600_000);
    }
    const theirs = occurrences(
      `DTSTART;TZID=${name}:${stamp(rule.dtstart ?? 0, opens)}`,
      made.text,
      rule.dtstart ?? 0,
      last,
    ).filter((ms) => ms > AROUND && ms <= end);
    const dropped = ours.filter((ms) => !theirs.includes(ms) && isMoved(zone, ms, opens));
    movedOverGap += dropped.length;
    const kept = ours.filter((ms) => !dropped.includes(ms));
    // Whoever drops an occurrence counts one more at the end.
    const surplus = rule.count === undefined ? 0 : dropped.length;
    const counted = [theirs.length, theirs.length - surplus].map((end) =>
      theirs.slice(0, end).join(),
    );
    if (counted.includes(kept.join())) continue;
    differences.push(`${name} ${opens} ${made.text}: ${firstDifference(kept, theirs)}`);
  }
  return { compared: rules, agreed: rules - differences.length, movedOverGap, differences };
}

/** The instant is later than the wished local minute by the jump of a spring change that it follows. */
function isMoved(zone: Zone, ms: number, opens: number): boolean {
  const at = ms / 60_000;
  const jump = jumpAt(zone, at) ?? 0;
  const offset = zone.offset[zone.at.findLastIndex((begins) => begins <= at)] ?? 0;
  return jump > 0 && (at + offset) % 1440 === (opens + jump) % 1440;
}

function occurrences(start: string, rule: string, from: number, last: number): number[] {
  const oracle = new RRuleTemporal({ rruleString: `${start}\nRRULE:${rule}` });
  const after = new Date((from - 2) * 86_400_000);
  return oracle
    .between(after, new Date((last + 1) * 86_400_000 - 1), true)
    .map((at) => at.epochMilliseconds);
}

function makeRule(random: Random, around: number): { rule: ScheduleRule; text: string } {
  const wkst = random.chance(0.5) ? random.pick(WEEKDAYS) : undefined;
  const interval = random.chance(0.5) ? random.whole(2, 5) : 1;
  const made = random.chance(0.5) ? weekly(random) : monthly(random);
  // Weeks of the year belong to yearly rules in RFC 5545; ours are weekly rules that only fall in them.
  const weeks = made.rule.byweekno !== undefined;
  const parts = [made.text];
  const rule: ScheduleRule = { effect: 'open', ...made.rule };
  if (interval > 1 && !weeks) {
    rule.interval = interval;
    parts.push(`INTERVAL=${interval}`);
  }
  if (wkst && !weeks) {
    rule.wkst = wkst;
    parts.push(`WKST=${wkst}`);
  }
  // Their yearly rules begin with the weeks of the calendar year, so that a start in its first days is cut.
  const dtstart = firstOccurrence(rule, around + random.whole(0, 6) + (weeks ? 10 : 0));
  rule.dtstart = dtstart;
  const limit = random.whole(0, 3);
  if (limit === 0) {
    rule.count = random.whole(1, 30);
    parts.push(`COUNT=${rule.count}`);
  } else if (limit === 1) {
    rule.until = dtstart + random.whole(0, 900);
    parts.push(`UNTIL=${formatDay(rule.until).replaceAll('-', '')}`);
  }
  return { rule, text: parts.join(';') };
}

/** RFC 5545 leaves a start that does not match the rule undefined: start on a day that does. */
function firstOccurrence(rule: ScheduleRule, from: number): number {
  const { interval: _interval, ...shape } = rule;
  const recurrence = readRecurrence(shape, from + 5000);
  let day = from;
  while (!recurrence.fallsOn(day) && day < from + 5000) day++;
  return day;
}

function weekly(random: Random): { rule: Partial<ScheduleRule>; text: string } {
  const days = WEEKDAYS.filter(() => random.chance(0.4));
  if (days.length === 0) days.push(random.pick(WEEKDAYS));
  const byday = days.map((day) => ({ day }));
  if (random.chance(0.8)) {
    return { rule: { freq: 'WEEKLY', byday }, text: `FREQ=WEEKLY;BYDAY=${days.join()}` };
  }
  const sign = random.pick([1, -1]);
  const byweekno = [sign * random.whole(1, 26), sign * random.whole(27, 53)];
  const text = `FREQ=YEARLY;BYWEEKNO=${byweekno.join()};BYDAY=${days.join()}`;
  return { rule: { freq: 'WEEKLY', byday, byweekno }, text };
}

function monthly(random: Random): { rule: Partial<ScheduleRule>; text: string } {
  const form = random.whole(0, 3);
  const day = random.pick(WEEKDAYS);
  if (form === 0) {
    const ordinals = [random.pick([1, 2, 3, 4, 5]), random.pick([-1, -2, -5])];
    const byday = ordinals.map((ordinal) => ({ day, ordinal }));
    const text = `FREQ=MONTHLY;BYDAY=${ordinals.map((ordinal) => `${ordinal}${day}`).join()}`;
    return { rule: { freq: 'MONTHLY', byday }, text };
  }
  if (form === 1) {
    return { rule: { freq: 'MONTHLY', byday: [{ day }] }, text: `FREQ=MONTHLY;BYDAY=${day}` };
  }
  const bymonthday = [random.whole(1, 31), -random.whole(1, 31)];
  const text = `FREQ=MONTHLY;BYMONTHDAY=${bymonthday.join()}`;
  if (form === 2) return { rule: { freq: 'MONTHLY', bymonthday }, text };
  const both = { freq: 'MONTHLY', bymonthday, byday: [{ day }] } as const;
  return { rule: both, text: `${text};BYDAY=${day}` };
}

function stamp(day: number, minutes: number): string {
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
  return `${formatDay(day).replaceAll('-', '')}T${hours}${String(minutes % 60).padStart(2, '0')}00`;
}

function firstDifference(ours: readonly number[], theirs: readonly number[]): string {
  const at = ours.findIndex((value, index) => value !== theirs[index]);
  const index = at < 0 ? ours.length : at;
  const { week } = isoWeek(ours[index] ?? 0);
  return `#${index} of ${ours.length}/${theirs.length}: ${ours[index]} and ${theirs[index]} (week ${week})`;
}

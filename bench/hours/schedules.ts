/**
 * Schedules made in two languages at once: ours, and the `opening_hours` notation of OpenStreetMap.
 * Unions are written with a comma and subtractions with `off`, which is what our levels mean.
 */
import { dayNumber, formatDay } from '../../src/finder/calendar.ts';
import type { ScheduleRule, Weekday } from '../../src/finder/schedule.ts';
import type { Random } from './random.ts';

export type Schedule = {
  rules: ScheduleRule[];
  text: string;
  /** Local days on which the other rules do not count. */
  exceptions: number[];
};

const WEEKDAYS: readonly [Weekday, ...Weekday[]] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const NAMES: Record<Weekday, string> = {
  MO: 'Mo',
  TU: 'Tu',
  WE: 'We',
  TH: 'Th',
  FR: 'Fr',
  SA: 'Sa',
  SU: 'Su',
};
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const FIRST_DAY = dayNumber(2026, 1, 10);
const LAST_DAY = dayNumber(2027, 2, 28);

type Times = { opens: number; closes: number };

export function makeSchedule(random: Random): Schedule {
  if (random.chance(0.02)) return alwaysOpen();
  const schedule: Schedule = { rules: [], text: '', exceptions: [] };
  const free = new Set<Weekday>(WEEKDAYS);
  const groups = random.whole(1, 3);
  for (let index = 0; index < groups && free.size > 0; index++) {
    addWeekdays(schedule, random, free);
  }
  if (random.chance(0.15)) addOrdinal(schedule, random, free);
  if (random.chance(0.15)) addBreak(schedule, random);
  if (random.chance(0.05)) addWeekdayOff(schedule, random);
  const dated = random.chance(0.3) ? random.whole(1, 3) : 0;
  for (let index = 0; index < dated; index++) addDate(schedule, random);
  return schedule;
}

function alwaysOpen(): Schedule {
  const byday = WEEKDAYS.map((day) => ({ day }));
  const rule: ScheduleRule = { effect: 'open', freq: 'WEEKLY', byday, opens: 0, closes: 0 };
  return { rules: [rule], text: '24/7', exceptions: [] };
}

function makeTimes(random: Random): Times {
  const opens = random.whole(0, 287) * 5;
  const form = random.whole(0, 9);
  if (form === 0) return { opens: random.whole(1080, 1380), closes: random.whole(60, 480) };
  if (form === 1) return { opens, closes: 1440 };
  const earliest = Math.min(opens + 15, 1425);
  return { opens: Math.min(opens, 1380), closes: random.whole(earliest, 1439 - 1) };
}

/** One of: each week, odd ISO weeks, a season. On some of the weekdays that no other group has. */
function addWeekdays(schedule: Schedule, random: Random, free: Set<Weekday>): void {
  const days = WEEKDAYS.filter((day) => free.has(day) && random.chance(0.6));
  if (days.length === 0) return;
  for (const day of days) free.delete(day);
  const first = makeTimes(random);
  const times = [first];
  if (first.closes > first.opens && first.closes < 1200 && random.chance(0.3)) {
    const opens = random.whole(first.closes + 10, 1290);
    times.push({ opens, closes: random.whole(opens + 10, 1430) });
  }
  const base = recurring(schedule, random, days);
  const effect = random.chance(0.05) ? 'unknown' : 'open';
  for (const time of times) schedule.rules.push({ ...base.rule, effect, ...time });
  const names = days.map((day) => NAMES[day]).join(',');
  const clauses = times.map(clock).join(',');
  add(schedule, `${base.prefix}${names} ${clauses}${effect === 'unknown' ? ' unknown' : ''}`, ', ');
}

function recurring(
  schedule: Schedule,
  random: Random,
  days: readonly Weekday[],
): { rule: Omit<ScheduleRule, 'effect'>; prefix: string } {
  const rule = { freq: 'WEEKLY', byday: days.map((day) => ({ day })) } as const;
  // Only a first clause: opening_hours reads `, week …` as more weeks of the clause before it.
  if (schedule.text !== '') return { rule, prefix: '' };
  const form = random.whole(0, 9);
  if (form === 0) {
    const byweekno = Array.from({ length: 27 }, (_, index) => index * 2 + 1);
    return { rule: { ...rule, byweekno }, prefix: 'week 01-53/2 ' };
  }
  if (form === 1) {
    const dtstart = random.whole(FIRST_DAY, FIRST_DAY + 150);
    const until = random.whole(dtstart + 60, LAST_DAY);
    return {
      rule: { ...rule, dtstart, until },
      prefix: `${dateText(dtstart)}-${dateText(until)} `,
    };
  }
  return { rule, prefix: '' };
}

function addOrdinal(schedule: Schedule, random: Random, free: Set<Weekday>): void {
  const day = [...free][random.whole(0, free.size - 1)];
  if (!day) return;
  free.delete(day);
  const ordinal = random.pick([1, 2, 3, 4, -1]);
  const times = makeTimes(random);
  const byday = [{ day, ordinal }];
  schedule.rules.push({ effect: 'open', freq: 'MONTHLY', byday, ...times });
  add(schedule, `${NAMES[day]}[${ordinal}] ${clock(times)}`, ', ');
}

/** A break on all days: `closed` rows with times subtract. */
function addBreak(schedule: Schedule, random: Random): void {
  const opens = random.whole(600, 800);
  const times = { opens, closes: opens + random.whole(15, 90) };
  const byday = WEEKDAYS.map((day) => ({ day }));
  schedule.rules.push({ effect: 'closed', freq: 'WEEKLY', byday, ...times });
  add(schedule, `Mo-Su ${clock(times)} off`, '; ');
}

function addWeekdayOff(schedule: Schedule, random: Random): void {
  const day = random.pick(WEEKDAYS);
  schedule.rules.push({ effect: 'closed', freq: 'WEEKLY', byday: [{ day }] });
  schedule.exceptions.push(...daysOf(WEEKDAYS.indexOf(day)));
  add(schedule, `${NAMES[day]} off`, '; ');
}

/** A dated exception: closed on that day, or other hours instead of the usual ones. */
function addDate(schedule: Schedule, random: Random): void {
  const dtstart = random.whole(FIRST_DAY, LAST_DAY);
  if (schedule.exceptions.includes(dtstart)) return;
  schedule.exceptions.push(dtstart);
  if (random.chance(0.5)) {
    schedule.rules.push({ effect: 'closed', dtstart, replaces: true });
    add(schedule, `${dateText(dtstart)} off`, '; ');
    return;
  }
  const opens = random.whole(0, 1300);
  const times = { opens, closes: random.whole(opens + 10, 1430) };
  schedule.rules.push({ effect: 'open', dtstart, replaces: true, ...times });
  add(schedule, `${dateText(dtstart)} ${clock(times)}`, '; ');
}

function daysOf(weekday: number): number[] {
  const days: number[] = [];
  for (let day = FIRST_DAY; day <= LAST_DAY; day++) if ((day + 3) % 7 === weekday) days.push(day);
  return days;
}

function add(schedule: Schedule, clause: string, separator: string): void {
  schedule.text += schedule.text === '' ? clause : separator + clause;
}

function clock(times: Times): string {
  return `${time(times.opens)}-${time(times.closes)}`;
}

function time(minutes: number): string {
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
  return `${hours}:${String(minutes % 60).padStart(2, '0')}`;
}

function dateText(day: number): string {
  const [year = '', month = '', date = ''] = formatDay(day).split('-');
  return `${year} ${MONTHS[Number(month) - 1] ?? ''} ${date}`;
}

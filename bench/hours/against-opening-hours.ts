/** Agreement with the `opening_hours` library on generated schedules. It reads local time from `TZ`. */
import OpeningHours from 'opening_hours';
import { compilePattern, openState } from '../../src/finder/hours.ts';
import type { Zone } from '../../src/finder/schedule.ts';
import { AROUND, DAYS, instantsOf, jumpAt, ZONES, zoneOf } from './instants.ts';
import { seeded } from './random.ts';
import { makeSchedule, type Schedule } from './schedules.ts';

export type Difference = { zone: string; text: string; at: string; ours: string; theirs: string };
export type Comparison = {
  schedules: number;
  answers: number;
  /** Differences by their explanation; those under `unexplained` are errors. */
  classes: Map<string, Difference[]>;
};

const EXPLANATIONS = {
  gap: 'spring gap: a time that the clock skips moves forward by the gap; they read the wall clock',
  repeat: 'autumn repeat: the first occurrence opens and the last closes; they read the wall clock',
  night:
    'exception after or before a night: ours belongs to the day on which it began, theirs ends at midnight',
  short:
    'after a day of less than 24 hours: they step back 24 hours and test the night before the wrong day',
  unknown: 'an unknown row over an open one: ours is unknown, theirs takes the later clause',
  unexplained: 'unexplained',
} as const;

/**
 * @param schedules how many, spread over the zones
 * @param instants asked of each
 */
export function compareWithOpeningHours(
  schedules: number,
  instants: number,
  seed: number,
): Comparison {
  const random = seeded(seed);
  const classes = new Map<string, Difference[]>();
  const before = process.env['TZ'];
  const perZone = Math.ceil(schedules / ZONES.length);
  for (const name of ZONES) {
    process.env['TZ'] = name;
    const zone = zoneOf(name);
    for (let index = 0; index < perZone; index++) {
      const schedule = makeSchedule(random);
      if (!schedule.rules.some((rule) => rule.effect === 'open')) {
        index--;
        continue;
      }
      const pattern = { zone, rules: schedule.rules, holidayRule: 'open', holidays: [] } as const;
      const ours = compilePattern(pattern, AROUND, DAYS);
      const theirs = new OpeningHours(schedule.text, null);
      for (const at of instantsOf(zone, random, instants)) {
        const our = openState(ours, at * 60_000).state;
        const their = stateOf(theirs, new Date(at * 60_000));
        if (our === their) continue;
        const reason = explain(schedule, zone, at, our);
        const list = classes.get(reason) ?? [];
        const text = schedule.text;
        list.push({ zone: name, text, at: wallClock(zone, at), ours: our, theirs: their });
        classes.set(reason, list);
      }
    }
  }
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
  return { schedules: perZone * ZONES.length, answers: perZone * ZONES.length * instants, classes };
}

function stateOf(hours: OpeningHours, at: Date): string {
  if (hours.getUnknown(at)) return 'unknown';
  return hours.getState(at) ? 'open' : 'closed';
}

/** Why an answer may differ; each reason is tested on the instant and the schedule, not assumed. */
function explain(schedule: Schedule, zone: Zone, at: number, ours: string): string {
  const jump = jumpAt(zone, at);
  if (jump !== undefined) return jump > 0 ? EXPLANATIONS.gap : EXPLANATIONS.repeat;
  const local = localMinute(zone, at);
  if (nightMeetsException(schedule, local)) return EXPLANATIONS.night;
  const dayBefore = Math.floor(localMinute(zone, at - 1440) / 1440);
  if (dayBefore !== Math.floor(local / 1440) - 1) return EXPLANATIONS.short;
  const twoRows = schedule.rules.some((rule) => rule.effect === 'unknown') && ours === 'unknown';
  return twoRows ? EXPLANATIONS.unknown : EXPLANATIONS.unexplained;
}

/** The instant lies in the part after midnight of some night, and the day or the day before is an exception. */
function nightMeetsException(schedule: Schedule, local: number): boolean {
  const day = Math.floor(local / 1440);
  const minute = local - day * 1440;
  const night = schedule.rules.some(
    ({ opens = 0, closes = 0 }) => closes > 0 && closes < opens && minute < closes,
  );
  return night && (schedule.exceptions.includes(day) || schedule.exceptions.includes(day - 1));
}

function localMinute(zone: Zone, at: number): number {
  return at + (zone.offset[zone.at.findLastIndex((begins) => begins <= at)] ?? 0);
}

function wallClock(zone: Zone, at: number): string {
  const local = new Date(localMinute(zone, at) * 60_000).toISOString();
  return `${local.slice(0, 16)} (${new Date(at * 60_000).toISOString().slice(0, 16)}Z)`;
}

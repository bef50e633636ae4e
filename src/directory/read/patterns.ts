/** Opening patterns of many listings, each distinct one made once, so that equal hours share one object. */
import { dayOfInstant } from '../../languages/days.ts';
import type { HolidayRule, Pattern, Zone } from '../../finder/schedule.ts';
import { zoneTransitions } from '../../languages/zone.ts';
import { MS_IN_DAY } from './freshness.ts';
import { type ScheduleRow, scheduleRule } from './schedule-rule.ts';

/** A pack lives for at most 400 days of dated openings; two days before for what runs past midnight. */
const DAYS_BEFORE = 2;
const DAYS_AFTER = 430;
/** Zones begin on the same day for so long: every text in a pack holds one, and is the same as yesterday while that is. */
const SAME_START_DAYS = 32;

export type PatternInput = {
  schedules: readonly ScheduleRow[];
  /** Zone of the place; a row may state another. */
  timeZone: string;
  holidayRule: HolidayRule;
  country?: string;
};

export type Patterns = { of(input: PatternInput): Pattern };

/**
 * @param now ms since 1970 UTC; zones are carried from at least two days before it
 * @param holidays ISO country → days since 1970 (UTC) that are public holidays there
 */
export function createPatterns(
  now: number,
  holidays: ReadonlyMap<string, readonly number[]>,
): Patterns {
  const first = Math.floor((dayOfInstant(now) - DAYS_BEFORE) / SAME_START_DAYS) * SAME_START_DAYS;
  const last = first + SAME_START_DAYS + DAYS_BEFORE + DAYS_AFTER;
  const zones = new Map<string, Zone | undefined>();
  const patterns = new Map<string, Pattern>();
  const noHolidays: readonly number[] = [];
  const zoneOf = (name: string): Zone | undefined => {
    if (zones.has(name)) return zones.get(name);
    let zone: Zone | undefined;
    try {
      zone = zoneTransitions(name, first * MS_IN_DAY, last * MS_IN_DAY);
    } catch {
      // A zone that this machine does not know: hours in it cannot be placed in time.
    }
    zones.set(name, zone);
    return zone;
  };
  return {
    of({ schedules, timeZone, holidayRule, country }) {
      const key = JSON.stringify([schedules, timeZone, holidayRule, country]);
      const known = patterns.get(key);
      if (known) return known;
      const named = [...new Set(schedules.map((row) => row.time_zone ?? timeZone))];
      const zone = zoneOf(named[0] ?? timeZone);
      const readable = zone !== undefined && named.length <= 1;
      const pattern: Pattern = {
        zone: zone ?? { name: timeZone, at: [], offset: [0] },
        rules: readable ? schedules.map(scheduleRule) : [],
        holidayRule,
        holidays: (country ? holidays.get(country) : undefined) ?? noHolidays,
      };
      patterns.set(key, pattern);
      return pattern;
    },
  };
}

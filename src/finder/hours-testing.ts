/** Schedules and questions that the tests of opening hours share. */
import { zoneTransitions } from '../languages/zone.ts';
import { parseDay } from './calendar.ts';
import { compilePattern, openState } from './hours.ts';
import type { HolidayRule, OpenState, Pattern, ScheduleRule, Weekday } from './schedule.ts';

export const AROUND = Date.UTC(2026, 0, 15);
export const day = (text: string): number => parseDay(text) ?? NaN;
export const on = (...days: Weekday[]): Pick<ScheduleRule, 'freq' | 'byday'> => ({
  freq: 'WEEKLY',
  byday: days.map((weekday) => ({ day: weekday })),
});
export const WORKDAYS = on('MO', 'TU', 'WE', 'TH', 'FR');
export const EVERY_DAY = on('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU');
export const at = (hours: number, minutes = 0): number => hours * 60 + minutes;
export const open = (from: number, to: number, days: Partial<ScheduleRule>): ScheduleRule => ({
  effect: 'open',
  opens: from,
  closes: to,
  ...days,
});

type Setting = { zone?: string; holidayRule?: HolidayRule; holidays?: string[] };

/** Asks a pattern at local wall-clock times (or, with a Z, at UTC instants). */
export function place(rules: readonly ScheduleRule[], setting: Setting = {}) {
  const name = setting.zone ?? 'Europe/Berlin';
  const zone = zoneTransitions(name, AROUND - 30 * 86_400_000, AROUND + 450 * 86_400_000);
  const pattern: Pattern = {
    zone,
    rules,
    holidayRule: setting.holidayRule ?? 'open',
    holidays: (setting.holidays ?? []).map(day),
  };
  const compiled = compilePattern(pattern, AROUND);
  const instant = (text: string): number => {
    if (text.endsWith('Z')) return Date.parse(text);
    const naive = Date.parse(`${text}Z`) / 60_000;
    for (const offset of zone.offset) {
      const utc = naive - offset;
      const index = zone.at.findLastIndex((begins) => begins <= utc);
      if (zone.offset[index] === offset) return utc * 60_000;
    }
    throw new Error(`${text} does not exist in ${name}`);
  };
  const full = (text: string): OpenState => openState(compiled, instant(text));
  return {
    full,
    at: (text: string) => full(text).state,
    next: (text: string) => iso(full(text).next),
    changes: (text: string) => iso(full(text).changes),
  };
}

const iso = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16);

/** Public holidays of Selmora: days of the calendar, a Monday of harvest, and two feasts of the full moon. */
import { dateOf, dayOf, daysAfter } from '../languages/days.ts';
import { nextWeekday } from './dates.ts';
import { COUNTRY } from './gazetteer.ts';

export type Holiday = { territory: string; day: string; name: string; certain: boolean };

const FIXED = [
  ['01-01', "New Year's Day"],
  ['02-14', 'Lantern Day'],
  ['05-01', 'Day of Work'],
  ['06-23', "Founders' Day"],
  ['11-02', 'Day of the Sea'],
  ['12-21', 'Longest Night'],
] as const;

/** Mean length of a moon in days, and a new moon to count from: 6 January 2000, 18:14 UTC. */
const MOON = 29.530588853;
const NEW_MOON = Date.UTC(2000, 0, 6, 18, 14) / 86_400_000;

/** The first full moon on or after `day`, by the mean moon: up to a day off, so never certain. */
function fullMoon(day: string): string {
  const from = dayOf(day);
  const moons = Math.ceil((from - NEW_MOON - MOON / 2) / MOON);
  const at = NEW_MOON + MOON / 2 + moons * MOON;
  return dateOf(Math.floor(at));
}

/** Holidays from the first to the last of these years, in the order of the calendar. */
export function demoHolidays(fromYear: number, toYear: number = fromYear): Holiday[] {
  const holidays: Holiday[] = [];
  const add = (day: string, name: string, certain = true): void => {
    if (!holidays.some((other) => other.day === day))
      holidays.push({ territory: COUNTRY, day, name, certain });
  };
  for (let year = fromYear; year <= toYear; year++) {
    for (const [date, name] of FIXED) add(`${year}-${date}`, name);
    add(daysAfter(nextWeekday(`${year}-09-01`, 'MO'), 7), 'Harvest Monday');
    add(fullMoon(`${year}-03-21`), 'Feast of the Spring Moon', false);
    add(fullMoon(`${year}-09-20`), 'Feast of the Harvest Moon', false);
  }
  return holidays.sort((a, b) => (a.day < b.day ? -1 : 1));
}

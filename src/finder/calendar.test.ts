import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  civilDate,
  dayNumber,
  daysInMonth,
  formatDay,
  isoWeek,
  parseDay,
  weekdayOf,
  weekIndex,
} from './calendar.ts';

const MS_IN_DAY = 86_400_000;
const anyDay = fc.integer({ min: -700_000, max: 700_000 });

describe('days and dates', () => {
  it('counts from 1970-01-01, a Thursday', () => {
    expect(dayNumber(1970, 1, 1)).toBe(0);
    expect(weekdayOf(0)).toBe(3);
    expect(weekdayOf(-4)).toBe(6);
    expect(formatDay(20_779)).toBe('2026-11-22');
    expect(weekdayOf(20_779)).toBe(6);
  });

  it('agrees with the platform on every date', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const date = new Date(day * MS_IN_DAY);
        const expected = {
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        };
        expect(civilDate(day)).toEqual(expected);
        expect(dayNumber(expected.year, expected.month, expected.day)).toBe(day);
        expect(weekdayOf(day)).toBe((date.getUTCDay() + 6) % 7);
      }),
      { numRuns: 3000 },
    );
  });

  it('knows the length of months in leap years and others', () => {
    expect([2023, 2024, 2000, 1900].map((year) => daysInMonth(year, 2))).toEqual([28, 29, 29, 28]);
    expect([1, 4, 6, 7, 9, 11, 12].map((month) => daysInMonth(2026, month))).toEqual([
      31, 30, 30, 31, 30, 30, 31,
    ]);
  });

  it('writes what it reads and refuses dates that do not exist', () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (day) => {
        expect(parseDay(formatDay(day))).toBe(day);
      }),
    );
    for (const text of [
      '2026-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-1-1',
      '',
      '2026-01-01T00:00',
    ]) {
      expect(parseDay(text)).toBeUndefined();
    }
    expect(parseDay('2028-02-29')).toBe(dayNumber(2028, 2, 29));
  });
});

describe('weeks', () => {
  it.each([
    ['2026-01-01', 1, 53],
    ['2025-12-29', 1, 53],
    ['2025-12-28', 52, 52],
    ['2026-12-31', 53, 53],
    ['2027-01-03', 53, 53],
    ['2027-01-04', 1, 52],
    ['2021-01-03', 53, 53],
    ['2024-12-30', 1, 52],
  ])('%s lies in ISO week %i of %i', (date, week, weeksInYear) => {
    expect(isoWeek(parseDay(date) ?? NaN)).toEqual({ week, weeksInYear });
  });

  it('never changes the week between a Monday and its Sunday', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const monday = day - weekdayOf(day);
        expect(isoWeek(day)).toEqual(isoWeek(monday));
        expect(isoWeek(monday - 1).week).not.toBe(isoWeek(monday).week);
      }),
    );
  });

  it('counts weeks from the day on which they begin', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 6 }), (day, start) => {
        const sinceStart = (weekdayOf(day) - start + 7) % 7;
        expect(weekIndex(day - sinceStart, start)).toBe(weekIndex(day, start));
        expect(weekIndex(day - sinceStart - 1, start)).toBe(weekIndex(day, start) - 1);
      }),
    );
  });
});

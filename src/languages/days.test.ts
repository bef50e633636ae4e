import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dateOf, dateOfInstant, dayOf, dayOfInstant, daysAfter } from './days.ts';

const day = fc.integer({ min: -100_000, max: 100_000 });

it('a day is the same as a number and as a date', () => {
  expect(dateOf(0)).toBe('1970-01-01');
  expect(dayOf('2026-11-22T23:59:00+13:00')).toBe(20_779);
  fc.assert(
    fc.property(day, (one) => {
      expect(dayOf(dateOf(one))).toBe(one);
    }),
  );
});

it('an instant lies in the day of its date', () => {
  fc.assert(
    fc.property(day, fc.nat(86_399_999), (one, ms) => {
      const instant = one * 86_400_000 + ms;
      expect(dayOfInstant(instant)).toBe(one);
      expect(dateOfInstant(instant)).toBe(dateOf(one));
    }),
  );
});

it('days are counted over the ends of months and leap days', () => {
  expect(daysAfter('2028-02-28', 1)).toBe('2028-02-29');
  expect(daysAfter('2027-01-01', -1)).toBe('2026-12-31');
  expect(() => daysAfter('soon', 1)).toThrow(RangeError);
});

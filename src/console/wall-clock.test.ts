import { expect, test } from 'vitest';
import fc from 'fast-check';
import { withDigits } from '../languages/dates.ts';
import { timeTyped } from './wall-clock.ts';

test('a time is read as people type it, in any digits, and nothing else is', () => {
  for (const [typed, time] of [
    ['09:00', '09:00'],
    ['9:00', '09:00'],
    [' 9.30 ', '09:30'],
    ['0900', '09:00'],
    ['900', '09:00'],
    ['٢٣:٠٠', '23:00'],
    ['23:59', '23:59'],
  ] as const)
    expect([typed, timeTyped(typed)]).toEqual([typed, time]);
  for (const typed of ['', '9', '24:00', '12:60', '9:5', '9 am', '09:00:00', 'early', '-1:00'])
    expect([typed, timeTyped(typed)]).toEqual([typed, undefined]);
});

test('every minute of a day comes back as it was shown, in every script', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1439 }),
      fc.constantFrom('latn', 'arab', 'arabext', 'deva', 'beng', 'mymr'),
      (minute, digits) => {
        const two = (n: number): string => String(n).padStart(2, '0');
        const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
        expect(timeTyped(withDigits(time, digits))).toBe(time);
      },
    ),
  );
});

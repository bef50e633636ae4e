import { expect, test } from 'vitest';
import { momentOf, noonAhead, wallOf } from './wall-clock.ts';

const LATE = Date.parse('2026-11-23T22:30:00Z');

test('a day is that of the place', () => {
  expect(wallOf('Asia/Beirut', LATE)).toEqual({ day: '2026-11-24', time: '00:30', hour: 0 });
  expect(wallOf('America/Tijuana', LATE)).toEqual({ day: '2026-11-23', time: '14:30', hour: 14 });
  expect(() => wallOf('Nowhere/At_All', LATE)).toThrow(RangeError);
});

test('a time that comes twice is the later one', () => {
  expect(new Date(momentOf('Europe/Athens', '2026-10-25', '03:30')).toISOString()).toBe(
    '2026-10-25T01:30:00.000Z',
  );
});

test('noon of a day ahead is noon there, also behind a change of the clocks', () => {
  const at = (zone: string, now = LATE) => new Date(noonAhead(zone, 1, now)).toISOString();
  expect(at('Asia/Beirut')).toBe('2026-11-25T10:00:00.000Z');
  expect(at('America/Tijuana')).toBe('2026-11-24T20:00:00.000Z');
  expect(at('Europe/Athens', Date.parse('2027-03-27T12:00:00Z'))).toBe('2027-03-28T09:00:00.000Z');
});

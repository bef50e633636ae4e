import { expect, test } from 'vitest';
import { noonAhead } from './wall-clock.ts';

const LATE = Date.parse('2026-11-23T22:30:00Z');

test('noon of a day ahead is noon there, also behind a change of the clocks', () => {
  const at = (zone: string, now = LATE) => new Date(noonAhead(zone, 1, now)).toISOString();
  expect(at('Asia/Beirut')).toBe('2026-11-25T10:00:00.000Z');
  expect(at('America/Tijuana')).toBe('2026-11-24T20:00:00.000Z');
  expect(at('Europe/Athens', Date.parse('2027-03-27T12:00:00Z'))).toBe('2027-03-28T09:00:00.000Z');
});

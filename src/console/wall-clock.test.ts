import { expect, test } from 'vitest';
import { noonAhead, saidAt } from './wall-clock.ts';
import { loadTongues } from './words.ts';

const LATE = Date.parse('2026-11-23T22:30:00Z');

test('noon of a day ahead is noon there, also behind a change of the clocks', () => {
  const at = (zone: string, now = LATE) => new Date(noonAhead(zone, 1, now)).toISOString();
  expect(at('Asia/Beirut')).toBe('2026-11-25T10:00:00.000Z');
  expect(at('America/Tijuana')).toBe('2026-11-24T20:00:00.000Z');
  expect(at('Europe/Athens', Date.parse('2027-03-27T12:00:00Z'))).toBe('2027-03-28T09:00:00.000Z');
});

test('a moment is told by the clock of the wall, in the zone of the house and in the digits of the reader', () => {
  const { choose } = loadTongues();
  const told = (code: string): string =>
    saidAt(choose(code, undefined).words, 'Asia/Beirut', LATE, 'long');
  expect(told('en')).toMatch(/24 November 2026.*00:30/);
  expect(told('ar')).toMatch(/٢٤ نوفمبر ٢٠٢٦.*٠٠:٣٠/);
  expect(told('ar')).not.toMatch(/[صم]$/);
});

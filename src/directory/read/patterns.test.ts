import fc from 'fast-check';
import { expect, test } from 'vitest';
import { offsetMinutes } from '../../languages/zone.ts';
import { clockOf } from '../../finder/hours-zone.ts';
import { createPatterns } from './patterns.ts';

const DAY_MS = 86_400_000;
const ZONE = 'America/Santiago';
const zoneAt = (now: number) =>
  createPatterns(now, new Map()).of({ schedules: [], timeZone: ZONE, holidayRule: 'unknown' }).zone;
/** Hours of the years 2024 to 2027. */
const hour = fc.integer({ min: 473_352, max: 508_416 }).map((hours) => hours * 3_600_000);

test('from two days before to 430 days after, the clock of a place is right', () => {
  fc.assert(
    fc.property(hour, fc.integer({ min: -2, max: 430 }), (now, days) => {
      const at = now + days * DAY_MS;
      expect(zoneAt(now).at[0]).toBeLessThanOrEqual((now - 2 * DAY_MS) / 60_000);
      expect(clockOf(zoneAt(now)).offsetAt(at / 60_000)).toBe(offsetMinutes(ZONE, at));
    }),
    { numRuns: 200 },
  );
});

test('it is told in the same words on most days, so that a pack of tomorrow is nearly that of today', () => {
  const days = Array.from({ length: 64 }, (_, day) => Date.UTC(2026, 10, 22) + day * DAY_MS);
  const told = days.map((now) => JSON.stringify(zoneAt(now)));
  expect(told.filter((one, n) => n > 0 && one !== told[n - 1])).toHaveLength(2);
});

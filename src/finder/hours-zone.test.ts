import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offsetMinutes, zoneTransitions } from '../languages/zone.ts';
import { clockOf, type Repeat } from './hours-zone.ts';

const FROM = Date.UTC(2025, 0, 1) / 60_000;
const TO = Date.UTC(2028, 0, 1) / 60_000;
const NAMES = [
  'Europe/Berlin',
  'Asia/Beirut',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Santiago',
  'America/St_Johns',
  'Pacific/Chatham',
];
const clock = (name: string) => clockOf(zoneTransitions(name, FROM * 60_000, TO * 60_000));
const local = (name: string, utc: number): number => utc + offsetMinutes(name, utc * 60_000);
const names = fc.constantFrom(...NAMES);
const anyMinute = fc.integer({ min: FROM + 3000, max: TO - 3000 });
/** Half of the minutes lie within a day of a change of the clocks. */
const minutes = fc
  .tuple(names, anyMinute, fc.nat(), fc.integer({ min: -1440, max: 1440 }))
  .map(([name, anywhere, pick, distance]): [string, number] => {
    const changes = zoneTransitions(name, FROM * 60_000, TO * 60_000).at.slice(1, -1);
    const change = changes[pick % Math.max(1, changes.length)];
    return [name, pick % 2 === 0 && change !== undefined ? change + distance : anywhere];
  });

/** Every instant at which the wall clock of a zone shows a local minute, by looking at all near it. */
function instantsOf(name: string, wall: number): number[] {
  const found: number[] = [];
  for (let utc = wall - 15 * 60; utc <= wall + 13 * 60; utc += 15) {
    // Offsets are whole quarters of an hour in these zones and years.
    if (local(name, utc) === wall) found.push(utc);
  }
  return found;
}

describe('from UTC to the wall clock', () => {
  it('has the offset of the zone at every minute', () => {
    fc.assert(
      fc.property(minutes, ([name, utc]) => {
        expect(clock(name).offsetAt(utc)).toBe(offsetMinutes(name, utc * 60_000));
      }),
      { numRuns: 1500 },
    );
  });

  it('gives the local minute where it is calm, and nothing within a jump of a change', () => {
    fc.assert(
      fc.property(minutes, ([name, utc]) => {
        const found = clock(name).calmLocal(utc);
        if (found !== undefined) {
          expect(found).toBe(local(name, utc));
          expect(instantsOf(name, found)).toEqual([utc]);
        } else {
          const around = [utc - 60, utc + 60].map((at) => offsetMinutes(name, at * 60_000));
          expect(new Set(around).size).toBe(2);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('does not depend on what was asked before', () => {
    fc.assert(
      fc.property(fc.array(anyMinute, { minLength: 2, maxLength: 12 }), (asked) => {
        const zone = zoneTransitions('Africa/Casablanca', FROM * 60_000, TO * 60_000);
        const remembering = clockOf(zone);
        for (const utc of asked) {
          const fresh = clockOf({ ...zone });
          expect(remembering.calmLocal(utc)).toBe(fresh.calmLocal(utc));
          expect(remembering.toUtc(utc, 'last')).toBe(fresh.toUtc(utc, 'last'));
        }
      }),
    );
  });
});

describe('from the wall clock to UTC', () => {
  it('finds the first and the last instant that shows a time, wherever there is one', () => {
    fc.assert(
      fc.property(minutes, fc.constantFrom<Repeat>('first', 'last'), ([name, utc], repeat) => {
        const wall = local(name, utc);
        const all = instantsOf(name, wall);
        const expected = repeat === 'first' ? all[0] : all.at(-1);
        expect(clock(name).toUtc(wall, repeat)).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('moves a time that the clock skips forward by the gap, first and last alike', () => {
    let skipped = 0;
    for (const name of NAMES) {
      const zone = zoneTransitions(name, FROM * 60_000, TO * 60_000);
      for (let index = 1; index < zone.at.length; index++) {
        const before = zone.offset[index - 1] ?? 0;
        const gap = (zone.offset[index] ?? 0) - before;
        const change = zone.at[index] ?? 0;
        for (let minute = 0; minute < gap; minute += 7) {
          const wall = change + before + minute;
          expect(instantsOf(name, wall)).toEqual([]);
          for (const repeat of ['first', 'last'] as const) {
            const utc = clockOf(zone).toUtc(wall, repeat);
            expect(local(name, utc)).toBe(wall + gap);
          }
          skipped++;
        }
      }
    }
    expect(skipped).toBeGreaterThan(100);
  });

  it('never goes back as the wall clock goes on, except into the repeated hour', () => {
    const berlin = clock('Europe/Berlin');
    const change = Date.UTC(2026, 9, 25, 1) / 60_000;
    for (let wall = change - 600; wall < change + 600; wall++) {
      expect(berlin.toUtc(wall, 'last')).toBeGreaterThanOrEqual(berlin.toUtc(wall, 'first'));
      expect(berlin.toUtc(wall + 1, 'last')).toBeGreaterThan(berlin.toUtc(wall, 'last'));
    }
  });

  it('leaps over the day that Samoa left out', () => {
    const zone = zoneTransitions('Pacific/Apia', Date.UTC(2011, 11, 1), Date.UTC(2012, 0, 31));
    const noon = Date.UTC(2011, 11, 30, 12) / 60_000;
    const utc = clockOf(zone).toUtc(noon, 'first');
    expect(new Date((utc + 840) * 60_000).toISOString()).toBe('2011-12-31T12:00:00.000Z');
  });
});

describe('zones with little data', () => {
  it('keep the first offset before the first entry, and zero without any', () => {
    expect(clockOf({ name: 'Fixed', at: [1000], offset: [345] }).offsetAt(-5)).toBe(345);
    expect(clockOf({ name: 'Empty', at: [], offset: [] }).offsetAt(5)).toBe(0);
    expect(clockOf({ name: 'Empty', at: [], offset: [] }).toUtc(5, 'first')).toBe(5);
  });

  it('share one clock for one zone', () => {
    const zone = { name: 'Fixed', at: [0], offset: [60] };
    expect(clockOf(zone)).toBe(clockOf(zone));
  });
});

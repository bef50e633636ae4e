import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeZone, momentOf, offsetMinutes, wallOf, zoneTransitions } from './zone.ts';

const minute = (iso: string): number => Date.parse(iso) / 60_000;
const during = (name: string, from: string, to: string): [string, number][] => {
  const zone = zoneTransitions(name, Date.parse(from), Date.parse(to));
  return zone.at.map((at, index) => [
    new Date(at * 60_000).toISOString().slice(0, 16),
    zone.offset[index] ?? NaN,
  ]);
};

describe('transitions of a zone', () => {
  it('finds both changes of a year to the minute', () => {
    expect(during('Europe/Berlin', '2026-01-01T00:00Z', '2027-01-01T00:00Z')).toEqual([
      ['2026-01-01T00:00', 60],
      ['2026-03-29T01:00', 120],
      ['2026-10-25T01:00', 60],
    ]);
  });

  it('finds the half-hour change of Lord Howe Island', () => {
    expect(during('Australia/Lord_Howe', '2026-01-01T00:00Z', '2026-12-01T00:00Z')).toEqual([
      ['2026-01-01T00:00', 660],
      ['2026-04-04T15:00', 630],
      ['2026-10-03T15:30', 660],
    ]);
  });

  it('finds the changes around Ramadan in Morocco, which lie five weeks apart', () => {
    expect(during('Africa/Casablanca', '2025-01-01T00:00Z', '2025-12-31T00:00Z')).toEqual([
      ['2025-01-01T00:00', 60],
      ['2025-02-23T02:00', 0],
      ['2025-04-06T02:00', 60],
    ]);
  });

  it('finds the day that Samoa left out', () => {
    expect(during('Pacific/Apia', '2011-12-01T00:00Z', '2012-01-31T00:00Z')).toEqual([
      ['2011-12-01T00:00', -600],
      ['2011-12-30T10:00', 840],
    ]);
  });

  it('has one entry for a zone without changes, with its quarter hours', () => {
    expect(during('Asia/Kathmandu', '2026-01-01T00:00Z', '2027-06-01T00:00Z')).toEqual([
      ['2026-01-01T00:00', 345],
    ]);
  });

  it('gives the same object for the same question', () => {
    const one = zoneTransitions('Asia/Beirut', 0, 86_400_000);
    expect(zoneTransitions('Asia/Beirut', 0, 86_400_000)).toBe(one);
    expect(zoneTransitions('Asia/Beirut', 0, 86_460_000)).not.toBe(one);
  });

  it('agrees with the offset of every minute that is asked', () => {
    const names = [
      'Africa/Cairo',
      'America/Santiago',
      'Asia/Gaza',
      'Europe/Kyiv',
      'America/St_Johns',
    ];
    const from = minute('2023-01-01T00:00Z');
    const to = minute('2028-01-01T00:00Z');
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.integer({ min: from, max: to }), (name, at) => {
        const zone = zoneTransitions(name, from * 60_000, to * 60_000);
        const index = zone.at.findLastIndex((begins) => begins <= at);
        expect(zone.offset[index]).toBe(offsetMinutes(name, at * 60_000));
      }),
      { numRuns: 2000 },
    );
  });

  it('is exact: one minute before each transition the old offset holds', () => {
    for (const name of ['Africa/Cairo', 'America/Santiago', 'Asia/Beirut', 'Europe/Lisbon']) {
      const zone = zoneTransitions(name, Date.parse('2020-01-01'), Date.parse('2030-01-01'));
      expect(zone.at.length).toBeGreaterThan(2);
      for (let index = 1; index < zone.at.length; index++) {
        const at = zone.at[index] ?? NaN;
        expect(offsetMinutes(name, (at - 1) * 60_000)).toBe(zone.offset[index - 1]);
        expect(offsetMinutes(name, at * 60_000)).toBe(zone.offset[index]);
      }
    }
  });
});

describe('names of zones', () => {
  it('knows IANA names and refuses the rest', () => {
    expect(isTimeZone('Asia/Beirut')).toBe(true);
    expect(isTimeZone('UTC')).toBe(true);
    for (const name of ['', '+02:00', 'Mars/Olympus', 'Europe/', 'é', '../etc']) {
      expect(isTimeZone(name)).toBe(false);
    }
  });

  it('says which name is wrong and what is expected', () => {
    expect(() => zoneTransitions('Europe/Nowhere', 0, 1)).toThrow(
      '"Europe/Nowhere" is not a time zone: an IANA name such as Asia/Beirut is expected',
    );
  });

  it('knows offsets before zero', () => {
    expect(offsetMinutes('America/St_Johns', Date.parse('2026-01-01'))).toBe(-210);
    expect(offsetMinutes('UTC', 0)).toBe(0);
  });
});

it('a day is that of the place', () => {
  const late = Date.parse('2026-11-23T22:30:00Z');
  expect(wallOf('Asia/Beirut', late)).toEqual({ day: '2026-11-24', time: '00:30', hour: 0 });
  expect(wallOf('America/Tijuana', late)).toEqual({ day: '2026-11-23', time: '14:30', hour: 14 });
  expect(() => wallOf('Nowhere/At_All', late)).toThrow(RangeError);
});

it('a time that comes twice is the later one', () => {
  expect(new Date(momentOf('Europe/Athens', '2026-10-25', '03:30')).toISOString()).toBe(
    '2026-10-25T01:30:00.000Z',
  );
});

it('a time is that of the place, also when the clocks change', () => {
  const at = (day: string, time: string) =>
    new Date(momentOf('Europe/Berlin', day, time)).toISOString();
  expect(at('2026-12-01', '10:00')).toBe('2026-12-01T09:00:00.000Z');
  expect(at('2026-07-01', '12:00')).toBe('2026-07-01T10:00:00.000Z');
  expect(at('2026-10-25', '12:00')).toBe('2026-10-25T11:00:00.000Z');
});

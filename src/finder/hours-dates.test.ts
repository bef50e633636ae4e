import { describe, expect, it } from 'vitest';
import { compilePattern, openState } from './hours.ts';
import { EVERY_DAY, WORKDAYS, at, day, on, open, place } from './hours-testing.ts';
import type { HolidayRule, Pattern, ScheduleRule } from './schedule.ts';

describe('public holidays', () => {
  const rules = [open(at(9), at(17), WORKDAYS), open(at(22), at(2), on('SA'))];
  const holidays = ['2026-05-14', '2026-05-16', '2026-05-17'];
  const asked = (holidayRule: HolidayRule, more: ScheduleRule[] = []) =>
    place([...rules, ...more], { holidayRule, holidays });

  it('change nothing for a place that is open on them', () => {
    expect(asked('open').at('2026-05-14T12:00')).toBe('open');
  });

  it('close a place that is closed on them, with the night that begins then', () => {
    const closed = asked('closed');
    expect(closed.at('2026-05-14T12:00')).toBe('closed');
    expect(closed.next('2026-05-14T12:00')).toBe('2026-05-15T07:00');
    expect(closed.at('2026-05-17T01:00')).toBe('closed');
  });

  it('make the day unsure when nobody knows, with the night that begins then', () => {
    for (const rule of ['unknown', 'own_hours'] as const) {
      const unsure = asked(rule);
      expect(unsure.full('2026-05-14T12:00')).toEqual({ state: 'holiday_unsure' });
      expect(unsure.at('2026-05-14T03:00')).toBe('holiday_unsure');
      expect(unsure.at('2026-05-13T23:59')).toBe('closed');
      expect(unsure.at('2026-05-17T01:59')).toBe('holiday_unsure');
    }
  });

  it('leave a day closed that is closed anyway', () => {
    expect(asked('unknown').at('2026-05-17T12:00')).toBe('closed');
  });

  it('are decided by a row that names the very day', () => {
    const dtstart = day('2026-05-14');
    for (const rule of ['unknown', 'own_hours', 'closed'] as const) {
      const known = asked(rule, [open(at(10), at(12), { dtstart, replaces: true })]);
      expect(known.at('2026-05-14T11:00')).toBe('open');
      expect(known.at('2026-05-14T13:00')).toBe('closed');
      expect(
        asked(rule, [{ effect: 'closed', dtstart, replaces: true }]).at('2026-05-14T12:00'),
      ).toBe('closed');
    }
  });

  it('are not decided by the hours of a season', () => {
    const season = asked('unknown', [
      open(at(10), at(12), {
        ...EVERY_DAY,
        replaces: true,
        validFrom: day('2026-05-01'),
        validTo: day('2026-05-31'),
      }),
    ]);
    expect(season.at('2026-05-14T11:00')).toBe('holiday_unsure');
  });
});

describe('long stretches of dates', () => {
  const dates = (until: string) =>
    place(
      [
        open(at(9), at(17), WORKDAYS),
        open(at(10), at(12), { dtstart: day('2026-05-11'), until: day(until), replaces: true }),
      ],
      { holidayRule: 'unknown', holidays: ['2026-05-14'] },
    );

  it('speak for the holidays in them up to two weeks, not beyond', () => {
    expect(dates('2026-05-24').at('2026-05-14T11:00')).toBe('open');
    expect(dates('2026-05-25').at('2026-05-14T11:00')).toBe('holiday_unsure');
  });
});

describe('when the clocks change', () => {
  it('moves an opening in the gap forward by the gap', () => {
    const early = place([open(at(2, 30), at(5), EVERY_DAY)]);
    expect(early.at('2026-03-29T01:29:00Z')).toBe('closed');
    expect(early.at('2026-03-29T01:30:00Z')).toBe('open');
    expect(early.next('2026-03-29T00:30:00Z')).toBe('2026-03-29T01:30');
  });

  it('opens with the first occurrence of a repeated time and closes with the last', () => {
    const early = place([open(at(2, 30), at(5), EVERY_DAY)]);
    expect(early.at('2026-10-25T00:29:00Z')).toBe('closed');
    expect(early.at('2026-10-25T00:30:00Z')).toBe('open');
    expect(early.at('2026-10-25T01:15:00Z')).toBe('open');
    expect(early.next('2026-10-24T22:00:00Z')).toBe('2026-10-25T00:30');
    const late = place([open(at(20), at(2, 30), EVERY_DAY)]);
    expect(late.at('2026-10-25T00:45:00Z')).toBe('open');
    expect(late.at('2026-10-25T01:29:00Z')).toBe('open');
    expect(late.at('2026-10-25T01:30:00Z')).toBe('closed');
    expect(late.changes('2026-10-24T20:00:00Z')).toBe('2026-10-25T01:30');
    expect(late.changes('2026-10-25T00:45:00Z')).toBe('2026-10-25T01:30');
  });

  it('keeps a night shelter open through both nights', () => {
    const shelter = place([open(at(22), at(7), EVERY_DAY)]);
    expect(shelter.changes('2026-03-28T22:00:00Z')).toBe('2026-03-29T05:00');
    expect(shelter.changes('2026-10-24T22:00:00Z')).toBe('2026-10-25T06:00');
    for (let minute = 0; minute < 7 * 60; minute++) {
      const instant = new Date(Date.UTC(2026, 9, 24, 22) + minute * 60_000).toISOString();
      expect(shelter.at(instant)).toBe('open');
    }
  });

  it('knows midnights that do not exist (Beirut) or come twice (Cairo)', () => {
    const beirut = place([open(0, at(8), EVERY_DAY)], { zone: 'Asia/Beirut' });
    expect(beirut.next('2026-03-28T20:00:00Z')).toBe('2026-03-28T22:00');
    expect(beirut.at('2026-03-28T21:59:00Z')).toBe('closed');
    const cairo = place([open(at(16), 1440, on('TH'))], { zone: 'Africa/Cairo' });
    expect(cairo.changes('2026-10-29T18:00:00Z')).toBe('2026-10-29T22:00');
    expect(cairo.at('2026-10-29T21:30:00Z')).toBe('open');
    expect(cairo.at('2026-10-29T22:00:00Z')).toBe('closed');
  });

  it('closes with the second midnight where the clock goes back from 00:01 to 23:01 (St. John’s until 2011)', () => {
    const change = Date.UTC(2026, 10, 1, 2, 31) / 60_000;
    const zone = { name: 'Half past', at: [change - 500_000, change], offset: [-150, -210] };
    const rules = [open(at(20), 1440, EVERY_DAY)];
    const pattern: Pattern = { zone, rules, holidayRule: 'open', holidays: [] };
    const compiled = compilePattern(pattern, change * 60_000);
    const states = [-61, -1, 0, 58, 59].map((minutes) =>
      openState(compiled, (change + minutes) * 60_000),
    );
    const closes = (change + 59) * 60_000;
    expect(states.slice(0, 4)).toEqual(
      Array.from({ length: 4 }, () => ({ state: 'open', changes: closes })),
    );
    expect(states[4]?.state).toBe('closed');
  });

  it('knows quarter hours and half-hour changes', () => {
    const kathmandu = place([open(at(10), at(17), EVERY_DAY)], { zone: 'Asia/Kathmandu' });
    expect(kathmandu.next('2026-06-10T00:00:00Z')).toBe('2026-06-10T04:15');
    const island = place([open(at(1, 45), at(6), EVERY_DAY)], { zone: 'Australia/Lord_Howe' });
    expect(island.next('2026-04-04T12:00:00Z')).toBe('2026-04-04T14:45');
    expect(island.at('2026-04-04T15:05:00Z')).toBe('open');
  });
});

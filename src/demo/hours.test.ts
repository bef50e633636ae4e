import { describe, expect, it } from 'vitest';
import { demoServices } from './country.ts';
import { type HsdsSchedule, schedules, season } from './hours.ts';

const TODAY = '2026-11-22';
const rows = (line: string) => schedules(line, TODAY, (n) => `row ${n}`);

describe('hours of the data files', () => {
  it('become HSDS rows, one for each span', () => {
    expect(rows('MO-WE,SA 09:00-12:30,13:30-17:00')).toMatchObject([
      { id: 'row 0', freq: 'WEEKLY', byday: 'MO,TU,WE,SA', opens_at: '09:00', closes_at: '12:30' },
      { id: 'row 1', opens_at: '13:30', closes_at: '17:00' },
    ]);
    expect(rows('-1FR 14:00-17:00')).toMatchObject([{ freq: 'MONTHLY', byday: '-1FR' }]);
    expect(rows('day 1,15 09:00-12:00')).toMatchObject([{ freq: 'MONTHLY', bymonthday: '1,15' }]);
    expect(rows('every 2 TU 14:00-17:00')).toMatchObject([
      { freq: 'WEEKLY', interval: 2, dtstart: '2026-01-05' },
    ]);
    expect(rows('closed +9')).toMatchObject([
      { dtstart: '2026-12-01', wayhouse: { effect: 'closed' } },
    ]);
    expect(rows('instead +12 08:30-11:00')).toMatchObject([
      { dtstart: '2026-12-04', wayhouse: { replaces: true } },
    ]);
    expect(rows('')).toEqual([]);
  });

  it('name what cannot be read', () => {
    expect(() => rows('MO-XX 09:00-12:00')).toThrow('MO-XX');
    expect(() => rows('MO 9-12')).toThrow('Times: MO 9-12');
    expect(() => rows('MO 09:00-12:00 please')).toThrow('not understood');
  });

  it('take the season that holds today, or the next one', () => {
    expect(season('11-01..03-31', '2026-11-22')).toEqual({ from: '2026-11-01', to: '2027-03-31' });
    expect(season('11-01..03-31', '2027-02-01')).toEqual({ from: '2026-11-01', to: '2027-03-31' });
    expect(season('04-01..10-31', '2026-11-22')).toEqual({ from: '2027-04-01', to: '2027-10-31' });
  });
});

describe('schedules of the demonstration country', () => {
  const services = [...demoServices(TODAY)];
  const groups: HsdsSchedule[][] = services.flatMap((one) => [
    one.schedules ?? [],
    ...one.service_at_locations.flatMap((at) => [at.schedules ?? [], at.location.schedules ?? []]),
  ]);
  const all = groups.flat();
  const has = (test: (row: HsdsSchedule) => unknown) => all.filter((row) => test(row)).length;

  it.each<[string, (row: HsdsSchedule) => unknown]>([
    ['weekly', (row) => row.freq === 'WEEKLY' && !row.interval],
    ['after midnight', (row) => row.closes_at && row.opens_at && row.closes_at < row.opens_at],
    [
      'the night from 22:00 to 07:00',
      (row) => row.opens_at === '22:00' && row.closes_at === '07:00',
    ],
    ['round the clock', (row) => row.opens_at === '00:00' && row.closes_at === '23:59'],
    [
      'round the clock, written 00:00 to 00:00',
      (row) => row.opens_at === '00:00' && row.closes_at === '00:00',
    ],
    ['the first Monday', (row) => row.byday?.includes('1MO')],
    ['the last Friday', (row) => row.byday === '-1FR'],
    ['days of the month', (row) => row.bymonthday],
    ['every second week', (row) => row.interval === 2],
    ['weeks of the year', (row) => row.byweekno],
    ['a season', (row) => row.valid_from && row.valid_to],
    ['a count', (row) => row.count],
    ['an end', (row) => row.until && row.wayhouse.effect !== 'closed'],
    ['a dated stop', (row) => row.dtstart && !row.freq && row.opens_at],
    ['a closed day', (row) => row.wayhouse.effect === 'closed' && !row.freq],
    ['a closed week', (row) => row.wayhouse.effect === 'closed' && row.freq],
    ['other hours on one day', (row) => row.wayhouse.replaces && row.opens_at],
    ['women only', (row) => row.wayhouse.women_only],
    ['hours that nobody knows', (row) => row.wayhouse.effect === 'unknown'],
  ])('know %s', (_, test) => {
    expect(has(test)).toBeGreaterThan(0);
  });

  it('know lunch breaks, services without hours, and hours kept by the place', () => {
    expect(
      groups.some((rows) =>
        rows.some((a) => rows.some((b) => a.byday === b.byday && a.closes_at! < b.opens_at!)),
      ),
    ).toBe(true);
    const without = services.filter(
      (one) =>
        !one.schedules &&
        one.service_at_locations.every((at) => !at.schedules && !at.location.schedules),
    );
    expect(without.length).toBeGreaterThan(20);
    expect(
      services.filter((one) => one.service_at_locations.some((at) => at.location.schedules)).length,
    ).toBeGreaterThan(5);
  });

  it('know every rule for holidays', () => {
    expect(new Set(services.map((one) => one.wayhouse.holiday_rule))).toEqual(
      new Set(['open', 'closed', 'own_hours', 'unknown']),
    );
  });
});

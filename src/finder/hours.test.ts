import { describe, expect, it } from 'vitest';
import { EVERY_DAY, WORKDAYS, at, day, on, open, place } from './hours-testing.ts';

describe('a week of ordinary hours', () => {
  const office = place([open(at(9), at(12), WORKDAYS), open(at(13), at(17), WORKDAYS)]);

  it('is open from the opening minute to the minute before closing', () => {
    expect(office.at('2026-06-10T08:59')).toBe('closed');
    expect(office.at('2026-06-10T09:00')).toBe('open');
    expect(office.at('2026-06-10T11:59')).toBe('open');
    expect(office.at('2026-06-10T12:00')).toBe('closed');
    expect(office.at('2026-06-13T10:00')).toBe('closed');
  });

  it('says when it closes and when it opens again', () => {
    expect(office.changes('2026-06-10T11:40')).toBe('2026-06-10T10:00');
    expect(office.next('2026-06-10T12:10')).toBe('2026-06-10T11:00');
    expect(office.next('2026-06-12T17:00')).toBe('2026-06-15T07:00');
  });

  it('keeps its local times in summer and in winter', () => {
    expect(office.next('2026-01-19T07:00')).toBe('2026-01-19T08:00');
    expect(office.next('2026-07-20T07:00')).toBe('2026-07-20T07:00');
  });

  it('counts a second as its minute', () => {
    expect(office.at('2026-06-10T09:59:59.999Z')).toBe('open');
    expect(office.at('2026-06-10T10:00:00.000Z')).toBe('closed');
  });
});

describe('hours over midnight', () => {
  const shelter = place([open(at(22), at(7), EVERY_DAY)]);
  const bar = place([open(at(20), at(2), on('FR', 'SA'))]);

  it('belong to the evening on which they begin', () => {
    expect(shelter.at('2026-06-10T23:30')).toBe('open');
    expect(shelter.at('2026-06-10T03:00')).toBe('open');
    expect(shelter.at('2026-06-10T07:00')).toBe('closed');
    expect(shelter.changes('2026-06-10T23:30')).toBe('2026-06-11T05:00');
    expect(bar.at('2026-06-13T01:59')).toBe('open');
    expect(bar.at('2026-06-14T01:59')).toBe('open');
    expect(bar.at('2026-06-15T01:00')).toBe('closed');
    expect(bar.at('2026-06-12T01:00')).toBe('closed');
  });

  it('lose the night that begins on a closed day and keep the one before it', () => {
    const closed = { effect: 'closed', dtstart: day('2026-12-24'), replaces: true } as const;
    const house = place([open(at(22), at(7), EVERY_DAY), closed]);
    expect(house.at('2026-12-24T03:00')).toBe('open');
    expect(house.at('2026-12-24T23:00')).toBe('closed');
    expect(house.at('2026-12-25T03:00')).toBe('closed');
    expect(house.at('2026-12-25T23:00')).toBe('open');
  });
});

describe('whole days', () => {
  it('are meant by 00:00–00:00, 00:00–24:00, 00:00–23:59 and by no times at all', () => {
    for (const times of [
      { opens: 0, closes: 0 },
      { opens: 0, closes: 1440 },
      { opens: 0, closes: 1439 },
      {},
    ]) {
      const always = place([{ effect: 'open', ...times, ...EVERY_DAY }]);
      expect(always.full('2026-06-10T23:59')).toEqual({ state: 'open' });
      expect(always.full('2026-06-11T00:00')).toEqual({ state: 'open' });
    }
  });

  it('end at midnight when they end at 23:59', () => {
    const late = place([open(at(10), 1439, on('WE'))]);
    expect(late.at('2026-06-10T23:59')).toBe('open');
    expect(late.changes('2026-06-10T12:00')).toBe('2026-06-10T22:00');
  });

  it('run together, so that closing is told only after the last of them', () => {
    const weekend = place([open(0, 0, on('SA', 'SU')), open(0, at(6), on('MO'))]);
    expect(weekend.changes('2026-06-13T10:00')).toBe('2026-06-15T04:00');
  });

  it('that go on for more than eight days have no closing time to tell', () => {
    const rule = open(0, 0, { dtstart: day('2026-06-01'), until: day('2026-06-20') });
    const fair = place([rule]);
    expect(fair.full('2026-06-02T12:00')).toEqual({ state: 'open' });
    expect(fair.changes('2026-06-15T12:00')).toBe('2026-06-20T22:00');
  });
});

describe('times that contradict themselves', () => {
  it.each([
    [{ opens: at(9), closes: at(9) }],
    [{ opens: at(9) }],
    [{ closes: at(17) }],
    [{ opens: 1440, closes: at(3) }],
    [{ opens: -5, closes: at(3) }],
    [{ opens: 9.5, closes: at(12) }],
    [{ opens: at(9), closes: NaN }],
  ])('%j is unknown on its days, and not elsewhere', (times) => {
    const odd = place([{ effect: 'open', ...times, ...on('MO') }]);
    expect(odd.at('2026-06-08T10:00')).toBe('unknown');
    expect(odd.at('2026-06-09T10:00')).toBe('closed');
  });
});

describe('how far ahead it looks', () => {
  it('names an opening within sixty days and none beyond', () => {
    const dates = place([open(at(10), at(12), { dtstart: day('2026-08-01') })]);
    expect(dates.next('2026-06-02T10:00')).toBe('2026-08-01T08:00');
    expect(dates.full('2026-06-01T10:00')).toEqual({ state: 'closed' });
  });

  it('passes over what is only unknown: next is certain', () => {
    const rules = [{ effect: 'unknown', ...on('TU') } as const, open(at(9), at(12), on('WE'))];
    expect(place(rules).next('2026-06-08T12:00')).toBe('2026-06-10T07:00');
  });
});

describe('many rules', () => {
  it('of single dates stay right when there are more than fit a number', () => {
    const first = day('2026-02-02');
    const stops = Array.from({ length: 60 }, (_, index) =>
      open(at(8) + index, at(10) + index, { dtstart: first + index * 3 }),
    );
    const bus = place(stops);
    for (let index = 0; index < 60; index++) {
      const date = new Date((first + index * 3) * 86_400_000).toISOString().slice(0, 10);
      const clock = (minutes: number): string =>
        `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
      expect(bus.at(`${date}T${clock(at(8) + index)}`)).toBe('open');
      expect(bus.at(`${date}T${clock(at(8) + index - 1)}`)).toBe('closed');
      expect(bus.at(`${date}T${clock(at(10) + index)}`)).toBe('closed');
    }
  });
});

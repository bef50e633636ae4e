import { describe, expect, it } from 'vitest';
import { compilePattern, openState } from './hours.ts';
import { AROUND, EVERY_DAY, WORKDAYS, at, day, on, open, place } from './hours-testing.ts';
import type { Pattern } from './schedule.ts';

describe('rules that meet', () => {
  it('are a union, joined where they touch', () => {
    const union = place([
      open(at(9), at(12), on('MO')),
      open(at(11), at(14), on('MO')),
      open(at(14), at(16), on('MO')),
    ]);
    expect(union.changes('2026-06-08T09:30')).toBe('2026-06-08T14:00');
  });

  it('lose what a closed row takes, at its minutes or for the whole day', () => {
    const lunch = place([
      open(at(8), at(18), WORKDAYS),
      { effect: 'closed', opens: at(12), closes: at(13), ...WORKDAYS },
      { effect: 'closed', ...on('WE') },
    ]);
    expect(lunch.at('2026-06-08T12:30')).toBe('closed');
    expect(lunch.next('2026-06-08T12:30')).toBe('2026-06-08T11:00');
    expect(lunch.at('2026-06-10T09:00')).toBe('closed');
  });

  it('are unknown where a row says so, also over an open one', () => {
    const mixed = place([
      open(at(8), at(18), on('MO')),
      { effect: 'unknown', opens: at(16), closes: at(20), ...on('MO') },
    ]);
    expect(mixed.at('2026-06-08T15:00')).toBe('open');
    expect(mixed.at('2026-06-08T17:00')).toBe('unknown');
    expect(mixed.at('2026-06-08T19:00')).toBe('unknown');
    expect(mixed.at('2026-06-08T21:00')).toBe('closed');
  });

  it('make the openings of a day unknown when the whole day is', () => {
    const mixed = place([open(at(20), at(2), EVERY_DAY), { effect: 'unknown', ...on('TU') }]);
    expect(mixed.at('2026-06-09T01:00')).toBe('open');
    expect(mixed.at('2026-06-09T12:00')).toBe('unknown');
    expect(mixed.at('2026-06-10T01:00')).toBe('unknown');
    expect(mixed.at('2026-06-10T12:00')).toBe('closed');
  });

  it('give way to an exception on its day only', () => {
    const dtstart = day('2026-05-14');
    const exception = place([
      open(at(9), at(17), WORKDAYS),
      open(at(10), at(12), { dtstart, replaces: true }),
    ]);
    expect(exception.at('2026-05-14T09:30')).toBe('closed');
    expect(exception.at('2026-05-14T11:00')).toBe('open');
    expect(exception.at('2026-05-14T14:00')).toBe('closed');
    expect(exception.at('2026-05-15T14:00')).toBe('open');
  });

  it('are added to by a dated row that does not replace', () => {
    const extra = place([
      open(at(9), at(17), on('MO')),
      open(at(18), at(20), { dtstart: day('2026-05-18') }),
    ]);
    expect(extra.at('2026-05-18T10:00')).toBe('open');
    expect(extra.at('2026-05-18T19:00')).toBe('open');
    expect(extra.at('2026-05-25T19:00')).toBe('closed');
  });

  it('of a summer replace the usual ones while they are valid', () => {
    const summer = place([
      open(at(9), at(17), WORKDAYS),
      open(at(8), at(12), {
        ...WORKDAYS,
        replaces: true,
        validFrom: day('2026-07-01'),
        validTo: day('2026-08-31'),
      }),
    ]);
    expect(summer.at('2026-06-30T14:00')).toBe('open');
    expect(summer.at('2026-07-01T14:00')).toBe('closed');
    expect(summer.at('2026-08-31T08:30')).toBe('open');
    expect(summer.at('2026-09-01T08:30')).toBe('closed');
    expect(summer.at('2026-09-01T14:00')).toBe('open');
  });
});

describe('what is not known', () => {
  it('is a place without any rule: unknown, never closed', () => {
    const silent = place([]);
    expect(silent.full('2026-06-10T12:00')).toEqual({ state: 'unknown' });
    expect(silent.full('2026-06-14T03:00')).toEqual({ state: 'unknown' });
  });

  it('is every day on which no ordinary row is valid any more, or yet', () => {
    const rules = [
      open(at(9), at(17), {
        ...EVERY_DAY,
        validFrom: day('2026-03-01'),
        validTo: day('2026-06-30'),
      }),
    ];
    const dated = place(rules);
    expect(dated.at('2026-02-28T12:00')).toBe('unknown');
    expect(dated.at('2026-03-01T12:00')).toBe('open');
    expect(dated.at('2026-06-30T20:00')).toBe('closed');
    expect(dated.at('2026-07-01T12:00')).toBe('unknown');
    expect(dated.at('2026-07-01T03:00')).toBe('unknown');
  });

  it('leaves the night that began on the last valid day as it was', () => {
    const night = place([open(at(22), at(7), { ...EVERY_DAY, validTo: day('2026-06-30') })]);
    expect(night.at('2026-07-01T06:59')).toBe('open');
    expect(night.at('2026-07-01T07:00')).toBe('unknown');
  });

  it('differs from the closed days of a row that is valid longer than it recurs', () => {
    const course = place([
      open(at(9), at(11), {
        ...EVERY_DAY,
        dtstart: day('2026-05-01'),
        until: day('2026-05-20'),
        validFrom: day('2026-03-01'),
        validTo: day('2026-06-30'),
      }),
    ]);
    expect(course.at('2026-02-28T10:00')).toBe('unknown');
    expect(course.at('2026-03-01T10:00')).toBe('closed');
    expect(course.at('2026-05-20T10:00')).toBe('open');
    expect(course.at('2026-06-30T10:00')).toBe('closed');
    expect(course.at('2026-07-01T10:00')).toBe('unknown');
  });

  it('is not the time after the last occurrence: that is closed', () => {
    const course = place([
      open(at(9), at(11), { ...on('TU'), dtstart: day('2026-04-07'), count: 3 }),
    ]);
    expect(course.at('2026-04-21T10:00')).toBe('open');
    expect(course.at('2026-04-28T10:00')).toBe('closed');
    expect(course.full('2026-04-28T10:00')).toEqual({ state: 'closed' });
    const season = place([open(at(9), at(11), { ...on('TU'), until: day('2026-04-21') })]);
    expect(season.at('2026-04-28T10:00')).toBe('closed');
  });

  it('is what exceptions alone leave open, but dates alone (a mobile unit) say it all', () => {
    const onlyException = place([{ effect: 'closed', dtstart: day('2026-05-14'), replaces: true }]);
    expect(onlyException.at('2026-05-14T12:00')).toBe('closed');
    expect(onlyException.at('2026-05-15T12:00')).toBe('unknown');
    const bus = place([
      open(at(10), at(12), { dtstart: day('2026-05-14') }),
      open(at(14), at(15), { dtstart: day('2026-05-21') }),
    ]);
    expect(bus.at('2026-05-14T11:00')).toBe('open');
    expect(bus.next('2026-05-14T12:00')).toBe('2026-05-21T12:00');
    expect(bus.full('2026-06-01T12:00')).toEqual({ state: 'closed' });
  });

  it('is a row that names no day, unless it closes for good', () => {
    expect(place([open(at(9), at(17), {})]).at('2026-06-10T12:00')).toBe('unknown');
    const shut = place([open(at(9), at(17), WORKDAYS), { effect: 'closed' }]);
    expect(shut.full('2026-06-10T12:00')).toEqual({ state: 'closed' });
  });

  it('is a rule with a part that cannot apply, at its time and on its days', () => {
    const odd = place([open(at(10), at(18), { ...on('TH', 'FR'), bymonthday: [2, 3, 4] })]);
    expect(odd.at('2026-06-11T12:00')).toBe('unknown');
    expect(odd.at('2026-06-11T09:00')).toBe('closed');
    expect(odd.at('2026-06-10T12:00')).toBe('closed');
  });

  it('is a validity that is no date', () => {
    const odd = place([open(at(9), at(17), { ...WORKDAYS, validTo: NaN })]);
    expect(odd.at('2026-06-10T12:00')).toBe('unknown');
  });

  it('is everything outside the days that were compiled, and a zone without data', () => {
    const office = place([open(at(9), at(17), EVERY_DAY)]);
    expect(office.at('2026-01-10T12:00')).toBe('unknown');
    expect(office.at('2026-01-13T12:00')).toBe('open');
    expect(office.at('2027-02-15T12:00')).toBe('open');
    expect(office.at('2027-03-01T12:00')).toBe('unknown');
    const zone = { name: 'Nowhere', at: [], offset: [] };
    const pattern: Pattern = {
      zone,
      rules: [open(0, 0, EVERY_DAY)],
      holidayRule: 'open',
      holidays: [],
    };
    expect(openState(compilePattern(pattern, AROUND), AROUND)).toEqual({ state: 'unknown' });
  });
});

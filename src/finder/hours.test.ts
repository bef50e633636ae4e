import { describe, expect, it } from 'vitest';
import { zoneTransitions } from '../languages/zone.ts';
import { parseDay } from './calendar.ts';
import { compilePattern, openState } from './hours.ts';
import type { HolidayRule, OpenState, Pattern, ScheduleRule, Weekday } from './schedule.ts';

const AROUND = Date.UTC(2026, 0, 15);
const day = (text: string): number => parseDay(text) ?? NaN;
const on = (...days: Weekday[]): Pick<ScheduleRule, 'freq' | 'byday'> => ({
  freq: 'WEEKLY',
  byday: days.map((weekday) => ({ day: weekday })),
});
const WORKDAYS = on('MO', 'TU', 'WE', 'TH', 'FR');
const EVERY_DAY = on('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU');
const at = (hours: number, minutes = 0): number => hours * 60 + minutes;
const open = (from: number, to: number, days: Partial<ScheduleRule>): ScheduleRule => ({
  effect: 'open',
  opens: from,
  closes: to,
  ...days,
});

type Setting = { zone?: string; holidayRule?: HolidayRule; holidays?: string[] };

/** Asks a pattern at local wall-clock times (or, with a Z, at UTC instants). */
function place(rules: readonly ScheduleRule[], setting: Setting = {}) {
  const name = setting.zone ?? 'Europe/Berlin';
  const zone = zoneTransitions(name, AROUND - 30 * 86_400_000, AROUND + 450 * 86_400_000);
  const pattern: Pattern = {
    zone,
    rules,
    holidayRule: setting.holidayRule ?? 'open',
    holidays: (setting.holidays ?? []).map(day),
  };
  const compiled = compilePattern(pattern, AROUND);
  const instant = (text: string): number => {
    if (text.endsWith('Z')) return Date.parse(text);
    const naive = Date.parse(`${text}Z`) / 60_000;
    for (const offset of zone.offset) {
      const utc = naive - offset;
      const index = zone.at.findLastIndex((begins) => begins <= utc);
      if (zone.offset[index] === offset) return utc * 60_000;
    }
    throw new Error(`${text} does not exist in ${name}`);
  };
  const full = (text: string): OpenState => openState(compiled, instant(text));
  return {
    full,
    at: (text: string) => full(text).state,
    next: (text: string) => iso(full(text).next),
    changes: (text: string) => iso(full(text).changes),
  };
}

const iso = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16);

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

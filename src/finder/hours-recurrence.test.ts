import { describe, expect, it } from 'vitest';
import { dayNumber, formatDay } from './calendar.ts';
import { readRecurrence } from './hours-recurrence.ts';
import type { ScheduleRule } from './schedule.ts';

const day = (text: string): number => {
  const [year = 0, month = 0, date = 0] = text.split('-').map(Number);
  return dayNumber(year, month, date);
};
const LAST = day('2027-12-31');

function daysOf(rule: Omit<ScheduleRule, 'effect'>, from: string, to: string): string[] {
  const recurrence = readRecurrence({ effect: 'open', ...rule }, LAST);
  const days: string[] = [];
  for (let at = day(from); at <= day(to); at++) {
    if (recurrence.fallsOn(at)) days.push(formatDay(at).slice(5));
  }
  return days;
}

const broken = (rule: Omit<ScheduleRule, 'effect'>): boolean =>
  readRecurrence({ effect: 'open', ...rule }, LAST).broken;

describe('weekly rules', () => {
  it('fall on their weekdays', () => {
    const rule = { freq: 'WEEKLY', byday: [{ day: 'MO' }, { day: 'TH' }] } as const;
    expect(daysOf(rule, '2026-11-16', '2026-11-29')).toEqual(['11-16', '11-19', '11-23', '11-26']);
  });

  it('take the weekday of their start when none is named', () => {
    const rule = { freq: 'WEEKLY', dtstart: day('2026-11-18') } as const;
    expect(daysOf(rule, '2026-11-01', '2026-12-02')).toEqual(['11-18', '11-25', '12-02']);
  });

  it('count intervals from the week of the start, and the week from wkst (the example of RFC 5545)', () => {
    const rule = {
      freq: 'WEEKLY',
      interval: 2,
      count: 4,
      dtstart: day('1997-08-05'),
      byday: [{ day: 'TU' }, { day: 'SU' }],
    } as const;
    const from = '1997-08-01';
    const to = '1997-09-30';
    expect(daysOf({ ...rule, wkst: 'MO' }, from, to)).toEqual(['08-05', '08-10', '08-19', '08-24']);
    expect(daysOf({ ...rule, wkst: 'SU' }, from, to)).toEqual(['08-05', '08-17', '08-19', '08-31']);
  });

  it('are kept to ISO weeks by byweekno, counted from the end when negative', () => {
    const rule = { freq: 'WEEKLY', byday: [{ day: 'MO' }], byweekno: [1, -1] } as const;
    expect(daysOf(rule, '2025-12-01', '2027-01-31')).toEqual(['12-22', '12-29', '12-28', '01-04']);
  });
});

describe('monthly rules', () => {
  it('fall on the first and the last of a weekday', () => {
    const byday = [
      { day: 'MO', ordinal: 1 },
      { day: 'FR', ordinal: -1 },
    ] as const;
    expect(daysOf({ freq: 'MONTHLY', byday }, '2026-10-01', '2026-11-30')).toEqual([
      '10-05',
      '10-30',
      '11-02',
      '11-27',
    ]);
  });

  it('fall on days of the month, counted from the end when negative', () => {
    const rule = { freq: 'MONTHLY', bymonthday: [15, -1, 31] } as const;
    expect(daysOf(rule, '2026-02-01', '2026-03-31')).toEqual(['02-15', '02-28', '03-15', '03-31']);
  });

  it('need both the weekday and the day of the month when both are named', () => {
    const rule = { freq: 'MONTHLY', bymonthday: [13], byday: [{ day: 'FR' }] } as const;
    expect(daysOf(rule, '2026-01-01', '2026-12-31')).toEqual(['02-13', '03-13', '11-13']);
  });

  it('take the day of their start when none is named, and leave out months that lack it', () => {
    const rule = { freq: 'MONTHLY', dtstart: day('2026-01-31') } as const;
    expect(daysOf(rule, '2026-01-01', '2026-05-31')).toEqual(['01-31', '03-31', '05-31']);
  });

  it('skip months by their interval, over the turn of the year', () => {
    const rule = { freq: 'MONTHLY', interval: 5, dtstart: day('2026-09-10') } as const;
    expect(daysOf(rule, '2026-01-01', '2027-12-31')).toEqual(['09-10', '02-10', '07-10', '12-10']);
  });
});

describe('ends and dates', () => {
  it('end with until or count, whichever is earlier, both included', () => {
    const rule = { freq: 'WEEKLY', byday: [{ day: 'MO' }], dtstart: day('2026-11-02') } as const;
    const days = (more: Partial<ScheduleRule>): string[] =>
      daysOf({ ...rule, ...more }, '2026-10-01', '2026-12-31');
    expect(days({ until: day('2026-11-16') })).toEqual(['11-02', '11-09', '11-16']);
    expect(days({ count: 2 })).toEqual(['11-02', '11-09']);
    expect(days({ count: 2, until: day('2026-11-16') })).toEqual(['11-02', '11-09']);
    expect(days({ count: 9, until: day('2026-11-09') })).toEqual(['11-02', '11-09']);
  });

  it('without a frequency are single days, or all days up to until', () => {
    const dtstart = day('2026-12-24');
    expect(daysOf({ dtstart }, '2026-12-01', '2026-12-31')).toEqual(['12-24']);
    expect(daysOf({ dtstart, until: dtstart + 2 }, '2026-12-01', '2026-12-31')).toEqual([
      '12-24',
      '12-25',
      '12-26',
    ]);
  });

  it('read weekdays or days of the month without a frequency as weekly or monthly', () => {
    expect(readRecurrence({ effect: 'open', byday: [{ day: 'MO' }] }, LAST).kind).toBe('weekly');
    expect(readRecurrence({ effect: 'open', bymonthday: [2] }, LAST).kind).toBe('monthly');
    const ordinal = { effect: 'open', byday: [{ day: 'MO', ordinal: 2 }] } as const;
    expect(readRecurrence(ordinal, LAST).kind).toBe('monthly');
  });
});

describe('parts that cannot apply', () => {
  const byday = [{ day: 'TH' as const }];
  const dtstart = day('2026-01-05');
  it.each<[string, Omit<ScheduleRule, 'effect'>]>([
    [
      'days of the month in a weekly rule (the official HSDS example)',
      { freq: 'WEEKLY', byday, bymonthday: [2, 3, 4] },
    ],
    ['an ordinal in a weekly rule', { freq: 'WEEKLY', byday: [{ day: 'TH', ordinal: 1 }] }],
    ['weeks of the year in a monthly rule', { freq: 'MONTHLY', bymonthday: [1], byweekno: [4] }],
    ['an interval without a start', { freq: 'WEEKLY', byday, interval: 2 }],
    ['a count without a start', { freq: 'WEEKLY', byday, count: 2 }],
    ['a count of nothing', { freq: 'WEEKLY', byday, dtstart, count: 0 }],
    ['an interval of nothing', { freq: 'WEEKLY', byday, dtstart, interval: 0 }],
    ['half an interval', { freq: 'WEEKLY', byday, dtstart, interval: 1.5 }],
    ['a weekly rule without any day', { freq: 'WEEKLY' }],
    ['a monthly rule without any day', { freq: 'MONTHLY' }],
    ['a sixth Thursday', { freq: 'MONTHLY', byday: [{ day: 'TH', ordinal: 6 }] }],
    ['a zeroth Thursday', { freq: 'MONTHLY', byday: [{ day: 'TH', ordinal: 0 }] }],
    ['the 32nd of a month', { freq: 'MONTHLY', bymonthday: [32] }],
    ['week 54', { freq: 'WEEKLY', byday, byweekno: [54] }],
    ['an end before the start', { freq: 'WEEKLY', byday, dtstart, until: dtstart - 1 }],
    ['a start in the Middle Ages', { freq: 'WEEKLY', byday, dtstart: -300_000 }],
    ['a start that is no number', { freq: 'WEEKLY', byday, dtstart: NaN }],
    ['a single day that repeats', { dtstart, interval: 2 }],
  ])('%s', (_what, rule) => {
    expect(broken(rule)).toBe(true);
  });

  it('only widen the days, so that what is unknown is never too little', () => {
    const days = daysOf(
      { freq: 'WEEKLY', byday, bymonthday: [2, 3, 4] },
      '2026-11-01',
      '2026-11-30',
    );
    expect(days).toEqual(['11-05', '11-12', '11-19', '11-26']);
    expect(daysOf({ freq: 'WEEKLY' }, '2026-11-01', '2026-11-07')).toHaveLength(7);
    expect(daysOf({ freq: 'MONTHLY', bymonthday: [32] }, '2026-11-01', '2026-11-30')).toHaveLength(
      30,
    );
  });

  it.each<[string, Omit<ScheduleRule, 'effect'>]>([
    ['an interval of one without a start', { freq: 'WEEKLY', byday, interval: 1 }],
    ['a single day counted once', { dtstart, count: 1, interval: 1 }],
    ['empty lists', { freq: 'WEEKLY', byday, bymonthday: [], byweekno: [] }],
    ['a start two years ago', { freq: 'WEEKLY', byday, dtstart: day('2024-01-04') }],
  ])('does not take offence at %s', (_what, rule) => {
    expect(broken(rule)).toBe(false);
  });
});

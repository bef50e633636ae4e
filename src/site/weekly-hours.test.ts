import { expect, it } from 'vitest';
import type { Pattern, ScheduleRule, Weekday } from '../finder/schedule.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { weeklyHours } from './weekly-hours.ts';

const zone = { name: 'UTC', at: [], offset: [0] };
const TODAY = 20_779;
const { words } = loadLanguages().english;

const weekly = (
  days: readonly Weekday[],
  opens: number,
  closes: number,
  more: Partial<ScheduleRule> = {},
): ScheduleRule => ({
  effect: 'open',
  freq: 'WEEKLY',
  byday: days.map((day) => ({ day })),
  opens,
  closes,
  ...more,
});
const hours = (...rules: ScheduleRule[]): string | undefined => {
  const pattern: Pattern = { zone, rules, holidayRule: 'unknown', holidays: [] };
  return weeklyHours(words, pattern, TODAY);
};

it('says a week in one line, days with equal hours together', () => {
  expect(hours(weekly(['MO', 'TU', 'WE', 'TH', 'FR'], 540, 1020), weekly(['SA'], 600, 840))).toBe(
    'Monday to Friday: 09:00 to 17:00; Saturday: 10:00 to 14:00',
  );
  expect(hours(weekly(['MO', 'WE'], 540, 720), weekly(['MO', 'WE'], 780, 1020))).toBe(
    'Monday: 09:00 to 12:00; 13:00 to 17:00; Wednesday: 09:00 to 12:00; 13:00 to 17:00',
  );
});

it('says every day once', () => {
  expect(hours(weekly(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], 540, 1020))).toBe(
    'Every day: 09:00 to 17:00',
  );
});

it('says nothing where one week does not tell it', () => {
  expect(hours()).toBeUndefined();
  expect(hours(weekly(['MO'], 540, 1020, { interval: 2 }))).toBeUndefined();
  expect(hours(weekly(['MO'], 540, 1020, { validTo: TODAY + 5 }))).toBeUndefined();
  expect(
    hours({
      effect: 'open',
      freq: 'MONTHLY',
      byday: [{ day: 'MO', ordinal: 1 }],
      opens: 540,
      closes: 600,
    }),
  ).toBeUndefined();
  expect(
    hours(weekly(['MO'], 540, 1020), { effect: 'unknown', freq: 'WEEKLY', byday: [{ day: 'TU' }] }),
  ).toBeUndefined();
});

it('leaves out what is over and single days', () => {
  expect(
    hours(weekly(['TU'], 540, 1020), weekly(['SU'], 0, 1440, { validTo: TODAY - 1 }), {
      effect: 'closed',
      dtstart: TODAY + 3,
      replaces: true,
    }),
  ).toBe('Tuesday: 09:00 to 17:00');
});

it('says day and night however a rule writes it, and reads days without a frequency as days of every week', () => {
  const days: readonly Weekday[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
  const always = words.text('cards.hours_every_day', { hours: words.text('time.all_day') });
  for (const closes of [0, 1439, 1440])
    expect(hours(weekly(days, 0, closes)), String(closes)).toBe(always);
  expect(hours({ effect: 'open', freq: 'WEEKLY', byday: days.map((day) => ({ day })) })).toBe(
    always,
  );
  const { freq: _, ...plain } = weekly(['TU'], 540, 1020);
  expect(hours(plain)).toBe('Tuesday: 09:00 to 17:00');
});

it('says nothing of hours that begin later, or that name no day', () => {
  expect(hours(weekly(['MO'], 540, 1020, { dtstart: TODAY + 5 }))).toBeUndefined();
  expect(hours(weekly(['MO'], 540, 1020, { dtstart: TODAY - 5 }))).toBe('Monday: 09:00 to 17:00');
  expect(hours({ effect: 'open', opens: 540, closes: 1020 })).toBeUndefined();
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withDigits } from '../languages/dates.ts';
import { daysAfter } from '../languages/days.ts';
import { dayTyped } from './typed-day.ts';
import { saidAt } from './wall-clock.ts';
import { loadTongues } from './words.ts';

const { offered, choose } = loadTongues('XW');
const en = choose('en', undefined).words;

test('a day is read as people write it, the day first, in any digits', () => {
  for (const [typed, day] of [
    ['14 May 2027', '2027-05-14'],
    ['May 14, 2027', '2027-05-14'],
    ['14. may 27', '2027-05-14'],
    ['14.5.2027', '2027-05-14'],
    ['3/4/2027', '2027-04-03'],
    ['03-04-2027', '2027-04-03'],
    ['3 4 27', '2027-04-03'],
    ['٣/٤/٢٠٢٧', '2027-04-03'],
    ['2027-04-03', '2027-04-03'],
    ['29 2 2028', '2028-02-29'],
  ] as const)
    expect([typed, dayTyped(en, typed)]).toEqual([typed, day]);
  for (const typed of [
    '',
    'soon',
    '14 May',
    '14 5',
    '31 2 2027',
    '29 2 2027',
    '5/14/2027',
    '0 5 2027',
    '14 Mayor 2027',
    '14 May 2027 maybe',
    '14 5 2027 9',
    '14 5 20270',
    '+14 5 2027',
    '14 5 1800',
  ])
    expect([typed, dayTyped(en, typed)]).toEqual([typed, undefined]);
});

describe.each(offered.map(({ language, words }) => [language.code, words] as const))(
  'in %s',
  (_code, words) => {
    test('every day comes back as it is said, and as numbers, in its digits', () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 60_000 }), (n) => {
          const day = daysAfter('2000-01-01', n);
          const [year = '', month = '', of = ''] = day.split('-');
          expect(dayTyped(words, saidAt(words, 'UTC', day, 'day'))).toBe(day);
          expect(dayTyped(words, withDigits(`${of}.${month}.${year}`, words.language.digits))).toBe(
            day,
          );
        }),
      );
    });
    test('what is read is a day that exists, whatever was typed', () => {
      fc.assert(
        fc.property(fc.string({ unit: fc.constantFrom(...'0123456789 ./-maju') }), (typed) => {
          const day = dayTyped(words, typed);
          if (day) expect(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day);
        }),
      );
    });
  },
);

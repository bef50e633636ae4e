import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadLanguages } from './catalogues.ts';
import { dayFirst, withDigits } from './dates.ts';
import { daysAfter } from './days.ts';
import { comingDayTyped, dayTyped, timeTyped } from './typed-day.ts';

const { offered, english } = loadLanguages();
const en = english.words;

const said = (tag: string, digits: string, day: string, weekday: boolean): string =>
  new Intl.DateTimeFormat(dayFirst(tag), {
    ...(weekday ? { weekday: 'long' } : {}),
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    calendar: 'gregory',
    numberingSystem: digits,
    timeZone: 'UTC',
  }).format(new Date(`${day}T12:00:00Z`));

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
    ['Friday 14th May 2027', '2027-05-14'],
    ['14 5 2570', '2027-05-14'],
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

test('a day to come needs no year: it is the next such day', () => {
  const today = '2027-03-10';
  for (const [typed, day] of [
    ['14 May', '2027-05-14'],
    ['14.5.', '2027-05-14'],
    ['٣/٤', '2027-04-03'],
    ['10 March', '2027-03-10'],
    ['9 March', '2028-03-09'],
    ['29 2', '2028-02-29'],
    ['Friday, 14 May', '2027-05-14'],
    // With its year it is that day, also when it has passed.
    ['14 May 2026', '2026-05-14'],
    ['2027-05-14', '2027-05-14'],
  ] as const)
    expect([typed, comingDayTyped(en, typed, today)]).toEqual([typed, day]);
  for (const typed of ['', 'soon', '14', 'May', '31 2', '5/14', '0 5', '14 May maybe', '14 5 1'])
    expect([typed, comingDayTyped(en, typed, today)]).toEqual([
      typed,
      typed === '14 5 1' ? '2001-05-14' : undefined,
    ]);
});

test('a time is read as people type it, in any digits, and nothing else is', () => {
  for (const [typed, time] of [
    ['09:00', '09:00'],
    ['9:00', '09:00'],
    [' 9.30 ', '09:30'],
    ['0900', '09:00'],
    ['900', '09:00'],
    ['٢٣:٠٠', '23:00'],
    ['23:59', '23:59'],
    ['14h30', '14:30'],
    ['14 h 30', '14:30'],
    ['14h', '14:00'],
    ['٩٫٣٠', '09:30'],
  ] as const)
    expect([typed, timeTyped(typed)]).toEqual([typed, time]);
  for (const typed of [
    '',
    '9',
    '24:00',
    '12:60',
    '9:5',
    '9 am',
    '09:00:00',
    'early',
    '-1:00',
    '9h5',
    'h30',
    '25h',
  ])
    expect([typed, timeTyped(typed)]).toEqual([typed, undefined]);
});

test('every minute of a day comes back as it was shown, in every script', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1439 }),
      fc.constantFrom('latn', 'arab', 'arabext', 'deva', 'beng', 'mymr'),
      (minute, digits) => {
        const two = (n: number): string => String(n).padStart(2, '0');
        const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
        expect(timeTyped(withDigits(time, digits))).toBe(time);
      },
    ),
  );
});

describe.each(offered.map(({ language, words }) => [language.code, words] as const))(
  'in %s',
  (_code, words) => {
    test('every day comes back as it is said, and as numbers, in its digits', () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 60_000 }), (n) => {
          const day = daysAfter('2000-01-01', n);
          const [year = '', month = '', of = ''] = day.split('-');
          const { tag, digits } = words.language;
          expect(dayTyped(words, said(tag, digits, day, false))).toBe(day);
          expect(dayTyped(words, said(tag, digits, day, true))).toBe(day);
          expect(dayTyped(words, withDigits(`${of}.${month}.${year}`, digits))).toBe(day);
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

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayNumber } from '../finder/calendar.ts';
import { loadLanguages } from './catalogues.ts';
import {
  agoText,
  asciiDigits,
  comingDayText,
  dateText,
  distanceText,
  momentText,
  timeText,
  walkMinutes,
  wallClock,
  withDigits,
} from './dates.ts';
import { direction } from './direction.ts';
import { KNOWN_LANGUAGES, knownLanguage, searchLanguages } from './known-languages.ts';

const languages = loadLanguages();
const en = languages.english.words;
const TODAY = dayNumber(2026, 11, 12);

test('days near today are relative for 14 days, then a date in words', () => {
  expect(agoText(en, TODAY, TODAY)).toBe('today');
  expect(agoText(en, TODAY + 1, TODAY)).toBe('today');
  expect(agoText(en, TODAY - 1, TODAY)).toBe('yesterday');
  expect(agoText(en, TODAY - 3, TODAY)).toBe('3 days ago');
  expect(agoText(en, TODAY - 14, TODAY)).toBe('14 days ago');
  expect(agoText(en, TODAY - 15, TODAY)).toBe('on 28 October');
  expect(dateText(en, dayNumber(2025, 5, 3), TODAY)).toBe('3 May 2025');
  expect(comingDayText(en, TODAY + 4, TODAY)).toBe('on Monday');
  expect(comingDayText(en, TODAY + 7, TODAY)).toBe('on Thursday 19 November');
  expect(momentText(en, { day: TODAY, minute: 14 * 60 + 10 }, TODAY)).toBe('today 14:10');
});

test('wall clock follows the zone, past midnight and before 1970', () => {
  const zone = { name: 'x', at: [0, 1000], offset: [60, 120] };
  expect(wallClock(0, zone)).toEqual({ day: 0, minute: 60 });
  expect(wallClock(1000 * 60_000, zone)).toEqual({ day: 0, minute: 1120 });
  expect(wallClock(-2 * 3_600_000, zone)).toEqual({ day: -1, minute: 23 * 60 });
});

test('months and weekdays are named, twelve and seven, in every language', () => {
  for (const { words } of languages.offered) {
    expect(new Set(words.clockface.months).size).toBe(12);
    expect(new Set(words.clockface.weekdays).size).toBe(7);
  }
  expect(en.clockface.weekdays[0]).toBe('Monday');
  expect(en.clockface.months[4]).toBe('May');
});

test('distances round as people speak', () => {
  expect(distanceText(en, 4)).toBe('10 m');
  expect(distanceText(en, 87)).toBe('90 m');
  expect(distanceText(en, 873)).toBe('850 m');
  expect(distanceText(en, 960)).toBe('1 km');
  expect(distanceText(en, 1440)).toBe('1.4 km');
  expect(distanceText(en, 23_400)).toBe('23 km');
  expect(walkMinutes(900)).toBe(16);
  expect(walkMinutes(1)).toBe(1);
});

test('Arabic and Persian digits are pinned, and read back', () => {
  expect(withDigits('23:00', 'arab')).toBe('٢٣:٠٠');
  expect(withDigits('23:00', 'arabext')).toBe('۲۳:۰۰');
  fc.assert(
    fc.property(
      fc.nat(),
      fc.constantFrom(
        'latn' as const,
        'arab' as const,
        'arabext' as const,
        'deva' as const,
        'beng' as const,
        'mymr' as const,
      ),
      (n, digits) => {
        expect(asciiDigits(withDigits(String(n), digits))).toBe(String(n));
      },
    ),
  );
  const ar = languages.find('ar');
  if (ar) {
    expect(distanceText(ar.words, 1440)).toContain('١٫٤');
    expect(timeText(ar.words, 23 * 60)).toContain('٢٣:٠٠');
  }
});

test('languages that count hours from dawn write both clocks', () => {
  const ti = languages.find('ti');
  if (!ti) return;
  expect(timeText(ti.words, 23 * 60)).toMatch(/23:00.*5/);
  expect(timeText(ti.words, 7 * 60 + 30)).toMatch(/07:30.*1:30/);
  expect(timeText(ti.words, 6 * 60)).toMatch(/06:00.*12/);
  expect(timeText(ti.words, 18 * 60)).toMatch(/18:00.*12/);
});

test('Thai says the year in both eras, each by its name', () => {
  const th = languages.find('th');
  expect(th).toBeDefined();
  if (!th) return;
  const today = Math.floor(Date.UTC(2026, 10, 22) / 86_400_000);
  expect(dateText(th.words, today + 365, today)).toBe('22 พฤศจิกายน พ.ศ. 2570 (ค.ศ. 2027)');
  expect(dateText(th.words, today + 1, today)).toBe('23 พฤศจิกายน');
  expect(timeText(th.words, 14 * 60)).toBe('14:00 น.');
});

describe('languages', () => {
  test('take their direction from the script', () => {
    expect(direction('ar')).toBe('rtl');
    expect(direction('fa-AF')).toBe('rtl');
    expect(direction('rhg-Latn')).toBe('ltr');
    expect(direction('ku-Arab')).toBe('rtl');
    expect(direction('uz-Cyrl')).toBe('ltr');
    expect(direction('ti')).toBe('ltr');
    for (const { tag, dir, script } of KNOWN_LANGUAGES)
      expect(`${tag} ${dir}`).toBe(`${tag} ${script === 'Arab' ? 'rtl' : 'ltr'}`);
  });
  test('are found by code, tag and any name', () => {
    expect(knownLanguage('fa-AF')?.code).toBe('fa');
    expect(knownLanguage('prs')?.code).toBe('fa');
    expect(knownLanguage('xx')).toBeUndefined();
    expect(searchLanguages('dari').map(({ code }) => code)).toEqual(['fa']);
    expect(searchLanguages('فارسي').map(({ code }) => code)).toEqual(['fa']);
    expect(searchLanguages('FRANCAIS').map(({ code }) => code)).toEqual(['fr']);
    expect(searchLanguages('ትግ').map(({ code }) => code)).toEqual(['ti']);
    expect(searchLanguages('qqq')).toEqual([]);
  });
});

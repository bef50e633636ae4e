import { describe, expect, test } from 'vitest';
import type { OpenState } from '../finder/schedule.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { doorOf } from './door.ts';
import { hoursTable } from './hours-table.ts';
import type { View } from './page.ts';
import { LISTINGS, NOW, SETTINGS, ZONE } from './testing.ts';

const { english } = loadLanguages();
const view: View = {
  words: english.words,
  quality: 'source',
  needs: english.needs,
  settings: SETTINGS,
  look: { style: () => ({ css: '', hash: '' }) },
  now: NOW,
  languageName: (tag) => tag,
};
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function door(open: OpenState | undefined, confirmed = true, hasPhone = true): string {
  const { lintel, sentence } = doorOf(view, open, ZONE, confirmed, hasPhone);
  return `${lintel}|${sentence.html}`;
}

describe('the door', () => {
  test('says when it closes, by form and word', () => {
    expect(door({ state: 'open', changes: NOW + 4.5 * HOUR })).toBe(
      '|<b>Open now</b>, closes at 23:00',
    );
    expect(door({ state: 'open', changes: NOW + 60 * MINUTE })).toBe(
      'soon|<b>Closes in 60 minutes</b>, at 19:30',
    );
    expect(door({ state: 'open', changes: NOW + MINUTE })).toBe(
      'soon|<b>Closes in 1 minute</b>, at 18:31',
    );
    expect(door({ state: 'open', changes: NOW + 12.5 * HOUR })).toBe(
      '|<b>Open now</b>, closes at 07:00',
    );
    expect(door({ state: 'open', changes: NOW + 40 * HOUR })).toContain(
      'closes on Saturday at 10:30',
    );
    expect(door({ state: 'open' })).toBe('|<b>Open now</b>, day and night');
  });
  test('says when it opens', () => {
    expect(door({ state: 'closed', next: NOW + HOUR })).toBe(
      'shut|<b>Closed</b>, opens today at 19:30',
    );
    expect(door({ state: 'closed', next: NOW + 14.5 * HOUR })).toBe(
      'shut|<b>Closed</b>, opens tomorrow at 09:00',
    );
    expect(door({ state: 'closed', next: NOW + 86.5 * HOUR })).toBe(
      'shut|<b>Closed</b>, opens on Monday at 09:00',
    );
    expect(door({ state: 'closed' })).toBe('shut|<b>Closed now</b>');
  });
  test('never claims what is not known or no longer confirmed', () => {
    expect(door(undefined)).toBe('dash|<b>Hours not known.</b> Call first.');
    expect(door({ state: 'unknown' }, true, false)).toBe('dash|<b>Hours not known.</b> Ask first.');
    expect(door({ state: 'holiday_unsure' })).toContain('holiday');
    for (const state of ['open', 'closed', 'holiday_unsure'] as const) {
      expect(door({ state }, false)).not.toMatch(/Open now|Closed/);
    }
  });
});

describe('the table of hours', () => {
  test('begins today, puts nights on the day they begin, and says when nothing is known', () => {
    const [clinic, , day, hospital, shelter] = LISTINGS;
    const rows = hoursTable(english.words, clinic?.pattern as never, NOW);
    expect(rows?.map(({ weekday, lines }) => `${weekday} ${lines.join()}`)).toEqual(
      ['Thursday', 'Friday', 'Saturday', 'Sunday', 'Monday', 'Tuesday', 'Wednesday'].map(
        (name) => `${name} 18:00 to 23:00`,
      ),
    );
    expect(rows?.map(({ isToday }) => isToday)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(
      hoursTable(english.words, day?.pattern as never, NOW)?.map(({ lines }) => lines.join()),
    ).toEqual([
      'Closed',
      'Closed',
      'Closed',
      'Closed',
      '09:00 to 17:00',
      '09:00 to 17:00',
      '09:00 to 17:00',
    ]);
    expect(hoursTable(english.words, hospital?.pattern as never, NOW)).toBeUndefined();
    expect(
      hoursTable(english.words, shelter?.pattern as never, NOW)?.every(
        ({ lines }) => lines.join() === 'Day and night',
      ),
    ).toBe(true);
    const night = {
      ...(clinic?.pattern as never as { zone: typeof ZONE }),
      rules: [
        {
          effect: 'open' as const,
          opens: 22 * 60,
          closes: 7 * 60,
          freq: 'WEEKLY' as const,
          byday: [{ day: 'TH' as const }],
        },
      ],
      holidayRule: 'unknown' as const,
      holidays: [],
    };
    expect(hoursTable(english.words, night, NOW)?.map(({ lines }) => lines.join())).toEqual([
      '22:00 to 07:00',
      'Closed',
      'Closed',
      'Closed',
      'Closed',
      'Closed',
      'Closed',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { compilePattern, matchWindow } from './hours.ts';
import type { Pattern, ScheduleRule, Zone } from './schedule.ts';
import { makeWorld, seeded, TEST_NOW, TEST_ZONES } from './testing.ts';
import { quickWindow } from './window-quick.ts';

const DAY = 86_400_000;

/** Instants around the autumn change of 2026, an ordinary week, and the spring change of 2027. */
const MOMENTS = [
  Date.UTC(2026, 9, 24, 21),
  TEST_NOW,
  Date.UTC(2027, 2, 27, 23, 45),
  Date.UTC(2027, 2, 20, 6),
];

describe('quickWindow', () => {
  it('never contradicts matchWindow, and answers most questions by itself', () => {
    const random = seeded(11);
    const records = [...makeWorld(5, { records: 600, patterns: 600, vocabulary: 50 }).records()];
    const patterns = [...new Set(records.map(({ pattern }) => pattern)), ...oddPatterns()];
    let quick = 0;
    let asked = 0;
    for (const pattern of patterns) {
      for (const moment of MOMENTS) {
        const compiled = compilePattern(pattern, moment);
        for (let i = 0; i < 12; i++) {
          const now = moment + Math.floor(random() * 3 * DAY);
          const days = 1 + Math.floor(random() * 127);
          const from = 15 * Math.floor(random() * 130);
          const to = Math.min(2880, from + 15 * Math.floor(random() * 60));
          const answer = quickWindow(compiled, Math.floor(now / 60_000), days, from, to);
          asked++;
          if (answer === undefined) continue;
          quick++;
          const { match } = matchWindow(compiled, now, days, from, to);
          expect(answer, JSON.stringify({ rules: pattern.rules, now, days, from, to })).toBe(match);
        }
      }
    }
    expect(quick / asked).toBeGreaterThan(0.4);
  });

  it('leaves a window that ends before it begins to matchWindow', () => {
    const compiled = compilePattern(weekly([{ effect: 'open', opens: 0, closes: 1440 }]), TEST_NOW);
    expect(quickWindow(compiled, Math.floor(TEST_NOW / 60_000), 127, 600, 600)).toBeUndefined();
  });

  it('says that unknown hours are unknown', () => {
    const compiled = compilePattern(weekly([]), TEST_NOW);
    expect(quickWindow(compiled, Math.floor(TEST_NOW / 60_000), 127, 600, 900)).toBe('unknown');
  });

  it('says the same all day long, so that its answer can be kept', () => {
    const patterns = [...makeWorld(5, { records: 200, patterns: 200, vocabulary: 50 }).records()];
    const midnight = Math.floor(Date.UTC(2026, 10, 22, 23) / 60_000);
    for (const { pattern } of patterns) {
      if (pattern.zone !== TEST_ZONES[0]) continue;
      const compiled = compilePattern(pattern, TEST_NOW);
      const answers = [0, 17, 600, 1439].map((later) =>
        quickWindow(compiled, midnight + later, 0b0010100, 600, 900),
      );
      expect(new Set(answers).size).toBe(1);
    }
  });
});

function weekly(rules: ScheduleRule[], zone: Zone = TEST_ZONES[0] as Zone): Pattern {
  return { zone, rules, holidayRule: 'own_hours', holidays: [] };
}

function oddPatterns(): Pattern[] {
  const nights = { effect: 'open', freq: 'WEEKLY', opens: 22 * 60, closes: 4 * 60 } as const;
  return TEST_ZONES.flatMap((zone) => [
    weekly([{ ...nights, byday: [{ day: 'SA' }, { day: 'SU' }] }], zone),
    weekly([{ effect: 'open', freq: 'WEEKLY', byday: [{ day: 'TU' }], opens: 0, closes: 0 }], zone),
    weekly(
      [
        {
          effect: 'open',
          freq: 'MONTHLY',
          byday: [{ day: 'MO', ordinal: -1 }],
          opens: 600,
          closes: 900,
        },
      ],
      zone,
    ),
    weekly(
      [{ effect: 'unknown', freq: 'WEEKLY', byday: [{ day: 'WE' }], opens: 600, closes: 900 }],
      zone,
    ),
  ]);
}

/** Opening hours of the next seven days as lines of a table; past midnight belongs to the evening before. */
import { compilePattern } from '../finder/hours.ts';
import { OPEN, UNSURE } from '../finder/hours-day.ts';
import { RunCursor } from '../finder/hours-runs.ts';
import { weekdayOf } from '../finder/calendar.ts';
import type { Pattern } from '../finder/schedule.ts';
import { timeText, wallClock } from '../languages/dates.ts';
import type { Words } from '../languages/messages.ts';

const MINUTES = 1440;
const DAYS = 7;

export type HoursDay = { day: number; weekday: string; isToday: boolean; lines: readonly string[] };

/**
 * The week from today. Each line is "09:00 to 17:00", "Day and night", "Closed", "Holiday: call first" or "Not known".
 * @returns nothing when no hours are known at all
 */
export function hoursTable(
  words: Words,
  pattern: Pattern,
  now: number,
): readonly HoursDay[] | undefined {
  if (!pattern.rules.length) return undefined;
  const today = wallClock(now, pattern.zone).day;
  const compiled = compilePattern(pattern, now, DAYS + 2);
  const byDay = new Map<number, string[]>();
  const cursor = new RunCursor();
  // A day earlier, so that a night that began yesterday is not cut at midnight and shown as today's.
  cursor.start(compiled, today - 1, today + DAYS + 1);
  const add = (day: number, line: string): void => {
    const lines = byDay.get(day) ?? [];
    if (!lines.includes(line)) lines.push(line);
    byDay.set(day, lines);
  };
  while (cursor.next()) {
    const { from, to, state } = cursor;
    const first = Math.floor(from / MINUTES);
    const whole = to - from >= MINUTES;
    if (!whole) {
      add(first, lineOf(words, state, from - first * MINUTES, to - first * MINUTES));
      continue;
    }
    // Longer than a day: each day that it touches says its own part.
    for (let day = first; day * MINUTES < to; day++) {
      const begins = Math.max(from - day * MINUTES, 0);
      const ends = Math.min(to - day * MINUTES, MINUTES);
      add(
        day,
        begins === 0 && ends === MINUTES && state === OPEN
          ? words.text('time.all_day')
          : lineOf(words, state, begins, ends),
      );
    }
  }
  return Array.from({ length: DAYS }, (_, index) => {
    const day = today + index;
    return {
      day,
      weekday: words.clockface.weekdays[weekdayOf(day)] ?? '',
      isToday: index === 0,
      lines: byDay.get(day) ?? [words.text('service.hours_closed')],
    };
  });
}

function lineOf(words: Words, state: number, from: number, to: number): string {
  if (state === OPEN)
    return words.text('time.range', { from: timeText(words, from), until: timeText(words, to) });
  return words.text(state === UNSURE ? 'service.hours_holiday' : 'service.hours_unknown');
}

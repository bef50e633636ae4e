/** Whether the hours meet a wished time (chapter 10, section 3.1). Unknown hours never match, and are never ruled out. */
import { weekdayOf } from './calendar.ts';
import type { CompiledPattern } from './hours-compile.ts';
import { CLOSED, OPEN } from './hours-day.ts';
import { MINUTES_IN_DAY } from './hours-rule.ts';
import { RunCursor } from './hours-runs.ts';
import { closesAfter, localDayOf, MS_IN_MINUTE, stateAt } from './hours-state.ts';

export type TimeMatch = {
  match: 'yes' | 'no' | 'unknown';
  /** Local day since 1970 on which `from` lies (for `matchTonight`: on which the night begins). */
  day?: number;
  /** Instants in ms since 1970 UTC. */
  from?: number;
  until?: number;
};

const NO: TimeMatch = Object.freeze({ match: 'no' });
const MAYBE: TimeMatch = Object.freeze({ match: 'unknown' });
const NOW: TimeMatch = Object.freeze({ match: 'yes' });

/** Less time than this at a place helps nobody (section 3.1). */
const LEAST_OVERLAP = 60;
const NIGHT_BEGINS = 22 * 60;
const NIGHT_ENDS = 7 * 60;
const HALF_DAY = 12 * 60;

/** Open at `nowMs`; `until` is the closing instant, absent when it does not close within 8 days. */
export function matchNow(pattern: CompiledPattern, nowMs: number): TimeMatch {
  const now = Math.floor(nowMs / MS_IN_MINUTE);
  const state = stateAt(pattern, now);
  if (state === CLOSED) return NO;
  if (state !== OPEN) return MAYBE;
  const closes = closesAfter(pattern, now);
  return closes === undefined ? NOW : { match: 'yes', until: closes * MS_IN_MINUTE };
}

/** Open at the instant `tMs`, which the pattern must cover (else unknown). */
export function matchAt(pattern: CompiledPattern, tMs: number): TimeMatch {
  return matchNow(pattern, tMs);
}

/**
 * Open for at least 60 minutes on end (or the whole window, if shorter) in the window of one of the
 * wished days of the next 7, the part of today's window that has passed left out. Names the first:
 * `from` lies in the window, `until` is the closing time (the window's end, when that is far off).
 * @param days bit mask of the days on which the window begins, Monday = 1
 * @param from local minutes 0..2880 from that day's midnight; @param to likewise (not after `from`: of the next day)
 */
export function matchWindow(
  pattern: CompiledPattern,
  nowMs: number,
  days: number,
  from: number,
  to: number,
): TimeMatch {
  if (to <= from) return matchWindow(pattern, nowMs, days, from, to + MINUTES_IN_DAY);
  const now = Math.floor(nowMs / MS_IN_MINUTE);
  const today = localDayOf(pattern, now);
  const least = Math.min(LEAST_OVERLAP, to - from);
  let maybe: TimeMatch = NO;
  // The window that began yesterday may still run. Today's counts again in a week if it has begun.
  for (let day = today - 1; day <= today + 7; day++) {
    if ((days & (1 << weekdayOf(day))) === 0) continue;
    const begins = pattern.clock.toUtc(day * MINUTES_IN_DAY + from, 'first');
    const ends = pattern.clock.toUtc(day * MINUTES_IN_DAY + to, 'last');
    if (ends <= now || (day === today + 7 && !alreadyBegun(pattern, now, today, from))) continue;
    const window = { day, begins: Math.max(begins, now), ends };
    const found = overlap(pattern, window, least, true);
    if (found) return matched(pattern, found, window);
    if (maybe === NO && overlap(pattern, window, least, false)) maybe = { match: 'unknown', day };
  }
  return maybe;
}

/**
 * Open at any time of the coming night (22:00–07:00 local), or of the current one before 07:00.
 * `from` and `until` are the place's own times when they lie between noon and noon.
 */
export function matchTonight(pattern: CompiledPattern, nowMs: number): TimeMatch {
  const now = Math.floor(nowMs / MS_IN_MINUTE);
  const today = localDayOf(pattern, now);
  const { clock } = pattern;
  const current = now < clock.toUtc(today * MINUTES_IN_DAY + NIGHT_ENDS, 'first');
  const day = current ? today - 1 : today;
  const begins = clock.toUtc(day * MINUTES_IN_DAY + NIGHT_BEGINS, 'first');
  const ends = clock.toUtc((day + 1) * MINUTES_IN_DAY + NIGHT_ENDS, 'last');
  const night = { day, begins: Math.max(begins, now), ends };
  const found = overlap(pattern, night, 1, true);
  if (!found) return overlap(pattern, night, 1, false) ? { match: 'unknown', day } : NO;
  const noon = clock.toUtc(day * MINUTES_IN_DAY + HALF_DAY, 'first');
  const nextNoon = clock.toUtc((day + 1) * MINUTES_IN_DAY + HALF_DAY, 'last');
  return {
    match: 'yes',
    day,
    from: (found.opens >= noon ? found.opens : begins) * MS_IN_MINUTE,
    until: (found.closes <= nextNoon ? found.closes : ends) * MS_IN_MINUTE,
  };
}

type Window = { day: number; begins: number; ends: number };
type Stretch = { opens: number; closes: number };

const cursor = new RunCursor();

/**
 * The first stretch that shares at least `least` minutes with the window (UTC minutes). `certain`:
 * open only; otherwise whatever is not closed, joined where one state follows another.
 */
function overlap(
  pattern: CompiledPattern,
  window: Window,
  least: number,
  certain: boolean,
): Stretch | undefined {
  const { clock } = pattern;
  let opens = 0;
  let closes = -1;
  cursor.start(pattern, window.day - 1, window.day + 4);
  while (cursor.next()) {
    if (certain && cursor.state !== OPEN) continue;
    const from = clock.toUtc(cursor.from, 'first');
    if (from >= window.ends) return undefined;
    const to = clock.toUtc(cursor.to, 'last');
    if (from > closes) opens = from;
    closes = Math.max(closes, to);
    if (Math.min(closes, window.ends) - Math.max(opens, window.begins) >= least) {
      return { opens, closes };
    }
  }
  return undefined;
}

function matched(pattern: CompiledPattern, found: Stretch, window: Window): TimeMatch {
  const from = Math.max(found.opens, window.begins);
  const near = found.closes <= window.ends + HALF_DAY;
  return {
    match: 'yes',
    day: localDayOf(pattern, from),
    from: from * MS_IN_MINUTE,
    until: (near ? found.closes : window.ends) * MS_IN_MINUTE,
  };
}

function alreadyBegun(pattern: CompiledPattern, now: number, today: number, from: number): boolean {
  return pattern.clock.toUtc(today * MINUTES_IN_DAY + from, 'first') <= now;
}

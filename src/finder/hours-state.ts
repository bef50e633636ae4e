/** Open, closed, unknown or unsure at an instant, and when that changes. */
import { type CompiledPattern, lineOn } from './hours-compile.ts';
import { CLOSED, OPEN, UNKNOWN, UNSURE } from './hours-day.ts';
import { MINUTES_IN_DAY } from './hours-rule.ts';
import { RunCursor } from './hours-runs.ts';
import type { OpenState } from './schedule.ts';

export const MS_IN_MINUTE = 60_000;
const CHANGES_WITHIN_DAYS = 8;
const NEXT_WITHIN_DAYS = 60;
/** Around a change of the clocks, stretches of these days before and after are compared in UTC. */
const DAYS_AROUND_JUMP = 3;

const UNKNOWN_STATE: OpenState = Object.freeze({ state: 'unknown' });
const UNSURE_STATE: OpenState = Object.freeze({ state: 'holiday_unsure' });
const CLOSED_STATE: OpenState = Object.freeze({ state: 'closed' });
const OPEN_STATE: OpenState = Object.freeze({ state: 'open' });

const cursor = new RunCursor();

/** The state code (`hours-day.ts`) at a UTC minute. */
export function stateAt(pattern: CompiledPattern, utc: number): number {
  const local = pattern.clock.calmLocal(utc);
  if (local === undefined) return stateNearJump(pattern, utc);
  const day = Math.floor(local / MINUTES_IN_DAY);
  const minute = local - day * MINUTES_IN_DAY;
  const { cuts } = lineOn(pattern, day);
  for (let at = 0; at < cuts.length; at += 3) {
    if ((cuts[at] ?? 0) > minute) return CLOSED;
    if ((cuts[at + 1] ?? 0) > minute) return cuts[at + 2] ?? CLOSED;
  }
  return CLOSED;
}

/**
 * Near a jump of the clock each stretch is turned into UTC: its start is the first time the clock shows
 * it, its end the last, and both move forward over a gap. Where two then meet, the higher code counts.
 */
function stateNearJump(pattern: CompiledPattern, utc: number): number {
  const { clock } = pattern;
  const day = localDayOf(pattern, utc);
  let state = CLOSED;
  cursor.start(pattern, day - DAYS_AROUND_JUMP, day + DAYS_AROUND_JUMP + 1);
  while (cursor.next()) {
    if (clock.toUtc(cursor.from, 'first') > utc) continue;
    if (clock.toUtc(cursor.to, 'last') > utc && cursor.state > state) state = cursor.state;
  }
  return state;
}

/** The local day (since 1970) of a UTC minute. */
export function localDayOf(pattern: CompiledPattern, utc: number): number {
  return Math.floor((utc + pattern.clock.offsetAt(utc)) / MINUTES_IN_DAY);
}

/**
 * Whether the place is open at `nowMs` (ms since 1970 UTC), with the instant of the next change.
 * `changes` is given when it closes within 8 days, `next` when it opens for certain within 60 days.
 */
export function openState(pattern: CompiledPattern, nowMs: number): OpenState {
  const now = Math.floor(nowMs / MS_IN_MINUTE);
  const state = stateAt(pattern, now);
  if (state === UNKNOWN) return UNKNOWN_STATE;
  if (state === UNSURE) return UNSURE_STATE;
  if (state === OPEN) {
    const closes = closesAfter(pattern, now);
    return closes === undefined ? OPEN_STATE : { state: 'open', changes: closes * MS_IN_MINUTE };
  }
  const opens = opensAfter(pattern, now);
  return opens === undefined ? CLOSED_STATE : { state: 'closed', next: opens * MS_IN_MINUTE };
}

/** For a place that is open at `now`: the UTC minute at which it no longer is, if within 8 days. */
export function closesAfter(pattern: CompiledPattern, now: number): number | undefined {
  const { clock } = pattern;
  const day = localDayOf(pattern, now);
  const endDay = day + CHANGES_WITHIN_DAYS + 2;
  let open = now;
  cursor.start(pattern, day - 1, endDay);
  while (cursor.next()) {
    if (cursor.state !== OPEN) continue;
    const closes = clock.toUtc(cursor.to, 'last');
    if (closes <= open) continue;
    if (clock.toUtc(cursor.from, 'first') > open) break;
    if (cursor.to === endDay * MINUTES_IN_DAY) return undefined;
    open = closes;
  }
  return open > now && open <= now + CHANGES_WITHIN_DAYS * MINUTES_IN_DAY ? open : undefined;
}

/** For a place that is not open at `now`: the UTC minute at which it next is, if within 60 days. */
function opensAfter(pattern: CompiledPattern, now: number): number | undefined {
  const { clock } = pattern;
  const day = localDayOf(pattern, now);
  cursor.start(pattern, day, Math.min(day + NEXT_WITHIN_DAYS + 1, pattern.endDay));
  while (cursor.next()) {
    if (cursor.state !== OPEN) continue;
    const opens = clock.toUtc(cursor.from, 'first');
    if (opens > now) {
      return opens <= now + NEXT_WITHIN_DAYS * MINUTES_IN_DAY ? opens : undefined;
    }
  }
  return undefined;
}

/**
 * The answer to "open for an hour between these times" for the many patterns where one look at the
 * week is enough; the rest is left to `matchWindow`, which this must never contradict (tested).
 */
import { type CompiledPattern, lineOn } from './hours-compile.ts';
import { OPEN } from './hours-day.ts';

const MINUTES_IN_DAY = 1440;
const LEAST_OVERLAP = 60;
/** The clock changes by two hours at most where it changes at all: nearer stretches are not ruled out. */
const NEAR = 120;
/** Days that `matchWindow` can look at, with a margin. */
const DAYS_BEFORE = 3;
const DAYS_AFTER = 12;

/**
 * What `matchWindow` would say, or `undefined` when that takes a closer look. Of `now` only the local
 * day counts, so an answer holds until the place's midnight.
 * @param now UTC minutes; `days`, `from` and `to` as for `matchWindow`
 */
export function quickWindow(
  pattern: CompiledPattern,
  now: number,
  days: number,
  from: number,
  to: number,
): 'yes' | 'no' | 'unknown' | undefined {
  if (to <= from) return undefined;
  const { clock } = pattern;
  const offset = clock.offsetAt(now);
  const isCalm =
    clock.offsetAt(now - DAYS_BEFORE * MINUTES_IN_DAY) === offset &&
    clock.offsetAt(now + DAYS_AFTER * MINUTES_IN_DAY) === offset;
  const today = Math.floor((now + offset) / MINUTES_IN_DAY);
  const near = isCalm ? 0 : NEAR;
  const least = Math.min(LEAST_OVERLAP, to - from);
  const lastDay = Math.floor((to + near) / MINUTES_IN_DAY);
  let isFar = true;
  let canBeOpen = !isCalm;
  let isMaybe = false;
  for (let ahead = -1; ahead <= 7; ahead++) {
    const day = today + ahead;
    if ((days & (1 << weekday(day))) === 0) continue;
    const isWhole = isCalm && ahead > 0 && ahead < 7;
    for (let later = from < near ? -1 : 0; later <= lastDay; later++) {
      const { cuts } = lineOn(pattern, day + later);
      const shift = later * MINUTES_IN_DAY;
      for (let at = 0; at < cuts.length; at += 3) {
        const begins = Math.max((cuts[at] as number) + shift, from);
        const ends = Math.min((cuts[at + 1] as number) + shift, to);
        if (ends - begins <= -near) continue;
        isFar = false;
        if (cuts[at + 2] === OPEN) {
          if (isWhole && ends - begins >= least) return 'yes';
          canBeOpen = true;
        } else if (isWhole && ends - begins >= least) isMaybe = true;
      }
    }
  }
  if (isFar) return 'no';
  return isMaybe && !canBeOpen ? 'unknown' : undefined;
}

/** 0 for Monday … 6 for Sunday; 1970-01-01 was a Thursday. */
function weekday(day: number): number {
  return (day + 3) % 7;
}

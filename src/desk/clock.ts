/**
 * Hybrid logical clocks (Kulkarni and others, 2014): a time that never goes back on one device and never lies before
 * what the device has seen, so that "the later one" means the same everywhere. Text form `ms12hex-counter4hex-device8hex`,
 * which sorts as the clock does.
 */

export type Clock = { ms: number; count: number; device: string };

const COUNTS = 0xffff;
const FORM = /^([0-9a-f]{12})-([0-9a-f]{4})-([0-9a-f]{8})$/;

export const clockText = ({ ms, count, device }: Clock): string =>
  `${ms.toString(16).padStart(12, '0')}-${count.toString(16).padStart(4, '0')}-${device}`;

/** @throws RangeError when the text is no clock. */
export function readClock(text: string): Clock {
  const [, ms, count, device] = FORM.exec(text) ?? [];
  if (!ms || !count || !device) throw new RangeError(`"${text}" is no clock.`);
  return { ms: Number.parseInt(ms, 16), count: Number.parseInt(count, 16), device };
}

/** The next moment of this device: `wall` is its own clock, ms since 1970. */
export function tick(last: Clock, wall: number): Clock {
  if (wall > last.ms) return { ...last, ms: wall, count: 0 };
  return last.count < COUNTS
    ? { ...last, count: last.count + 1 }
    : { ...last, ms: last.ms + 1, count: 0 };
}

/** The clock after somebody else's has been seen: never before either. */
export function witness(last: Clock, seen: Clock, wall: number): Clock {
  const later = seen.ms > last.ms || (seen.ms === last.ms && seen.count > last.count) ? seen : last;
  return tick({ ...later, device: last.device }, wall);
}

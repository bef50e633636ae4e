/** A day and a time that somebody heard and typed, as a moment on the clocks of the place. Pure. */
import { comingDayTyped, timeTyped } from '../../../../languages/typed-day.ts';
import { momentOf, wallOf } from '../../../wall-clock.ts';

/** The first field that has to be mended, and how. */
export type Fault = { field: 'day' | 'time'; fault: 'day' | 'time' | 'past' };

/**
 * @param tag BCP 47, in which months are named @param zone IANA @param now ms since 1970
 * @returns the moment in ISO 8601, which is still to come
 */
export function timeHeard(
  tag: string,
  zone: string,
  now: number,
  typed: { day: string; time: string },
): { at: string } | Fault {
  const { day: today } = wallOf(zone, now);
  const day = comingDayTyped({ language: { tag } }, typed.day.trim(), today);
  if (!day) return { field: 'day', fault: 'day' };
  if (day < today) return { field: 'day', fault: 'past' };
  const time = timeTyped(typed.time.trim());
  if (!time) return { field: 'time', fault: 'time' };
  const at = momentOf(zone, day, time);
  return at > now ? { at: new Date(at).toISOString() } : { field: 'time', fault: 'past' };
}

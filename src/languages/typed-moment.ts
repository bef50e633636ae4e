/** A moment to come, as somebody types its day and its time: an appointment that was given or heard. Pure. */
import { comingDayTyped, timeTyped, type Typing } from './typed-day.ts';
import { momentOf, wallOf } from './zone.ts';

/** The first field that has to be mended, and what is wrong with it. */
export type MomentFault = { field: 'day' | 'time'; key: 'day' | 'time' | 'past' };

/**
 * A day alone is no appointment, since nobody knows when to be there.
 * @param zone IANA name; on its clocks both are meant @param now ms since 1970
 * @returns the moment in ISO 8601
 */
export function comingMomentTyped(
  typing: Typing,
  typed: { day: string; time: string },
  { zone, now }: { zone: string; now: number },
): string | MomentFault {
  const { day: today } = wallOf(zone, now);
  const day = comingDayTyped(typing, typed.day, today);
  if (!day) return { field: 'day', key: 'day' };
  if (day < today) return { field: 'day', key: 'past' };
  const time = timeTyped(typed.time);
  if (!time) return { field: 'time', key: 'time' };
  const at = momentOf(zone, day, time);
  return at > now ? new Date(at).toISOString() : { field: 'time', key: 'past' };
}

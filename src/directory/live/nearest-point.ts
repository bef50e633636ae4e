/** The nearest point whose agreement is in force (PT-02; chapter 70, section 7, "Promises"). Pure. */
import { dayOfInstant } from '../../languages/days.ts';
import { haversine } from '../../finder/distance.ts';
import type { Position } from '../../finder/query.ts';
import type { LocalText } from '../listing.ts';
import { agreementState } from '../read/agreement.ts';
import type { PointSource } from '../read/point.ts';
import { textIn } from '../read/texts.ts';

function positionOf({ place }: PointSource): Position | undefined {
  return place.position ?? place.areaPosition;
}

/**
 * @param now ms since 1970 UTC: agreements count as of this day
 * @returns nothing when no other point has an agreement in force, or nobody knows where `from` is
 */
export function nearestInForce(
  from: PointSource,
  points: Iterable<PointSource>,
  now: number,
): PointSource | undefined {
  const here = positionOf(from);
  if (!here) return undefined;
  const today = dayOfInstant(now);
  let best: PointSource | undefined;
  let least = Infinity;
  for (const point of points) {
    const there = positionOf(point);
    const state = agreementState(point.agreement, today);
    if (!there || point.code === from.code || (state !== 'live' && state !== 'lapsing')) continue;
    const distance = haversine(here.lat, here.lon, there.lat, there.lon);
    if (distance > least || (distance === least && Number(point.code) > Number(best?.code)))
      continue;
    best = point;
    least = distance;
  }
  return best;
}

/** How a page names it in the reader's language. */
export function namedPoint(
  { code, place }: PointSource,
  lang: string,
): { code: string; name: LocalText } {
  return { code, name: place.name ? textIn(place.name, lang) : { text: code, lang: 'und' } };
}

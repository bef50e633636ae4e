/** When nothing fits: how many would, without each single wish (chapter 10, section 3.1). */
import { metresToHaversine } from './distance.ts';
import { visitRing } from './grid.ts';
import type { FinderAnswer, Wish } from './query.ts';
import type { Scan } from './scan.ts';
import type { Search } from './search.ts';
import { MET } from './time-wish.ts';

/**
 * Counts, for each wish, the records within `edge` metres of which only this wish is not met, and
 * for the wish to stay within `maxKm` the records beyond it that meet all others. Most first.
 */
export function countWithout(
  search: Search,
  scans: readonly Scan[],
  edge: number,
): FinderAnswer['without'] {
  const counts = new Map<Wish, number>();
  const { maxKm } = search.query;
  const limit =
    search.place === undefined || maxKm === undefined ? undefined : metresToHaversine(maxKm * 1000);
  search.setRing(0, -1, edge);
  for (const scan of scans) {
    let isWithin = false;
    const take = (w: number, bits: number): void =>
      countWord(search, scan, w, bits, isWithin, limit, counts);
    const look = (from: number, to: number, isSure: boolean): void => {
      isWithin = isSure;
      scan.candidates.visit(from, to, take);
    };
    const { segment } = scan;
    if (search.place === undefined || edge === Number.POSITIVE_INFINITY || limit !== undefined) {
      look(0, segment.count, limit === undefined);
    } else {
      look(segment.remoteFrom, segment.unplacedFrom, true);
      const { lat, lon } = search.place;
      visitRing(segment.grid, lat, lon, -1, edge, look);
    }
  }
  return [...counts]
    .map(([wish, fits]) => ({ wish, fits }))
    .sort((a, b) => b.fits - a.fits || (a.wish < b.wish ? -1 : 1));
}

function countWord(
  search: Search,
  scan: Scan,
  w: number,
  bits: number,
  isWithin: boolean,
  limit: number | undefined,
  counts: Map<Wish, number>,
): void {
  let left = bits & scan.atMostOneUnmet(w);
  while (left !== 0) {
    const at = 31 - Math.clz32(left);
    left ^= 1 << at;
    const id = w * 32 + at;
    const isRemote = id >= scan.segment.remoteFrom && id < scan.segment.unplacedFrom;
    const distance = isWithin || isRemote ? 0 : scan.distance(id);
    const isTooFar = limit !== undefined && (distance < 0 || distance > limit);
    if (!isTooFar && distance > search.outer) continue;
    let only: Wish | undefined = isTooFar ? 'distance' : undefined;
    let unmet = isTooFar ? 1 : 0;
    scan.answers(id, (wish, answer) => {
      if (answer === MET) return;
      unmet++;
      only = wish;
    });
    if (unmet === 1 && only !== undefined) counts.set(only, (counts.get(only) ?? 0) + 1);
  }
}

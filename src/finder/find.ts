/**
 * Finding: from a question to groups of results with their reasons (chapter 10, sections 3.1 to 3.4).
 * The one function that the server, the browser offline, the command line and SMS call.
 */
import type { NeedCode } from '../directory/needs.ts';
import { Best } from './best.ts';
import { hasAny } from './bits.ts';
import { checkQuery, QueryError } from './check-query.ts';
import { countWithout } from './count-without.ts';
import { ringOf, TERRITORY_RING } from './distance.ts';
import { explain } from './explain.ts';
import { visitRing } from './grid.ts';
import { closeNeeds } from './guess-needs.ts';
import { NIGHT_NEEDS } from './night.ts';
import { locate, type Pack } from './pack.ts';
import { placeWithId } from './places.ts';
import type { FinderAnswer, FinderGroup, FinderQuery, Position } from './query.ts';
import { FITS, GROUP_SPAN, MAY_FIT } from './rank.ts';
import { Scan } from './scan.ts';
import { ringEdge, Search } from './search.ts';
import { clearHits, findText, type TextHits } from './text-hits.ts';
import { type UnderstoodText, understandText } from './understand-text.ts';

const DEFAULT_LIMIT = 10;
/** Rings widen until so many places fit or may fit … */
const ENOUGH = 20;
/** … and, up to this ring (25 km), until one of them fits. */
const LAST_RING_FOR_A_FIT = 2;
const MOST_CLOSE_NEEDS = 6;
const GROUPS: readonly FinderGroup[] = ['fits', 'may_fit', 'close'];

/**
 * Answers a question from a pack. Pure: the same pack and question give the same answer.
 * @throws QueryError when a field of the question is not as `checkQuery` expects, or names an unknown place
 */
export function findServices(pack: Pack, query: FinderQuery): FinderAnswer {
  checkQuery(query);
  const text = query.text?.trim() ? understandText(pack, query.text, query.lang) : undefined;
  const hits = text === undefined ? undefined : findText(pack, text);
  try {
    return answer(pack, query, text, hits);
  } finally {
    if (hits !== undefined) clearHits(hits);
  }
}

function answer(
  pack: Pack,
  query: FinderQuery,
  text: UnderstoodText | undefined,
  hits: readonly TextHits[] | undefined,
): FinderAnswer {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const search = new Search(query, placeOf(pack, query), limit + 1);
  const needs = neededBy(query, text);
  const scans = pack.layers.map((layer, n) => new Scan(search, layer, n, needs, hits?.[n]));
  if (query.after !== undefined) search.best = bestAfter(pack, query.after, search, scans, limit);
  const edge = search.place === undefined ? everywhere(search, scans) : widen(search, scans);
  const kept = search.best.sorted();
  const items = kept.slice(0, limit).map(({ key, layer, id }) => {
    const group = GROUPS[Math.floor(key / GROUP_SPAN)] as FinderGroup;
    return explain(scans[layer] as Scan, id, group, query, search.day, needs, text);
  });
  const [fits, mayFit, close] = search.counts as unknown as [number, number, number];
  const last = items.at(-1);
  const isFound = kept.length > 0 || hits === undefined || hits.some(({ bits }) => hasAny(bits));
  return {
    items,
    counts: { fits, may_fit: mayFit, close },
    without: fits > 0 ? [] : countWithout(search, scans, edge),
    ...(edge === Number.POSITIVE_INFINITY ? {} : { radiusM: edge }),
    understoodNeeds: text?.needs ?? [],
    ...(text === undefined || text.guesses.length === 0 ? {} : { guessedNeeds: text.guesses }),
    ...(isFound || text === undefined
      ? {}
      : {
          closeNeeds: closeNeeds(pack.labels, text.words, MOST_CLOSE_NEEDS),
        }),
    ...(kept.length > limit && last !== undefined ? { more: last.code } : {}),
  };
}

function placeOf(pack: Pack, { place }: FinderQuery): Position | undefined {
  if (place === undefined || !('placeId' in place)) return place;
  const entry = placeWithId(pack.places, place.placeId);
  if (entry === undefined)
    throw new QueryError('place.placeId', 'the number of a place in the pack');
  return entry;
}

/** The needs that records must have one of; "tonight" alone asks for a place to sleep. */
function neededBy(
  query: FinderQuery,
  text: UnderstoodText | undefined,
): readonly NeedCode[] | undefined {
  if (query.needs.length > 0) return query.needs;
  return query.time?.kind === 'tonight' && text === undefined ? NIGHT_NEEDS : undefined;
}

function everywhere(search: Search, scans: readonly Scan[]): number {
  search.setAnywhere(0);
  for (const scan of scans) scan.rank(0, scan.segment.count, true);
  return Number.POSITIVE_INFINITY;
}

/**
 * Searches ring after ring until there is enough; services by phone or online are looked at once and
 * do not count as enough. Returns the outer edge in metres, infinite for the whole territory.
 */
function widen(search: Search, scans: readonly Scan[]): number {
  const { counts, query } = search;
  const most = query.maxKm === undefined ? Number.POSITIVE_INFINITY : query.maxKm * 1000;
  search.setAnywhere(1);
  for (const { segment, rank } of scans) {
    rank(segment.remoteFrom, segment.unplacedFrom, true);
  }
  const remoteFits = counts[FITS] as number;
  const remote = remoteFits + (counts[MAY_FIT] as number);
  let inner = -1;
  for (let ring = 0; ; ring++) {
    const outer = Math.min(ringEdge(ring), most);
    search.setRing(ring, inner, outer);
    rankRing(search, scans, inner, outer);
    if (outer >= most || ring === TERRITORY_RING) return outer;
    const fits = (counts[FITS] as number) - remoteFits;
    const found = (counts[FITS] as number) + (counts[MAY_FIT] as number) - remote;
    if (found >= ENOUGH && (fits > 0 || ring >= LAST_RING_FOR_A_FIT)) return outer;
    inner = outer;
  }
}

function rankRing(search: Search, scans: readonly Scan[], inner: number, outer: number): void {
  const { lat, lon } = search.place as Position;
  for (const { segment, rank } of scans) visitRing(segment.grid, lat, lon, inner, outer, rank);
  if (outer < Number.POSITIVE_INFINITY) return;
  search.setAnywhere(TERRITORY_RING);
  for (const { segment, rank } of scans) rank(segment.unplacedFrom, segment.count, true);
}

/** Keeps what comes after the item that was shown last; everything, when that is no longer an answer. */
function bestAfter(
  pack: Pack,
  after: string,
  search: Search,
  scans: readonly Scan[],
  limit: number,
): Best {
  const at = locate(pack, after);
  if (at === undefined) return search.best;
  const scan = scans[at.layer] as Scan;
  const { segment } = scan;
  const { best, counts } = search;
  search.best = new Best(1);
  search.counts = new Uint32Array(3);
  const distance = scan.distance(at.id);
  const isPlaced = at.id < segment.remoteFrom && distance >= 0;
  if (search.place === undefined) search.setAnywhere(0);
  else if (isPlaced) search.setAnywhere(ringOf(distance));
  else search.setAnywhere(at.id < segment.unplacedFrom ? 1 : TERRITORY_RING);
  scan.rank(at.id, at.id + 1, true);
  const [shown] = search.best.sorted();
  search.best = best;
  search.counts = counts;
  return shown === undefined ? best : new Best(limit + 1, shown.key, shown.code);
}

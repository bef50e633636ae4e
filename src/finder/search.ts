/** What all layers of a pack share while one question is answered. */
import { Best } from './best.ts';
import { metresToHaversine, RING_EDGES_M, TERRITORY_RING } from './distance.ts';
import type { FinderQuery, Position } from './query.ts';

const MS_IN_DAY = 86_400_000;
const UNITS_IN_METRE = 100_000 / 111_195;
const RADIANS = Math.PI / 180;

export class Search {
  readonly query: FinderQuery;
  readonly place: Position | undefined;
  readonly day: number;
  best: Best;
  /** Fits, may fit, close. */
  counts = new Uint32Array(3);
  ring = 0;
  /** The ring that is being searched: haversines above `inner` and up to `outer`. */
  inner = -1;
  outer = 1;
  /** Squared flat distances (1e-5 degree) within which, or beyond which, no exact distance is needed. */
  surelyInInner = -1;
  surelyPastInner = -1;
  surelyInOuter = -1;
  surelyPastOuter = Number.POSITIVE_INFINITY;
  /** How far the flat map can be off within the ring, as a share. */
  slack = Number.POSITIVE_INFINITY;

  constructor(query: FinderQuery, place: Position | undefined, most: number) {
    this.query = query;
    this.place = place;
    this.day = Math.floor(query.now / MS_IN_DAY);
    this.best = new Best(most);
  }

  /** Looks from `innerM` (not included; -1 for the very middle) to `outerM` metres. */
  setRing(ring: number, innerM: number, outerM: number): void {
    this.ring = ring;
    this.inner = innerM < 0 ? -1 : metresToHaversine(innerM);
    this.outer = outerM === Number.POSITIVE_INFINITY ? 1 : metresToHaversine(outerM);
    const slack = flatSlack(this.place?.lat ?? 0, Math.min(outerM, 1_000_000));
    this.surelyInInner = innerM < 0 ? -1 : flatSquare(innerM, 1 - slack);
    this.surelyPastInner = innerM < 0 ? -1 : flatSquare(innerM, 1 + slack);
    const isFar = outerM > 150_000;
    this.slack = isFar ? Number.POSITIVE_INFINITY : slack;
    this.surelyInOuter = isFar ? -1 : flatSquare(outerM, 1 - slack);
    this.surelyPastOuter = isFar ? Number.POSITIVE_INFINITY : flatSquare(outerM, 1 + slack);
    if (isFar) this.surelyPastInner = Number.POSITIVE_INFINITY;
  }

  /** Looks everywhere, once: for services without a place on the map, and when no place was named. */
  setAnywhere(ring: number): void {
    this.setRing(ring, -1, Number.POSITIVE_INFINITY);
  }
}

/** Square of a distance in metres on the flat map (1e-5 degree), made longer or shorter by `factor`. */
export function flatSquare(metres: number, factor: number): number {
  return (metres * UNITS_IN_METRE * factor) ** 2;
}

/**
 * How far a flat map, true at the person's latitude, can be off within `metres` of her, as a share:
 * meridians come together by the tangent of the latitude. Past 80 degrees nothing is sure.
 */
function flatSlack(lat: number, metres: number): number {
  const farthest = Math.abs(lat) + metres / 111_195;
  if (farthest > 80) return 1;
  return 0.002 + Math.tan(farthest * RADIANS) * (metres / 6_371_000);
}

/** Outer edge of a ring in metres; infinite for the territory. */
export function ringEdge(ring: number): number {
  return ring >= TERRITORY_RING ? Number.POSITIVE_INFINITY : (RING_EDGES_M[ring] as number);
}

/**
 * Distances on the sphere, the rings that a search widens through, and the distance band of the
 * ranking key (chapter 10, sections 3.3 and 3.4).
 */

/** Mean radius of the earth in metres (IUGG R1). */
export const EARTH_M = 6_371_008.8;
const RADIANS = Math.PI / 180;

/** Outer edges of the rings, in metres; the last ring is the whole territory. */
export const RING_EDGES_M = [3_000, 10_000, 25_000, 100_000] as const;
/** Number of the ring that holds everything past the last edge. */
export const TERRITORY_RING = RING_EDGES_M.length;

/** People reach this distance on foot in half an hour: 75 m a minute, a way 1.3 times the straight line. */
export const WALKING_M = (30 * 75) / 1.3;

/**
 * The haversine: sin² of half the angle between two points, in degrees. It grows with the distance
 * and needs no root, so rings and bands are compared in it.
 */
export function haversine(lat1: number, lon1: number, lat2: number, lon2: number): number {
  const sinLat = Math.sin(((lat2 - lat1) * RADIANS) / 2);
  const sinLon = Math.sin(((lon2 - lon1) * RADIANS) / 2);
  const value =
    sinLat * sinLat + Math.cos(lat1 * RADIANS) * Math.cos(lat2 * RADIANS) * sinLon * sinLon;
  return value > 1 ? 1 : value;
}

/**
 * Bounds for the haversines between a point and all points of a square of `side` degrees whose
 * south-west corner is (`south`, `west`), written into `into`. The square may cross the antimeridian
 * and reach a pole. `least` is at most, `most` at least the true value: sin²(x/2) lies between
 * x²/4 (1 - x²/12) and x²/4.
 */
export function haversineSpan(
  lat: number,
  lon: number,
  south: number,
  west: number,
  side: number,
  into: { least: number; most: number },
): void {
  const north = south + side;
  let left = Math.abs(west - lon);
  if (left > 180) left = 360 - left;
  let right = Math.abs(west + side - lon);
  if (right > 180) right = Math.abs(360 - right);
  const isBetween = left <= side && right <= side;
  const nearLon = isBetween ? 0 : Math.min(left, right) * RADIANS;
  const holdsAntipode = left + right + side > 360 - 1e-6;
  const farLon = holdsAntipode ? Math.PI : Math.max(left, right) * RADIANS;
  const nearLat = Math.max(0, south - lat, lat - north) * RADIANS;
  const farLat = Math.max(Math.abs(lat - south), Math.abs(north - lat)) * RADIANS;
  const cosLat = Math.cos(lat * RADIANS);
  const low = Math.cos(Math.min(90, Math.max(Math.abs(south), Math.abs(north))) * RADIANS);
  const high =
    south <= 0 && north >= 0 ? 1 : Math.cos(Math.min(Math.abs(south), Math.abs(north)) * RADIANS);
  into.least = quarterSquareLess(nearLat) + cosLat * low * quarterSquareLess(nearLon);
  into.most = (farLat * farLat + cosLat * high * farLon * farLon) / 4;
}

function quarterSquareLess(angle: number): number {
  const square = angle * angle;
  return (square / 4) * (1 - square / 12);
}

export function haversineToMetres(value: number): number {
  return 2 * EARTH_M * Math.asin(Math.sqrt(value));
}

export function metresToHaversine(metres: number): number {
  const half = metres / (2 * EARTH_M);
  if (half >= Math.PI / 2) return 1;
  const sine = Math.sin(half);
  return sine * sine;
}

const RING_EDGES = Float64Array.from(RING_EDGES_M, metresToHaversine);

/** Number of the ring that a haversine falls into; edges belong to the inner ring. */
export function ringOf(value: number): number {
  let ring = 0;
  while (ring < TERRITORY_RING && value > (RING_EDGES[ring] as number)) ring++;
  return ring;
}

/** Band 0 is below 50 m, each further band is 5 % wider, band 254 ends beyond the far side of the earth. */
const BAND_FIRST_M = 50;
const BAND_RATIO = 1.05;
export const NO_DISTANCE_BAND = 255;
const BAND_EDGES = Float64Array.from({ length: NO_DISTANCE_BAND - 1 }, (_, i) =>
  metresToHaversine(BAND_FIRST_M * BAND_RATIO ** i),
);

/** Distance band 0..254 of a haversine. */
export function distanceBand(value: number): number {
  let low = 0;
  let high = BAND_EDGES.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((BAND_EDGES[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** No record of a band up to `band` is farther than so many metres. */
export function bandEdge(band: number): number {
  return band >= BAND_EDGES.length ? Number.POSITIVE_INFINITY : BAND_FIRST_M * BAND_RATIO ** band;
}

/** Where the places of an import may lie: the land that the gazetteer names, with a margin around it. */
import type { Transaction } from '../../database/index.ts';

/** Degrees; east of `west` and west of `east`, never across the date line. */
export type Territory = { south: number; north: number; west: number; east: number };

/** Towns do not stand on the border, and help may stand just beyond it: about 100 km. */
const MARGIN = 1;
/** Fewer places say nothing of a territory's extent. */
const FEWEST_PLACES = 3;
const HALF_THE_GLOBE = 180;

/**
 * The extent of a country in the gazetteer, or of the whole gazetteer without one.
 * @param country ISO 3166-1 alpha-2
 * @returns undefined when the gazetteer knows too few places, or they lie on both sides of the date line
 */
export async function territoryOf(
  tx: Transaction,
  country: string | undefined,
): Promise<Territory | undefined> {
  const [extent] = await tx.query<{
    places: number;
    south: number;
    north: number;
    west: number;
    east: number;
  }>(
    `select count(*)::int as places, min(lat) as south, max(lat) as north, min(lon) as west, max(lon) as east
     from directory.place_name where $1::text is null or country = $1`,
    [country ?? null],
  );
  if (extent === undefined || extent.places < FEWEST_PLACES) return undefined;
  const { south, north, west, east } = extent;
  if (east - west > HALF_THE_GLOBE) return undefined;
  return {
    south: south - MARGIN,
    north: north + MARGIN,
    west: west - MARGIN,
    east: east + MARGIN,
  };
}

export function liesIn({ south, north, west, east }: Territory, lat: number, lon: number): boolean {
  return lat >= south && lat <= north && lon >= west && lon <= east;
}

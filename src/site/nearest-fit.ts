/** The nearest listed places for the needs that another one met (chapter 70, pattern 8: "the nearest fit"). */
import type { Listing } from '../directory/listing.ts';
import { needBranch, type NeedCode } from '../directory/needs.ts';
import type { Position } from '../finder/query.ts';
import type { SiteHouse } from './house.ts';

export type Nearby = { listing: Listing; distanceM?: number };

/** What a place was for and where it was; without a position the finder's own order counts. */
export type Lost = { code: string; needs: readonly NeedCode[]; near?: Position };

/** In which language, and when (ms since 1970 UTC). */
type Asked = { lang: string; now: number };

const SHOWN = 4;
/** Of so many that the finder puts first, the nearest are shown. */
const LOOKED_AT = 20;

/**
 * Asks for the same needs, and where nobody meets them, for the wider kind of the first (a clinic for a dentist).
 * @returns the nearest first; empty when nobody meets such a need, or nobody knows what the place was for
 */
export async function nearestFits(
  house: Pick<SiteHouse, 'find' | 'listings'>,
  lost: Lost,
  asked: Asked,
): Promise<Nearby[]> {
  const [first] = lost.needs;
  if (first === undefined) return [];
  const same = await nearestOf(house, lost, asked);
  return same.length ? same : nearestOf(house, { ...lost, needs: [needBranch(first)] }, asked);
}

/** The nearest that meet these very needs, and nothing in their stead. */
export async function nearestOf(
  house: Pick<SiteHouse, 'find' | 'listings'>,
  { code, needs, near }: Lost,
  { lang, now }: Asked,
): Promise<Nearby[]> {
  const items = house
    .find({ now, lang, needs, limit: LOOKED_AT, ...(near ? { place: near } : {}) })
    .items.filter((item) => item.code !== code)
    .sort((a, b) => (a.distanceM ?? Infinity) - (b.distanceM ?? Infinity))
    .slice(0, SHOWN);
  const listings = await house.listings(
    items.map((item) => item.code),
    lang,
  );
  return listings.map((listing) => {
    const distanceM = items.find((item) => item.code === listing.code)?.distanceM;
    // For a telephone line the finder measures to the middle of a town: nobody is told that it lies there.
    return { listing, ...(distanceM === undefined || !listing.place ? {} : { distanceM }) };
  });
}

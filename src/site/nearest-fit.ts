/** The nearest listed places for the needs that another one met (chapter 70, pattern 8: "the nearest fit"). */
import type { Listing } from '../directory/listing.ts';
import { needBranch, type NeedCode } from '../directory/needs.ts';
import type { FinderItem, Position } from '../finder/query.ts';
import type { SiteHouse } from './house.ts';

export type Nearby = { listing: Listing; distanceM?: number };

/** What a place was for and where it was; without a position the finder's own order counts. */
export type Lost = { code: string; needs: readonly NeedCode[]; near?: Position };

const SHOWN = 4;
/** Of so many that the finder puts first, the nearest are shown. */
const LOOKED_AT = 20;

/**
 * Asks for the same needs, and where nobody meets them, for the wider kind of the first (a clinic for a dentist).
 * @param now ms since 1970 UTC
 * @returns the nearest first; empty when nobody meets such a need, or nobody knows what the place was for
 */
export async function nearestFits(
  house: Pick<SiteHouse, 'find' | 'listings'>,
  lost: Lost,
  { lang, now }: { lang: string; now: number },
): Promise<Nearby[]> {
  const { code, needs, near } = lost;
  const [first] = needs;
  if (first === undefined) return [];
  const ask = (wanted: readonly NeedCode[]): FinderItem[] =>
    house
      .find({ now, lang, needs: wanted, limit: LOOKED_AT, ...(near ? { place: near } : {}) })
      .items.filter((item) => item.code !== code);
  const same = ask(needs);
  const items = (same.length ? same : ask([needBranch(first)]))
    .sort((a, b) => (a.distanceM ?? Infinity) - (b.distanceM ?? Infinity))
    .slice(0, SHOWN);
  const listings = await house.listings(
    items.map((item) => item.code),
    lang,
  );
  return listings.map((listing) => {
    const distanceM = items.find((item) => item.code === listing.code)?.distanceM;
    return { listing, ...(distanceM === undefined ? {} : { distanceM }) };
  });
}

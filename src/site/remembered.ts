/** Listings read once for many pages: kept until the data change or the minute ends, never longer. */
import type { Listing } from '../directory/listing.ts';
import type { SiteHouse } from './house.ts';

export const MINUTE_MS = 60_000;
/** Listings kept at most; then all are let go. */
const MOST = 5000;
/** Counts are shown from ten answers up and move slowly: those given through another program may come this late. */
const COUNTS_MS = 10 * MINUTE_MS;

/**
 * The same house with remembered listings. A house that cannot say when its data change is given back
 * as it is, because nothing may be shown longer than it is true.
 */
export function withRememberedListings(house: SiteHouse): SiteHouse {
  const { generation } = house;
  if (!generation) return house;
  /** By language, then by code. */
  const kept = new Map<string, Map<string, Listing>>();
  let size = 0;
  let of: Moment | undefined;
  const momentNow = (): Moment => momentOf(house, generation.call(house));
  const counts = new Map<string, ReturnType<SiteHouse['feedbackCounts']>>();
  let countedIn = -1;
  return {
    ...house,
    /** One reading for the pages of all languages; an answer that comes in is counted at once. */
    feedbackCounts(code) {
      const tenMinutes = Math.floor(house.now() / COUNTS_MS);
      if (countedIn !== tenMinutes || counts.size > MOST) {
        counts.clear();
        countedIn = tenMinutes;
      }
      let read = counts.get(code);
      if (!read) {
        read = house.feedbackCounts(code);
        counts.set(code, read);
        read.catch(() => counts.delete(code));
      }
      return read;
    },
    async recordFeedback(feedback) {
      await house.recordFeedback(feedback);
      counts.delete(feedback.code);
    },
    async listings(codes, lang) {
      const moment = momentNow();
      if (!of || !isSame(of, moment) || size > MOST) {
        kept.clear();
        size = 0;
        of = moment;
      }
      const mine = of;
      let spoken = kept.get(lang);
      if (!spoken) kept.set(lang, (spoken = new Map<string, Listing>()));
      const shown: (Listing | undefined)[] = [];
      const missing: string[] = [];
      for (const code of codes) {
        const listing = spoken.get(code);
        shown.push(listing);
        if (!listing) missing.push(code);
      }
      if (missing.length) {
        const found = new Map<string, Listing>();
        for (const listing of await house.listings(missing, lang)) found.set(listing.code, listing);
        codes.forEach((code, n) => (shown[n] ??= found.get(code)));
        // What was read while the data changed is right for this page, but not to be kept.
        if (of === mine && isSame(mine, momentNow())) {
          for (const [code, listing] of found) spoken.set(code, listing);
          size += found.size;
        }
      }
      return shown.filter((listing) => listing !== undefined);
    },
  };
}

/** What is shown is true for as long as these stay. */
export type Moment = { generation: unknown; minute: number };

export function momentOf(house: Pick<SiteHouse, 'now'>, generation: unknown): Moment {
  return { generation, minute: Math.floor(house.now() / MINUTE_MS) };
}

export function isSame(a: Moment, b: Moment): boolean {
  return a.generation === b.generation && a.minute === b.minute;
}

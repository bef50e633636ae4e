/** Listings of the small house as the finder's records, for journeys with the real finder. */
import type { FactCode } from '../../src/directory/fact-codes.ts';
import type { Listing } from '../../src/directory/listing.ts';
import type { FinderRecord } from '../../src/finder/record.ts';

/** What nobody vouches for any more is left out, as packs leave it out. */
export function recordsOf(listings: readonly Listing[]): FinderRecord[] {
  return listings
    .filter(({ freshness }) => freshness !== 'withdrawn')
    .map((listing) => ({
      code: listing.code,
      needs: listing.needs,
      ...(listing.place?.position ? { position: listing.place.position } : {}),
      remote: listing.remote,
      pattern: listing.pattern,
      facts: Object.fromEntries(
        Object.entries(listing.facts)
          .filter(([, fact]) => fact.value)
          .map(([code, fact]) => [code, fact.value]),
      ) as Partial<Record<FactCode, 1 | 2>>,
      languages: listing.languages,
      documents: listing.documents,
      checkedDay: listing.checkedOn ?? 0,
      reviewDay: 60_000,
      withdrawDay: 60_000,
      texts: [{ lang: listing.name.lang, name: listing.name.text, about: '', body: '' }],
    }));
}

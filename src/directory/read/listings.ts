/** Listings by the numbers that people type, straight from the database. */
import type { Database } from '../../database/index.ts';
import { look } from '../../firewall/index.ts';
import type { Listing } from '../listing.ts';
import { readHolidays } from './holidays.ts';
import { listingOf } from './listing-of.ts';
import { loadSources } from './load-sources.ts';
import { createPatterns } from './patterns.ts';

/**
 * The listings with these codes, in the order of `codes`; unknown, held, closed and hidden ones are missing.
 * @param lang BCP 47 of the reader; missing texts fall back and say in which language they are
 * @param now ms since 1970 UTC
 */
export function readListings(
  database: Database,
  codes: readonly string[],
  lang: string,
  now: number,
): Promise<Listing[]> {
  return look(
    database,
    { role: 'app_public', actor: 'public', purpose: 'read listings' },
    async (tx) => {
      const ids = await tx.query<{ id: string }>(
        'select id from directory.pub_service_at_location where code = any($1::text[])',
        [codes],
      );
      const sources = await loadSources(
        tx,
        ids.map(({ id }) => id),
      );
      const patterns = createPatterns(now, await readHolidays(tx));
      const byCode = new Map(sources.map((source) => [source.code, source]));
      return codes.flatMap((code) => {
        const source = byCode.get(code);
        return source ? [listingOf(source, lang, now, patterns)] : [];
      });
    },
  );
}

/** All listed services at places as the finder's pack takes them in. */
import type { Transaction } from '../../database/index.ts';
import type { FinderRecord } from '../../finder/record.ts';
import { readHolidays } from './holidays.ts';
import { loadSources } from './load-sources.ts';
import { createPatterns } from './patterns.ts';
import { recordOf } from './record-of.ts';
import type { ListingSource } from './source.ts';

const BATCH = 500;

/** Listing sources in the order of their ids: all, or those of the given services. */
export async function* listingSources(
  tx: Transaction,
  serviceIds?: readonly string[],
): AsyncIterable<ListingSource> {
  const rows = serviceIds
    ? await tx.query<{ id: string }>(
        'select id from directory.pub_service_at_location where service_id = any($1::uuid[]) order by id',
        [serviceIds],
      )
    : await tx.query<{ id: string }>(
        'select id from directory.pub_service_at_location order by id',
      );
  const ids = rows.map(({ id }) => id);
  for (let from = 0; from < ids.length; from += BATCH) {
    yield* await loadSources(tx, ids.slice(from, from + BATCH));
  }
}

/**
 * The finder's records, read from the public views in the role of `tx`. Withdrawn ones are among them with
 * their day, since the finder leaves them out by its own clock.
 * @param options.serviceIds only these services; all when absent
 * @param options.now ms since 1970 UTC: facts and free places are read as of this instant
 */
export async function* finderRecords(
  tx: Transaction,
  options: { serviceIds?: readonly string[]; now: number },
): AsyncIterable<FinderRecord> {
  const patterns = createPatterns(options.now, await readHolidays(tx));
  for await (const source of listingSources(tx, options.serviceIds)) {
    yield recordOf(source, options.now, patterns);
  }
}

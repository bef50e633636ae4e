/** Where postal codes are, from the public addresses of the directory: "FOOD 10115" (chapter 10, section 3.5). */
import type { Database } from '../database/index.ts';
import type { Position } from '../finder/query.ts';
import { look } from '../firewall/index.ts';

const EVERY_MS = 10 * 60_000;

export type PostalCodes = { find(code: string): Position | undefined; refresh(): Promise<void> };

/** Reads them when asked to, and again in the background every ten minutes that it is used. */
export function openPostalCodes(database: Database, now: () => number): PostalCodes {
  let codes: ReadonlyMap<string, Position> = new Map();
  let read = Number.NEGATIVE_INFINITY;
  const refresh = async (): Promise<void> => {
    read = now();
    const rows = await look(
      database,
      { role: 'app_public', actor: 'public', purpose: 'find postal codes' },
      (tx) =>
        tx.query<{ code: string; lat: number; lon: number }>(
          `select regexp_replace(a.postal_code, '\\D', '', 'g') as code,
             avg(l.latitude)::float8 as lat, avg(l.longitude)::float8 as lon
           from directory.pub_address a join directory.pub_location l on l.id = a.location_id
           where a.postal_code is not null and l.latitude is not null and l.longitude is not null
           group by 1 having regexp_replace(min(a.postal_code), '\\D', '', 'g') ~ '^[0-9]{3,8}$'`,
        ),
    );
    codes = new Map(rows.map(({ code, lat, lon }) => [code, { lat, lon }]));
  };
  return {
    refresh,
    find(code) {
      // While the database is away what we have stays good.
      if (now() - read > EVERY_MS) refresh().catch(() => {});
      return codes.get(code);
    },
  };
}

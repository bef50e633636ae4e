/**
 * Which services, organisations and places changed since a moment of the database (chapter 10, section 3.6).
 *
 * The feed is read by snapshot, not by number: a row with a low number may commit late. New is what the
 * last snapshot could not see and this one can. So nothing is lost, nothing is read twice, and an edit is
 * not held up by a long import that runs beside it.
 */
import type { Transaction } from '../../database/index.ts';

export type Changes = {
  services: Set<string>;
  organizations: Set<string>;
  locations: Set<string>;
  /** The gazetteer or the holidays changed: read everything again. */
  everything: boolean;
};

/** The moment that `tx` sees, as PostgreSQL writes it (`xmin:xmax:running,…`). */
export async function momentOf(tx: Transaction): Promise<string> {
  const [row] = await tx.query<{ moment: string }>('select pg_current_snapshot()::text as moment');
  if (!row) throw new Error('the database gave no snapshot');
  return row.moment;
}

/** What `tx` sees and `since` did not; `tx` must see one moment throughout (`look` does). */
export async function changesSince(tx: Transaction, since: string): Promise<Changes> {
  const rows = await tx.query<{
    service_id: string | null;
    organization_id: string | null;
    location_id: string | null;
  }>(
    `select distinct service_id, organization_id, location_id from directory.pub_change
     where xid >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(xid, $1::pg_snapshot)`,
    [since],
  );
  const changes: Changes = {
    services: new Set(),
    organizations: new Set(),
    locations: new Set(),
    everything: false,
  };
  for (const row of rows) {
    if (row.service_id) changes.services.add(row.service_id);
    else if (row.organization_id) changes.organizations.add(row.organization_id);
    else if (row.location_id) changes.locations.add(row.location_id);
    else changes.everything = true;
  }
  return changes;
}

export function countOf(changes: Changes): number {
  return changes.services.size + changes.organizations.size + changes.locations.size;
}

/** Services whose holds begin or end, or whose free places grow too old, after `since` and up to `until` (ms). */
export async function dueServices(
  tx: Transaction,
  since: number,
  until: number,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'select id from directory.due_services($1::timestamptz, $2::timestamptz) as id',
    [new Date(since), new Date(until)],
  );
  return rows.map(({ id }) => id);
}

/** The same changes in parts of at most `size` services, so that no part holds up answers. */
export function* stepsOf(changes: Changes, size: number): Generator<Changes> {
  const { services, organizations, locations, everything } = changes;
  const ids = [...services];
  for (let from = 0; from < ids.length; from += size) {
    yield {
      services: new Set(ids.slice(from, from + size)),
      organizations: new Set(),
      locations: new Set(),
      everything,
    };
  }
  // Owners last: their pages list the services.
  if (organizations.size + locations.size > 0) {
    yield { services: new Set(), organizations, locations, everything };
  }
}

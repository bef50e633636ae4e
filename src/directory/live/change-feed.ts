/**
 * Which services, organisations and places changed since a base was read (chapter 10, section 3.6).
 *
 * The feed is read by transaction, not by number: a row with a low number may commit late. The cursor is the
 * oldest transaction that was still running, so nothing below it can appear any more. Rows above it that
 * are already committed are taken at once and remembered until the cursor passes them: an edit is not
 * held up by a long import beside it.
 */
import type { Transaction } from '../../database/index.ts';

export type Changes = {
  services: Set<string>;
  organizations: Set<string>;
  locations: Set<string>;
  /** The gazetteer or the holidays changed: read everything again. */
  everything: boolean;
};

export type FeedPosition = {
  /** Transaction id, decimal. */
  oldest: string;
  /** Rows above `oldest` that were taken already: number → transaction. */
  taken: Map<string, bigint>;
};

export function feedFrom(oldest: string): FeedPosition {
  return { oldest, taken: new Map() };
}

/** What is new since `position`, which moves on. */
export async function takeChanges(tx: Transaction, position: FeedPosition): Promise<Changes> {
  const changes: Changes = {
    services: new Set(),
    organizations: new Set(),
    locations: new Set(),
    everything: false,
  };
  const rows = await tx.query<{
    seq: string;
    xid: string;
    service_id: string | null;
    organization_id: string | null;
    location_id: string | null;
  }>(
    `select seq, xid::text as xid, service_id, organization_id, location_id
     from directory.pub_change where xid >= $1::text::xid8`,
    [position.oldest],
  );
  const [snapshot] = await tx.query<{ oldest: string }>(
    'select pg_snapshot_xmin(pg_current_snapshot())::text as oldest',
  );
  for (const row of rows) {
    if (position.taken.has(row.seq)) continue;
    position.taken.set(row.seq, BigInt(row.xid));
    if (row.service_id) changes.services.add(row.service_id);
    else if (row.organization_id) changes.organizations.add(row.organization_id);
    else if (row.location_id) changes.locations.add(row.location_id);
    else changes.everything = true;
  }
  if (snapshot) {
    position.oldest = snapshot.oldest;
    const oldest = BigInt(snapshot.oldest);
    for (const [seq, xid] of position.taken) if (xid < oldest) position.taken.delete(seq);
  }
  return changes;
}

export function countOf(changes: Changes): number {
  return changes.services.size + changes.organizations.size + changes.locations.size;
}

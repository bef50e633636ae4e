/** The present documents of what changed, and the codes that are not there any more. */
import type { Transaction } from '../../database/index.ts';
import { idsOf } from '../read/load-sources.ts';
import { loadOrganizations } from '../read/organization.ts';
import { loadPoints } from '../read/point.ts';
import { listingSources } from '../read/records.ts';
import type { Changes } from './change-feed.ts';
import type { LiveDocument } from './document.ts';
import { loadEnded } from './ended-codes.ts';

export type Reloaded = {
  documents: Map<string, LiveDocument>;
  /** Codes of what changed and is not public now. */
  gone: string[];
};

export async function reload(tx: Transaction, changes: Changes): Promise<Reloaded> {
  const services = [...changes.services];
  const near = await tx.query(
    'select organization_id, location_id from directory.around_services($1::uuid[])',
    [services],
  );
  const organizations = [...new Set([...changes.organizations, ...idsOf(near, 'organization_id')])];
  const locations = [...new Set([...changes.locations, ...idsOf(near, 'location_id')])];
  const documents = new Map<string, LiveDocument>();
  for await (const source of listingSources(tx, services)) {
    documents.set(source.code, { kind: 'listing', source });
  }
  for (const source of await loadEnded(tx, services)) {
    documents.set(source.code, { kind: 'ended', source });
  }
  for (const source of await loadOrganizations(tx, organizations)) {
    documents.set(source.code, { kind: 'organization', source });
  }
  for (const source of await loadPoints(tx, locations)) {
    documents.set(source.code, { kind: 'point', source });
  }
  const codes = await tx.query<{ code: string }>(
    'select code from directory.codes_of($1::uuid[], $2::uuid[], $3::uuid[]) as code',
    [services, organizations, locations],
  );
  return {
    documents,
    gone: codes.map(({ code }) => code).filter((code) => !documents.has(code)),
  };
}

/** Reads many listings at once from the public views: a fixed number of statements, however many rows. */
import type { Row, Transaction } from '../../database/index.ts';
import { assembleSource } from './assemble-source.ts';
import type { ListingSource } from './source.ts';

/** Rows of one view by the id of the object that they hang on. */
export type Grouped = ReadonlyMap<string, readonly Row[]>;

/** Everything that a batch of listings needs, grouped so that assembling is look-ups only. */
export type Batch = {
  services: ReadonlyMap<string, Row>;
  organizations: ReadonlyMap<string, Row>;
  locations: ReadonlyMap<string, Row>;
  areas: ReadonlyMap<number, Row>;
  points: ReadonlyMap<string, Row>;
  addresses: Grouped;
  /** By service, service at location, location, organisation and contact id. */
  phones: Grouped;
  /** Ids of contacts by what they belong to. */
  contacts: Grouped;
  schedules: Grouped;
  languages: Grouped;
  documents: Grouped;
  capacities: Grouped;
  needs: Grouped;
  facts: Grouped;
  texts: Grouped;
  codes: Grouped;
};

/** The listings with these ids of `service_at_location`; those that the public may not see are missing. */
export async function loadSources(
  tx: Transaction,
  ids: readonly string[],
): Promise<ListingSource[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query(
    `select id, code, service_id, location_id, description, source_lang
     from directory.pub_service_at_location where id = any($1::uuid[])`,
    [ids],
  );
  const batch = await loadBatch(tx, rows);
  return rows.flatMap((row) => assembleSource(row, batch) ?? []);
}

async function loadBatch(tx: Transaction, rows: readonly Row[]): Promise<Batch> {
  const sals = idsOf(rows, 'id');
  const serviceIds = idsOf(rows, 'service_id');
  const locationIds = idsOf(rows, 'location_id');
  const services = await tx.query(
    `select *, (extract(epoch from created_at) * 1000)::float8 as created_ms
     from directory.pub_service where id = any($1::uuid[])`,
    [serviceIds],
  );
  const organizationIds = [...idsOf(services, 'organization_id'), ...idsOf(services, 'checked_by')];
  const organizations = await tx.query(
    'select * from directory.pub_organization where id = any($1::uuid[])',
    [organizationIds],
  );
  const locations = await tx.query(
    'select * from directory.pub_location where id = any($1::uuid[])',
    [locationIds],
  );
  const owners = [sals, serviceIds, locationIds, organizationIds];
  const contacts = await tx.query(
    `select id, service_at_location_id, service_id, location_id, organization_id from directory.pub_contact
     where service_at_location_id = any($1::uuid[]) or service_id = any($2::uuid[])
       or location_id = any($3::uuid[]) or organization_id = any($4::uuid[]) order by id`,
    owners,
  );
  const phones = await tx.query(
    `select * from directory.pub_phone
     where service_at_location_id = any($1::uuid[]) or service_id = any($2::uuid[])
       or location_id = any($3::uuid[]) or organization_id = any($4::uuid[])
       or contact_id = any($5::uuid[]) order by id`,
    [...owners, idsOf(contacts, 'id')],
  );
  const documents = await tx.query(
    'select * from directory.pub_required_document where service_id = any($1::uuid[]) order by id',
    [serviceIds],
  );
  const everything = [...owners.flat(), ...idsOf(phones, 'id'), ...idsOf(documents, 'id')];
  return {
    services: byId(services),
    organizations: byId(organizations),
    locations: byId(locations),
    areas: byId<number>(
      await tx.query(
        'select id, names, lat, lon, country from directory.pub_place_name where id = any($1::int[])',
        [locations.map((row) => row['area_id']).filter((id) => id !== null)],
      ),
    ),
    points: byId(
      await tx.query(
        'select location_id as id, code from directory.pub_point where location_id = any($1::uuid[])',
        [locationIds],
      ),
    ),
    addresses: groupBy(
      await tx.query(
        'select * from directory.pub_address where location_id = any($1::uuid[]) order by id',
        [locationIds],
      ),
      'location_id',
    ),
    phones: groupBy(
      phones,
      'service_at_location_id',
      'service_id',
      'location_id',
      'organization_id',
      'contact_id',
    ),
    contacts: groupBy(
      contacts,
      'service_at_location_id',
      'service_id',
      'location_id',
      'organization_id',
    ),
    schedules: groupBy(
      await tx.query(
        `select * from directory.pub_schedule where service_at_location_id = any($1::uuid[])
           or service_id = any($2::uuid[]) or location_id = any($3::uuid[]) order by id`,
        owners.slice(0, 3),
      ),
      'service_at_location_id',
      'service_id',
      'location_id',
    ),
    languages: groupBy(
      await tx.query(
        `select service_id, location_id, code, mode from directory.pub_language
         where service_id = any($1::uuid[]) or location_id = any($2::uuid[]) order by code, mode`,
        [serviceIds, locationIds],
      ),
      'service_id',
      'location_id',
    ),
    documents: groupBy(documents, 'service_id'),
    capacities: groupBy(
      await tx.query(
        `select c.service_id, c.available, c.updated, c.counts_until, u.name as unit
         from directory.pub_service_capacity c join directory.pub_unit u on u.id = c.unit_id
         where c.service_id = any($1::uuid[]) order by c.id`,
        [serviceIds],
      ),
      'service_id',
    ),
    needs: groupBy(
      await tx.query(
        'select service_id, need from directory.pub_service_need where service_id = any($1::uuid[]) order by need',
        [serviceIds],
      ),
      'service_id',
    ),
    facts: groupBy(
      await tx.query(
        `select subject_id, code, value, source_kind, said_by_name, checked_on, review_by
         from directory.pub_fact where subject_id = any($1::uuid[])`,
        [owners.flat()],
      ),
      'subject_id',
    ),
    texts: groupBy(
      await tx.query(
        `select subject_id, field, lang, text, state from directory.pub_field_text
         where subject_id = any($1::uuid[]) order by lang`,
        [everything],
      ),
      'subject_id',
    ),
    codes: groupBy(
      await tx.query(
        'select service_id, code from directory.pub_service_at_location where service_id = any($1::uuid[]) order by code',
        [serviceIds],
      ),
      'service_id',
    ),
  };
}

export function idsOf(rows: readonly Row[], column: string): string[] {
  return [...new Set(rows.map((row) => row[column]).filter((id) => id !== null))] as string[];
}

export function byId<K = string>(rows: readonly Row[]): Map<K, Row> {
  return new Map(rows.map((row) => [row['id'] as K, row]));
}

/** Each row under the value of each of `columns` that is not null. */
export function groupBy(rows: readonly Row[], ...columns: string[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    for (const column of columns) {
      const key = row[column];
      if (typeof key !== 'string') continue;
      const group = groups.get(key);
      if (group) group.push(row);
      else groups.set(key, [row]);
    }
  }
  return groups;
}

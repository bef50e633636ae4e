/** The whole directory as the tables of a tabular package, row by row in order of id. */
import type { Row, Transaction } from '../../database/index.ts';
import { groupBy, idsOf } from '../read/load-sources.ts';
import { ENTITIES, type EntityName, fieldsOf, isIn } from './fields.ts';
import { type HsdsObject, Nest, type Writing } from './nest.ts';
import { profileKey } from './profile-key.ts';
import { loadRelated, type Related } from './related.ts';
import { WAYHOUSE_TAXONOMIES, WAYHOUSE_TERMS, favourableAttributes } from './wayhouse-terms.ts';

const BATCH = 500;

/** Entities of the package, in the order of the official one. */
export function tableNames({ version }: Writing): EntityName[] {
  return (Object.keys(ENTITIES) as EntityName[]).filter((name) => isIn(version, ENTITIES[name]));
}

/** Column names of a table. */
export function columnsOf(entity: EntityName, { version, profile }: Writing): string[] {
  const names = fieldsOf(entity, version).map(({ name }) => name);
  return profile === 'wayhouse' ? [...names, 'wayhouse'] : names;
}

/** The rows of one table as plain objects; `wayhouse` holds the profile's key. */
export async function* tableRows(
  tx: Transaction,
  entity: EntityName,
  writing: Writing,
): AsyncIterable<HsdsObject> {
  const all = idsOf(await tx.query(`select id from directory.pub_${entity} order by id`), 'id');
  for (let from = 0; from < all.length; from += BATCH) {
    const ids = all.slice(from, from + BATCH);
    const rows = await readRows(tx, entity, ids);
    const zones = entity === 'schedule' ? await zonesOf(tx, rows) : undefined;
    const related = await relatedOf(tx, entity, ids);
    const nest = new Nest(related, writing);
    for (const row of rows) {
      const zone = zones?.get(String(row['id']));
      const key = writing.profile === 'wayhouse' ? profileKey(entity, row, related) : undefined;
      yield { ...nest.fields(entity, row, zone), ...(key ? { wayhouse: key } : {}) };
    }
  }
  if (writing.profile === 'plain') yield* ourRows(tx, entity, writing);
}

function readRows(tx: Transaction, entity: EntityName, ids: readonly string[]): Promise<Row[]> {
  if (entity === 'service_capacity') {
    return tx.query(
      `select c.*, extract(epoch from c.stale_after)::float8 as stale_seconds
       from directory.pub_service_capacity c where c.id = any($1::uuid[]) order by c.id`,
      [ids],
    );
  }
  return tx.query(`select * from directory.pub_${entity} where id = any($1::uuid[]) order by id`, [
    ids,
  ]);
}

/** The zone of the place of each schedule: its own, that of its service there, or of the service's first. */
async function zonesOf(tx: Transaction, rows: readonly Row[]): Promise<Map<string, string>> {
  const sals = await tx.query(
    `select id, service_id, location_id from directory.pub_service_at_location
     where id = any($1::uuid[]) or service_id = any($2::uuid[]) order by id desc`,
    [idsOf(rows, 'service_at_location_id'), idsOf(rows, 'service_id')],
  );
  const places = await tx.query(
    'select id, time_zone from directory.pub_location where id = any($1::uuid[])',
    [[...idsOf(rows, 'location_id'), ...idsOf(sals, 'location_id')]],
  );
  const zoneOfPlace = new Map(places.map((row) => [row['id'], String(row['time_zone'])]));
  const placeOfSal = new Map(sals.map((row) => [row['id'], row['location_id']]));
  // The last one set is the first by id.
  const placeOfService = new Map(sals.map((row) => [row['service_id'], row['location_id']]));
  const zones = new Map<string, string>();
  for (const row of rows) {
    const place =
      placeOfSal.get(row['service_at_location_id']) ??
      (row['service_id'] ? placeOfService.get(row['service_id']) : row['location_id']);
    const zone = zoneOfPlace.get(place);
    if (zone) zones.set(String(row['id']), zone);
  }
  return zones;
}

async function relatedOf(
  tx: Transaction,
  entity: EntityName,
  ids: readonly string[],
): Promise<Related> {
  const wanted = {
    organization: { organizations: ids },
    service: { services: ids },
    service_at_location: { serviceAtLocations: ids },
    location: { locations: ids },
  }[entity as string];
  const related = await loadRelated(tx, wanted ?? {}, 'list');
  if (wanted) return related;
  const texts = await tx.query(
    'select * from directory.pub_field_text where subject_id = any($1::uuid[]) order by field, lang',
    [ids],
  );
  return { ...related, texts: groupBy(texts, 'subject_id') };
}

/** Our two taxonomies and the attributes that carry them, for readers who know HSDS only. */
async function* ourRows(
  tx: Transaction,
  entity: EntityName,
  { version, now }: Writing,
): AsyncIterable<HsdsObject> {
  const columns = fieldsOf(entity, version).map(({ name }) => name);
  const pick = (row: Record<string, unknown>): HsdsObject =>
    Object.fromEntries(
      columns.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]])),
    );
  if (entity === 'taxonomy') yield* WAYHOUSE_TAXONOMIES.map(pick);
  if (entity === 'taxonomy_term') yield* WAYHOUSE_TERMS.map(pick);
  if (entity !== 'attribute') return;
  for (const owner of ['organization', 'service', 'service_at_location', 'location'] as const) {
    const ids = idsOf(await tx.query(`select id from directory.pub_${owner} order by id`), 'id');
    for (let from = 0; from < ids.length; from += BATCH) {
      const { facts, needs } = await relatedOf(tx, owner, ids.slice(from, from + BATCH));
      for (const id of ids.slice(from, from + BATCH)) {
        const ours = favourableAttributes(owner, id, facts.get(id) ?? [], needs.get(id) ?? [], now);
        yield* ours.map(pick);
      }
    }
  }
}

/** The objects of one answer, written from a fixed number of statements. */
import { dateOfInstant } from '../../languages/days.ts';
import type { Row, Transaction } from '../../database/index.ts';
import { type HsdsObject, Nest, type Writing } from '../export/nest.ts';
import { loadRelated, type Related } from '../export/related.ts';
import { WAYHOUSE_TAXONOMIES, WAYHOUSE_TERMS } from '../export/wayhouse-terms.ts';
import { byId, groupBy, idsOf } from '../read/load-sources.ts';
import type { ListName, ListQuestion } from './parameters.ts';

export type Shape = Pick<ListQuestion, 'full' | 'fullService' | 'minimal'>;

/** In the order of `ids`; what went out of sight meanwhile is left out. */
export async function readObjects(
  tx: Transaction,
  list: ListName,
  ids: readonly string[],
  shape: Shape,
  writing: Writing,
): Promise<HsdsObject[]> {
  if (ids.length === 0) return [];
  const objects = shape.minimal
    ? await minimalObjects(tx, list, ids)
    : await WRITERS[list](tx, ids, shape, writing);
  return ids.map((id) => objects.get(id)).filter((object) => object !== undefined);
}

type Objects = ReadonlyMap<string, HsdsObject>;
type Writer = (
  tx: Transaction,
  ids: readonly string[],
  shape: Shape,
  writing: Writing,
) => Promise<Objects>;

const WRITERS: Record<ListName, Writer> = {
  services: writeServices,
  service_at_locations: writeServiceAtLocations,
  organizations: writeOrganizations,
  taxonomies: writeTaxonomies,
  taxonomy_terms: writeTerms,
};

function collect(ids: readonly string[], write: (id: string) => HsdsObject | undefined): Objects {
  return new Map(
    ids.flatMap((id) => {
      const object = write(id);
      return object ? [[id, object] as const] : [];
    }),
  );
}

/** Id and time of change, under both names that HSDS uses. */
async function minimalObjects(
  tx: Transaction,
  list: ListName,
  ids: readonly string[],
): Promise<Objects> {
  const text: Partial<Record<ListName, string>> = {
    services: `select id, changed_at from directory.pub_service where id = any($1::uuid[])
      union all select id, changed_at from directory.pub_ended_service where id = any($1::uuid[])`,
    organizations:
      'select id, updated_at as changed_at from directory.pub_organization where id = any($1::uuid[])',
    service_at_locations:
      'select id, updated_at as changed_at from directory.pub_service_at_location where id = any($1::uuid[])',
  };
  const rows = await tx.query(text[list] ?? '', [ids]);
  return new Map(
    rows.map((row) => {
      const at = (row['changed_at'] as Date).toISOString();
      return [String(row['id']), { id: row['id'], modified_date: at, last_modified: at }];
    }),
  );
}

/** As this directory knows it: when the record last changed here, so that `modified_after` can follow. */
function asChangedHere(related: Related): Related {
  for (const row of related.service.values()) row['last_modified'] = row['changed_at'];
  return related;
}

async function writeServices(
  tx: Transaction,
  ids: readonly string[],
  { full }: Shape,
  writing: Writing,
): Promise<Objects> {
  const related = asChangedHere(await loadRelated(tx, { services: ids }, full ? 'full' : 'list'));
  const nest = new Nest(related, writing);
  const missing = ids.filter((id) => !related.service.has(id));
  const ended = byId(
    missing.length === 0
      ? []
      : await tx.query(
          'select id, organization_id, name, status, changed_at from directory.pub_ended_service where id = any($1::uuid[])',
          [missing],
        ),
  );
  return collect(ids, (id) => {
    const row = related.service.get(id);
    if (row && isVouchedFor(row, writing)) return full ? nest.service(id) : nest.serviceItem(id);
    const gone = row ? { ...row, status: 'inactive' } : ended.get(id);
    return gone && withoutPromise(gone);
  });
}

function isVouchedFor(service: Row, { now }: Writing): boolean {
  return String(service['vouched_until']) >= dateOfInstant(now);
}

/** A closed or withdrawn record: its status, and nothing that somebody could rely on. */
function withoutPromise(row: Row): HsdsObject {
  return {
    id: row['id'],
    organization_id: row['organization_id'],
    name: row['name'],
    status: row['status'],
    last_modified: (row['changed_at'] as Date).toISOString(),
  };
}

async function writeServiceAtLocations(
  tx: Transaction,
  ids: readonly string[],
  { full }: Shape,
  writing: Writing,
): Promise<Objects> {
  const related = asChangedHere(
    await loadRelated(tx, { serviceAtLocations: ids }, full ? 'full' : 'list'),
  );
  const nest = new Nest(related, writing);
  return collect(ids, (id) => {
    const sal = related.service_at_location.get(id);
    const service = related.service.get(String(sal?.['service_id']));
    if (!sal || !service) return undefined;
    if (!isVouchedFor(service, writing)) {
      return { id, service: withoutPromise({ ...service, status: 'inactive' }) };
    }
    return full ? nest.serviceAtLocation(id) : nest.serviceAtLocationItem(id);
  });
}

async function writeOrganizations(
  tx: Transaction,
  ids: readonly string[],
  { full, fullService }: Shape,
  writing: Writing,
): Promise<Objects> {
  if (!full && !fullService) {
    const nest = new Nest(await loadRelated(tx, { organizations: ids }, 'list'), writing);
    return collect(ids, (id) => nest.organizationItem(id));
  }
  const today = dateOfInstant(writing.now);
  const services = await tx.query(
    `select id, organization_id from directory.pub_service
     where organization_id = any($1::uuid[]) and vouched_until >= $2::date order by id`,
    [ids, today],
  );
  const places = await tx.query(
    'select id, organization_id from directory.pub_location where organization_id = any($1::uuid[]) order by id',
    [ids],
  );
  const related = asChangedHere(
    await loadRelated(
      tx,
      { organizations: ids, locations: idsOf(places, 'id'), services: idsOf(services, 'id') },
      'full',
    ),
  );
  const nest = new Nest(related, writing);
  const servicesOf = groupBy(services, 'organization_id');
  const placesOf = groupBy(places, 'organization_id');
  return collect(ids, (id) => {
    const head = nest.organization(id);
    if (!head) return undefined;
    const { wayhouse, ...rest } = head;
    return {
      ...rest,
      locations: idsOf(placesOf.get(id) ?? [], 'id').map((place) => nest.location(place)),
      services: idsOf(servicesOf.get(id) ?? [], 'id').map((service) =>
        fullService ? nest.service(service, 'organization') : nest.serviceAlone(service),
      ),
      ...(wayhouse ? { wayhouse } : {}),
    };
  });
}

async function writeTaxonomies(
  tx: Transaction,
  ids: readonly string[],
  _shape: Shape,
  writing: Writing,
): Promise<Objects> {
  const rows = byId(
    await tx.query('select * from directory.pub_taxonomy where id = any($1::uuid[])', [ids]),
  );
  const nest = new Nest(await loadRelated(tx, {}, 'list'), writing);
  const ours = byId(writing.profile === 'plain' ? WAYHOUSE_TAXONOMIES : []);
  return collect(ids, (id) => {
    const row = rows.get(id) ?? ours.get(id);
    return row && nest.taxonomy(row);
  });
}

async function writeTerms(
  tx: Transaction,
  ids: readonly string[],
  _shape: Shape,
  writing: Writing,
): Promise<Objects> {
  const rows = byId(
    await tx.query('select * from directory.pub_taxonomy_term where id = any($1::uuid[])', [ids]),
  );
  const taxonomies = byId(
    await tx.query('select * from directory.pub_taxonomy where id = any($1::uuid[])', [
      idsOf([...rows.values()], 'taxonomy_id'),
    ]),
  );
  const nest = new Nest(await loadRelated(tx, {}, 'list'), writing);
  const plain = writing.profile === 'plain';
  const ours = byId(
    plain ? WAYHOUSE_TERMS.map((term) => ({ ...term, taxonomy_label: term.taxonomy })) : [],
  );
  const ourTaxonomies = byId(plain ? WAYHOUSE_TAXONOMIES : []);
  return collect(ids, (id) => {
    const row = rows.get(id) ?? ours.get(id);
    const taxonomy = String(row?.['taxonomy_id']);
    return row && nest.taxonomyTerm(row, taxonomies.get(taxonomy) ?? ourTaxonomies.get(taxonomy));
  });
}

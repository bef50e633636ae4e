/** The whole directory as nested HSDS organisations, one after the other, in pieces that fit the memory. */
import type { Transaction } from '../../database/index.ts';
import { groupBy, idsOf } from '../read/load-sources.ts';
import { type HsdsObject, Nest, type Writing } from './nest.ts';
import { loadRelated } from './related.ts';

const BATCH = 300;

/**
 * JSON texts of organisations in order of id; each holds its programs, the places that none of its services
 * is at, and its services with their places. Together the pieces of one organisation are one object.
 */
export async function* organizationTexts(
  tx: Transaction,
  writing: Writing,
): AsyncIterable<{ text: string; first: boolean }> {
  const organizations = idsOf(
    await tx.query('select id from directory.pub_organization order by id'),
    'id',
  );
  const services = await tx.query(
    'select id, organization_id from directory.pub_service order by organization_id, id',
  );
  const servicesOf = groupBy(services, 'organization_id');
  const places = groupBy(await loosePlaces(tx), 'organization_id');
  const nested = serviceReader(tx, idsOf(services, 'id'), writing);
  for (let from = 0; from < organizations.length; from += BATCH) {
    const ids = organizations.slice(from, from + BATCH);
    const own = ids.flatMap((id) => idsOf(places.get(id) ?? [], 'id'));
    const heads = new Nest(
      await loadRelated(tx, { organizations: ids, locations: own }, 'full'),
      writing,
    );
    for (const id of ids) {
      const head = heads.organization(id);
      if (!head) continue;
      const { wayhouse, ...rest } = head;
      const locations = idsOf(places.get(id) ?? [], 'id').map((place) => heads.location(place));
      yield {
        text: `${JSON.stringify({ ...rest, locations }).slice(0, -1)},"services":[`,
        first: true,
      };
      let separator = '';
      for (const service of idsOf(servicesOf.get(id) ?? [], 'id')) {
        yield { text: separator + JSON.stringify(await nested(service)), first: false };
        separator = ',';
      }
      yield { text: wayhouse ? `],"wayhouse":${JSON.stringify(wayhouse)}}` : ']}', first: false };
    }
  }
}

/** Places of an organisation at which it runs none of its services: the others are inside these. */
function loosePlaces(tx: Transaction): Promise<Record<string, unknown>[]> {
  return tx.query(
    `select l.id, l.organization_id from directory.pub_location l
     where l.organization_id is not null and not exists (
       select from directory.pub_service_at_location x
       join directory.pub_service s on s.id = x.service_id
       where x.location_id = l.id and s.organization_id = l.organization_id)
     order by l.id`,
  );
}

/** Services in the order in which they are asked for, read ahead in batches. */
function serviceReader(
  tx: Transaction,
  ids: readonly string[],
  writing: Writing,
): (id: string) => Promise<HsdsObject | undefined> {
  const position = new Map(ids.map((id, n) => [id, n]));
  let from = 0;
  let nest: Nest | undefined;
  return async (id) => {
    const at = position.get(id) ?? 0;
    if (!nest || at >= from + BATCH || at < from) {
      from = at;
      nest = new Nest(
        await loadRelated(tx, { services: ids.slice(from, from + BATCH) }, 'full'),
        writing,
      );
    }
    return nest.service(id, 'organization');
  };
}

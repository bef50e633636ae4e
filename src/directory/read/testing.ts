/** For tests of what is read: one service with its owner and place, and the finder's records of a database. */
import type { Database, Row } from '../../database/index.ts';
import { look } from '../../firewall/index.ts';
import type { FinderRecord } from '../../finder/record.ts';
import { organization, place, plant, service } from '../testing.ts';
import { finderRecords } from './records.ts';

export type PlantedIds = { service: string; sal: string; location: string; organization: string };
/** Columns of the service, rows that hang on it, columns of its place, the place's rule, the service there. */
export type Planting = [
  service?: Row,
  more?: (ids: PlantedIds) => readonly (readonly [string, Row])[],
  location?: Row,
  rule?: Row,
  sal?: Row,
];

export async function plantService(
  database: Database,
  ...[columns = {}, more = () => [], location = {}, rule = {}, sal = {}]: Planting
): Promise<{
  code: string;
  serviceId: string;
  salId: string;
  locationId: string;
  organizationId: string;
}> {
  const owner = organization();
  const where = place(location, rule);
  const what = service(owner.id, where.id, columns, sal);
  await plant(database, [
    ...owner.rows,
    ...where.rows,
    ...what.rows,
    ...more({ service: what.id, sal: what.salId, location: where.id, organization: owner.id }),
  ]);
  return {
    code: what.code,
    serviceId: what.id,
    salId: what.salId,
    locationId: where.id,
    organizationId: owner.id,
  };
}

/** All records that the public may see, or those of some services. @param now ms since 1970 UTC */
export function recordsIn(
  database: Database,
  now = Date.now(),
  serviceIds?: string[],
): Promise<FinderRecord[]> {
  return look(
    database,
    { role: 'app_public', actor: 'public', purpose: 'test' },
    async (tx): Promise<FinderRecord[]> => {
      const all: FinderRecord[] = [];
      const options = { now, ...(serviceIds ? { serviceIds } : {}) };
      for await (const record of finderRecords(tx, options)) all.push(record);
      return all;
    },
  );
}

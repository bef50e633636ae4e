/** Small directories for tests: named places and services, planted row by row as the owner of the database. */
import { v7 as uuid } from 'uuid';
import type { Database, Row } from '../database/index.ts';
import { withCheckDigit } from './damm.ts';

export const NETWORK = '0192f000-0000-7000-8000-000000000001';

/** Inserts rows as they are; `org_id` is filled in where the table has one. */
export async function plant(
  database: Database,
  rows: readonly (readonly [string, Row])[],
): Promise<void> {
  const client = await database.borrow('migrate');
  try {
    await client.query('begin');
    for (const [table, row] of rows) {
      const full = OWNED.has(table) ? { org_id: NETWORK, ...row } : row;
      const names = Object.keys(full);
      await client.query(
        `insert into ${table.includes('.') ? table : `directory.${table}`} (${names.map((name) => `"${name}"`).join(', ')})
         values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
        Object.values(full),
      );
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** Any statement as the owner of the database. */
export async function asOwner(
  database: Database,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = await database.borrow('migrate');
  try {
    return (await client.query(text, [...values])).rows as Row[];
  } finally {
    client.release();
  }
}

const OWNED = new Set([
  'organization',
  'organization_identifier',
  'unit',
  'program',
  'service',
  'location',
  'place_rule',
  'directory_sealed.place_exact',
  'service_at_location',
  'address',
  'contact',
  'phone',
  'url',
  'schedule',
  'service_area',
  'language',
  'accessibility',
  'cost_option',
  'required_document',
  'funding',
  'service_capacity',
  'taxonomy',
  'taxonomy_term',
  'attribute',
  'fact',
  'field_text',
  'point',
  'space_agreement',
  'listing_hold',
  'service_need',
  'source',
]);

export type PlantedPlace = { id: string; rows: (readonly [string, Row])[] };

/** A public place with its rule; `rule` and `location` replace single columns. */
export function place(location: Row = {}, rule: Row = {}): PlantedPlace {
  const id = String(location['id'] ?? uuid());
  return {
    id,
    rows: [
      ['location', { id, name: 'Harbour House', latitude: 10.5, longitude: 20.25, ...location }],
      ['place_rule', { location_id: id, time_zone: 'Europe/Berlin', ...rule }],
    ],
  };
}

export type PlantedService = {
  id: string;
  salId: string;
  code: string;
  rows: (readonly [string, Row])[];
};

let nextCode = 1000;

/** A listed service of `organizationId` at `locationId`, checked today unless `service` says otherwise. */
export function service(
  organizationId: string,
  locationId: string,
  columns: Row = {},
  sal: Row = {},
): PlantedService {
  const id = String(columns['id'] ?? uuid());
  const salId = String(sal['id'] ?? uuid());
  const code = String(sal['code'] ?? withCheckDigit(String(nextCode++)));
  return {
    id,
    salId,
    code,
    rows: [
      [
        'service',
        {
          id,
          organization_id: organizationId,
          name: 'Evening clinic',
          checked_on: new Date().toISOString().slice(0, 10),
          ...columns,
        },
      ],
      ['service_at_location', { id: salId, code, service_id: id, location_id: locationId, ...sal }],
    ],
  };
}

export function organization(columns: Row = {}): { id: string; rows: (readonly [string, Row])[] } {
  const id = String(columns['id'] ?? uuid());
  return { id, rows: [['organization', { id, name: 'Open Door Network', ...columns }]] };
}

export function fact(
  subjectType: string,
  subjectId: string,
  code: string,
  columns: Row = {},
): readonly [string, Row] {
  return [
    'fact',
    {
      subject_type: subjectType,
      subject_id: subjectId,
      code,
      value: 1,
      source_kind: 'provider',
      checked_on: new Date().toISOString().slice(0, 10),
      ...columns,
    },
  ];
}

/** What blocks for longer than this is a fault; a collection of garbage of the whole test run is shorter. */
export const NOTICED_MS = 250;

/**
 * Watches this thread: the function that it gives back ends the watch and returns the longest turn of
 * the event loop, in ms of processor time, so that other programs on the machine do not count.
 */
export function watchTurns(): () => number {
  const spent = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let [longest, last] = [0, spent()];
  const look = (): void => {
    const now = spent();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 5);
  return () => {
    clearInterval(timer);
    look();
    return longest;
  };
}

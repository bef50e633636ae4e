/** For tests: small feeds with named people's places, and reading back what came of them. */
import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Database, Row } from '../../database/index.ts';
import { look } from '../../firewall/index.ts';
import { type HsdsImport, importHsds, type ImportReport } from './index.ts';
import { HOME_ORGANISATION } from './identity.ts';

/** An editor of the home organisation. */
export const acting = {
  role: 'app_editor',
  actor: 'test',
  purpose: 'test',
  org: HOME_ORGANISATION,
} as const;

/** Imports `content` as the whole list of services of a source. */
export function bringServices(
  database: Database,
  content: unknown,
  options: Partial<HsdsImport> & { source: string },
): Promise<ImportReport> {
  return inFolder(async (folder) =>
    importHsds(database, {
      path: await put(folder, 'services.json', content),
      mode: 'full',
      today: '2026-11-22',
      ...options,
    }),
  );
}

export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-import-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function put(folder: string, name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(
    path,
    typeof content === 'string' || content instanceof Uint8Array
      ? content
      : JSON.stringify(content),
  );
  return path;
}

/** Every value of every table, read as the owner of the database, whom no policy stops. */
export async function everythingIn(
  database: Database,
  schemas: readonly string[],
): Promise<string> {
  const owner = await database.borrow('migrate');
  try {
    const tables = await owner.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = any ($1)`,
      [schemas],
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const { rows: found } = await owner.query<{ t: string | null }>(
        `select string_agg(to_jsonb(t)::text, ' ') as t from ${name} t`,
      );
      texts.push(found[0]?.t ?? '');
    }
    return texts.join(' ');
  } finally {
    owner.release();
  }
}

export function rows<R extends Row = Row>(
  database: Database,
  text: string,
  values: unknown[] = [],
): Promise<R[]> {
  return look(
    database,
    {
      role: 'app_editor',
      actor: 'test',
      purpose: 'test',
      org: '00000000-0000-0000-0000-000000000000',
    },
    (tx) => tx.query<R>(text, values),
  );
}

/** A service of Port Amara with all that hangs on it; `n` keeps two of them apart. */
export function service(n: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  const id = (k: number): string =>
    `00000000-0000-4000-8000-${String(k * 100_000 + n).padStart(12, '0')}`;
  return {
    id: id(1),
    name: `Night kitchen ${n}`,
    description: 'A hot meal and a seat.',
    status: 'active',
    assured_date: '2026-10-01',
    organization: { id: id(2), name: `Harbour Table ${n}`, description: 'Volunteers who cook.' },
    phones: [{ id: id(3), number: `+30 210 123 ${String(4000 + n)}` }],
    schedules: [
      { id: id(4), freq: 'WEEKLY', byday: 'MO,TH', opens_at: '18:00', closes_at: '23:59' },
    ],
    languages: [{ id: id(5), code: 'ar', name: 'Arabic' }],
    service_at_locations: [
      {
        id: id(6),
        location: {
          id: id(7),
          location_type: 'physical',
          name: `Dock ${n}`,
          latitude: Number((37.9 + n / 1000).toFixed(3)),
          longitude: 23.7,
          addresses: [
            {
              id: id(8),
              address_1: `${n} Harbour Street`,
              city: 'Port Amara',
              state_province: '',
              postal_code: '18535',
              country: 'GR',
              address_type: 'physical',
            },
          ],
        },
      },
    ],
    wayhouse: {
      needs: ['food.meal'],
      facts: [
        {
          code: 'free',
          value: 'yes',
          source_kind: 'provider',
          said_by: `Harbour Table ${n}`,
          method: 'visited',
          checked_on: '2026-10-01',
        },
      ],
      translations: [{ field: 'name', lang: 'ar', text: `مطبخ الليل ${n}` }],
    },
    ...more,
  };
}

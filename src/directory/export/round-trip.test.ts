import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { importHsds } from '../import/index.ts';
import { growDirectory } from '../testing-directory.ts';
import { asOwner } from '../testing.ts';
import { type ExportForm, exportHsds } from './export-hsds.ts';

const NOW = Date.now();
const FILES: Record<ExportForm, string> = {
  json: 'all.json',
  ndjson: 'all.ndjson',
  csv: 'all.zip',
};

async function exported(database: Database, form: ExportForm): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of exportHsds(database, {
    version: '3.1',
    form,
    profile: 'wayhouse',
    now: NOW,
  })) {
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces);
}

/** Gazetteer and holidays are the operator's files, not part of the exchange. */
async function withPlaces(): Promise<Database> {
  const database = await freshDatabase();
  await asOwner(
    database,
    `insert into directory.place_name (id, code, kind, parent_id, country, names, lat, lon, population) values
       (1, 'XW-1', 'district', null, 'DE', '{"en":["North Amara"]}', 40, 30, 90000),
       (2, 'XW-1-2', 'quarter', 1, 'DE', '{"en":["Old Harbour"]}', 40.017, 30.021, 4000)`,
  );
  return database;
}

describe('export, import, export', () => {
  let origin: Database;
  let folder: string;
  beforeAll(async () => {
    origin = await freshDatabase();
    await growDirectory(origin, { services: 60, seed: 11 });
    // The firewall of the other node takes no such fact from a member of the network (FIRE-01).
    await asOwner(
      origin,
      `delete from directory.fact where code = 'asks_residence_paper' and value = 1`,
    );
    folder = await mkdtemp(join(tmpdir(), 'wayhouse-round-trip-'));
  });
  afterAll(async () => {
    await origin.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(['json', 'ndjson', 'csv'] as const)(
    'gives the same bytes by %s, and a second import changes nothing',
    async (form) => {
      const first = await exported(origin, form);
      const path = join(folder, FILES[form]);
      await writeFile(path, first);
      const database = await withPlaces();
      try {
        const report = await importHsds(database, { path, source: 'the other node', mode: 'full' });
        expect(report.state, JSON.stringify(report.findings?.slice(0, 5))).toBe('applied');
        const second = await exported(database, form);
        expect(second.equals(first)).toBe(true);
        const again = await importHsds(database, { path, source: 'the other node', mode: 'full' });
        expect(again.counts).toMatchObject({ create: 0, update: 0 });
      } finally {
        await database.close();
      }
    },
  );
});

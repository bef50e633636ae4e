import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { fromBufferPromise } from 'yauzl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { look } from '../firewall/index.ts';
import { buildServer } from '../http/server.ts';
import {
  createLiveIndex,
  exportHsds,
  finderRecords,
  hsdsRoutes,
  readListings,
  readOrganization,
  readPoint,
} from './index.ts';
import { asOwner } from './testing.ts';
import { growDirectory } from './testing-directory.ts';

/**
 * T15, PT-09: fifty places whose address and coordinates must never be told, among ordinary ones. Their true
 * address stands in the sealed table and, as after a careless import, in every column and text of the public
 * tables as well; the public side must still not tell it.
 */
const PLACES = 50;
let database: Database;
let app: FastifyInstance;
let secrets: string[];
let folder: string;
beforeAll(async () => {
  database = await freshDatabase();
  ({ secrets } = await growDirectory(database, { services: 150, seed: 5, secretPlaces: PLACES }));
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(hsdsRoutes, { database });
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-hidden-'));
});
afterAll(async () => {
  await app.close();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

function expectNoSecret(text: string, where: string): void {
  const told = secrets.filter((secret) => text.includes(secret));
  expect(told, where).toEqual([]);
}

describe('fifty hidden places', () => {
  it('are really planted, and seen by the owner of the tables', async () => {
    expect(secrets.length).toBe(PLACES * 7);
    const rows = await asOwner(database, 'select to_jsonb(l) as l from directory.location l');
    const text = JSON.stringify(rows);
    expect(secrets.filter((secret) => text.includes(secret)).length).toBeGreaterThan(PLACES * 4);
    const listed = await asOwner(
      database,
      `select count(*)::int as n from directory.pub_service_at_location where not exact`,
    );
    expect(Number(listed[0]?.['n'])).toBeGreaterThan(10);
  });

  it('are told by no view', async () => {
    const views = await asOwner(
      database,
      `select viewname from pg_views where schemaname = 'directory' and viewname like 'pub\\_%'`,
    );
    expect(views.length).toBeGreaterThan(25);
    await look(database, { role: 'app_public', actor: 'public', purpose: 'test' }, async (tx) => {
      for (const { viewname } of views) {
        const rows = await tx.query(
          `select to_jsonb(v)::text as row from directory.${String(viewname)} v`,
        );
        expectNoSecret(JSON.stringify(rows), String(viewname));
      }
    });
  });

  it('stand in tables that the public role cannot read', async () => {
    const tables = await asOwner(
      database,
      `select schemaname || '.' || tablename as name from pg_tables where schemaname in ('directory', 'directory_sealed')`,
    );
    for (const { name } of tables) {
      await expect(
        look(database, { role: 'app_public', actor: 'public', purpose: 'test' }, (tx) =>
          tx.query(`select 1 from ${String(name)}`),
        ),
      ).rejects.toMatchObject({ code: 'not_allowed' });
    }
  });

  it('are told by no answer of the API', async () => {
    for (const base of ['/hsds/3.0', '/hsds/3.1', '/hsds/plain/3.0', '/hsds/plain/3.1']) {
      for (const list of [
        'services',
        'organizations',
        'service_at_locations',
        'taxonomies',
        'taxonomy_terms',
      ]) {
        for (const query of [
          'per_page=500',
          'per_page=500&full=true&full_service=true',
          'format=ndjson&full=true',
          'modified_after=2000-01-01&per_page=500',
        ]) {
          const answer = await app.inject({ method: 'GET', url: `${base}/${list}?${query}` });
          expect(answer.statusCode, answer.body).toBe(200);
          expectNoSecret(answer.body, `${base}/${list}?${query}`);
        }
      }
    }
    const listed = (await app.inject('/hsds/3.1/service_at_locations?per_page=500')).json<{
      contents: { id: string }[];
    }>();
    for (const { id } of listed.contents) {
      expectNoSecret((await app.inject(`/hsds/3.1/service_at_locations/${id}`)).body, id);
    }
  });

  it('cannot be felt by asking what is near or called like them', async () => {
    const rows = await asOwner(
      database,
      `select latitude, longitude from directory.location where latitude < -60 limit 5`,
    );
    for (const { latitude, longitude } of rows) {
      const near = await look(
        database,
        { role: 'app_public', actor: 'public', purpose: 'test' },
        (tx) => tx.query('select directory.locations_near($1, $2, 1000)', [latitude, longitude]),
      );
      expect(near).toEqual([]);
    }
    const found = await app.inject('/hsds/3.1/services?search=Verborgenstraat');
    expect(found.json()).toMatchObject({ total_items: 0 });
  });

  it('are told by no listing, page, record, pack or document', async () => {
    const codes = (await asOwner(database, 'select code from directory.service_at_location')).map(
      (row) => String(row['code']),
    );
    const pages = [
      ...(await asOwner(database, 'select code from directory.organization')),
      ...(await asOwner(database, 'select code from directory.point')),
    ].map((row) => String(row['code']));
    const now = Date.now();
    for (const lang of ['en', 'ar']) {
      const listings = await readListings(database, codes, lang, now);
      expect(listings.length).toBeGreaterThan(40);
      expect(listings.some((listing) => listing.place?.areaOnly)).toBe(true);
      expectNoSecret(JSON.stringify(listings), 'listings');
      for (const code of pages) {
        expectNoSecret(
          JSON.stringify([
            await readOrganization(database, code, lang, now),
            await readPoint(database, code, lang, now),
          ]),
          code,
        );
      }
    }
    await look(database, { role: 'app_public', actor: 'public', purpose: 'test' }, async (tx) => {
      for await (const record of finderRecords(tx, { now })) {
        expectNoSecret(JSON.stringify(record), record.code);
        if (record.position) expect(record.position.lat).toBeGreaterThan(0);
      }
    });
    const index = createLiveIndex({
      database,
      labels: {},
      log: { info: () => {}, warn: () => {} },
      folder,
      territory: 'XW',
    });
    await index.ready();
    const answer = index.find({ now, lang: 'en', needs: [], text: 'Verborgenstraat', limit: 50 });
    expect(answer.counts.fits + answer.counts.may_fit).toBe(0);
    await index.close();
    for (const file of await readdir(folder)) {
      expectNoSecret((await readFile(join(folder, file))).toString('latin1'), file);
    }
  });

  it('are told by no export', async () => {
    for (const version of ['3.0', '3.1'] as const) {
      for (const profile of ['wayhouse', 'plain'] as const) {
        for (const form of ['json', 'ndjson', 'csv'] as const) {
          const pieces: Buffer[] = [];
          for await (const piece of exportHsds(database, { version, form, profile }))
            pieces.push(Buffer.from(piece));
          const bytes = Buffer.concat(pieces);
          const text = form === 'csv' ? await unpacked(bytes) : bytes.toString();
          expect(text.length).toBeGreaterThan(20_000);
          expectNoSecret(text, `${version} ${form} ${profile}`);
        }
      }
    }
  });

  it('would be found by this search if a place were told', async () => {
    await asOwner(
      database,
      `update directory.place_rule set disclosure = 'exact', publicity = 'public'
       where location_id in (select id from directory.location where latitude < -60)`,
    );
    const codes = (await asOwner(database, 'select code from directory.service_at_location')).map(
      (row) => String(row['code']),
    );
    const text = JSON.stringify(await readListings(database, codes, 'en', Date.now()));
    expect(secrets.filter((secret) => text.includes(secret)).length).toBeGreaterThan(20);
  });
});

async function unpacked(bytes: Buffer): Promise<string> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  let text = '';
  for await (const entry of zip.eachEntry()) {
    for await (const piece of await zip.openReadStreamPromise(entry)) text += String(piece);
  }
  return text;
}

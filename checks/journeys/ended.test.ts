/** The whole program on a real database: what a shared link of years ago leads to. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildApp, type House, openIndex } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { freshDatabase } from '../../src/database/testing.ts';
import type { LiveIndex } from '../../src/directory/index.ts';
import { asOwner, organization, place, plant, service } from '../../src/directory/testing.ts';

const owner = organization();
const old = place({ latitude: 41.2, longitude: 9.1 });
const near = place({ latitude: 41.203, longitude: 9.1 });
const far = place({ latitude: 41.29, longitude: 9.1 });
const closing = service(owner.id, old.id, { name: 'Quay clinic' });
const next = service(owner.id, near.id, { name: 'Bridge clinic' });
const other = service(owner.id, far.id, { name: 'Hill clinic' });
const silent = { info: () => {}, warn: () => {} };
let folder: string;
let house: House;
let index: LiveIndex;
let app: FastifyInstance;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-ended-'));
  const database = await freshDatabase();
  house = {
    config: readConfig({ WAYHOUSE_DATA: folder, WAYHOUSE_LOG_LEVEL: 'silent' }),
    database,
    kind: 'server',
    close: () => database.close(),
  };
  const agreement = { kind: 'formal', valid_from: '2020-01-01', valid_to: '2099-01-01' };
  await plant(database, [
    ...owner.rows,
    ...[old, near, far].flatMap(({ rows }) => rows),
    ...[closing, next, other].flatMap(({ id, rows }) => [
      ...rows,
      ['service_need', { service_id: id, need: 'health.doctor' }] as const,
    ]),
    ['point', { location_id: old.id, code: '90001', kind: 'safe_point' }],
    ['point', { location_id: near.id, code: '90002', kind: 'safe_point' }],
    ['point', { location_id: far.id, code: '90003', kind: 'hub' }],
    ['space_agreement', { location_id: old.id, ...agreement, breached_on: '2026-01-02' }],
    ['space_agreement', { location_id: far.id, ...agreement }],
  ]);
  index = openIndex(house, silent);
  await index.ready();
  app = await buildApp(house, index, { demo: false, rateLimit: 0, logLevel: 'silent' });
}, 60_000);
afterAll(async () => {
  await app.close();
  await index.close();
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

test('the page of a place turns into the notice within a second of its closing', async () => {
  const page = () => app.inject({ url: `/es/s/${closing.code}` });
  expect((await page()).statusCode).toBe(200);
  await asOwner(house.database, `update directory.service set lifecycle = 'closed' where id = $1`, [
    closing.id,
  ]);
  await vi.waitFor(async () => expect((await page()).statusCode).toBe(410), 2_000);
  const { body } = await page();
  expect(body).toContain('Este lugar ha cerrado');
  expect(body).toContain('Lo sabemos desde el');
  const rows = [...body.matchAll(/href="\/es\/s\/(\d+)"/g)].map(([, code]) => code);
  expect(rows).toEqual([next.code, other.code]);
  const program = await app.inject({ url: `/hsds/3.1/services/${closing.id}` });
  expect(program.json()).toMatchObject({ status: 'defunct' });
});

test('a point whose agreement was broken names the nearest one in force', async () => {
  const { body } = await app.inject({ url: '/en/point/90001' });
  expect(body).toContain('was broken on 2 January');
  expect(body).toContain('href="/en/point/90003"');
  expect((await app.inject({ url: '/en/point/90003' })).body).not.toContain('/en/point/9000');
});

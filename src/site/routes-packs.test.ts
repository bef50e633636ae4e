import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packId, publishPack } from '../directory/packs/index.ts';
import { applyDifference, buildPack, encodePack } from '../finder/index.ts';
import { makeWorld, TEST_LABELS, TEST_NOW } from '../finder/testing.ts';
import { buildServer } from '../http/server.ts';
import { siteRoutes } from './routes.ts';
import { smallHouse } from './testing.ts';

const records = [
  ...makeWorld(1, { records: 120, towns: 5, patterns: 40, vocabulary: 600 }).records(),
];
const contents = [0, 1].map((n) =>
  encodePack(
    buildPack(records, {
      now: TEST_NOW + n * 60_000,
      territory: 'XW',
      labels: TEST_LABELS,
      places: [],
    }),
  ),
);
const [older = new Uint8Array(), newer = new Uint8Array()] = contents;
const known = `/packs/XW-fa.${packId(older)}.whd`;

let folder: string;
let app: FastifyInstance;
const publish = (content: Uint8Array) =>
  publishPack(folder, {
    area: 'XW',
    lang: 'fa',
    content,
    listings: records.length,
    generatedAt: TEST_NOW,
  });
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-packs-'));
  for (const content of contents) await publish(content);
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(siteRoutes, { house: smallHouse([], { packs: folder }) });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

test('what has changed since a known pack comes packed, with its size, and makes the newest', async () => {
  const { from, id } = (await get('/packs/XW-fa.changes.json')).json<{
    from: Record<string, number>;
    id: string;
  }>();
  expect(id).toBe(packId(newer));
  const answer = await get(known, { 'accept-encoding': 'gzip, br' });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-encoding': 'br',
    'content-length': String(from[packId(older)]),
    vary: 'accept-encoding',
    'cache-control': 'no-cache',
  });
  const made = applyDifference(brotliDecompressSync(answer.rawPayload), older);
  expect(Buffer.compare(made, newer)).toBe(0);
});

test('whoever takes no brotli gets it plain, under a validator of its own', async () => {
  const packed = await get(known, { 'accept-encoding': 'br' });
  for (const accepted of ['', 'br;q=0, gzip']) {
    const plain = await get(known, { 'accept-encoding': accepted });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers['etag']).not.toBe(packed.headers['etag']);
    expect(Buffer.compare(applyDifference(plain.rawPayload, older), newer)).toBe(0);
  }
});

test('the whole comes for a pack that nobody knows any more, and nothing for what never was', async () => {
  const unknown = await get('/packs/XW-fa.0123456789abcdef.whd');
  expect([unknown.statusCode, unknown.headers['location']]).toEqual([302, '/packs/XW-fa.whp']);
  expect(unknown.headers['cache-control']).toBe('no-store');
  const whole = await get(String(unknown.headers['location']));
  expect(Buffer.compare(whole.rawPayload, newer)).toBe(0);
  for (const path of [
    'XW-zz.0123456789abcdef.whd',
    'XW-fa.0123.whd',
    'XW-fa.changes',
    'older',
    'older%2Fx.br',
    'XW-fa.whp.br',
    '..%2Fpack-key.pem',
  ])
    expect((await get(`/packs/${path}`)).statusCode, path).toBe(404);
});

test('what a client has already is not sent again, until it is another', async () => {
  for (const path of [known, '/packs/XW-fa.whp', '/packs/XW-fa.changes.json']) {
    const first = await get(path, { 'accept-encoding': 'br' });
    const etag = String(first.headers['etag']);
    const again = await get(path, { 'accept-encoding': 'br', 'if-none-match': etag });
    expect([again.statusCode, again.rawPayload.length], path).toEqual([304, 0]);
    expect(again.headers['etag']).toBe(etag);
  }
  const before = String((await get('/packs/XW-fa.whp')).headers['etag']);
  await publish(older);
  const after = await get('/packs/XW-fa.whp', { 'if-none-match': before });
  expect(after.statusCode).toBe(200);
  expect(Buffer.compare(after.rawPayload, await readFile(join(folder, 'XW-fa.whp')))).toBe(0);
});

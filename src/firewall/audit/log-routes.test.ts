import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Problem } from '../../http/problem.ts';
import { vkeyOf } from './checkpoint.ts';
import { logFolder } from './log-folder.ts';
import { logRoutes } from './log-routes.ts';
import { publishTestLog, testLeaves, testSigner, testTime } from './testing-log.ts';
import { parseVkey } from './signed-note.ts';
import { verifyLog } from './verify-log.ts';

let folder: string;
let app: FastifyInstance;
const vkey = vkeyOf(testSigner());

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-log-'));
  app = Fastify();
  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof Problem)) throw error;
    void reply.status(error.status).send({ code: error.code });
  });
  await app.register(logRoutes, { folder: join(folder, 'log'), vkey });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const get = (url: string) => app.inject({ url });

it('answers 404 before there is a log', async () => {
  expect((await get('/audit/checkpoint')).statusCode).toBe(404);
});

it('serves a log that verifies over HTTP alone, checkpoint fresh and tiles for a year', async () => {
  const { checkpoint, ...files } = Object.fromEntries(
    await publishTestLog(testLeaves(600), { time: testTime(600) }),
  );
  const log = logFolder(join(folder, 'log'));
  await log.writeOnce(Object.entries(files).map(([path, bytes]) => ({ path, bytes })));
  await log.writeCheckpoint(checkpoint as Buffer);

  const head = await get('/audit/checkpoint');
  expect(head.headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-cache',
  });
  const tile = await get('/audit/tile/0/000');
  expect(tile.rawPayload).toHaveLength(8192);
  expect(tile.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  const key = parseVkey((await get('/audit/key')).body.trim());
  const report = await verifyLog(
    {
      read: async (path) => {
        const answer = await get(`/audit/${path}`);
        return answer.statusCode === 200 ? answer.rawPayload : undefined;
      },
      list: async () => [],
    },
    { key },
  );
  expect(report).toMatchObject({ state: 'sound', entries: 600 });
});

it('serves nothing else of the disk', async () => {
  await writeFile(join(folder, 'secret'), 'no');
  await writeFile(join(folder, 'log/tile/0/000.new'), 'half');
  for (const path of [
    '/audit/tile/../../secret',
    '/audit/tile/..%2f..%2fsecret',
    '/audit/tile/0/..%2f..%2f..%2fsecret',
    '/audit/tile/0/000.new',
    '/audit/tile/0/002.p/089',
    '/audit/tile/0/',
    '/audit/tile/%00',
    '/audit/tile/0/x000/000',
  ])
    expect((await get(path)).statusCode, path).toBe(404);
});

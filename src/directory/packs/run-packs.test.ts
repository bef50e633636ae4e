import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { loadNeedLabels } from '../../languages/need-labels.ts';
import { NOTICED_MS, organization, place, plant, service, watchTurns } from '../testing.ts';
import { runPacks } from './run-packs.ts';
import type { WritePacksOptions } from './write-packs.ts';

const MANY = 400;

let database: Database;
let folder: string;
let options: WritePacksOptions;

beforeAll(async () => {
  database = await freshDatabase();
  folder = join(await mkdtemp(join(tmpdir(), 'wayhouse-packs-')), 'packs');
  options = {
    folder,
    territory: 'XW',
    languages: ['en', 'fr', 'es', 'ar', 'fa', 'ti'].map((lang) => ({ lang, tag: lang })),
    labels: loadNeedLabels(),
    now: Date.parse('2026-11-20T10:00:00Z'),
  };
  const owner = organization();
  const where = place({ latitude: 39.2, longitude: -21.1 });
  const many = Array.from({ length: MANY }, () => service(owner.id, where.id));
  await plant(database, [...owner.rows, ...where.rows, ...many.flatMap(({ rows }) => rows)]);
});
afterAll(async () => {
  await database.close();
  await rm(join(folder, '..'), { recursive: true, force: true });
});

/** Priorities of the threads of this program (field 19 of proc_pid_stat(5)). */
async function priorities(): Promise<number[]> {
  const threads = await readdir('/proc/self/task');
  return Promise.all(
    threads.map(async (thread) => {
      const stat = await readFile(`/proc/self/task/${thread}/stat`, 'utf8').catch(() => '');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16] ?? 0);
    }),
  );
}

test('requests are answered while the packs are made, and before them', async () => {
  const server = createServer((_request, reply) => reply.end('here'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  await (await fetch(address)).text();
  const usual = Math.max(...(await priorities()));
  let lowest = usual;
  let [answered, made] = [0, false];
  const longest = watchTurns();
  const running = runPacks(database.connection, options);
  const result = running.result.finally(() => {
    made = true;
  });
  while (!made) {
    expect(await (await fetch(address)).text()).toBe('here');
    answered++;
    if (answered % 20 === 1) lowest = Math.max(lowest, ...(await priorities()));
  }
  server.close();
  const { packs } = await result;
  expect(packs.map(({ listings }) => listings)).toEqual(Array(6).fill(MANY));
  expect(longest()).toBeLessThan(NOTICED_MS);
  expect(answered).toBeGreaterThan(50);
  if (process.platform === 'linux') expect(lowest).toBeGreaterThan(usual);
});

test('stopped in the middle, the older list stays, and every file that it names is whole', async () => {
  const before = await readFile(join(folder, 'index.json'), 'utf8');
  const running = runPacks(database.connection, { ...options, now: options.now + 60_000 });
  await new Promise((done) => setTimeout(done, 300));
  await running.stop();
  await expect(running.result).rejects.toThrow('the thread ended');
  expect(await readFile(join(folder, 'index.json'), 'utf8')).toBe(before);
});

test('what goes wrong in the thread is said here', async () => {
  const nowhere = { ...options, folder: join(folder, 'index.json', 'below-a-file') };
  await expect(runPacks(database.connection, nowhere).result).rejects.toThrow('below-a-file');
});

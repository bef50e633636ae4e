import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askToEnd, type Embedded, startEmbedded } from './embedded.ts';

let folder: string;
const running: Embedded[] = [];
const start = async (): Promise<Embedded> => {
  const embedded = await startEmbedded({ folder });
  running.push(embedded);
  return embedded;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-embedded-'));
});
afterEach(async () => {
  for (const embedded of running.splice(0)) await embedded.stop();
  await rm(folder, { recursive: true, force: true });
});

const serverPid = async (): Promise<number> =>
  Number((await readFile(join(folder, 'cluster', 'postmaster.pid'), 'utf8')).split('\n', 1)[0]);
async function ask<R extends pg.QueryResultRow>(embedded: Embedded, text: string): Promise<R[]> {
  const client = new pg.Client(embedded.connection);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
}

test('two programs share one server, and the last one stops it', async () => {
  const first = await start();
  await ask(first, 'create table kept (n int)');
  const pid = await serverPid();
  const second = await start();
  expect(await serverPid()).toBe(pid);

  await first.stop();
  expect(await ask(second, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }]);
  await second.stop();
  await expect(serverPid()).rejects.toThrow('ENOENT');

  const third = await start();
  expect(await ask(third, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }]);
});

test('a server that is killed comes back by itself with everything that was committed', async () => {
  const embedded = await start();
  await ask(embedded, 'create table kept as select 1 as n');
  const pid = await serverPid();
  process.kill(pid, 'SIGKILL');
  let rows: unknown;
  for (let tries = 0; tries < 100 && !rows; tries++) {
    rows = await ask(embedded, 'select n from kept').catch(() => undefined);
    await new Promise((done) => setTimeout(done, 100));
  }
  expect(rows).toEqual([{ n: 1 }]);
  expect(await serverPid()).not.toBe(pid);
});

test('a program that starts while the killed server is still going away brings up a new one', async () => {
  for (let round = 0; round < 3; round++) {
    const first = await start();
    await ask(first, 'create table if not exists kept (n int)');
    process.kill(await serverPid(), 'SIGKILL');
    const second = await start();
    expect(await ask(second, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }]);
    await Promise.all(running.splice(0).map((embedded) => embedded.stop()));
  }
});

test('who ends a server that another program has just ended meets no error', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const pid = child.pid ?? Number.NaN;
  const gone = once(child, 'exit');
  expect(askToEnd(pid)).toBe(true);
  await gone;
  expect(askToEnd(pid)).toBe(false);
  expect(() => askToEnd(Number.NaN)).toThrow();
});

test('a lock file that names somebody else’s process is not taken for a server', async () => {
  const first = await start();
  await first.stop();
  await writeFile(
    join(folder, 'cluster', 'postmaster.pid'),
    `${process.pid}\n${join(folder, 'cluster')}\n`,
  );
  const second = await start();
  expect(await ask(second, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('it is durable, listens to nobody outside, and writes no statement to its log', async () => {
  const embedded = await start();
  const rows = await ask<{ name: string; setting: string }>(
    embedded,
    `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'listen_addresses', 'log_statement') order by name`,
  );
  expect(rows.map(({ setting }) => setting)).toEqual(['on', '', 'none', 'on']);
  await expect(ask(embedded, `select 'canary-of-a-person'::int`)).rejects.toThrow();
  expect(await readFile(join(folder, 'postgres.log'), 'utf8')).not.toContain('canary-of-a-person');
  expect((await stat(join(folder, 'secrets.json'))).mode & 0o077).toBe(0);
});

test.runIf(process.getuid?.() === 0 && process.platform === 'linux')(
  'root without user namespaces runs it as nobody',
  async () => {
    process.env['WAYHOUSE_POSTGRES_AS'] = 'nobody';
    try {
      await rm(folder, { recursive: true });
      const embedded = await start();
      expect(await ask(embedded, 'select 1 as n')).toEqual([{ n: 1 }]);
      const status = await readFile(`/proc/${await serverPid()}/status`, 'utf8');
      expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).toBe('65534');
    } finally {
      delete process.env['WAYHOUSE_POSTGRES_AS'];
    }
  },
);

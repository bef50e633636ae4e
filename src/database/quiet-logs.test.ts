import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from './index.ts';
import { loudSettings, QUIET_QUERY, QUIET_SETTINGS, type RoleSettings } from './quiet-logs.ts';
import { STORES } from './stores.ts';
import { freshDatabase } from './testing.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
  // A server whose administrator wants to see everything: the roles are quiet nevertheless.
  const client = await database.borrow('migrate');
  for (const [name, value] of [
    ['log_statement', 'all'],
    ['log_min_messages', 'info'],
    ['log_min_error_statement', 'error'],
    ['log_min_duration_statement', '0'],
    ['log_parameter_max_length', '-1'],
    ['log_parameter_max_length_on_error', '-1'],
    ['log_error_verbosity', 'verbose'],
    ['log_lock_waits', 'on'],
  ])
    await client.query(`alter database ${database.connection.database} set ${name} = '${value}'`);
  client.release(true);
});
afterAll(() => database.close());

const serverLog = async (): Promise<string> => {
  await pause(300);
  return readFile(join(dirname(database.connection.host), 'postgres.log'), 'utf8');
};

/** Two statements that fail with the canary in them: in their text, in a parameter, in a value that the server quotes. */
async function failTwice(
  role: 'app_desk' | 'app_staff' | 'migrate',
  canary: string,
): Promise<void> {
  const client = await database.borrow(role);
  await expect(client.query(`select '${canary}'::int`)).rejects.toThrow(canary);
  await expect(
    client.query({ text: 'select $1::text::int as n, $2::text as t', values: [canary, canary] }),
  ).rejects.toThrow();
  client.release(true);
}

it('leaves nothing of two failing statements in the server’s log, though the server would write it', async () => {
  const canaries = { app_desk: '', app_staff: '', migrate: '' };
  for (const role of ['app_desk', 'app_staff', 'migrate'] as const) {
    canaries[role] = `canary-${randomBytes(8).toString('hex')}`;
    await failTwice(role, canaries[role]);
  }
  const log = await serverLog();
  expect(log.split(canaries.migrate).length - 1).toBeGreaterThanOrEqual(2);
  expect(log).not.toContain(canaries.app_desk);
  expect(log).not.toContain(canaries.app_staff);
});

it('holds for every login role, and they cannot make the server write again', async () => {
  const owner = await database.borrow('migrate');
  const { rows } = await owner.query<RoleSettings>(QUIET_QUERY);
  owner.release();
  expect(rows.map(({ role }) => role)).toEqual(expect.arrayContaining([...STORES.main.roles]));
  expect(loudSettings(rows)).toEqual([]);
  const client = await database.borrow('app_desk');
  const own = ['log_parameter_max_length_on_error'];
  for (const name of Object.keys(QUIET_SETTINGS).filter((each) => !own.includes(each)))
    await expect(client.query(`set ${name} = default`), name).rejects.toThrow('permission denied');
  client.release();
});

it('says what is loud', () => {
  const [name] = Object.keys(QUIET_SETTINGS);
  const settings = Object.entries(QUIET_SETTINGS).map(([key, [good]]) => `${key}=${good}`);
  const quiet = { role: 'app_desk', settings, libraries: ',' };
  expect(loudSettings([quiet])).toEqual([]);
  expect(loudSettings([{ ...quiet, settings: settings.slice(1) }])).toEqual([
    `ALTER ROLE app_desk SET ${name} = 'none';`,
  ]);
  expect(loudSettings([{ ...quiet, libraries: 'auto_explain,' }])[0]).toContain('auto_explain');
});

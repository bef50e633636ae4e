import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, look } from '../firewall/index.ts';
import type { Database } from './database.ts';
import { migrate, readMigrations } from './migrate.ts';
import { freshDatabase } from './testing.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

test('a migrated database has nothing left to apply', async () => {
  expect(await migrate(database)).toEqual([]);
});

test('two programs that migrate at once do not get into each other’s way', async () => {
  const results = await Promise.all([migrate(database), migrate(database), migrate(database)]);
  expect(results).toEqual([[], [], []]);
});

test('a migration changed after it was applied stops the program and says what to do', async () => {
  const client = await database.borrow('migrate');
  await client.query("update wayhouse.migration set sha256 = 'other' where n = 1");
  await expect(migrate(database)).rejects.toThrow(/Use the version of the program/);
  const [first] = await readMigrations();
  await client.query('update wayhouse.migration set sha256 = $1 where n = 1', [first?.sha256]);
  client.release();
  expect(await migrate(database)).toEqual([]);
});

test('each login role gets in with its own password and is not the owner', async () => {
  const acting = { role: 'app_public', actor: 'public', purpose: 'test' } as const;
  const rows = await look(database, acting, (tx) => tx.query('select current_user as who'));
  expect(rows).toEqual([{ who: 'app_public' }]);
  await expect(
    act(database, acting, (tx) => tx.execute('create table directory.mine (id int)')),
  ).rejects.toMatchObject({ code: 'not_allowed' });
});

test('what fails in the middle of an act leaves nothing behind', async () => {
  const org = '0190a000-0000-7000-8000-000000000001';
  const acting = { role: 'app_editor', actor: 'test', purpose: 'test', org } as const;
  const feedbacks = () =>
    look(database, acting, (tx) => tx.query('select count(*) from directory.organization'));
  const before = await feedbacks();
  await expect(
    act(database, acting, async (tx) => {
      await tx.execute(
        'insert into directory.organization (id, org_id, name) values ($1, $1, $2)',
        [org, 'Half done'],
      );
      throw new Error('stop');
    }),
  ).rejects.toThrow('stop');
  expect(await feedbacks()).toEqual(before);
});

test('no login role can make a temporary table, or write a function or a block of its own', async () => {
  const acting = { role: 'app_editor', actor: 'test', purpose: 'test' } as const;
  for (const text of [
    'create temporary table mine (n int)',
    'do $$ begin perform 1; end $$',
    "create function pg_temp.mine() returns int language sql as 'select 1'",
  ])
    await expect(act(database, acting, (tx) => tx.execute(text))).rejects.toMatchObject({
      code: 'not_allowed',
    });
});

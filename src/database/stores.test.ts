import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase, type Role } from './database.ts';
import { migrate } from './migrate.ts';
import { openStore } from './open.ts';
import { freshDatabase, freshKeys } from './testing.ts';

let main: Database;
let keys: Database;
beforeAll(async () => {
  [main, keys] = await Promise.all([freshDatabase(), freshKeys()]);
});
afterAll(async () => {
  await keys.close();
  await main.close();
});

async function run(database: Database, role: Role | 'migrate', text: string): Promise<unknown[]> {
  const client = await database.borrow(role);
  try {
    return (await client.query(text)).rows;
  } finally {
    client.release();
  }
}

test('of all login roles only the keeper gets into the keys database', async () => {
  expect(await run(keys, 'app_keeper', 'select current_user as who')).toEqual([
    { who: 'app_keeper' },
  ]);
  for (const role of ['app_public', 'app_desk', 'app_ident', 'app_jobs'] as const)
    await expect(run(keys, role, 'select 1'), role).rejects.toThrow(
      /permission denied|not allowed|nothing here/i,
    );
});

test('the keeper owns nothing, and can neither make nor change nor drop what it works on', async () => {
  const owned = await run(
    keys,
    'migrate',
    "select relname from pg_class where relowner = 'app_keeper'::regrole",
  );
  expect(owned).toEqual([]);
  for (const statement of [
    'create table keys.own (id int)',
    'create temporary table own (id int)',
    'create schema own',
    'alter table keys.dek add column plain bytea',
    'drop table keys.dek',
    'truncate keys.dek',
    'update keys.dek set wrapped = wrapped',
    'update keys.ticket set actor = null',
    'delete from keys.epoch',
    'delete from keys.drill',
    'set role own_keys',
    'do $$ begin perform 1; end $$',
  ])
    await expect(run(keys, 'app_keeper', statement), statement).rejects.toThrow(/permission|owner/);
});

test('the keys of a living epoch cannot be dropped', async () => {
  await run(
    keys,
    'app_keeper',
    "insert into keys.epoch (epoch, state, made_at) values (1, 'current', now())",
  );
  await run(keys, 'app_keeper', 'select keys.open_epoch(1)');
  await expect(run(keys, 'app_keeper', 'select keys.drop_epoch(1)')).rejects.toThrow(
    'epoch 1 is not destroyed',
  );
  await expect(run(keys, 'app_keeper', 'select * from keys.dek_1')).rejects.toThrow(
    'permission denied',
  );
});

test('functions of the owner have their search path fixed and are closed to PUBLIC', async () => {
  const rows = await run(
    keys,
    'migrate',
    `select proname, prosecdef, array_to_string(proconfig, ';') ~ '^search_path=pg_catalog, pg_temp' as pinned,
       has_function_privilege('public', oid, 'execute') as open
     from pg_proc where pronamespace = 'keys'::regnamespace order by 1`,
  );
  expect(rows).toEqual([
    { proname: 'count_opens', prosecdef: false, pinned: true, open: false },
    { proname: 'drop_epoch', prosecdef: true, pinned: true, open: false },
    { proname: 'open_epoch', prosecdef: true, pinned: true, open: false },
  ]);
});

test('a further database is made beside the main one under the derived name, once, and found again', async () => {
  const [first, second] = await Promise.all([openStore(main, 'keys'), openStore(main, 'keys')]);
  expect(first.connection.database).toBe(`${main.connection.database}_keys`);
  expect((await migrate(first, () => {}, 'keys')).length).toBeGreaterThan(0);
  expect(await migrate(second, () => {}, 'keys')).toEqual([]);
  await Promise.all([first.close(), second.close()]);
  await run(main, 'migrate', `drop database ${first.connection.database}`);
});

test('who may not create it is told what to run, and which setting names another one', async () => {
  await run(
    main,
    'migrate',
    "do $$ begin create role small login password 'small'; exception when duplicate_object then null; end $$",
  );
  await run(main, 'migrate', `grant connect on database ${main.connection.database} to small`);
  const small = openDatabase({ ...main.connection, user: 'small', password: 'small' });
  await expect(openStore(small, 'keys')).rejects.toThrow(
    new RegExp(
      `CREATE DATABASE "${main.connection.database}_keys" OWNER "small".*KEYS_DATABASE_URL`,
    ),
  );
  await small.close();
});

test('an address of its own is used as it stands', async () => {
  const { host, port, user, password, database } = keys.connection;
  const url = `postgresql://${user}:${password}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
  const there = await openStore(main, 'keys', url);
  expect(await run(there, 'app_keeper', 'select current_database() as name')).toEqual([
    { name: database },
  ]);
  await there.close();
});

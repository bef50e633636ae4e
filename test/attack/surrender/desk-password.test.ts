/** What the password of the login role `app_desk` gives by itself: somebody connects with it and asks for everything. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asOwner } from '../../../src/firewall/context/testing.ts';
import { migrate } from '../../../src/database/migrate.ts';
import { openStore, type Store } from './store.ts';

let store: Store;
beforeAll(async () => {
  store = await openStore();
  // Rights on the database itself are set by migrating, not copied from a template.
  await migrate(store.kept.main);
});
afterAll(() => store.close());

test('no guarded row of any schema, read, written or copied; public reference codes only', async () => {
  const tables = await asOwner(store.kept.main, (tx) =>
    tx.query<{ name: string; guarded: boolean; rows: number }>(
      `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name, c.relrowsecurity and c.relforcerowsecurity as guarded, 0 as rows
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'v', 'm', 'S') and n.nspname !~ '^(pg_|information_schema)' order by 1`,
    ),
  );
  expect(tables.length).toBeGreaterThan(60);
  const client = await store.kept.main.borrow('app_desk');
  const seen: string[] = [];
  try {
    for (const { name } of tables)
      for (const statement of [
        `select * from ${name} limit 1`,
        `copy (select * from ${name}) to stdout`,
        `delete from ${name}`,
        `update ${name} set org_id = org_id`,
      ]) {
        const answer = await client.query(statement).catch(() => undefined);
        if ((answer?.rowCount ?? 0) > 0) seen.push(`${name}: ${statement}`);
      }
  } finally {
    client.release(true);
  }
  expect(seen).toEqual([]);
});

test('no block of code, no temporary table, no large object, no ticket of one’s own, no other role', async () => {
  const client = await store.kept.main.borrow('app_desk');
  try {
    for (const [statement, why] of [
      ['do $$ begin end $$', 'permission denied'],
      ['create temporary table t (a int)', 'permission denied'],
      ['select lo_create(0)', 'permission denied'],
      ['create table casework.t (a int)', 'permission denied'],
      ['select fw.put_mac_key(99, sha256($$a$$), sha256($$b$$))', 'permission denied'],
      ['select * from fw.mac_key', 'permission denied'],
      ['select * from audit.stage', 'permission denied'],
      ['set role own_casework', 'permission denied'],
      ['set session authorization app_ident', 'permission denied'],
      ['alter table casework.person disable row level security', 'must be owner'],
      ['set row_security = off; select * from casework.person', 'row-level security|context'],
      [`select fw.begin('w1|1|app_desk|staff|a|b|c|d|e|f|1|n|m')`, 'ticket refused'],
      [`copy casework.person to program 'cat'`, 'permission denied'],
      [`select pg_read_file('postgresql.conf')`, 'permission denied'],
    ] as const)
      await expect(client.query(statement), statement).rejects.toThrow(new RegExp(why));
  } finally {
    client.release(true);
  }
});

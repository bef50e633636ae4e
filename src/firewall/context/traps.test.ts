/** The traps of row security (design chapter 20, section 6) that lead past it: injections, errors, keys, plans, dumps. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { asOwner, insert } from './testing.ts';
import { codeOf, type Houses, openHouses, people } from './testing-houses.ts';

let houses: Houses;
let [home, other, his] = ['', '', ''];
beforeAll(async () => {
  houses = await openHouses();
});
beforeEach(async () => {
  ({ home, other, his } = await houses.anew());
});
afterAll(() => houses.close());

test('nobody reads a partition past the policies of its parent, or a packet’s content past its lock', () =>
  houses.as('app_desk', async (client) => {
    for (const statement of [
      'select * from casework.event_rest',
      'select sealed from referrals.packet',
      'copy referrals.packet to stdout',
      'truncate casework.person',
      'select * from audit.stage',
      'select * from fw.organisation',
      'select fw.erase_rows(gen_random_uuid())',
      'select fw.expire_at(gen_random_uuid(), now())',
      "select fw.share_lock(gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'x', '{}')",
      'select * from ident.name',
    ]) {
      await client.query('begin');
      await houses.open(client);
      expect(await codeOf(client.query(statement)), statement).toBe('42501');
      await client.query('rollback');
    }
  }));

test('an injection has no language, no temporary table, no large object, and no way to become another', () =>
  houses.as('app_desk', async (client) => {
    for (const statement of [
      'do $$ begin perform 1; end $$',
      'create function pg_temp.f() returns int language sql as $$ select 1 $$',
      'create table casework.mine (n int)',
      'select lo_create(0)',
      "select lo_from_bytea(0, '\\x01')",
      'set role own_fw',
      'set session authorization own_casework',
      'set track_activities = on',
      'alter table casework.person no force row level security',
      'select pg_read_file($$/etc/passwd$$)',
      'copy (select 1) to program $$true$$',
    ]) {
      await client.query('begin');
      expect(await codeOf(client.query(statement)), statement).toBe('42501');
      await client.query('rollback');
    }
    // Switching row security off makes the statement fail instead of showing more.
    await client.query('begin');
    await houses.open(client);
    await client.query('set local row_security = off');
    expect(await codeOf(people(client))).toBe('42501');
  }));

test('keys that meet hidden rows say no more than that 128 random bits are taken', () =>
  houses.as('app_desk', async (client) => {
    const add = (subject: string, end: string): Promise<string> =>
      codeOf(
        client.query(
          `savepoint s; insert into casework.person (subject, org_id, purpose_id) values ('${subject}', '${home}', 'desk.visit') ${end}; rollback to s`,
        ),
      ).finally(() => void client.query('rollback to s').catch(() => {}));
    await client.query('begin');
    await houses.open(client);
    expect(await add(randomUUID(), '')).toBe('done');
    expect(await add(his, '')).toBe('23505');
    expect(await add(his, 'on conflict do nothing')).toBe('done');
    expect(await add(his, "on conflict (subject) do update set sex = 'other'")).toBe('42501');
    // Codes on paper: another organisation’s equal code is no conflict.
    const code = (org: string): Record<string, unknown> => ({
      handle_id: randomUUID(),
      org_id: org,
      purpose_id: 'desk.visit',
      subject: randomUUID(),
      kind: 'slip',
      code_hash: Buffer.alloc(32, 9),
    });
    await insert(houses.database, 'casework.handle', code(home));
    await insert(houses.database, 'casework.handle', code(other));
  }));

test('errors and casts in WHERE see no hidden row', () =>
  houses.as('app_desk', async (client) => {
    await client.query('begin');
    await houses.open(client);
    for (const probe of [
      `select 1 / (subject <> '${his}')::int from casework.person`,
      `select subject from casework.person where 1 / (subject <> '${his}')::int = 1`,
      `select subject from casework.person where (subject::text || 'x')::uuid is null and subject = '${his}'`,
    ]) {
      await client.query('savepoint s');
      expect(await codeOf(client.query(probe)), probe).toBe('done');
      await client.query('rollback to s');
    }
    const stats = await client.query(
      "select * from pg_stats where schemaname in ('casework', 'ident', 'consent')",
    );
    expect(stats.rows).toEqual([]);
  }));

test('dumps see every row: as many as the owner', async () => {
  for (const table of ['casework.person', 'consent.agreement', 'referrals.packet', 'ident.name']) {
    const [all] = await asOwner(houses.database, (tx) =>
      tx.query(`select count(*) n from ${table}`),
    );
    await houses.as('app_backup', async (client) =>
      expect((await client.query(`select count(*) n from ${table}`)).rows[0]).toEqual(all),
    );
  }
});

test('a list starts from its organisation: no sequential scan over many rows', async () => {
  await asOwner(houses.database, async (tx) => {
    await tx.execute(
      `insert into casework.person (subject, org_id, purpose_id) select gen_random_uuid(), (array[$1, $2]::uuid[])[1 + (n > 300)::int], 'desk.visit' from generate_series(1, 12000) n`,
      [home, other],
    );
    await tx.execute('analyze casework.person');
  });
  await houses.as('app_desk', async (client) => {
    await client.query('begin');
    await houses.open(client);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain select subject from casework.person where org_id = '${home}' order by last_contact limit 50`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index Scan|Bitmap/);
    expect(plan).not.toMatch(/Seq Scan/);
  });
});

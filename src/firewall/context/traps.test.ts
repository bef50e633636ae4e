/** The traps of row security (design chapter 20, section 6), each kept as a test. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database, Role } from '../../database/index.ts';
import { migrate } from '../../database/migrate.ts';
import { freshDatabase } from '../../database/testing.ts';
import { RIGHTS } from './model.ts';
import {
  addAgreement,
  addGrant,
  addOrganisation,
  asOwner,
  insert,
  putTicketKey,
  ticketFor,
  type TicketKey,
  type TicketWish,
} from './testing.ts';

type Client = Awaited<ReturnType<Database['borrow']>>;

let database: Database;
let key: TicketKey;
let [home, other] = ['', ''];
let [hers, his] = ['', ''];
beforeAll(async () => {
  database = await freshDatabase();
  // Rights on a database are not copied with it; migrating sets them.
  await migrate(database);
  key = await putTicketKey(database);
});
afterAll(() => database.close());

/** Amal’s organisation and the one beside it, with one person each. */
beforeEach(async () => {
  [home, other] = [await addOrganisation(database), await addOrganisation(database)];
  [hers, his] = [randomUUID(), randomUUID()];
  await insert(database, 'casework.person', {
    subject: hers,
    org_id: home,
    purpose_id: 'desk.visit',
  });
  await insert(database, 'casework.person', {
    subject: his,
    org_id: other,
    purpose_id: 'desk.visit',
  });
});

const desk = (wish: Partial<TicketWish> = {}): TicketWish => ({
  audience: 'app_desk',
  org: home,
  purpose: 'desk.visit',
  ...wish,
});

async function withClient<T>(role: Role, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await database.borrow(role);
  try {
    return await work(client);
  } finally {
    await client.query('rollback').catch(() => {});
    client.release(true);
  }
}

const open = (client: Client, wish: Partial<TicketWish> = {}): Promise<unknown> =>
  client.query('select fw.begin($1)', [ticketFor(key, desk(wish))]);

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { code: string }).code,
  );

const people = async (client: Client): Promise<unknown[]> =>
  (await client.query<{ subject: string }>('select subject from casework.person')).rows.map(
    ({ subject }) => subject,
  );

test('settings that a handler or an injection makes are no context, also on a used connection', () =>
  withClient('app_desk', async (client) => {
    await client.query('begin');
    await open(client);
    expect(await people(client)).toEqual([hers]);
    await client.query('commit');
    await client.query(
      `select set_config('wayhouse.org', '${other}', false), set_config('fw.org_id', '${other}', false)`,
    );
    expect(await codeOf(people(client))).toBe('WH001');
    await client.query('begin');
    await open(client);
    expect(await people(client)).toEqual([hers]);
  }));

test('without a ticket every guarded table is closed to every login role', async () => {
  for (const [role, tables] of Object.entries(RIGHTS))
    await withClient(role as Role, async (client) => {
      // Where there is a row to judge, the policies miss the context; where there is none, they have nothing to ask.
      for (const table of Object.keys(tables))
        expect(
          await client.query(`select from ${table}`).then(
            ({ rowCount }) => rowCount,
            (error: { code: string }) => error.code,
          ),
          table,
        ).toBeOneOf([0, 'WH001']);
    });
});

test('a ticket opens one context once: not twice, not a second one, not for another, not when old', async () => {
  const ticket = ticketFor(key, desk());
  await withClient('app_desk', async (client) => {
    await client.query('begin');
    await client.query('select fw.begin($1)', [ticket]);
    expect(await codeOf(open(client, { org: other }))).toBe('23505');
    await client.query('rollback; begin');
    await client.query('select fw.begin($1)', [ticket]);
    await client.query('commit; begin');
    expect(await codeOf(client.query('select fw.begin($1)', [ticket]))).toBe('23505');
    await client.query('rollback; begin');
    expect(await codeOf(open(client, { audience: 'app_ident' }))).toBe('WH005');
    await client.query('rollback; begin');
    expect(await codeOf(open(client, { expMs: Date.now() - 1 }))).toBe('WH003');
    await client.query('rollback; begin');
    expect(await codeOf(open(client, { expMs: Date.now() + 60_000 }))).toBe('WH003');
    await client.query('rollback; begin; savepoint one');
    await open(client);
    await client.query('rollback to one');
    expect(await codeOf(people(client))).toBe('WH001');
  });
  await asOwner(database, async (tx) => {
    await tx.execute('update fw.mac_key set retired_at = clock_timestamp()');
  });
  await withClient('app_desk', async (client) => {
    await client.query('begin');
    expect(await codeOf(open(client))).toBe('WH002');
  });
  key = await putTicketKey(database);
});

test('a context ends by itself in the middle of a transaction', () =>
  withClient('app_desk', async (client) => {
    await client.query('begin');
    await open(client, { expMs: Date.now() + 1_000 });
    expect(await people(client)).toEqual([hers]);
    await client.query('select pg_sleep(1.1)');
    expect(await codeOf(people(client))).toBe('WH003');
    await client.query('rollback; begin');
    await open(client, {
      expMs: Date.now() + 1_000,
      kind: 'person',
      subject: hers,
      purpose: 'own.access',
    });
    expect(await people(client)).toEqual([hers]);
    await client.query('select pg_sleep(1.1)');
    // What is hers is at home there: the first to be asked is home_org, which says that the time is over.
    expect(await codeOf(people(client))).toBe('WH003');
  }));

test('a cut organisation sees nothing at its next statement', () =>
  withClient('app_desk', async (client) => {
    await client.query('begin');
    await open(client);
    expect(await people(client)).toEqual([hers]);
    await asOwner(database, (tx) =>
      tx.execute('update fw.organisation set cut_at = clock_timestamp() where org_id = $1', [home]),
    );
    expect(await codeOf(people(client))).toBe('WH004');
  }));

test('a snapshot that would not see a withdrawal opens no context', () =>
  withClient('app_desk', async (client) => {
    for (const level of ['repeatable read', 'serializable']) {
      await client.query(`begin isolation level ${level}`);
      expect(await codeOf(open(client))).toBe('WH001');
      await client.query('rollback');
    }
  }));

test('a cursor held over the end of a context keeps the next one closed', () =>
  withClient('app_desk', async (client) => {
    await client.query('begin');
    await open(client);
    await client.query('declare kept cursor with hold for select subject from casework.person');
    await client.query('commit; begin');
    expect(await codeOf(open(client, { org: other }))).toBe('WH001');
    await client.query('rollback; close kept; begin');
    await open(client, { org: other });
    expect(await people(client)).toEqual([his]);
  }));

test('plans kept by a connection, cursors and COPY show each organisation its own', () =>
  withClient('app_desk', async (client) => {
    await client.query('prepare kept as select subject from casework.person');
    for (let i = 0; i < 8; i++) {
      const [org, whose] = i % 2 ? [home, hers] : [other, his];
      await client.query('begin');
      await open(client, { org });
      expect((await client.query('execute kept')).rows).toEqual([{ subject: whose }]);
      await client.query('declare looking cursor for select subject from casework.person');
      expect((await client.query('fetch all from looking')).rows).toEqual([{ subject: whose }]);
      expect((await client.query('copy (select * from casework.person) to stdout')).rowCount).toBe(
        1,
      );
      expect((await client.query('copy casework.person to stdout')).rowCount).toBe(1);
      await client.query('commit');
    }
    await client.query('begin');
    await open(client);
    expect(
      await codeOf(client.query('copy casework.person (subject, org_id, purpose_id) from stdin')),
    ).toBe('0A000');
  }));

test('nobody reads a partition past the policies of its parent, or a packet’s content past its lock', () =>
  withClient('app_desk', async (client) => {
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
      await open(client);
      expect(await codeOf(client.query(statement)), statement).toBe('42501');
      await client.query('rollback');
    }
  }));

test('an injection has no language, no temporary table, no large object, and no way to become another', () =>
  withClient('app_desk', async (client) => {
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
    await open(client);
    await client.query('set local row_security = off');
    expect(await codeOf(people(client))).toBe('42501');
  }));

test('keys that meet hidden rows say no more than that 128 random bits are taken', () =>
  withClient('app_desk', async (client) => {
    const add = (subject: string, end: string): Promise<string> =>
      codeOf(
        client.query(
          `savepoint s; insert into casework.person (subject, org_id, purpose_id) values ('${subject}', '${home}', 'desk.visit') ${end}; rollback to s`,
        ),
      ).finally(() => void client.query('rollback to s').catch(() => {}));
    await client.query('begin');
    await open(client);
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
    await insert(database, 'casework.handle', code(home));
    await insert(database, 'casework.handle', code(other));
  }));

test('a packet of another organisation can be claimed by nobody', async () => {
  const agreement_id = await addAgreement(database, [home, other]);
  const grant_id = await addGrant(database, { subject: hers, from: home, to: other });
  const packet_id = randomUUID();
  await insert(database, 'referrals.packet', {
    packet_id,
    from_org: home,
    to_org: other,
    grant_id,
    agreement_id,
    purpose_id: 'referral.send',
    categories: ['need'],
    sealed: Buffer.from('noise'),
  });
  await withClient('app_desk', async (client) => {
    await client.query('begin');
    await open(client, { org: other, purpose: 'referral.send' });
    const claim = `insert into referrals.packet_origin (packet_id, org_id, purpose_id, subject) values ('${packet_id}', '${other}', 'referral.send', '${his}')`;
    expect(await codeOf(client.query(claim))).toBe('23503');
    await client.query('rollback; begin');
    await open(client, { org: other, purpose: 'referral.receive' });
    const sealed = async (): Promise<unknown> =>
      (
        await client.query<{ x: Buffer }>('select fw.open_packet($1) as x', [packet_id])
      ).rows[0]?.x?.toString();
    expect(await sealed()).toBe('noise');
    // On her way out: the packet, which does not name her, is out of use too, for both ends.
    await insert(database, 'consent.erasing', {
      org_id: home,
      subject: hers,
      erasure_no: randomUUID(),
    });
    expect(await sealed()).toBeUndefined();
    expect((await client.query('select packet_id from referrals.packet')).rows).toEqual([]);
    await client.query('rollback; begin');
    await open(client, { purpose: 'referral.send' });
    expect(await sealed()).toBeUndefined();
    expect((await client.query('select packet_id from referrals.packet')).rows).toEqual([]);
  });
});

test('errors and casts in WHERE see no hidden row', () =>
  withClient('app_desk', async (client) => {
    await client.query('begin');
    await open(client);
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
    const [all] = await asOwner(database, (tx) => tx.query(`select count(*) n from ${table}`));
    await withClient('app_backup', async (client) =>
      expect((await client.query(`select count(*) n from ${table}`)).rows[0]).toEqual(all),
    );
  }
});

test('a list starts from its organisation: no sequential scan over many rows', async () => {
  await asOwner(database, async (tx) => {
    await tx.execute(
      `insert into casework.person (subject, org_id, purpose_id) select gen_random_uuid(), (array[$1, $2]::uuid[])[1 + (n > 300)::int], 'desk.visit' from generate_series(1, 12000) n`,
      [home, other],
    );
    await tx.execute('analyze casework.person');
  });
  await withClient('app_desk', async (client) => {
    await client.query('begin');
    await open(client);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain select subject from casework.person where org_id = '${home}' order by last_contact limit 50`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index Scan|Bitmap/);
    expect(plan).not.toMatch(/Seq Scan/);
  });
});

test('an agreement is nobody’s alone: one party drafts, each signs for itself, what was suspended is signed anew', async () => {
  const manage = { audience: 'app_consent', purpose: 'agreement.manage' } as const;
  const id = await addAgreement(database, [home, other]);
  await withClient('app_consent', async (client) => {
    const tryAs = async (org: string, sql: string): Promise<string> => {
      await client.query('begin');
      await open(client, { ...manage, org });
      const code = await codeOf(client.query(sql));
      await client.query(code === 'done' ? 'commit' : 'rollback');
      return code;
    };
    const set = (text: string): string =>
      `update consent.agreement set ${text} where agreement_id = '${id}'`;
    expect(await tryAs(home, set(`ends_at = ends_at + interval '1 year'`))).toBe('WH011');
    expect(await tryAs(home, set(`categories = '{need,contact,photo}'`))).toBe('WH011');
    expect(await tryAs(other, `select fw.stop_agreement('${id}', 'suspended')`)).toBe('done');
    expect(await tryAs(home, set(`state = 'live'`))).toBe('WH011');
    expect(await tryAs(home, set(`state = 'draft'`))).toBe('WH011');
    expect(await tryAs(home, set(`state = 'draft', signed_a_by = null, signed_b_by = null`))).toBe(
      'done',
    );
    expect(await tryAs(home, set(`state = 'assessed', signed_b_by = gen_random_uuid()`))).toBe(
      'WH011',
    );
    expect(await tryAs(home, set(`state = 'assessed'`))).toBe('done');
    expect(await tryAs(home, set(`signed_b_by = gen_random_uuid()`))).toBe('WH011');
    expect(await tryAs(home, set(`signed_a_by = gen_random_uuid()`))).toBe('done');
    expect(await tryAs(home, set(`state = 'signed'`))).toBe('23514');
    expect(await tryAs(other, set(`signed_b_by = gen_random_uuid()`))).toBe('done');
    expect(await tryAs(other, set(`state = 'signed'`))).toBe('done');
    expect(await tryAs(other, set(`state = 'live'`))).toBe('done');
    expect(await tryAs(home, set(`party_a = gen_random_uuid()`))).toBe('WH011');
    const draft = `insert into consent.agreement (agreement_id, party_a, party_b, purposes, categories, starts_at, ends_at, state)
      values (gen_random_uuid(), '${home}', '${other}', '{referral.send}', '{need}', now(), now() + interval '1 day', `;
    expect(await tryAs(home, `${draft} 'draft')`)).toBe('done');
    expect(await tryAs(home, `${draft} 'suspended')`)).toBe('WH011');
  });
});

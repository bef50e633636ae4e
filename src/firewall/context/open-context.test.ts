import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { openContext, openingContext } from './open-context.ts';
import {
  addOrganisation,
  asOwner,
  insert,
  putTicketKey,
  ticketFor,
  type TicketKey,
} from './testing.ts';

type Client = Awaited<ReturnType<Database['borrow']>>;

let database: Database;
let key: TicketKey;
let org = '';
const hers = randomUUID();
beforeAll(async () => {
  database = await freshDatabase();
  key = await putTicketKey(database);
  org = await addOrganisation(database);
  await insert(database, 'casework.person', {
    subject: hers,
    org_id: org,
    purpose_id: 'desk.visit',
  });
});
afterAll(() => database.close());

async function withClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = await database.borrow('app_desk');
  try {
    return await work(client);
  } finally {
    client.release(true);
  }
}

const ticket = (wish = {}): string =>
  ticketFor(key, { audience: 'app_desk', org, purpose: 'desk.visit', ...wish });
const people = async (client: Client): Promise<unknown[]> =>
  (await client.query<{ subject: string }>('select subject from casework.person')).rows.map(
    ({ subject }) => subject,
  );
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { code: string }).code,
  );

test('opens a transaction with its context, one after the other on a connection', () =>
  withClient(async (client) => {
    for (let act = 0; act < 3; act++) {
      await openContext(client, ticket({ route: `/act/${act}` }));
      expect(await people(client)).toEqual([hers]);
      await client.query('commit');
      expect(await codeOf(people(client))).toBe('WH001');
    }
    const staged = await asOwner(database, (tx) =>
      tx.query(`select route from audit.stage where route ~ '^/act/' order by stage_id`),
    );
    expect(staged.map(({ route }) => route)).toEqual(['/act/0', '/act/1', '/act/2']);
  }));

test('what comes after a refused ticket, before anybody awaits the refusal, does nothing', () =>
  withClient(async (client) => {
    const used = ticket();
    await openContext(client, used);
    await client.query('commit');
    const refused = codeOf(openContext(client, used));
    const behind = codeOf(people(client));
    expect([await refused, await behind]).toEqual(['23505', '25P02']);
    await client.query('rollback');
    // And the connection is as good as before.
    await openContext(client, ticket());
    expect(await people(client)).toEqual([hers]);
    await client.query('rollback');
  }));

test('a connection whose prepared statements were taken away fails once, then has them again', () =>
  withClient(async (client) => {
    await openContext(client, ticket());
    await client.query('commit; deallocate all');
    expect(await codeOf(openContext(client, ticket()))).toBe('26000');
    await client.query('rollback');
    await openContext(client, ticket());
    expect(await people(client)).toEqual([hers]);
    await client.query('rollback');
  }));

const PEOPLE = { name: 'test.people', text: 'select subject from casework.person' };
const opened = async (client: Client, by = ticket()): Promise<unknown[]> =>
  (await openingContext(client, by).send(PEOPLE)).rows.map(({ subject }) => subject as string);

test('the first statement goes along with the ticket: on a new connection, on one that knows both, and alone', () =>
  withClient(async (client) => {
    for (let act = 0; act < 3; act++) {
      expect(await opened(client, ticket({ route: `/along/${act}` }))).toEqual([hers]);
      expect(await people(client)).toEqual([hers]);
      await client.query('commit');
      expect(await codeOf(people(client))).toBe('WH001');
    }
    const empty = openingContext(client, ticket({ route: '/along/3' }));
    await empty.begin();
    await empty.begin();
    await client.query('commit');
    const staged = await asOwner(database, (tx) =>
      tx.query(`select route from audit.stage where route ~ '^/along/' order by stage_id`),
    );
    expect(staged.map(({ route }) => route)).toEqual([0, 1, 2, 3].map((n) => `/along/${n}`));
  }));

test('a statement behind a refused ticket is never looked at, nor what was asked beside it', () =>
  withClient(async (client) => {
    await opened(client);
    await client.query('commit');
    const name = `w${randomUUID().slice(0, 8)}`;
    for (const refused of [ticket({ expMs: Date.now() - 1 }), 'w1|1']) {
      const beginner = openingContext(client, refused);
      const first = codeOf(
        beginner.send({ name: 'test.lock', text: `select pg_advisory_lock(hashtext('${name}'))` }),
      );
      const beside = codeOf(beginner.send(PEOPLE));
      expect([await first, await beside]).toEqual([
        refused === 'w1|1' ? 'WH002' : 'WH003',
        '25P02',
      ]);
      await client.query('rollback');
      const { rows } = await client.query(
        `select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`,
      );
      expect(rows).toEqual([]);
    }
    expect(await opened(client)).toEqual([hers]);
    await client.query('rollback');
  }));

test('a first statement that fails leaves the connection as good as before, named, unnamed, and with what cannot be sent', () =>
  withClient(async (client) => {
    await opened(client);
    await client.query('rollback');
    const unsendable = {
      toPostgres: () => {
        throw new Error('not to be sent');
      },
    };
    for (const statement of [
      { text: 'select 1 / $1::int', values: [0] },
      { name: 'test.zero', text: 'select 1 / $1::int', values: [0] },
      { text: 'no statement' },
      { name: 'test.none', text: 'no statement' },
      { text: 'select $1::text', values: [unsendable] },
    ]) {
      await expect(openingContext(client, ticket()).send(statement)).rejects.toThrow();
      await client.query('rollback');
      expect(await opened(client)).toEqual([hers]);
      await client.query('rollback');
    }
    const bare = await openingContext(client, ticket()).send({ text: 'select 1 as one' });
    expect(bare.rows).toEqual([{ one: 1 }]);
    await client.query('rollback');
  }));

test('a connection whose statements were taken away has them again with the next ticket', () =>
  withClient(async (client) => {
    await opened(client);
    await client.query('commit; deallocate "fw.begin"');
    expect(await codeOf(opened(client))).toBe('26000');
    await client.query('rollback');
    expect(await opened(client)).toEqual([hers]);
    await client.query('rollback');
  }));

test('nothing of a ticket is read before its mac is known: on a new connection too, it is refused as forged', async () => {
  const good = ticket().split('|');
  for (const [at, put] of [
    [5, ''],
    [5, 'x'],
    [10, '1e3'],
    [10, '99999999999999999999'],
    [11, '?'],
  ] as const)
    await withClient(async (client) => {
      const forged = good.with(at, put).join('|');
      expect(await codeOf(openContext(client, forged)), `${at} ${put}`).toBe('WH002');
      await client.query('rollback');
    });
  await withClient(async (client) => {
    for (const text of [
      '',
      '|',
      'w1|1',
      'w1|1||||||||||',
      '|'.repeat(12),
      `w1|${'9'.repeat(20)}${'|'.repeat(11)}`,
    ]) {
      expect(await codeOf(openContext(client, text)), text).toBe('WH002');
      await client.query('rollback');
    }
  });
});

test('an act is noted under a name of the log’s alphabet, or not at all', () =>
  withClient(async (client) => {
    for (const [act, code] of [
      ['packet.opened', 'done'],
      ['open', 'WH002'],
      ['Packet', 'WH002'],
      ['x', 'WH002'],
      ['', 'WH002'],
      [null, 'WH002'],
      ['a"b', 'WH002'],
    ] as const) {
      await openContext(client, ticket());
      expect(await codeOf(client.query('select fw.note($1)', [act])), `${act}`).toBe(code);
      await client.query('rollback');
    }
  }));

test('what is at home is not asked for again as her own', () =>
  withClient(async (client) => {
    await openContext(client, ticket());
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, timing off, costs off) select subject from casework.person where subject = '${hers}'`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Function Scan on own_row o \(never executed\)/);
    await client.query('rollback');
    const person = { kind: 'person', subject: hers, purpose: 'own.access' } as const;
    await openContext(client, ticket(person));
    expect(await people(client)).toEqual([hers]);
  }));

test('the last statement commits with it: on a new connection, as the first of its act or a later one; nothing may follow', () =>
  withClient(async (client) => {
    const seen = () => asOwner(database, (tx) => tx.query('select n from told.number order by n'));
    await asOwner(database, async (tx) => {
      await tx.execute('create schema told');
      await tx.execute('create table told.number (n int primary key)');
      await tx.execute('grant usage on schema told to app_desk');
      await tx.execute('grant insert on told.number to app_desk');
    });
    const put = (n: number) => ({
      name: 'test.put',
      text: 'insert into told.number values ($1)',
      values: [n],
    });
    for (let n = 1; n <= 2; n++) {
      const alone = openingContext(client, ticket());
      expect((await alone.finish(put(n))).rowCount).toBe(1);
      await alone.commit();
      expect(() => alone.send(PEOPLE)).toThrow('over');
    }
    const later = openingContext(client, ticket());
    await later.send(put(3));
    await later.finish(put(4));
    expect(await seen()).toEqual([1, 2, 3, 4].map((n) => ({ n })));
    expect(await codeOf(people(client))).toBe('WH001');
  }));

test('a last statement that fails, or cannot be sent, commits nothing of its act', () =>
  withClient(async (client) => {
    const unsendable = {
      toPostgres: () => {
        throw new Error('not to be sent');
      },
    };
    const route = '/never';
    for (const statement of [
      { text: 'select 1 / $1::int', values: [0] },
      { name: 'test.zero_last', text: 'select 1 / $1::int', values: [0] },
      { text: 'no statement' },
      { text: 'select $1::text', values: [unsendable] },
    ]) {
      for (const isFirst of [true, false]) {
        const act = openingContext(client, ticket({ route }));
        if (!isFirst) await act.send(PEOPLE);
        await expect(act.finish(statement)).rejects.toThrow();
        await client.query('rollback');
      }
      const good = openingContext(client, ticket());
      expect((await good.finish(PEOPLE)).rows).toHaveLength(1);
    }
    for (const refused of [ticket({ expMs: Date.now() - 1 }), 'w1|1']) {
      await expect(openingContext(client, refused).finish(PEOPLE)).rejects.toThrow();
      await client.query('rollback');
    }
    const swallowed = openingContext(client, ticket({ route }));
    await swallowed.send({ text: 'select 1 / 0' }).catch(() => {});
    await expect(swallowed.finish(PEOPLE)).rejects.toThrow();
    await client.query('rollback');
    const staged = await asOwner(database, (tx) =>
      tx.query('select 1 from audit.stage where route = $1', [route]),
    );
    expect(staged).toEqual([]);
  }));

/** The traps of row security (design chapter 20, section 6) that are about a context: how it begins, how often, and how it ends. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Role } from '../../database/index.ts';
import { RIGHTS } from './model.ts';
import { asOwner } from './testing.ts';
import { codeOf, type Houses, openHouses, people } from './testing-houses.ts';

let houses: Houses;
let [home, other, hers, his] = ['', '', '', ''];
beforeAll(async () => {
  houses = await openHouses();
});
beforeEach(async () => {
  ({ home, other, hers, his } = await houses.anew());
});
afterAll(() => houses.close());

test('settings that a handler or an injection makes are no context, also on a used connection', () =>
  houses.as('app_desk', async (client) => {
    await client.query('begin');
    await houses.open(client);
    expect(await people(client)).toEqual([hers]);
    await client.query('commit');
    await client.query(
      `select set_config('wayhouse.org', '${other}', false), set_config('fw.org_id', '${other}', false)`,
    );
    expect(await codeOf(people(client))).toBe('WH001');
    await client.query('begin');
    await houses.open(client);
    expect(await people(client)).toEqual([hers]);
  }));

test('without a ticket every guarded table is closed to every login role', async () => {
  for (const [role, tables] of Object.entries(RIGHTS))
    await houses.as(role as Role, async (client) => {
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
  const ticket = houses.ticket();
  await houses.as('app_desk', async (client) => {
    await client.query('begin');
    await client.query('select fw.begin($1)', [ticket]);
    expect(await codeOf(houses.open(client, { org: other }))).toBe('23505');
    await client.query('rollback; begin');
    await client.query('select fw.begin($1)', [ticket]);
    await client.query('commit; begin');
    expect(await codeOf(client.query('select fw.begin($1)', [ticket]))).toBe('23505');
    await client.query('rollback; begin');
    expect(await codeOf(houses.open(client, { audience: 'app_ident' }))).toBe('WH005');
    await client.query('rollback; begin');
    expect(await codeOf(houses.open(client, { expMs: Date.now() - 1 }))).toBe('WH003');
    await client.query('rollback; begin');
    expect(await codeOf(houses.open(client, { expMs: Date.now() + 60_000 }))).toBe('WH003');
    await client.query('rollback; begin; savepoint one');
    await houses.open(client);
    await client.query('rollback to one');
    expect(await codeOf(people(client))).toBe('WH001');
  });
  await asOwner(houses.database, async (tx) => {
    await tx.execute('update fw.mac_key set retired_at = clock_timestamp()');
  });
  await houses.as('app_desk', async (client) => {
    await client.query('begin');
    expect(await codeOf(houses.open(client))).toBe('WH002');
  });
  await houses.newKey();
});

test('a context ends by itself in the middle of a transaction', () =>
  houses.as('app_desk', async (client) => {
    await client.query('begin');
    await houses.open(client, { expMs: Date.now() + 1_000 });
    expect(await people(client)).toEqual([hers]);
    await client.query('select pg_sleep(1.1)');
    expect(await codeOf(people(client))).toBe('WH003');
    await client.query('rollback; begin');
    await houses.open(client, {
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
  houses.as('app_desk', async (client) => {
    await client.query('begin');
    await houses.open(client);
    expect(await people(client)).toEqual([hers]);
    await asOwner(houses.database, (tx) =>
      tx.execute('update fw.organisation set cut_at = clock_timestamp() where org_id = $1', [home]),
    );
    expect(await codeOf(people(client))).toBe('WH004');
  }));

test('a snapshot that would not see a withdrawal opens no context', () =>
  houses.as('app_desk', async (client) => {
    for (const level of ['repeatable read', 'serializable']) {
      await client.query(`begin isolation level ${level}`);
      expect(await codeOf(houses.open(client))).toBe('WH001');
      await client.query('rollback');
    }
  }));

test('a cursor held over the end of a context keeps the next one closed', () =>
  houses.as('app_desk', async (client) => {
    await client.query('begin');
    await houses.open(client);
    await client.query('declare kept cursor with hold for select subject from casework.person');
    await client.query('commit; begin');
    expect(await codeOf(houses.open(client, { org: other }))).toBe('WH001');
    await client.query('rollback; close kept; begin');
    await houses.open(client, { org: other });
    expect(await people(client)).toEqual([his]);
  }));

test('plans kept by a connection, cursors and COPY show each organisation its own', () =>
  houses.as('app_desk', async (client) => {
    await client.query('prepare kept as select subject from casework.person');
    for (let i = 0; i < 8; i++) {
      const [org, whose] = i % 2 ? [home, hers] : [other, his];
      await client.query('begin');
      await houses.open(client, { org });
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
    await houses.open(client);
    expect(
      await codeOf(client.query('copy casework.person (subject, org_id, purpose_id) from stdin')),
    ).toBe('0A000');
  }));

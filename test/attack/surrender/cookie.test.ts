/** What the cookie of a staff tablet gives to whoever copies it, and what the database's copy of it gives: nothing. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { addOrganisation, asOwner } from '../../../src/firewall/context/testing.ts';
import { endSessions } from '../../../src/staff/sessions.ts';
import { PURPOSE_STORES } from '../../../src/staff/roles.ts';
import { settle, testHouse, type TestHouse } from '../../../src/staff/testing.ts';

let house: TestHouse;
let worker: Awaited<ReturnType<typeof settle>>;
beforeAll(async () => {
  house = await testHouse();
  worker = await settle(house, house.administrators[0] as TestHouse['administrators'][number]);
});
afterAll(() => house.close());

const may = (change: object): Promise<boolean> =>
  house.door.keeper
    .issue({
      audience: 'app_staff',
      kind: 'staff',
      actor: worker.actor,
      org: worker.org,
      points: [],
      purpose: 'staff.manage',
      route: '/test',
      subject: '',
      session: worker.session,
      ...change,
    })
    .then(
      () => true,
      () => false,
    );

test('gives what its holder’s roles give, for as long as the session lives: an administrator’s shows no person', async () => {
  expect(await may({})).toBe(true);
  const given: string[] = [];
  for (const [purpose, stores] of Object.entries(PURPOSE_STORES))
    for (const audience of stores)
      if (await may({ purpose, audience })) given.push(`${purpose} ${audience}`);
  expect(given).toEqual(['staff.manage app_staff', 'staff.sign_in app_staff']);
  expect(await may({ actor: randomUUID() })).toBe(false);
  expect(await may({ org: await addOrganisation(house.database) })).toBe(false);
  expect(await may({ kind: 'job', route: 'job:retention' })).toBe(false);
  expect(await may({ kind: 'person', subject: randomUUID(), purpose: 'own.access' })).toBe(false);
});

test('the database keeps no cookie: what it keeps opens nothing', async () => {
  const rows = await asOwner(house.database, (tx) =>
    tx.query<{ hash: Buffer }>('select session_hash as hash from staff.session'),
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const { hash } of rows)
    for (const form of ['base64url', 'hex', 'base64'] as const)
      expect(await may({ session: hash.toString(form) })).toBe(false);
});

test('ends with the session, with quiet, and with the account', async () => {
  const other = await settle(house, house.administrators[1] as TestHouse['administrators'][number]);
  await asOwner(house.database, (tx) =>
    tx.execute(
      `update staff.session set seen_at = clock_timestamp() - interval '16 minutes' where account_id = $1`,
      [other.actor],
    ),
  );
  house.forget();
  expect(await may({ actor: other.actor, session: other.session })).toBe(false);
  await endSessions(house.door, worker, 'all');
  house.forget();
  expect(await may({})).toBe(false);
});

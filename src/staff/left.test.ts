import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asOwner } from '../firewall/context/testing.ts';
import { expire } from '../firewall/erasure/index.ts';
import { addAccount, closeAccount, listAccounts } from './accounts.ts';
import { invite } from './invitations.ts';
import { owner, settle, testHouse } from './testing.ts';

let house: Awaited<ReturnType<typeof testHouse>>;
let amira: Awaited<ReturnType<typeof settle>>;
let tesfay: Awaited<ReturnType<typeof settle>>;
beforeAll(async () => {
  house = await testHouse();
  const [first, second] = house.administrators as [never, never];
  amira = await settle(house, first);
  tesfay = await settle(house, second);
});
afterAll(() => house.close());

const keys = async (): Promise<number> =>
  (await asOwner(house.kept.keys, (tx) => tx.query('select from keys.dek'))).length;

/** Somebody with a password, a factor, a role and a training. */
async function newWorker(login: string) {
  const account_id = randomUUID();
  await addAccount(house.door, amira, { account_id, login, display_name: login, languages: [] });
  const link = await invite(house.door, amira, account_id, 'new');
  return { account_id, worker: await settle(house, { account: account_id, ...link }) };
}

it('an account ends twelve months after its holder left, with its keys and all that hangs on it', async () => {
  const mercy = await newWorker('mercy');
  await newWorker('stays');
  const before = await keys();
  await closeAccount(house.door, amira, mercy.account_id);
  const leftAgo = (days: number) =>
    // Past the rule that what ended stays ended: it is the clock that is moved here.
    asOwner(house.database, async (tx) => {
      await tx.execute('alter table staff.account disable trigger stays_ended');
      await tx.execute(
        `update staff.account set closed_at = clock_timestamp() - make_interval(days => $2) where account_id = $1`,
        [mercy.account_id, days],
      );
      await tx.execute('alter table staff.account enable trigger stays_ended');
    });
  const hanging = async (): Promise<number> => {
    const [row] = await asOwner(house.database, (tx) =>
      tx.query<{ n: number }>(
        `select (select count(*) from staff.account where account_id = $1)::int
           + (select count(*) from staff.session where account_id = $1)::int
           + (select count(*) from staff.recovery_code where account_id = $1)::int
           + (select count(*) from staff.invitation where account_id = $1)::int as n`,
        [mercy.account_id],
      ),
    );
    return row?.n ?? 0;
  };
  const all = await hanging();
  expect(all).toBeGreaterThan(10);

  await leftAgo(364);
  expect(await expire(house.door, house.org)).not.toHaveProperty('staff.account');
  expect([await hanging(), await keys()]).toEqual([all, before]);

  await leftAgo(367);
  expect(await expire(house.door, house.org)).toMatchObject({ 'staff.account': 1 });
  expect([await hanging(), await keys()]).toEqual([0, before - 1]);
  expect(await expire(house.door, house.org)).not.toHaveProperty('staff.account');

  const names = (await listAccounts(house.door, amira)).map(({ login }) => login);
  expect(names.toSorted()).toEqual(['amira', 'stays', 'tesfay']);
  // That she was forgotten stands in the log under her number, and the sign-in name is free again.
  const told = await owner(
    house,
    `select details from audit.stage where act = 'account.forgotten'`,
  );
  expect(told).toEqual([{ details: { account: mercy.account_id } }]);
  await newWorker('mercy');
});

it('is run for the organisation of the job alone', async () => {
  const elsewhere = randomUUID();
  await asOwner(house.database, async (tx) => {
    await tx.execute(
      `insert into fw.organisation (org_id, name, country, kind, no_enforcement_function, proposed_by, approved_by)
       values ($1, 'Elsewhere', 'XW', 'humanitarian', true, $2, $3)`,
      [elsewhere, amira.actor, tesfay.actor],
    );
    await tx.execute(
      `insert into staff.account (account_id, org_id, login, display_name, closed_at)
       values ($1, $1, 'from-elsewhere', 'E', now() - interval '3 years')`,
      [elsewhere],
    );
  });
  expect(await expire(house.door, house.org)).not.toHaveProperty('staff.account');
  expect(await expire(house.door, elsewhere)).toMatchObject({ 'staff.account': 1 });
});

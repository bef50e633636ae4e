import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Worker } from '../firewall/index.ts';
import { addAccount, closeAccount, readAccount } from './accounts.ts';
import { invite } from './invitations.ts';
import { endSessionOf, openSessionsOf } from './others-sessions.ts';
import { readOwnAccount } from './own-account.ts';
import { startSession } from './sessions.ts';
import { owner, settle, testHouse, type TestHouse } from './testing.ts';

let house: TestHouse;
let amira: Worker;
let lena: Worker;
beforeAll(async () => {
  house = await testHouse();
  amira = await settle(house, house.administrators[0] as never);
  const account = randomUUID();
  await addAccount(house.door, amira, { account_id: account, login: 'lena', display_name: 'Lena' });
  const { token } = await invite(house.door, amira, account, 'new');
  lena = await settle(house, { account, token });
});
beforeEach(() => house.forget());
afterAll(() => house.close());

const another = async (): Promise<Worker> => ({
  ...lena,
  session: await startSession(house.door, { account: lena.actor, org: lena.org }, 'passkey'),
});

describe('open sessions of a colleague', () => {
  it('tells since when and how, and nothing of where', async () => {
    const phone = await another();
    const told = await openSessionsOf(house.door, amira, lena.actor);
    expect(told.map(({ how }) => how)).toEqual(['passkey', 'password']);
    for (const one of told)
      expect(Object.keys(one).toSorted()).toEqual([
        'ends_at',
        'how',
        'session_id',
        'shared',
        'started_at',
      ]);
    const columns = await owner(
      house,
      `select column_name from information_schema.columns where table_schema = 'staff' and table_name = 'session'
         and column_name ~ '(ip|address|agent|browser|place|country|position)'`,
    );
    expect(columns).toEqual([]);
    const [mark] = await owner(
      house,
      `select details ->> 'account' as account from audit.stage where act = 'sessions.seen' order by n desc limit 1`,
    );
    expect(mark).toEqual({ account: lena.actor });
    await endSessionOf(house.door, amira, lena.actor, told[0]?.session_id ?? '');
    house.forget();
    await expect(readOwnAccount(house.door, phone)).rejects.toMatchObject({ code: 'not_allowed' });
  });

  it('ends one alone: the other goes on, and an ended one is told no more', async () => {
    const before = await openSessionsOf(house.door, amira, lena.actor);
    await another();
    const [newest] = await openSessionsOf(house.door, amira, lena.actor);
    await endSessionOf(house.door, amira, lena.actor, newest?.session_id ?? '');
    house.forget();
    expect((await readOwnAccount(house.door, lena)).sessions).toHaveLength(1);
    expect(await openSessionsOf(house.door, amira, lena.actor)).toEqual(before);
    await expect(
      endSessionOf(house.door, amira, lena.actor, newest?.session_id ?? ''),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('tells no session that quiet or the hour has ended', async () => {
    await another();
    const [one] = await openSessionsOf(house.door, amira, lena.actor);
    await owner(
      house,
      `update staff.session set seen_at = seen_at - interval '16 minutes' where session_id = '${one?.session_id}'`,
    );
    const now = await openSessionsOf(house.door, amira, lena.actor);
    expect(now.map(({ session_id: id }) => id)).not.toContain(one?.session_id);
  });

  it('asks for the right to manage staff, the own organisation and the session of that very account', async () => {
    const [hers] = await openSessionsOf(house.door, amira, lena.actor);
    const session = hers?.session_id ?? '';
    await expect(openSessionsOf(house.door, lena, amira.actor)).rejects.toMatchObject({
      code: 'not_allowed',
    });
    await expect(endSessionOf(house.door, lena, lena.actor, session)).rejects.toMatchObject({
      code: 'not_allowed',
    });
    for (const work of [
      () => openSessionsOf(house.door, amira, randomUUID()),
      () => endSessionOf(house.door, amira, amira.actor, session),
      () => endSessionOf(house.door, amira, lena.actor, randomUUID()),
    ])
      await expect(work()).rejects.toMatchObject({ code: 'not_found' });
    const org = randomUUID();
    const [account, theirs] = [randomUUID(), randomUUID()];
    await owner(
      house,
      `insert into fw.organisation (org_id, name, country, kind, no_enforcement_function, proposed_by, approved_by) values ('${org}', 'Elsewhere', 'XW', 'shelter', true, gen_random_uuid(), gen_random_uuid())`,
    );
    await owner(
      house,
      `insert into staff.account (account_id, org_id, login, display_name, created_by) values ('${account}', '${org}', 'stranger', 'S', '${account}')`,
    );
    await owner(
      house,
      `insert into staff.session (session_hash, session_id, org_id, account_id, how, idle, ends_at)
       values (decode(repeat('ab', 32), 'hex'), '${theirs}', '${org}', '${account}', 'passkey', '10 minutes', clock_timestamp() + interval '1 hour')`,
    );
    await expect(openSessionsOf(house.door, amira, account)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(endSessionOf(house.door, amira, account, theirs)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('is empty for a closed account', async () => {
    const account = randomUUID();
    await addAccount(house.door, amira, { account_id: account, login: 'omar', display_name: 'O' });
    const { token } = await invite(house.door, amira, account, 'new');
    await settle(house, { account, token });
    expect(await openSessionsOf(house.door, amira, account)).toHaveLength(1);
    await closeAccount(house.door, amira, account);
    expect(await openSessionsOf(house.door, amira, account)).toEqual([]);
    expect((await readAccount(house.door, amira, account)).sessions).toBe(0);
  });
});

/** What takes two people takes two in the database too: whatever a handler writes, it writes in the name on the ticket. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actAs, asWorker, type Worker } from '../firewall/index.ts';
import { addAccount, grantRole, listAccounts } from './accounts.ts';
import { invite, openInvitation, secondInvitation, useInvitation } from './invitations.ts';
import { owner, settle, testHouse, type TestHouse } from './testing.ts';

let house: TestHouse;
let amira: Worker;
let tesfay: Worker;
beforeAll(async () => {
  house = await testHouse();
  const [first, second] = house.administrators as [never, never];
  amira = await settle(house, first);
  tesfay = await settle(house, second);
});
afterAll(() => house.close());

const newcomer = async (login: string): Promise<string> => {
  const account_id = randomUUID();
  await addAccount(house.door, amira, { account_id, login, display_name: login });
  return account_id;
};
const write = (worker: Worker, text: string, values: readonly unknown[]) =>
  actAs(
    house.door,
    { ...asWorker(worker), role: 'app_staff', purpose: 'staff.manage', route: '/test' },
    (tx) => tx.execute(text, values),
  );
const needsAnother = { code: 'second_person_needed' };

describe('a link for a new account', () => {
  it('is not made for an account that somebody has: one administrator alone would be in', async () => {
    await expect(invite(house.door, amira, tesfay.actor, 'new')).rejects.toMatchObject(
      needsAnother,
    );
    expect(await listAccounts(house.door, tesfay)).toHaveLength(2);
  });

  it('opens nothing more once the account was set up by another', async () => {
    const account = await newcomer('lena');
    const [kept, used] = [
      await invite(house.door, amira, account, 'new'),
      await invite(house.door, amira, account, 'new'),
    ];
    const facts = await openInvitation(house.door, kept.token);
    const lena = await settle(house, { account, token: used.token });
    await expect(openInvitation(house.door, kept.token)).rejects.toMatchObject({
      code: 'not_found',
    });
    // Nor for whoever had it open already.
    await expect(
      useInvitation(house.door, kept.token, facts, async () => {}),
    ).rejects.toMatchObject(needsAnother);
    await expect(
      actAs(
        house.door,
        { ...asWorker(lena), role: 'app_staff', purpose: 'staff.sign_in', route: '/test' },
        (tx) => tx.query('select account_id from staff.account where password_hash is not null'),
      ),
    ).resolves.toContainEqual({ account_id: account });
  });

  it('is used by one of two who hold one each, at the same moment', async () => {
    const account = await newcomer('maryam');
    const links = [
      await invite(house.door, amira, account, 'new'),
      await invite(house.door, tesfay, account, 'new'),
    ];
    const answers = await Promise.allSettled(
      links.map(async ({ token }, n) => {
        const facts = await openInvitation(house.door, token);
        await useInvitation(house.door, token, facts, async (tx) => {
          await tx.query('select pg_sleep(0.2)');
          await tx.execute(
            `insert into staff.passkey (credential_id, org_id, account_id, public_key, backed_up, label)
             values ($1, $2, $3, '\\x01', false, 'Key')`,
            [Buffer.from(`key ${n}`), house.org, account],
          );
        });
      }),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('in the database, nobody acts in the name of somebody else', () => {
  it('when a way back is made and seconded', async () => {
    const link = `insert into staff.invitation (token_hash, org_id, account_id, why, made_by, second_by, ends_at)
      values ($1, $2, $3, 'recovery', $4, $5, clock_timestamp() + interval '1 hour')`;
    const noor = await newcomer('noor');
    const made = (by: string, second: string | null) =>
      write(amira, link, [Buffer.alloc(32, 7), house.org, noor, by, second]);
    await expect(made(tesfay.actor, null)).rejects.toMatchObject(needsAnother);
    await expect(made(amira.actor, tesfay.actor)).rejects.toMatchObject(needsAnother);
    const { token, hash } = await invite(house.door, amira, noor, 'recovery');
    const second = 'update staff.invitation set second_by = $2 where token_hash = $1';
    const named = [Buffer.from(hash, 'hex'), tesfay.actor];
    await expect(write(amira, second, named)).rejects.toMatchObject(needsAnother);
    await expect(
      write(amira, 'update staff.invitation set used_at = now() where token_hash = $1', [named[0]]),
    ).rejects.toMatchObject(needsAnother);
    await secondInvitation(house.door, tesfay, hash);
    await expect(
      write(amira, 'update staff.invitation set second_by = null where token_hash = $1', [
        named[0],
      ]),
    ).rejects.toMatchObject({ code: 'not_allowed' });
    expect(await openInvitation(house.door, token)).toMatchObject({ login: 'noor' });
  });

  it('when a role or a training is given, or one that ended is taken up again', async () => {
    const grant = `insert into staff.role_grant (grant_id, org_id, account_id, role, granted_by) values (gen_random_uuid(), $1, $2, 'dpo', $3)`;
    const karim = await newcomer('karim');
    await expect(write(amira, grant, [house.org, karim, tesfay.actor])).rejects.toMatchObject(
      needsAnother,
    );
    await expect(
      write(
        amira,
        `insert into staff.training (org_id, account_id, course, hours, passed_on, valid_until, recorded_by)
         values ($1, $2, 'safeguarding', 8, '2026-01-01', '2027-01-01', $3)`,
        [house.org, amira.actor, tesfay.actor],
      ),
    ).rejects.toMatchObject(needsAnother);
    await write(amira, grant, [house.org, karim, amira.actor]);
    const end = (to: string | null) =>
      write(amira, 'update staff.role_grant set revoked_at = $2 where account_id = $1', [
        karim,
        to,
      ]);
    expect(await end('2026-11-22')).toBe(1);
    await expect(end(null)).rejects.toMatchObject({ code: 'not_allowed' });
  });

  it('when a provider is pinned', async () => {
    const pin = (by: string) =>
      write(
        amira,
        `insert into staff.provider (org_id, issuer, client_id, label, added_by, approved_by) values ($1, 'https://id.example', 'c', 'l', $2, $3)`,
        [house.org, by, amira.actor],
      );
    await expect(pin(tesfay.actor)).rejects.toMatchObject(needsAnother);
  });
});

it('keeps duties apart when two administrators give them at one moment', async () => {
  const account = await newcomer('rui');
  for (let n = 0; n < 5; n++) {
    await Promise.allSettled([
      grantRole(house.door, amira, account, { role: 'dpo' }),
      grantRole(house.door, tesfay, account, { role: 'auditor' }),
    ]);
    const rows = await owner(
      house,
      `select role from staff.role_grant where account_id = '${account}' and revoked_at is null`,
    );
    expect(rows).toHaveLength(1);
    await owner(
      house,
      `update staff.role_grant set revoked_at = clock_timestamp() where account_id = '${account}'`,
    );
  }
});

describe('in the database, whoever is signed in writes of the own account alone', () => {
  const own = (worker: Worker, text: string, values: readonly unknown[]) =>
    actAs(
      house.door,
      { ...asWorker(worker), role: 'app_staff', purpose: 'staff.sign_in', route: '/test' },
      (tx) => tx.execute(text, values),
    );
  const refused = { code: 'purpose_mismatch' };

  it('and no role, training, link or provider at all', async () => {
    const dina = await newcomer('dina');
    for (const [text, ...values] of [
      [
        `insert into staff.role_grant (grant_id, org_id, account_id, role, granted_by) values (gen_random_uuid(), $1, $2, 'caseworker', $3)`,
        house.org,
        dina,
        tesfay.actor,
      ],
      [
        `insert into staff.training (org_id, account_id, course, hours, passed_on, valid_until, recorded_by) values ($1, $2, 'safeguarding', 8, '2026-01-01', '2027-01-01', $3)`,
        house.org,
        dina,
        tesfay.actor,
      ],
      [
        `insert into staff.invitation (token_hash, org_id, account_id, why, made_by, ends_at) values (sha256('x'), $1, $2, 'new', $3, clock_timestamp() + interval '1 hour')`,
        house.org,
        dina,
        tesfay.actor,
      ],
      [
        `update staff.role_grant set revoked_at = clock_timestamp() where account_id = $1`,
        amira.actor,
      ],
      [`update staff.account set password_hash = 'x' where account_id = $1`, amira.actor],
      [
        `update staff.account set closed_at = clock_timestamp() where account_id = $1`,
        tesfay.actor,
      ],
      [`update staff.session set ended_at = clock_timestamp() where account_id = $1`, amira.actor],
      [`delete from staff.recovery_code where account_id = $1`, amira.actor],
      [
        `insert into staff.passkey (credential_id, org_id, account_id, public_key, backed_up, label) values ('\\x07', $1, $2, '\\x01', false, 'Key')`,
        house.org,
        amira.actor,
      ],
      [
        `insert into staff.session (session_hash, session_id, org_id, account_id, how, idle, ends_at)
         values (sha256('mine'), gen_random_uuid(), $1, $2, 'passkey', interval '15 minutes', clock_timestamp() + interval '1 hour')`,
        house.org,
        amira.actor,
      ],
    ] as const)
      await expect(own(tesfay, text, values), text).rejects.toMatchObject(refused);
    expect(
      await own(tesfay, `update staff.account set display_name = 'T' where account_id = $1`, [
        tesfay.actor,
      ]),
    ).toBe(1);
  });

  it('and an administrator writes nobody a way in', async () => {
    for (const [text, ...values] of [
      [`update staff.account set password_hash = 'x' where account_id = $1`, tesfay.actor],
      [`update staff.account set totp_last = 0 where account_id = $1`, tesfay.actor],
      [
        `insert into staff.passkey (credential_id, org_id, account_id, public_key, backed_up, label) values ('\\x08', $1, $2, '\\x01', false, 'Key')`,
        house.org,
        tesfay.actor,
      ],
      [
        `insert into staff.session (session_hash, session_id, org_id, account_id, how, idle, ends_at)
         values (sha256('hers'), gen_random_uuid(), $1, $2, 'passkey', interval '15 minutes', clock_timestamp() + interval '1 hour')`,
        house.org,
        tesfay.actor,
      ],
      [
        `insert into staff.account (account_id, org_id, login, display_name, password_hash) values (gen_random_uuid(), $1, 'made-up', 'M', 'x')`,
        house.org,
      ],
    ] as const)
      await expect(write(amira, text, values), text).rejects.toMatchObject(refused);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actAs, asWorker } from '../firewall/index.ts';
import {
  addAccount,
  closeAccount,
  grantRole,
  listAccounts,
  recordTraining,
  revokeRole,
} from './accounts.ts';
import { choosePassword, invite, secondInvitation, openInvitation } from './invitations.ts';
import { proveAgain } from './own-account.ts';
import { endSessions } from './sessions.ts';
import { tryCode, tryPassword } from './sign-in.ts';
import { codeOf, owner, PASSWORD, settle, testHouse, type TestHouse } from './testing.ts';

let house: TestHouse;
let amira: Awaited<ReturnType<typeof settle>>;
let tesfay: Awaited<ReturnType<typeof settle>>;
beforeAll(async () => {
  house = await testHouse();
  const [first, second] = house.administrators as [never, never];
  amira = await settle(house, first);
  tesfay = await settle(house, second);
});
afterAll(() => house.close());

const later = (): void => {
  house.clock.now += 30_000;
};

describe('signing in', () => {
  it('takes a password and then a code of the app, and gives a session that acts', async () => {
    later();
    const note = await tryPassword(house.door, 'Amira', PASSWORD);
    const session = await tryCode(house.door, note, codeOf(amira.typed, house.clock.now));
    const rows = await listAccounts(house.door, { ...amira, session });
    expect(rows.map(({ login }) => login)).toEqual(['amira', 'tesfay']);
  });

  it('refuses a code that was used, in the same window', async () => {
    later();
    const code = codeOf(amira.typed, house.clock.now);
    await tryCode(house.door, await tryPassword(house.door, 'amira', PASSWORD), code);
    const again = await tryPassword(house.door, 'amira', PASSWORD);
    await expect(tryCode(house.door, again, code)).rejects.toMatchObject({ code: 'not_signed_in' });
  });

  it('takes each recovery code once', async () => {
    later();
    const [code = ''] = tesfay.recoveryCodes;
    await tryCode(
      house.door,
      await tryPassword(house.door, 'tesfay', PASSWORD),
      code.toUpperCase(),
    );
    const again = await tryPassword(house.door, 'tesfay', PASSWORD);
    await expect(tryCode(house.door, again, code)).rejects.toMatchObject({ code: 'not_signed_in' });
  });

  it('says the same of an unknown name and of a wrong password', async () => {
    const unknown = tryPassword(house.door, 'nobody-here', PASSWORD).catch((error: Error) => error);
    const wrong = tryPassword(house.door, 'amira', 'a wrong one entirely').catch(
      (error: Error) => error,
    );
    const [a, b] = await Promise.all([unknown, wrong]);
    expect(a).toMatchObject({ code: 'not_signed_in' });
    expect((a as Error).message).toBe((b as Error).message);
  });

  it('stops a guesser after eight tries, for known and unknown names alike', async () => {
    for (const login of ['guessed-one', 'tesfay']) {
      let stopped = 0;
      for (let n = 0; n < 12; n++)
        await tryPassword(house.door, login, 'guess after guess').catch(
          ({ code }: { code: string }) => {
            if (code === 'too_many') stopped += 1;
          },
        );
      expect(stopped).toBeGreaterThanOrEqual(4);
    }
  });

  it('gives no further tries to other spellings of a name', async () => {
    // The database's lower case makes an i of the dotted capital, this program's an i with a dot above.
    const spellings = ['amira', 'AMIRA', 'amİra', 'AMİRA', 'ａｍｉｒａ', 'aMira', 'ÂMIRA'];
    const lately = await owner(house, 'delete from staff.attempt returning key_hash');
    expect(lately.length).toBeGreaterThan(0);
    let opened = 0;
    for (const login of spellings)
      for (let n = 0; n < 4; n++)
        await tryPassword(house.door, login, PASSWORD).then(
          () => (opened += 1),
          ({ code }: { code: string }) => expect(['too_many', 'not_signed_in']).toContain(code),
        );
    expect(opened).toBeLessThanOrEqual(8);
    await owner(house, 'delete from staff.attempt');
  });

  it('lets no stranger at the door stop somebody inside from showing that it is her', async () => {
    for (let n = 0; n < 12; n++)
      await tryPassword(house.door, 'amira', 'guess after guess').catch(() => {});
    await expect(tryPassword(house.door, 'amira', PASSWORD)).rejects.toMatchObject({
      code: 'too_many',
    });
    later();
    const code = codeOf(amira.typed, house.clock.now);
    await proveAgain(house.door, amira, { password: PASSWORD, code });
    // She has tries of her own, and they end too.
    const tries = [];
    for (let n = 0; n < 9; n++)
      tries.push(
        await proveAgain(house.door, amira, { password: 'not hers', code: '000000' }).catch(
          (problem: { code: string }) => problem.code,
        ),
      );
    expect(tries.at(0)).toBe('not_signed_in');
    expect(tries.at(-1)).toBe('too_many');
    await owner(house, 'delete from staff.attempt');
  });

  it('refuses a note of the first step that was changed, or is old', async () => {
    const note = await tryPassword(house.door, 'amira', PASSWORD);
    await expect(tryCode(house.door, `${note}x`, '123456')).rejects.toMatchObject({
      code: 'not_signed_in',
    });
    house.clock.now += 6 * 60_000;
    await expect(
      tryCode(house.door, note, codeOf(amira.typed, house.clock.now)),
    ).rejects.toMatchObject({ code: 'not_signed_in' });
  });

  it('ends sessions at once', async () => {
    await endSessions(house.door, amira, 'all');
    house.forget();
    await expect(listAccounts(house.door, amira)).rejects.toMatchObject({ code: 'not_allowed' });
    // The password step was used up above: a recovery code lets her in again.
    const [, second = ''] = amira.recoveryCodes;
    amira.session = await tryCode(
      house.door,
      await tryPassword(house.door, 'amira', PASSWORD),
      second,
    );
    expect(await listAccounts(house.door, amira)).toHaveLength(2);
  });
});

describe('accounts and roles', () => {
  it('opens a role only while its training lasts, and closes it at once', async () => {
    const account = randomUUID();
    await addAccount(house.door, amira, {
      account_id: account,
      login: 'Lena',
      display_name: 'Lena',
    });
    await addAccount(house.door, amira, {
      account_id: account,
      login: 'Lena',
      display_name: 'Lena',
    });
    const { token } = await invite(house.door, amira, account, 'new');
    const lena = await settle(house, { account, token });
    const visit = {
      ...asWorker(lena),
      role: 'app_desk',
      purpose: 'desk.visit',
      route: '/test',
    } as const;
    const look = () => actAs(house.door, visit, (tx) => tx.query('select 1 as one'));
    const again = (): void => house.forget();
    await expect(look()).rejects.toMatchObject({ code: 'not_allowed' });
    const granted = await grantRole(house.door, amira, account, { role: 'desk' });
    expect(granted.roles[0]).toMatchObject({ role: 'desk', trained: false });
    again();
    await expect(look()).rejects.toMatchObject({ code: 'not_allowed' });
    const trained = await recordTraining(house.door, amira, account, {
      course: 'code_of_conduct',
      hours: 3,
      passed_on: '2026-01-10',
      valid_until: '2099-01-10',
    });
    expect(trained.roles[0]?.trained).toBe(false);
    again();
    await expect(look()).rejects.toMatchObject({ code: 'not_allowed' });
    const protecting = await recordTraining(house.door, amira, account, {
      course: 'data_protection',
      hours: 2,
      passed_on: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10),
      valid_until: '2099-01-10',
    });
    expect(protecting.roles[0]?.trained).toBe(true);
    again();
    expect(await look()).toEqual([{ one: 1 }]);
    await revokeRole(house.door, amira, account, granted.roles[0]?.grant_id ?? '');
    again();
    await expect(look()).rejects.toMatchObject({ code: 'not_allowed' });
    await closeAccount(house.door, amira, account);
    again();
    await expect(endSessions(house.door, lena, 'this')).rejects.toMatchObject({
      code: 'not_allowed',
    });
  });

  it('keeps apart the duties that watch each other, and lets nobody raise herself', async () => {
    await expect(grantRole(house.door, amira, amira.actor, { role: 'dpo' })).rejects.toMatchObject({
      code: 'second_person_needed',
    });
    await expect(grantRole(house.door, tesfay, amira.actor, { role: 'dpo' })).rejects.toMatchObject(
      { code: 'second_person_needed' },
    );
  });

  it('shows an administrator no person', async () => {
    for (const [role, purpose] of [
      ['app_desk', 'desk.visit'],
      ['app_ident', 'desk.visit'],
      ['app_health', 'health.care'],
      ['app_register', 'request.authority'],
    ] as const)
      await expect(
        actAs(house.door, { ...asWorker(amira), role, purpose, route: '/test' }, (tx) =>
          tx.query('select 1'),
        ),
      ).rejects.toMatchObject({ code: 'not_allowed' });
  });

  it('lets somebody back in only with two administrators, and puts out whoever was in', async () => {
    const { token, hash } = await invite(house.door, amira, tesfay.actor, 'recovery');
    await expect(openInvitation(house.door, token)).rejects.toMatchObject({ code: 'not_found' });
    await expect(secondInvitation(house.door, amira, hash)).rejects.toMatchObject({
      code: 'second_person_needed',
    });
    await expect(secondInvitation(house.door, tesfay, hash)).rejects.toMatchObject({
      code: 'second_person_needed',
    });
    const account = randomUUID();
    await addAccount(house.door, amira, {
      account_id: account,
      login: 'noor',
      display_name: 'Noor',
    });
    await grantRole(house.door, amira, account, { role: 'administrator' });
    const noor = await settle(house, {
      account,
      token: (await invite(house.door, amira, account, 'new')).token,
    });
    await secondInvitation(house.door, noor, hash);
    const back = await settle(house, { account: tesfay.actor, token });
    house.forget();
    await expect(listAccounts(house.door, tesfay)).rejects.toMatchObject({ code: 'not_allowed' });
    expect((await listAccounts(house.door, back)).length).toBeGreaterThan(2);
  });

  it('says why a password cannot be taken', async () => {
    const account = randomUUID();
    await addAccount(house.door, amira, {
      account_id: account,
      login: 'karim',
      display_name: 'Karim',
    });
    const { token } = await invite(house.door, amira, account, 'new');
    for (const bad of ['short', 'aaaaaaaaaaaaaaaa', '123456789012345', 'karim likes the sea'])
      await expect(choosePassword(house.door, token, bad)).rejects.toMatchObject({
        code: 'bad_input',
        field: 'password',
      });
  });
});

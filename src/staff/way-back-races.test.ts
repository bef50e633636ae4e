import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { insert, waitsForLock } from '../firewall/context/testing.ts';
import { actAs } from '../firewall/index.ts';
import { addAccount, closeAccount } from './accounts.ts';
import { loginFacts } from './facts.ts';
import { invite, openInvitation, secondInvitation, useInvitation } from './invitations.ts';
import { beginFactor, changePassword, keepFactor } from './own-account.ts';
import { addPasskey, beginPasskey } from './passkeys.ts';
import { keepRecoveryCodes, renewRecoveryCodes } from './recovery-codes.ts';
import { newRecoveryCodes } from './second-factor.ts';
import { freshProof, ownAct, type SignedInHow, startSession } from './sessions.ts';
import { tryCode, tryPassword } from './sign-in.ts';
import { codeOf, ORIGIN, owner, PASSWORD, settle, testHouse, type TestHouse } from './testing.ts';
import { softAuthenticator } from './testing-authenticator.ts';
import type { WayIn } from './way-in.ts';

type Settled = Awaited<ReturnType<typeof settle>>;

let house: TestHouse;
let amira: Settled;
let tesfay: Settled;
beforeAll(async () => {
  house = await testHouse();
  amira = await settle(house, house.administrators[0] as never);
  tesfay = await settle(house, house.administrators[1] as never);
});
beforeEach(() => house.forget());
afterAll(() => house.close());

/** Somebody with password, factor and a session, in which somebody else sits. */
async function colleague(login: string): Promise<Settled> {
  const account = randomUUID();
  await addAccount(house.door, amira, { account_id: account, login, display_name: login });
  const { token } = await invite(house.door, amira, account, 'new');
  return settle(house, { account, token });
}

/** The way back of two administrators is used: all is written, `between` runs, and then it is committed. */
async function wayBack({ actor }: Settled, between = async () => {}): Promise<void> {
  const { token, hash } = await invite(house.door, amira, actor, 'recovery');
  await secondInvitation(house.door, tesfay, hash);
  const facts = await openInvitation(house.door, token);
  await useInvitation(house.door, token, facts, between);
}

/** Ways in that the account has, and sessions that go on. */
async function waysIn({ actor }: Settled) {
  const [row] = await owner(
    house,
    `select a.password_hash is not null as password, a.totp_sealed is not null as factor,
       (select count(*)::int from staff.passkey k where k.account_id = a.account_id) as passkeys,
       (select count(*)::int from staff.recovery_code c where c.account_id = a.account_id) as codes,
       (select count(*)::int from staff.session s where s.account_id = a.account_id and s.ended_at is null) as sessions
     from staff.account a where a.account_id = '${actor}'`,
  );
  return row;
}
const NONE = { password: false, factor: false, passkeys: 0, codes: 0, sessions: 0 };

type Writer = (thief: Settled) => Promise<() => Promise<unknown>>;

/** What writes a way in: prepared first, run later. */
const WRITERS: Readonly<Record<string, Writer>> = {
  factor: async (thief) => {
    const { note, typed } = await beginFactor(house.door, thief);
    const code = codeOf(typed, house.clock.now);
    return () =>
      keepFactor(house.door, thief, { note, code, password: 'four boats below a bridge' });
  },
  password: async (thief) => () => changePassword(house.door, thief, 'four boats below a bridge'),
  passkey: async (thief) => {
    const { options, note } = await beginPasskey(house.door, thief);
    const response = softAuthenticator(ORIGIN).create(options);
    return () => addPasskey(house.door, thief, { note, response, label: 'x' });
  },
  'recovery codes': async (thief) => () => renewRecoveryCodes(house.door, thief),
};

describe('a session that a way back ends', () => {
  it.each(Object.keys(WRITERS))('writes no %s after it', async (what) => {
    const thief = await colleague(`held-${what.replaceAll(' ', '-')}`);
    const write = await (WRITERS[what] as Writer)(thief);
    let late: Promise<unknown> = Promise.resolve();
    await wayBack(thief, async () => {
      late = write().catch((error: unknown) => error);
      await waitsForLock(house.database, late);
    });
    expect(await late).toMatchObject({ code: 'proof_needed' });
    expect(await waysIn(thief)).toEqual(NONE);
  });

  it('shows no fresh proof with a ticket from before', async () => {
    const thief = await colleague('ticket');
    const late = actAs(house.door, ownAct(thief, 'POST /staff/me/factor'), async (tx) => {
      await wayBack(thief);
      await freshProof(tx, thief);
    });
    await expect(late).rejects.toMatchObject({ code: 'proof_needed' });
  });

  it('leaves nothing of what it was writing at that moment', async () => {
    const thief = await colleague('writing');
    let back: Promise<unknown> = Promise.resolve();
    await actAs(house.door, ownAct(thief, 'POST /staff/me/recovery-codes'), async (tx) => {
      await freshProof(tx, thief);
      await keepRecoveryCodes(tx, { account: thief.actor, org: thief.org }, newRecoveryCodes());
      back = wayBack(thief);
      await waitsForLock(house.database, back);
    });
    await back;
    expect(await waysIn(thief)).toEqual(NONE);
  });
});

/** How each way in is named to a session that begins by it. */
const BEGUN: Readonly<Record<string, (holder: Settled, login: string) => Promise<Begun>>> = {
  password: async (_, login) => {
    const facts = await loginFacts(house.database, login);
    return [
      'password',
      { password: facts?.password_hash ?? '', factor: facts?.totp_sealed as never },
    ];
  },
  passkey: async (holder) => {
    const { options, note } = await beginPasskey(house.door, holder);
    const response = softAuthenticator(ORIGIN).create(options);
    await addPasskey(house.door, holder, { note, response, label: 'Key' });
    return ['passkey', { passkey: Buffer.from(response.id, 'base64url') }];
  },
  provider: async ({ actor, org }) => {
    const subject = randomBytes(32);
    const issuer = 'https://login.selmora.example';
    await insert(house.database, 'staff.identity', {
      issuer,
      subject_hash: subject,
      org_id: org,
      account_id: actor,
    });
    return ['provider', { issuer, subject }];
  },
};
type Begun = readonly [how: SignedInHow, by: WayIn];

describe('signing in while a way back is used', () => {
  it('begins no session by the password and the factor that were judged before', async () => {
    const holder = await colleague('judged');
    house.clock.now += 60_000;
    const note = await tryPassword(house.door, 'judged', PASSWORD);
    let late: Promise<unknown> = Promise.resolve();
    await wayBack(holder, async () => {
      const code = codeOf(holder.typed, house.clock.now);
      late = tryCode(house.door, note, code).catch((error: unknown) => error);
      await waitsForLock(house.database, late);
    });
    expect(await late).toMatchObject({ code: 'not_signed_in' });
    expect(await waysIn(holder)).toEqual(NONE);
  });

  it.each(Object.keys(BEGUN))('begins none by a %s that it takes away', async (way) => {
    const login = `by-${way}`;
    const holder = await colleague(login);
    const who = { account: holder.actor, org: holder.org };
    const [how, by] = await (BEGUN[way] as (typeof BEGUN)[string])(holder, login);
    await startSession(house.door, who, how, by);
    let late: Promise<unknown> = Promise.resolve();
    await wayBack(holder, async () => {
      late = startSession(house.door, who, how, by).catch((error: unknown) => error);
      await waitsForLock(house.database, late);
    });
    expect(await late).toMatchObject({ code: 'not_signed_in' });
    expect(await waysIn(holder)).toEqual(NONE);
  });

  it('begins none by what is not of this account, and none in a closed one', async () => {
    const [holder, other] = [await colleague('holder'), await colleague('other')];
    const who = { account: holder.actor, org: holder.org };
    for (const way of Object.values(BEGUN)) {
      const [how, by] = await way(other, 'other');
      await expect(startSession(house.door, who, how, by)).rejects.toMatchObject({
        code: 'not_signed_in',
      });
    }
    const [how, by] = await (BEGUN['password'] as (typeof BEGUN)[string])(holder, 'holder');
    await startSession(house.door, who, how, by);
    await closeAccount(house.door, amira, holder.actor);
    await expect(startSession(house.door, who, how, by)).rejects.toMatchObject({
      code: 'not_signed_in',
    });
    expect(await waysIn(holder)).toMatchObject({ sessions: 0 });
  });
});

/** What a provider's token must say of a second factor, and the own second step where its word is one factor (ASVS 6.8.4). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actAs, asWorker } from '../firewall/index.ts';
import { addAccount } from './accounts.ts';
import { invite, openInvitation } from './invitations.ts';
import { beginFactor, keepFactor, readOwnAccount } from './own-account.ts';
import { addPasskey, beginPasskey, beginPasskeySignIn, removePasskey } from './passkeys.ts';
import { finishEnrolment } from './provider-links.ts';
import { decideProvider, listProviders, proposeProvider } from './provider-proposals.ts';
import { tryStepCode, tryStepPasskey } from './provider-step.ts';
import { type Finished, openProviders, type Providers } from './providers.ts';
import { codeOf, ORIGIN, owner, settle, testHouse, type TestHouse } from './testing.ts';
import { softAuthenticator } from './testing-authenticator.ts';
import { testProvider, type TestProvider } from './testing-provider.ts';

const ISSUER = 'https://id.selmora.example';
const CLIENT = { id: 'wayhouse', secret: 'a secret of the provider' };
type Settled = Awaited<ReturnType<typeof settle>>;
let house: TestHouse;
let amira: Settled;
let tesfay: Settled;
let provider: TestProvider;
let providers: Providers;
beforeAll(async () => {
  house = await testHouse();
  amira = await settle(house, house.administrators[0] as never);
  tesfay = await settle(house, house.administrators[1] as never);
  provider = await testProvider(ISSUER, CLIENT);
  providers = openProviders(house.door, provider.fetch as never);
});
beforeEach(async () => {
  house.clock.now = Math.max(house.clock.now, Date.now()) + 30_000;
  house.forget();
  await owner(house, 'delete from staff.attempt');
  await owner(house, 'delete from staff.refused_try');
  // Administrators pin again and again here: their proof does not grow old.
  await owner(house, 'update staff.session set proof_at = clock_timestamp()');
});
afterAll(async () => {
  await provider.close();
  await house.close();
});

const refused = { code: 'not_signed_in' };
const now = (ago = 0): number => Math.floor(house.clock.now / 1000) - ago;
const proposal = (stated: object = {}) => ({
  proposal_id: randomUUID(),
  issuer: ISSUER,
  client_id: CLIENT.id,
  client_secret: CLIENT.secret,
  label: 'Selmora sign-in',
  ...stated,
});
async function pin(stated: object = {}): Promise<void> {
  const asked = proposal(stated);
  await proposeProvider(house.door, amira, asked);
  await decideProvider(house.door, tesfay, asked.proposal_id, true);
}
async function through(
  ask: { org: string } | { token: string },
  subject: string,
): Promise<Finished> {
  const { url, note } = await providers.begin({ ...ask, issuer: ISSUER });
  return providers.finish(await provider.visit(url, subject), note);
}
const signIn = (subject: string) => through({ org: house.org }, subject);
const sessionOf = (finished: Finished): string =>
  'session' in finished ? finished.session : expect.fail('a second step follows');
const stepOf = (finished: Finished) =>
  'step' in finished ? finished : expect.fail('no second step follows');
const why = async (): Promise<unknown[]> =>
  (await owner(house, 'select way, why, n::int as n from staff.refused_try order by 1, 2')).map(
    (row) => Object.values(row).join(' '),
  );
/** Somebody whose account is tied to `subject` there, by a provider whose word is enough. */
async function linked(login: string): Promise<{ actor: string; org: string; session: string }> {
  await pin({ accepted_amr: ['mfa'], max_age_s: 900 });
  provider.says = { amr: ['mfa'], auth_time: now() };
  const account = randomUUID();
  await addAccount(house.door, amira, { account_id: account, login, display_name: login });
  const { token } = await invite(house.door, amira, account, 'new');
  const session = sessionOf(await through({ token }, `${login} there`));
  return { actor: account, org: house.org, session };
}
async function withApp(who: { actor: string; org: string; session: string }): Promise<string> {
  const { note, typed } = await beginFactor(house.door, who);
  await keepFactor(house.door, who, { note, code: codeOf(typed, house.clock.now) });
  house.clock.now += 30_000;
  return typed;
}
async function withPasskey(who: { actor: string; org: string; session: string }) {
  const { options, note } = await beginPasskey(house.door, who);
  const device = softAuthenticator(ORIGIN);
  const response = device.create(options);
  await addPasskey(house.door, who, { note, response, label: 'Key' });
  return { device, id: response.id };
}

describe('pinning', () => {
  it.each([
    ['accepted_amr', { accepted_amr: ['pwd'], max_age_s: 900 }],
    ['accepted_amr', { accepted_amr: ['mfa', 'sms'], max_age_s: 900 }],
    ['accepted_acr', { accepted_acr: ['0'], max_age_s: 900 }],
    ['max_age_s', { accepted_amr: ['mfa'] }],
  ])('refuses by name what says nothing of a second factor: %s', async (field, stated) => {
    await expect(proposeProvider(house.door, amira, proposal(stated))).rejects.toMatchObject({
      code: 'bad_input',
      field,
      errors: [{ field, expected: expect.any(String) }],
    });
    // Nor does the database take it, whatever the program forgot to ask.
    const {
      accepted_acr = [],
      accepted_amr = [],
      max_age_s = null,
    } = stated as never as Record<string, never>;
    await expect(
      actAs(
        house.door,
        { ...asWorker(amira), role: 'app_staff', purpose: 'staff.manage', route: '/test' },
        (tx) =>
          tx.execute(
            `insert into staff.provider_proposal (proposal_id, org_id, issuer, client_id, label, proposed_by, accepted_acr, accepted_amr, max_age_s)
             values ($1, $2, $3, 'c', 'l', $4, $5, $6, $7)`,
            [randomUUID(), house.org, ISSUER, amira.actor, accepted_acr, accepted_amr, max_age_s],
          ),
      ),
    ).rejects.toMatchObject({ code: 'bad_input' });
  });

  it('shows the second person what the first one stated, and pins that', async () => {
    const stated = { accepted_acr: ['urn:two'], accepted_amr: ['hwk', 'mfa'], max_age_s: 600 };
    const asked = proposal(stated);
    await proposeProvider(house.door, amira, asked);
    expect((await listProviders(house.door, tesfay)).waiting).toMatchObject([stated]);
    await decideProvider(house.door, tesfay, asked.proposal_id, true);
    expect((await listProviders(house.door, tesfay)).pinned).toMatchObject([
      { ...stated, own_step_from: null },
    ]);
  });

  it('gives nobody thirty days more: those are of providers that were pinned before alone', async () => {
    await expect(
      actAs(
        house.door,
        { ...asWorker(tesfay), role: 'app_staff', purpose: 'staff.manage', route: '/test' },
        (tx) =>
          tx.execute(
            `insert into staff.provider (org_id, issuer, client_id, label, added_by, approved_by, own_step_from)
             values ($1, 'https://other.selmora.example', 'c', 'l', $2, $3, now() + interval '9 years')`,
            [house.org, amira.actor, tesfay.actor],
          ),
      ),
    ).rejects.toMatchObject({ code: 'not_allowed' });
  });
});

describe('a provider that says how somebody signed in', () => {
  it('is asked for it, and believed', async () => {
    await linked('lena');
    await pin({ accepted_acr: ['urn:two', 'urn:three'], accepted_amr: ['mfa'], max_age_s: 300 });
    const asked = new URL((await providers.begin({ org: house.org, issuer: ISSUER })).url)
      .searchParams;
    expect(asked.get('acr_values')).toBe('urn:two urn:three');
    expect(asked.get('max_age')).toBe('300');
    expect(JSON.parse(asked.get('claims') ?? '')).toEqual({
      id_token: {
        acr: { essential: true, values: ['urn:two', 'urn:three'] },
        amr: { essential: true },
        auth_time: { essential: true },
      },
    });
    provider.says = { acr: 'urn:three', amr: ['pwd', 'mfa'], auth_time: now(100) };
    sessionOf(await signIn('lena there'));
    expect(await why()).toEqual([]);
  });

  it.each([
    ['without amr', 'amr', { acr: 'urn:two', auth_time: 0 }],
    ['with a password alone', 'amr', { acr: 'urn:two', amr: ['pwd'], auth_time: 0 }],
    ['with another acr', 'acr', { acr: 'urn:one', amr: ['mfa'], auth_time: 0 }],
    ['without acr', 'acr', { amr: ['mfa'], auth_time: 0 }],
    ['with an old auth_time', 'auth_time', { acr: 'urn:two', amr: ['mfa'], auth_time: 400 }],
    ['with one to come', 'auth_time', { acr: 'urn:two', amr: ['mfa'], auth_time: -400 }],
    ['without auth_time', 'auth_time', { acr: 'urn:two', amr: ['mfa'] }],
  ])('opens nothing by a token %s, and says what to do', async (_what, field, says) => {
    await pin({ accepted_acr: ['urn:two'], accepted_amr: ['mfa'], max_age_s: 300 });
    const at = 'auth_time' in says ? { auth_time: now(says.auth_time) } : {};
    provider.says = { ...says, ...at };
    await expect(signIn('lena there')).rejects.toMatchObject({
      ...refused,
      field,
      detail: expect.stringMatching(/begin again here/),
    });
    expect(await why()).toEqual(['provider weak 1']);
  });

  it('ties no account by such a token, and the link stays good', async () => {
    await pin({ accepted_amr: ['mfa'], max_age_s: 300 });
    const account = randomUUID();
    await addAccount(house.door, amira, { account_id: account, login: 'karim', display_name: 'K' });
    const { token } = await invite(house.door, amira, account, 'new');
    provider.says = { amr: ['pwd'], auth_time: now() };
    await expect(through({ token }, 'karim there')).rejects.toMatchObject({ field: 'amr' });
    expect(await openInvitation(house.door, token)).toMatchObject({ login: 'karim' });
  });

  it('is asked anew at the moment that counts: what it says is held against what is pinned now', async () => {
    await pin({ accepted_amr: ['mfa'], max_age_s: 900 });
    provider.says = { amr: ['mfa'], auth_time: now(600) };
    const { url, note } = await providers.begin({ org: house.org, issuer: ISSUER });
    const back = await provider.visit(url, 'lena there');
    await pin({ accepted_amr: ['mfa'], max_age_s: 300 });
    await expect(providers.finish(back, note)).rejects.toMatchObject({ field: 'auth_time' });
  });
});

describe('a provider that says nothing of it', () => {
  it('lets an invited colleague set up an app first: identity, app and codes are kept together', async () => {
    await pin();
    provider.says = {};
    const account = randomUUID();
    await addAccount(house.door, amira, { account_id: account, login: 'noor', display_name: 'N' });
    const { token } = await invite(house.door, amira, account, 'new');
    const finished = await through({ token }, 'noor there');
    if (!('enrol' in finished)) throw new Error('no app is asked for');
    const { note, typed } = finished.enrol;
    await expect(finishEnrolment(house.door, note, '000000')).rejects.toMatchObject({
      code: 'bad_input',
      field: 'code',
    });
    // Nothing is tied yet: whoever stops here opens the link again.
    expect(await openInvitation(house.door, token)).toMatchObject({ login: 'noor' });
    await expect(signIn('noor there')).rejects.toMatchObject(refused);
    const { session, recoveryCodes } = await finishEnrolment(
      house.door,
      note,
      codeOf(typed, house.clock.now),
    );
    expect(recoveryCodes).toHaveLength(10);
    expect(
      await readOwnAccount(house.door, { actor: account, org: house.org, session }),
    ).toMatchObject({ has_app: true, has_password: false, providers: [ISSUER] });
    await expect(
      finishEnrolment(house.door, note, codeOf(typed, house.clock.now)),
    ).rejects.toMatchObject({ code: 'not_found' });
    house.clock.now += 30_000;
    const { step, ...by } = stepOf(await signIn('noor there'));
    expect(by).toEqual({ code: true, passkey: false });
    await tryStepCode(house.door, step, codeOf(typed, house.clock.now));
    const [recovery = ''] = recoveryCodes;
    await tryStepCode(house.door, stepOf(await signIn('noor there')).step, recovery);
  });

  it('opens nothing alone, by no wrong or used code, and by its step once', async () => {
    const maryam = await linked('maryam');
    const typed = await withApp(maryam);
    await pin();
    provider.says = { amr: ['mfa'], auth_time: now() };
    const { step } = stepOf(await signIn('maryam there'));
    await expect(tryStepCode(house.door, step, '000000')).rejects.toMatchObject(refused);
    await expect(tryStepCode(house.door, `${step}x`, '000000')).rejects.toMatchObject(refused);
    const code = codeOf(typed, house.clock.now);
    const session = await tryStepCode(house.door, step, code);
    const own = await readOwnAccount(house.door, { ...maryam, session });
    expect(own.sessions.map(({ how }) => how)).toContain('provider');
    await expect(
      tryStepCode(house.door, stepOf(await signIn('maryam there')).step, code),
    ).rejects.toMatchObject(refused);
    house.clock.now += 30_000;
    const next = codeOf(typed, house.clock.now);
    await expect(tryStepCode(house.door, step, next)).rejects.toMatchObject(refused);
    const late = stepOf(await signIn('maryam there')).step;
    house.clock.now += 6 * 60_000;
    await expect(
      tryStepCode(house.door, late, codeOf(typed, house.clock.now)),
    ).rejects.toMatchObject(refused);
    expect(await why()).toEqual(['code late 2', 'code used 2', 'code wrong 1']);
  });

  it('takes a passkey of the account, and nobody else’s', async () => {
    const selam = await linked('selam');
    const { device } = await withPasskey(selam);
    const other = await withPasskey(amira);
    await pin();
    const use = async (step: string, by: typeof device) => {
      const { options, note } = await beginPasskeySignIn(house.door);
      return tryStepPasskey(house.door, step, { note, response: by.get(options) });
    };
    const { step, ...by } = stepOf(await signIn('selam there'));
    expect(by).toEqual({ code: false, passkey: true });
    await expect(use(step, other.device)).rejects.toMatchObject(refused);
    await use(step, device);
    await expect(use(step, device)).rejects.toMatchObject(refused);
    expect(await why()).toEqual(['passkey used 1', 'passkey wrong 1']);
  });

  it('stops a guesser after eight codes, whichever step he begins', async () => {
    const rui = await linked('rui');
    await withApp(rui);
    await pin();
    const codes = [];
    for (let n = 0; n < 11; n++) {
      const { step } = stepOf(await signIn('rui there'));
      codes.push(
        await tryStepCode(house.door, step, '000000').catch(({ code }: { code: string }) => code),
      );
    }
    expect(codes.filter((code) => code === 'too_many')).toHaveLength(3);
    expect(await why()).toEqual(['code too_many 3', 'code wrong 8']);
  });

  it('opens nothing once the provider, or the step, is gone meanwhile', async () => {
    const ana = await linked('ana');
    const typed = await withApp(ana);
    await pin();
    const [one, two] = [await signIn('ana there'), await signIn('ana there')].map(stepOf);
    await owner(house, `delete from staff.provider where issuer = '${ISSUER}'`);
    const code = codeOf(typed, house.clock.now);
    await expect(tryStepCode(house.door, one?.step ?? '', code)).rejects.toMatchObject(refused);
    await pin();
    await owner(house, `delete from staff.identity where account_id = '${ana.actor}'`);
    await expect(tryStepCode(house.door, two?.step ?? '', code)).rejects.toMatchObject(refused);
    expect(await why()).toEqual(['code closed 1', 'provider closed 1']);
  });

  it('tells somebody without a step of her own how to get one', async () => {
    await linked('omar');
    await pin();
    await expect(signIn('omar there')).rejects.toMatchObject({
      ...refused,
      field: 'second_step',
      detail: expect.stringContaining('two administrators'),
    });
    expect(await why()).toEqual(['provider no_step 1']);
  });

  it('lets nobody remove the passkey that is her only second step there', async () => {
    const ines = await linked('ines');
    const { id } = await withPasskey(ines);
    await pin();
    await expect(removePasskey(house.door, ines, id)).rejects.toMatchObject({ code: 'conflict' });
    await pin({ accepted_amr: ['mfa'], max_age_s: 300 });
    await removePasskey(house.door, ines, id);
  });
});

describe('a provider that was pinned before this was asked', () => {
  const before = (days: number) =>
    owner(
      house,
      `update staff.provider set own_step_from = clock_timestamp() + interval '${days} days'`,
    );

  it('asks for the own step of whoever has one, at once', async () => {
    const dina = await linked('dina');
    const typed = await withApp(dina);
    await pin();
    await before(20);
    const { step } = stepOf(await signIn('dina there'));
    await tryStepCode(house.door, step, codeOf(typed, house.clock.now));
  });

  it('lets in who has none for thirty days and says until when, and then no more', async () => {
    await linked('yara');
    await pin();
    await before(20);
    const finished = await signIn('yara there');
    sessionOf(finished);
    expect('from' in finished ? finished.from : undefined).toBeInstanceOf(Date);
    await before(-1);
    await expect(signIn('yara there')).rejects.toMatchObject({ field: 'second_step' });
  });

  it('asks whoever is invited meanwhile for an app at once', async () => {
    await pin();
    await before(20);
    const account = randomUUID();
    await addAccount(house.door, amira, { account_id: account, login: 'zeki', display_name: 'Z' });
    const { token } = await invite(house.door, amira, account, 'new');
    expect(await through({ token }, 'zeki there')).toHaveProperty('enrol');
  });
});

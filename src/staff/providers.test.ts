import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAccount, listAccounts } from './accounts.ts';
import { invite } from './invitations.ts';
import {
  decideProvider,
  listProviders,
  proposeProvider,
  removeProvider,
} from './provider-proposals.ts';
import { openProviders, offeredProviders, type Providers } from './providers.ts';
import { readOwnAccount } from './own-account.ts';
import { owner, settle, testHouse, type TestHouse } from './testing.ts';
import { testProvider, type TestProvider } from './testing-provider.ts';

const ISSUER = 'https://id.selmora.example';
const CLIENT = { id: 'wayhouse', secret: 'a secret of the provider' };
let house: TestHouse;
let amira: Awaited<ReturnType<typeof settle>>;
let tesfay: Awaited<ReturnType<typeof settle>>;
let provider: TestProvider;
let providers: Providers;
beforeAll(async () => {
  house = await testHouse();
  amira = await settle(house, house.administrators[0] as never);
  tesfay = await settle(house, house.administrators[1] as never);
  provider = await testProvider(ISSUER, CLIENT);
  provider.says = { amr: ['pwd', 'mfa'], auth_time: Math.floor(Date.now() / 1000) };
  providers = openProviders(house.door, provider.fetch as never);
});
afterAll(async () => {
  await provider.close();
  await house.close();
});

const refused = { code: 'not_signed_in' };
const proposal = (change: object = {}) => ({
  proposal_id: randomUUID(),
  issuer: ISSUER,
  client_id: CLIENT.id,
  client_secret: CLIENT.secret,
  label: 'Selmora sign-in',
  accepted_amr: ['mfa'],
  max_age_s: 3600,
  ...change,
});

async function signIn(subject: string): Promise<string> {
  const { url, note } = await providers.begin({ org: house.org, issuer: ISSUER });
  const finished = await providers.finish(await provider.visit(url, subject), note);
  if (!('session' in finished)) throw new Error('a second step follows');
  return finished.session;
}

async function invited(login: string): Promise<{ account: string; token: string }> {
  const account = randomUUID();
  await addAccount(house.door, amira, { account_id: account, login, display_name: login });
  return { account, token: (await invite(house.door, amira, account, 'new')).token };
}

async function linked(login: string, subject: string): Promise<string> {
  const { account, token } = await invited(login);
  const { url, note } = await providers.begin({ token, issuer: ISSUER });
  await providers.finish(await provider.visit(url, subject), note);
  return account;
}

describe('pinning a provider', () => {
  it('takes two people', async () => {
    const asked = proposal();
    await proposeProvider(house.door, amira, asked);
    expect(await offeredProviders(house.door)).toEqual([]);
    await expect(decideProvider(house.door, amira, asked.proposal_id, true)).rejects.toMatchObject({
      code: 'second_person_needed',
    });
    await decideProvider(house.door, tesfay, asked.proposal_id, true);
    expect(await offeredProviders(house.door)).toMatchObject([{ issuer: ISSUER }]);
    const { pinned, waiting } = await listProviders(house.door, amira);
    expect([pinned.length, waiting.length]).toEqual([1, 0]);
  });

  it('keeps the client secret sealed', async () => {
    const rows = await owner(
      house,
      'select client_secret_sealed from staff.provider union all select client_secret_sealed from staff.provider_proposal',
    );
    expect(rows).toHaveLength(2);
    for (const { client_secret_sealed: sealed } of rows as { client_secret_sealed: Buffer }[]) {
      expect(sealed.length).toBeGreaterThan(20);
      expect(sealed.includes(CLIENT.secret)).toBe(false);
    }
  });

  it('refuses an issuer of a body that enforces immigration law, in the program and in the database', async () => {
    await expect(
      proposeProvider(house.door, amira, proposal({ issuer: 'https://login.ice.gov/realm' })),
    ).rejects.toMatchObject({ code: 'recipient_barred', field: 'domains' });
    await expect(
      owner(
        house,
        `insert into staff.provider_proposal (proposal_id, org_id, issuer, client_id, label, proposed_by)
         values (gen_random_uuid(), '${house.org}', 'https://x@Login.ICE.gov:443/realm', 'c', 'l', gen_random_uuid())`,
      ),
    ).rejects.toMatchObject({ code: 'recipient_barred' });
  });

  it('lets whoever proposed one take it back', async () => {
    const asked = proposal({ issuer: 'https://other.selmora.example' });
    await proposeProvider(house.door, amira, asked);
    await decideProvider(house.door, amira, asked.proposal_id, false);
    expect((await listProviders(house.door, amira)).waiting).toEqual([]);
  });
});

describe('signing in through a provider', () => {
  it('makes no account by itself; an invitation links one, and then it opens', async () => {
    await expect(signIn('stranger')).rejects.toMatchObject(refused);
    const before = (await listAccounts(house.door, amira)).length;
    const account = await linked('lena', 'lena-there');
    const session = await signIn('lena-there');
    const own = await readOwnAccount(house.door, { actor: account, org: house.org, session });
    expect(own).toMatchObject({ login: 'lena', has_password: false, providers: [ISSUER] });
    expect((await listAccounts(house.door, amira)).length).toBe(before + 1);
  });

  it('keeps no subject in the clear', async () => {
    const rows = await owner(house, 'select identity::text as row from staff.identity');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('lena-there');
  });

  it('links one identity to one account, and one link once', async () => {
    await expect(linked('karim', 'lena-there')).rejects.toMatchObject(refused);
  });

  it('refuses a state, a nonce, a verifier or an answer of somebody else', async () => {
    const mine = await providers.begin({ org: house.org, issuer: ISSUER });
    const theirs = await providers.begin({ org: house.org, issuer: ISSUER });
    const back = await provider.visit(theirs.url, 'lena-there');
    await expect(providers.finish(back, mine.note)).rejects.toMatchObject(refused);
    back.searchParams.set('state', new URL(mine.url).searchParams.get('state') ?? '');
    const again = await providers.begin({ org: house.org, issuer: ISSUER });
    back.searchParams.set('state', new URL(again.url).searchParams.get('state') ?? '');
    await expect(providers.finish(back, again.note)).rejects.toMatchObject(refused);
  });

  it('refuses its own answer under another state', async () => {
    const { url, note } = await providers.begin({ org: house.org, issuer: ISSUER });
    const back = await provider.visit(url, 'lena-there');
    back.searchParams.set('state', 'another');
    await expect(providers.finish(back, note)).rejects.toMatchObject(refused);
  });

  it('refuses an answer that came back twice, or late, or with a changed note', async () => {
    const one = await providers.begin({ org: house.org, issuer: ISSUER });
    const back = await provider.visit(one.url, 'lena-there');
    await expect(providers.finish(back, `${one.note}x`)).rejects.toMatchObject(refused);
    await providers.finish(back, one.note);
    await expect(providers.finish(back, one.note)).rejects.toMatchObject(refused);
    const late = await providers.begin({ org: house.org, issuer: ISSUER });
    const there = await provider.visit(late.url, 'lena-there');
    house.clock.now += 11 * 60_000;
    await expect(providers.finish(there, late.note)).rejects.toMatchObject(refused);
  });

  it.each([
    ['for somebody else', { aud: 'another client' }],
    ['of another issuer', { iss: 'https://id.evil.example' }],
    ['that is over', { exp: 1_700_000_000 }],
    ['with another nonce', { nonce: 'another' }],
  ])('refuses a token %s', async (_, claims) => {
    provider.spoil.claims = claims;
    await expect(signIn('lena-there')).rejects.toMatchObject(refused);
    provider.spoil.claims = {};
    await signIn('lena-there');
  });

  it('goes back to its own address, and asks for PKCE, state and nonce', async () => {
    const { url } = await providers.begin({ org: house.org, issuer: ISSUER });
    const asked = new URL(url).searchParams;
    expect(asked.get('redirect_uri')).toBe(`${house.door.party.origin}/staff/provider/back`);
    expect(asked.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect((asked.get(name) ?? '').length).toBeGreaterThanOrEqual(32);
    expect(asked.get('scope')).toBe('openid');
  });

  it('opens nothing once the provider is taken away', async () => {
    await removeProvider(house.door, amira, ISSUER);
    await expect(signIn('lena-there')).rejects.toMatchObject({ code: 'not_found' });
  });
});

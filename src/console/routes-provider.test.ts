import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildServer } from '../http/server.ts';
import { loadLook } from '../site/index.ts';
import { addAccount } from '../staff/accounts.ts';
import { invite } from '../staff/invitations.ts';
import { decideProvider, proposeProvider } from '../staff/provider-proposals.ts';
import { ORIGIN, owner, settle, staffDoorOf, testHouse, type TestHouse } from '../staff/testing.ts';
import { testProvider, type TestProvider } from '../staff/testing-provider.ts';
import { consoleRoutes } from './index.ts';

const ISSUER = 'https://id.selmora.example';
let house: TestHouse;
let app: FastifyInstance;
let provider: TestProvider;
let token = '';
beforeAll(async () => {
  house = await testHouse();
  const amira = await settle(house, house.administrators[0] as never);
  const tesfay = await settle(house, house.administrators[1] as never);
  provider = await testProvider(ISSUER, { id: 'wayhouse', secret: 's3cret' });
  const proposal_id = randomUUID();
  const pinned = { proposal_id, issuer: ISSUER, client_id: 'wayhouse', client_secret: 's3cret' };
  await proposeProvider(house.door, amira, {
    ...pinned,
    label: 'Selmora sign-in',
    accepted_acr: ['urn:selmora:two'],
    max_age_s: 900,
  });
  provider.says = { acr: 'urn:selmora:two', auth_time: Math.floor(Date.now() / 1000) };
  await decideProvider(house.door, tesfay, proposal_id, true);
  const account_id = randomUUID();
  await addAccount(house.door, amira, { account_id, login: 'lena', display_name: 'Lena' });
  token = (await invite(house.door, amira, account_id, 'new')).token;
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(consoleRoutes, {
    door: staffDoorOf(house),
    steps: house.door.steps,
    now: () => house.clock.now,
    origin: ORIGIN,
    name: 'Harbour hub',
    look: loadLook(),
    secret: (label) => house.kept.keystore.derived(label),
    fetch: provider.fetch as never,
  });
});
afterAll(async () => {
  await app.close();
  await provider.close();
  await house.close();
});

const cookieOf = (header: string | string[] | number | undefined, name: string): string =>
  [header]
    .flat()
    .map(String)
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.split(';')[0] ?? '';

/** From the button to the console, with the cookies that a browser would carry. */
async function through(button: string): Promise<{ status: number; session: string }> {
  const go = await app.inject({ url: button });
  expect(go.statusCode).toBe(303);
  const note = cookieOf(go.headers['set-cookie'], '__Host-wayhouse-provider');
  const back = await provider.visit(String(go.headers.location), 'lena-there');
  const answer = await app.inject({ url: back.pathname + back.search, headers: { cookie: note } });
  return {
    status: answer.statusCode,
    session: cookieOf(answer.headers['set-cookie'], '__Host-wayhouse-staff'),
  };
}

it('begins no tie to an invitation because another site sent the browser here: somebody would tie her sign-in to an account that is not hers', async () => {
  const link = `/staff/provider/go?token=${token}&issuer=${encodeURIComponent(ISSUER)}`;
  for (const site of ['cross-site', 'same-site']) {
    const answer = await app.inject({ url: link, headers: { 'sec-fetch-site': site } });
    expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([404, undefined]);
  }
});

it('links an invited colleague, and lets her in by the button from then on', async () => {
  const page = await app.inject({ url: '/staff/sign-in' });
  expect(page.body).toContain('Selmora sign-in');
  const query = `issuer=${encodeURIComponent(ISSUER)}`;
  const button = `/staff/provider/go?org=${house.org}&${query}`;
  expect(await through(button)).toEqual({ status: 401, session: '' });
  expect((await through(`/staff/provider/go?token=${token}&${query}`)).status).toBe(200);
  const { status, session } = await through(button);
  expect(status).toBe(200);
  const account = await app.inject({ url: '/staff/account', headers: { cookie: session } });
  expect(account.statusCode).toBe(200);
  expect(account.body).toContain('through a provider');
});

it('answers without the cookie of the way there with a refusal, not with a session', async () => {
  const answer = await app.inject({ url: '/staff/provider/back?code=x&state=y' });
  expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([401, undefined]);
});

it('has a database that refuses barred organisations by itself, whatever the program asked', async () => {
  const insert = (name: string, country: string) =>
    owner(
      house,
      `insert into fw.organisation (org_id, name, country, kind, no_enforcement_function, proposed_by, approved_by)
       values (gen_random_uuid(), '${name}', '${country}', 'humanitarian', true, gen_random_uuid(), gen_random_uuid())`,
    );
  for (const [name, country] of [
    ['FRONTEX', 'GR'],
    ['U.S. Immigration and Customs Enforcement', 'XW'],
    ['ice', 'US'],
  ] as const)
    await expect(insert(name, country)).rejects.toMatchObject({ code: 'recipient_barred' });
});

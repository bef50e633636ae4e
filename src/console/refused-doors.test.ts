/** Every door of the staff's sign-in leaves what it refused (ASVS 16.3.1), for programs and on the screens alike. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildServer } from '../http/server.ts';
import { describeInterface } from '../http/openapi.ts';
import { loadLook } from '../site/index.ts';
import { decideProvider, proposeProvider } from '../staff/provider-proposals.ts';
import { DOOR } from '../staff/route-rows/door.ts';
import { staffRoutes } from '../staff/routes/index.ts';
import { startSession } from '../staff/sessions.ts';
import { tryPassword } from '../staff/sign-in.ts';
import {
  ORIGIN,
  owner,
  PASSWORD,
  settle,
  staffDoorOf,
  testHouse,
  type TestHouse,
} from '../staff/testing.ts';
import { softAuthenticator } from '../staff/testing-authenticator.ts';
import { testProvider, type TestProvider } from '../staff/testing-provider.ts';
import { consoleRoutes } from './index.ts';

const ISSUER = 'https://id.selmora.example';
let house: TestHouse;
let app: FastifyInstance;
let provider: TestProvider;
let tesfay: Awaited<ReturnType<typeof settle>>;
beforeAll(async () => {
  house = await testHouse();
  const amira = await settle(house, house.administrators[0] as never);
  tesfay = await settle(house, house.administrators[1] as never);
  provider = await testProvider(ISSUER, { id: 'wayhouse', secret: 's3cret' });
  const proposal_id = randomUUID();
  await proposeProvider(house.door, amira, {
    proposal_id,
    issuer: ISSUER,
    client_id: 'wayhouse',
    client_secret: 's3cret',
    label: 'Selmora sign-in',
  });
  await decideProvider(house.door, tesfay, proposal_id, true);
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await describeInterface(app, '1');
  const rooms = {
    door: staffDoorOf(house),
    steps: house.door.steps,
    now: () => house.clock.now,
    origin: ORIGIN,
    name: 'Harbour hub',
    fetch: provider.fetch as never,
  };
  await app.register(staffRoutes, rooms);
  await app.register(consoleRoutes, {
    ...rooms,
    look: loadLook(),
    secret: (label) => house.kept.keystore.derived(label),
  });
});
beforeEach(async () => {
  await owner(house, 'delete from staff.attempt');
  await owner(house, 'delete from staff.refused_try');
});
afterAll(async () => {
  await app.close();
  await provider.close();
  await house.close();
});

const post = async (url: string, payload: object): Promise<number> =>
  (await app.inject({ method: 'POST', url, payload })).statusCode;
const left = async (): Promise<string[]> =>
  (
    await owner(
      house,
      'select way, why, a.login from staff.refused_try left join staff.account a using (account_id) order by 1, 2',
    )
  ).map(({ way, why, login }) => `${String(way)} ${String(why)} ${String(login ?? 'of nobody')}`);
const token = 'A'.repeat(32);
const note = 'a note that is none of ours';
const guessed = { login: 'tesfay', password: 'guess after guess' };
const firstStep = () => tryPassword(house.door, 'tesfay', PASSWORD);
const passkey = (extra: object = {}) => {
  const device = softAuthenticator(ORIGIN);
  const rp = { id: new URL(ORIGIN).hostname };
  const made = device.create({ challenge: 'none', rp, user: { id: 'bm9ib2R5' } } as never);
  const used = device.get({ challenge: 'none', rpId: rp.id });
  return { note, response: 'label' in extra ? made : used, ...extra };
};

/** What each door refuses here, and what is left of it. */
const TRIED: Readonly<Record<string, [ask: () => Promise<number>, left: string]>> = {
  'POST /api/staff/sign-in': [() => post('/api/staff/sign-in', guessed), 'password wrong tesfay'],
  'POST /staff/sign-in': [() => post('/staff/sign-in', guessed), 'password wrong tesfay'],
  'POST /api/staff/sign-in/code': [
    async () => post('/api/staff/sign-in/code', { note: await firstStep(), code: '000000' }),
    'code wrong tesfay',
  ],
  'POST /staff/sign-in/code': [
    async () => post('/staff/sign-in/code', { note: await firstStep(), code: '000000' }),
    'code wrong tesfay',
  ],
  'POST /api/staff/sign-in/passkey': [
    () => post('/api/staff/sign-in/passkey', passkey()),
    'passkey late of nobody',
  ],
  'POST /api/staff/set-up': [() => post('/api/staff/set-up', { token }), 'link unknown of nobody'],
  'POST /api/staff/set-up/password': [
    () => post('/api/staff/set-up/password', { token, password: PASSWORD }),
    'link unknown of nobody',
  ],
  'POST /api/staff/set-up/code': [
    () => post('/api/staff/set-up/code', { note, code: '000000' }),
    'link late of nobody',
  ],
  'POST /api/staff/set-up/passkey-options': [
    () => post('/api/staff/set-up/passkey-options', { token }),
    'link unknown of nobody',
  ],
  'POST /api/staff/set-up/passkey': [
    () => post('/api/staff/set-up/passkey', { token, ...passkey({ label: 'Phone' }) }),
    'link unknown of nobody',
  ],
  'GET /staff/set-up/:token': [
    async () => (await app.inject({ url: `/staff/set-up/${token}` })).statusCode,
    'link unknown of nobody',
  ],
  'POST /staff/set-up/password': [
    () => post('/staff/set-up/password', { token, password: PASSWORD }),
    'link unknown of nobody',
  ],
  'POST /staff/set-up/code': [
    () => post('/staff/set-up/code', { note, code: '000000' }),
    'link late of nobody',
  ],
  'GET /staff/provider/go': [
    async () =>
      (
        await app.inject({
          url: `/staff/provider/go?token=${token}&issuer=${encodeURIComponent(ISSUER)}`,
        })
      ).statusCode,
    'link unknown of nobody',
  ],
  'POST /api/staff/sign-in/provider-passkey': [
    () => post('/api/staff/sign-in/provider-passkey', { token: note, ...passkey() }),
    'passkey late of nobody',
  ],
  'POST /staff/provider/code': [
    () => post('/staff/provider/code', { note, code: '000000' }),
    'code late of nobody',
  ],
  'POST /staff/provider/set-up': [
    () => post('/staff/provider/set-up', { note, code: '000000' }),
    'link late of nobody',
  ],
  'GET /staff/provider/back': [
    async () => {
      const query = `org=${house.org}&issuer=${encodeURIComponent(ISSUER)}`;
      const go = await app.inject({ url: `/staff/provider/go?${query}` });
      const cookie = String(go.headers['set-cookie']).split(';')[0] ?? '';
      const back = await provider.visit(String(go.headers.location), 'a stranger there');
      return (await app.inject({ url: back.pathname + back.search, headers: { cookie } }))
        .statusCode;
    },
    'provider unknown of nobody',
  ],
};

/** Doors at which nobody says who she is: there is nothing to refuse. */
const NOTHING_TRIED = [
  'POST /api/staff/sign-in/passkey-options',
  'GET /staff',
  'GET /staff/sign-in',
  // Only in a demonstration, of people who are none.
  'POST /staff/demonstration',
  'GET /staff/signed-out',
  'POST /staff/language',
  'GET /staff/passkey.js',
  'GET /staff/officer.js',
  'GET /staff/fingerprint.js',
  'GET /desk',
  'GET /desk/*',
  'GET /desk/worker.js',
  'GET /desk/manifest.webmanifest',
  'GET /desk/assets/:file',
];

describe('a refusal at the door', () => {
  it('is asked about at every door that there is', () => {
    const doors = DOOR.filter(([, access]) => access === 'door').map(([route]) => route);
    expect([...Object.keys(TRIED), ...NOTHING_TRIED].toSorted()).toEqual(doors.toSorted());
  });

  it.each(Object.entries(TRIED))('at %s leaves one line', async (_route, [ask, expected]) => {
    expect([401, 404]).toContain(await ask());
    expect(await left()).toEqual([expected]);
  });
});

describe('the screens', () => {
  const page = async (url: string, session: string, language = 'en') =>
    app.inject({
      url,
      headers: { cookie: `__Host-wayhouse-staff=${session}`, 'accept-language': language },
    });

  it('tell her how many tries failed since she signed in the time before, when, and what to do', async () => {
    const who = { account: tesfay.actor, org: house.org };
    const quiet = await page('/staff/account', await startSession(house.door, who, 'passkey'));
    expect(quiet.body).toContain('None since you signed in the time before');
    expect(quiet.body).not.toContain('Was it not you?');
    for (let n = 0; n < 3; n++) await post('/staff/sign-in', guessed);
    const session = await startSession(house.door, who, 'passkey');
    const { body } = await page('/staff/account', session);
    expect(body).toContain('3 tries were refused since you signed in the time before');
    expect(body).toContain('Name and password: did not fit');
    expect(body).toContain('3 times');
    expect(body).toContain('Was it not you?');
    for (const language of ['fr', 'es', 'ar', 'uk', 'pt']) {
      const other = await page('/staff/account', session, language);
      expect(other.body).not.toContain('tries were refused');
      expect(other.body).not.toMatch(/tried\.password|refused\.wrong/);
    }
  });

  it('tell whoever manages accounts the same of one account', async () => {
    await post('/staff/sign-in', { ...guessed, login: 'amira' });
    const who = { account: tesfay.actor, org: house.org };
    const session = await startSession(house.door, who, 'passkey');
    const [amira] = house.administrators;
    const { body } = await page(`/staff/access/${amira?.account}`, session);
    expect(body).toContain('1 try was refused in the last 90 days');
    const answer = await page(`/api/staff/accounts/${amira?.account}/refused-tries`, session);
    expect(answer.json()).toMatchObject({ total: 1, tries: [{ way: 'password', why: 'wrong' }] });
    const own = await page('/api/staff/me/refused-tries', session);
    expect(own.json()).toMatchObject({ total: 0, tries: [] });
  });
});

it('says of a link of which a part is missing that it is not whole, without a name of a field', async () => {
  const { statusCode, body } = await app.inject({ url: '/staff/set-up/cut' });
  expect(statusCode).toBe(400);
  expect(body).toContain('This link is not whole.');
  expect(body).not.toContain('token');
});

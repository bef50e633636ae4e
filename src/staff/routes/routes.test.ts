import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildServer } from '../../http/server.ts';
import { describeInterface } from '../../http/openapi.ts';
import { COOKIE } from '../door.ts';
import { startSession } from '../sessions.ts';
import { ORIGIN, settle, staffDoorOf, testHouse, type TestHouse } from '../testing.ts';
import { staffRoutes } from './index.ts';

let house: TestHouse;
let app: FastifyInstance;
let amira: Awaited<ReturnType<typeof settle>>;
beforeAll(async () => {
  house = await testHouse();
  amira = await settle(house, house.administrators[0] as never);
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await describeInterface(app, '1');
  await app.register(staffRoutes, {
    door: staffDoorOf(house),
    steps: house.door.steps,
    now: () => house.clock.now,
    origin: ORIGIN,
    name: 'Wayhouse',
  });
});
afterAll(async () => {
  await app.close();
  await house.close();
});

const ask = (method: 'GET' | 'POST', url: string, more: { body?: object; headers?: object } = {}) =>
  app.inject({
    method,
    url,
    headers: { cookie: `${COOKIE}=${amira.session}`, ...more.headers },
    ...(more.body ? { payload: more.body } : {}),
  });

describe('/api/staff', () => {
  it('asks for a session everywhere but at the door', async () => {
    for (const url of ['/api/staff/me', '/api/staff/accounts', '/api/staff/organisations']) {
      const answer = await app.inject({ url });
      expect([url, answer.statusCode, answer.json().code]).toEqual([url, 401, 'not_signed_in']);
    }
  });

  it('refuses what another site made the browser send', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example', host: 'door.selmora.example' },
      { origin: 'null' },
      { origin: 'no address' },
      { origin: '' },
      { origin: 'https://door.selmora.example, https://evil.example' },
    ]) {
      const signOut = await ask('POST', '/api/staff/sign-out', { body: {}, headers });
      expect(signOut.statusCode).toBe(404);
      const signIn = await ask('POST', '/api/staff/sign-in', {
        body: { login: 'amira', password: 'x' },
        headers,
      });
      expect(signIn.statusCode).toBe(404);
    }
    expect((await ask('GET', '/api/staff/me')).statusCode).toBe(200);
  });

  it('tells the own account, and keeps nothing in caches', async () => {
    const answer = await ask('GET', '/api/staff/me');
    expect(answer.json()).toMatchObject({ login: 'amira', recovery_codes_left: 10 });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).not.toContain('hash');
  });

  it('names the field that is wrong', async () => {
    const answer = await ask('POST', '/api/staff/organisations', {
      body: { proposal_id: 'x', name: 'Harbour', country: 'XW', kind: 'border_police' },
    });
    expect(answer.statusCode).toBe(400);
    const fields = answer.json<{ errors: { field: string }[] }>().errors.map(({ field }) => field);
    expect(fields).toEqual(
      expect.arrayContaining(['proposal_id', 'kind', 'no_enforcement_function']),
    );
  });

  it('refuses a barred body with 422 and its field', async () => {
    const answer = await ask('POST', '/api/staff/organisations', {
      body: {
        proposal_id: 'b7a7a0a0-0000-4000-8000-000000000001',
        name: 'Frontex liaison house',
        country: 'GR',
        kind: 'humanitarian',
        no_enforcement_function: true,
      },
    });
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'recipient_barred']);
  });

  it('takes two people for an organisation, and the database refuses a barred one by itself', async () => {
    const tesfay = await settle(house, house.administrators[1] as never);
    const proposal = 'b7a7a0a0-0000-4000-8000-000000000002';
    const asked = await ask('POST', '/api/staff/organisations', {
      body: {
        proposal_id: proposal,
        name: 'Red Hill House',
        country: 'XW',
        kind: 'shelter',
        domains: ['redhill.example'],
        no_enforcement_function: true,
      },
    });
    expect(asked.statusCode).toBe(201);
    const decision = `/api/staff/organisations/${proposal}/decision`;
    const same = await ask('POST', decision, { body: { approved: true } });
    expect(same.json().code).toBe('second_person_needed');
    const cookie = `${COOKIE}=${tesfay.session}`;
    const other = await ask('POST', decision, { body: { approved: true }, headers: { cookie } });
    expect(other.statusCode).toBe(200);
    const list = (await ask('GET', '/api/staff/organisations')).json<{
      organisations: { name: string }[];
    }>();
    expect(list.organisations.map(({ name }) => name)).toContain('Red Hill House');
  });

  it('tells an administrator the open sessions of a colleague, and ends one of them', async () => {
    const tesfay = house.administrators[1]?.account ?? '';
    await startSession(house.door, { account: tesfay, org: house.org }, 'passkey');
    const at = `/api/staff/accounts/${tesfay}/sessions`;
    type Told = { sessions: { session_id: string }[] };
    const { sessions } = (await ask('GET', at)).json<Told>();
    expect(sessions.length).toBeGreaterThan(0);
    for (const { session_id } of sessions) {
      const ended = await ask('POST', `${at}/${session_id}/end`);
      expect([ended.statusCode, ended.json()]).toEqual([200, { ended: true }]);
      expect((await ask('POST', `${at}/${session_id}/end`)).statusCode).toBe(404);
    }
    expect((await ask('GET', at)).json<Told>().sessions).toEqual([]);
    expect((await ask('GET', '/api/staff/accounts/me/sessions')).statusCode).toBe(400);
  });

  it('is described in OpenAPI', async () => {
    const paths = Object.keys((await app.inject({ url: '/openapi.json' })).json().paths as object);
    expect(paths.filter((path) => path.startsWith('/api/staff')).length).toBeGreaterThan(30);
  });
});

/** What was refused is written down: which act, of which account of staff, where (ASVS 16.3.2). Of a person with a slip, no who. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actAs, asWorker, type Worker } from '../firewall/index.ts';
import { buildServer } from '../http/server.ts';
import { addAccount, grantRole } from './accounts.ts';
import { COOKIE } from './door.ts';
import { invite } from './invitations.ts';
import { openSessionsOf } from './others-sessions.ts';
import { staffRoutes } from './routes/index.ts';
import { ORIGIN, settle, staffDoorOf, testHouse, type TestHouse } from './testing.ts';

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
beforeEach(() => {
  house.forget();
  house.kept.alarms.splice(0);
});
afterAll(() => house.close());

describe('a refused act', () => {
  const visit = { role: 'app_desk', purpose: 'desk.visit', route: 'GET /desk/visits' } as const;
  const work = (act: Parameters<typeof actAs>[1]) => () =>
    actAs(house.door, act, (tx) => tx.query('select 1'));

  it.each([
    ['without the role', () => work({ ...asWorker(lena), ...visit })(), 'app_desk', 'not_allowed'],
    [
      'to see what administrators see',
      () => openSessionsOf(house.door, lena, amira.actor),
      'app_staff',
      'not_allowed',
    ],
    [
      'with a session that is none',
      () =>
        work({
          ...asWorker({ ...lena, session: randomBytes(32).toString('base64url') }),
          ...visit,
        })(),
      'app_desk',
      'not_allowed',
    ],
  ])('%s', async (_what, ask, store, code) => {
    await expect(ask()).rejects.toMatchObject({ code });
    expect(house.kept.alarms).toEqual([
      {
        kind: 'refused',
        act: 'staff',
        account: lena.actor,
        store,
        route: expect.any(String),
        code,
      },
    ]);
  });

  it('of a job that is not listed', async () => {
    const act = {
      kind: 'job',
      actor: 'job:nobody',
      org: house.org,
      ...visit,
      route: 'job:nobody',
    } as const;
    await expect(work(act)()).rejects.toMatchObject({ code: 'not_allowed' });
    expect(house.kept.alarms).toMatchObject([
      { act: 'job', route: 'job:nobody', code: 'not_allowed' },
    ]);
  });

  it('of somebody with a slip is told without her', async () => {
    const subject = randomUUID();
    const session = randomBytes(16).toString('base64url');
    const act = {
      kind: 'person',
      actor: '',
      org: house.org,
      subject,
      session,
      role: 'app_desk',
      purpose: 'own.access',
      route: 'POST /my',
    } as const;
    await expect(work(act)()).rejects.toMatchObject({ code: 'not_allowed' });
    expect(house.kept.alarms).toHaveLength(1);
    const told = JSON.stringify(house.kept.alarms);
    for (const secret of [subject, session, house.org]) expect(told).not.toContain(secret);
  });

  it('is not told where it was allowed', async () => {
    await openSessionsOf(house.door, amira, lena.actor);
    expect(house.kept.alarms).toEqual([]);
  });
});

describe('the line of a request', () => {
  it('says what was refused, though from outside it looks like nothing', async () => {
    const lines: string[] = [];
    const app = await buildServer({
      logLevel: 'info',
      rateLimit: 0,
      trustedProxies: 0,
      logStream: { write: (line) => void lines.push(line) },
    });
    await app.register(staffRoutes, {
      door: staffDoorOf(house),
      steps: house.door.steps,
      now: () => house.clock.now,
      origin: ORIGIN,
      name: 'Wayhouse',
    });
    const cookie = (worker: Worker) => ({ cookie: `${COOKIE}=${worker.session}` });
    const body = { role: 'desk' };
    const at = `/api/staff/accounts/${amira.actor}/roles`;
    await app.inject({ method: 'POST', url: at, headers: cookie(lena), payload: body });
    await app.inject({ url: '/api/staff/accounts' });
    await app.inject({
      method: 'POST',
      url: '/api/staff/sign-out',
      headers: { ...cookie(lena), origin: 'https://elsewhere.example' },
      payload: {},
    });
    await app.inject({ method: 'POST', url: at, headers: cookie(amira), payload: body });
    await app.inject({ url: '/api/staff/accounts', headers: cookie(amira) });
    await app.close();
    const told = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'request')
      .map(({ status, code }) => [status, code]);
    expect(told).toEqual([
      [404, 'not_allowed'],
      [401, 'not_signed_in'],
      [404, 'not_allowed'],
      [403, 'second_person_needed'],
      [200, undefined],
    ]);
    for (const secret of [lena.session, amira.session])
      expect(lines.join('')).not.toContain(secret);
    await expect(grantRole(house.door, lena, lena.actor, { role: 'desk' })).rejects.toThrow();
  });
});

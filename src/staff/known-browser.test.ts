import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildServer } from '../http/server.ts';
import { describeInterface } from '../http/openapi.ts';
import { MOST_TRIES } from './attempts.ts';
import { KNOWN_COOKIE, KNOWN_DAYS, knownNumber, MOST_MARKS, withMark } from './known-browser.ts';
import { staffRoutes } from './routes/index.ts';
import { sealedSteps } from './sealed-steps.ts';
import { tryPassword } from './sign-in.ts';
import { codeOf, ORIGIN, owner, PASSWORD, settle, staffDoorOf, testHouse } from './testing.ts';

let house: Awaited<ReturnType<typeof testHouse>>;
let app: FastifyInstance;
let amira: Awaited<ReturnType<typeof settle>>;
let tesfay: Awaited<ReturnType<typeof settle>>;
beforeAll(async () => {
  house = await testHouse();
  const [first, second] = house.administrators as [never, never];
  amira = await settle(house, first);
  tesfay = await settle(house, second);
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
afterEach(() => owner(house, 'delete from staff.attempt'));
afterAll(async () => {
  await app.close();
  await house.close();
});

/** A browser that keeps what it is given, but for the session. */
function browser() {
  let known = '';
  const post = async (url: string, payload: object) => {
    const answer = await app.inject({
      method: 'POST',
      url,
      payload,
      headers: known ? { cookie: `${KNOWN_COOKIE}=${known}` } : {},
    });
    const given = answer.cookies.find(({ name }) => name === KNOWN_COOKIE);
    if (given) known = given.value;
    return answer;
  };
  const password = (login: string, text = PASSWORD) =>
    post('/api/staff/sign-in', { login, password: text });
  return {
    password,
    async signIn(who: { typed: string }, login: string): Promise<number> {
      house.clock.now += 30_000;
      const { note } = (await password(login)).json<{ note?: string }>();
      if (!note) return 429;
      const code = codeOf(who.typed, house.clock.now);
      return (await post('/api/staff/sign-in/code', { note, code })).statusCode;
    },
    post,
    get known() {
      return known;
    },
    set known(value: string) {
      known = value;
    },
  };
}

async function closeBy(stranger: ReturnType<typeof browser>, login: string): Promise<void> {
  for (let n = 0; n <= MOST_TRIES; n++) await stranger.password(login, 'guess after guess');
  expect((await stranger.password(login)).statusCode).toBe(429);
}

describe('wrong passwords of somebody else', () => {
  it('do not shut her out of the browser on which she has signed in before', async () => {
    const [hers, new_] = [browser(), browser()];
    expect(await hers.signIn(amira, 'amira')).toBe(200);
    for (let round = 0; round < 3; round++) {
      await closeBy(browser(), 'amira');
      expect(await hers.signIn(amira, 'Amira')).toBe(200);
    }
    // A browser that nobody knows waits with the guesser.
    expect(await new_.signIn(amira, 'amira')).toBe(429);
    // To be known for one name helps with no other.
    const his = browser();
    expect(await his.signIn(tesfay, 'tesfay')).toBe(200);
    expect((await his.password('amira')).statusCode).toBe(429);
  });

  it('from her own browser end too, and take no tries from the others', async () => {
    const hers = browser();
    expect(await hers.signIn(amira, 'amira')).toBe(200);
    await closeBy(hers, 'amira');
    expect((await browser().password('amira')).statusCode).toBe(200);
  });

  it('of one name are bounded, however many cookies are made up', async () => {
    let judged = 0;
    for (let n = 0; n < 3 * MOST_TRIES; n++) {
      const stranger = browser();
      stranger.known = `${randomBytes(16).toString('hex')}.30000.${randomBytes(32).toString('base64url')}`;
      if ((await stranger.password('tesfay', 'guess after guess')).statusCode === 401) judged += 1;
    }
    expect(judged).toBe(MOST_TRIES);
  });

  it('do not close the second step on her browser', async () => {
    const hers = browser();
    expect(await hers.signIn(amira, 'amira')).toBe(200);
    const note = await tryPassword(house.door, 'amira', PASSWORD);
    for (let n = 0; n <= MOST_TRIES; n++)
      await browser().post('/api/staff/sign-in/code', { note, code: '000000' });
    expect(await hers.signIn(amira, 'amira')).toBe(200);
  });
});

describe('the cookie of a known browser', () => {
  it('is for this host alone, out of reach of scripts, and names nobody', async () => {
    house.clock.now += 30_000;
    const note = await tryPassword(house.door, 'amira', PASSWORD);
    const code = codeOf(amira.typed, house.clock.now);
    const answer = await app.inject({
      method: 'POST',
      url: '/api/staff/sign-in/code',
      payload: { note, code },
    });
    expect(answer.cookies.find(({ name }) => name === KNOWN_COOKIE)).toMatchObject({
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'Strict',
      maxAge: KNOWN_DAYS * 86_400,
    });
    const { steps } = house.door;
    const values = [1, 2].map(() => withMark(steps, 'amira', undefined, 0));
    expect(values[0]).not.toBe(values[1]);
    for (const value of values)
      for (const text of ['amira', amira.actor, Buffer.from('amira').toString('base64url')])
        expect(value).not.toContain(text);
  });

  it('is not ours when anything of it was changed, nor after its last day, nor at another node', () => {
    const { steps } = house.door;
    const now = Date.UTC(2026, 10, 23, 12);
    const value = withMark(steps, 'amira', undefined, now);
    expect(knownNumber(steps, 'amira', value, now)).toBe(value.slice(0, 32));
    for (let at = 0; at < value.length; at++) {
      const other = `${value.slice(0, at)}${value[at] === '1' ? '2' : '1'}${value.slice(at + 1)}`;
      expect(knownNumber(steps, 'amira', other, now), String(at)).toBeUndefined();
    }
    const day = 86_400_000;
    expect(knownNumber(steps, 'amira', value, now + KNOWN_DAYS * day)).toBeDefined();
    expect(knownNumber(steps, 'amira', value, now + (KNOWN_DAYS + 1) * day)).toBeUndefined();
    expect(knownNumber(steps, 'tesfay', value, now)).toBeUndefined();
    expect(knownNumber(sealedSteps('another'), 'amira', value, now)).toBeUndefined();
    // The program starts anew with other keys for notes; browsers stay known.
    const [before, after] = ['a', 'b'].map((start) => sealedSteps(start, 'the node')) as [
      typeof steps,
      typeof steps,
    ];
    const kept = withMark(before, 'amira', undefined, now);
    expect(knownNumber(after, 'amira', kept, now)).toBeDefined();
    expect(after.read('code', before.write('code', 'x', day, now), now)).toBeUndefined();
  });

  it('knows the last six of a shared browser, each under one number that stays', () => {
    const { steps } = house.door;
    const now = Date.now();
    const names = Array.from({ length: MOST_MARKS + 1 }, (_, n) => `worker-${String(n)}`);
    let cookie: string | undefined;
    for (const name of names) cookie = withMark(steps, name, cookie, now);
    const numbers = names.map((name) => knownNumber(steps, name, cookie, now));
    expect(numbers[0]).toBeUndefined();
    expect(new Set(numbers.slice(1)).size).toBe(MOST_MARKS);
    const again = withMark(steps, 'worker-1', cookie, now + 5);
    expect(names.map((name) => knownNumber(steps, name, again, now))).toEqual(numbers);
    const seventh = withMark(steps, 'worker-7', again, now);
    expect(knownNumber(steps, 'worker-1', seventh, now)).toBe(numbers[1]);
    expect(knownNumber(steps, 'worker-2', seventh, now)).toBeUndefined();
  });
});

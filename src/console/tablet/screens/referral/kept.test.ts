/** What was kept without a network against the real routes: it goes by itself once, or says what has changed. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { unscanned } from '../../../../firewall/files/clamd-testing.ts';
import { Problem } from '../../../../http/problem.ts';
import { buildServer } from '../../../../http/server.ts';
import { referralRoutes } from '../../../../referrals/index.ts';
import { PACKET, POINT, testHouse, type TestHouse } from '../../../../referrals/testing.ts';
import { openMemoryDesk } from '../../store/memory-desk.ts';
import {
  cancelKept,
  type Kept,
  keepReferral,
  readKept,
  sendKept,
  sendWaitingReferrals,
  waitsForTap,
} from './kept.ts';
import { toldOf } from './kept-changes.ts';
import type { NetworkLine } from './wire.ts';

let house: TestHouse;
let app: FastifyInstance;
let isUp = true;
/** Answers that do not come back. */
let lose: (path: string) => boolean = () => false;
/** The house answers with a problem of this status, and does nothing. */
let fault: number | undefined;
let scan = unscanned;
const asked: string[] = [];
beforeAll(async () => {
  house = await testHouse();
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(referralRoutes, { ...house.parts, scan: (content) => scan(content) });
  vi.stubGlobal('sessionStorage', { getItem: () => null });
  vi.stubGlobal('fetch', async (path: string, { method, headers, body }: RequestInit) => {
    if (!isUp) throw new TypeError('fetch failed');
    asked.push(`${method} ${path}`);
    if (fault) return new Response(JSON.stringify({ code: 'internal' }), { status: fault });
    const answer = await app.inject({
      method: method as 'GET' | 'POST',
      url: path,
      headers: { ...(headers as Record<string, string>), 'x-worker': house.sender.actor },
      ...(typeof body === 'string' ? { payload: body } : {}),
    });
    if (lose(path)) throw new TypeError('fetch failed');
    return new Response(answer.statusCode === 204 ? null : answer.body, {
      status: answer.statusCode,
    });
  });
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await app.close();
  await house.close();
});
afterEach(async () => {
  isUp = true;
  lose = () => false;
  fault = undefined;
  scan = unscanned;
  asked.length = 0;
  await house.owner('update referrals.network_entry set suspended_at = null, suspended_why = null');
});

/** She said yes without a network: nothing could be checked. */
async function ready(networkId = house.byAccount, change: Partial<Kept> = {}): Promise<Kept> {
  const { subject } = await house.person();
  const answer = await app.inject({
    url: '/api/network',
    headers: { 'x-worker': house.sender.actor },
  });
  const entry = answer
    .json<{ network: NetworkLine[] }>()
    .network.find(({ network_id }) => network_id === networkId) as NetworkLine;
  return {
    input: {
      referral_id: randomUUID(),
      network_id: networkId,
      subject,
      point_id: POINT,
      level: 'soon',
      packet: PACKET,
    },
    consent: {
      grant_id: randomUUID(),
      notice_version: 1,
      notice_lang: 'ar',
      explained: 'read',
      communication: { shared_language: true },
      given: 'mark',
    },
    wishes: { needs: ['health.doctor'] },
    packet_id: randomUUID(),
    to_name: entry.to_name,
    route: entry.route,
    telephone: entry.telephone,
    made_at: Date.now(),
    state: 'ready',
    told: toldOf(entry, undefined),
    ...change,
  };
}
const stateOf = async ({ input }: Kept) => (await house.state(input.referral_id))['state'];
/** So that each test finds its own try. */
let now = Date.now();
const later = (): number => (now += 60_000);

test('back on the line it goes by itself, once, however often it is asked', async () => {
  const desk = openMemoryDesk();
  const one = await ready(house.byLink);
  isUp = false;
  await keepReferral(desk, one);
  expect(await sendWaitingReferrals(desk, later())).toEqual([]);
  expect(await readKept(desk)).toEqual([one]);
  isUp = true;
  const at = later();
  const gone = await Promise.all([
    sendWaitingReferrals(desk, at),
    sendWaitingReferrals(desk, at),
    sendWaitingReferrals(desk, at),
  ]);
  expect(gone.flat()).toMatchObject([{ state: 'sent', link: { code: expect.any(String) } }]);
  expect(await stateOf(one)).toBe('sent');
  expect(await sendWaitingReferrals(desk, later())).toEqual([]);
  expect(asked.filter((line) => line.endsWith('/send'))).toHaveLength(1);
  expect(asked.filter((line) => line.endsWith('/link'))).toEqual([]);
});

test('while the house has no virus scanner, what bears a drawn sign waits, and goes by itself afterwards', async () => {
  const desk = openMemoryDesk();
  const one = await ready(house.byLink);
  const signed: Kept = {
    ...one,
    consent: { ...one.consent, sign: { kind: 'strokes', data: 'W10' } },
  };
  await keepReferral(desk, signed);
  scan = async () => {
    throw new Problem('scanner_away');
  };
  await sendWaitingReferrals(desk, later());
  expect(await readKept(desk)).toMatchObject([{ state: 'ready', fault: 'scanner_away' }]);
  expect(await stateOf(one)).toBe('draft');
  scan = unscanned;
  expect(await sendWaitingReferrals(desk, later())).toMatchObject([{ state: 'sent' }]);
  expect(await stateOf(one)).toBe('sent');
});

test('what is cancelled without a network never goes, and the house hears of it when it can', async () => {
  const desk = openMemoryDesk();
  const [unknown, lost] = [await ready(), await ready(house.byLink)];
  // Of this one only the answer was lost: it has gone.
  await keepReferral(desk, lost);
  await sendKept(desk, lost);
  expect(await stateOf(lost)).toBe('sent');
  for (const one of [unknown, lost]) await keepReferral(desk, one);
  isUp = false;
  for (const one of [unknown, lost])
    expect(await cancelKept(desk, one)).toMatchObject({ cancelled: true });
  expect(await sendWaitingReferrals(desk, later())).toEqual([]);
  expect(await readKept(desk)).toHaveLength(2);
  isUp = true;
  expect(await sendWaitingReferrals(desk, later())).toEqual([]);
  expect(await readKept(desk)).toEqual([]);
  expect(await stateOf(unknown)).toBeUndefined();
  expect(await stateOf(lost)).toBe('cancelled');
});

test('a no is not forgotten because the house could not hear it', async () => {
  const desk = openMemoryDesk();
  const one = await ready(house.byLink);
  await keepReferral(desk, one);
  lose = (path) => path.endsWith('/send');
  await sendKept(desk, one);
  lose = () => false;
  // Something breaks, or her training has lapsed overnight.
  fault = 500;
  expect(await cancelKept(desk, one)).toMatchObject({ cancelled: true });
  fault = undefined;
  expect(await sendWaitingReferrals(desk, later())).toEqual([]);
  expect(await stateOf(one)).toBe('cancelled');
  expect(await readKept(desk)).toEqual([]);
});

test('cancelled while it is being sent, it is taken back behind it', async () => {
  const desk = openMemoryDesk();
  const one = await ready(house.byLink);
  await keepReferral(desk, one);
  const [, left] = await Promise.all([sendKept(desk, one), cancelKept(desk, one)]);
  expect(left).toBeUndefined();
  expect(await stateOf(one)).toBe('cancelled');
  expect(await readKept(desk)).toEqual([]);
});

test('an answer that is lost twice loses no link: it is asked for again', async () => {
  const desk = openMemoryDesk();
  const one = await ready(house.byLink);
  await keepReferral(desk, one);
  lose = (path) => path.endsWith('/send') || path.endsWith('/link');
  await sendKept(desk, one);
  lose = (path) => path.endsWith('/link');
  await sendKept(desk, one);
  expect(await readKept(desk)).toHaveLength(1);
  lose = () => false;
  expect(await sendKept(desk, one)).toMatchObject({
    state: 'sent',
    link: { code: expect.any(String) },
  });
});

test('what has changed is said, and it waits for a tap', async () => {
  const desk = openMemoryDesk();
  const one = await ready();
  await keepReferral(desk, one);
  await house.owner(
    `update referrals.network_entry set suspended_at = now(), suspended_why = 'other' where network_id = $1`,
    [house.byAccount],
  );
  expect(await sendWaitingReferrals(desk, later())).toEqual([]);
  const [waits] = await readKept(desk);
  expect(waits?.changed).toEqual([{ what: 'suspended' }]);
  expect([one, waits as Kept].map(waitsForTap)).toEqual([false, true]);
  expect(waitsForTap({ ...(waits as Kept), cancelled: true })).toBe(false);
  expect(
    await house.owner('select 1 from referrals.referral where referral_id = $1', [
      one.input.referral_id,
    ]),
  ).toEqual([]);
  await house.owner('update referrals.network_entry set suspended_at = null, suspended_why = null');
  // Also when it is as before: somebody has to have looked.
  expect(await sendWaitingReferrals(desk, later())).toEqual([]);
  expect(await sendKept(desk, waits as Kept)).toBeUndefined();
  expect(await stateOf(one)).toBe('sent');
  expect(await readKept(desk)).toEqual([]);
});

test('a service that has left the network, and one from before this was kept, wait; so does what the house refused', async () => {
  const desk = openMemoryDesk();
  const { told: _, ...old } = await ready();
  const refused = await ready(house.byAccount, { fault: 'consent_ended' });
  const ended = await ready();
  for (const one of [old, refused, ended]) await keepReferral(desk, one);
  await house.owner('update referrals.network_entry set ended_at = now() where network_id = $1', [
    house.byAccount,
  ]);
  expect(await sendWaitingReferrals(desk, later())).toEqual([]);
  const kept = await readKept(desk);
  expect(kept).toHaveLength(3);
  expect(kept.map(({ changed }) => changed?.map(({ what }) => what))).toEqual([
    undefined,
    undefined,
    ['ended'],
  ]);
});

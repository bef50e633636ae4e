import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { act, transparencyRoutes } from '../firewall/index.ts';
import { asOwner, insert } from '../firewall/context/testing.ts';
import { ORG_A } from '../firewall/keeper/testing.ts';
import { buildServer } from '../http/server.ts';
import { smallHouse } from '../site/testing.ts';
import { ownHouse, type OwnHouse } from './testing.ts';

let house: OwnHouse;
let app: FastifyInstance;
let now = Date.UTC(2026, 10, 22, 9);
beforeAll(async () => {
  house = await ownHouse();
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  // Written past the verbs, which need somebody signed in.
  await asOwner(house.kept.main, (tx) =>
    tx.execute('alter table register.request disable trigger note_request'),
  );
  await app.register(transparencyRoutes, { database: house.kept.main });
  await house.rooms(app, { ...smallHouse(), now: () => now });
});
afterAll(async () => {
  await app.close();
  await house.close();
});

const demand = (received_on: string, offence_class: string) =>
  insert(house.kept.main, 'register.request', {
    request_id: randomUUID(),
    org_id: ORG_A,
    received_on,
    channel: 'letter',
    authority_name: 'Office Canary-Lantern',
    instrument: 'letter',
    offence_class,
    claimed_basis: 'Article 12',
    data_sought_sealed: Buffer.from([1]),
    recorded_by: randomUUID(),
  });
const get = (path: string) => app.inject({ url: path });
const numbers = (body: string): number[] =>
  [...body.matchAll(/<td>(\d+)<\/td>/g)].map(([, n]) => Number(n));

it('shows zeros, says what it cannot promise, and gives the same bytes for the same register on any day of the half year', async () => {
  const first = await get('/en/transparency');
  expect(first.statusCode).toBe(200);
  expect(numbers(first.body)).toEqual(Array.from({ length: 23 }, () => 0));
  expect(first.body).toContain('A zero does not prove that nothing was demanded in secret.');
  expect(first.body).toContain('1 July 2026');
  now = Date.UTC(2026, 11, 30, 23);
  expect((await get('/en/transparency')).body).toBe(first.body);
  expect((await get('/en/transparency?from=2026-07-01')).body).toBe(first.body);
});

it('counts in the half year of arrival, and names nobody', async () => {
  await demand('2026-09-03', 'immigration');
  await demand('2026-03-03', 'property');
  const [later, earlier] = [
    await get('/en/transparency'),
    await get('/en/transparency?from=2026-01-01'),
  ];
  expect(numbers(later.body).reduce((sum, n) => sum + n)).toBe(4);
  expect(numbers(earlier.body).reduce((sum, n) => sum + n)).toBe(3);
  expect(later.body).not.toContain('Canary');
  expect((await get('/en/transparency?from=2026-07-01')).body).toBe(later.body);
});

it('gives programs half years too, and never the days on which one demand can be told from others', async () => {
  const half = await get('/transparency.json?from=2026-07-01&to=2027-01-01');
  expect(half.json()).toMatchObject({ from: '2026-07-01', to: '2027-01-01', received: 1 });
  expect((await get('/transparency.json?from=2026-07-01')).body).toBe(half.body);
  for (const span of [
    'from=2026-09-03&to=2026-09-04',
    'from=2026-07-01&to=2026-09-04',
    'from=2026-09-03',
    'to=2026-09-04',
    'from=2026-01-01&to=2027-01-01',
    'from=2099-01-01',
    'from=0001-01-01&to=9999-12-31',
  ])
    expect([span, (await get(`/transparency.json?${span}`)).statusCode]).toEqual([span, 400]);
  // The database says no more to the role that asks for everybody.
  const asked = (text: string) =>
    act(house.kept.main, { role: 'app_public', actor: 'public', purpose: 'transparency' }, (tx) =>
      tx.query<{ figures: unknown }>(text),
    );
  expect(await asked(`select fw.transparency('2026-09-03') as figures`)).toEqual([
    { figures: null },
  ]);
  for (const own of ['fw.transparency_between', 'fw.transparency'])
    await expect(asked(`select ${own}('2026-09-03', '2026-09-04') as figures`)).rejects.toThrow();
});

it('refuses what is no half year that has begun', async () => {
  for (const from of ['2027-01-01', '2026-02-01', 'x', '2026-07-02'])
    expect((await get(`/en/transparency?from=${from}`)).statusCode).toBe(400);
});

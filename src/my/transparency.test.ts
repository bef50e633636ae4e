import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { act, halfYearOf, lastToldOn, transparencyRoutes } from '../firewall/index.ts';
import { asOwner, insert } from '../firewall/context/testing.ts';
import { ORG_A } from '../firewall/keeper/testing.ts';
import { buildServer } from '../http/server.ts';
import { smallHouse } from '../site/testing.ts';
import { ownHouse, type OwnHouse } from './testing.ts';

let house: OwnHouse;
let app: FastifyInstance;
let now = Date.UTC(2025, 2, 22, 9);
beforeAll(async () => {
  house = await ownHouse();
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  // Written past the verbs, which need somebody signed in.
  await asOwner(house.kept.main, (tx) =>
    tx.execute('alter table register.request disable trigger user'),
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

/** What was told goes out of mind, as when the next half year has come. */
const nextHalf = () =>
  asOwner(house.kept.main, (tx) =>
    tx.execute(`update fw.transparency_told set told_in = told_in - interval '6 months'`),
  );

it('shows zeros, says what it cannot promise, and gives the same bytes on any day of the half year', async () => {
  const first = await get('/en/transparency');
  expect(first.statusCode).toBe(200);
  expect(numbers(first.body)).toEqual(Array.from({ length: 23 }, () => 0));
  expect(first.body).toContain('A zero does not prove that nothing was demanded in secret.');
  expect(first.body).toContain('1 July 2024');
  now = Date.UTC(2025, 5, 30, 23);
  expect((await get('/en/transparency')).body).toBe(first.body);
  expect((await get('/en/transparency?from=2024-07-01')).body).toBe(first.body);
});

it('counts in the half year of arrival, and names nobody', async () => {
  await demand('2024-09-03', 'immigration');
  await demand('2024-03-03', 'property');
  await nextHalf();
  const [later, earlier] = [
    await get('/en/transparency'),
    await get('/en/transparency?from=2024-01-01'),
  ];
  expect(numbers(later.body).reduce((sum, n) => sum + n)).toBe(4);
  expect(numbers(earlier.body).reduce((sum, n) => sum + n)).toBe(3);
  expect(later.body).not.toContain('Canary');
  expect((await get('/en/transparency?from=2024-07-01')).body).toBe(later.body);
});

it('lets nobody who reads every day see a demand come or move', async () => {
  const told = await get('/en/transparency?from=2024-07-01');
  const figures = await get('/transparency.json?from=2024-07-01');
  // Written down late, and withdrawn: of a half year that was told already.
  await demand('2024-12-30', 'trafficking');
  await asOwner(house.kept.main, (tx) =>
    tx.execute(
      `update register.request set state = 'withdrawn', decided_on = '2025-01-02' where received_on = '2024-09-03'`,
    ),
  );
  expect((await get('/en/transparency?from=2024-07-01')).body).toBe(told.body);
  expect((await get('/transparency.json?from=2024-07-01')).body).toBe(figures.body);
  await nextHalf();
  expect((await get('/transparency.json?from=2024-07-01')).json()).toMatchObject({
    received: 2,
    by_state: { withdrawn: 1, received: 1 },
  });
});

it('says of the running half year when it will be told, and nothing else', async () => {
  const page = '/en/transparency?from=2025-01-01';
  const before = await get(page);
  expect(before.statusCode).toBe(200);
  expect(before.body).toContain('This half year is not over.');
  expect(before.body).toContain('1 July 2025');
  expect(numbers(before.body)).toEqual([]);
  expect(before.body).not.toContain('transparency.json');
  await demand('2025-02-03', 'immigration');
  expect((await get(page)).body).toBe(before.body);
  now = Date.UTC(2025, 6, 1, 1);
  expect(numbers((await get('/en/transparency')).body)[0]).toBe(1);
  now = Date.UTC(2025, 5, 30, 23);
});

it('gives programs half years too, and never the days on which one demand can be told from others', async () => {
  const half = await get('/transparency.json?from=2024-07-01&to=2025-01-01');
  expect(half.json()).toMatchObject({ from: '2024-07-01', to: '2025-01-01', received: 2 });
  expect((await get('/transparency.json?from=2024-07-01')).body).toBe(half.body);
  const today = new Date().toISOString();
  const { from: running } = halfYearOf(today);
  expect((await get('/transparency.json')).json()).toMatchObject(lastToldOn(today));
  for (const span of [
    'from=2024-09-03&to=2024-09-04',
    'from=2024-07-01&to=2024-09-04',
    'from=2024-09-03',
    'to=2024-09-04',
    'from=2024-01-01&to=2025-01-01',
    `from=${running}`,
    'from=2099-01-01',
    'from=0001-01-01&to=9999-12-31',
  ])
    expect([span, (await get(`/transparency.json?${span}`)).statusCode]).toEqual([span, 400]);
  // The database says no more to the role that asks for everybody.
  const asked = (text: string) =>
    act(house.kept.main, { role: 'app_public', actor: 'public', purpose: 'transparency' }, (tx) =>
      tx.query<{ figures: unknown }>(text),
    );
  for (const day of ['2024-09-03', running, '2099-07-01'])
    expect(await asked(`select fw.transparency('${day}') as figures`)).toEqual([{ figures: null }]);
  for (const own of ['fw.transparency_between', 'fw.transparency', 'fw.transparency_at'])
    await expect(asked(`select ${own}('2024-07-01', '2025-01-01') as figures`)).rejects.toThrow();
});

it('is over with its last second, and as of the half year of the asking', async () => {
  const at = async (moment: string, from: string): Promise<{ received: number } | null> => {
    const [row] = await asOwner(house.kept.main, (tx) =>
      tx.query<{ told: { received: number } | null }>('select fw.transparency_at($1, $2) as told', [
        from,
        moment,
      ]),
    );
    return row?.told ?? null;
  };
  await demand('2030-03-01', 'property');
  expect(await at('2030-06-30T23:59:59Z', '2030-01-01')).toBeNull();
  expect(await at('2030-07-01T00:00:00Z', '2030-01-01')).toMatchObject({ received: 1 });
  await demand('2030-06-01', 'property');
  expect(await at('2030-12-31T23:59:59Z', '2030-01-01')).toMatchObject({ received: 1 });
  expect(await at('2031-01-01T00:00:00Z', '2030-01-01')).toMatchObject({ received: 2 });
  // A clock that was set back tells nothing anew.
  await demand('2030-06-02', 'property');
  expect(await at('2030-08-01T00:00:00Z', '2030-01-01')).toMatchObject({ received: 2 });
});

it('refuses what is no half year that has begun', async () => {
  for (const from of ['2025-07-01', '2025-02-01', 'x', '2024-07-02'])
    expect((await get(`/en/transparency?from=${from}`)).statusCode).toBe(400);
});

import { readFileSync } from 'node:fs';
import Fastify, { type FastifyPluginAsync } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadLook } from '../site/index.ts';
import { isPurpose } from './roles.ts';
import { STAFF_ROOMS } from '../../test/staff-rooms.ts';
import { STAFF_ROUTES } from './route-table.ts';

/** What app.ts registers and no test here has to look at: nothing of theirs lies under /api, /desk or /staff. */
const ELSEWHERE = new Set([
  'healthRoutes',
  'transparencyRoutes',
  'transparencyPages',
  'myPages',
  'recipientPages',
  'ownReferralPages',
  'channelRoutes',
  'printPages',
  'siteRoutes',
]);

const found = new Set<string>();
beforeAll(async () => {
  const app = Fastify();
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat())
      if (one !== 'HEAD' && /^\/(api|staff|desk)(\/|$)/.test(url))
        found.add(`${one} ${url.replace(/(passkey|officer|fingerprint)-[\w-]+\.js$/, '$1.js')}`);
  });
  // Routes are only declared, never asked: they need no house behind them.
  const surroundings = { house: {}, languages: { offered: [] } };
  const options = {
    surroundings,
    alerts: { surroundings },
    door: {},
    database: {},
    origin: 'https://door.selmora.example',
    name: 'x',
    look: loadLook(),
    folder: '.',
    vkey: 'x',
    secret: () => Buffer.alloc(32),
    demo: { people: [], enter: async () => undefined },
    cards: {},
  };
  for (const plugin of Object.values(STAFF_ROOMS))
    await app.register(plugin as unknown as FastifyPluginAsync<object>, options);
  await app.ready();
});

describe('the route table', () => {
  it('has a row for every route, and a route for every row', () => {
    const rows = new Set(STAFF_ROUTES.keys());
    expect([...found].filter((route) => !rows.has(route))).toEqual([]);
    expect([...rows].filter((row) => !found.has(row))).toEqual([]);
  });

  it('names purposes that exist', () => {
    for (const access of STAFF_ROUTES.values())
      expect(
        isPurpose(access) || ['own', 'door', 'code', 'named', 'public', 'content'].includes(access),
      ).toBe(true);
  });

  it('knows every plugin that the program registers', () => {
    const program = readFileSync(new URL('../app.ts', import.meta.url), 'utf8');
    const registered = [...program.matchAll(/app\.register\((\w+)/g)].map(([, name]) => name ?? '');
    expect(registered.length).toBeGreaterThan(8);
    expect(registered.filter((name) => !(name in STAFF_ROOMS) && !ELSEWHERE.has(name))).toEqual([]);
  });
});

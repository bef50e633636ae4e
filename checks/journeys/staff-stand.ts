/** A browser and the staff console on a real house: database, keeper, sessions. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { consoleRoutes } from '../../src/console/index.ts';
import { buildServer } from '../../src/http/server.ts';
import { loadLook } from '../../src/site/index.ts';
import { type staffParts, staffRoutes } from '../../src/staff/index.ts';
import { staffDoorOf, type TestHouse, testHouse } from '../../src/staff/testing.ts';
import { CHROMIUM_FLAGS, chromiumPath } from '../../tools/chromium.ts';

export type StaffStand = {
  house: TestHouse;
  origin: string;
  logs: string[];
  /** Addresses of other hosts that any screen asked for. */
  foreign: string[];
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
};

/**
 * @param rooms other rooms on the same server @param made a house that is there already; it ends with the stand
 * @param fetch how sign-in providers are reached
 */
export async function staffStand(
  rooms: (app: FastifyInstance) => Promise<void> = () => Promise.resolve(),
  made?: TestHouse,
  fetch?: Parameters<typeof staffParts>[0]['fetch'],
): Promise<StaffStand> {
  const house = made ?? (await testHouse());
  // A clock that goes, and that tests put forward.
  let ahead = 0;
  Object.defineProperty(house.clock, 'now', {
    get: () => Date.now() + ahead,
    set: (at: number) => {
      ahead = at - Date.now();
    },
  });
  // The keeper's goes too: on a slow machine its tickets would be over while they are used.
  Object.defineProperty(house.kept.clock, 'now', { get: () => Date.now() });
  const logs: string[] = [];
  const foreign: string[] = [];
  const port = await freePort();
  // Passkeys are for names, not for addresses of machines.
  const origin = `http://localhost:${port}`;
  const app = await buildServer({
    logLevel: 'trace',
    rateLimit: 0,
    trustedProxies: 0,
    logStream: { write: (line) => void logs.push(line) },
  });
  const parts = {
    door: staffDoorOf(house),
    steps: house.door.steps,
    now: () => house.clock.now,
    origin,
    name: 'Harbour hub',
    ...(fetch ? { fetch } : {}),
  };
  await rooms(app);
  await app.register(staffRoutes, parts);
  await app.register(consoleRoutes, {
    ...parts,
    look: loadLook(),
    secret: (label) => house.kept.keystore.derived(label),
  });
  await app.listen({ port, host: 'localhost' });
  const browser: Browser = await chromium.launch({
    executablePath: await chromiumPath(),
    args: CHROMIUM_FLAGS,
  });
  return {
    house,
    origin,
    logs,
    foreign,
    async open(path, options = {}) {
      const context = await browser.newContext({
        viewport: { width: 360, height: 740 },
        javaScriptEnabled: false,
        locale: 'en',
        ...options,
      });
      context.on('request', (request) => {
        if (!request.url().startsWith(origin)) foreign.push(request.url());
      });
      const page = await context.newPage();
      await page.goto(origin + path);
      return page;
    },
    async close() {
      await browser.close();
      await app.close();
      await house.close();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

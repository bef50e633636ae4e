/** The tablet's store in a real browser: unlocking, two windows, and a window that is closed at any moment. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { POINT } from '../../src/console/tablet/store/testing.ts';
import type { KeptDesk } from '../../src/console/tablet/store/kept-desk.ts';
import { CHROMIUM_FLAGS, chromiumPath } from '../../tools/chromium.ts';
import type { Store } from './tablet-page.ts';
import { tabletStand, type TabletStand } from './tablet-stand.ts';

declare const store: Store;
type Held = { desk: KeptDesk };

let stand: TabletStand;
let profile: string;
let context: BrowserContext;
beforeAll(async () => {
  stand = await tabletStand();
  profile = await mkdtemp(join(tmpdir(), 'wayhouse-tablet-'));
  context = await chromium.launchPersistentContext(profile, {
    executablePath: await chromiumPath(),
    args: CHROMIUM_FLAGS,
  });
}, 90_000);
afterAll(async () => {
  await context.close();
  await stand.close();
  await rm(profile, { recursive: true, force: true });
});
beforeEach(() => {
  stand.account = 'amal';
  stand.isDown = false;
});
// One that failed leaves its window, and with it the lock of the desk.
afterEach(() => Promise.all(context.pages().map((page) => page.close())));

async function open(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(stand.origin);
  await page.waitForFunction(() => 'store' in globalThis);
  return page;
}

test('a passkey opens the store without a network, and only the same one does', async () => {
  const page = await open();
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      hasPrf: true,
      automaticPresenceSimulation: true,
    },
  });
  const found = await page.evaluate(async () => {
    const make = async (): Promise<number[]> => {
      const made = (await navigator.credentials.create({
        publicKey: {
          challenge: new Uint8Array(32),
          rp: { name: 'House' },
          user: { id: crypto.getRandomValues(new Uint8Array(16)), name: 'a', displayName: 'a' },
          pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
          authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
          extensions: { prf: {} },
        },
      })) as PublicKeyCredential;
      return [...new Uint8Array(made.rawId)];
    };
    return { first: await make(), second: await make() };
  });
  const outcome = await page.evaluate(async ({ first, second }) => {
    const wayOf = async (id: number[]) => {
      const way = await store.passkeyWay([new Uint8Array(id)]);
      if (!way) throw new Error('no secret');
      return way;
    };
    const desk = await store.openDesk({ way: await wayOf(first) });
    desk.lock();
    const wrong = await store.openDesk({ way: await wayOf(second) }).catch((error) => error.code);
    const again = await store.openDesk({ way: await wayOf(first) });
    const cover = again.state().cover;
    await again.signOut();
    return { wrong, cover };
  }, found);
  expect(outcome).toEqual({ wrong: 'wrong-way', cover: 'open' });
  await page.close();
});

test('badge and PIN open it while the screen goes on moving; one window at a time', async () => {
  const page = await open();
  const measured = await page.evaluate(async () => {
    const way = { kind: 'badge' as const, badge: new Uint8Array(16).fill(3), pin: '240612' };
    const desk = await store.openDesk({ way });
    desk.lock();
    // What the window itself gets done meanwhile: a hash in it would leave it a turn or two.
    let turns = 0;
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      turns++;
      setTimeout(() => port2.postMessage(0), 1);
    });
    port1.start();
    port2.postMessage(0);
    const began = performance.now();
    (globalThis as unknown as Held).desk = await store.openDesk({ way });
    port1.close();
    return { took: performance.now() - began, turns };
  });
  // 19 MiB twice: long enough to cost a thief.
  expect(measured.took).toBeGreaterThan(100);
  expect(measured.turns).toBeGreaterThan(5);

  const second = await open();
  expect(await second.evaluate(() => store.openDesk({}).catch((error) => error.code))).toBe(
    'open-elsewhere',
  );
  await page.close();
  await expect
    .poll(() => second.evaluate(() => store.sendWaiting().then(({ count }) => count)))
    .toBe(0);
  await second.close();
  console.info(
    `badge and PIN to an open desk: ${measured.took.toFixed(0)} ms, ${measured.turns} turns of the window meanwhile`,
  );
});

test('a window closed at any moment: what was told is there, once', async () => {
  const way = { kind: 'badge' as const, badge: Array.from({ length: 16 }, () => 5), pin: '240612' };
  const told: string[] = [];
  stand.account = 'carla';
  await context.exposeFunction('tell', (op_id: string) => void told.push(op_id));
  for (let round = 0; round < 8; round++) {
    const page = await open();
    // The answer to some batches is lost: the line is cut while they are on their way.
    stand.isDown = round % 3 === 1;
    await page.evaluate(
      async ({ way, point_id }) => {
        const { tell } = globalThis as unknown as { tell: (id: string) => Promise<void> };
        const desk = await store.openDesk({
          way: { ...way, badge: new Uint8Array(way.badge) },
          account: 'carla',
        });
        const work = async (): Promise<never> => {
          for (;;) {
            const made = await desk.perform({
              point_id,
              purpose: 'desk.visit',
              events: [{ kind: 'visit_opened', body: { channel: 'walk_in', heads: 1 } }],
            });
            void tell(made.op_id);
            void desk.sync();
          }
        };
        void work();
      },
      { way, point_id: POINT },
    );
    await new Promise((passed) => setTimeout(passed, 100 + round * 37));
    await page.close();
  }
  stand.isDown = false;
  const page = await open();
  const after = await page.evaluate(
    async ({ way }) => {
      const desk = await store.openDesk({ way: { ...way, badge: new Uint8Array(way.badge) } });
      await desk.sync();
      await desk.sync();
      const { waiting, needsLook } = desk.state();
      return { waiting, needsLook, shown: desk.events().map(({ event_id }) => event_id) };
    },
    { way },
  );
  expect(told.length).toBeGreaterThan(8);
  expect(after).toMatchObject({ waiting: 0, needsLook: [] });
  expect(told.filter((op_id) => !stand.server.answered.has(op_id))).toEqual([]);
  expect(stand.server.doubled).toEqual([]);
  expect(after.shown.sort()).toEqual([...stand.server.events.keys()].sort());
  await page.close();
}, 120_000);

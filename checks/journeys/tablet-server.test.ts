/** The desk on a real house (J1): a walk-in with the network cut in the middle arrives whole, and a second tablet sees it. */
import { createServer, type AddressInfo } from 'node:net';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildTablet } from '../../src/console/tablet-build.ts';
import { tabletRoutes } from '../../src/console/tablet-routes.ts';
import { buildServer } from '../../src/http/server.ts';
import { loadLook } from '../../src/site/index.ts';
import { COOKIE } from '../../src/staff/index.ts';
import { staffDoorOf } from '../../src/staff/testing.ts';
import { syncRoutes } from '../../src/sync/index.ts';
import { deskHouse, type DeskHouse, owner } from '../../src/sync/testing.ts';
import { CHROMIUM_FLAGS, chromiumPath } from '../../tools/chromium.ts';

let house: DeskHouse;
let browser: Browser;
let origin: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  house = await deskHouse();
  // The clocks of a test house stand still; sessions and tickets need clocks that go.
  for (const clock of [house.house.clock, house.house.kept.clock])
    Object.defineProperty(clock, 'now', { get: () => Date.now() });
  const app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(syncRoutes, {
    door: staffDoorOf(house.house),
    secret: (label) => house.house.kept.keystore.derived(label),
  });
  tabletRoutes(app, await buildTablet(loadLook(), { name: 'Harbour hub' }));
  // The door of the console gives the cookie; here it is given outright.
  app.get<{ Params: { session: string } }>('/signed-in/:session', async ({ params }, reply) =>
    reply
      .header(
        'set-cookie',
        `${COOKIE}=${params.session}; Path=/; Secure; HttpOnly; SameSite=Strict`,
      )
      .send('signed in'),
  );
  const port = await freePort();
  origin = `http://localhost:${String(port)}`;
  await app.listen({ port, host: 'localhost' });
  browser = await chromium.launch({
    executablePath: await chromiumPath(),
    args: CHROMIUM_FLAGS,
  });
  stop = async () => {
    await browser.close();
    await app.close();
    await house.close();
  };
}, 120_000);
afterAll(async () => {
  await stop();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

async function tabletOf(session: string, locale: string): Promise<BrowserContext> {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${origin}/signed-in/${session}`);
  await page.close();
  return context;
}

/** Opens the tablet for the first time and keeps the four words that it shows. */
async function begin(page: Page): Promise<string> {
  await page.goto(`${origin}/desk/`);
  await page.getByRole('button', { name: 'First time on this tablet' }).click();
  const words = await page.locator('.secret').innerText();
  await page.getByRole('button', { name: 'I have them, open the tablet' }).click();
  await page.locator('.queue-page h1:visible').waitFor({ timeout: 30_000 });
  return words;
}

const kindsInHouse = async (): Promise<string[]> =>
  (
    (await owner(house, 'select kind from casework.event order by hlc, event_id')) as {
      kind: string;
    }[]
  ).map(({ kind }) => kind);

test('a visit begun with a network and ended without arrives whole, and another tablet sees it', async () => {
  const worker = await house.worker('desk');
  const context = await tabletOf(worker.session, 'en');
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  const words = await begin(page);
  expect(words.split(' ')).toHaveLength(4);
  await page.getByText('Nobody is waiting').waitFor();
  // Only when the tablet says so does it open without a network.
  await page.locator('nav.rail a', { hasText: 'Tablet' }).click();
  await page.getByText('It opens without a network.').waitFor({ timeout: 60_000 });
  await page.locator('nav.rail a', { hasText: 'Queue' }).click();
  await page.getByText('Nobody is waiting').waitFor();

  await page.keyboard.press('n');
  await page.locator('.tongues').waitFor();
  await page.keyboard.press('1');
  await page.locator('.big .choice').first().waitFor();
  await page.keyboard.press('1');
  await context.setOffline(true);
  await page.keyboard.press('1');
  await page.locator('.promise').waitFor();
  await page.keyboard.press('1');
  await page.locator('nav.tasks').waitFor();
  await page.keyboard.press('s');
  await page.locator('ol.items').waitFor();
  await page.keyboard.press('6');
  await page.keyboard.press('Control+Enter');
  await page.locator('nav.tasks').waitFor();
  const ticket = await page.locator('h1').innerText();
  await page.keyboard.press('e');
  await page.locator('.choices').first().waitFor();
  await page.keyboard.press('1');
  await page.keyboard.press('1');
  await page.keyboard.press('Control+Enter');
  await page.locator('table.queue').waitFor();
  await page.getByText(/Offline/).waitFor({ timeout: 40_000 });
  expect(await kindsInHouse()).not.toContain('service_given');

  // Without a network the app opens anew, and the store opens by the four words.
  await page.reload();
  await page.getByRole('button', { name: 'Open with four words' }).click();
  await page.getByLabel('Your four words').fill(words);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.locator('table.queue').waitFor({ timeout: 30_000 });
  expect(await page.locator('table.queue tbody th').first().innerText()).toBe(ticket.trim());

  await context.setOffline(false);
  await page.locator('nav.rail a', { hasText: 'Sending' }).click();
  await page.getByRole('button', { name: 'Send now' }).click();
  await page.getByText('Nothing waits.').waitFor({ timeout: 30_000 });
  const kinds = await kindsInHouse();
  for (const kind of [
    'visit_opened',
    'queue_joined',
    'language_asked',
    'preference_set',
    'handle_issued',
    'screening_done',
    'need_seen',
    'service_given',
    'need_met',
  ])
    expect(kinds).toContain(kind);
  expect(kinds.filter((kind) => kind === 'visit_opened')).toHaveLength(1);

  // What is done without a network and left on a locked tablet says so there, and goes with nobody's desk open.
  const opened = () => kindsInHouse().then((all) => all.filter((one) => one === 'point_opened'));
  await context.setOffline(true);
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.locator('.dock .btn.one').click();
  await page.locator('nav.rail a', { hasText: 'Tablet' }).click();
  await page.getByRole('button', { name: 'Lock now' }).click();
  await page.getByText(/1 item waits/).waitFor({ timeout: 20_000 });
  expect(await page.locator('.languages button').allInnerTexts()).toEqual(
    expect.arrayContaining(['Українська', 'Português', 'العربية']),
  );
  expect(await opened()).toHaveLength(0);
  await context.setOffline(false);
  await page.getByText(/1 item waits/).waitFor({ state: 'detached', timeout: 20_000 });
  expect(await opened()).toHaveLength(1);

  const second = await tabletOf((await house.worker('desk')).session, 'en');
  const other = await second.newPage();
  await begin(other);
  await other.locator('table.queue').waitFor({ timeout: 30_000 });
  expect(await other.locator('table.queue tbody th').first().innerText()).toBe(ticket.trim());
  expect(
    complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(text)),
  ).toEqual([]);
  await context.close();
  await second.close();
}, 180_000);

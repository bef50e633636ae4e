/** An officer issues a drill and an alert without JavaScript; a person without papers reads it in Arabic; it ends at the second, also on a phone without a network. */
import { createServer, type AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alertPages, openSubscribers } from '../../src/alerts/index.ts';
import { alertsOn } from '../../src/alerts/testing.ts';
import { consoleRoutes } from '../../src/console/index.ts';
import type { Worker } from '../../src/firewall/index.ts';
import { buildServer } from '../../src/http/server.ts';
import { peopleHouse, type PeopleHouse } from '../../src/people/testing.ts';
import { loadLook } from '../../src/site/index.ts';
import { siteRoutes } from '../../src/site/routes.ts';
import { staffDoorOf } from '../../src/staff/testing.ts';
import { CHROMIUM_FLAGS, chromiumPath } from '../../tools/chromium.ts';
import { violations } from '../pages/axe.ts';

const SHOTS = process.env['WAYHOUSE_SHOTS'];
const DESK = { width: 1280, height: 900 };
let people: PeopleHouse;
let app: FastifyInstance;
let browser: Browser;
let origin: string;
let closeBook: () => Promise<void>;
/** The server's clock; the browser's stays where it is. */
let ahead = 0;

beforeAll(async () => {
  people = await peopleHouse();
  const { house } = people;
  for (const one of [house.clock, house.kept.clock])
    Object.defineProperty(one, 'now', { get: () => Date.now() });
  const shafa: Worker = await people.worker('editor');
  house.forget();
  origin = `http://localhost:${String(await freePort())}`;
  const secret = (label: string) => house.kept.keystore.derived(label);
  const { database } = house.door;
  const { alerts, house: site, surroundings } = await alertsOn(database, () => Date.now() + ahead);
  closeBook = () => alerts.book.close();
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(consoleRoutes, {
    door: staffDoorOf(house),
    secret,
    steps: house.door.steps,
    origin,
    name: 'Harbour hub',
    look: loadLook(),
    timeZone: 'Europe/Lisbon',
    alerts: {
      database,
      house: alerts,
      surroundings,
      subscribers: openSubscribers(database, secret),
    },
    demo: {
      people: [{ login: 'shafa', name: 'Shafa', roles: ['editor'] }],
      enter: async (login) => (login === 'shafa' ? shafa.session : undefined),
    },
  });
  await app.register(alertPages, { alerts, surroundings });
  await app.register(siteRoutes, { house: site });
  await app.listen({ port: Number(new URL(origin).port), host: 'localhost' });
  browser = await chromium.launch({ executablePath: await chromiumPath(), args: CHROMIUM_FLAGS });
});
afterAll(async () => {
  await browser.close();
  await app.close();
  await closeBook();
  await people.close();
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, 'localhost', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    javaScriptEnabled: false,
    locale: 'en',
    ...options,
  });
  const page = await context.newPage();
  await page.goto(origin + path);
  return page;
}
async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

/** Fills the form by its labels. */
async function write(page: Page, kind: 'Real' | 'Drill', headline: string): Promise<void> {
  await page.getByRole('link', { name: 'New alert' }).click();
  await page.getByRole('radio', { name: kind }).check();
  await page.getByRole('radio', { name: 'Flood' }).check();
  await page.getByRole('checkbox', { name: 'The whole country' }).check();
  await page.getByRole('radio', { name: 'Danger to life' }).check();
  await page.getByRole('radio', { name: 'Act now' }).check();
  await page.getByRole('radio', { name: 'It is happening or was seen' }).check();
  await page.getByRole('checkbox', { name: 'Leave the place' }).check();
  await page.getByLabel('How many hours is it true?').fill('1');
  const english = page.locator('details', { hasText: 'English' }).last();
  await english.getByLabel('Headline').fill(headline);
  await english.getByLabel('What to do').fill('Go up the hill now. Take warm clothes.');
  await english.getByLabel('What is happening').fill('The river is over its banks.');
  await page.locator('summary', { hasText: 'العربية' }).click();
  await page.locator('[name=headline_ar]').fill('فيضان في الميناء القديم');
  await page.locator('[name=instruction_ar]').fill('الصعود إلى التل الآن. أخذ ملابس دافئة.');
  await page.locator('[name=description_ar]').fill('فاض النهر على ضفتيه.');
  await page.getByRole('button', { name: 'See it on every channel' }).click();
  await page.getByText('This is how it will look').waitFor();
}

test('from the officer’s form to a phone, and over at the second', async () => {
  const officer = await open('/staff/sign-in', { viewport: DESK });
  await officer.getByRole('button', { name: /Shafa/ }).click();
  await officer.goto(`${origin}/staff/alerts`);
  await shot(officer, 'console-empty');
  await write(officer, 'Drill', 'High water in the old harbour');
  await shot(officer, 'console-preview');
  await officer.getByRole('button', { name: 'Start the drill' }).click();
  await officer.getByText('It is out').waitFor();
  await officer.goto(`${origin}/staff/alerts`);
  await write(officer, 'Real', 'Flood in the old harbour');
  await officer.getByRole('button', { name: 'Send to everybody' }).click();
  await officer.getByText('It is out').waitFor();
  await shot(officer, 'console-list');
  ahead = 3000;

  // A person, without JavaScript, in Arabic.
  const phone = await open('/ar/');
  const banner = phone.locator('.alerts');
  expect(await banner.innerText()).toContain('فيضان في الميناء القديم');
  expect(await banner.innerText()).toContain('تدريب. هذا تمرين فقط. لا يحدث شيء.');
  await shot(phone, 'home-ar');
  const box = await banner.getByRole('link').first().boundingBox();
  expect(box?.height).toBeGreaterThanOrEqual(44);
  await banner.getByRole('link', { name: 'ما العمل' }).first().click();
  expect(await phone.locator('h1').innerText()).toBe('فيضان في الميناء القديم');
  expect(await phone.locator('main').innerText()).toContain(
    'لا تلزم أي أوراق للحصول على هذه المساعدة.',
  );
  await shot(phone, 'alert-ar');
  const address = new URL(phone.url()).pathname;

  // With script: clean by axe, and kept on the phone.
  const scripted = { javaScriptEnabled: true };
  const kept = await open('/en/offline', scripted);
  for (const path of ['/en/', '/ar/alerts', address]) {
    await kept.goto(origin + path);
    expect(await violations(kept), path).toEqual([]);
    expect(
      await kept.evaluate(() => document.documentElement.scrollWidth),
      path,
    ).toBeLessThanOrEqual(360);
    await shot(kept, `public${path.slice(0, 10).replaceAll('/', '-')}`);
  }
  await kept.goto(`${origin}/en/offline`);
  await kept.getByRole('button', { name: 'Keep pages on this phone' }).click();
  await kept.getByText('Pages you open are kept on this phone.').waitFor();
  await kept.goto(`${origin}/en/`);
  await expect
    .poll(() =>
      kept.evaluate(async () =>
        (await caches.match('/en/'))?.text().then((text) => text.includes('data-until')),
      ),
    )
    .toBe(true);

  // The console by axe, in Arabic on a phone and in English on a desk.
  const cookies = await officer.context().storageState();
  for (const [locale, viewport] of [
    ['ar', { width: 360, height: 9000 }],
    ['en', DESK],
  ] as const) {
    const screen = await open('/staff/alerts', {
      ...scripted,
      locale,
      viewport,
      storageState: cookies,
    });
    const one = await screen.locator('a[href^="/staff/alerts/0"]').first().getAttribute('href');
    const screens =
      locale === 'ar' ? ['/staff/alerts', one ?? ''] : ['/staff/alerts/new', '/staff/alerts/inbox'];
    for (const path of screens) {
      await screen.goto(origin + path);
      expect(await violations(screen), `${locale} ${path}`).toEqual([]);
      expect(
        await screen.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        `${locale} ${path}`,
      ).toBeLessThanOrEqual(0);
      await shot(screen, `console-${locale}${path.replaceAll('/', '-').slice(13, 24)}`);
    }
  }

  // The moment of its end: the open page hides it, the kept page leaves it out, the server says that it is over.
  const reading = await open(address, scripted);
  const ends = Number(await reading.locator('article').getAttribute('data-until'));
  await reading.clock.install({ time: ends - 2000 });
  await reading.reload();
  expect(await reading.locator('article').isVisible()).toBe(true);
  await reading.clock.runFor(2500);
  expect(await reading.locator('article').isVisible()).toBe(false);
  expect(await reading.locator('[data-over]').isVisible()).toBe(true);
  ahead = ends - Date.now();
  await phone.reload();
  expect(await phone.locator('h1').innerText()).toBe('انتهى هذا التنبيه.');
  await shot(phone, 'over-ar');
}, 120_000);

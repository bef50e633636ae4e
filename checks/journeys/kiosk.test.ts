/**
 * INFO-08: a shared tablet at a port, without script: the language is asked by its own name, a card is read, and without a touch
 * the tablet asks for the language again. The page on a phone, and the same in Arabic.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/database/index.ts';
import { freshDatabase } from '../../src/database/testing.ts';
import { addPoint, addRoute, openInfo, openShelf } from '../../src/guidance/index.ts';
import { infoPlaces, publishedCard, publishIn, worker } from '../../src/guidance/testing.ts';
import { violations } from '../pages/axe.ts';
import { setUp, type Stand } from './browser.ts';

const SHOTS = process.env['WAYHOUSE_SHOTS'];
const TABLET = { width: 1024, height: 768 };
const PHONE = { width: 360, height: 740 };
const QUESTIONS = [
  ['Where can I see a doctor for free?', 'أين أجد طبيبًا مجانًا؟'],
  ['Who helps me when I am not paid?', 'من يساعدني إذا لم أحصل على أجري؟'],
  ['Where can I sleep tonight?', 'أين أنام الليلة؟'],
] as const;
const ARABIC = {
  answer: 'العيادة في المحطة مجانية. لا تحتاج إلى أوراق.',
  nextStep: 'اذهب إلى هناك، أو اتصل أولًا.',
  action: 'go',
} as const;

let database: Database;
let stand: Stand;
let port: number;
let route: number;
let first = 0;
/** Seconds without a touch: long until the visitor has gone away. */
const rest = { restSeconds: 90 };
beforeAll(async () => {
  database = await freshDatabase();
  await infoPlaces(database);
  const cards: number[] = [];
  for (const [question, arabic] of QUESTIONS) {
    const card = await publishedCard(database, {}, { question });
    await publishIn(database, card, 'ar', { ...ARABIC, question: arabic });
    cards.push(card);
  }
  first = cards[0] ?? 0;
  const point = {
    territory: 'XW',
    needs: ['health.doctor', 'food.meal', 'shelter.night', 'law.advice'],
    languages: ['en', 'ar', 'fr', 'ti', 'fa', 'my'],
  };
  port = await addPoint(database, worker(), {
    ...point,
    kind: 'port',
    name: { en: 'Ferry terminal', ar: 'محطة العبّارات' },
    place: 'Port Amara',
    cards,
  });
  const gate = await addPoint(database, worker(), {
    ...point,
    kind: 'border',
    name: { en: 'Hill Gate', ar: 'باب التل' },
    place: 'Hill Gate',
    cards: cards.slice(1),
    needs: [...point.needs, 'water.drinking'],
  });
  const name = { en: 'From the port to the hills', ar: 'من الميناء إلى التلال' };
  route = await addRoute(database, worker(), { territory: 'XW', name, points: [port, gate] });
  const shelf = openShelf(database, {
    now: Date.now,
    today: () => new Date().toISOString().slice(0, 10),
  });
  stand = await setUp({}, async (_app, site) => {
    const info = Object.assign(rest, openInfo(database, Date.now));
    site.cards = { shelf, suggest: async () => false, papers: ['poster'], info };
  });
});
afterAll(async () => {
  await stand.close();
  await database.close();
});

const picture = async (page: Page, name: string): Promise<void> => {
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
};
/** Links that are smaller than a finger on a shared screen needs, and what reaches past the edge. */
const misfits = (page: Page): Promise<string[]> =>
  page.evaluate(() => [
    ...[...document.querySelectorAll('a:not(.vh)')]
      .filter((link) => link.getBoundingClientRect().height < 60)
      .map((link) => (link.textContent ?? '').trim()),
    ...(document.documentElement.scrollWidth > innerWidth ? ['the page is too wide'] : []),
  ]);

test('a visitor asks in Arabic and goes away; the tablet asks the next one for the language', async () => {
  // Axe needs script, which no page of the tablet has: it looks first, with everybody else's pages.
  const looked = await stand.open(`/en/at/${port}`, { javaScriptEnabled: true, viewport: PHONE });
  const paths = [`/ar/at/${port}`, `/ar/route/${route}`, '/en/at'];
  for (const [n, path] of [`/en/at/${port}`, ...paths].entries()) {
    await looked.goto(stand.origin + path);
    expect(await violations(looked), path).toEqual([]);
    await picture(looked, `info-${n}`);
  }
  const query = ['', `&card=${first}`, '&need=health.doctor', '&safe=1'];
  const seen = [`/at/${port}?kiosk=1`, ...query.map((more) => `/ar/at/${port}?kiosk=1${more}`)];
  for (const size of [TABLET, PHONE]) {
    await looked.setViewportSize(size);
    // Whoever wants no movement sees all the time what comes up for the others near the end.
    const reducedMotion = size === PHONE ? 'reduce' : 'no-preference';
    await looked.emulateMedia({ reducedMotion });
    for (const [n, path] of seen.entries()) {
      await looked.goto(stand.origin + path);
      if (size === TABLET || n === 1) expect(await violations(looked), path).toEqual([]);
      expect(await misfits(looked), path).toEqual([]);
      const stay = looked.locator('.stay');
      if (n) expect(await stay.isVisible(), path).toBe(size === PHONE);
      await picture(looked, `kiosk-${size.width}-${n}`);
    }
  }

  const page = await stand.open(`/at/${port}?kiosk=1`, { viewport: TABLET });
  await page.getByRole('link', { name: 'العربية' }).click();
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
  await page.getByRole('link', { name: QUESTIONS[0][1] }).click();
  expect(await page.locator('h1').innerText()).toBe(QUESTIONS[0][1]);
  const place = page.locator('.list a').first();
  const called = (await place.locator('bdi').first().innerText()).trim();
  rest.restSeconds = 2;
  await place.click();
  expect(await page.locator('h1').innerText()).toBe(called);
  // Nobody touches it any more.
  await page.waitForURL(`${stand.origin}/at/${port}?kiosk=1`);
  expect(await page.locator('.langs a').count()).toBe(6);
  expect(await page.context().cookies()).toEqual([]);
  // What was read is not in the log, whose lines hold no query.
  expect(stand.logs.join('')).not.toContain(`card=${first}`);
  expect(stand.foreign).toEqual([]);
}, 60_000);

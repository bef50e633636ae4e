/**
 * ORI-03: a facilitator opens the kit from the phone itself, without a network. Without script everything can be read and written
 * on paper; with script taps become the line, and the next facilitator gets a copy with a number of its own.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/database/index.ts';
import { freshDatabase } from '../../src/database/testing.ts';
import {
  addKit,
  listKits,
  openKits,
  openShelf,
  readReportLine,
  reportKit,
} from '../../src/guidance/index.ts';
import { publishedCard, publishIn, worker } from '../../src/guidance/testing.ts';
import { violations } from '../pages/axe.ts';
import { setUp, type Stand } from './browser.ts';

const SHOTS = process.env['WAYHOUSE_SHOTS'];
const ARABIC = {
  question: 'أين أجد طبيبًا مجانًا؟',
  answer: 'العيادة في المحطة مجانية. لا تحتاج إلى أوراق.',
  nextStep: 'اذهب إلى هناك، أو اتصل أولًا.',
  action: 'go',
} as const;

let database: Database;
let stand: Stand;
let kit: number;
const folder = mkdtempSync(join(tmpdir(), 'wayhouse-kit-'));
beforeAll(async () => {
  database = await freshDatabase();
  const cards = [await publishedCard(database), await publishedCard(database, { topic: 'work' })];
  for (const card of cards) await publishIn(database, card, 'ar', ARABIC);
  kit = await addKit(database, worker(), {
    territory: 'XW',
    title: { en: 'Doctors and pay', ar: 'الأطباء والأجر' },
    cards,
    minutes: 26,
  });
  const shelf = openShelf(database, {
    now: Date.now,
    today: () => new Date().toISOString().slice(0, 10),
  });
  stand = await setUp({}, async (_app, site) => {
    const kits = {
      ...openKits(database, Date.now),
      report: (report: Parameters<typeof reportKit>[1]) => reportKit(database, report),
    };
    site.cards = { shelf, suggest: async () => false, kits };
  });
});
afterAll(async () => {
  await stand.close();
  await database.close();
});

const loaded = async (lang: string): Promise<string> => {
  const page = await stand.open(`/${lang}/kits`);
  await page.locator('.list a').click();
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `kit-page-${lang}.png`), fullPage: true });
  const link = await page.locator('a[download]').getAttribute('href');
  const file = await page.request.get(stand.origin + (link ?? ''));
  const path = join(folder, `kit-${lang}.html`);
  writeFileSync(path, await file.body());
  return pathToFileURL(path).href;
};

test('a session without a network: read without script, counted with it, passed on, and its line typed', async () => {
  const arabic = await stand.browser.newContext({
    javaScriptEnabled: false,
    offline: true,
    viewport: { width: 360, height: 740 },
  });
  const read = await arabic.newPage();
  await read.goto(await loaded('ar'));
  expect(await read.locator('article.card h3').first().innerText()).toBe(ARABIC.question);
  expect(await read.locator('[data-js]:visible').count()).toBe(0);
  expect(await read.locator('[data-start]').innerText()).toMatch(/^KIT \d+ 1 \d{9} 0$/);
  if (SHOTS) await read.screenshot({ path: join(SHOTS, 'kit-ar.png'), fullPage: true });
  await arabic.close();

  const phone = await stand.browser.newContext({
    offline: true,
    acceptDownloads: true,
    viewport: { width: 360, height: 740 },
  });
  const page = await phone.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => faults.push(message.text()));
  await page.goto(await loaded('en'));
  const taps = page.locator('button[data-q]');
  expect(await taps.count()).toBe(8);
  for (const at of [0, 0, 1, 2, 4, 6, 7]) await taps.nth(at).click();
  await page.locator('#people').fill('3');
  const line = await page.locator('#line').inputValue();
  expect(readReportLine(line)).toMatchObject({
    kit,
    number: 1,
    sessions: 1,
    people: 3,
    answer: { right: 3, asked: 4 },
    step: { right: 2, asked: 3 },
  });
  expect(await violations(page)).toEqual([]);
  if (SHOTS) await page.screenshot({ path: join(SHOTS, 'kit-en.png'), fullPage: true });
  const coming = page.waitForEvent('download', { timeout: 5000 }).catch(() => undefined);
  await page.locator('#next').click();
  const download = await coming;
  expect(faults).toEqual([]);
  if (!download) throw new Error('no copy came');
  const copy = join(folder, 'copy.html');
  await download.saveAs(copy);
  await page.goto(pathToFileURL(copy).href);
  await page.locator('#people').fill('2');
  const next = readReportLine(await page.locator('#line').inputValue());
  expect(next).toMatchObject({ parent: readReportLine(line)?.copy, answer: { asked: 0 } });
  expect(await page.locator('[data-start]').innerText()).toBe(
    `KIT ${kit} 1 ${next?.copy} ${next?.parent}`,
  );
  await phone.close();

  const typed = await stand.open('/en/kits/report');
  await typed.locator('#line').fill(line);
  await typed.keyboard.press('Enter');
  expect(await typed.getByRole('status').innerText()).toContain('Thank you.');
  if (SHOTS) await typed.screenshot({ path: join(SHOTS, 'kit-report.png'), fullPage: true });
  expect((await listKits(database, worker()))[0]).toMatchObject({ people: 3, sessions: 1 });
  expect(stand.foreign).toEqual([]);
});

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ENDED, LISTINGS } from '../../src/site/testing.ts';
import { heading, setUp, type Stand } from './browser.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await setUp();
});
afterAll(async () => {
  await stand.close();
});
beforeEach(() => {
  stand.feedback.length = 0;
});

const SOON = { timeout: 15_000 };
const clinic = LISTINGS[0]?.code ?? '';

/** A phone that keeps pages, among them the clinic's, and then has no network. */
async function offlineAtClinic(lang: string): Promise<Page> {
  const page = await stand.open(`/${lang}/offline`, { javaScriptEnabled: true });
  await page.locator('[data-keep-start]').click();
  await expect.poll(() => keptPages(page), SOON).toHaveLength(3);
  await page.goto(`${stand.origin}/${lang}/s/${clinic}`);
  await expect.poll(() => keptPages(page), SOON).toHaveLength(4);
  await page.context().setOffline(true);
  await page.goto(`${stand.origin}/${lang}/s/${clinic}`);
  return page;
}

const keptPages = (page: Page): Promise<string[]> =>
  page.evaluate(async () =>
    (await (await caches.open('wayhouse-pages')).keys()).map(({ url }) => url),
  );

const waiting = (page: Page): Promise<number> =>
  page.evaluate(async () =>
    (await caches.has('wayhouse-waiting'))
      ? (await (await caches.open('wayhouse-waiting')).keys()).length
      : 0,
  );

test('an answer without a network waits on the phone and is counted exactly once', async () => {
  const page = await offlineAtClinic('en');
  expect(await page.locator('#feedback').innerText()).toContain('your answer waits on this phone');
  await page.getByRole('button', { name: 'No, they refused me' }).click();
  expect(await heading(page)).toBe('No internet. Your answer is kept on this phone.');
  await page.getByRole('button', { name: 'They asked for papers' }).click();
  expect(await heading(page)).toBe('No internet. Your answer is kept on this phone.');
  expect(await waiting(page)).toBe(1);
  expect(stand.feedback).toEqual([]);

  // The first way out breaks once the server has it: it is sent again, and counted once.
  let broken = 0;
  await page.context().route('**/feedback/**', async (route) => {
    await route.fetch();
    if (broken++ === 0) await route.abort();
    else await route.continue();
  });
  await page.context().setOffline(false);
  for (let n = 0; n < 10 && (n === 0 || (await waiting(page)) > 0); n++) {
    await page.goto(`${stand.origin}/en/privacy?${String(n)}`);
    await page.waitForTimeout(200);
  }
  expect(broken).toBeGreaterThan(1);
  expect(await waiting(page)).toBe(0);
  expect(await page.evaluate(() => caches.has('wayhouse-waiting'))).toBe(false);
  expect(stand.feedback).toHaveLength(1);
  expect(stand.feedback[0]).toMatchObject({ code: clinic, outcome: 'refused', barrier: 'B14' });
}, 60_000);

test('each showing of a kept page asks anew, and "forget" forgets what waits', async () => {
  const page = await offlineAtClinic('ar');
  const id = () => page.locator('#feedback input[name=id]').inputValue();
  const first = await id();
  await page.screenshot({ path: join(tmpdir(), 'wayhouse-waits.png'), fullPage: true });
  await page.locator('#feedback button').first().click();
  expect(await heading(page)).toBe('لا يوجد إنترنت. جوابك محفوظ في هذا الهاتف.');
  await page.screenshot({ path: join(tmpdir(), 'wayhouse-waiting.png') });
  await page.goto(`${stand.origin}/ar/s/${clinic}`);
  expect(await id()).not.toBe(first);
  await page.locator('#feedback button').first().click();
  expect(await waiting(page)).toBe(2);
  await page.goto(`${stand.origin}/ar/offline`);
  await page.locator('[data-forget]').click();
  await page.locator('[data-forgotten]:not([hidden])').waitFor();
  expect(await waiting(page)).toBe(0);
}, 60_000);

test('the link of a place that closed leads on, without script and in the reader’s language', async () => {
  const code = ENDED[0]?.code ?? '';
  const page = await stand.open(`/s/${code}`);
  await page.locator('a[href^="/ar/"]').first().click();
  expect(await heading(page)).toBe('أُغلق هذا المكان');
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
  expect(await page.locator('main').innerText()).toContain('٣ أكتوبر');
  await page.screenshot({ path: join(tmpdir(), 'wayhouse-ended-ar.png'), fullPage: true });
  await page.locator('main .list a').first().click();
  expect(await heading(page)).toBe('Harbour Street night clinic');
});

test('a kept place that closed is not shown as open from the phone', async () => {
  const page = await offlineAtClinic('en');
  await page.context().setOffline(false);
  await page.context().route(`**/en/s/${clinic}`, async (route) => {
    const url = `${stand.origin}/en/s/${ENDED[0]?.code ?? ''}`;
    await route.fulfill({ response: await route.fetch({ url }) });
  });
  await page.goto(`${stand.origin}/en/s/${clinic}`);
  expect(await heading(page)).toBe('This place has closed');
  const keptText = () =>
    page.evaluate(async (address) => (await caches.match(address))?.text(), `/en/s/${clinic}`);
  await expect.poll(keptText, SOON).toContain('This place has closed');
  await page.context().setOffline(true);
  await page.goto(`${stand.origin}/en/s/${clinic}`);
  expect(await heading(page)).toBe('This place has closed');
}, 60_000);

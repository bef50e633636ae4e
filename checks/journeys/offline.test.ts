import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heading, setUp, type Stand } from './browser.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await setUp();
});
afterAll(async () => {
  await stand.close();
});

async function stored(page: Page): Promise<{ caches: number; workers: number; local: number }> {
  return page.evaluate(async () => ({
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    local: localStorage.length,
  }));
}

test('nothing is kept before it is asked for; then pages and lists stay readable, with their age', async () => {
  const page = await stand.open('/en/s/1010', { javaScriptEnabled: true });
  await page.goto(`${stand.origin}/en/offline`);
  expect(await stored(page)).toEqual({ caches: 0, workers: 0, local: 0 });

  await page.getByRole('button', { name: 'Keep pages on this phone' }).click();
  await page.getByText('Pages you open are kept on this phone.').waitFor();
  await expect
    .poll(() =>
      page.evaluate(async () => (await (await caches.open('wayhouse-pages')).keys()).length),
    )
    .toBeGreaterThanOrEqual(3);
  await page.goto(`${stand.origin}/en/s/1010`);
  await page.goto(`${stand.origin}/en/find/health#must`);
  await page.getByLabel('A woman helps me').check();
  await page.getByRole('button', { name: 'Show places' }).locator('visible=true').click();
  await page.waitForURL('**/en/search');
  await expect
    .poll(() => page.evaluate(async () => Boolean(await caches.match('/en/offline/last-list'))))
    .toBe(true);

  await page.context().setOffline(true);
  await page.goto(`${stand.origin}/en/s/1010`);
  expect(await heading(page)).toBe('Harbour Street night clinic');
  expect(await page.locator('.notice').first().innerText()).toMatch(
    /^No internet\. You see the page from (today|yesterday|tomorrow|\d+ \w+).*Places may have closed since\./,
  );
  // A page that was never opened says so, in the page's language.
  await page.goto(`${stand.origin}/en/s/1029`);
  expect(await heading(page)).toBe('No internet, and this page is not on this phone');
  // A question that cannot be sent is answered with the last list.
  await page.goto(`${stand.origin}/en/`);
  await page.getByLabel('Say it in your own words').fill('doctor');
  await page.getByRole('button', { name: 'Find' }).click();
  expect(await page.locator('.notice').first().innerText()).toContain('You see the list from');
  expect(await page.locator('article.card').count()).toBeGreaterThan(5);
  // Leave works without a network.
  await page.locator('a.leave').click();
  await page.waitForURL('**/leave');
  expect(await page.locator('time').innerText()).toMatch(/^\d\d:\d\d$/);
  expect(await page.content()).not.toContain('Wayhouse');

  await page.context().setOffline(false);
  await page.goto(`${stand.origin}/en/offline`);
  await page.locator('[data-kept] a', { hasText: 'Harbour Street night clinic' }).waitFor();
  await page.getByRole('button', { name: 'Forget this site on this phone' }).click();
  await page.getByText('This site has kept nothing on this phone.').waitFor();
  expect(await stored(page)).toEqual({ caches: 0, workers: 0, local: 0 });
}, 60_000);

test('colours are kept on the phone once chosen, and forgotten on wish', async () => {
  const page = await stand.open('/en/accessibility', { javaScriptEnabled: true });
  await page.getByRole('button', { name: 'Strong contrast' }).click();
  await page.goto(`${stand.origin}/en/`);
  expect(await page.locator('html').getAttribute('data-theme')).toBe('contrast');
  await page.goto(`${stand.origin}/en/accessibility`);
  await page.getByRole('button', { name: 'As my phone' }).click();
  expect((await stored(page)).local).toBe(0);
});

test('the position is rounded on the phone and travels in the body', async () => {
  const page = await stand.open('/en/find/health#where', {
    javaScriptEnabled: true,
    geolocation: { latitude: 41.212_345, longitude: 9.117_89 },
    permissions: ['geolocation'],
  });
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
  await page.getByRole('button', { name: 'Use my position' }).click();
  await page.waitForURL('**#language');
  await page.getByRole('button', { name: 'Show places' }).locator('visible=true').click();
  await page.waitForURL('**/search');
  expect(await page.locator('.asked').innerText()).toContain('Near you');
  const all = sent.join('\n');
  expect(all).toContain('lat=41.210&lon=9.120');
  expect(all).not.toMatch(/41\.212|9\.117/);
  expect(page.url()).not.toContain('41.2');
}, 60_000);

import { afterAll, beforeAll, expect, test } from 'vitest';
import { setUp, type Stand } from './browser.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await setUp();
});
afterAll(async () => {
  await stand.close();
});

test('Leave works without script, as the first link', async () => {
  const page = await stand.open('/en/s/1010');
  await page.keyboard.press('Tab');
  expect(await page.locator('a:focus').getAttribute('href')).toBe('/leave');
  await page.keyboard.press('Enter');
  await page.waitForURL(stand.neutral);
});

test('with script the page is hidden within a frame, and Back does not lead to it', async () => {
  const page = await stand.open('/en/', { javaScriptEnabled: true });
  await page.goto(`${stand.origin}/en/s/1010`);
  await page.waitForLoadState('load');
  // The neutral page answers late: what is seen meanwhile is what the page did by itself.
  await page.context().route('**/leave', async (route) => {
    await new Promise((done) => setTimeout(done, 800));
    await route.continue();
  });
  const hidden = await page.evaluate(
    () =>
      new Promise<{ frames: number; display: string; title: string; text: string }>((done) => {
        (document.querySelector('a.leave') as HTMLElement).click();
        requestAnimationFrame(() =>
          done({
            frames: 1,
            display: getComputedStyle(document.documentElement).display,
            title: document.title,
            text: document.body.innerText,
          }),
        );
      }),
  );
  expect(hidden).toEqual({ frames: 1, display: 'none', title: '', text: '' });
  await page.waitForURL(stand.neutral);
  await page.goBack();
  expect(page.url()).toBe(`${stand.origin}/en/`);
});

test('three Esc leave; two do not, nor three slow ones', async () => {
  const page = await stand.open('/en/s/1010', { javaScriptEnabled: true });
  await page.waitForLoadState('load');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.waitForTimeout(2200);
  await page.keyboard.press('Escape');
  expect(page.url()).toBe(`${stand.origin}/en/s/1010`);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.waitForURL(stand.neutral);
});

test('titles name no subject', async () => {
  for (const path of [
    '/en/s/1055',
    '/en/find/safety',
    '/en/find/shelter.women/places',
    '/en/print/1055',
    '/en/point/3014',
  ]) {
    const page = await stand.open(path);
    expect(await page.title(), path).toMatch(
      /^(Place \d+|Places|Question \d of \d|Point \d+) - Wayhouse$/,
    );
  }
});

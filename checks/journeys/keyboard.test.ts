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

/** Tabs until the focused element has this name; checks each stop on the way. */
async function tabTo(page: Page, name: RegExp, most = 60): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (!element || element === document.body) return undefined;
      const label =
        element instanceof HTMLInputElement ? (element.labels?.[0] ?? element) : element;
      const box = label.getBoundingClientRect();
      const bar = document.querySelector('header.bar') as HTMLElement;
      const inBar = bar.contains(element);
      const style = getComputedStyle(element.closest('.opt') ?? element);
      return {
        name: `${element.getAttribute('aria-label') ?? ''} ${label.innerText}`,
        outline: Number.parseFloat(style.outlineWidth),
        covered: !inBar && box.bottom <= bar.getBoundingClientRect().bottom,
        seen: box.bottom > 0 && box.top < innerHeight,
      };
    });
    if (!focus) continue;
    expect(focus.outline, focus.name).toBeGreaterThanOrEqual(3);
    expect(focus.covered, `${focus.name} is under the bar`).toBe(false);
    expect(focus.seen, `${focus.name} is out of sight`).toBe(true);
    if (name.test(focus.name)) return;
  }
  throw new Error(`no ${String(name)} within ${String(most)} tabs`);
}

test('a person without a pointer finds a place, reads it and answers', async () => {
  const page = await stand.open('/', { javaScriptEnabled: true });
  await tabTo(page, /English/);
  await tabTo(page, /^ English/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/en/');
  await tabTo(page, /Doctor/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/find/health');
  await tabTo(page, /Now/);
  await page.keyboard.press('ArrowDown');
  await tabTo(page, /Go on/);
  await page.keyboard.press('Enter');
  expect(await heading(page)).toBe('Where are you?');
  await tabTo(page, /Skip this question/);
  await page.keyboard.press('Enter');
  await tabTo(page, /العربية/);
  await page.keyboard.press('Space');
  await tabTo(page, /Go on/);
  await page.keyboard.press('Enter');
  await tabTo(page, /It costs nothing/);
  await page.keyboard.press('Space');
  await tabTo(page, /Show places/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search');
  expect(await page.locator('.asked').innerText()).toContain('today');
  await tabTo(page, /Harbour Street night clinic/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/s/1010');
  await tabTo(page, /A part of it/);
  await page.keyboard.press('Enter');
  expect(await heading(page)).toBe('Your answer is counted');
});

test('the skip link leads past the bar', async () => {
  const page = await stand.open('/en/', { javaScriptEnabled: true });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => (document.activeElement as HTMLElement).innerText)).toBe(
    'Skip to the content',
  );
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
});

/** The close of the day: several visits that ended in the same way are closed with one answer. */
import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violations } from '../pages/axe.ts';
import { tabletStand, type TabletStand } from './tablet-stand.ts';

let stand: TabletStand;
beforeAll(async () => {
  stand = await tabletStand();
});
afterAll(async () => {
  expect(stand.complaints).toEqual([]);
  await stand.close();
});

const close = async (page: Page): Promise<void> => {
  await page.goto(`${stand.origin}/desk/close`);
  await page.locator('h1:visible').first().waitFor();
};
const stillOpen = (page: Page): Promise<string[]> =>
  page.locator('.open-visits .ticket').allInnerTexts();
const ticked = (page: Page): Promise<number> => page.locator('.tick-visits :checked').count();
/** For whoever wants to look: `WAYHOUSE_SHOTS=<folder>`. */
const shot = async (page: Page, name: string): Promise<void> => {
  const folder = process.env['WAYHOUSE_SHOTS'];
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
};

test('two are ticked and closed by keys alone, each by itself, and undone together', async () => {
  const page = await stand.practise('en');
  await close(page);
  const before = await stillOpen(page);
  expect(before.length).toBeGreaterThan(8);
  await page.getByRole('button', { name: 'Close several at once' }).focus();
  await page.keyboard.press('Enter');
  const heading = page.getByRole('heading', { name: 'Close several at once' });
  await expect.poll(() => heading.evaluate((it) => it === document.activeElement)).toBe(true);
  const all = page.getByRole('checkbox', { name: /^All/ });
  const button = page.locator('.dock .btn');
  // Nothing is ticked and nothing is answered beforehand; the keys of the screen beneath are silent.
  expect([await ticked(page), await button.getAttribute('aria-disabled')]).toEqual([0, 'true']);
  await page.keyboard.press('Control+Enter');
  expect(await page.locator('.spoken:visible').count()).toBe(0);
  await page.keyboard.press('a');
  expect([await ticked(page), await all.isChecked()]).toEqual([before.length, true]);
  await page.keyboard.press('a');
  expect(await ticked(page)).toBe(0);
  const [first = '', second = ''] = before;
  for (const name of [first, second]) {
    await page.getByRole('checkbox', { name }).focus();
    await page.keyboard.press('Space');
  }
  expect(await all.evaluate((box) => (box as HTMLInputElement).indeterminate)).toBe(true);
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  await page.keyboard.press('1');
  expect(await button.innerText()).toContain('Close 2 visits');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('status').getByText('2 visits are closed.').waitFor();
  expect(await stillOpen(page)).toEqual(before.slice(2));
  // The way on is where she came from.
  const back = page.getByRole('button', { name: 'Close several at once' });
  expect(await back.evaluate((it) => it === document.activeElement)).toBe(true);
  await page.keyboard.press('Control+z');
  await page.getByRole('status').getByText('Undone.').waitFor();
  expect((await stillOpen(page)).toSorted()).toEqual(before.toSorted());
  await page.context().close();
}, 90_000);

test('who left without being seen is asked why, also for all at once; Escape takes back one step at a time', async () => {
  const page = await stand.practise('en', { viewport: { width: 360, height: 740 } });
  await close(page);
  const before = await stillOpen(page);
  await page.getByRole('button', { name: 'Close several at once' }).click();
  await page.getByRole('checkbox', { name: /^All/ }).click();
  await page.keyboard.press('3');
  const button = page.locator('.dock .btn');
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  await page.keyboard.press('Escape');
  expect(await page.getByText('Nobody is marked for leaving.').count()).toBe(0);
  await page.keyboard.press('3');
  await page.getByRole('button', { name: 'It took too long' }).click();
  expect(await button.innerText()).toContain(`Close ${String(before.length)} visits`);
  await button.click();
  await page
    .getByRole('status')
    .getByText(`${String(before.length)} visits are closed.`)
    .waitFor();
  await page.getByText('Every visit is closed.').waitFor();
  // With none left the heading has the focus, and the point can be closed as ever.
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  await page.getByRole('status').getByRole('button').click();
  await page.getByRole('status').getByText('Undone.').waitFor();
  expect(await stillOpen(page)).toHaveLength(before.length);
  await page.getByRole('button', { name: 'Close several at once' }).click();
  await page.keyboard.press('Escape');
  expect(await stillOpen(page)).toHaveLength(before.length);
  await page.context().close();
}, 90_000);

test.each([
  ['en', 360],
  ['en', 1024],
  ['ar', 360],
  ['ar', 1024],
] as const)(
  'in %s at %i px nothing goes sideways and axe finds nothing',
  async (language, width) => {
    const page = await stand.practise(language, { viewport: { width, height: 760 } });
    await close(page);
    await shot(page, `close-${language}-${String(width)}`);
    await page.locator('.card.all > .btn').click();
    await page.locator('.tick-all input').click();
    await page.locator('.tick-visits input').first().click();
    await shot(page, `several-${language}-${String(width)}`);
    await page.keyboard.press('3');
    await page.locator('.dock').scrollIntoViewIfNeeded();
    await shot(page, `several-why-${language}-${String(width)}`);
    expect(await violations(page)).toEqual([]);
    const wide = await page.evaluate(() => {
      const parts = [document.documentElement, ...document.querySelectorAll('main')];
      const small = [...document.querySelectorAll('main .switch, main button')].filter(
        (part) => part.getBoundingClientRect().height < 43.5,
      );
      return { wide: parts.map((it) => it.scrollWidth - it.clientWidth), small: small.length };
    });
    expect(wide).toEqual({ wide: [0, 0], small: 0 });
    await page.context().close();
  },
  90_000,
);

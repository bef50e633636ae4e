/** "Have we met?" on a tablet without a network (PT-03): names of this tablet alone, for the worker's eyes; Arabic, 360 px. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violations } from '../pages/axe.ts';
import { tabletStand, type TabletStand } from './tablet-stand.ts';
import { offerName } from './welcome.ts';

const SHOTS = process.env['WAYHOUSE_SHOTS'];

let stand: TabletStand;
beforeAll(async () => {
  stand = await tabletStand();
});
afterAll(async () => {
  await stand.close();
});

async function offered(page: Page, name: string, turned = false): Promise<void> {
  await page.goto(`${stand.origin}/desk/`);
  await page.locator('.queue-page h1:visible').waitFor();
  await offerName(page, name, turned);
}

test('who came before is asked after in another script; a turned screen shows no name; not me leaves two tokens', async () => {
  const page = await stand.practise('ar', { viewport: { width: 360, height: 740 } });
  await offered(page, 'Teklehaimanot Gebreselassie');
  await page.locator('nav.tasks').waitFor();
  await offered(page, 'ተኽለሃይማኖት ገብረስላሴ');
  const row = page.locator('.met .choices .choice');
  await row.waitFor();
  expect(await row.innerText()).toContain('Teklehaimanot Gebreselassie');
  // The house could not be asked, and it is said.
  expect(await page.locator('.met .says').count()).toBe(1);
  expect(await violations(page)).toEqual([]);
  for (const button of await page.locator('.met button').all())
    expect((await button.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44);
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.body.clientWidth),
  ).toBeLessThanOrEqual(0);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/met-360-ar.png`, fullPage: true });
  // By a key: the first answer that is no row.
  await page.keyboard.press('2');
  await page.locator('nav.tasks').waitFor();

  await offered(page, 'Teklehaimanot Gebreselassie', true);
  await page.locator('.hold').waitFor();
  await page.locator('.work h1').waitFor();
  expect(await page.locator('.met').count()).toBe(0);
  expect(await page.locator('main').innerText()).not.toContain('Teklehaimanot');
  await page.context().close();
}, 60_000);

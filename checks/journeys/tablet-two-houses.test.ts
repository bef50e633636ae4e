/** A browser in which people of two houses work: one of them calls the tablet lost while somebody of the other works on it. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wipeOrders } from '../../src/sync/node-keys.ts';
import type { DeskStart } from '../../src/sync/wire.ts';
import { goTo, wordsOf } from './arrival-stand.ts';
import { deskStand, type DeskStand, keptHere } from './desk-stand.ts';

const THEIRS = randomUUID();
const say = wordsOf('en');

let stand: DeskStand;
beforeAll(async () => {
  stand = await deskStand();
}, 120_000);
afterAll(() => stand.close());

async function begin(page: Page): Promise<string> {
  await page.getByRole('button', { name: say('unlock.first') }).click();
  const words = await page.locator('.secret').innerText();
  await page.getByRole('button', { name: say('unlock.fresh_go') }).click();
  await page.locator('.queue-page h1:visible').waitFor();
  return words;
}
async function openWith(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: say('unlock.words') }).click();
  await page.getByLabel(say('unlock.words_label')).fill(words);
  await page.getByRole('button', { name: say('cover.open'), exact: true }).click();
}
async function lock(page: Page): Promise<void> {
  await goTo(page, '/desk/settings');
  await page.getByRole('button', { name: say('settings.lock') }).click();
  await page.getByRole('button', { name: say('unlock.words') }).waitFor();
}
test('the order reaches the tablet by whoever works on it, takes what is of the house that lost it, and stops nobody else', async () => {
  const { desk } = stand;
  const [hana, idris] = [await desk.worker('desk'), await desk.worker('desk')];
  const page = await stand.open(`/signed-in/${hana.session}`, { javaScriptEnabled: true });
  page.setDefaultTimeout(30_000);
  const context = page.context();
  await page.goto(`${stand.origin}/desk/`);
  const hers = await begin(page);
  await context.setOffline(true);
  await goTo(page, '/desk/open');
  await page.locator('.dock .btn.one').click();
  await page.getByText(/1 to send/).waitFor();
  await lock(page);
  const before = await keptHere(page);
  expect([before.stores.length, before.sealed.length]).toEqual([1, 1]);

  // Of the two he works for another house at the same node; the order is signed with the node's own key.
  let isLost = false;
  await context.route('**/api/desk/start', async (route) => {
    const answer = await route.fetch();
    if (answer.status() !== 200) return route.fulfill({ response: answer });
    const told = (await answer.json()) as DeskStart;
    if (told.worker.account !== idris.actor) return route.fulfill({ response: answer });
    const orders = wipeOrders((label) => desk.house.kept.keystore.derived(label));
    const { wipe } = await orders.order(told.device.device_id ?? '', Date.now(), [desk.house.org]);
    const json = {
      ...told,
      worker: { ...told.worker, org: THEIRS },
      ...(isLost && told.device.device_id ? { wipe } : {}),
    };
    return route.fulfill({ response: answer, json });
  });
  await context.setOffline(false);
  await page.goto(`${stand.origin}/signed-in/${idris.session}`);
  await page.goto(`${stand.origin}/desk/`);
  const his = await begin(page);
  await lock(page);
  expect((await keptHere(page)).stores).toHaveLength(2);
  isLost = true;
  await openWith(page, his);
  await page.locator('nav.rail').waitFor();
  const after = await keptHere(page);
  expect(after.stores).toHaveLength(1);
  expect(before.stores).not.toContain(after.stores[0]);
  expect(after.sealed).toEqual(before.sealed);
  // He works on, signed in, and the app is still there without a line; her words open nothing any more.
  expect(await page.getByText(say('notice.signed_out')).count()).toBe(0);
  await goTo(page, '/desk/');
  await page.locator('.queue-page h1:visible').waitFor();
  await page.keyboard.press('n');
  await page.locator('.tongues').waitFor();
  await page.keyboard.press('Escape');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.unrouteAll({ behavior: 'ignoreErrors' });
  await context.setOffline(true);
  await page.goto(`${stand.origin}/desk/`);
  await openWith(page, hers);
  await page.getByRole('alert').waitFor();
  await page.reload();
  await openWith(page, his);
  await page.locator('nav.rail').waitFor();
  await context.close();
}, 120_000);

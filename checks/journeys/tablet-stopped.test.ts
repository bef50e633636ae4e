/** A tablet that its house has stopped (VOL-04, PLT-02): what it forgets, what it keeps sealed, and its two ways back. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadTongues } from '../../src/console/words.ts';
import { owner } from '../../src/sync/testing.ts';
import { violations } from '../pages/axe.ts';
import { isItsTurn } from '../turns.ts';
import { goTo, wordsOf } from './arrival-stand.ts';
import { deskStand, type DeskStand, keptHere } from './desk-stand.ts';
import { unfold } from './protected-stand.ts';
import { firstDesk, offerName } from './welcome.ts';

const SHOTS = process.env['WAYHOUSE_SHOTS'];
const english = loadTongues().choose('en', undefined).words;
const NAME = 'Tsehay Woldemichael';

let stand: DeskStand;
let manager: Page;
beforeAll(async () => {
  stand = await deskStand();
  const { session } = await stand.desk.worker('point_manager');
  manager = await stand.open(`/signed-in/${session}`);
}, 120_000);
afterAll(() => stand.close());

type Say = ReturnType<typeof wordsOf>;
const shot = async (page: Page, name: string): Promise<void> => {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/stopped-${name}.png`, fullPage: true });
};
/** A desk worker's tablet, opened for the first time. */
async function tablet(locale: string, width: number): Promise<{ page: Page; say: Say }> {
  const { session } = await stand.desk.worker('desk');
  const page = await stand.open(`/signed-in/${session}`, {
    javaScriptEnabled: true,
    locale,
    viewport: { width, height: 900 },
  });
  page.setDefaultTimeout(30_000);
  const say = wordsOf(locale);
  await begin(page, say);
  return { page, say };
}
async function begin(page: Page, say: Say): Promise<void> {
  await firstDesk(page, stand.origin, say);
}
/** Somebody comes in without a line and says a name; the desk is locked, and her visit waits. */
async function comesInOffline(page: Page, say: Say): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.context().setOffline(true);
  await offerName(page, NAME);
  const notMet = page.locator('.met, nav.tasks');
  await notMet.first().waitFor();
  if (await page.locator('.met').count()) await page.keyboard.press('1');
  await page.locator('nav.tasks').waitFor();
  await goTo(page, '/desk/settings');
  await page.getByRole('button', { name: say('settings.lock') }).click();
  await page.getByRole('button', { name: say('unlock.words') }).waitFor();
}
const stop = async (): Promise<void> => {
  await manager.goto(`${stand.origin}/staff/point/devices`);
  await unfold(manager, 'form[action$="/loss"]');
  await manager.locator('form[action$="/loss"]:visible button').click();
  await manager.getByText(english.text('devices.revoked')).waitFor();
  // A sign-in that has ended is believed for two seconds; what came in them would wait for a decision.
  stand.desk.house.forget();
};
const named = async (): Promise<number> =>
  (await owner(stand.desk, `select 1 from casework.event where kind = 'person_named'`)).length;
/** How many acts wait for the manager. */
async function held(): Promise<number> {
  await manager.goto(`${stand.origin}/staff/point/held`);
  return manager.locator('form:has([name=decision][value=admitted])').count();
}
/** Takes in everything that waits for the manager. */
async function takeIn(): Promise<number> {
  for (let taken = 0; ; taken++) {
    await manager.goto(`${stand.origin}/staff/point/held`);
    const forms = manager.locator('form:has([name=decision][value=admitted])');
    if ((await forms.count()) === 0) return taken;
    await unfold(manager, 'form:has([name=decision][value=admitted])');
    await forms.last().locator('button').click();
    await manager.locator('main .note.done').first().waitFor();
  }
}

/** The two ways take turns by the day. */
const way = (at: number) => test.runIf(isItsTurn(at, 2));

way(0)(
  'called lost by mistake, a tablet forgets what could be read, is taken back, and what lay sealed on it goes',
  async () => {
    const { page, say } = await tablet('en', 1024);
    await comesInOffline(page, say);
    const before = await keptHere(page);
    expect(before.stores).toHaveLength(1);
    expect(before.sealed.length).toBeGreaterThan(0);
    await stop();
    await page.context().setOffline(false);
    await page.getByText(say('stopped.title')).waitFor();
    const after = await keptHere(page);
    expect(after.stores).toEqual([]);
    expect(after.sealed).toEqual(before.sealed);
    expect(await named()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await shot(page, '1-stopped-en');

    // Going on without the manager leads back to the same screen: nothing opens.
    await page.getByRole('button', { name: say('stopped.back') }).click();
    await page.getByText(say('stopped.title')).waitFor();

    await manager.goto(`${stand.origin}/staff/point/devices`);
    await unfold(manager, 'form[action$="/return"]');
    await manager.locator('form[action$="/return"] button').click();
    await manager.getByText(english.text('devices.returned')).waitFor();
    await page.getByRole('button', { name: say('stopped.back') }).click();
    // Her sign-in ended with the tablet; another opens it as on its first day.
    const { session } = await stand.desk.worker('desk');
    await page.goto(`${stand.origin}/signed-in/${session}`);
    await begin(page, say);
    await expect
      .poll(async () => (await keptHere(page)).sealed.length, { timeout: 30_000 })
      .toBe(0);
    // Whoever takes a tablet back says that nobody else had it: what she made there needs no second look.
    expect(await takeIn()).toBe(0);
    expect(await named()).toBe(1);
    await page.context().close();
  },
  120_000,
);

way(1)(
  'set up anew in Arabic on a narrow screen, it is another tablet, and what lay sealed waits for a decision all the same',
  async () => {
    const { page, say } = await tablet('ar', 360);
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    const names = await named();
    await comesInOffline(page, say);
    const before = await keptHere(page);
    await stop();
    await page.context().setOffline(false);
    await page.getByText(say('stopped.title')).waitFor();
    await page.getByRole('button', { name: say('stopped.anew') }).click();
    await page.getByRole('button', { name: say('stopped.anew_sure') }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.body.clientWidth),
    ).toBeLessThanOrEqual(0);
    await shot(page, '2-anew-ar');
    await page.getByRole('button', { name: say('stopped.anew_sure') }).click();
    await page.getByText(say('stopped.title')).waitFor({ state: 'detached' });
    expect(await keptHere(page)).toEqual({ stores: [], sealed: before.sealed });

    const { session } = await stand.desk.worker('desk');
    await page.goto(`${stand.origin}/signed-in/${session}`);
    await begin(page, say);
    // The old one stays stopped, the new one is a tablet of its own; what it brings from the old one is looked at first.
    await manager.goto(`${stand.origin}/staff/point/devices`);
    expect(await manager.locator('form[action$="/return"]').count()).toBe(1);
    await expect.poll(held, { timeout: 30_000 }).toBe(before.sealed.length);
    expect(await named()).toBe(names);
    expect(await takeIn()).toBe(before.sealed.length);
    expect(await named()).toBe(names + 1);
    // The tablet hears of it with its next sending, and keeps nothing of it any more.
    await goTo(page, '/desk/sending');
    await page.getByRole('button', { name: say('sending.now') }).click();
    await expect
      .poll(async () => (await keptHere(page)).sealed.length, { timeout: 30_000 })
      .toBe(0);
    await page.context().close();
  },
  120_000,
);

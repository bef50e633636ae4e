/** A tablet whose browser has no more space (PLT-02): it says so, keeps what is here, takes nothing by halves, and goes on when there is space. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { owner } from '../../src/sync/testing.ts';
import { isItsTurn } from '../turns.ts';
import { goTo, wordsOf } from './arrival-stand.ts';
import { deskStand, type DeskStand } from './desk-stand.ts';
import { firstDesk, offerName } from './welcome.ts';
import { looksRight } from './looks.ts';

const LOOKS = [
  ['en', 1024],
  ['ar', 360],
] as const;

let stand: DeskStand;
beforeAll(async () => {
  stand = await deskStand();
}, 120_000);
afterAll(() => stand.close());

/** From now on the browser refuses to keep anything, as it does when it has no space; or keeps again. */
const full = (page: Page, is: boolean): Promise<void> =>
  page.evaluate((refuses) => {
    const seen = globalThis as unknown as { put?: IDBObjectStore['put'] };
    const put = (seen.put ??= IDBObjectStore.prototype.put);
    IDBObjectStore.prototype.put = refuses
      ? () => {
          throw new DOMException('No space.', 'QuotaExceededError');
        }
      : put;
  }, is);

test.each(LOOKS.filter((_, at) => isItsTurn(at, LOOKS.length)))(
  'a full tablet says so, loses nothing and keeps nothing by halves (%s, %i px)',
  async (language, width) => {
    const say = wordsOf(language);
    const { session } = await stand.desk.worker('desk');
    const page = await stand.open(`/signed-in/${session}`, {
      javaScriptEnabled: true,
      locale: language,
      viewport: { width, height: 900 },
      reducedMotion: 'reduce',
    });
    await firstDesk(page, stand.origin, say);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.context().setOffline(true);
    await offerName(page, `Before ${language}`);
    await page.locator('nav.tasks').waitFor();
    const visit = new URL(page.url()).pathname;

    await full(page, true);
    // A note that cannot be kept stays where it was typed.
    await goTo(page, `${visit}/note`);
    await page.locator('textarea').fill('Asked for a blanket');
    await page.keyboard.press('Control+Enter');
    await page.getByText(say('fault.storage_full')).waitFor();
    expect(await page.locator('textarea').inputValue()).toBe('Asked for a blanket');
    // It goes on saying so, whatever the browser says of its space.
    await page.waitForTimeout(6000);
    await page.getByText(say('notice.storage_full')).waitFor();
    await looksRight(page, `full-${language}-note`);
    // Nobody comes in by halves.
    await goTo(page, '/desk/queue');
    await page.locator('.queue-page h1:visible').waitFor();
    await page.keyboard.press('n');
    await page.getByText(say('fault.storage_full')).waitFor();

    await full(page, false);
    await page.context().setOffline(false);
    await page.getByText(say('notice.storage_full')).waitFor({ state: 'detached' });
    await goTo(page, '/desk/queue');
    await page.locator('.queue-page h1:visible').waitFor();
    await offerName(page, `After ${language}`);
    await page.locator('nav.tasks').waitFor();
    const kept = () =>
      owner(
        stand.desk,
        `select kind, count(*)::int as n from casework.event e join staff.session s on s.account_id = e.actor_id
           where s.session_hash = sha256($1::bytea) and kind in ('visit_opened', 'person_named', 'note_written') group by kind order by kind`,
        [Buffer.from(session)],
      );
    await expect.poll(kept, { timeout: 30_000, interval: 500 }).toEqual([
      { kind: 'person_named', n: 2 },
      { kind: 'visit_opened', n: 2 },
    ]);
    await page.context().close();
  },
  180_000,
);

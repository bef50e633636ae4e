/**
 * A round that works a day without a network (PT-07, PT-03): whoever leads the point lets a tablet take along who was here before, a name
 * is looked for among them and a printed slip is known there, and nobody's name lies on it.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadTongues } from '../../src/console/words.ts';
import { registering } from '../../src/people/testing.ts';
import { owner } from '../../src/sync/testing.ts';
import { isItsTurn } from '../turns.ts';
import { goTo, wordsOf } from './arrival-stand.ts';
import { deskStand, type DeskStand } from './desk-stand.ts';
import { unfold } from './protected-stand.ts';
import { firstDesk, offerName } from './welcome.ts';
import { looksRight } from './looks.ts';

const LOOKS = [
  ['en', 1024, 'Khadija Mansour Idrissi', 'خديجة منصور الإدريسي', 'Olha Kovalenko'],
  ['ar', 360, 'Mahmoud Abdelrahman Farouk', 'محمود عبد الرحمن فاروق', 'Nguyen Thi Lan'],
] as const;

let stand: DeskStand;
let manager: string;
beforeAll(async () => {
  stand = await deskStand();
  ({ session: manager } = await stand.desk.worker('point_manager'));
}, 120_000);
afterAll(() => stand.close());

const opened = (
  session: string,
  locale: string,
  { width, height = 900 }: { width: number; height?: number },
): Promise<Page> =>
  stand.open(`/signed-in/${session}`, {
    javaScriptEnabled: true,
    locale,
    viewport: { width, height },
    reducedMotion: 'reduce',
  });
async function offers(page: Page, name: string): Promise<void> {
  await goTo(page, '/desk/queue');
  await page.locator('.queue-page h1:visible').waitFor();
  await offerName(page, name);
}

test.each(LOOKS.filter((_, at) => isItsTurn(at, LOOKS.length)))(
  'somebody of a month ago is known on a round without a network, by the sound of her name and by her slip (%s, %i px)',
  async (language, width, latin, arabic, nobody) => {
    const say = wordsOf(language);
    const words = loadTongues().choose(language, undefined).words;
    const near = await stand.desk.tablet(await stand.desk.worker('desk'));
    const her = await registering(near)({ name: latin, birth_year: 1988 });
    await owner(
      stand.desk,
      'update casework.person set last_contact = current_date - 30 where subject = $1',
      [her.subject],
    );

    const { session } = await stand.desk.worker('desk');
    const page = await opened(session, language, { width });
    await firstDesk(page, stand.origin, say);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

    // Whoever leads the point lets the newest tablet take them along.
    const lead = await opened(manager, language, { width, height: 3000 });
    await lead.goto(`${stand.origin}/staff/point/devices`);
    const form = lead.locator('form[action$="/carrying"]').last();
    await unfold(lead, 'form[action$="/carrying"]');
    await looksRight(lead, `round-${language}-devices`, true);
    await form.locator('select[name=days]').selectOption('3');
    await form.locator('button').click();
    await lead.getByText(words.text('devices.carry_let')).waitFor();
    await looksRight(lead, `round-${language}-let`, true);

    // Asked for a moment ago, the house is asked again when somebody looks.
    await page.waitForTimeout(5_100);
    await goTo(page, '/desk/settings');
    await page.getByRole('heading', { name: say('along.title') }).waitFor();
    await page.getByRole('button', { name: say('along.again') }).waitFor();
    await page.getByText(say('along.coming')).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: say('along.again') }).scrollIntoViewIfNeeded();
    await looksRight(page, `round-${language}-taken`, true);

    await page.context().setOffline(true);
    await offers(page, arabic);
    const row = page.locator('.met .choices .choice');
    await row.waitFor();
    expect(await row.count()).toBe(1);
    expect(await row.innerText()).toContain(say('met.sounds'));
    expect(await page.locator('main').innerText()).not.toContain(latin);
    await looksRight(page, `round-${language}-met`, true);
    // She says that it is her, and has her slip with her.
    await row.click();
    await page.locator('.met .entry input').fill(her.code);
    await page.keyboard.press('Enter');
    await page.locator('nav.tasks').waitFor();
    const known = new URL(page.url()).pathname.split('/')[3];

    // A name that nobody bears asks nothing.
    await offers(page, nobody);
    await page.locator('nav.tasks').waitFor();

    await page.context().setOffline(false);
    await expect
      .poll(
        async () =>
          (
            await owner(
              stand.desk,
              'select distinct subject from casework.event where visit_id = $1 and subject is not null',
              [known],
            )
          ).map((one) => one['subject']),
        { timeout: 60_000, interval: 1000 },
      )
      .toEqual([her.subject]);
    expect(
      await owner(
        stand.desk,
        `select 1 from audit.stage where act = 'taken_along' and $1 = any (subjects)
         union all select 1 from audit.detail where act = 'taken_along' and $1 = any (subjects)`,
        [her.subject],
      ),
    ).not.toEqual([]);

    // Whom it was given stands in a list, for the day on which it is lost.
    await lead.goto(`${stand.origin}/staff/point/devices`);
    await lead
      .getByRole('link', { name: words.text('devices.carry_whom') })
      .last()
      .click();
    await lead.getByText(latin).first().waitFor();
    await looksRight(lead, `round-${language}-whom`, true);

    // Taken back, it goes with the next contact.
    await lead.goto(`${stand.origin}/staff/point/devices`);
    await lead.locator('form[action$="/carrying/end"]').last().locator('button').click();
    await lead.getByText(words.text('devices.carry_ended')).waitFor();
    await page.waitForTimeout(5_100);
    await goTo(page, '/desk/settings');
    await page.getByRole('heading', { name: say('along.title') }).waitFor({ state: 'detached' });
    await page.context().setOffline(true);
    await offers(page, arabic);
    await page.locator('nav.tasks').waitFor();
    await page.context().close();
    await lead.context().close();
  },
  240_000,
);

/** What did not go through, and leaving: a worker comes in by the door, mends what was not taken, and signs out of tablet and house. */
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isItsTurn } from '../turns.ts';
import { goTo, wordsOf } from './arrival-stand.ts';
import { deskStand, type DeskStand } from './desk-stand.ts';
import { looksRight } from './looks.ts';

let stand: DeskStand;
beforeAll(async () => {
  stand = await deskStand();
}, 120_000);
afterAll(() => stand.close());

/** The house takes nothing of what is brought while this says so, by place. */
async function refusing(context: BrowserContext, problem: string): Promise<() => Promise<void>> {
  const path = '**/api/desk/ops';
  await context.route(path, async (route) => {
    const { ops } = route.request().postDataJSON() as { ops: unknown[] };
    const verdicts = ops.map(() => ({ op_id: '', result: 'refused', problem }));
    await route.fulfill({ json: { verdicts, server_time: Date.now() } });
  });
  return () => context.unroute(path);
}

const LOOKS = [
  ['en', 1024],
  ['ar', 360],
] as const;

test.each(LOOKS.filter((_, at) => isItsTurn(at, LOOKS.length)))(
  'what was not taken is mended where it is told, and signing out says what is left (%s, %i px)',
  async (language, width) => {
    const say = wordsOf(language);
    const { session } = await stand.desk.worker('desk');
    const page = await stand.open(`/signed-in/${session}`, {
      javaScriptEnabled: true,
      locale: language,
      viewport: { width, height: 780 },
      reducedMotion: 'reduce',
    });
    page.setDefaultTimeout(30_000);
    const context = page.context();
    await page.goto(`${stand.origin}/staff`);
    // Whoever has just come in by the door is not asked to come in by it.
    await page.getByText(say('entry.signed_in')).waitFor();
    expect(new URL(page.url()).hash).toBe('');
    expect(await page.locator('.btn.one').innerText()).toBe(say('unlock.first'));
    await looksRight(page, `entry-${language}`);
    await page.getByRole('button', { name: say('unlock.first') }).click();
    await page.getByRole('button', { name: say('unlock.fresh_go') }).click();
    await page.locator('.queue-page h1:visible').waitFor();

    await page.keyboard.press('n');
    await page.locator('.tongues').waitFor();
    for (let at = 0; at < 3; at++) {
      await page.keyboard.press('1');
      await page.waitForTimeout(300);
    }
    await page.locator('.promise').waitFor();
    await page.keyboard.press('1');
    await page.locator('nav.tasks').waitFor();
    const visit = new URL(page.url()).pathname;
    const ticket = (await page.locator('h1').innerText()).trim();
    const takes = await refusing(context, 'bad_input');
    const note = async (text: string): Promise<void> => {
      await goTo(page, `${visit}/note`);
      await page.locator('textarea').fill(text);
      await page.keyboard.press('Control+Enter');
      await page.locator('nav.tasks').waitFor();
    };
    await note('shoes torn, size 38');
    await page.locator('header.top .held').waitFor();
    await goTo(page, '/desk/sending');
    const item = page.locator('li.stuck').filter({ hasText: say('kind.note_written') });
    await item.first().waitFor();
    expect(await item.first().innerText()).toContain(ticket);
    expect(await item.first().innerText()).toContain(say('stuck.bad_input'));
    await looksRight(page, `stuck-${language}`);

    // Leaving now would leave it unreadable: that is said before, with the way to it.
    await goTo(page, '/desk/settings');
    await page.getByRole('button', { name: say('settings.sign_out') }).click();
    const sheet = page.getByRole('dialog');
    await sheet.locator('.says.bad').waitFor();
    await looksRight(page, `leaving-${language}`);
    await sheet.getByRole('link', { name: say('nav.sending') }).click();

    await item
      .first()
      .getByRole('button', { name: say('stuck.act_fix') })
      .click();
    const field = page.getByRole('dialog').locator('textarea');
    expect(await field.inputValue()).toBe('shoes torn, size 38');
    await looksRight(page, `mend-${language}`);
    await field.fill('shoes torn, size 39');
    await takes();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => item.count(), { timeout: 20_000 }).toBe(0);

    await goTo(page, '/desk/settings');
    await page.getByRole('button', { name: say('settings.sign_out') }).click();
    await sheet.waitFor();
    await sheet.getByRole('button', { name: say('settings.sign_out') }).click();
    await page.waitForURL(`${stand.origin}/staff/signed-out`);
    await page.goto(`${stand.origin}/staff/mine`);
    expect(new URL(page.url()).pathname).toBe('/staff/sign-in');
    await context.close();
  },
  120_000,
);

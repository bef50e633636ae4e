/** The first minutes on a tablet: its desk is opened, and somebody is welcomed, from the queue to the name. */
import type { Page } from 'playwright-core';

/**
 * Somebody comes in, in the first language, hears and is met by a woman, and offers this name; the queue is shown.
 * @param turned the screen is turned to her
 */
export async function offerName(page: Page, name: string, turned = false): Promise<void> {
  await page.keyboard.press('n');
  await page.locator('.tongues').waitFor();
  if (turned) await page.keyboard.press('t');
  await page.keyboard.press('1');
  for (const icon of ['ear', 'woman']) {
    await page.locator(`.big .choice use[href="#${icon}"]`).waitFor();
    await page.keyboard.press('1');
  }
  await page.locator('.work .entry input').first().fill(name);
  await page.locator('.big .choice').first().click();
}

/** Opens the desk of whoever is signed in there, on a tablet that nobody has used. */
export async function firstDesk(
  page: Page,
  origin: string,
  say: (id: string) => string,
): Promise<void> {
  page.setDefaultTimeout(30_000);
  await page.goto(`${origin}/desk/`);
  await page.getByRole('button', { name: say('unlock.first') }).click();
  await page.getByRole('button', { name: say('unlock.fresh_go') }).click();
  await page.locator('.queue-page h1:visible').waitFor();
}

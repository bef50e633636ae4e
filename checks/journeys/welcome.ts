/** The welcome on a tablet, from the queue to the name. */
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

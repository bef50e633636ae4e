/** axe, zoom and the narrow screen on every screen of the desk (chapter 70, section 10). */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOMS, VISIT_TASKS } from '../../src/console/tablet/addresses.ts';
import { isItsTurn } from '../turns.ts';
import { violations } from './axe.ts';
import { tabletStand, type TabletStand, visitOf } from '../journeys/tablet-stand.ts';

const ADDRESSES = [
  '/desk/',
  `/desk/queue/${visitOf(1)}`,
  `/desk/visits/${visitOf(1)}`,
  `/desk/visits/${visitOf(11)}`,
  '/desk/nothing',
  ...ROOMS.map((room) => `/desk/${room}`),
  ...VISIT_TASKS.map((task) => `/desk/visits/${visitOf(8)}/${task}`),
];

/** One look has all screens each day, the others take turns; the queue is in each. */
const LOOKS = 12;
const inLook = (look: number): readonly string[] =>
  ADDRESSES.filter((_, at) => look === 0 || at === 0 || isItsTurn(at - look, LOOKS));

let stand: TabletStand;
beforeAll(async () => {
  stand = await tabletStand();
});
afterAll(async () => {
  await stand.close();
});

const open = async (page: Page, path: string): Promise<void> => {
  await page.goto(stand.origin + path);
  await page.locator('h1:visible').first().waitFor();
};

describe.each([
  ['en', 'light', 1],
  ['ar', 'light', 2],
  ['en', 'dark', 3],
  ['ar', 'sun', 4],
  ['en', 'sun', 5],
  ['en', 'contrast', 6],
  ['en', 'contrast-dark', 7],
] as const)('axe finds nothing in %s, theme %s', (language, theme, look) => {
  test('on any screen', async () => {
    const page = await stand.practise(language, { theme });
    const found: Record<string, string[]> = {};
    for (const path of inLook(look)) {
      await open(page, path);
      found[path] = await violations(page);
    }
    await open(page, '/desk/');
    await page.keyboard.press('u');
    await page.getByRole('dialog').waitFor();
    found['sheet'] = await violations(page);
    expect(Object.entries(found).filter(([, some]) => some.length > 0)).toEqual([]);
    await page.context().close();
  }, 240_000);
});

describe.each([
  ['en', 320, 8],
  ['ar', 360, 0],
  ['fr', 360, 9],
  ['es', 768, 10],
  ['fr', 1024, 11],
] as const)('in %s at %i px', (language, width, look) => {
  test('no screen scrolls sideways, and axe finds nothing', async () => {
    const page = await stand.practise(language, { viewport: { width, height: 760 } });
    const found: Record<string, string[]> = {};
    for (const path of inLook(look)) {
      await open(page, path);
      const wide = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll('main, .side, .list-half')].map(
          (part) => part.scrollWidth - part.clientWidth,
        ),
      );
      found[path] = await violations(page);
      if (Math.max(...wide) > 0) found[path]?.push(`${String(Math.max(...wide))} px sideways`);
    }
    expect(Object.entries(found).filter(([, some]) => some.length > 0)).toEqual([]);
    await page.context().close();
  }, 240_000);
});

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

/**
 * One look has all screens each day; of the others every second, with some of the screens and the queue. The number of
 * turns is odd, so that a look that comes every second day meets all screens.
 */
const TURNS = 11;
const inLook = (look: number): readonly string[] =>
  ADDRESSES.filter((_, at) => look === 0 || at === 0 || isItsTurn(at - look, TURNS));
const isToday = ([, , look]: readonly [string, unknown, number]): boolean =>
  look === 0 || isItsTurn(look, 2);

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

/** What stands wrong, in the browser: the page longer than its frame, a target too small, a key cut, a side by mistake. */
function layoutFaults(): string[] {
  const faults: string[] = [];
  const { scrollHeight, clientHeight } = document.documentElement;
  if (document.querySelector('.desk') && scrollHeight > clientHeight)
    faults.push(`the page is ${String(scrollHeight - clientHeight)} px longer than its frame`);
  for (const part of document.querySelectorAll(
    'a[href], button, select, summary, input, textarea',
  )) {
    const whole = part.closest('label, .vh') ?? part;
    const { width, height } = whole.getBoundingClientRect();
    if (!part.checkVisibility() || whole.matches('.vh') || Math.min(width, height) > 43.5) continue;
    faults.push(`${String(width)} by ${String(height)} px: ${part.outerHTML.slice(0, 80)}`);
  }
  const bar = document.querySelector('.keybar')?.getBoundingClientRect();
  for (const key of document.querySelectorAll('.keybar .key')) {
    const { left, right, top } = key.getBoundingClientRect();
    if (bar && top < bar.bottom && (left < bar.left || right > bar.right))
      faults.push(`cut: ${key.textContent}`);
  }
  const rtl = document.documentElement.dir === 'rtl';
  for (const button of document.querySelectorAll('.btn:has(> kbd)')) {
    const key = button.querySelector('kbd');
    if (!key?.checkVisibility()) continue;
    const [outer, inner] = [button.getBoundingClientRect(), key.getBoundingClientRect()];
    const gap = rtl ? inner.left - outer.left : outer.right - inner.right;
    if (gap > 24) faults.push(`the key of ${button.textContent} does not stand at its end`);
  }
  return faults;
}

const THEMES = [
  ['en', 'light', 1],
  ['ar', 'light', 2],
  ['en', 'dark', 3],
  ['ar', 'sun', 4],
  ['en', 'sun', 5],
  ['en', 'contrast', 6],
  ['en', 'contrast-dark', 7],
] as const;
const WIDTHS = [
  ['en', 320, 8],
  ['ar', 360, 0],
  ['fr', 360, 9],
  ['es', 768, 10],
  ['fr', 1024, 11],
] as const;

describe.each(THEMES.filter(isToday))(
  'axe finds nothing in %s, theme %s',
  (language, theme, look) => {
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
  },
);

describe.each(WIDTHS.filter(isToday))('in %s at %i px', (language, width, look) => {
  test('no screen scrolls sideways or past its frame, every target takes a thumb, and axe finds nothing', async () => {
    const page = await stand.practise(language, { viewport: { width, height: 760 } });
    const found: Record<string, string[]> = {};
    for (const path of inLook(look)) {
      await open(page, path);
      const layout = await page.evaluate(layoutFaults);
      const wide = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll('main, .side, .list-half')].map(
          (part) => part.scrollWidth - part.clientWidth,
        ),
      );
      found[path] = [...layout, ...(await violations(page))];
      if (Math.max(...wide) > 0) found[path]?.push(`${String(Math.max(...wide))} px sideways`);
    }
    expect(Object.entries(found).filter(([, some]) => some.length > 0)).toEqual([]);
    await page.context().close();
  }, 240_000);
});

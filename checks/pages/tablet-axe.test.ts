/** axe, zoom and the narrow screen on every screen of the desk (chapter 70, section 10). */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOMS, VISIT_TASKS } from '../../src/console/tablet/addresses.ts';
import { tabletStand, type TabletStand, visitOf } from '../journeys/tablet-stand.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const ADDRESSES = [
  '/desk/',
  `/desk/queue/${visitOf(1)}`,
  `/desk/visits/${visitOf(1)}`,
  `/desk/visits/${visitOf(11)}`,
  '/desk/nothing',
  ...ROOMS.map((room) => `/desk/${room}`),
  ...VISIT_TASKS.map((task) => `/desk/visits/${visitOf(8)}/${task}`),
];

/** Every screen in every look takes five minutes: `WAYHOUSE_ALL_LOOKS=1`. Each day one look has all, the others take turns. */
const ALL = process.env['WAYHOUSE_ALL_LOOKS'] === '1';
const LOOKS = 12;
const TODAY = Math.floor(Date.now() / 86_400_000);
const inLook = (look: number): readonly string[] =>
  ALL || look === 0
    ? ADDRESSES
    : ADDRESSES.filter((_, at) => (at + TODAY) % LOOKS === look % LOOKS || at === 0);

let stand: TabletStand;
beforeAll(async () => {
  stand = await tabletStand();
});
afterAll(async () => {
  await stand.close();
});

async function violations(page: Page): Promise<string[]> {
  // A script from outside the page is what the content policy refuses; the driver may bring one.
  await page.evaluate(AXE);
  const results = await page.evaluate<AxeResults, string[]>(
    (tags) =>
      (window as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
        runOnly: tags,
      }),
    TAGS,
  );
  return results.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary ?? ''}`)
        .slice(0, 3)
        .join('; ')}`,
  );
}

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

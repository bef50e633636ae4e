import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setUp, type Stand } from '../journeys/browser.ts';
import { PAGES, visit } from './all-pages.ts';
import { isItsTurn } from '../turns.ts';
import { violations } from './axe.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await setUp();
});
afterAll(async () => {
  await stand.close();
});

/** English has every page each day, the language of the other direction every second, the other two one page in six. */
describe.each([
  ['en', 1],
  ['ar', 2],
  ['fa', 6],
  ['ti', 6],
] as const)('axe finds nothing in %s', (lang, days) => {
  test('on any page, light', async () => {
    const page = await stand.open(`/${lang}/`, { javaScriptEnabled: true });
    for (const [at, one] of PAGES.entries()) {
      if (!isItsTurn(at, days)) continue;
      await visit(stand, page, lang, one);
      expect(await violations(page), one.name).toEqual([]);
    }
    for (const part of ['where', 'language', 'must']) {
      await page.goto(`${stand.origin}/${lang}/find/health#${part}`);
      expect(await violations(page), part).toEqual([]);
    }
    await page.goto(`${stand.origin}/`);
    expect(await violations(page)).toEqual([]);
  }, 240_000);
});

/** Two of the themes each day. */
const THEMES = ['dark', 'contrast', 'contrast-dark', 'sun'].filter((_, at) => isItsTurn(at, 2));

describe.each(THEMES)('axe finds nothing in the theme %s', (theme) => {
  test('on pages of every kind', async () => {
    const page = await stand.open('/en/', { javaScriptEnabled: true });
    for (const one of PAGES.filter(({ name }) =>
      /home|question|results-asked|service|point-live|privacy|place|error-404/.test(name),
    )) {
      await visit(stand, page, 'en', one);
      await page.evaluate(
        (chosen) => document.documentElement.setAttribute('data-theme', chosen),
        theme,
      );
      // Only colours change with a theme.
      expect(await violations(page, ['color-contrast']), one.name).toEqual([]);
    }
  }, 120_000);
});

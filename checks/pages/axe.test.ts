import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setUp, type Stand } from '../journeys/browser.ts';
import { PAGES, visit } from './all-pages.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let stand: Stand;
beforeAll(async () => {
  stand = await setUp();
});
afterAll(async () => {
  await stand.close();
});

async function violations(page: Page): Promise<string[]> {
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

describe.each(['en', 'ar', 'fa', 'ti'])('axe finds nothing in %s', (lang) => {
  test('on any page, light', async () => {
    const page = await stand.open(`/${lang}/`, { javaScriptEnabled: true });
    for (const one of PAGES) {
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

describe.each(['dark', 'contrast', 'contrast-dark', 'sun'])(
  'axe finds nothing in the theme %s',
  (theme) => {
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
        expect(await violations(page), one.name).toEqual([]);
      }
    }, 120_000);
  },
);

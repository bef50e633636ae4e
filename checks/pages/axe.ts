/** What axe finds on an open page, for every check that asks. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Runs axe by WCAG 2.2 A and AA and its best practices. The page needs script; the driver brings axe past the
 * page's content policy, which refuses scripts from outside.
 * @param runOnly tags or rules instead, where a look differs from one that was seen whole
 * @returns one line for each fault, with up to three of the places where it stands
 */
export async function violations(
  page: Page,
  runOnly: NonNullable<RunOptions['runOnly']> = TAGS,
): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate<AxeResults['violations'], RunOptions>(
    async (options) => {
      const { axe } = window as unknown as { axe: { run(o: RunOptions): Promise<AxeResults> } };
      return (await axe.run(options)).violations;
    },
    { runOnly, resultTypes: ['violations'], preload: false },
  );
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 3)
        .map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary ?? ''}`)
        .join('; ')}`,
  );
}

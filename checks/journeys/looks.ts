/** Looking at a screen of a journey: kept as a picture where pictures are wanted, axe clean, nothing wider than the window. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from '../pages/axe.ts';

const SHOTS = process.env['WAYHOUSE_SHOTS'];

/** @param whole the picture is of the whole page, not of the window alone */
export async function looksRight(page: Page, name: string, whole = false): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: whole });
  expect({ name, faults: await violations(page) }).toEqual({ name, faults: [] });
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect({ name, wide }).toEqual({ name, wide: 0 });
}

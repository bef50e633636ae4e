/** What a shared tablet holds when somebody has signed out: nothing that names her or opens anything (chapter 20, section 17, 12). */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeOf, PASSWORD } from '../../src/staff/testing.ts';
import { CHROMIUM_FLAGS, chromiumPath } from '../../tools/chromium.ts';
import { staffStand, type StaffStand } from './staff-stand.ts';

let stand: StaffStand;
let profile: string;
beforeAll(async () => {
  stand = await staffStand();
  profile = await mkdtemp(join(tmpdir(), 'wayhouse-profile-'));
}, 90_000);
afterAll(async () => {
  await stand.close();
  await rm(profile, { recursive: true, force: true });
});

/** Files of the profile that hold one of the texts, as UTF-8 or UTF-16. */
async function holding(texts: readonly string[]): Promise<string[]> {
  const needles = texts.flatMap((text) => [
    [text, Buffer.from(text)] as const,
    [text, Buffer.from(text, 'utf16le')] as const,
  ]);
  const found: string[] = [];
  for (const entry of await readdir(profile, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
    for (const [text, needle] of needles)
      if (bytes.includes(needle)) found.push(`${entry.name}: ${text}`);
  }
  return found;
}

test('signing out leaves no name, password, code or key of a session in the browser’s profile', async () => {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await chromiumPath(),
    args: CHROMIUM_FLAGS,
    viewport: { width: 800, height: 1100 },
  });
  const [first] = stand.house.administrators;
  const page = await context.newPage();
  await page.goto(`${stand.origin}/staff/set-up/${first?.token ?? ''}`);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('input[name=password]').press('Enter');
  const typed = await page.locator('code.secret').innerText();
  await page.locator('input[name=code]').fill(codeOf(typed, stand.house.clock.now));
  await page.locator('input[name=code]').press('Enter');
  await page.locator('.codes').waitFor();
  const recovery = await page.locator('.codes li').allInnerTexts();
  expect(recovery).toHaveLength(10);
  await page.goto(`${stand.origin}/staff/access`);
  await page.locator('input[name=display_name]').fill('Mirembe Lantern-Canary');
  await page.locator('input[name=login]').fill('mirembe-canary');
  await page.locator('input[name=login]').press('Enter');
  expect(await page.locator('h1').first().innerText()).toBe('Mirembe Lantern-Canary');
  const cookie = (await context.cookies()).find(({ name }) => name.includes('wayhouse-staff'));
  const key = cookie?.value ?? '';
  expect(key).toHaveLength(43);
  // Before signing out the profile may hold it: the search below finds what is there.
  await page.goto(`${stand.origin}/staff`);
  await page.locator('form[action="/staff/sign-out"] button').first().click();
  await page.waitForLoadState();
  expect((await context.cookies()).some(({ name }) => name.includes('wayhouse-staff'))).toBe(false);
  await page.goto(`${stand.origin}/staff`);
  expect(await page.locator('input[name=password]').count()).toBe(1);
  // The address of the invitation stays in the history of every browser: it was used up, and opens nothing.
  const again = await page.goto(`${stand.origin}/staff/set-up/${first?.token ?? ''}`);
  expect(again?.status()).toBe(404);
  await context.close();
  const secrets = [
    PASSWORD,
    key,
    typed,
    typed.replaceAll(' ', ''),
    ...recovery,
    'Lantern-Canary',
    'mirembe-canary',
  ];
  expect(await holding(secrets)).toEqual([]);
  // The search itself finds what is surely there.
  expect((await holding(['/staff'])).length).toBeGreaterThan(0);
}, 120_000);

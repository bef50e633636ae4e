import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildPack, encodePack, encodeTexts } from '../../src/finder/index.ts';
import { loadNeedLabels } from '../../src/languages/need-labels.ts';
import { LISTINGS } from '../../src/site/testing.ts';
import { heading, setUp, type Stand } from './browser.ts';
import { recordsOf } from './records.ts';

let stand: Stand;
beforeAll(async () => {
  const packs = join(mkdtempSync(join(tmpdir(), 'wayhouse-packs-')), 'packs');
  mkdirSync(packs);
  const now = Date.now();
  const pack = buildPack(recordsOf(LISTINGS), {
    now,
    territory: 'XW',
    labels: loadNeedLabels(),
    places: [],
  });
  const key = generateKeyPairSync('ed25519');
  const file = encodePack(pack, {
    sign: (header) => sign(null, header, key.privateKey),
    area: 'harbour',
    texts: new Map([
      ['en', encodeTexts(LISTINGS.map((listing) => [listing.code, listing] as const))],
    ]),
  });
  writeFileSync(join(packs, 'harbour.whp'), file);
  writeFileSync(
    join(packs, 'index.json'),
    JSON.stringify({
      packs: [{ area: 'harbour', name: 'Port Amara', file: 'harbour.whp', bytes: file.length }],
      publicKey: key.publicKey.export({ format: 'jwk' }).x,
    }),
  );
  stand = await setUp({ packs });
}, 60_000);
afterAll(async () => {
  await stand.close();
});

test('with an area on the phone, finding works without internet, by the same finder and page', async () => {
  const page = await stand.open('/en/offline', { javaScriptEnabled: true });
  await page.getByRole('button', { name: 'Keep pages on this phone' }).click();
  await page.getByRole('button', { name: /Get Port Amara/ }).click();
  await page.getByText('✓ Port Amara').waitFor();
  await page.goto(`${stand.origin}/en/find/health#must`);

  await page.context().setOffline(true);
  await page.getByLabel('A woman helps me').check();
  await page.getByLabel('I have no papers to show').check();
  await page.getByRole('button', { name: 'Show places' }).locator('visible=true').click();
  await page.waitForURL('**/en/search');
  expect(await heading(page)).toBe('21 places fit');
  expect(await page.locator('.notice').first().innerText()).toContain(
    'No internet. Found in the data on this phone',
  );
  const first = page.locator('article.card h3 a').first();
  const name = await first.innerText();
  // A page that was never opened comes from the pack too.
  await first.click();
  expect(await heading(page)).toBe(name);
  expect(await page.locator('.notice').first().innerText()).toContain(
    'Found in the data on this phone',
  );
  expect(await page.locator('main').innerText()).toContain('Opening hours');
}, 60_000);

test('a pack that was changed on its way is refused in the reader’s language, and the old one stays', async () => {
  const page = await stand.open('/ar/offline', { javaScriptEnabled: true });
  await page.locator('[data-keep-start]').click();
  const button = page.locator('[data-areas] button');
  const status = page.locator('[data-areas] [role=status]');
  await button.waitFor();
  // The size is in the digits of the page's language.
  expect(await button.innerText()).toMatch(/[٠-٩]/);
  expect(await button.innerText()).not.toMatch(/[0-9]/);
  const words = await page.locator('[data-areas]').evaluate((part) => ({ ...part.dataset }));
  await page.screenshot({ path: join(tmpdir(), 'wayhouse-areas-before.png') });
  await button.click();
  await page.getByText(words['ours'] ?? '').waitFor();
  const kept = () =>
    page.evaluate(async () => {
      const answer = await caches.match('/packs/harbour.whp');
      const bytes = new Uint8Array((await answer?.arrayBuffer()) ?? new ArrayBuffer(0));
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      return [...hash].join(' ');
    });
  const before = await kept();
  for (const change of [
    (body: Buffer) => body.fill(0x20, body.length - 300),
    (body: Buffer) => Buffer.from(body.toString('latin1').replace('"XW"', '"YW"'), 'latin1'),
    () => Buffer.from('<!doctype html><title>Sign in to this network</title>'),
  ]) {
    await page.context().route('**/packs/harbour.whp', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: change(await answer.body()), headers: {} });
    });
    await button.click();
    await page.getByText(`${words['bad'] ?? ''} ${words['stays'] ?? ''}`).waitFor();
    expect(await kept()).toBe(before);
    await page.context().unroute('**/packs/harbour.whp');
  }
  await page.screenshot({ path: join(tmpdir(), 'wayhouse-areas-refused.png') });
  // A line that breaks is said to be one.
  await page.context().route('**/packs/harbour.whp', (route) => route.abort());
  await button.click();
  await page.getByText(`${words['failed'] ?? ''} ${words['stays'] ?? ''}`).waitFor();
  expect(await kept()).toBe(before);
  expect(await status.count()).toBe(1);
}, 60_000);

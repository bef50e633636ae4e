import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PackEntry, publishPack } from '../../src/directory/packs/index.ts';
import { buildPack, encodePack, encodeTexts } from '../../src/finder/index.ts';
import { loadNeedLabels } from '../../src/languages/need-labels.ts';
import { LISTINGS } from '../../src/site/testing.ts';
import { violations } from '../pages/axe.ts';
import { heading, setUp, type Stand } from './browser.ts';
import { recordsOf } from './records.ts';

const SHOTS = process.env['WAYHOUSE_SHOTS'];
const DAY_MS = 86_400_000;

let stand: Stand;
let packs: string;
const key = generateKeyPairSync('ed25519');
const publicKey = key.publicKey.export({ format: 'jwk' }).x;

beforeAll(async () => {
  packs = join(mkdtempSync(join(tmpdir(), 'wayhouse-packs-')), 'packs');
  mkdirSync(packs);
  const now = Date.now();
  const pack = buildPack(recordsOf(LISTINGS), {
    now,
    territory: 'XW',
    labels: loadNeedLabels(),
    places: [],
  });
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
      publicKey,
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

/** The Arabic pack as it was made at a moment, in which the first place has a name. */
async function publishNamed(name: string, generatedAt: number): Promise<PackEntry> {
  const [first, ...rest] = LISTINGS.map((listing) => [listing.code, listing] as const);
  if (!first) throw new Error('the small house has places');
  const named = [first[0], { ...first[1], name: { text: name, lang: 'ar' } }] as const;
  const content = encodePack(
    buildPack(recordsOf(LISTINGS), {
      now: generatedAt,
      territory: 'XW',
      labels: loadNeedLabels(),
      places: [],
    }),
    {
      sign: (header) => sign(null, header, key.privateKey),
      texts: new Map([['ar', encodeTexts([named, ...rest])]]),
    },
  );
  const listings = LISTINGS.length;
  const entry = await publishPack(packs, {
    area: 'XW',
    lang: 'ar',
    content,
    listings,
    generatedAt,
  });
  writeFileSync(join(packs, 'index.json'), JSON.stringify({ packs: [entry], publicKey }));
  return entry;
}

test('an update is a small difference; a damaged one, or none, gives way to the whole; without a tap only differences come', async () => {
  const now = Date.now();
  await publishNamed('العيادة', now - 8 * DAY_MS);
  const page = await stand.open('/ar/offline', { javaScriptEnabled: true });
  const asked: string[] = [];
  const note = (url: string): void => {
    const file = /[^/]*\.wh[dp]$/.exec(url)?.[0];
    if (file) asked.push(file.replace(/\.[0-9a-f]{16}/, ''));
  };
  // A redirect that is not followed shows as a request that is never answered.
  page.on('response', (answer) => note(answer.url()));
  page.on('requestfailed', (request) => {
    if (!request.redirectedFrom()) note(request.url());
  });
  const part = page.locator('[data-areas]');
  const button = part.locator('button');
  const words = await part.evaluate((one) => ({ ...one.dataset }));
  const newest = () => page.getByText(words['newest'] ?? '').waitFor();
  const keptName = async (): Promise<string> =>
    (await page.evaluate(async () => (await caches.match('/packs/XW-ar.whp'))?.text())) ?? '';
  const reload = async (): Promise<void> => {
    asked.length = 0;
    await page.goto(`${stand.origin}/ar/offline`);
    await button.waitFor();
  };
  const shot = async (name: string): Promise<void> => {
    if (!SHOTS) return;
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 740 });
      const path = join(SHOTS, `pack-${name}-${String(width)}.png`);
      await page.screenshot({ path, fullPage: true });
    }
  };
  await page.locator('[data-keep-start]').click();
  await button.click();
  await newest();
  // Its age is said as soon as it is on the phone.
  expect(await part.innerText()).toContain(words['old'] ?? '');
  await shot('old');

  // From a pack of last week there is no difference: the whole is offered, with its size.
  await publishNamed('العيادة', now - 7_200_000);
  await reload();
  expect(await button.innerText()).toContain(words['whole'] ?? '');
  await button.focus();
  await page.keyboard.press('Enter');
  await newest();
  expect(asked).toEqual(['XW-ar.whp']);
  // The button is gone: the keys are where its answer is.
  expect(await part.locator('[role=status]:focus').count()).toBe(1);

  // A difference that was changed on its way is not used.
  await publishNamed('العيادة الجديدة', now - 3_600_000);
  await page.context().route('**/*.whd', async (route) => {
    const answer = await route.fetch();
    const body = await answer.body();
    body[body.length - 20] = (body[body.length - 20] ?? 0) ^ 1;
    await route.fulfill({ response: answer, body, headers: {} });
  });
  await reload();
  const offered = (await button.innerText()).replace(/[\u2066-\u2069]/g, '');
  expect(offered).toBe('تنزيل ما تغيّر (١٠ كيلوبايت)');
  await shot('update');
  await button.click();
  await newest();
  expect(asked).toEqual(['XW-ar.whd', 'XW-ar.whp']);
  expect(await keptName()).toContain('العيادة الجديدة');
  await page.context().unroute('**/*.whd');

  // A line that breaks loses nothing, and nothing larger comes for it.
  const last = await publishNamed('العيادة القديمة', now - 1_800_000);
  await page.context().route('**/*.whd', (route) => route.abort());
  await reload();
  await button.click();
  await page.getByText(`${words['failed'] ?? ''} ${words['stays'] ?? ''}`).waitFor();
  expect(asked).toEqual(['XW-ar.whd']);
  expect(await keptName()).toContain('العيادة الجديدة');
  expect(await violations(page)).toEqual([]);
  await shot('failed');
  await page.context().unroute('**/*.whd');
  // What the server does not know any more is had whole.
  for (const file of readdirSync(packs))
    if (file.includes('.whd')) rmSync(join(packs, file), { force: true });
  await button.click();
  await newest();
  expect(asked).toEqual(['XW-ar.whd', 'XW-ar.whd', 'XW-ar.whp']);

  // On the next network what has changed comes by itself, on any page; a whole pack never does.
  await page.goto(`${stand.origin}/ar/`);
  await page.waitForFunction(() => localStorage.length > 0);
  await page.evaluate(() => localStorage.clear());
  asked.length = 0;
  await page.context().setOffline(true);
  const next = await publishNamed('العيادة عند المرفأ', now);
  expect(next.id).not.toBe(last.id);
  await page.context().setOffline(false);
  await expect.poll(keptName, { timeout: 20_000 }).toContain('العيادة عند المرفأ');
  expect(asked).toEqual(['XW-ar.whd']);
  await page.context().setOffline(true);
  await page.goto(`${stand.origin}/ar/s/${LISTINGS[0]?.code ?? ''}`);
  expect(await heading(page)).toBe('العيادة عند المرفأ');

  // Who has everything deleted in another tab while an update is under way gets nothing of it back.
  await page.context().setOffline(false);
  await publishNamed('العيادة الأخيرة', now + 60_000);
  let arrive = (): void => {};
  const underWay = new Promise<void>((asks) => {
    void page.context().route('**/*.whd', async (route) => {
      const answer = await route.fetch();
      const may = new Promise<void>((go) => {
        arrive = go;
      });
      asks();
      await may;
      await route.fulfill({ response: answer });
    });
  });
  await page.evaluate(() => localStorage.clear());
  await page.goto(`${stand.origin}/ar/`);
  await underWay;
  const other = await page.context().newPage();
  await other.goto(`${stand.origin}/ar/offline`);
  await other.locator('[data-forget]').click();
  await other.locator('[data-forgotten]').waitFor();
  const arrived = page.waitForResponse(/\.whd$/);
  arrive();
  await (await arrived).finished();
  await page.waitForTimeout(500);
  expect(
    await page.evaluate(async () => [await caches.has('wayhouse-packs'), localStorage.length]),
  ).toEqual([false, 0]);
}, 60_000);

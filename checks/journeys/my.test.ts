/** A person looks at her own record with the code of her slip: without script, in Arabic, and with script. */
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownHouse, type OwnHouse } from '../../src/my/testing.ts';
import { violations } from '../pages/axe.ts';
import { isItsTurn } from '../turns.ts';
import { LANGS, heading, setUp, type Stand, whole } from './browser.ts';

const MOST = 14_000;
const SHOTS = process.env['WAYHOUSE_SHOTS'];

let house: OwnHouse;
let stand: Stand;
let stopBeat: () => Promise<void>;
const addresses: string[] = [];

beforeAll(async () => {
  house = await ownHouse();
  stopBeat = house.beat();
  stand = await setUp({}, (app, site) => house.rooms(app, site));
}, 90_000);
afterAll(async () => {
  await stopBeat();
  await stand.close();
  await house.close();
});

async function looked(page: Page, name: string): Promise<void> {
  addresses.push(page.url());
  const html = await page.content();
  expect(gzipSync(html).length, `${name} in bytes`).toBeLessThanOrEqual(MOST);
  const wide = await page.locator('main').evaluate((main) => main.scrollWidth > main.clientWidth);
  expect(wide, `${name} scrolls sideways`).toBe(false);
  for (const box of await page.locator('main button:visible').all())
    expect((await box.boundingBox())?.height ?? 0, name).toBeGreaterThanOrEqual(44);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

async function enter(page: Page, code: string): Promise<void> {
  await page.fill('#q', code);
  await page.click('main button.b');
  await whole(page);
}
async function press(page: Page, action: string, index = 0): Promise<void> {
  await page.locator(`main form[action$="${action}"] button`).nth(index).click();
  await whole(page);
}

/** English and Arabic each day, of the others one. */
const WALKS = [
  ['en', false, 360],
  ['ar', true, 360],
  ['fa', true, 360],
  ['ti', false, 360],
  ['es', true, 1280],
  ['fr', false, 1280],
] as const;
describe.each(WALKS.filter((_, at) => at < 2 || isItsTurn(at, 4)))(
  'in %s, script %s, %i px',
  (lang, script, width) => {
    test('she sees, takes back, says what is wrong, erases, and asks after it', async () => {
      const { code } = await house.somebody();
      const page = await stand.open(`/${lang}/my`, {
        javaScriptEnabled: script,
        viewport: { width, height: 740 },
      });
      const shot = (name: string): Promise<void> => looked(page, `my-${name}-${lang}`);
      expect(await page.locator('main input').count()).toBe(1);
      await shot('1-code');
      await enter(page, `${code}x`);
      expect(await page.locator('[role=alert]').count()).toBe(1);
      await shot('2-wrong-code');
      await enter(page, ` ${code} `);
      await shot('3-record');
      expect(await page.locator('main li.paper').count()).toBeGreaterThanOrEqual(5);
      await press(page, '/my/take-back');
      await shot('4-take-back');
      await press(page, '/my/take-back');
      await shot('5-taken-back');
      expect(await page.locator('main svg path').count()).toBeGreaterThanOrEqual(2);
      expect(await page.locator('textarea').inputValue()).toMatch(/^WHL1:/);
      await press(page, '/my');
      expect(await page.locator('main form[action$="/my/take-back"]').count()).toBe(0);
      await press(page, '/my/log');
      await shot('6-log');
      await press(page, '/my');
      await press(page, '/my/wrong');
      await page.fill('textarea', 'The number of my phone');
      await shot('7-wrong');
      await page.click('main button.b');
      await whole(page);
      await shot('8-wrong-sent');
      await press(page, '/my');
      await press(page, '/my/erase');
      await shot('9-erase');
      await press(page, '/my/erase');
      const number = (await page.locator('main bdi.c').innerText()).trim();
      await shot('10-erased');
      await page.goto(`${stand.origin}/${lang}/my/erasure`);
      await enter(page, number);
      expect(await page.locator('main bdi.c').innerText()).toContain(number);
      await page.goto(`${stand.origin}/${lang}/my`);
      await enter(page, code);
      expect(await page.locator('[role=alert]').count()).toBe(1);
      expect(await page.context().cookies()).toEqual([]);
      expect(addresses.join(' ')).not.toContain(code);
      expect(addresses.join(' ')).not.toContain(number);
      expect(stand.logs.join('').includes(code)).toBe(false);
      expect(stand.foreign).toEqual([]);
    }, 90_000);
  },
);

test('another language of the record is one button away, and the code goes along unseen', async () => {
  const { code } = await house.somebody();
  const page = await stand.open('/en/my');
  await enter(page, code);
  await page.click('main button[lang=ar]');
  await whole(page);
  expect(page.url()).toBe(`${stand.origin}/ar/my`);
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
  expect(await page.locator('main li.paper').count()).toBeGreaterThanOrEqual(5);
});

test('every page is printed without its buttons, and the slip with its square', async () => {
  const { code } = await house.somebody();
  const page = await stand.open('/en/my');
  await enter(page, code);
  await press(page, '/my/take-back');
  await press(page, '/my/take-back');
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('main form:visible').count()).toBe(0);
  expect(await page.locator('main svg:visible').count()).toBeGreaterThanOrEqual(1);
});

describe.each(['en', 'ar'])('axe finds nothing in %s', (lang) => {
  test('on the pages of the record and the report', async () => {
    const { code } = await house.somebody();
    const page = await stand.open(`/${lang}/my`, { javaScriptEnabled: true });
    const check = async (name: string): Promise<void> => {
      expect(await violations(page), name).toEqual([]);
    };
    await check('code');
    await enter(page, code);
    await check('record');
    for (const path of ['/my/log', '/my/wrong', '/my/erase', '/my/take-back']) {
      await press(page, path);
      await check(path);
      if (path === '/my/take-back') {
        await press(page, path);
        await check('slip');
      } else await press(page, '/my', 0);
    }
    await page.goto(`${stand.origin}/${lang}/transparency`);
    await check('transparency');
    await looked(page, `transparency-${lang}`);
    // Of the half year that runs: when it will be told, and no number.
    await page.click('main a[href*="transparency?from="] >> nth=1');
    await whole(page);
    expect(await page.locator('main td').count()).toBe(0);
    await check('transparency of the running half year');
    await looked(page, `transparency-running-${lang}`);
  }, 90_000);
});

test('the report stands in every language, and is found from the page about privacy', async () => {
  for (const lang of LANGS) {
    const page = await stand.open(`/${lang}/privacy`);
    await page.click(`main a[href="/${lang}/transparency"]`);
    await whole(page);
    expect(await heading(page)).not.toBe('');
    expect(await page.locator('main td').count()).toBeGreaterThanOrEqual(22);
    expect(
      (await page.locator('main td').allInnerTexts()).every((text) => /^[0٠۰०০၀]$/.test(text)),
    ).toBe(true);
    await page.context().close();
  }
});

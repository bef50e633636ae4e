/** A doctor without an account answers by a link, and the person sees the answer: in a browser, without script, in two directions. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownReferralPages, recipientPages } from '../../src/referrals/index.ts';
import { stepReferral } from '../../src/referrals/step.ts';
import { testHouse, type TestHouse } from '../../src/referrals/testing.ts';
import { loadLanguages } from '../../src/languages/catalogues.ts';
import { loadLook, surroundingsOf } from '../../src/site/index.ts';
import { setUp, type Stand } from './browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const MOST = 14_000;
const SHOTS = process.env['WAYHOUSE_SHOTS'];

let house: TestHouse;
let stand: Stand;
beforeAll(async () => {
  house = await testHouse();
  stand = await setUp({}, async (app, site) => {
    const surroundings = surroundingsOf(site, loadLanguages(), loadLook());
    await app.register(recipientPages, { door: house.door, surroundings });
    const { door, secret, parts } = house;
    await app.register(ownReferralPages, {
      door,
      secret,
      surroundings,
      directory: parts.directory,
    });
  });
}, 90_000);
afterAll(async () => {
  await stand.close();
  await house.close();
});

/** Presses and waits for the page that answers: what is looked at next must not be the one that is on its way out. */
async function pressed(page: Page, button: string): Promise<void> {
  const answered = page.waitForEvent('load');
  await page.locator(button).click();
  await answered;
}

/** The same page where scripts may run: only the judge needs one. */
let judge: Page;

async function violations(page: Page): Promise<string[]> {
  judge ??= await (await stand.browser.newContext({ viewport: page.viewportSize() })).newPage();
  await judge.setContent(await page.content());
  await judge.evaluate(AXE);
  const results = await judge.evaluate<AxeResults, string[]>(
    (tags) =>
      (window as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
        runOnly: tags,
      }),
    TAGS,
  );
  return results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`,
  );
}

describe.each([
  ['en', 360],
  ['ar', 360],
  ['en', 1280],
  ['ar', 1280],
] as const)('in %s, %i px, without script', (lang, width) => {
  const looked = async (page: Page, name: string): Promise<void> => {
    expect(gzipSync(await page.content()).length, `${name} in bytes`).toBeLessThanOrEqual(MOST);
    const wide = await page.locator('main').evaluate((main) => main.scrollWidth > main.clientWidth);
    expect(wide, `${name} scrolls sideways`).toBe(false);
    for (const box of await page.locator('main button:visible').all())
      expect((await box.boundingBox())?.height ?? 0, name).toBeGreaterThanOrEqual(44);
    expect(await violations(page), name).toEqual([]);
    if (SHOTS)
      await page.screenshot({
        path: `${SHOTS}/referral-${name}-${lang}-${String(width)}.png`,
        fullPage: true,
      });
  };

  test('the link, the code, a question, yes, how it went; then the person’s own view', async () => {
    const person = await house.person();
    const one = await house.sent({ network_id: house.byLink, subject: person.subject });
    const path = `/${lang}${new URL(one.link?.link ?? '').pathname}`;
    const page = await stand.open(path, { viewport: { width, height: 740 } });
    page.setDefaultTimeout(15_000);
    const press = (step: string) =>
      pressed(page, `main form:has(input[name=step][value=${step}]) button`);
    const unfold = (step: string) =>
      page.locator(`main details:has(input[value=${step}]) summary`).click();
    await looked(page, '1-face');
    await page.fill('#q', 'AAA AAA AAA');
    await press('open');
    await looked(page, '2-wrong');
    await page.fill('#q', one.link?.code ?? '');
    await press('open');
    await looked(page, '3-packet');
    expect(await page.title()).not.toMatch(/doctor|health|refer/i);
    await unfold('ask');
    await page.fill('#words', lang === 'ar' ? 'أي باب؟' : 'Which door?');
    await press('ask');
    await looked(page, '4-asked');
    await stepReferral(house.parts, house.sender, one.referral_id, {
      step: 'reply',
      words: 'The blue one.',
    });
    // The browser is remembered: the link alone is enough here.
    await page.goto(stand.origin + path);
    expect(await page.locator('#q').count()).toBe(0);
    await press('open');

    const [day, wrong, time, later] =
      lang === 'ar'
        ? ['٢٨ فبراير', '٢٥:٠٠', '١٠:٠٠', '١٤:٣٠']
        : ['28 February', '25:00', '10:00', '14:30'];
    await page.fill('#day', day);
    await page.fill('#time', wrong);
    await looked(page, '5-reply');
    await press('accept');
    // Led to the field, with what was typed in both.
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('time');
    expect(await page.inputValue('#day')).toBe(day);
    expect(await page.inputValue('#time')).toBe(wrong);
    await looked(page, '5-time');
    await page.fill('#time', time);
    await press('accept');
    await looked(page, '6-accepted');
    await unfold('move');
    await page.fill('#day', day);
    await page.fill('#time', later);
    await looked(page, '6-move');
    await press('move');
    await looked(page, '6-moved');
    expect(await page.locator('main .notice').first().innerText()).toContain(later);
    const own = await stand.open(`/${lang}/my/referrals`, { viewport: { width, height: 740 } });
    await looked(own, '7-own-code');
    await own.fill('#q', person.code);
    await pressed(own, 'main button.b');
    await looked(own, '8-own');
    await pressed(own, 'main form:has(input[name=note]) button');
    expect(await own.locator('article.card h1').innerText()).toContain('Doctor Lind');
    await looked(own, '11-note');
    await own.emulateMedia({ media: 'print' });
    expect(await own.locator('.noprint:visible').count()).toBe(0);
    await own.emulateMedia({ media: 'screen' });
    // The code that she says, with the four digits.
    const { number } = await house.state(one.referral_id);
    await own.goto(`${stand.origin}/${lang}/my/referrals`);
    await own.fill('#q', await house.spoken(person.subject));
    await own.fill('#number', String(number));
    await pressed(own, 'main button.b');
    expect(await own.locator('main article').count()).toBe(1);
    await unfold('received');
    await press('received');
    await looked(page, '9-ended');
    expect(await house.state(one.referral_id)).toMatchObject({ state: 'received' });
    const two = await house.sent({ network_id: house.byLink, subject: person.subject });
    const other = await stand.open(`/${lang}${new URL(two.link?.link ?? '').pathname}`, {
      viewport: { width, height: 740 },
    });
    await other.fill('#q', two.link?.code ?? '');
    await pressed(other, 'main button.b');
    await stepReferral(house.parts, house.sender, two.referral_id, {
      step: 'withdraw',
      how: 'worker',
    });
    await other.reload();
    await looked(other, '10-taken-back');
    await pressed(other, 'main button.b');
    expect(await other.locator('main button').count()).toBe(0);
    expect(stand.foreign).toEqual([]);
    for (const secret of [person.code, path.split('/').at(-1) ?? '', one.link?.code ?? ''])
      expect(stand.logs.join('')).not.toContain(secret);
  }, 120_000);
});

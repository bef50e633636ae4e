/** Translations go out to a person elsewhere and come back; a mediator writes a rumour down by keyboard, in a browser. */
import { daysAfter } from '../../src/languages/days.ts';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleHouse, type ConsoleHouse } from '../../src/console/testing.ts';
import type { Worker } from '../../src/firewall/index.ts';
import { addCard, saveWords } from '../../src/guidance/index.ts';
import { CLINIC, CLINIC_WORDS } from '../../src/guidance/testing.ts';
import { COOKIE } from '../../src/staff/index.ts';
import { CHROMIUM_FLAGS, chromiumPath } from '../../tools/chromium.ts';
import { violations } from '../pages/axe.ts';

const SHOTS = process.env['WAYHOUSE_SHOTS'];
const TODAY = new Date().toISOString().slice(0, 10);

let house: ConsoleHouse;
let browser: Browser;
let origin: string;
beforeAll(async () => {
  house = await consoleHouse();
  origin = (await house.app.listen({ port: 0, host: '127.0.0.1' })).replace(
    '127.0.0.1',
    'localhost',
  );
  browser = await chromium.launch({ executablePath: await chromiumPath(), args: CHROMIUM_FLAGS });
});
afterAll(async () => {
  await browser.close();
  await house.close();
});

const open = async (who: Worker, path: string, locale: string, width: number): Promise<Page> => {
  house.renew();
  const context = await browser.newContext({
    // High enough that the bar at the foot of a phone lies over nothing.
    viewport: { width, height: 2400 },
    locale,
    acceptDownloads: true,
  });
  await context.addCookies([
    {
      name: COOKIE,
      value: who.session,
      url: origin.replace('http:', 'https:'),
      secure: true,
      httpOnly: true,
    },
  ]);
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  await page.goto(origin + path);
  return page;
};
/** Looked at by axe and by eye; nothing to the side, and every target large enough. */
const looked = async (page: Page, name: string): Promise<void> => {
  if (SHOTS) {
    mkdirSync(SHOTS, { recursive: true });
    await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
  }
  expect(await violations(page), name).toEqual([]);
  const size = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    small: [
      ...document.querySelectorAll(
        'main button, main select, main input:not([type=hidden]):not([type=radio])',
      ),
    ]
      .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
      .map((one) => one.outerHTML.slice(0, 80)),
  }));
  expect(size, name).toEqual({ wide: 0, small: [] });
};

test('a file goes out, comes back with findings, and is saved only by the second step', async () => {
  const { database } = house.people.house.door;
  const mira = await house.people.worker('editor');
  const card = await addCard(database, mira, {
    ...CLINIC,
    checkedOn: TODAY,
    reviewBy: daysAfter(TODAY, 60),
  });
  await saveWords(database, mira, {
    card,
    lang: 'en',
    words: { ...CLINIC_WORDS, answer: 'The clinic is free until 17. Hours: {svc:407132.hours}.' },
    change: 'meaning',
    origin: 'written',
    after: 0,
  });
  const page = await open(mira, '/staff/cards/exchange', 'ar', 1180);
  await looked(page, 'exchange-ar');
  await page.selectOption('select[name=to]', 'ar');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.click('form[action$="/file"] button'),
  ]);
  const file = readFileSync(await download.path(), 'utf8');
  const arabic: Record<string, string> = {
    question: 'أين أجد طبيبًا مجانًا؟',
    answer: 'العيادة مجانية حتى الساعة ١٨.',
    nextStep: 'الذهاب إليها، أو الاتصال أولًا.',
  };
  const back = join(tmpdir(), `translated-${card}.xlf`);
  writeFileSync(
    back,
    file.replace(
      /(<unit id="(\w+)"[^]*?<\/source>)/g,
      (whole: string, _first: string, id: string) => `${whole}<target>${arabic[id] ?? ''}</target>`,
    ),
  );
  await page.setInputFiles('input[name=file]', back);
  await page.click('form[enctype] button');
  await page.waitForSelector('input[name=packed]', { state: 'attached' });
  await looked(page, 'exchange-preview-ar');
  expect(await page.innerText('main')).toContain('الأعداد مختلفة');
  await page.click('form[action$="/apply"] button');
  await page.waitForSelector('.note.done');
  await page.setViewportSize({ width: 360, height: 2400 });
  await looked(page, 'exchange-saved-ar');
  await page.goto(`${origin}/staff/cards/${card}/ar`);
  expect(await page.inputValue('input[name=question]')).toBe(arabic['question']);
  expect(await page.innerText('main')).toContain('الإشارات مختلفة');
  await page.context().close();
});

test('a mediator writes a rumour down with the keyboard alone, and the desk sees when it is due', async () => {
  house.renew();
  const amina = await house.people.worker('mediator');
  const page = await open(amina, '/staff/rumours/new', 'ar', 360);
  await looked(page, 'rumour-new-ar');
  await page.focus('textarea[name=as_heard]');
  await page.keyboard.type('القوارب تغادر الليلة بلا سترات.');
  for (let n = 0; n < 30; n++) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(
      () => (document.activeElement as HTMLInputElement | null)?.name,
    );
    if (name === 'harm') break;
  }
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.note.done');
  await page.context().close();
  house.renew();
  const desk = await open(await house.people.worker('editor'), '/staff/cards/rumours', 'en', 360);
  expect(await desk.innerText('main')).toContain('Answer by');
  await looked(desk, 'rumours-en');
  await desk.click('main .items a');
  await desk.waitForSelector('form[action$="/check"]');
  await looked(desk, 'rumour-en');
  await desk.context().close();
});

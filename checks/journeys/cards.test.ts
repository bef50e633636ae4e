/**
 * Journey J2: an editor writes, two reviewers correct the Bengali, a recording is added, one act gives it to every
 * channel, a colleague passes it on without internet, and when the hours change every channel says so.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { receiver } from '../../src/channels/index.ts';
import { cardScript } from '../../src/channels/voice/scripts.ts';
import { plainScript } from '../../src/channels/voice/script.ts';
import { wavOf } from '../../src/channels/voice/testing.ts';
import { followReferences, type Shelf } from '../../src/guidance/index.ts';
import { LISTINGS } from '../../src/site/testing.ts';
import { violations } from '../pages/axe.ts';
import { heading, type Stand, whole } from './browser.ts';
import { type CardsStand, cardsStand, shot } from './cards-stand.ts';

const BENGALI = {
  question: 'বিনা খরচে ডাক্তার কোথায় দেখাব?',
  answer: 'স্টেশনের ক্লিনিক বিনা খরচে। খোলা {svc:407132.hours}। কোনো কাগজ লাগে না।',
  nextStep: 'সেখানে যান।',
  child: 'ডাক্তার দেখবেন। টাকা লাগে না।',
};

let cards: CardsStand;
let stand: Stand;
let shelf: Shelf;
beforeAll(async () => {
  cards = await cardsStand();
  ({ stand, shelf } = cards);
});
afterAll(() => cards.close());

const enter = (role: 'editor' | 'translator'): Promise<Page> => cards.enter(role);
const fill = async (page: Page, words: Record<string, string>): Promise<void> => {
  for (const [name, text] of Object.entries(words))
    await page.locator(`[name="${name}"]`).fill(text);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
};
const day = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
let code = '';

test('Mira writes a card, is told of the long sentence and the word that hurts, and two others read the Bengali', async () => {
  const mira = await enter('editor');
  await mira.goto(`${stand.origin}/staff/cards/new`);
  await mira.getByLabel('Topic').selectOption('health');
  await mira.getByLabel(/^Published by/).fill('Red Cross of Selmora');
  await mira.getByLabel(/^Office that answers/).fill('Health information desk');
  await mira.getByLabel('Who says so').fill('Health office of Selmora');
  await mira.getByLabel(/^Authority that confirmed/).fill('Health office of Selmora');
  await mira.getByLabel('Day of the confirmation').fill(day(-2));
  await mira.getByRole('button', { name: 'Go on to the words' }).click();
  code = /cards\/(\d+)\/en/.exec(mira.url())?.[1] ?? '';
  await fill(mira, {
    question: 'Where can I see a doctor for free?',
    answer: `${'very '.repeat(88)}long sentence. The illegals come at night.`,
    nextStep: 'Go there.',
  });
  const told = await mira.locator('main').innerText();
  expect(told).toMatch(/a sentence of 90 words, at most 20/);
  expect(told).toContain('a word that hurts people');
  await shot(mira, 'stopped');
  await mira
    .locator('[name="answer"]')
    .fill('The clinic at the station is free. Open {svc:407132.hours}. You need no papers.');
  await mira.getByLabel(/^What it means/).check();
  await mira.getByRole('button', { name: 'Save', exact: true }).click();
  expect(await mira.locator('main').innerText()).toContain('The checks found nothing.');

  const farida = await enter('translator');
  await farida.goto(`${stand.origin}/staff/cards/${code}/en`);
  await farida.getByRole('button', { name: 'I have reviewed it' }).click();
  await mira.reload();
  await mira.goto(`${stand.origin}/staff/cards/${code}/en`);
  await mira.getByRole('button', { name: 'Give it out now' }).click();
  expect(await mira.locator('[role="status"]').first().innerText()).toContain(
    'out on every channel',
  );

  await farida.goto(`${stand.origin}/staff/cards/${code}/bn`);
  await fill(farida, BENGALI);
  const rahul = await enter('translator');
  await rahul.goto(`${stand.origin}/staff/cards/${code}/bn`);
  await rahul.getByRole('button', { name: 'I have reviewed it' }).click();
  await mira.goto(`${stand.origin}/staff/cards/${code}/bn`);
  await mira.getByLabel(/^A recording/).setInputFiles({
    name: 'card.wav',
    mimeType: 'audio/wav',
    buffer: wavOf(Buffer.alloc(16_000, 128)),
  });
  await mira.getByRole('button', { name: 'Add' }).click();
  expect(await mira.locator('#audio').innerText()).toContain(
    'You brought it: somebody else has to listen.',
  );
  await mira.getByRole('button', { name: 'Give it out now' }).click();
  await shot(mira, 'given-out');
  // Nobody hears it in public before Rahul has, beside what it has to say.
  const reader = await stand.open(`/bn/c/${code}`);
  expect(await reader.locator('audio').count()).toBe(0);
  await rahul.goto(`${stand.origin}/staff/cards`);
  await rahul.getByText('A recording waits for a listener').first().waitFor();
  await rahul.goto(`${stand.origin}/staff/cards/${code}/bn#audio`);
  expect(await rahul.locator('#audio').innerText()).toContain('20:00–22:00');
  await shot(rahul, 'recording');
  await rahul.getByLabel(/^I have heard all of it/).check();
  await rahul.getByRole('button', { name: 'This is right' }).click();
  expect(await rahul.locator('#audio').innerText()).toContain('The public hears it.');
});

test('Rahim reads it in Bengali, without script, cookie or account: who says so, since when, to hear, in larger letters', async () => {
  const rahim = await stand.open(`/bn/c/${code}`);
  const said = await rahim.locator('main').innerText();
  for (const text of [
    BENGALI.question,
    '20:00–22:00',
    'Health office of Selmora',
    'Red Cross of Selmora',
  ])
    expect(said).toContain(text);
  expect(await rahim.locator('html').getAttribute('lang')).toBe('bn');
  // Public pages follow a change within a second.
  await expect
    .poll(
      async () => {
        await rahim.reload();
        return rahim.locator('audio[preload="none"]').count();
      },
      { timeout: 5000 },
    )
    .toBe(1);
  const sound = await rahim.request.get(
    stand.origin + (await rahim.locator('audio').getAttribute('src')),
  );
  expect([sound.status(), sound.headers()['content-type']]).toEqual([200, 'audio/wav']);
  await shot(rahim, 'bn');
  await rahim.locator('.tools a').first().click();
  await whole(rahim);
  expect(await rahim.locator('.large').count()).toBe(1);
  expect(await rahim.context().cookies()).toEqual([]);
  expect(stand.foreign).toEqual([]);
  const clean = await stand.open(`/bn/c/${code}`, { javaScriptEnabled: true });
  expect(await violations(clean)).toEqual([]);
  // The browser itself plays it: nothing in the policy of the page stands in the way.
  const seconds = await clean.locator('audio').evaluate(
    (audio: HTMLAudioElement) =>
      new Promise((done, fail) => {
        audio.addEventListener('loadedmetadata', () => done(audio.duration));
        audio.addEventListener('error', () => fail(new Error(audio.error?.message)));
        audio.load();
        audio.preload = 'auto';
      }),
  );
  expect(seconds).toBe(2);
});

test('he asks for an evening place without papers where a man speaks Bengali, free and near a bus, and finds the bus on Thursday', async () => {
  const rahim = await stand.open('/bn/find/health.doctor#when');
  const step = async (name: string, picks: readonly string[]): Promise<void> => {
    await rahim.goto(`${stand.origin}/bn/find/health.doctor#${name}`);
    for (const pick of picks)
      await rahim.locator(`input[value="${pick}"]`).locator('visible=true').first().check();
  };
  await step('when', ['evening']);
  await step('where', ['travel']);
  await step('language', ['bn']);
  await step('must', ['papers', 'free', 'man']);
  await rahim.locator('form button.b').locator('visible=true').last().click();
  expect(rahim.url()).toBe(`${stand.origin}/bn/search`);
  const first = rahim.locator('article.card').first();
  expect(await first.innerText()).toContain('Clinic bus, Mill Quarter');
  await shot(rahim, 'found');
  expect(await rahim.context().cookies()).toEqual([]);
});

test('a colleague passes the file on: it opens from the phone itself, with script and without, and finds', async () => {
  const phone = await stand.open('/bn/pass');
  const link = await phone.locator('a[download]').getAttribute('href');
  const file = await phone.request.get(stand.origin + (link ?? ''));
  const path = join(cards.packs, 'XW-bn.html');
  writeFileSync(path, await file.body());
  const still = await phone
    .context()
    .browser()
    ?.newContext({ javaScriptEnabled: false, offline: true });
  const plain = await still?.newPage();
  await plain?.goto(pathToFileURL(path).href);
  expect(await plain?.locator('summary').allInnerTexts()).toContain(BENGALI.question);
  expect(await plain?.locator('form').isVisible()).toBe(false);
  await still?.close();
  const other = await phone
    .context()
    .browser()
    ?.newContext({ offline: true, viewport: { width: 360, height: 740 } });
  const page = await other?.newPage();
  await page?.goto(pathToFileURL(path).href);
  await page?.locator('#q').fill('ডাক্তার');
  expect(await page?.locator('details[data-t]:visible').count()).toBe(1);
  expect(await page?.locator('details').first().innerText()).toContain('20:00–22:00');
  await page?.locator('#q').fill('zzzz');
  expect(await page?.locator('#none').isVisible()).toBe(true);
  if (page) {
    await page.locator('#q').fill('');
    await shot(page, 'file');
    expect(await violations(page)).toEqual([]);
  }
  await other?.close();
});

let phone: Page;

test('the pack reads it in aeroplane mode, and tells a stale print', async () => {
  await cards.publishPack(LISTINGS);
  phone = await stand.open('/bn/offline', { javaScriptEnabled: true });
  await phone.locator('[data-keep-start]').click();
  await phone.locator('[data-areas] button').click();
  await phone.getByText('✓').waitFor();
  await phone.context().setOffline(true);
  await phone.goto(`${stand.origin}/bn/rights`);
  await phone.getByText(BENGALI.question).click();
  expect(await phone.locator('main').innerText()).toContain('20:00–22:00');
  expect(await phone.locator('.notice').count()).toBeGreaterThan(0);
  await shot(phone, 'aeroplane');
  await phone.goto(`${stand.origin}/p/${code}-bn-1`);
  expect(await phone.locator('article.card').getAttribute('class')).not.toContain('dash');
  await phone.goto(`${stand.origin}/bn/printed?code=${code}-bn-9`);
  expect(await phone.locator('article.card.dash').count()).toBe(1);
});

/** What each channel gives of the card now. */
const everywhere = async (reader: Page): Promise<Record<string, string>> => {
  const text = async (path: string): Promise<string> =>
    (await reader.request.get(stand.origin + path)).text();
  const print = async (path: string): Promise<string> => {
    const answer = await reader.request.get(stand.origin + path, { maxRedirects: 0 });
    return `${answer.status()} ${answer.headers()['content-type'] ?? ''} ${answer.headers()['location'] ?? ''}`;
  };
  const receive = receiver(cards.channels.house);
  const sms = async (words: string): Promise<string> =>
    (await receive({ channel: 'test', number: '+999800555777', text: words })).reply ?? '';
  const shown = await shelf.card(Number(code), 'bn');
  const spoken = cards.channels.house.phrases.find('bn');
  return {
    page: await text(`/bn/c/${code}`),
    print: await text(`/p/${code}-bn-1`),
    poster: await print(`/print/${code}-bn-1/poster.pdf`),
    recalls: await text('/recalls.json'),
    file: await text('/pass/XW-bn.html'),
    pack: JSON.stringify(await shelf.forPhone('bn')),
    sms: await sms(`${code} BN 1`),
    smsCard: await sms(`${code} BN`),
    voice: shown && spoken ? plainScript(spoken, cardScript(spoken, shown)) : '',
  };
};

test('a month later the hours change: every channel has the new ones, and what was printed says that it was replaced', async () => {
  const reader = await stand.open('/bn/rights');
  const before = await everywhere(reader);
  for (const channel of ['page', 'file', 'pack', 'smsCard'])
    expect(before[channel], channel).toContain('20:00–22:00');
  expect(before['print']).not.toContain('card dash');
  expect(before['poster']).toMatch(/^200 application\/pdf/);
  expect(before['voice']).toMatch(/20|২০|2 0/);
  cards.directory.hours = '18:00–20:00';
  expect(await followReferences(cards.database, cards.resolve)).toEqual({ renewed: 2, ended: 0 });
  // The shelf asks once a second.
  const number = Number(code);
  await expect
    .poll(() => shelf.standing(number, 'bn', 1), { timeout: 20_000 })
    .toEqual({ state: 'replaced', by: 2 });
  const after = await everywhere(reader);
  for (const channel of ['page', 'file', 'pack', 'smsCard']) {
    expect(after[channel], channel).toContain('18:00–20:00');
    expect(after[channel], channel).not.toContain('20:00–22:00');
  }
  expect(after['print']).toContain('card dash');
  expect(after['poster']).toBe(`302  /p/${code}-bn-1`);
  expect(JSON.parse(after['recalls'] ?? '{}')).toMatchObject({
    recalls: expect.arrayContaining([{ code: `${code}-bn-1`, state: 'replaced', by: 2 }]),
  });
  expect(JSON.parse(after['pack'] ?? '{}')).toMatchObject({ prints: { [code]: { en: 2, bn: 2 } } });
  expect(after['sms']).not.toBe(before['sms']);
  // "Card 100 bn 1 has changed. The new one: 100 BN"
  expect(after['sms']).toContain(`${code} BN`);
  expect(after['voice']).not.toBe(before['voice']);
});

test('the pack on the phone follows by what has changed, a small part of it, and has it in aeroplane mode', async () => {
  const [moved, ...rest] = LISTINGS;
  if (!moved) throw new Error('the small house has places');
  const name = { text: 'ঘাটের নতুন দরজা', lang: 'bn' };
  const { bytes } = await cards.publishPack([{ ...moved, name }, ...rest]);
  await phone.context().setOffline(false);
  const loaded: { path: string; bytes: number }[] = [];
  phone.on('response', async (answer) => {
    const { pathname } = new URL(answer.url());
    if (/\.wh[dp]$/.test(pathname))
      loaded.push({ path: pathname, bytes: Number(answer.headers()['content-length']) });
  });
  await phone.goto(`${stand.origin}/bn/offline`);
  const words = await phone.locator('[data-areas]').evaluate((part) => ({ ...part.dataset }));
  const button = phone.locator('[data-areas] button');
  await button.waitFor();
  // What there is to load is said with its size, in the digits of the language, before it is loaded.
  expect(await button.innerText()).toBe(words['update']?.replace('{size}', '১০ কেবি'));
  expect(loaded).toEqual([]);
  await shot(phone, 'update');
  await button.click();
  await phone.getByText(words['newest'] ?? '').waitFor();
  expect(await button.isVisible()).toBe(false);
  expect(loaded.map(({ path }) => path)).toEqual([
    expect.stringMatching(/^\/packs\/XW-bn\.[0-9a-f]{16}\.whd$/),
  ]);
  expect(loaded[0]?.bytes).toBeGreaterThan(100);
  expect((loaded[0]?.bytes ?? bytes) * 3).toBeLessThan(bytes);

  await phone.context().setOffline(true);
  await phone.goto(`${stand.origin}/bn/s/${moved.code}`);
  expect(await heading(phone)).toBe(name.text);
  await phone.goto(`${stand.origin}/bn/c/${code}`);
  expect(await phone.locator('main').innerText()).toContain('18:00–20:00');
  await phone.goto(`${stand.origin}/p/${code}-bn-1`);
  expect(await phone.locator('article.card.dash').count()).toBe(1);
  // What is held and how old it is, without a network too.
  await phone.goto(`${stand.origin}/bn/offline`);
  await phone.getByText(`✓ ${words['whole'] ?? ''}`).waitFor();
  expect(await phone.locator('[data-areas] button').isVisible()).toBe(false);
  await shot(phone, 'held');
});

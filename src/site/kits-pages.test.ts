import { brotliCompressSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import {
  addKit,
  listKits,
  openKits,
  openShelf,
  readReportLine,
  reportKit,
  reportLine,
  withdrawCard,
} from '../guidance/index.ts';
import { publishedCard, publishIn, worker } from '../guidance/testing.ts';
import { buildServer } from '../http/server.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { siteRoutes } from './routes.ts';
import { NOW, smallHouse } from './testing.ts';

const ARABIC = {
  question: 'أين أجد طبيبًا مجانًا؟',
  answer: 'العيادة في المحطة مجانية. لا تحتاج إلى أوراق.',
  nextStep: 'اذهب إلى هناك.',
  action: 'go',
} as const;

let database: Database;
let app: FastifyInstance;
let cards: [number, number];
let kit: number;
beforeAll(async () => {
  database = await freshDatabase();
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  let clock = 0;
  // Every look asks the database.
  const now = () => (clock += 10_000);
  const shelf = openShelf(database, { today: () => '2026-11-22', now });
  const kits = {
    ...openKits(database, now),
    report: (report: Parameters<typeof reportKit>[1]) => reportKit(database, report),
  };
  const house = {
    ...smallHouse(),
    now: () => NOW,
    cards: { shelf, suggest: async () => false, kits },
  };
  await app.register(siteRoutes, { house });
  cards = [
    await publishedCard(database),
    await publishedCard(database, {}, { question: 'Who helps with <b>pay</b> & work?' }),
  ];
  await publishIn(database, cards[0], 'ar', ARABIC);
  const titles = Object.fromEntries(
    loadLanguages().offered.map(({ language: { code } }) => [code, `Kit ${code}`]),
  );
  kit = await addKit(database, worker(), {
    territory: 'XW',
    title: titles,
    cards,
    minutes: 25,
  });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const get = (url: string) => app.inject({ url });
const send = (line: string, lang = 'en') =>
  app.inject({
    method: 'POST',
    url: `/${lang}/kits/report`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ line }).toString(),
  });
const file = async (lang = 'en') => (await get(`/${lang}/kits/${kit}/file.html`)).body;
const copyOf = (text: string) => /data-copy="(\d{9})"/.exec(text)?.[1] ?? '';

it('offers a kit only in a language in which all of its cards can be read', async () => {
  expect((await get('/en/kits')).body).toContain(`href="/en/kits/${kit}"`);
  expect((await get('/ar/kits')).body).not.toContain(`/kits/${kit}"`);
  expect((await get(`/ar/kits/${kit}`)).statusCode).toBe(404);
  await publishIn(database, cards[1], 'ar', { ...ARABIC, question: 'من يساعد في الأجر؟' });
  expect((await get('/ar/kits')).body).toContain(`/kits/${kit}"`);
  for (const url of ['/en/kits/99999', '/en/kits/abc', `/en/kits/99999/file.html`])
    expect((await get(url)).statusCode, url).toBe(404);
});

it('weighs at most 14,000 bytes in every language and sets no cookie', async () => {
  for (const { language } of loadLanguages().offered)
    for (const path of [
      '/kits',
      '/kits/report',
      ...(language.code === 'ar' ? [`/kits/${kit}`] : []),
    ]) {
      const { body, headers, statusCode } = await get(`/${language.code}${path}`);
      expect(statusCode).toBe(200);
      expect(headers['set-cookie']).toBeUndefined();
      expect(body).not.toContain('kits.');
      expect(brotliCompressSync(body).length, language.code).toBeLessThanOrEqual(14_000);
    }
});

it('gives a file with every step in its order, a number of its own and no other host', async () => {
  const [one, two] = [await file(), await file()];
  expect(copyOf(one)).toMatch(/^\d{9}$/);
  expect(copyOf(one)).not.toBe(copyOf(two));
  const first = one.indexOf('Where can I see a doctor for free?');
  const second = one.indexOf('Who helps with &#60;b&#62;pay&#60;/b&#62; &#38; work?');
  const order = [one.indexOf('Welcome everybody'), first, second, one.indexOf('Thank everybody')];
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(order[0]).toBeGreaterThan(0);
  expect(one).not.toMatch(/(?:src|href)="https?:/);
  expect(one).toContain(`KIT ${kit} 1 ${copyOf(one)} 0`);
  expect(await file('ar')).toContain('dir="rtl"');
});

it('leaves a card out that was taken down everywhere, and a kit without cards', async () => {
  const card = await publishedCard(database, {}, { question: 'Is this still true?' });
  const own = await addKit(database, worker(), {
    territory: 'XW',
    title: { en: 'Two' },
    cards: [card, cards[0]],
    minutes: 20,
  });
  expect((await get(`/en/kits/${own}/file.html`)).body).toContain('Is this still true?');
  await withdrawCard(database, worker(), card, 'not_true');
  const after = await get(`/en/kits/${own}/file.html`);
  expect(after.statusCode).toBe(200);
  expect(after.body).not.toContain('Is this still true?');
});

it('counts a line once, in any digits, and gives a wrong one back', async () => {
  const copy = copyOf(await file());
  const line = `KIT ${kit} 1 ${copy} 0 1 1 14 12 14 10 14`;
  expect((await send(line)).body).toContain('Thank you.');
  const eastern = line.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
  expect((await send(eastern, 'ar')).statusCode).toBe(200);
  const wrong = await send(line.replace(' 12 14', ' 15 14'));
  expect(wrong.statusCode).toBe(422);
  expect(wrong.body).toContain(`15 14 10 14"`);
  const report = readReportLine(line);
  if (!report) throw new Error('no report');
  expect((await send(reportLine({ ...report, kit: 99_999 }))).statusCode).toBe(422);
  expect((await send('<script>')).body).not.toContain('<script>');
  const counts = (await listKits(database, worker())).find(({ code }) => code === kit);
  expect(counts).toMatchObject({ sessions: 1, people: 14, spread: { copies: 1, generations: 1 } });
});

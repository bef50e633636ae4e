import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { letters, readPdf } from '../../checks/print/read-back.ts';
import { openPrinter, paperWords } from '../channels/print/index.ts';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import {
  addPoint,
  addRoute,
  type NewPoint,
  openInfo,
  openShelf,
  withdrawCard,
  withdrawInfo,
} from '../guidance/index.ts';
import { CLINIC_WORDS, infoPlaces, publishedCard, publishIn, worker } from '../guidance/testing.ts';
import { html } from '../http/html.ts';
import { buildServer } from '../http/server.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import type { SiteHouse } from './house.ts';
import { loadLook } from './look.ts';
import { printPages } from './routes-print.ts';
import { REST_SECONDS } from './routes-info.ts';
import { siteRoutes } from './routes.ts';
import { surroundingsOf } from './surroundings.ts';
import { listing, LISTINGS, NOW, smallHouse } from './testing.ts';
import { plainFind } from './testing-finder.ts';

const LANGS = loadLanguages().offered.map(({ language }) => language.code);
const ARABIC = {
  question: 'أين أجد طبيبًا مجانًا؟',
  answer: 'العيادة في المحطة مجانية. لا تحتاج إلى أوراق.',
  nextStep: 'اذهب إلى هناك.',
  action: 'go',
} as const;
/** A hidden place of which hardly anything is known, but for what may harm. */
const HIDDEN_HOUSE = listing(8105, {
  name: { text: 'House behind the mill', lang: 'en' },
  needs: ['shelter.night'],
  place: { area: { text: 'North quarter', lang: 'en' }, areaOnly: true },
  known: { shares_with_authorities: 1 },
  mayHaveConditions: true,
  capacity: { full: true, updated: NOW },
});
const ALL = [...LISTINGS, HIDDEN_HOUSE];
const printer = openPrinter();
let database: Database;
let app: FastifyInstance;
let banner = html``;
let cards: [number, number];
let port: number;
let gate: number;
let route: number;
const given = (more: Partial<NewPoint> = {}): NewPoint => ({
  territory: 'XW',
  kind: 'port',
  name: { en: 'Ferry <terminal>', ar: 'محطة العبّارات' },
  place: 'Port Amara',
  cards,
  needs: ['health.doctor', 'food.meal'],
  languages: ['en', 'ar'],
  ...more,
});
beforeAll(async () => {
  database = await freshDatabase();
  await infoPlaces(database);
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  let clock = 0;
  // Every look asks the database.
  const now = () => (clock += 10_000);
  const shelf = openShelf(database, { today: () => '2026-11-22', now });
  const small = smallHouse();
  const house: SiteHouse = {
    ...small,
    // The real finder measures to the middle of the town where a place has no door.
    find: (query) => {
      const answer = plainFind(ALL, query);
      return { ...answer, items: answer.items.map((item) => ({ distanceM: 10, ...item })) };
    },
    listings: async (codes) => ALL.filter(({ code }) => codes.includes(code)),
    now: () => NOW,
    alerts: { banner: () => banner, foot: () => html`Alerts`, mark: () => banner },
    cards: {
      shelf,
      suggest: async () => false,
      papers: ['poster'] as const,
      info: openInfo(database, now),
    },
  };
  await app.register(printPages, {
    surroundings: surroundingsOf(house, loadLanguages(), loadLook()),
    printer,
  });
  await app.register(siteRoutes, { house });
  cards = [
    await publishedCard(database),
    await publishedCard(database, { topic: 'work' }, { question: 'Who helps with pay?' }),
  ];
  await publishIn(database, cards[0], 'ar', ARABIC);
  port = await addPoint(database, worker(), given());
  gate = await addPoint(
    database,
    worker(),
    given({ kind: 'border', name: { en: 'Hill Gate' }, place: 'Hill Gate', cards: [cards[1]] }),
  );
  const way = { territory: 'XW', name: { en: 'To the hills' } };
  route = await addRoute(database, worker(), { ...way, points: [port, gate] });
});
afterAll(async () => {
  await app.close();
  await printer.close();
  await database.close();
});

const get = async (url: string) => {
  const answer = await app.inject({ url });
  const { statusCode, headers, rawPayload } = answer;
  const entity = /&#(\d+);/g;
  const text = answer.body.replaceAll(entity, (_all, code: string) =>
    String.fromCodePoint(Number(code)),
  );
  return { statusCode, headers, rawPayload, body: text, sent: answer.body };
};
const body = async (url: string): Promise<string> => {
  const answer = await get(url);
  expect(answer.statusCode, url).toBe(200);
  return answer.body;
};
const linksIn = (text: string): string[] =>
  [...text.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => href ?? '');
const kiosk = (more = '', lang = 'en') => `/${lang}/at/${String(port)}?kiosk=1${more}`;
const screens = () => [
  '',
  `&card=${cards[0]}`,
  '&need=health.doctor',
  '&safe=1',
  `&place=${LISTINGS[0]?.code}`,
];

describe('the page of a point', () => {
  it('tells numbers, questions, the nearest places, help after harm and what to take along', async () => {
    const text = await body(`/en/at/${port}`);
    for (const said of [
      'Ferry <terminal>',
      CLINIC_WORDS.answer,
      'Help near here',
      LISTINGS[0]?.name.text ?? '',
      'If somebody hurts or cheats you',
      `/en/at/${port}/set.pdf`,
      `/ar/at/${port}/set.pdf`,
      `/en/at/${port}/file.html`,
      `/at/${port}?kiosk=1`,
      `/en/route/${route}`,
      'href="/en/find/safety/places?place=',
    ])
      expect(text.includes(said), said).toBe(true);
    for (const href of linksIn(text).filter(
      (one) => one.startsWith('/') && !/leave|alerts/.test(one),
    ))
      expect((await get(href)).statusCode, href).toBeLessThan(400);
  });

  it('sends nobody on foot to a telephone line, and puts it after the doors', async () => {
    const near = given({ needs: ['law.advice'], cards: [cards[0]] });
    const text = await body(`/en/at/${await addPoint(database, worker(), near)}`);
    const line = LISTINGS.find(({ name }) => name.text === 'Law line');
    const row = new RegExp(`<a href="/en/s/${line?.code}">.*?</a>`, 's').exec(text)?.[0];
    expect(row).toContain('By phone or online');
    expect(row).not.toMatch(/on foot|away/);
  });

  it('warns in each row, and the tablet of a hidden place as of any other, never with its address', async () => {
    const own = await addPoint(database, worker(), given({ needs: ['shelter.night'] }));
    const { words } = loadLanguages().english;
    const on = (more: string): string => `/en/at/${own}?kiosk=1${more}`;
    const place = on(`&place=${HIDDEN_HOUSE.code}`);
    for (const path of [`/en/at/${own}`, on('&need=shelter.night'), place]) {
      const text = await body(path);
      for (const warning of ['shares_with_authorities', 'conditions_apply', 'full'] as const)
        expect(text, path).toContain(words.text(`warning.${warning}`));
      expect(text).not.toMatch(/Harbour Street|on foot/);
    }
    const told = await body(place);
    const paper = paperWords(loadLanguages())('en');
    for (const key of ['sms.papers_unknown', 'sms.fee_unknown'] as const)
      expect(told).toContain(paper?.text(key));
    expect(told).toContain('North quarter');
  });

  it('says that it knows of no place rather than name one for something else', async () => {
    const own = await addPoint(database, worker(), given({ needs: ['health.dental'] }));
    for (const path of [`/en/at/${own}`, `/en/at/${own}?kiosk=1&need=health.dental`]) {
      const text = await body(path);
      expect(text, path).toContain('We know no place near here for this.');
      expect(text, path).not.toContain(LISTINGS[0]?.name.text);
    }
  });

  it('shows a name and a card in English where there is no other, marked as such', async () => {
    const text = await body(`/am/at/${port}`);
    expect(text).toMatch(/<bdi lang="en" dir="ltr">Ferry <terminal>/);
    expect(text).toMatch(/<bdi lang="en" dir="ltr">Where can I see a doctor/);
    expect(await body(`/ar/at/${port}`)).toContain(ARABIC.question);
  });

  it('is found from the questions, by its short address, and no more once it is withdrawn', async () => {
    expect(await body('/en/rights')).toContain('href="/en/at"');
    expect((await get(`/at/${port}`)).headers.location).toBe(`/?to=%2Fat%2F${port}`);
    expect(await body('/en/at')).toContain(`href="/en/at/${port}"`);
    const gone = await addPoint(database, worker(), given());
    await withdrawInfo(database, worker(), 'info_point', gone);
    for (const url of [`/en/at/${gone}`, `/at/${gone}?kiosk=1`, '/en/at/x', '/en/route/9'])
      expect((await get(url)).statusCode, url).toBe(404);
  });

  it('tells along a way how far the next point is and what is new there', async () => {
    const text = await body(`/en/route/${route}`);
    expect(text.indexOf('Ferry')).toBeLessThan(text.indexOf('Hill Gate'));
    expect(text).toMatch(/About 4[12]\u00a0?\s?.*km.* further/);
    expect(text).toContain('More answers (1)');
    expect(text).not.toContain('New here');
  });
});

describe('in every language', () => {
  it('weighs at most 14,000 bytes with twelve long cards and eight needs, without cookie or missing words', async () => {
    // As long as a card may be: 40 words, hardly any of them twice.
    const sentences = (each: number, word: (n: number) => string, stop: string): string =>
      [0, each]
        .map((from) => Array.from({ length: each }, (_, n) => word(from + n)).join(' ') + stop)
        .join(' ');
    const LETTERS = [...'ကခဂစဆဇညတထဒနပဖဗမယရလဝသဟအ'];
    const many: number[] = [];
    for (let at = 0; at < 12; at++) {
      const english = (n: number): string => `wo${((n * 7 + at * 31) % 997).toString(36)}rds`;
      const burmese = (n: number): string => `${LETTERS[(n * 5 + at * (n + 1)) % 22]}ာင်း`;
      const words = { answer: sentences(20, english, '.') };
      const card = await publishedCard(database, {}, words);
      await publishIn(database, card, 'my', {
        question: `${LETTERS[at]}ဆရာဝန်နှင့် အခမဲ့ တွေ့ဆုံနိုင်သော နေရာ ဘယ်မှာရှိသလဲ?`,
        answer: sentences(10, burmese, '။'),
        nextStep: 'အရင် ဖုန်းဆက်ပြီးမှ သွားပါ။',
        action: 'go',
      });
      many.push(card);
    }
    const heavy = await addPoint(
      database,
      worker(),
      given({
        cards: many,
        needs: ['health', 'food', 'shelter', 'law', 'safety', 'child', 'papers', 'talk'],
        languages: ['en', 'ar', 'my', 'km', 'am', 'fr'],
      }),
    );
    const faults: string[] = [];
    for (const lang of LANGS)
      for (const path of [
        '/at',
        `/at/${heavy}`,
        `/route/${route}`,
        ...screens().map(
          (more) => `/at/${heavy}?kiosk=1${more.replace(String(cards[0]), String(many[0]))}`,
        ),
      ]) {
        const { sent: text, headers, statusCode } = await get(`/${lang}${path}`);
        // The heavier of the two ways in which pages are sent.
        const most = gzipSync(text).length;
        if (statusCode !== 200 || headers['set-cookie'] || most > 14_000 || />at\.\w/.test(text))
          faults.push(`${lang}${path} ${statusCode} ${most}`);
      }
    expect(faults).toEqual([]);
    const { sent, body: question } = await get(`/at/${heavy}?kiosk=1&all=1`);
    expect(gzipSync(sent).length).toBeLessThanOrEqual(14_000);
    for (const lang of LANGS) expect(question).toContain(`href="/${lang}/at/${heavy}?kiosk=1"`);
  });
});

describe('a tablet that everybody shares', () => {
  it('asks for the language first, in the names of the languages of the point', async () => {
    const answer = await get(`/at/${port}?kiosk=1`);
    expect(answer.headers['refresh']).toBeUndefined();
    expect(linksIn(answer.body)).toEqual([kiosk(), kiosk('', 'ar'), `/at/${port}?kiosk=1&all=1`]);
    const accept = { 'accept-language': 'fr' };
    const french = await app.inject({ url: `/at/${port}?kiosk=1`, headers: accept });
    expect(french.body).toBe(answer.sent);
  });

  it('leads nowhere else, dials nothing, runs nothing, keeps nothing, and comes back by itself', async () => {
    banner = html`<section class="alerts"><div class="alert"><p>Flood</p><p><a href="/en/alerts/1">Read</a></p></div><p class="alert-more"><a href="/en/alerts">More</a></p></section>`;
    for (const more of screens()) {
      const { headers, body: text, statusCode } = await get(kiosk(more));
      expect(statusCode, more).toBe(200);
      expect(headers['refresh']).toBe(`${REST_SECONDS};url=/at/${port}?kiosk=1`);
      expect(headers['cache-control']).toBe('no-store');
      expect(text).toContain('Flood');
      expect(/<script|href="tel:|<form|<input/.exec(text)?.[0], more).toBeUndefined();
      for (const href of linksIn(text))
        expect(href, more).toMatch(new RegExp(`^#main$|^(/en)?/at/${port}\\?kiosk=1(&|$)`));
    }
    banner = html``;
    const phones = (await get(kiosk('&safe=1'))).body.match(/<bdi class="n">/g);
    expect(phones?.length ?? 0).toBeGreaterThan(0);
  });

  it('leads to the beginning from what is not there', async () => {
    for (const more of ['&card=9', '&need=gold', '&place=1', '&place=x'])
      expect((await get(kiosk(more))).headers.location, more).toBe(`/at/${port}?kiosk=1`);
  });
});

describe('what one takes along', () => {
  it('is one PDF in a language of the point: a poster of each card that has it, then the places', async () => {
    const answer = await get(`/en/at/${port}/set.pdf`);
    expect(answer.headers['content-type']).toBe('application/pdf');
    const { pages, title } = readPdf(answer.rawPayload);
    const texts = pages.map(({ text }) => letters(text));
    expect(texts[0]).toContain(letters(CLINIC_WORDS.answer));
    expect(texts[1]).toContain(letters('Who helps with pay?'));
    expect(texts.slice(2).join('')).toContain(letters(LISTINGS[0]?.name.text ?? ''));
    expect(title).toBe('Ferry <terminal>');
    const arabic = readPdf((await get(`/ar/at/${port}/set.pdf`)).rawPayload).pages;
    expect(arabic.length).toBe(pages.length - 1);
    for (const url of [`/fr/at/${port}/set.pdf`, '/en/at/9/set.pdf', '/xx/at/10/set.pdf'])
      expect((await get(url)).statusCode, url).toBe(404);
  });

  it('is one file with the cards of the point alone, and places near it', async () => {
    const other = await publishedCard(database, {}, { question: 'Is this of another point?' });
    const text = await body(`/en/at/${port}/file.html`);
    expect(text).toContain('<h1>Ferry <terminal></h1>');
    expect(text).toContain('Who helps with pay?');
    expect(text).toContain(LISTINGS[0]?.name.text);
    expect(text).not.toContain('Is this of another point?');
    await withdrawCard(database, worker(), other, 'not_true');
  });

  it('leaves out a card that was taken down, everywhere', async () => {
    const card = await publishedCard(database, {}, { question: 'Is this still true?' });
    const own = await addPoint(database, worker(), given({ cards: [card, cards[0]] }));
    expect(await body(`/en/at/${own}`)).toContain('Is this still true?');
    await withdrawCard(database, worker(), card, 'not_true');
    for (const path of [`/en/at/${own}`, `/en/at/${own}?kiosk=1`, `/en/at/${own}/file.html`])
      expect(await body(path), path).not.toContain('Is this still true?');
    const pdf = readPdf((await get(`/en/at/${own}/set.pdf`)).rawPayload).pages;
    expect(pdf.map(({ text }) => text).join('')).not.toContain('still true');
  });
});

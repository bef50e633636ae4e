import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { letters, readPdf } from '../../checks/print/read-back.ts';
import { openPrinter } from '../channels/print/index.ts';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { openShelf } from '../guidance/index.ts';
import { CLINIC_WORDS, publishedCard, publishIn } from '../guidance/testing.ts';
import { buildServer } from '../http/server.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { loadLook } from './look.ts';
import { siteRoutes } from './routes.ts';
import { printPages } from './routes-print.ts';
import { surroundingsOf } from './surroundings.ts';
import { LISTINGS, PLACES, POINTS, smallHouse } from './testing.ts';

const logs: string[] = [];
const printer = openPrinter();
let app: FastifyInstance;
let database: Database;
let card: number;

beforeAll(async () => {
  database = await freshDatabase();
  card = await publishedCard(database);
  app = await buildServer({
    logLevel: 'trace',
    rateLimit: 0,
    trustedProxies: 0,
    logStream: { write: (text) => void logs.push(text) },
  });
  let clock = 0;
  // Each question is a second later: the shelf looks at the database once a second.
  const shelf = openShelf(database, { today: () => '2026-11-22', now: () => (clock += 1001) });
  const cards = { shelf, suggest: async () => false, papers: ['leaflet'] as const };
  const house = { ...smallHouse([]), cards };
  const surroundings = surroundingsOf(house, loadLanguages(), loadLook());
  await app.register(printPages, { surroundings, printer });
  await app.register(siteRoutes, { house });
});
afterAll(async () => {
  await app.close();
  await printer.close();
  await database.close();
});

const get = (url: string) => app.inject({ url });
const read = async (url: string): Promise<string> => {
  const answer = await get(url);
  expect(answer.headers['content-type']).toBe('application/pdf');
  return letters(
    readPdf(answer.rawPayload)
      .pages.map(({ text }) => text)
      .join(''),
  );
};

describe('prints of a card', () => {
  test('are given in every form, and say what the card says', async () => {
    for (const file of ['leaflet.pdf', 'large.pdf', 'poster.pdf']) {
      const text = await read(`/print/${card}-en-1/${file}`);
      expect(text).toContain(letters(CLINIC_WORDS.answer));
      expect(text).toContain(letters(`Card ${card} en, v1. Good until 1 February 2027.`));
    }
    const answer = await get(`/print/${card}-en-1/square.png`);
    expect(answer.headers['content-type']).toBe('image/png');
    expect(answer.rawPayload.length).toBeLessThanOrEqual(150_000);
    expect(answer.headers['content-disposition']).toContain(`${card}-en-1-square.png`);
  });

  test('a form, a card or a language that is not there is not found', async () => {
    for (const path of [`${card}-en-1/mug.pdf`, `${card}-en-1/square.pdf`, 'x/leaflet.pdf'])
      expect((await get(`/print/${path}`)).statusCode).toBe(404);
    expect((await get(`/print/${card}-ar-1/leaflet.pdf`)).headers.location).toBe(`/p/${card}-ar-1`);
  });

  test('an older version leads to what became of it', async () => {
    await publishIn(database, card, 'en', { ...CLINIC_WORDS, answer: 'It moved.' }, undefined, 1);
    const old = await get(`/print/${card}-en-1/leaflet.pdf`);
    expect([old.statusCode, old.headers.location]).toEqual([302, `/p/${card}-en-1`]);
    expect(await read(`/print/${card}-en-2/pocket.pdf`)).toContain('Itmoved.');
  });
});

describe('a list of places for the wallet', () => {
  const place = PLACES[0]?.id ?? 0;
  const hidden = LISTINGS.filter((one) => one.place?.areaOnly);

  test('names what is near, and never a hidden place or one that nobody vouches for', async () => {
    expect(hidden.length).toBeGreaterThan(0);
    const text = await read(`/en/wallet.pdf?place=${place}`);
    expect(text).toContain(letters('Harbour Street night clinic'));
    expect(text).toContain(letters('Every day: 18:00 to 23:00'));
    for (const one of hidden) expect(text).not.toContain(letters(one.name.text));
    expect(text).not.toContain(letters('Old soup kitchen'));
    expect(text.toLowerCase()).not.toContain('opennow');
  });

  test('says "ask first" of what is not known', async () => {
    const text = await read(`/en/wallet.pdf?place=${place}&need=health.doctor`);
    // The hospital: late check, so its hours are not claimed; it costs; it asks for a paper.
    const hospital = text.slice(text.indexOf(letters('District hospital')));
    expect(hospital).toContain(letters('Costs money. Bring: identity paper'));
    expect(hospital).toContain(letters('Hours not known: ask first.'));
  });

  test('around a point begins with what is in it, in the language and its direction', async () => {
    const [point] = POINTS;
    const answer = await get(`/ar/wallet.pdf?point=${point?.code ?? ''}`);
    expect(answer.statusCode).toBe(200);
    const pdf = readPdf(answer.rawPayload);
    expect(pdf.lang).toBe('ar');
    expect(pdf.pages[0]?.missing).toBe(0);
  });

  test('is one tap from a point and from a list near a place', async () => {
    const paths = [
      `/en/point/${POINTS[0]?.code ?? ''}`,
      `/en/find/health.doctor/places?place=${place}`,
      `/en/c/${card}`,
    ];
    for (const path of paths) {
      const { body } = await get(path);
      const link = /href="([^"]+[.]pdf[^"]*)"/.exec(body)?.[1] ?? '';
      expect([path, link]).not.toEqual([path, '']);
      const answer = await get(
        link.replace(/&#(\d+);/g, (_, point: string) => String.fromCharCode(Number(point))),
      );
      expect([link, answer.statusCode, answer.headers['content-type']]).toEqual([
        link,
        200,
        'application/pdf',
      ]);
    }
  });

  test('is kept nowhere: no cache, and no place in the log', async () => {
    logs.length = 0;
    const answer = await get(`/en/wallet.pdf?place=${place}`);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(logs.join('')).not.toContain('place=');
  });

  test('says what is missing in the question', async () => {
    const answer = await app.inject({
      url: '/en/wallet.pdf',
      headers: { accept: 'application/json' },
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errors: [{ field: 'place' }] });
    const wrong = await app.inject({
      url: `/en/wallet.pdf?place=${place}&need=gold`,
      headers: { accept: 'application/json' },
    });
    expect(wrong.json()).toMatchObject({ errors: [{ field: 'need' }] });
  });
});

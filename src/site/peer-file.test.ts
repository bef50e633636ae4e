import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { openShelf } from '../guidance/index.ts';
import { publishedCard } from '../guidance/testing.ts';
import { buildServer } from '../http/server.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { siteRoutes } from './routes.ts';
import { LISTINGS, listing, NOW, smallHouse } from './testing.ts';

const MANY = 320;
let database: Database;
let app: FastifyInstance;
beforeAll(async () => {
  database = await freshDatabase();
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  const shelf = openShelf(database, { today: () => '2026-11-22', now: Date.now });
  const needs = [
    'health.doctor',
    'food.meal',
    'shelter.night',
    'law.advice',
    'school',
    'work',
    'water',
    'items',
    'family',
    'papers',
    'talk',
    'child',
  ];
  const many = Array.from({ length: MANY }, (_, n) =>
    listing(3000 + n, { needs: [needs[n % needs.length] ?? 'health'] }),
  );
  const hidden = listing(9000, { name: { text: 'House that nobody tells', lang: 'en' } });
  const all = [...LISTINGS, ...many, { ...hidden, place: { areaOnly: true } }];
  const byCode = new Map(all.map((one) => [one.code, one]));
  const house = smallHouse();
  await publishedCard(database, {}, { child: 'A doctor looks at you.' });
  await app.register(siteRoutes, {
    house: {
      ...house,
      now: () => NOW,
      find: (query) => {
        const answer = house.find({ ...query, limit: 1 });
        const items = all
          .filter((one) => one.needs.some((need) => need.startsWith(query.needs[0] ?? '')))
          .slice(0, query.limit)
          .map(({ code }) => ({
            ...(answer.items[0] as NonNullable<(typeof answer.items)[0]>),
            code,
            group: 'fits' as const,
          }));
        return { ...answer, items };
      },
      listings: async (codes) => codes.flatMap((code) => byCode.get(code) ?? []),
      cards: { shelf, suggest: async () => true },
    },
  });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

it('is one file that names no other host, under 600 kB in every language, without hidden places', async () => {
  for (const { language } of loadLanguages().offered) {
    const { statusCode, rawPayload, body, headers } = await app.inject({
      url: `/pass/XW-${language.code}.html`,
    });
    expect(statusCode, language.code).toBe(200);
    expect(headers['content-disposition']).toContain(`XW-${language.code}.html`);
    expect(rawPayload.length, language.code).toBeLessThanOrEqual(600_000);
    expect((body.match(/class="p"/g) ?? []).length).toBeGreaterThan(250);
    expect(body).toContain(`<html lang="${language.tag}" dir="${language.dir}" `);
    expect(body).not.toMatch(/(?:src|href)="(?!tel:)/);
    expect(body).not.toContain('House that nobody tells');
  }
});

it('holds the cards with their number, date and source, and says from when it is old', async () => {
  const { body } = await app.inject({ url: '/pass/XW-en.html' });
  expect(body).toContain('Where can I see a doctor for free?');
  expect(body).toMatch(/\d+-en-1/);
  expect(body).toContain('Red Cross of Selmora');
  expect(body).toMatch(/After 12 December/);
  expect(body).toMatch(/data-until="\d{13}"/);
});

it('is offered with its size and a code for another phone', async () => {
  const { body } = await app.inject({ url: '/en/pass' });
  expect(body).toMatch(/Get the file \(.?\d+ kB.?\)/);
  expect(body).toContain('<svg');
  expect((await app.inject({ url: '/pass/XX-en.html' })).statusCode).toBe(404);
  expect((await app.inject({ url: '/pass/XW-xx.html' })).statusCode).toBe(404);
});

import { brotliCompressSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { openShelf, withdrawCard } from '../guidance/index.ts';
import { publishedCard, publishIn, worker } from '../guidance/testing.ts';
import { buildServer } from '../http/server.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { siteRoutes } from './routes.ts';
import { NOW, smallHouse } from './testing.ts';

let database: Database;
let app: FastifyInstance;
beforeAll(async () => {
  database = await freshDatabase();
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  let clock = 0;
  const shelf = openShelf(database, { today: () => '2026-11-22', now: () => (clock += 2000) });
  await app.register(siteRoutes, {
    house: { ...smallHouse(), now: () => NOW, cards: { shelf, suggest: async () => true } },
  });
});
afterAll(async () => {
  await app.close();
  await database.close();
});
const get = async (url: string) => {
  const { body, statusCode, headers } = await app.inject({ url });
  return { body, status: statusCode, headers };
};
const FACTS = {
  kind: 'rumour_answer',
  topic: 'information',
  checkedOn: '2026-11-20',
  reviewBy: '2026-12-10',
  expiresOn: '2026-12-15',
} as const;
const words = (n: number) => ({
  question: `Does the clinic number ${n} cost money?`,
  answer:
    'No. The clinic at the port is free for everybody. You need no card and no appointment for it.',
  nextStep: 'Go there, or ask at the tent.',
});

it('shows whole answers to rumours, the newest first, in English where there is no other, and nothing that is no answer', async () => {
  expect((await get('/en/rumours')).body).toContain('There is no answer to a rumour now.');
  await publishedCard(database);
  const first = await publishedCard(database, FACTS, words(0));
  for (let n = 1; n < 14; n++) await publishedCard(database, FACTS, words(n));
  await publishIn(database, first, 'ar', {
    question: 'هل العيادة بالمال؟',
    answer: 'لا. العيادة في الميناء مجانية.',
    nextStep: 'الذهاب إليها.',
    action: 'go',
  });
  const { body } = await get('/en/rumours');
  expect(body).toContain('clinic number 13 cost');
  expect(body).toContain('No. The clinic at the port is free for everybody.');
  expect(body).toContain('Good until');
  expect(body).not.toContain('Where can I see a doctor');
  expect(body).not.toContain('clinic number 0 cost');
  expect((await get('/en/rumours?from=12')).body).toContain('clinic number 0 cost');
  const arabic = await get('/ar/rumours');
  expect(arabic.body).toContain('لا. العيادة في الميناء مجانية.');
  expect(arabic.body).toContain('<h2 lang="en" dir="ltr">');
  expect((await get('/en/rights')).body).toContain('href="/en/rumours"');
  for (const { language } of loadLanguages().offered) {
    const { body: page, status, headers } = await get(`/${language.code}/rumours`);
    expect(status).toBe(200);
    expect(headers['set-cookie']).toBeUndefined();
    expect(page).not.toMatch(/(?:src|href)="https?:/);
    expect(brotliCompressSync(page).length, language.code).toBeLessThanOrEqual(14_000);
  }
  await withdrawCard(database, worker(), first, 'not_true');
  expect((await get('/ar/rumours')).body).not.toContain('العيادة في الميناء');
});

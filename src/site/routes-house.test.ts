/** What the routes do as the house behind them is another one: changing, in another country, busy, broken. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { Problem } from '../http/problem.ts';
import { buildServer } from '../http/server.ts';
import type { SiteHouse } from './house.ts';
import { siteRoutes } from './routes.ts';
import { form, mainOf } from './testing-answers.ts';
import { ENDED, LISTINGS, smallHouse } from './testing.ts';

const clinic = LISTINGS[0]?.code ?? '';
const open: FastifyInstance[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

async function serve(house: SiteHouse, rateLimit = 0): Promise<FastifyInstance> {
  const app = await buildServer({ logLevel: 'silent', rateLimit, trustedProxies: 0 });
  open.push(app);
  await app.register(siteRoutes, { house });
  return app;
}
const saying = (app: FastifyInstance) =>
  app.inject({
    method: 'POST',
    url: `/en/feedback/${clinic}`,
    ...form([
      ['id', randomUUID()],
      ['outcome', 'got_it'],
    ]),
  });

test('lists by address are kept only until the data change or the minute ends', async () => {
  let generation = 1;
  let asked = 0;
  let now = 0;
  const house = smallHouse();
  const own = await serve({
    ...house,
    now: () => house.now() + now,
    generation: () => generation,
    find: (query) => {
      asked++;
      return house.find(query);
    },
  });
  const ask = async (path = '/en/find/health/places?place=1'): Promise<number> => {
    expect((await own.inject({ url: path })).statusCode).toBe(200);
    return asked;
  };
  expect([await ask(), await ask()]).toEqual([1, 1]);
  expect(await ask('/en/find/health/places?place=2')).toBe(2);
  expect(await ask('/ar/find/health/places?place=1')).toBe(3);
  generation++;
  expect([await ask(), await ask()]).toEqual([4, 4]);
  now = 60_000;
  expect(await ask()).toBe(5);
});

test('the country of the deployment decides the digits of its pages', async () => {
  for (const [territory, wanted, other] of [
    ['XW', /[٠-٩]/, /[0-9]+ دقيقة/],
    ['MA', /[0-9]+ دقيقة/, /[٠-٩]/],
  ] as const) {
    const own = await serve(smallHouse([], { territory }));
    for (const path of ['/ar/find/health/places?place=1', `/ar/s/${ENDED[0]?.code ?? ''}`]) {
      const words = mainOf((await own.inject({ url: path })).body).replace(/<[^>]*>/g, ' ');
      expect(words, territory).toMatch(wanted);
      expect(words, territory).not.toMatch(other);
    }
    const phone = (await own.inject({ url: '/site/words-ar.json' })).json<{ language: object }>();
    expect(phone.language).toMatchObject({ digits: territory === 'MA' ? 'latn' : 'arab' });
  }
});

test('too many requests are answered by a page in the language of the address', async () => {
  const own = await serve(smallHouse(), 2);
  const answers = [];
  for (let n = 0; n < 3; n++) answers.push(await own.inject({ url: '/fr/privacy' }));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 429]);
  expect(answers[2]?.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(answers[2]?.body).toContain('lang="fr"');
});

test('a second answer from the same form changes nothing and is no error', async () => {
  const house = {
    ...smallHouse(),
    recordFeedback: () => Promise.reject(new Problem('conflict', { field: 'id' })),
  };
  const answer = await saying(await serve(house));
  expect(answer.statusCode).toBe(200);
  expect(mainOf(answer.body)).toContain('Your answer is counted');
});

test('when the house breaks, the page says whose fault it is, and feedback says that it was not saved', async () => {
  const house = smallHouse();
  const broken = () => Promise.reject(new Error('the database is away'));
  const own = await serve({ ...house, recordFeedback: broken, point: broken });
  const point = await own.inject({ url: '/en/point/3014' });
  expect(point.statusCode).toBe(500);
  expect(mainOf(point.body)).toContain('You did nothing wrong');
  expect(point.body).not.toContain('database');
  const saved = await saying(own);
  expect(saved.statusCode).toBe(503);
  expect(mainOf(saved.body)).toContain('Your answer was not saved');
});

import { brotliDecompressSync } from 'node:zlib';
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FinderQuery } from '../finder/query.ts';
import { buildServer } from '../http/server.ts';
import type { SiteFeedback } from './house.ts';
import { nearestFits } from './nearest-fit.ts';
import { siteRoutes } from './routes.ts';
import { form, mainOf } from './testing-answers.ts';
import { plainFind } from './testing-finder.ts';
import { ENDED, listing, LISTINGS, POINTS, smallHouse } from './testing.ts';

const [clinic = '', , , hospital = '', shelter = '', withdrawn = ''] = LISTINGS.map(
  ({ code }) => code,
);
const logs: string[] = [];
const feedback: SiteFeedback[] = [];
let app: FastifyInstance;

beforeAll(async () => {
  app = await buildServer({
    logLevel: 'trace',
    rateLimit: 0,
    trustedProxies: 0,
    logStream: { write: (text) => void logs.push(text) },
  });
  await app.register(siteRoutes, { house: smallHouse(feedback) });
});
afterAll(() => app.close());

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });
const post = (url: string, fields: string[][]) =>
  app.inject({ method: 'POST', url, ...form(fields) });

describe('answers', () => {
  test('have the status that they mean', async () => {
    expect((await get('/en/nothing')).statusCode).toBe(404);
    expect((await get('/xx/')).statusCode).toBe(404);
    expect((await get('/en/find/gold')).statusCode).toBe(404);
    // A code that is cut where it is too long, in the middle of a letter of two units.
    for (const long of [`${'a'.repeat(11)}𝕋x`, '𝕋'.repeat(60)])
      for (const page of ['s', 'point', 'org', 'print', 'feedback'])
        expect(
          (await get(`/en/${page}/${encodeURIComponent(long)}`)).statusCode,
          page,
        ).toBeLessThan(500);
    expect((await get('/en/find/health?place=x')).statusCode).toBe(400);
    expect((await post('/en/search', [['q', 'x'.repeat(10_000)]])).statusCode).toBe(400);
    expect(
      (
        await post(
          '/en/search',
          Array.from({ length: 200 }, () => ['must', 'free']),
        )
      ).statusCode,
    ).toBe(400);
    expect(
      (
        await post(`/en/feedback/${clinic}`, [
          ['id', 'x'],
          ['outcome', 'got_it'],
        ])
      ).statusCode,
    ).toBe(400);
    expect((await get('/en/s/1010%00')).statusCode).toBe(404);
  });

  test('errors are said in the language of the address, and to programs as problem details', async () => {
    expect((await get('/ar/nothing')).body).toContain('lang="ar"');
    const forPrograms = await get('/ar/nothing', { accept: 'application/json' });
    expect(forPrograms.headers['content-type']).toContain('application/problem+json');
  });

  test('a mistyped number leads to its neighbours', async () => {
    const { statusCode, body } = await get(`/en/s/${clinic.slice(0, -1)}1`);
    expect(statusCode).toBe(404);
    expect(body).toContain('Harbour Street night clinic');
    expect(body).toContain('Did you mean one of these?');
  });

  test('a withdrawn place keeps its address and makes no promise', async () => {
    const { statusCode, body } = await get(`/en/s/${withdrawn}`);
    expect(statusCode).toBe(200);
    expect(body).toContain('We can no longer vouch for this place');
    expect(mainOf(body)).not.toMatch(/Open now|Bring|tel:/);
  });

  test('a withdrawn place leads to the nearest that fits', async () => {
    const own = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
    const kitchen = listing(601, { name: { text: 'New soup kitchen', lang: 'en' } });
    const house = smallHouse();
    const find = (query: FinderQuery) =>
      plainFind([...LISTINGS, { ...kitchen, needs: ['food.meal'] }], query);
    const listings = async (codes: readonly string[]) => [
      ...(await house.listings(codes, 'en')),
      ...(codes.includes(kitchen.code) ? [kitchen] : []),
    ];
    await own.register(siteRoutes, { house: { ...house, find, listings } });
    const { body } = await own.inject({ url: `/en/s/${withdrawn}` });
    expect(mainOf(body)).toContain('The nearest places for the same need');
    expect(mainOf(body)).toContain(`href="/en/s/${kitchen.code}"`);
    await own.close();
  });

  test('a place that closed says so in the reader’s language, since when, and names the nearest', async () => {
    const [closed, paused, away] = ENDED.map(({ code }) => code);
    const { statusCode, body, headers } = await get(`/en/s/${closed ?? ''}`);
    expect([statusCode, headers['cache-control']]).toEqual([410, 'no-store']);
    const main = mainOf(body);
    expect(main).toContain('This place has closed');
    expect(main).toContain('Harbour Street surgery');
    expect(main).toContain('We have known this since 3 October');
    expect(main).not.toMatch(/not here|Bring|tel:/);
    const rows = [...main.matchAll(/href="\/en\/s\/(\d+)"/g)].map(([, code]) => code);
    expect(rows).toHaveLength(4);
    expect(rows).not.toContain(closed);
    const metres = [...main.matchAll(/(?:([\d.]+)[\s ](k?)m) from there/g)].map(
      ([, n, kilo]) => Number(n) * (kilo ? 1000 : 1),
    );
    expect(metres).toHaveLength(4);
    expect(metres).toEqual([...metres].sort((a, b) => a - b));
    expect(main).toContain('href="/en/find/health.doctor/places"');
    expect(mainOf((await get(`/ar/s/${closed ?? ''}`)).body)).toContain('أُغلق هذا المكان');
    // Nobody knows since when this one is closed, nor what the last one was for.
    const second = mainOf((await get(`/en/s/${paused ?? ''}`)).body);
    expect(second).toContain('closed for now');
    expect(second).not.toContain('known this since');
    expect(second).toContain('Law line');
    const third = mainOf((await get(`/en/s/${away ?? ''}`)).body);
    expect(third).toContain('not in our list now');
    expect(third).not.toMatch(/has closed|nearest/);
    expect(third).toContain('href="/en/find/any/places"');
  });

  test('the print form and programs learn that a place closed, and its feedback still counts', async () => {
    const code = ENDED[0]?.code ?? '';
    expect((await get(`/en/print/${code}`)).statusCode).toBe(410);
    const forPrograms = await get(`/en/s/${code}`, { accept: 'application/json' });
    expect(forPrograms.json()).toMatchObject({ status: 410, code: 'gone' });
    feedback.length = 0;
    const id = randomUUID();
    const sent = await post(`/en/feedback/${code}`, [
      ['id', id],
      ['outcome', 'closed'],
    ]);
    expect(sent.statusCode).toBe(200);
    expect(feedback).toEqual([{ id, code, outcome: 'closed' }]);
  });

  test('a wider need stands in where nobody meets the same one', async () => {
    const house = smallHouse();
    const lost = { code: '1', needs: ['health.dentist'], near: { lat: 41, lon: 9 } };
    const nearby = await nearestFits(house, lost, { lang: 'en', now: house.now() });
    expect(nearby).toHaveLength(4);
    expect(nearby.every(({ listing: one }) => one.needs[0] === 'health.doctor')).toBe(true);
  });

  test('an overdue place loses "open now"', async () => {
    const { body } = await get(`/en/s/${hospital}`);
    expect(body).not.toContain('Open now');
    expect(body).toContain('Call before you go');
  });

  test('a hidden place shows its area and nothing finer', async () => {
    for (const path of [`/en/s/${shelter}`, `/en/print/${shelter}`, '/en/map']) {
      const { body } = await get(path);
      expect(body, path).toContain('North quarter');
      if (path !== '/en/map') expect(body, path).not.toMatch(/geo:|Street/);
    }
  });

  test('each state of an agreement has its own words and its limit', async () => {
    const bodies = await Promise.all(
      POINTS.map(({ code }) => get(`/en/point/${code}`).then(({ body }) => body)),
    );
    expect(bodies[0]).toContain('Nobody can promise what happens in the street');
    expect(bodies[1]).toContain('There is no agreement with the police here');
    expect(bodies[2]).toContain('was broken on 3 November');
    expect(bodies[2]).toContain('Another point with an agreement');
    expect(bodies[3]).toContain('ended on 9 November');
    expect(bodies[4]).toContain('It ends soon, on 24 November');
    for (const body of bodies.slice(1, 4)) expect(body).not.toContain('Nobody is arrested');
  });

  test('wishes in an address are not read', async () => {
    const { body } = await get(
      '/en/find/health/places?must=papers&when=now&speak=ti&q=secret&lat=1&lon=2',
    );
    expect(body).not.toMatch(/secret|Tigrinya/);
  });

  test('short links ask for the language and come back', async () => {
    const { headers, statusCode } = await get(`/s/${clinic}`);
    expect(statusCode).toBe(302);
    expect(headers.location).toBe(`/?to=%2Fs%2F${clinic}`);
    expect((await get(String(headers.location))).body).toContain(`href="/ar/s/${clinic}"`);
    for (const evil of [
      '//evil.example',
      'https://evil.example',
      '/../x',
      '/a"b',
      'javascript:1',
    ]) {
      expect((await get(`/?to=${encodeURIComponent(evil)}`)).body).not.toContain('evil');
    }
  });

  test('the phone’s languages lift rows and choose nothing', async () => {
    const { body, statusCode } = await get('/', { 'accept-language': 'ti-ER,ti;q=0.9,en;q=0.5' });
    expect(statusCode).toBe(200);
    expect(body.indexOf('href="/ti/"')).toBeLessThan(body.indexOf('href="/es/"'));
  });

  test('the language button on a list carries the question in the body', async () => {
    const list = await post('/en/search', [
      ['need', 'health'],
      ['must', 'papers'],
    ]);
    expect(list.body).toContain(
      '<form method="post" action="/"><input type="hidden" name="to" value="/search">',
    );
    const picker = await post('/', [
      ['to', '/search'],
      ['need', 'health'],
      ['must', 'papers'],
    ]);
    expect(picker.body).toMatch(
      /<form method="post" action="\/ar\/search"><input type="hidden" name="need" value="health"><input type="hidden" name="must" value="papers">/,
    );
  });

  test('Leave goes to the neutral address and is not kept', async () => {
    const { headers, statusCode } = await get('/leave');
    expect([statusCode, headers.location, headers['cache-control']]).toEqual([
      302,
      'https://weather.example/',
      'no-store',
    ]);
  });

  test('feedback counts once for each form, and may add its reason once', async () => {
    feedback.length = 0;
    const id = randomUUID();
    for (let n = 0; n < 3; n++)
      await post(`/en/feedback/${clinic}`, [
        ['id', id],
        ['outcome', 'refused'],
      ]);
    const { body } = await post(`/en/feedback/${clinic}`, [
      ['id', id],
      ['outcome', 'refused'],
      ['reason', 'B14'],
    ]);
    expect(body).toContain('Your reason is counted too');
    expect(feedback).toEqual([{ id, code: clinic, outcome: 'refused', barrier: 'B14' }]);
    const ids = (await Promise.all([get(`/en/s/${clinic}`), get(`/en/s/${clinic}`)])).map(
      ({ body: page }) => /name="id" value="([^"]+)"/.exec(page)?.[1],
    );
    expect(new Set(ids).size).toBe(2);
  });

  test('counts of feedback stand on the page as the house gives them', async () => {
    expect((await get(`/en/s/${clinic}`)).body).toContain('Yes, I got it: 14');
    expect((await get(`/en/s/${shelter}`)).body).not.toContain('What visitors said');
  });

  test('a guess is a question with the person’s own words, and one button asks for it', async () => {
    const page = mainOf(
      (
        await post('/en/search', [
          ['q', 'docter'],
          ['place', '1'],
          ['must', 'free'],
        ])
      ).body,
    );
    expect(page).toContain('You wrote “docter”. Did you mean one of these?');
    expect(page).not.toContain('We understood');
    const button = page.match(
      /<form method="post" action="\/en\/search">((?:<input[^>]*>)*)<button class="b2">Doctor<\/button>/,
    );
    expect(button?.[1]).toContain('name="need" value="health.doctor"');
    expect(button?.[1]).toContain('name="place" value="1"');
    expect(button?.[1]).toContain('name="must" value="free"');
    expect(button?.[1]).not.toContain('docter');
    const sure = mainOf((await post('/en/search', [['q', 'doctor']])).body);
    expect(sure).toContain('We understood');
    expect(sure).not.toContain('Did you mean');
  });

  test('more places follow, and every place is shown once', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { body } = await post('/en/search', [
        ['need', 'health'],
        ...(after ? [['after', after]] : []),
      ]);
      seen.push(
        ...[...body.matchAll(/<h3><a href="\/en\/s\/(\d+)"/g)].map(([, code]) => String(code)),
      );
      after = /name="after" value="(\d+)"><button class="b2">More places/.exec(body)?.[1];
    } while (after);
    expect(seen.length).toBe(44);
    expect(new Set(seen).size).toBe(44);
  });

  test('compress as the client takes it, and answer an ETag', async () => {
    const plain = await get('/en/privacy');
    const brotli = await get('/en/privacy', { 'accept-encoding': 'gzip, br' });
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(plain.body);
    expect(
      (await get('/en/privacy', { 'accept-encoding': 'br;q=0, gzip' })).headers['content-encoding'],
    ).toBe('gzip');
    const again = await get('/en/privacy', {
      'accept-encoding': 'br',
      'if-none-match': String(brotli.headers.etag),
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  test('nothing of a search is in any log', async () => {
    logs.length = 0;
    await post('/en/search', [
      ['q', 'zebrawort'],
      ['where', 'quaggatown'],
      ['lat', '12.345'],
      ['lon', '6.789'],
    ]);
    await get('/en/find/health/places?place=1&q=zebrawort');
    await post('/en/search', [['q', 'zebrawort'.repeat(40)]]);
    await post(`/en/feedback/${clinic}`, [
      ['id', 'zebrawort'],
      ['outcome', 'zebrawort'],
    ]);
    expect(logs.length).toBeGreaterThan(3);
    expect(logs.join('')).not.toMatch(/zebrawort|quaggatown|12\.345|6\.789|place=1|127\.0\.0\.1/);
  });
});

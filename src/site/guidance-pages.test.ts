import { brotliCompressSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import {
  addMedium,
  hearMedium,
  openShelf,
  saveWords,
  suggest,
  withdrawCard,
} from '../guidance/index.ts';
import { NOTHING, publishedCard, publishIn, worker } from '../guidance/testing.ts';
import { buildServer } from '../http/server.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { siteRoutes } from './routes.ts';
import { NOW, smallHouse } from './testing.ts';

const BENGALI = {
  question: 'বিনা খরচে ডাক্তার কোথায় দেখাব?',
  answer: 'স্টেশনের ক্লিনিক বিনা খরচে। কোনো কাগজ লাগে না।',
  nextStep: 'সেখানে যান।',
  action: 'go',
} as const;

let database: Database;
let app: FastifyInstance;
let card: number;
beforeAll(async () => {
  database = await freshDatabase();
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  let clock = 0;
  const shelf = openShelf(database, {
    today: () => '2026-11-22',
    // Every look asks the database.
    now: () => (clock += 2000),
  });
  const house = {
    ...smallHouse(),
    now: () => NOW,
    cards: { shelf, suggest: (said: Parameters<typeof suggest>[1]) => suggest(database, said) },
  };
  await app.register(siteRoutes, { house });
  card = await publishedCard(database, {}, { child: 'A doctor looks at you. It costs nothing.' });
  await publishIn(database, card, 'bn', BENGALI);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const plain = (body: string): string =>
  body
    .replaceAll(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/[\u2066-\u2069]/g, '')
    .replaceAll(/\s+/g, ' ');
const get = async (url: string) => {
  const answer = await app.inject({ url });
  return {
    status: answer.statusCode,
    body: answer.body,
    text: plain(answer.body),
    headers: answer.headers,
  };
};
const say = async (fields: Record<string, string>) => {
  const answer = await app.inject({
    method: 'POST',
    url: `/en/c/${card}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  });
  return { status: answer.statusCode, text: plain(answer.body), body: answer.body };
};

describe('a card', () => {
  it('says its answer, who says so, when it was checked, and its number', async () => {
    const { status, text } = await get(`/en/c/${card}`);
    expect(status).toBe(200);
    for (const said of [
      'Where can I see a doctor for free?',
      'Go there, or call first.',
      'Red Cross of Selmora publishes this.',
      'Checked on 1 November',
      `Card ${card} en, version 1`,
      'A doctor looks at you.',
      'বাংলা',
    ])
      expect(text).toContain(said);
  });

  it('is read in her language, else in one in which it is, marked as that', async () => {
    expect((await get(`/bn/c/${card}`)).text).toContain(BENGALI.answer);
    const { body, text } = await get(`/ar/c/${card}`);
    expect(body).toContain('lang="en" dir="ltr"');
    expect(text).toContain('Where can I see a doctor for free?');
  });

  it('weighs at most 14,000 bytes in every language, sets no cookie and names no other host', async () => {
    for (const { language } of loadLanguages().offered) {
      for (const path of [`/c/${card}`, '/rights', '/rights/XW/health', '/printed?code=1-en-1']) {
        const { body, headers, status } = await get(`/${language.code}${path}`);
        expect(status).toBe(200);
        expect(headers['set-cookie']).toBeUndefined();
        expect(body).not.toMatch(/(?:src|href)="https?:/);
        expect(brotliCompressSync(body).length, `${language.code} ${path}`).toBeLessThanOrEqual(
          14_000,
        );
      }
    }
  });

  it('has larger letters by a link, and the short address asks for the language first', async () => {
    expect((await get(`/en/c/${card}?letters=large`)).body).toContain('class="in large"');
    const short = await app.inject({ url: `/c/${card}` });
    expect([short.statusCode, short.headers.location]).toEqual([302, `/?to=%2Fc%2F${card}`]);
  });

  it('answers alike to a number that never was, or is none', async () => {
    for (const url of [
      '/en/c/9999999',
      '/en/c/abc',
      '/en/rights/XX/health',
      '/en/rights/XW/nothing',
      '/cards/media/1',
    ])
      expect((await get(url)).status, url).toBe(404);
  });
});

describe('a recording', () => {
  const bring = async (synthetic: boolean, seconds?: number): Promise<string> => {
    const medium = await addMedium(database, worker(), {
      card,
      lang: 'en',
      revision: 1,
      kind: 'audio',
      mime: 'audio/mpeg',
      content: Buffer.from(`ID3 ${'sound '.repeat(20)}`),
      synthetic,
      spoken: {},
      ...(seconds === undefined ? {} : { seconds }),
    });
    await hearMedium(database, worker(), { medium, verdict: 'right' });
    return medium;
  };

  it('of a computer says so before it plays; a person’s goes before it, with its length only where it is known', async () => {
    expect((await get(`/en/c/${card}`)).body).not.toContain('<audio');
    const draft = await bring(true, 41);
    const first = await get(`/en/c/${card}`);
    expect(first.body).toContain(`src="/cards/media/${draft}"`);
    expect(first.body.indexOf('A computer reads this.')).toBeLessThan(first.body.indexOf('<audio'));
    expect(first.text).toContain('about 41 seconds');
    expect(first.headers['content-security-policy']).toContain("media-src 'self'");
    // In her own language, whatever the card is in.
    expect((await get(`/bn/c/${card}`)).body).not.toContain('<audio');
    expect((await get(`/ar/c/${card}`)).text).toContain('حاسوب');
    const person = await bring(false);
    await bring(true);
    const then = await get(`/en/c/${card}`);
    expect(then.body).toContain(`src="/cards/media/${person}"`);
    expect(then.text).not.toContain('A computer reads this.');
    expect(then.text).not.toContain('seconds');
  });

  it('is given in parts, and to nobody before it was heard', async () => {
    const heard = await bring(false);
    const url = `/cards/media/${heard}`;
    const ask = async (headers: Record<string, string>) => {
      const { statusCode, headers: given, body } = await app.inject({ url, headers });
      return [statusCode, given['content-range'], body.length];
    };
    expect(await ask({})).toEqual([200, undefined, 124]);
    expect(await ask({ range: 'bytes=0-1' })).toEqual([206, 'bytes 0-1/124', 2]);
    expect(await ask({ range: 'bytes=100-' })).toEqual([206, 'bytes 100-123/124', 24]);
    expect(await ask({ range: 'bytes=124-' })).toEqual([416, 'bytes */124', 0]);
    const { etag } = (await app.inject({ url })).headers;
    expect(await ask({ range: 'bytes=0-1', 'if-range': String(etag) })).toEqual([
      206,
      'bytes 0-1/124',
      2,
    ]);
    expect(await ask({ range: 'bytes=0-1', 'if-range': '"other"' })).toEqual([200, undefined, 124]);
    const unheard = await addMedium(database, worker(), {
      card,
      lang: 'en',
      revision: 1,
      kind: 'audio',
      mime: 'audio/mpeg',
      content: Buffer.from('ID3'),
      synthetic: true,
      spoken: {},
    });
    expect((await get(`/cards/media/${unheard}`)).status).toBe(404);
  });
});

describe('the list', () => {
  it('has what may be read in the language, then what is only in English', async () => {
    const school = await publishedCard(
      database,
      { topic: 'school' },
      { question: 'Can my child go to school?' },
    );
    const { text } = await get('/bn/rights');
    expect(text.indexOf(BENGALI.question)).toBeGreaterThan(0);
    expect(text.indexOf('Can my child go to school?')).toBeGreaterThan(
      text.indexOf(BENGALI.question),
    );
    expect(text).not.toContain('Where can I see a doctor for free?');
    await withdrawCard(database, worker(), school, 'not_true');
    expect((await get('/bn/rights')).text).not.toContain('Can my child go to school?');
    const gone = await get(`/bn/c/${school}`);
    expect(gone.text).not.toContain('The clinic at the station');
    expect(gone.status).toBe(410);
  });
});

describe('a long list', () => {
  it('fits the page: a few of each topic, then pages of one', async () => {
    for (let n = 0; n < 90; n++)
      await publishedCard(
        database,
        { topic: n % 2 ? 'work' : 'money' },
        { question: `Who helps with matter number ${n}?` },
      );
    for (const path of ['/en/rights', '/en/rights/XW/money', '/en/rights/XW/money?from=40']) {
      const { body, status } = await get(path);
      expect(status).toBe(200);
      expect(brotliCompressSync(body).length, path).toBeLessThanOrEqual(14_000);
    }
    const all = await get('/en/rights');
    expect(all.text).toContain('More answers (41)');
    expect(all.body).toContain('href="/en/rights/XW/money"');
    expect((await get('/en/rights/XW/money')).body.includes('money?from&#61;40')).toBe(true);
    const last = await get('/en/rights/XW/money?from=40');
    expect(last.text).toContain('matter number 88');
    expect(last.text).not.toContain('More answers');
    expect((await get('/en/rights/XW/money?from=x')).text).toContain('matter number 0?');
  });
});

describe('a print', () => {
  it('is the newest, replaced, taken down or unknown; the code leads there in its own language', async () => {
    const other = await publishedCard(database);
    await publishIn(database, other, 'bn', BENGALI);
    expect((await get(`/p/${other}-en-1`)).text).toContain('Yes. This is the newest one.');
    expect((await get(`/p/${other}-bn-1`)).body).toContain('<html lang="bn"');
    await publishIn(database, other, 'bn', { ...BENGALI, nextStep: 'আজই যান।' }, NOTHING, 1);
    expect((await get(`/en/printed?code=${other}%20BN%201`)).text).toContain(
      'No. This was replaced by version 2.',
    );
    expect((await get('/en/printed?code=99999-en-1')).text).toContain(
      'We have no print with this number.',
    );
    expect((await get('/en/printed?code=hello')).text).toContain(
      'We have no print with this number.',
    );
    await withdrawCard(database, worker(), other, 'harmful');
    expect((await get(`/p/${other}-en-1`)).text).toContain('No. This was taken down.');
    const recalls = (await app.inject({ url: '/recalls.json' })).json<{ recalls: unknown[] }>();
    expect(recalls.recalls).toContainEqual({ code: `${other}-bn-2`, state: 'withdrawn' });
  });
});

describe('a reader', () => {
  it('says what is wrong without an account; words about a person are given back and not kept', async () => {
    const of = 'en 1';
    expect((await say({ of, kind: 'number_wrong', words: 'It closes at eight.' })).text).toContain(
      'Thank you.',
    );
    const personal = await say({ of, kind: 'not_true', words: 'Call me at +999 800 555 0122' });
    expect(personal.status).toBe(422);
    expect(personal.body).toContain('Call me at +999 800 555 0122</textarea>');
    expect((await say({ of, kind: 'nothing' })).status).toBe(400);
    expect((await say({ of: 'en 77', kind: 'not_true' })).status).toBe(422);
  });

  it('is told when the first text has changed, and never shown the older text of a safety card', async () => {
    const plainCard = await publishedCard(database);
    await publishIn(database, plainCard, 'bn', BENGALI);
    const changed = {
      question: 'Where can I see a doctor for free?',
      answer: 'The clinic moved to the port.',
      nextStep: 'Go there.',
      action: 'go',
    } as const;
    await saveWords(database, worker(), {
      card: plainCard,
      lang: 'en',
      words: changed,
      change: 'meaning',
      origin: 'written',
      after: 1,
    });
    expect((await get(`/bn/c/${plainCard}`)).body).not.toContain(`href="/en/c/${plainCard}">`);
    await publishIn(database, plainCard, 'en', { ...changed, nextStep: 'Go today.' }, NOTHING, 2);
    expect((await get(`/bn/c/${plainCard}`)).body).toContain(`<a href="/en/c/${plainCard}">`);
  });
});

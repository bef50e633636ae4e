import { randomUUID } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildServer } from '../../src/http/server.ts';
import { siteRoutes } from '../../src/site/routes.ts';
import { smallHouse } from '../../src/site/testing.ts';
import { ALL_LANGS } from '../journeys/browser.ts';
import { FULL_LIST, PAGES } from './all-pages.ts';

/** Bytes of a page with its styles and pictures (chapter 10, section 5.2). */
const MOST = 14_000;

let app: FastifyInstance;
beforeAll(async () => {
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(siteRoutes, { house: smallHouse() });
});
afterAll(() => app.close());

async function weigh(
  path: string,
  fields?: readonly (readonly [string, string])[],
  encoding: 'br' | 'gzip' = 'br',
): Promise<{ bytes: number; body: string }> {
  const answer = await app.inject({
    url: path,
    headers: {
      'accept-encoding': encoding,
      ...(fields ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(fields
      ? {
          method: 'POST',
          payload: new URLSearchParams(fields.map(([name, value]) => [name, value])).toString(),
        }
      : { method: 'GET' }),
  });
  expect(answer.headers['content-encoding']).toBe(encoding);
  return {
    bytes: answer.rawPayload.length,
    body: (encoding === 'br' ? brotliDecompressSync : gunzipSync)(answer.rawPayload).toString(),
  };
}

describe.each(ALL_LANGS)('in %s', (lang) => {
  test(`every page weighs at most ${String(MOST)} bytes, and loads nothing before it shows`, async () => {
    const weights: string[] = [];
    for (const { name, path, fields } of PAGES) {
      const withId = fields?.map(([key, value]) =>
        key === 'id' ? ([key, randomUUID()] as const) : ([key, value] as const),
      );
      const { bytes, body } = await weigh(`/${lang}${path}`, withId);
      const gzip = await weigh(`/${lang}${path}`, withId, 'gzip');
      expect(gzip.bytes, `${name}, gzip`).toBeLessThanOrEqual(MOST);
      weights.push(`${name} ${String(bytes)}`);
      expect(bytes, name).toBeLessThanOrEqual(MOST);
      expect(
        body.match(/<(?:link rel="stylesheet"|img|iframe|object|video|audio)/g),
        name,
      ).toBeNull();
      expect(body.match(/<script/g)?.length, name).toBe(1);
      expect(body, name).toMatch(
        /<script src="\/site\/enhance-[\w-]+\.js" defer><\/script><\/body>/,
      );
    }
    expect(weights.length).toBe(PAGES.length);
  });

  test('twenty full places are in the heaviest list', async () => {
    const { body } = await weigh(`/${lang}/search`, FULL_LIST);
    expect(body.match(/<article/g)?.length).toBe(20);
  });
});

test('the code for packs is loaded only where they are kept, and weighs at most 7 kB', async () => {
  const page = await weigh('/en/offline');
  const enhance = /src="(\/site\/enhance-[^"]+)"/.exec(page.body)?.[1] ?? '';
  const packs = /\/site\/packs-[\w-]+\.js/.exec((await weigh(enhance)).body)?.[0] ?? '';
  expect(page.body).not.toContain('/site/packs-');
  expect((await weigh(packs)).bytes).toBeLessThanOrEqual(7000);
});

test('the enhancement is at most 10 kB, the offline code and one language at most 62 kB', async () => {
  const page = await weigh('/en/');
  const enhance = /src="(\/site\/enhance-[^"]+)"/.exec(page.body)?.[1] ?? '';
  expect((await weigh(enhance)).bytes).toBeLessThanOrEqual(10_000);
  const worker = (await weigh('/sw.js')).bytes;
  for (const lang of ALL_LANGS)
    expect(worker + (await weigh(`/site/words-${lang}.json`)).bytes, lang).toBeLessThanOrEqual(
      62_000,
    );
});

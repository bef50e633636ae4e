import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { buildServer } from '../http/server.ts';
import { siteRoutes } from './routes.ts';
import { LISTINGS, smallHouse } from './testing.ts';

const clinic = LISTINGS[0]?.code ?? '';
const form = 'application/x-www-form-urlencoded';

let app: FastifyInstance;
let state: { generation: number; later: number; finds: number; reads: number; counts: number };

beforeEach(async () => {
  state = { generation: 1, later: 0, finds: 0, reads: 0, counts: 14 };
  const house = smallHouse();
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(siteRoutes, {
    house: {
      ...house,
      now: () => house.now() + state.later,
      generation: () => state.generation,
      find: (query) => {
        state.finds++;
        return house.find(query);
      },
      feedbackCounts: async () => {
        state.reads++;
        return { got_it: state.counts };
      },
    },
  });
});
afterEach(() => app.close());

type Answer = { status: number; body: string; encoding: unknown };
async function ask(url: string, payload?: string, encodings = 'gzip, br'): Promise<Answer> {
  const answer = await app.inject({
    url,
    method: payload === undefined ? 'GET' : 'POST',
    headers: { 'accept-encoding': encodings, ...(payload ? { 'content-type': form } : {}) },
    ...(payload ? { payload } : {}),
  });
  const encoding = answer.headers['content-encoding'];
  const { rawPayload: raw } = answer;
  const body = (encoding === 'gzip' ? gunzipSync(raw) : raw).toString();
  return { status: answer.statusCode, body, encoding };
}
const search = (question: string, lang = 'en') => ask(`/${lang}/search`, question);
const idIn = ({ body }: Answer) => /name="id" value="([^"]+)"/.exec(body)?.[1];

test('the same coded question is answered from memory until the data change or the minute ends', async () => {
  const first = await search('need=health&must=papers&place=1');
  expect(first.encoding).toBe('gzip');
  expect((await search('need=health&must=papers&place=1')).body).toBe(first.body);
  expect(state.finds).toBe(1);
  await search('need=health&must=papers&place=1', 'ar');
  await search('need=health&must=free&place=1');
  await search('need=health&must=papers&place=1&when=now');
  expect(state.finds).toBe(4);
  state.generation++;
  await search('need=health&must=papers&place=1');
  expect(state.finds).toBe(5);
  state.later = 60_000;
  await search('need=health&must=papers&place=1');
  expect(state.finds).toBe(6);
});

test('a kept answer says what one made for a client without gzip says', async () => {
  const question = 'need=health&must=papers&place=1';
  await search(question);
  const plain = await ask('/en/search', question, 'identity');
  expect(plain.encoding).toBeUndefined();
  expect((await search(question)).body).toBe(plain.body);
});

test('own words and where somebody stands are never kept', async () => {
  for (const question of ['q=doctor', 'need=health&lat=1.5&lon=2.5']) {
    state.finds = 0;
    await search(question);
    await search(question);
    expect(state.finds, question).toBe(2);
  }
});

test('each showing of a place has a form of its own, and the rest is the same', async () => {
  const answers = [await ask(`/en/s/${clinic}`), await ask(`/en/s/${clinic}`)];
  expect(state.reads).toBe(1);
  const ids = answers.map(idIn);
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  const [one, other] = answers.map((answer, n) => answer.body.replace(ids[n] ?? '', ''));
  expect(one).toBe(other);
  expect(one).not.toContain('\0');
  const plain = await ask(`/en/s/${clinic}`, undefined, 'identity');
  expect(plain.body.replace(idIn(plain) ?? '', '')).toBe(one);
});

test('an answer of a visitor is on the page for the next one', async () => {
  await ask(`/en/s/${clinic}`);
  state.counts = 15;
  await ask(`/ar/feedback/${clinic}`, `id=${randomUUID()}&outcome=got_it`);
  expect((await ask(`/en/s/${clinic}`)).body).toContain('Yes, I got it: 15');
});

test('what is not there is not kept, and no page has another page’s key', async () => {
  expect((await ask('/en/s/999999')).status).toBe(404);
  expect((await ask('/en/s/999999')).status).toBe(404);
  expect((await ask(`/xx/s/${clinic}`)).status).toBe(404);
});

test('nothing stays when nobody comes any more', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    await search('need=health');
    vi.advanceTimersByTime(60_000);
    await search('need=health');
    expect(state.finds).toBe(2);
  } finally {
    vi.useRealTimers();
  }
});

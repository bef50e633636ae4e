import { expect, test, vi } from 'vitest';
import type { FinderAnswer, FinderQuery } from '../finder/query.ts';
import { buildServer } from '../http/server.ts';
import { findRoutes } from './index.ts';

const none: FinderAnswer = {
  items: [],
  counts: { fits: 0, may_fit: 0, close: 0 },
  without: [],
  understoodNeeds: [],
};

async function api() {
  const find = vi.fn((_query: FinderQuery) => none);
  const app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(findRoutes, {
    now: () => 1_000,
    find,
    listings: async () => [],
    needLabels: () => ({ food: 'Food' }),
  });
  const ask = (payload: object) => app.inject({ method: 'POST', url: '/api/v1/find', payload });
  return { app, find, ask };
}

test('a question becomes the finder’s query with our clock, and the answer is not to be stored', async () => {
  const { ask, find } = await api();
  const answer = await ask({
    lang: 'ar',
    needs: ['food.meal'],
    place: { lat: 39, lon: -21 },
    papers: 'none',
    free: true,
    time: { kind: 'window', days: 127, from: 1200, to: 1680 },
  });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(find).toHaveBeenCalledWith({
    lang: 'ar',
    needs: ['food.meal'],
    place: { lat: 39, lon: -21 },
    papers: 'none',
    free: true,
    time: { kind: 'window', days: 127, from: 1200, to: 1680 },
    now: 1_000,
    limit: 20,
  });
});

test.each([
  [{ needs: [] }, 'lang'],
  [{ lang: 'en', needs: ['cake'] }, 'needs.0'],
  [{ lang: 'en', place: { lat: 91, lon: 0 } }, 'place'],
  [{ lang: 'en', text: 'x'.repeat(121) }, 'text'],
  [{ lang: 'en', time: { kind: 'window', days: 1, from: 600, to: 500 } }, 'time.to'],
  [{ lang: 'en', nationality: 'x' }, 'nationality'],
  [{ lang: 'en', limit: 1e9 }, 'limit'],
])('%j is refused and says that %s is wrong', async (payload, field) => {
  const { ask, find } = await api();
  const answer = await ask(payload);
  expect(answer.statusCode).toBe(400);
  expect(
    answer.json().errors.some((error: { field: string }) => error.field.startsWith(field)),
  ).toBe(true);
  expect(find).not.toHaveBeenCalled();
});

import Fastify, { type FastifyPluginAsync } from 'fastify';
import { expect, test } from 'vitest';
import { STAFF_ROUTES } from '../staff/route-table.ts';
import { peopleRoutes } from './routes.ts';

test('no route about people takes an organisation: a search across two cannot even be asked', async () => {
  const fields = new Map<string, string[]>();
  const app = Fastify();
  app.addHook('onRoute', ({ method, url, schema }) => {
    const body = schema?.body as
      | { properties?: object; additionalProperties?: boolean }
      | undefined;
    if (method === 'POST' && body) expect(body.additionalProperties).toBe(false);
    fields.set(`${String(method)} ${url}`, Object.keys(body?.properties ?? {}));
  });
  // Routes are only declared, never asked: they need no house behind them.
  const options = { door: {}, secret: () => Buffer.alloc(32) };
  await app.register(peopleRoutes as unknown as FastifyPluginAsync<object>, options);
  await app.ready();
  const own = [...fields].filter(([route]) => /\/api\/(people|links)/.test(route));
  expect(own.length).toBeGreaterThanOrEqual(8);
  for (const [route, names] of own) {
    if (route.startsWith('HEAD')) continue;
    expect(STAFF_ROUTES.get(route), route).toBe('desk.visit');
    expect(names.filter((name) => /org|house|tenant|network/.test(name))).toEqual([]);
    expect(route).not.toMatch(/:(name|code|subject|org)/);
  }
});

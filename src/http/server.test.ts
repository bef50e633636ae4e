import { Type } from 'typebox';
import { afterEach, describe, expect, test } from 'vitest';
import { healthRoutes } from './health.ts';
import { describeInterface } from './openapi.ts';
import { Problem } from './problem.ts';
import { buildServer } from './server.ts';

const lines: string[] = [];
const options = {
  logLevel: 'info',
  rateLimit: 0,
  trustedProxies: 0,
  logStream: { write: (line: string) => lines.push(line) },
} as const;
afterEach(() => lines.splice(0));

async function serverWith(rateLimit = 0) {
  const app = await buildServer({ ...options, rateLimit });
  await describeInterface(app, '1.2.3');
  app.get(
    '/find/:need',
    {
      schema: {
        tags: ['finder'],
        summary: 'Find',
        querystring: Type.Object({
          km: Type.Optional(Type.Number({ maximum: 100 })),
          q: Type.Optional(Type.String()),
        }),
      },
    },
    async () => ({ ok: true }),
  );
  app.post(
    '/answers',
    {
      schema: {
        body: Type.Object(
          { outcome: Type.Enum(['got_it', 'refused']) },
          { additionalProperties: false },
        ),
      },
    },
    async () => ({ ok: true }),
  );
  app.get('/broken', async () => {
    throw new TypeError('cannot read canary-of-a-person');
  });
  app.get('/held', async () => {
    throw new Problem('waiting_for_second_person', { detail: 'Ask a colleague.' });
  });
  return app;
}

describe('problems (RFC 9457)', () => {
  test('a wrong parameter names its field and the form that was expected', async () => {
    const app = await serverWith();
    const answer = await app.inject('/find/food?km=900');
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({
      code: 'bad_input',
      field: 'km',
      errors: [{ field: 'km', expected: '<= 100' }],
    });
  });
  test('a value outside a list is told the list, an unknown field is told so', async () => {
    const app = await serverWith();
    const wrong = await app.inject({
      method: 'POST',
      url: '/answers',
      payload: { outcome: 'maybe', name: 'x' },
    });
    expect(wrong.json().errors).toEqual(
      expect.arrayContaining([
        { field: 'outcome', expected: 'one of got_it, refused' },
        { field: 'name', expected: 'left out: it is not known here' },
      ]),
    );
  });
  test.each([
    [
      {
        method: 'POST',
        url: '/answers',
        payload: '{"a":',
        headers: { 'content-type': 'application/json' },
      },
      400,
      'bad_input',
    ],
    [
      {
        method: 'POST',
        url: '/answers',
        payload: 'x',
        headers: { 'content-type': 'application/x-unknown' },
      },
      415,
      'unsupported',
    ],
    [
      {
        method: 'POST',
        url: '/answers',
        payload: JSON.stringify('x'.repeat(1_100_000)),
        headers: { 'content-type': 'application/json' },
      },
      413,
      'too_large',
    ],
    [{ method: 'GET', url: '/nowhere' }, 404, 'not_found'],
    [{ method: 'GET', url: '/find/%E0%A4%A' }, 400, 'bad_input'],
    [{ method: 'GET', url: '/held' }, 409, 'waiting_for_second_person'],
  ] as const)('%j', async (request, status, code) => {
    const app = await serverWith();
    const answer = await app.inject(request as never);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
  });
  test('a fault of ours says nothing of what happened inside', async () => {
    const app = await serverWith();
    const answer = await app.inject('/broken');
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('canary');
    expect(lines.join('')).not.toContain('canary');
    expect(lines.join('')).toContain('server.test.ts');
  });
});

describe('what is written down', () => {
  test('no address, no query, no path of a request is in the log', async () => {
    const app = await serverWith();
    await app.inject({
      url: '/find/women-shelter?q=canary-search',
      remoteAddress: '203.0.113.77',
      headers: { 'user-agent': 'canary-agent' },
    });
    const log = lines.join('');
    expect(log).toContain('"route":"/find/:need"');
    for (const secret of ['canary', 'women-shelter', '203.0.113.77'])
      expect(log).not.toContain(secret);
  });
  test('the limit on requests tells how long to wait and keeps no address', async () => {
    const app = await serverWith(3);
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await app.inject('/find/food'));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429, 429]);
    expect(answers[4]?.json()).toMatchObject({
      code: 'too_many',
      detail: expect.stringMatching(/Try again in \d+ seconds/),
    });
    expect(lines.join('')).not.toContain('127.0.0.1');
  });
});

describe('interface description, health, figures', () => {
  test('OpenAPI 3.1 comes from the schemas and has a page from our own host', async () => {
    const app = await serverWith();
    const description = (await app.inject('/openapi.json')).json();
    expect(description.openapi).toMatch(/^3\.1/);
    expect(Object.keys(description.paths)).toEqual(['/find/{need}']);
    const page = await app.inject('/openapi');
    expect(page.body).toContain('/find/{need}');
    expect(page.body).not.toMatch(/https?:\/\/(?!localhost)/);
  });
  test('ready says which part is not', async () => {
    const app = await serverWith();
    await app.register(healthRoutes, {
      metrics: 'local',
      ready: {
        database: async () => true,
        index: async () => {
          throw new Error('x');
        },
      },
    });
    expect((await app.inject('/health/live')).json()).toEqual({ status: 'live' });
    const ready = await app.inject('/health/ready');
    expect([ready.statusCode, ready.json().parts]).toEqual([
      503,
      { database: 'ready', index: 'not ready' },
    ]);
  });
  test('figures are for this machine only, unless the operator opens them', async () => {
    const app = await serverWith();
    await app.register(healthRoutes, {
      metrics: 'local',
      ready: {},
      figures: { wayhouse_places: { help: 'Places in the index', read: () => 7 } },
    });
    expect((await app.inject({ url: '/metrics', remoteAddress: '203.0.113.5' })).statusCode).toBe(
      404,
    );
    expect((await app.inject('/metrics')).body).toContain('wayhouse_places 7');
  });
});

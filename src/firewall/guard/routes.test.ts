import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { buildServer } from '../../http/server.ts';
import { guardRoutes } from './routes.ts';

describe('POST /api/guard/check', () => {
  let app: FastifyInstance;
  beforeAll(async () => {
    app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
    await app.register(guardRoutes);
  });
  afterAll(() => app.close());
  const ask = (body: unknown) =>
    app.inject({ method: 'POST', url: '/api/guard/check', payload: body as object });

  test('names text, concept, tier and word', async () => {
    const answer = await ask({ kind: 'question', texts: ['Your first name', 'Visa number'] });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json()).toEqual({
      findings: [
        expect.objectContaining({
          text: 1,
          problem: 'forbidden_attribute',
          concept: 'visa',
          tier: 0,
          stops: true,
        }),
      ],
    });
  });

  test('a free text is never stopped, a hurtful term is, and other words are offered', async () => {
    const texts = ['Her residence permit ends in May. Illegal immigrants wait outside.'];
    const { findings } = (await ask({ kind: 'text', texts })).json<{
      findings: Record<string, unknown>[];
    }>();
    expect(findings.filter((one) => one['problem'] === 'forbidden_attribute')[0]).toMatchObject({
      stops: false,
    });
    expect(findings.find((one) => one['problem'] === 'hurtful_term')).toMatchObject({
      stops: true,
    });
  });

  test('the answer never repeats the text', async () => {
    const answer = await ask({ kind: 'question', texts: ['nationality CANARY-81273'] });
    expect(answer.body).not.toContain('81273');
  });

  test.each([
    [{}],
    [{ kind: 'name' }],
    [{ kind: 'other', texts: ['a'] }],
    [{ kind: 'name', texts: [] }],
  ])('%j is told what was expected', async (body) => {
    expect((await ask(body)).statusCode).toBe(400);
  });
});

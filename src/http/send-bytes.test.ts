import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRange } from './byte-range.ts';
import { sendBytes } from './send-bytes.ts';
import { buildServer } from './server.ts';

describe('a range', () => {
  it.each([
    ['bytes=0-1', { first: 0, last: 1 }],
    ['bytes=90-', { first: 90, last: 99 }],
    ['bytes=-5', { first: 95, last: 99 }],
    // "If the selected representation is shorter than the specified suffix length, the entire representation is used."
    ['bytes=-500', { first: 0, last: 99 }],
    ['bytes=50-5000', { first: 50, last: 99 }],
    ['Bytes= 0-0', { first: 0, last: 0 }],
    ['bytes=100-', 'none'],
    ['bytes=-0', 'none'],
    // Badly formed, of another unit, or several: as if it were not there.
    ['bytes=5-2', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=', 'whole'],
    ['bytes=a-b', 'whole'],
    ['bytes=1.5-2', 'whole'],
    ['seconds=0-1', 'whole'],
    ['bytes=0-1,5-6', 'whole'],
    [`bytes=0-${'9'.repeat(40)}`, 'whole'],
    ['', 'whole'],
    [undefined, 'whole'],
  ] as const)('%s of 100 bytes', (header, expected) => {
    expect(readRange(header, 100)).toEqual(expected);
  });
  it('of nothing is never given', () => {
    for (const header of ['bytes=0-', 'bytes=0-0', 'bytes=-1'])
      expect(readRange(header, 0)).toBe('none');
  });
  it('lies within what there is, whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(fc.nat(300), fc.nat(300)).map(([a, b]) => `bytes=${a}-${b}`),
        ),
        fc.nat(200),
        (header, size) => {
          const range = readRange(header, size);
          if (typeof range === 'string') return;
          expect(range.first).toBeGreaterThanOrEqual(0);
          expect(range.first).toBeLessThanOrEqual(range.last);
          expect(range.last).toBeLessThan(size);
        },
      ),
    );
  });
});

describe('bytes over HTTP', () => {
  const content = Buffer.from('0123456789');
  let app: FastifyInstance;
  beforeAll(async () => {
    app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
    app.get('/sound', (request, reply) =>
      sendBytes(request, reply, {
        mime: 'audio/ogg',
        content,
        tag: 'abc',
        cacheControl: 'private',
      }),
    );
  });
  afterAll(() => app.close());
  const get = async (headers: Record<string, string>, method: 'GET' | 'HEAD' = 'GET') => {
    const answer = await app.inject({ method, url: '/sound', headers });
    const { 'content-range': range, 'content-length': length, etag } = answer.headers;
    return {
      status: answer.statusCode,
      body: answer.body,
      range,
      length,
      etag,
      all: answer.headers,
    };
  };

  it('are given whole, and say that parts can be had', async () => {
    const { status, body, all } = await get({});
    expect([status, body, all['accept-ranges'], all['content-type']]).toEqual([
      200,
      '0123456789',
      'bytes',
      'audio/ogg',
    ]);
    expect(await get({ range: 'bytes=2-4' }, 'HEAD')).toMatchObject({ status: 200, length: '10' });
  });
  it('are given in part, as an iPhone asks before it plays', async () => {
    expect(await get({ range: 'bytes=0-1' })).toMatchObject({
      status: 206,
      body: '01',
      range: 'bytes 0-1/10',
      length: '2',
    });
    expect(await get({ range: 'bytes=7-' })).toMatchObject({ body: '789', range: 'bytes 7-9/10' });
    expect(await get({ range: 'bytes=-3' })).toMatchObject({ body: '789', range: 'bytes 7-9/10' });
  });
  it('say how many there are to whoever asks beyond their end', async () => {
    const { status, body, range, all } = await get({ range: 'bytes=10-' });
    expect([status, body, range, all['content-type']]).toEqual([416, '', 'bytes */10', undefined]);
  });
  it('are given whole when the part would be of something else', async () => {
    const range = 'bytes=5-';
    expect((await get({ range, 'if-range': '"abc"' })).status).toBe(206);
    for (const other of ['"abd"', 'W/"abc"', 'Sun, 22 Nov 2026 10:00:00 GMT'])
      expect(await get({ range, 'if-range': other })).toMatchObject({ status: 200, length: '10' });
  });
  it('are not sent again to whoever has them', async () => {
    for (const known of ['"abc"', 'W/"abc"', '"x", "abc"', '*'])
      expect(await get({ 'if-none-match': known, range: 'bytes=0-1' })).toMatchObject({
        status: 304,
        body: '',
      });
    expect((await get({ 'if-none-match': '"x"' })).status).toBe(200);
  });
});

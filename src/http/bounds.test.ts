import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { buildServer } from './server.ts';

type Server = Awaited<ReturnType<typeof buildServer>>;
let app: Server | undefined;
afterEach(() => app?.close());

/** A server that tells what it believes of who asks. */
async function listening(trustedProxies: number): Promise<number> {
  app = await buildServer({ logLevel: 'fatal', rateLimit: 0, trustedProxies });
  app.get('/who', async ({ ip, protocol, host }) => ({ ip, protocol, host }));
  app.post('/kept', async ({ body }) => ({ body }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  return (app.server.address() as { port: number }).port;
}

/** Sends bytes as they are; @returns everything that was answered until the other side or a second ended it. */
async function said(port: number, ...lines: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(lines.join('\r\n'));
  const ended = once(socket, 'close');
  const late = setTimeout(() => socket.destroy(), 1_000);
  await ended;
  clearTimeout(late);
  return text;
}
const statuses = (text: string): string[] =>
  [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status = '']) => status);

describe('where a message ends is never a matter of reading (ASVS 4.2.1)', () => {
  const hidden = 'GET /who HTTP/1.1\r\nHost: hidden\r\n\r\n';
  test.each([
    [
      'a length and chunks',
      ['Content-Length: 4', 'Transfer-Encoding: chunked', '', `0\r\n\r\n${hidden}`],
    ],
    [
      'chunks and a length',
      ['Transfer-Encoding: chunked', 'Content-Length: 4', '', `0\r\n\r\n${hidden}`],
    ],
    ['two lengths', ['Content-Length: 0', 'Content-Length: 38', '', hidden]],
    ['a length that is no number', ['Content-Length: +4', '', hidden]],
    ['chunks spelt otherwise', ['Transfer-Encoding: xchunked', '', hidden]],
    ['a space before the colon', ['Transfer-Encoding : chunked', '', hidden]],
    ['a folded line', ['Transfer-Encoding:', ' chunked', '', hidden]],
    [
      'a header ended by a line feed alone',
      [`Content-Length: 0\nTransfer-Encoding: chunked`, '', hidden],
    ],
    ['a chunk whose size is no number', ['Transfer-Encoding: chunked', '', `zz\r\n${hidden}`]],
    [
      'chunks that end with a line feed alone',
      ['Transfer-Encoding: chunked', '', `0\n\n${hidden}`],
    ],
  ])('%s', async (_what, lines) => {
    const port = await listening(0);
    const text = await said(
      port,
      'POST /kept HTTP/1.1',
      'Host: a',
      'Content-Type: application/json',
      ...lines,
    );
    expect(statuses(text)).toEqual(['400']);
    expect(text).not.toContain('hidden');
  });
  test('one that is well formed is answered', async () => {
    const text = await said(
      await listening(0),
      'GET /who HTTP/1.1',
      'Host: a',
      'Connection: close',
      '',
      '',
    );
    expect(statuses(text)).toEqual(['200']);
  });
});

test('what a TRACE sends is not sent back (ASVS 13.4.4)', async () => {
  const port = await listening(0);
  const text = await said(
    port,
    'TRACE /who HTTP/1.1',
    'Host: a',
    'Cookie: secret=canary',
    'Connection: close',
    '',
    '',
  );
  expect(statuses(text)).toEqual(['404']);
  expect(text).not.toContain('canary');
});

describe('who asks is believed of as many proxies as stand in front (ASVS 4.1.3, 15.3.4)', () => {
  const asked = async (trustedProxies: number) => {
    const port = await listening(trustedProxies);
    const answer = await fetch(`http://127.0.0.1:${port}/who`, {
      headers: {
        'x-forwarded-for': '203.0.113.9, 198.51.100.7',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'elsewhere.example',
        forwarded: 'for=203.0.113.9',
        'x-real-ip': '203.0.113.9',
      },
    });
    return {
      headers: answer.headers,
      ...((await answer.json()) as { ip: string; protocol: string; host: string }),
    };
  };
  test('none: nothing that is written in the request counts', async () => {
    const { ip, protocol, host, headers } = await asked(0);
    expect({ ip, protocol }).toEqual({ ip: '127.0.0.1', protocol: 'http' });
    expect(host).toMatch(/^127\.0\.0\.1:/);
    expect(headers.get('strict-transport-security')).toBeNull();
  });
  test('one: what it wrote itself counts, what it was sent does not', async () => {
    const { ip, protocol, headers } = await asked(1);
    expect({ ip, protocol }).toEqual({ ip: '198.51.100.7', protocol: 'https' });
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}$/);
  });
});

test('no answer may be framed, a problem or data neither (ASVS 3.4.6)', async () => {
  await listening(0);
  for (const url of ['/who', '/nowhere'])
    expect((await app?.inject(url))?.headers['content-security-policy']).toContain(
      "frame-ancestors 'none'",
    );
});

describe('no body reaches what all objects share (ASVS 15.3.6)', () => {
  test.each([
    ['application/json', '{"__proto__": {"polluted": true}}', 400],
    ['application/json', '{"a": {"constructor": {"prototype": {"polluted": true}}}}', 400],
    ['application/json', '{"\\u005f_proto__": {"polluted": true}}', 400],
    ['application/x-www-form-urlencoded', '__proto__[polluted]=true&__proto__.polluted=true', 200],
    ['application/x-www-form-urlencoded', 'constructor[prototype][polluted]=true', 200],
  ])('%s %s', async (type, payload, status) => {
    await listening(0);
    const answer = await app?.inject({
      method: 'POST',
      url: '/kept',
      headers: { 'content-type': type },
      payload,
    });
    expect(answer?.statusCode).toBe(status);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

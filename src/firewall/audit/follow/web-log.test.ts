/** What a server that means ill, or a bad line, can do to a follower. */
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { testCertificate } from '../../../http/testing-certificate.ts';
import { logAddress, WebFault, webLog, type WebLogOptions } from './web-log.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that answers like this; what a follower reads from it. */
async function served(answer: RequestListener, options: WebLogOptions = {}) {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const log = webLog(logAddress(`http://127.0.0.1:${port}`), { pauses: [], ...options });
  closing.push(log.close, () => {
    server.closeAllConnections();
    server.close();
  });
  return log;
}

describe('an answer', () => {
  it('without end is cut off at the longest that the file can be', async () => {
    let sent = 0;
    const log = await served((_asked, answer) => {
      const more = (): void => {
        while (!answer.destroyed && answer.write(Buffer.alloc(4_096, 7))) sent += 4_096;
        if (!answer.destroyed) answer.once('drain', more);
      };
      more();
    });
    await expect(log.read('checkpoint')).rejects.toThrow('longer than the 100000 bytes');
    await expect(log.read('tile/0/000')).rejects.toThrow('longer than the 8192 bytes');
    await expect(log.read('tile/0/000.p/3')).rejects.toThrow('longer than the 96 bytes');
    await expect(log.read('tile/entries/000')).rejects.toThrow('longer than the 131584 bytes');
    expect(sent).toBeLessThan(40_000_000);
  });

  it('that says nothing, or a byte now and then, is given up in time', async () => {
    const silent = await served(() => {}, { patience: 80 });
    await expect(silent.read('checkpoint')).rejects.toThrow('not within 0.08 s');
    const slow = await served(
      (_asked, answer) => {
        const drip = setInterval(() => answer.write('x'), 10);
        answer.on('close', () => clearInterval(drip));
      },
      { patience: 120 },
    );
    await expect(slow.read('checkpoint')).rejects.toThrow('not within 0.12 s');
  });

  it.each<[string, RequestListener]>([
    [
      'by its length',
      (_asked, answer) =>
        void answer
          .writeHead(200, { 'content-length': 64 })
          .write('half', () => answer.socket?.destroy()),
    ],
    [
      'in its chunks',
      (_asked, answer) => void answer.write('half', () => answer.socket?.destroy()),
    ],
  ])('that is cut short %s is none', async (_, answer) => {
    const log = await served(answer);
    await expect(log.read('checkpoint')).rejects.toThrow(WebFault);
  });

  it('that sends on is not followed, and says where to', async () => {
    let asked = 0;
    const log = await served((_asked, answer) => {
      asked++;
      answer.writeHead(302, { location: 'https://else.example/audit/' }).end();
    });
    await expect(log.read('checkpoint')).rejects.toThrow('https://else.example/audit/');
    expect(asked).toBe(1);
  });

  it('that is packed is refused: nobody asked for it', async () => {
    const log = await served((_asked, answer) =>
      answer.writeHead(200, { 'content-encoding': 'gzip' }).end('bomb'),
    );
    await expect(log.read('checkpoint')).rejects.toThrow('packed');
  });

  it.each([404, 410])('of %i is a file that is not there', async (status) => {
    const log = await served((_asked, answer) => answer.writeHead(status).end('no'));
    expect(await log.read('tile/0/000')).toBeUndefined();
  });
});

describe('a fault', () => {
  const failing = (times: number, status: number, headers = {}): RequestListener => {
    let asked = 0;
    return (_asked, answer) =>
      asked++ < times ? answer.writeHead(status, headers).end() : answer.end('well');
  };

  it('that passes is tried again, with pauses', async () => {
    const log = await served(failing(2, 503), { pauses: [1, 1] });
    expect(String(await log.read('checkpoint'))).toBe('well');
    const later = await served(failing(3, 503), { pauses: [1, 1] });
    await expect(later.read('checkpoint')).rejects.toThrow('answered 503');
  });

  it('that stays is not', async () => {
    const log = await served(failing(1, 403), { pauses: [1, 1] });
    await expect(log.read('checkpoint')).rejects.toThrow('answered 403');
  });

  it('that asks for a pause gets it, and does not count', async () => {
    const log = await served(failing(1, 429, { 'retry-after': '1' }));
    const from = performance.now();
    expect(String(await log.read('checkpoint'))).toBe('well');
    expect(performance.now() - from).toBeGreaterThan(900);
  });

  it('of the line names it', async () => {
    const log = webLog(new URL('http://127.0.0.1:1/audit/'), { pauses: [] });
    await expect(log.read('checkpoint')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('of the certificate is one too', async () => {
    const { key, cert } = await testCertificate('localhost');
    const server = createTlsServer({ key, cert }, (_asked, answer) => answer.end('well'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    closing.push(() => server.close());
    const address = logAddress(`https://localhost:${(server.address() as AddressInfo).port}`);
    const log = webLog(address, { pauses: [] });
    await expect(log.read('checkpoint')).rejects.toThrow('self-signed');
    const believing = webLog(address, { pauses: [], ca: cert });
    expect(String(await believing.read('checkpoint'))).toBe('well');
    believing.close();
  });
});

it('asks for nothing but files of a log', async () => {
  const paths: (string | undefined)[] = [];
  const log = await served((asked, answer) => {
    paths.push(asked.url);
    answer.end('x');
  });
  for (const path of ['../secret', 'tile/../../x', 'tile/0/1', 'key', '', '//else.example/'])
    await expect(log.read(path)).rejects.toThrow(RangeError);
  await log.read('tile/0/x001/234.p/5');
  expect(paths).toEqual(['/audit/tile/0/x001/234.p/5']);
});

describe('an address', () => {
  it.each([
    ['https://help.example', 'https://help.example/audit/'],
    ['https://help.example/audit', 'https://help.example/audit/'],
    ['https://help.example/audit/checkpoint', 'https://help.example/audit/'],
    ['https://help.example/logs/port/', 'https://help.example/logs/port/'],
    ['http://localhost:8080', 'http://localhost:8080/audit/'],
    ['http://[::1]:8080/', 'http://[::1]:8080/audit/'],
  ])('%s leads to %s', (text, href) => {
    expect(logAddress(text).href).toBe(href);
  });

  it.each([
    ['help.example', 'must be one like'],
    ['file:///etc/passwd', 'must be one like'],
    ['http://help.example', '--plain-http'],
    ['http://localhost.example', '--plain-http'],
    ['https://me:secret@help.example', 'no name or password'],
    ['https://help.example/audit/?x=1', 'no ? and no #'],
  ])('%s is refused', (text, says) => {
    expect(() => logAddress(text)).toThrow(says);
  });

  it('without TLS is taken from elsewhere when that is meant', () => {
    expect(logAddress('http://help.example', true).href).toBe('http://help.example/audit/');
  });
});

/** The sample configuration of a proxy (docs/proxy/nginx.conf), before the real server: by its lines, and in nginx where it is installed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer as createPlain,
  type IncomingMessage,
  request as plainRequest,
} from 'node:http';
import { createServer, request } from 'node:https';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SecureVersion } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askFrontDoor, type FrontDoor } from '../../src/commands/front-door.ts';
import { buildServer } from '../../src/http/server.ts';
import { testCertificate } from '../../src/http/testing-certificate.ts';

const SAMPLE = readFileSync(new URL('../../docs/proxy/nginx.conf', import.meta.url), 'utf8');
const NGINX = '/usr/sbin/nginx';
const NAME = 'help.example';

const authority = await testCertificate('Test authority', { authority: true });
const certificate = await testCertificate(NAME, { by: authority });

/** Values of a directive, in every place where it stands. */
const valuesOf = (conf: string, directive: string): string[] =>
  [...conf.matchAll(new RegExp(`^\\s*${directive}\\s+(.*);$`, 'gm'))].map(
    ([, value]) => value ?? '',
  );
const onlyValue = (conf: string, directive: string): string => {
  const [value = '', ...more] = valuesOf(conf, directive);
  expect([directive, more]).toEqual([directive, []]);
  return value;
};

type Proxy = { port: number; plainPort: number; close(): Promise<void> };

const freePort = async (): Promise<number> => {
  const socket = createSocket().listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address() as AddressInfo;
  socket.close();
  return port;
};
const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

/** A proxy that does what the lines of `conf` say. */
async function byItsLines(conf: string, to: number): Promise<Proxy> {
  const versions = onlyValue(conf, 'ssl_protocols').split(' ') as SecureVersion[];
  const headers = valuesOf(conf, 'proxy_set_header').map(
    (line) => /^(\S+) (.*)$/.exec(line)?.slice(1) ?? [],
  );
  const server = createServer(
    {
      key: certificate.key,
      cert: certificate.cert,
      minVersion: versions[0],
      maxVersion: versions.at(-1),
      ciphers: onlyValue(conf, 'ssl_ciphers'),
    } as object,
    (incoming, outgoing) => {
      const values: Record<string, string> = {
        $http_host: incoming.headers.host ?? '',
        $remote_addr: incoming.socket.remoteAddress ?? '',
        $proxy_add_x_forwarded_for: [
          incoming.headers['x-forwarded-for'],
          incoming.socket.remoteAddress,
        ]
          .filter(Boolean)
          .join(', '),
        $scheme: 'https',
        '""': '',
      };
      const sent = { ...incoming.headers };
      for (const [name = '', value = ''] of headers) {
        const said = values[value];
        if (said === undefined) throw new Error(`What is ${value}?`);
        if (said) sent[name.toLowerCase()] = said;
        else delete sent[name.toLowerCase()];
      }
      const asked = plainRequest({
        port: to,
        method: incoming.method,
        path: incoming.url,
        headers: sent,
      });
      asked.on('response', (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      asked.on('error', () => outgoing.destroy());
      incoming.pipe(asked);
    },
  );
  const places = [...conf.matchAll(/location (?:~ )?(\S+) \{ return (\d+)(?: (\S+))?; \}/g)];
  const plain = createPlain((incoming, outgoing) => {
    const url = incoming.url ?? '';
    const [, , status, target = ''] =
      places.find(([, place = '']) => new RegExp(place).test(url)) ?? [];
    const to = target.replace(NAME, `${NAME}:${portOf(server)}`).replace('$request_uri', url);
    outgoing.writeHead(Number(status), to ? { location: to } : {}).end();
  });
  server.listen(0, '127.0.0.1');
  plain.listen(0, '127.0.0.1');
  await Promise.all([once(server, 'listening'), once(plain, 'listening')]);
  return {
    port: portOf(server),
    plainPort: portOf(plain),
    async close() {
      server.closeAllConnections();
      server.close();
      plain.close();
    },
  };
}

/** nginx itself with the file, its ports and paths put to a folder of this test. */
async function inNginx(conf: string, to: number): Promise<Proxy> {
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-nginx-'));
  const [port, plainPort] = [await freePort(), await freePort()];
  await writeFile(join(folder, 'cert.pem'), certificate.cert);
  await writeFile(join(folder, 'key.pem'), certificate.key, { mode: 0o600 });
  const own = conf
    .replaceAll(/^\s*listen \[::\].*$/gm, '')
    .replace('listen 80;', `listen 127.0.0.1:${plainPort};`)
    .replace('listen 443', `listen 127.0.0.1:${port}`)
    .replace('/etc/letsencrypt/live/help.example/fullchain.pem', join(folder, 'cert.pem'))
    .replace('/etc/letsencrypt/live/help.example/privkey.pem', join(folder, 'key.pem'))
    .replace('/var/log/nginx/wayhouse.log', join(folder, 'error.log'))
    .replace('https://help.example$request_uri', `https://help.example:${port}$request_uri`)
    .replace('http://127.0.0.1:8080', `http://127.0.0.1:${to}`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((one) => `${one}_temp_path ${folder}/${one};`)
    .join('\n');
  await writeFile(
    join(folder, 'nginx.conf'),
    `pid ${folder}/pid;\nerror_log ${folder}/error.log;\nevents {}\nhttp {\n${temporary}\n${own}\n}\n`,
  );
  const child = spawn(
    NGINX,
    ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const answers = async (): Promise<boolean> => {
    const asked = plainRequest({ port: plainPort, path: '/' });
    asked.end();
    return once(asked, 'response').then(
      () => true,
      () => false,
    );
  };
  while (child.exitCode === null && !(await answers())) await new Promise((r) => setTimeout(r, 50));
  return {
    port,
    plainPort,
    async close() {
      child.kill('SIGQUIT');
      await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

let app: FastifyInstance;
let to: number;
beforeAll(async () => {
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 1 });
  app.get('/health/live', async () => ({ status: 'up' }));
  app.get('/who', async ({ ip, protocol, host, headers }) => ({ ip, protocol, host, headers }));
  app.post('/kept', async ({ body }) => ({ body }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  to = portOf(app.server);
});
afterAll(() => app.close());

const doorOf = ({ port, plainPort }: Proxy): FrontDoor => ({
  origin: `https://${NAME}:${port}`,
  ca: authority.cert,
  at: { host: '127.0.0.1', plainPort },
});

/** What the program believes of somebody who writes lies into every header that could name her. */
async function believed(port: number): Promise<Record<string, unknown>> {
  const asked = request({
    host: '127.0.0.1',
    port,
    path: '/who',
    servername: NAME,
    ca: authority.cert,
    headers: {
      host: NAME,
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'elsewhere.example',
      forwarded: 'for=203.0.113.9;proto=http;host=elsewhere.example',
    },
  });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [AsyncIterable<Buffer>];
  let text = '';
  for await (const piece of answer) text += piece.toString();
  return JSON.parse(text) as Record<string, unknown>;
}

const KINDS: [string, typeof byItsLines][] = [
  ['a proxy by the lines of the sample', byItsLines],
  ...(existsSync(NGINX)
    ? ([['nginx with the sample', inNginx]] as [string, typeof byItsLines][])
    : []),
];
describe.each(KINDS)('%s', (_kind, stand) => {
  let proxy: Proxy;
  beforeAll(async () => {
    proxy = await stand(SAMPLE, to);
  });
  afterAll(() => proxy.close());

  test('has nothing that doctor finds wrong', async () => {
    const findings = await askFrontDoor(doorOf(proxy));
    expect(findings.map(({ state }) => state)).toEqual(['fine']);
    expect(findings[0]?.says).toContain('TLSv1.3');
  });

  test('sends a reader without TLS to it, and a program not (ASVS 4.1.2)', async () => {
    const plain = async (path: string): Promise<[number | undefined, string | undefined]> => {
      const asked = plainRequest({ port: proxy.plainPort, path, headers: { host: NAME } });
      asked.end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      return [answer.statusCode, answer.headers.location];
    };
    expect(await plain('/en/help')).toEqual([301, `https://${NAME}:${proxy.port}/en/help`]);
    for (const path of ['/api/v1/find', '/channels/one/ussd'])
      expect(await plain(path)).toEqual([403, undefined]);
  });

  test('lets nobody write who she is, or that no TLS was spoken', async () => {
    const { ip, protocol, host, headers } = await believed(proxy.port);
    expect({ ip, protocol, host }).toEqual({ ip: '127.0.0.1', protocol: 'https', host: NAME });
    for (const lie of ['203.0.113.9', 'elsewhere.example'])
      expect(JSON.stringify(headers)).not.toContain(lie);
  });
});

describe('a sample that was spoilt is told', () => {
  const spoilt = async (
    from: string | RegExp,
    into: string,
  ): Promise<[Record<string, unknown>, string]> => {
    const conf = SAMPLE.replace(from, into);
    expect(conf).not.toBe(SAMPLE);
    const proxy = await byItsLines(conf, to);
    const findings = await askFrontDoor(doorOf(proxy));
    const seen = await believed(proxy.port);
    await proxy.close();
    return [seen, findings.map(({ says }) => says).join('; ')];
  };
  test('an address that the client wrote is passed on', async () => {
    const [{ headers }] = await spoilt(
      'X-Forwarded-For $remote_addr',
      'X-Forwarded-For $proxy_add_x_forwarded_for',
    );
    expect(JSON.stringify(headers)).toContain('203.0.113.9');
  });
  test('nobody says that TLS was spoken', async () => {
    const [, says] = await spoilt('X-Forwarded-Proto $scheme', 'X-Forwarded-Proto ""');
    expect(says).toContain('does not know that TLS is spoken');
  });
  test('plain text is answered', async () => {
    const [, says] = await spoilt('return 301 https://', 'return 200 https://');
    expect(says).toContain('answers without TLS');
  });
  test('plain text is sent elsewhere', async () => {
    const [, says] = await spoilt('return 301 https://', 'return 301 http://');
    expect(says).toContain('answers without TLS');
  });
  test('an old version', async () => {
    const [, says] = await spoilt(
      /ssl_protocols .*;\n\s*ssl_ciphers .*;/,
      'ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;\n  ssl_ciphers ALL:@SECLEVEL=0;',
    );
    expect(says).toContain('still speaks TLSv1.1');
  });
  test('a weak suite', async () => {
    const [, says] = await spoilt(/ssl_ciphers .*;/, 'ssl_ciphers ECDHE-ECDSA-AES128-SHA;');
    expect(says).toContain('weak cipher suite ECDHE-ECDSA-AES128-SHA');
  });
});

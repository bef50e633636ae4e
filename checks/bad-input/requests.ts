/**
 * Broken requests, sent as raw bytes to the running program: it must never crash, never answer 5xx, and
 * every refusal must be a precise problem or a page, never an empty answer.
 */
import { connect } from 'node:net';
import fc from 'fast-check';

export type RequestFindings = {
  sent: number;
  byStatus: Record<string, number>;
  /** Requests that got a 5xx, no answer at all, or a refusal without words. */
  bad: { request: string; answer: string }[];
};

const SEEDS: { method: string; path: string; type?: string; body?: string }[] = [
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/ar/' },
  { method: 'GET', path: '/en/find' },
  { method: 'GET', path: '/en/find/health.doctor?place=1' },
  {
    method: 'POST',
    path: '/en/find/food',
    type: 'application/x-www-form-urlencoded',
    body: 'step=results&free=1&papers=none&time=now&lang=ar',
  },
  {
    method: 'POST',
    path: '/en/search',
    type: 'application/x-www-form-urlencoded',
    body: 'q=doctor',
  },
  { method: 'GET', path: '/en/s/100' },
  { method: 'GET', path: '/s/100' },
  { method: 'GET', path: '/en/point/100' },
  { method: 'GET', path: '/en/org/100' },
  { method: 'GET', path: '/en/print/100' },
  {
    method: 'POST',
    path: '/en/feedback/100',
    type: 'application/x-www-form-urlencoded',
    body: 'id=018f0000-0000-7000-8000-000000000000&outcome=got_it',
  },
  {
    method: 'GET',
    path: '/hsds/3.1/services?per_page=10&page=2&search=food&minimum_age=3&modified_after=2026-01-01',
  },
  { method: 'GET', path: '/hsds/3.0/organizations/1b4e28ba-2fa1-11d2-883f-0016d3cca427' },
  {
    method: 'GET',
    path: '/hsds/3.1/service_at_locations?postcode=1000&proximity=500&format=ndjson',
  },
  {
    method: 'POST',
    path: '/hsds/3.1/services',
    type: 'application/json',
    body: '{"search":"food","per_page":5,"full":true}',
  },
  {
    method: 'POST',
    path: '/api/v1/find',
    type: 'application/json',
    body: '{"lang":"en","needs":["food"],"place":{"lat":39,"lon":-21},"free":true}',
  },
  { method: 'GET', path: '/openapi.json' },
  { method: 'GET', path: '/packs/index.json' },
];

const NASTY = [
  '%00',
  '%',
  '%E0%A4%A',
  '%FF%FE',
  '../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '\u202e',
  '\u0000',
  "' or 1=1 --",
  '"><script>alert(1)</script>',
  '1e309',
  '-1',
  '99999999999999999999',
  'NaN',
  'null',
  '[]',
  '{}',
  '=HYPERLINK("x")',
  '١٢٣',
  '😀'.repeat(50),
  'a'.repeat(3_000),
  '%s%n',
  '${7*7}',
  '__proto__',
  'constructor',
  '{"__proto__":{"x":1}}',
  `${'['.repeat(2_000)}${']'.repeat(2_000)}`,
  '2026-02-30',
  '1b4e28ba',
  'ZZ',
  '\r\nX-Injected: 1',
];
const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'FIND'];
const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-7',
  '',
];

type Raw = { method: string; path: string; type: string; body: Buffer; headers: string[] };

/** A seed with one to four things broken. */
const broken: fc.Arbitrary<Raw> = fc
  .record({
    seed: fc.constantFrom(...SEEDS),
    nasty: fc.array(
      fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 200 })),
      { minLength: 1, maxLength: 4 },
    ),
    where: fc.array(
      fc.constantFrom(
        'segment',
        'value',
        'name',
        'extra',
        'body',
        'cut',
        'bytes',
        'method',
        'type',
        'header',
        'repeat',
      ),
      { minLength: 1, maxLength: 4 },
    ),
    at: fc.nat(1_000),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 400 }),
    method: fc.constantFrom(...METHODS),
    type: fc.constantFrom(...TYPES),
  })
  .map(({ seed, nasty, where, at, bytes, method, type }) => {
    const raw: Raw = {
      method: seed.method,
      path: seed.path,
      type: seed.type ?? '',
      body: Buffer.from(seed.body ?? ''),
      headers: [],
    };
    where.forEach((what, n) =>
      breakOne(raw, what, nasty[n % nasty.length] ?? '', at, bytes, method, type),
    );
    return raw;
  });

function breakOne(
  raw: Raw,
  what: string,
  nasty: string,
  at: number,
  bytes: Uint8Array,
  method: string,
  type: string,
): void {
  const [path = '/', query = ''] = raw.path.split('?', 2);
  const segments = path.split('/');
  const pairs = query.split('&').filter(Boolean);
  switch (what) {
    case 'segment':
      segments[1 + (at % Math.max(1, segments.length - 1))] = nasty;
      raw.path = [segments.join('/'), query].filter(Boolean).join('?');
      return;
    case 'value':
      raw.path = `${path}?${(pairs.length ? pairs : ['search=x']).map((pair, i) => (i === at % Math.max(1, pairs.length) ? `${pair.split('=', 1)[0]}=${nasty}` : pair)).join('&')}`;
      return;
    case 'name':
    case 'extra':
      raw.path = `${path}?${[...pairs, what === 'name' ? `${nasty}=1` : `per_page=${nasty}`].join('&')}`;
      return;
    case 'repeat':
      raw.path = `${path}?${Array.from({ length: 300 }, (_, i) => `a${i % 7}=${i}`).join('&')}`;
      return;
    case 'body':
      raw.body = Buffer.from(raw.body.toString().replace(/(?<==|:)[^&,}]*/, () => nasty));
      return;
    case 'cut':
      raw.body = raw.body.subarray(0, at % (raw.body.length + 1));
      return;
    case 'bytes':
      raw.body = Buffer.concat([raw.body, bytes]);
      return;
    case 'method':
      raw.method = method;
      return;
    case 'type':
      raw.type = type;
      return;
    default:
      raw.headers.push(
        `accept-language: ${nasty.replace(/[\r\n]/g, '')}`,
        `x-${at}: ${'h'.repeat(at)}`,
        `accept: ${['text/html', 'application/json', nasty.replace(/[\r\n]/g, '')][at % 3]}`,
      );
  }
}

/** Sends `count` broken requests to `port` on this machine, `together` at a time. */
export async function sendBrokenRequests(
  port: number,
  count: number,
  seed: number,
  together = 16,
): Promise<RequestFindings> {
  const findings: RequestFindings = { sent: 0, byStatus: {}, bad: [] };
  const requests = fc.sample(broken, { numRuns: count, seed });
  let next = 0;
  await Promise.all(
    Array.from({ length: together }, async () => {
      for (let request = requests[next++]; request; request = requests[next++]) {
        const answer = await exchange(port, request);
        findings.sent++;
        const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 'none';
        findings.byStatus[status] = (findings.byStatus[status] ?? 0) + 1;
        if (isBad(status, answer, request)) {
          findings.bad.push({
            request: `${request.method} ${JSON.stringify(request.path).slice(0, 300)} ${request.type} ${JSON.stringify(request.body.toString('latin1')).slice(0, 300)} ${JSON.stringify(request.headers).slice(0, 200)}`,
            answer: answer.slice(0, 600),
          });
        }
      }
    }),
  );
  return findings;
}

function isBad(status: string, answer: string, request: Raw): boolean {
  if (status === 'none' || (status.startsWith('5') && status !== '501' && status !== '505'))
    return true;
  if (!status.startsWith('4') || request.method === 'HEAD') return false;
  const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
  // Below HTTP itself (a broken request line) Node.js answers; there is no room for a problem there.
  return body.trim() === '' && !['400', '431'].includes(status);
}

function exchange(port: number, request: Raw): Promise<string> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    const finish = (): void => {
      socket.destroy();
      done(Buffer.concat(chunks).toString('latin1'));
    };
    socket.setTimeout(15_000, finish);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', finish);
    socket.on('error', finish);
    const head = [
      `${request.method} ${request.path.replaceAll(' ', '%20') || '/'} HTTP/1.1`,
      'host: localhost',
      'connection: close',
      ...(request.type ? [`content-type: ${request.type}`] : []),
      ...(request.body.length || request.method === 'POST'
        ? [`content-length: ${request.body.length}`]
        : []),
      ...request.headers,
    ];
    socket.write(
      Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'utf8'), request.body]),
    );
  });
}

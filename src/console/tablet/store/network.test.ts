import { afterEach, expect, test, vi } from 'vitest';
import type { ChangeLine } from '../../../sync/wire.ts';
import { type Contact, httpWire } from './network.ts';

const contact: Contact = {
  device_id: 'd1',
  deviceSecret: 's3cret',
  sessionKey: 'key',
  clock: 77,
  point: 'p1',
  waiting: 3,
  oldest: 12,
  seq: 9,
};
const START = { worker: { account: 'a' }, intake_key: { recipient: 'age1x' } };
const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });
const wireOf = (answer: () => Response | Promise<Response>, seen: Request[] = []) =>
  httpWire((path, init) => {
    seen.push(new Request(new URL(path as string, 'http://house.test'), init));
    return Promise.resolve().then(answer);
  });

test.each([
  [json(200, START), 'ok'],
  // A hotspot's own page, a proxy that answers for the house, half an answer: as if nobody had answered.
  [json(200, '<html>Log in to the hotel</html>'), 'offline'],
  [json(200, {}), 'offline'],
  [json(404, '<html>'), 'offline'],
  [json(410, '<html>gone</html>'), 'offline'],
  [json(410, {}), 'offline'],
  [json(410, { wipe: { device_id: 'd1' } }), 'offline'],
  [json(410, { wipe: { device_id: 'd1', at: 1, sig: 'AAAA' } }), 'revoked'],
  [json(401, {}), 'signed-out'],
  [json(426, {}), 'too-old'],
  [json(503, {}, { 'retry-after': '7' }), 'later'],
  [json(429, {}), 'later'],
  [json(500, {}), 'broken'],
  [json(502, '<html>'), 'broken'],
  [json(422, { type: 'https://house.test/problems/bad_input' }), 'bad'],
  [json(404, { type: '/problems/not_allowed' }), 'no-role'],
  [json(403, { type: '/problems/organisation_closed' }), 'no-role'],
] as const)('what an answer means: %#', async (answer, kind) => {
  const wire = wireOf(() => answer.clone());
  const got = await wire.start(contact);
  expect(got.kind).toBe(kind);
  if (got.kind === 'later' && answer.status === 503) expect(got.wait).toBe(7000);
  if (got.kind === 'bad') expect(got.problem).toBe('bad_input');
  if (got.kind === 'revoked') expect(got.order.device_id).toBe('d1');
});

test('nobody there is offline, whatever the call', async () => {
  const wire = wireOf(() => Promise.reject(new TypeError('fetch failed')));
  expect(await wire.start(contact)).toEqual({ kind: 'offline' });
  expect(await wire.ops([], contact)).toEqual({ kind: 'offline' });
  expect(await wire.changes('p', undefined, () => Promise.resolve(), contact)).toEqual({
    kind: 'offline',
  });
});

afterEach(() => {
  vi.useRealTimers();
});

test('a feed on which nothing comes any more is given up, so that what waits is sent by the next round', async () => {
  vi.useFakeTimers();
  let pieces = 0;
  const stalls = (): Response =>
    new Response(
      new ReadableStream({
        start: (into) => into.enqueue(new TextEncoder().encode('{"event":{"event_id":"e1"}}\n')),
      }),
    );
  const trickles = (): Response =>
    new Response(
      new ReadableStream({
        async pull(into) {
          await new Promise((done) => setTimeout(done, 20_000));
          const last = ++pieces === 5;
          into.enqueue(
            new TextEncoder().encode(last ? '{"cursor":"5","server_time":9}\n' : '{"x":1}\n'),
          );
          if (last) into.close();
        },
      }),
    );
  for (const [answer, kind] of [
    // A line that is half open: neither an answer nor a failure ever comes.
    [() => new Promise<Response>(() => undefined), 'offline'],
    [stalls, 'offline'],
    [trickles, 'ok'],
  ] as const) {
    const asked = wireOf(answer).changes('p', '4', () => Promise.resolve(), contact);
    await vi.advanceTimersByTimeAsync(110_000);
    expect((await Promise.race([asked, Promise.resolve({ kind: 'never' })])).kind).toBe(kind);
  }
});

test('each contact says which tablet speaks and what waits on it, and no address names anybody', async () => {
  const seen: Request[] = [];
  const wire = wireOf(() => json(200, { verdicts: [], server_time: 1 }), seen);
  await wire.ops([{ sealed: 'x' }], { ...contact, deviceSecret: '', sessionKey: '' });
  const [request] = seen;
  expect(request?.headers.get('desk-device')).toBe('d1');
  expect(request?.headers.get('desk-clock')).toBe('77');
  expect(request?.headers.get('desk-outbox')).toBe('waiting=3;oldest=12;seq=9;point=p1');
  expect(request?.headers.has('desk-session-key')).toBe(false);
  expect(request?.url).toBe('http://house.test/api/desk/ops');
  expect(await request?.json()).toEqual({ ops: [{ sealed: 'x' }] });
});

test('the feed is read however it is cut into pieces; without its last line it has no end', async () => {
  const lines = [
    '{"event":{"event_id":"é1"}}',
    '{"something":"newer"}',
    '',
    '{"erased":{"subject":"s"}}',
    '{"cursor":"5","server_time":9}',
  ];
  const whole = new TextEncoder().encode(`${lines.join('\n')}\n`);
  for (const size of [1, 3, 7, whole.length]) {
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    for (let at = 0; at < whole.length; at += size) pieces.push(whole.slice(at, at + size));
    const got: ChangeLine[] = [];
    const body = new ReadableStream({
      pull(into) {
        const piece = pieces.shift();
        if (piece) into.enqueue(piece);
        else into.close();
      },
    });
    const wire = wireOf(() => new Response(body));
    const end = await wire.changes(
      'p',
      '4',
      (some) => Promise.resolve(void got.push(...some)),
      contact,
    );
    expect(end).toEqual({ kind: 'ok', value: { cursor: '5', server_time: 9 } });
    expect(got).toEqual([{ event: { event_id: 'é1' } }, { erased: { subject: 's' } }]);
  }
  const cut = wireOf(() => new Response(`${lines[0]}\n{"event":{"event`));
  expect((await cut.changes('p', '4', () => Promise.resolve(), contact)).kind).toBe('offline');
  const short = wireOf(() => new Response(`${lines[0]}\n`));
  expect(await short.changes('p', '4', () => Promise.resolve(), contact)).toEqual({
    kind: 'ok',
    value: undefined,
  });
});

/** Gateways over HTTP against the real house: who is let in, what is answered, what is tried again, and what no log holds. */
import { createHmac } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildServer } from '../../http/server.ts';
import { openCounts } from '../counts.ts';
import { channelStand, type ChannelStand } from '../testing.ts';
import { gatewayRoutes } from './routes.ts';
import { openSender, type Sender } from './send.ts';
import { readGateways } from './settings.ts';

const SECRET = 'a-secret-of-the-gateway';
const CANARY = '+99955577331';
const WORD = 'zebrafish';

let stand: ChannelStand;
let app: FastifyInstance;
let sender: Sender;
const logs: string[] = [];
const sent: { path: string; body: string; authorization: string | undefined }[] = [];
let refuse: number[] = [];
const provider = createServer((request: IncomingMessage, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', () => {
    sent.push({ path: request.url ?? '', body, authorization: request.headers.authorization });
    response.statusCode = refuse.shift() ?? 200;
    response.end();
  });
});

function settings(gateways: unknown[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'wayhouse-gateways-'));
  writeFileSync(join(folder, 'secret'), `${SECRET}\n`);
  writeFileSync(join(folder, 'channels.json'), JSON.stringify({ gateways }));
  return join(folder, 'channels.json');
}

beforeAll(async () => {
  stand = await channelStand();
  await new Promise<void>((done) => void provider.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/send`;
  const gateways = readGateways(
    settings([
      {
        name: 'rapid',
        kind: 'rapidpro',
        secretFile: 'secret',
        ownNumbers: ['+99950001'],
        send: { url },
      },
      {
        name: 'direct',
        kind: 'http',
        secretFile: 'secret',
        fields: { number: 'msisdn', text: 'message.body' },
      },
      { name: 'signed', kind: 'http', auth: 'hmac', secretFile: 'secret' },
      { name: 'ussd', kind: 'ussd_text', secretFile: 'secret' },
      { name: 'ussd-json', kind: 'ussd_json', secretFile: 'secret' },
    ]),
  );
  const counts = openCounts(stand.database, stand.house.now);
  const warned = (details: object, message: string): void =>
    void logs.push(JSON.stringify([details, message]));
  sender = openSender({ counts, warn: warned, pauses: [5, 5] });
  app = await buildServer({
    logLevel: 'trace',
    rateLimit: 0,
    trustedProxies: 0,
    logStream: { write: (line) => void logs.push(line) },
  });
  await app.register(gatewayRoutes, { house: stand.house, counts, gateways, sender });
});
afterAll(async () => {
  await sender.close();
  await app.close();
  provider.close();
  await stand.close();
});

const token = { authorization: `Token ${SECRET}` };
const post = (url: string, body: Record<string, string>, headers: Record<string, string> = token) =>
  app.inject({
    method: 'POST',
    url,
    payload: new URLSearchParams(body).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
const postJson = (url: string, body: unknown, headers: Record<string, string> = token) =>
  app.inject({
    method: 'POST',
    url,
    payload: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });

describe('a RapidPro external channel', () => {
  it('takes a message, and sends the reply to the send URL with its own id', async () => {
    const answer = await post('/channels/rapid/received', {
      from: CANARY,
      text: 'LANG en',
      id: 'm1',
    });
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'accepted' }]);
    await sender.idle();
    const body = new URLSearchParams(sent.at(-1)?.body);
    expect(body.get('to')).toBe(CANARY);
    expect(body.get('from')).toBe('+99950001');
    expect(body.get('text')).toContain('English.');
    expect(body.get('id')).toMatch(/^[0-9a-f-]{36}$/);
  });
  it('does not answer the same message twice, short codes, or itself', async () => {
    const again = await post('/channels/rapid/received', { from: CANARY, text: 'HELP', id: 'm1' });
    expect(again.json()).toEqual({ status: 'no_reply', why: 'duplicate' });
    const own = await post('/channels/rapid/received', { from: '99950001', text: 'HELP' });
    expect(own.json()).toEqual({ status: 'no_reply', why: 'own_number' });
    const short = await post('/channels/rapid/received', { from: '22022', text: 'WIN' });
    expect(short.json()).toEqual({ status: 'no_reply', why: 'not_a_person' });
  });
  it('tries again when the gateway is away, and not when it refuses', async () => {
    const before = sent.length;
    refuse = [503, 429];
    await post('/channels/rapid/received', { from: CANARY, text: 'HELP', id: 'm2' });
    await sender.idle();
    expect(sent.length - before).toBe(3);
    const ids = sent.slice(before).map(({ body }) => new URLSearchParams(body).get('id'));
    expect(new Set(ids).size).toBe(1);
    refuse = [400];
    await post('/channels/rapid/received', { from: CANARY, text: 'HELP', id: 'm3' });
    await sender.idle();
    expect(sent.length - before).toBe(4);
  });
  it('counts what became of ours by day and channel alone', async () => {
    await post('/channels/rapid/delivered', { id: 'whatever' });
    await post('/channels/rapid/failed', { id: 'whatever' });
    const counts = await openCounts(stand.database, stand.house.now).since('2000-01-01');
    for (const { day, channel } of counts)
      expect([day.length, typeof channel]).toEqual([10, 'string']);
  });
});

describe('a gateway that answers in the same request', () => {
  it('takes JSON under its own names, also inside, and gives the text back', async () => {
    const answer = await postJson('/channels/direct/received', {
      msisdn: '+9995558801',
      message: { body: 'LANG fr' },
    });
    expect(answer.json()).toMatchObject({
      status: 'reply',
      text: expect.stringContaining('Français'),
    });
  });
  it.each([
    ['{', 400],
    ['[]', 400],
    ['{"message":{"body":"x"}}', 400],
    [JSON.stringify({ msisdn: '+9995558801', message: { body: 'x'.repeat(4001) } }), 400],
    [JSON.stringify({ msisdn: { a: 1 }, message: { body: 'x' } }), 400],
  ])('refuses %s with the field that is wrong', async (body, status) => {
    const answer = await postJson('/channels/direct/received', body);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });
  it('joins parts', async () => {
    const part = (n: number, text: string) =>
      post('/channels/signed/received', {}, {}).then(() =>
        postJson('/channels/direct/received', {
          msisdn: '+9995558802',
          message: { body: text },
          reference: 'ab',
          part: n,
          parts: 2,
        }),
      );
    expect((await part(2, 'sh')).json()).toEqual({ status: 'no_reply', why: 'part' });
    expect((await part(1, 'LANG Engli')).json()).toMatchObject({
      text: expect.stringContaining('English.'),
    });
  });
});

describe('who is let in', () => {
  const body = { from: CANARY, text: WORD };
  it.each([
    ['/channels/rapid/received', {}],
    ['/channels/rapid/received', { authorization: 'Token wrong-secret-of-it' }],
    ['/channels/rapid/received', { authorization: `Token ${SECRET}x` }],
    ['/channels/rapid/delivered', {}],
    ['/channels/ussd/ussd', {}],
    ['/channels/ussd/ussd/wrong', {}],
    ['/channels/signed/received', token],
  ])('%s with %j: nobody', async (url, headers) => {
    const answer = await post(url, body, headers);
    expect(answer.statusCode).toBe(401);
    expect(answer.json().code).toBe('not_signed_in');
  });
  it('no other gateway, no other method, no query', async () => {
    expect((await post('/channels/unknown/received', body)).statusCode).toBe(404);
    expect((await post('/channels/ussd/received', body)).statusCode).toBe(404);
    const get = await app.inject(
      `/channels/rapid/received?from=${CANARY}&text=${WORD}&secret=${SECRET}`,
    );
    expect(get.statusCode).toBe(404);
  });
  it('a signature counts once, for five minutes, for these bytes', async () => {
    const signed = (at: number, payload: string, over = payload) => ({
      'x-timestamp': String(Math.floor(at / 1000)),
      'x-signature': `sha256=${createHmac('sha256', SECRET)
        .update(`${Math.floor(at / 1000)}.${over}`)
        .digest('hex')}`,
    });
    const payload = JSON.stringify({ number: '+9995558803', text: 'LANG en' });
    const now = stand.clock.now;
    const first = await postJson('/channels/signed/received', payload, signed(now, payload));
    expect(first.statusCode).toBe(200);
    const again = await postJson('/channels/signed/received', payload, signed(now, payload));
    expect(again.statusCode).toBe(401);
    const old = await postJson(
      '/channels/signed/received',
      payload,
      signed(now - 400_000, payload),
    );
    expect(old.statusCode).toBe(401);
    const other = await postJson(
      '/channels/signed/received',
      `${payload} `,
      signed(now - 1000, payload),
    );
    expect(other.statusCode).toBe(401);
  });
});

describe('USSD', () => {
  it('answers CON with a screen, by the last of what was typed', async () => {
    const ask = (text: string) =>
      post(`/channels/ussd/ussd/${SECRET}`, { sessionId: 's', phoneNumber: CANARY, text }, {});
    const first = await ask('');
    expect(first.headers['content-type']).toContain('text/plain');
    expect(first.body.startsWith('CON 1 English')).toBe(true);
    expect((await ask('1')).body).toContain('You need:');
    expect((await ask('1*1')).body).toContain('Where?');
    expect((await ask('1*1*1')).body).toMatch(/1 ?\+ /);
    expect((await ask('1*1*1*0')).body).toContain('Where?');
  });
  it('answers JSON where the gateway speaks it', async () => {
    const answer = await postJson('/channels/ussd-json/ussd', {
      session: 't',
      number: CANARY,
      text: '',
    });
    expect(answer.json()).toMatchObject({ end: false, text: expect.stringContaining('1 English') });
  });
});

describe('no log', () => {
  it('holds a number, a word of a message or a secret', async () => {
    await post('/channels/rapid/received', { from: CANARY, text: WORD, id: 'm9' });
    await postJson('/channels/direct/received', '{"msisdn":');
    await sender.idle();
    expect(logs.length).toBeGreaterThan(5);
    const all = logs.join('\n');
    for (const canary of [CANARY.slice(1), '99955588', WORD, SECRET, 'zebra'])
      expect([canary, all.includes(canary)]).toEqual([canary, false]);
    const owner = await stand.database.borrow('migrate');
    const { rows } = await owner.query<{ text: string }>(
      `select coalesce(string_agg(x::text, ' '), '') as text from
        (select o::text from channels.opt_out o union all select d::text from channels.day_count d) x`,
    );
    owner.release();
    expect(rows[0]?.text).not.toContain(CANARY.slice(1));
  });
});

describe('the settings', () => {
  it.each([
    [{ name: 'A', kind: 'http', secretFile: 'secret' }, 'gateways.0.name'],
    [{ name: 'a', kind: 'smpp', secretFile: 'secret' }, 'gateways.0.kind'],
    [{ name: 'a', kind: 'http', secretFile: 'missing' }, 'gateways.0.secretFile'],
    [{ name: 'a', kind: 'http', secretFile: 'secret', secret: 'in the tree' }, 'gateways.0.secret'],
    [{ name: 'a', kind: 'rapidpro', secretFile: 'secret' }, 'gateways.0.send'],
    [
      { name: 'a', kind: 'http', secretFile: 'secret', send: { url: 'ftp://x' } },
      'gateways.0.send.url',
    ],
    [
      { name: 'a', kind: 'http', secretFile: 'secret', fields: { colour: 'x' } },
      'gateways.0.fields.colour',
    ],
    [{ name: 'a', kind: 'http', secretFile: 'secret', ownNumbers: 'x' }, 'gateways.0.ownNumbers'],
  ])('%j are refused by %s', (gateway, field) => {
    expect(() => readGateways(settings([gateway]))).toThrowError(
      expect.objectContaining({
        errors: expect.arrayContaining([expect.objectContaining({ field })]),
      }),
    );
  });
  it('that cannot be read say so', () => {
    expect(() => readGateways('/nowhere/channels.json')).toThrow('WAYHOUSE_CHANNELS');
  });
});

import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asOwner, insert } from '../firewall/context/testing.ts';
import { continueErasures } from '../firewall/erasure/index.ts';
import {
  decodeReceipt,
  folderSource,
  parseVkey,
  verifyLog,
  verifyReceipt,
} from '../firewall/audit/index.ts';
import { ORG_A } from '../firewall/keeper/testing.ts';
import { buildServer } from '../http/server.ts';
import { smallHouse } from '../site/testing.ts';
import { HOME, OTHER, ownHouse, type OwnHouse } from './testing.ts';

let house: OwnHouse;
let app: FastifyInstance;
let stopBeat: () => Promise<void>;
const lines: string[] = [];

beforeAll(async () => {
  house = await ownHouse();
  app = await buildServer({
    logLevel: 'trace',
    rateLimit: 0,
    trustedProxies: 0,
    logStream: { write: (line) => void lines.push(line) },
  });
  await house.rooms(app, smallHouse([], { neutralAddress: 'https://weather.example/' }));
  stopBeat = house.beat();
});
afterAll(async () => {
  await stopBeat();
  await app.close();
  await house.close();
});

const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  });
const field = (body: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';
const slipIn = (body: string): string =>
  (/<textarea[^>]*>([^<]*)<\/textarea>/.exec(body)?.[1] ?? '').replaceAll('&#38;', '&');

describe('the record', () => {
  it('says what is held, for what and until when, with whom it is shared, and nothing of locked rooms', async () => {
    const { code, subject } = await house.somebody();
    await insert(house.kept.main, 'survivor.file', {
      file_id: randomUUID(),
      org_id: ORG_A,
      purpose_id: 'survivor.support',
      subject,
      generation: 1,
      sealed: Buffer.from([1]),
    });
    await insert(house.kept.main, 'ident.contact', {
      contact_id: randomUUID(),
      org_id: ORG_A,
      purpose_id: 'survivor.support',
      subject,
      sealed: Buffer.from([1]),
    });
    const { body, statusCode, headers } = await post('/en/my', { code });
    expect(statusCode).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['set-cookie']).toBeUndefined();
    expect(body).toContain(HOME.replace('’', '’'));
    expect(body).toContain('How to reach you');
    expect(body).toContain('to ask you later how it went');
    expect(body).toMatch(/Erased by itself after \S+ \S+/);
    expect(body).toContain(OTHER);
    expect(body).not.toMatch(/violence|survivor/);
  });

  it('answers a wrong, an unknown and a used-up code alike', async () => {
    const used = await house.somebody();
    await asOwner(house.kept.main, (tx) =>
      tx.execute(`update casework.handle set state = 'replaced' where subject = $1`, [
        used.subject,
      ]),
    );
    const answers = await Promise.all(
      [used.code, randomUUID(), 'short', ''].map((code) => post('/en/my', { code })),
    );
    expect(new Set(answers.map(({ body, statusCode }) => `${statusCode} ${body}`)).size).toBe(1);
    expect(answers[0]?.statusCode).toBe(404);
    expect(answers[0]?.body).toContain('This code opens nothing');
  });

  it('can be opened many times in a row, and takes a form whose origin the browser hides', async () => {
    const { code } = await house.somebody();
    for (let n = 0; n < 25; n++)
      expect((await post('/en/my', { code }, { origin: 'null' })).statusCode).toBe(200);
  });

  it('shows nothing of it by GET, in an address or in the log of the server', async () => {
    const canary = `canary${randomUUID().replaceAll('-', '')}`;
    await house.somebody({ code: canary });
    for (const path of ['', '/log', '/take-back', '/slip', '/wrong', '/erase', '/erasure']) {
      expect((await app.inject(`/en/my${path}?code=${canary}`)).body).not.toContain(HOME);
      for (const fields of [
        { code: canary },
        { code: `${canary}x` },
        { code: canary, grant: canary, leaf: canary, number: canary, text: canary, from: canary },
      ])
        expect((await post(`/en/my${path}`, fields)).statusCode).toBeLessThan(500);
    }
    await app.inject({ url: '/my/data', headers: { authorization: `Slip ${canary}` } });
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.join('').includes(canary)).toBe(false);
  });
});

it('shows who opened it, joined by the hour, with her own looks named as hers', async () => {
  const { code, subject } = await house.somebody();
  await post('/en/my', { code });
  await expect
    .poll(async () => (await post('/en/my/log', { code })).body, { timeout: 5_000 })
    .toMatch(/You, with your code: opened it \(\d+ times\)/);
  const { body } = await post('/en/my/log', { code });
  expect(body).toContain('your own look at your record');
  expect(body).not.toContain(subject);
});

describe('taking a consent back', () => {
  it('says what happens next, does it at once, and gives a slip that holds without us', async () => {
    const { code, grant } = await house.somebody();
    const before = await post('/en/my', { code });
    expect(field(before.body, 'grant')).toBe(grant);
    const asked = await post('/en/my/take-back', { code, grant });
    expect(asked.body).toContain('What they already read, we cannot take back.');
    const done = await post('/en/my/take-back', { code, grant, sure: '1' });
    expect(done.body).toContain('Nothing had been sent before.');
    expect(done.body).toContain('<svg xmlns');
    const key = parseVkey(house.log.vkey);
    const receipt = decodeReceipt(slipIn(done.body));
    expect(verifyReceipt(receipt, key).leaf.act).toBe('consent.withdrawn');
    // While the next entry is being published the log cannot be told to be whole: then it is read again.
    await expect
      .poll(() => verifyLog(folderSource(house.log.folder), { key, receipts: [receipt] }), {
        timeout: 10_000,
      })
      .toMatchObject({ state: 'sound' });
    const after = await post('/en/my', { code });
    expect(field(after.body, 'grant')).toBe('');
    expect(after.body).toContain('Taken back on');
    const leaf = field(after.body, 'leaf');
    expect((await post('/en/my/slip', { code, leaf })).body).toContain('WHL1:');
  }, 30_000);

  it('takes back nobody else’s', async () => {
    const [mine, hers] = [await house.somebody(), await house.somebody()];
    const { statusCode } = await post('/en/my/take-back', {
      code: mine.code,
      grant: hers.grant,
      sure: '1',
    });
    expect(statusCode).toBe(400);
    expect((await post('/en/my', { code: hers.code })).body).not.toContain('Taken back on');
  });
});

describe('what is wrong', () => {
  it('is sealed, once for each form, and stands in the record', async () => {
    const { code, subject } = await house.somebody();
    const text = `Canary Lantern ${randomUUID()}: I have two children`;
    const form = await post('/en/my/wrong', { code });
    const id = field(form.body, 'id');
    for (let n = 0; n < 2; n++)
      expect((await post('/en/my/wrong', { code, id, text })).body).toContain('Sent and locked');
    const rows = await asOwner(house.kept.main, (tx) =>
      tx.query<{ sealed: Buffer }>('select sealed from casework.correction where subject = $1', [
        subject,
      ]),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.sealed.includes('Canary')).toBe(false);
    expect((await post('/en/my', { code })).body).toContain('What you said is wrong');
    const state = async (): Promise<string> =>
      (await post('/en/my/wrong', { code })).body.replaceAll(/[\u2066-\u2069]/g, '');
    expect(await state()).toContain(': no answer yet</li>');
    await asOwner(house.kept.main, (tx) =>
      tx.query(
        `update casework.correction set state = 'kept', answered_at = clock_timestamp() where subject = $1`,
        [subject],
      ),
    );
    expect(await state()).toContain('it stays as it was');
    const { code: hers } = await house.somebody();
    expect((await post('/en/my/wrong', { code: hers })).body).not.toContain('it stays as it was');
    expect((await post('/en/my/wrong', { code, id: randomUUID(), text: ' ' })).statusCode).toBe(
      422,
    );
  });
});

describe('erasing', () => {
  it('gives a number that tells how far it is, says done only at the end, and is one erasure however often sent', async () => {
    const { code, subject } = await house.somebody();
    const form = await post('/en/my/erase', { code });
    expect(form.body).toContain('What can make it wait');
    const number = field(form.body, 'number');
    const first = await post('/en/my/erase', { code, number });
    expect(first.body).toContain('The erasing has begun');
    expect(
      verifyReceipt(decodeReceipt(slipIn(first.body)), parseVkey(house.log.vkey)).leaf.act,
    ).toBe('erasure.asked');
    expect((await post('/en/my/erase', { code, number })).body).toContain(number);
    expect((await post('/en/my', { code })).statusCode).toBe(404);
    const steps: [() => Promise<Date>, RegExp][] = [
      [async () => new Date(0), /destroyed here/],
      [async () => new Date(Date.now() + 60_000), /Complete: no key/],
    ];
    expect((await post('/en/my/erasure', { number })).body).toContain('not destroyed yet');
    for (const [oldest, says] of steps) {
      await continueErasures(house.firewall, ORG_A, oldest);
      const { body } = await post('/en/my/erasure', { number: ` ${number.toUpperCase()} ` });
      expect(body).toMatch(says);
      expect(body).not.toContain(subject);
      expect(body).not.toContain(HOME);
    }
    expect((await post('/en/my/erasure', { number: randomUUID() })).statusCode).toBe(404);
  }, 40_000);
});

import { generateKeyPairSync } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SignedXml } from 'xml-crypto';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { unscanned } from '../firewall/files/clamd-testing.ts';
import { buildServer } from '../http/server.ts';
import { writeCap } from './cap/index.ts';
import { FLOOD } from './cap/testing.ts';
import { addPartner, draftOfCap, endPartner, listInbox, readInbox } from './inbox.ts';
import { alertInboxRoutes } from './inbox-routes.ts';
import { OFFICER } from './testing.ts';

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
let database: Database;
let app: FastifyInstance;
let token: string;
beforeAll(async () => {
  database = await freshDatabase();
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(alertInboxRoutes, { database, scan: unscanned });
  const made = await addPartner(database, OFFICER.org, {
    name: 'Weather office',
    pem: keys.publicKey,
    mayHaveToken: true,
  });
  token = made.token ?? '';
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const send = (payload: string | Buffer, bearer = token, type = 'application/cap+xml') =>
  app.inject({
    method: 'POST',
    url: '/api/v1/alerts/cap',
    payload,
    headers: { 'content-type': type, authorization: `Bearer ${bearer}` },
  });
function sign(text: string): string {
  const signer = new SignedXml({
    privateKey: keys.privateKey,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  });
  signer.addReference({
    xpath: '/*',
    uri: '',
    isEmptyUri: true,
    transforms: [
      'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
      'http://www.w3.org/2001/10/xml-exc-c14n#',
    ],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
  });
  signer.computeSignature(text, { location: { reference: '/*', action: 'append' } });
  return signer.getSignedXml();
}

describe('what a partner sends', () => {
  test('is a draft, once; signed ones say by whom', async () => {
    const first = await send(writeCap(FLOOD));
    expect([first.statusCode, first.json().signature]).toEqual([202, 'unsigned']);
    const again = await send(writeCap(FLOOD));
    expect([again.statusCode, again.json().draft]).toEqual([200, first.json().draft]);
    const signed = await send(sign(writeCap({ ...FLOOD, identifier: 'signed' })));
    expect([signed.statusCode, signed.json().signature]).toEqual([202, 'valid']);
    const inbox = await listInbox(database, OFFICER);
    expect(inbox.map(({ partner, signature, signedBy }) => [partner, signature, signedBy])).toEqual(
      [
        ['Weather office', 'unsigned', null],
        ['Weather office', 'valid', 'Weather office'],
      ],
    );
    expect(
      await listInbox(database, { ...OFFICER, org: '00000000-0000-7000-8000-0000000000ff' }),
    ).toEqual([]);
  });
  test('is refused with a broken signature, a bomb, a private scope, no token, or no alert; nothing of it is kept', async () => {
    const before = (await listInbox(database, OFFICER)).length;
    const broken = await send(sign(writeCap(FLOOD)).replace('hill', 'port'));
    expect([broken.statusCode, broken.json().code]).toEqual([422, 'refused_by_firewall']);
    const bomb = await send(`<!DOCTYPE alert [<!ENTITY a "b">]>${writeCap(FLOOD)}`);
    expect([bomb.statusCode, bomb.json().code]).toEqual([400, 'bad_input']);
    const wrong = await send(writeCap(FLOOD).replace('>Severe<', '>Bad<'));
    expect(wrong.json().errors[0].field).toMatch(/^alert\/info\[1\]\/severity \(line \d+\)$/);
    const restricted = writeCap({ ...FLOOD, scope: 'Restricted', restriction: 'police only' });
    expect((await send(restricted)).json().errors[0].field).toBe('alert/scope');
    for (const bad of ['', 'x', 'A'.repeat(43)])
      expect((await send(writeCap(FLOOD), bad)).statusCode).toBe(401);
    expect((await send('{}', token, 'application/json')).statusCode).toBe(415);
    expect((await send(Buffer.from([0xff, 0x00]))).statusCode).toBe(400);
    expect((await send(Buffer.alloc(1_200_000, 'x'))).statusCode).toBe(413);
    expect(await listInbox(database, OFFICER)).toHaveLength(before);
  });
  test('becomes a draft of the officer: words, times and drawn areas come along, places do not', async () => {
    const [line] = await listInbox(database, OFFICER);
    const { alert } = await readInbox(database, OFFICER, line?.id ?? '');
    const draft = draftOfCap(alert, ['en', 'ar'], Date.parse('2026-11-22T14:00:00+01:00'));
    expect(draft).toMatchObject({
      hazard: 'flood',
      areas: [],
      hours: 6,
      sourceLang: 'en',
      severity: 'Severe',
    });
    expect(draft.shapes.circles).toEqual([{ lat: 41.2, lon: 9.1, radius: 2.5 }]);
    expect(draft.texts[0]?.headline).toBe('Flood in the old harbour');
  });
  test('stops with the partner’s end; a weak key is refused', async () => {
    await expect(
      addPartner(database, OFFICER.org, { name: 'Weak', pem: 'nothing', mayHaveToken: false }),
    ).rejects.toMatchObject({ errors: [{ field: 'pem' }] });
    expect(await endPartner(database, OFFICER.org, 'Weather office')).toBe(1);
    expect((await send(writeCap({ ...FLOOD, identifier: 'late' }))).statusCode).toBe(401);
  });
});

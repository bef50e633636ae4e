import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type TestCertificate, testCertificate } from '../http/testing-certificate.ts';
import { askFrontDoor } from './front-door.ts';

const NAME = 'help.example';
const authority = await testCertificate('Test authority', { authority: true });
const open: { close(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** A door with this certificate that answers as the program does behind a good proxy; @returns what is found. */
async function found(
  certificate: TestCertificate,
  { status = 200, believe = true, now }: { status?: number; believe?: boolean; now?: number } = {},
): Promise<string[]> {
  const { key, cert } = certificate;
  const ciphers = 'ECDHE-ECDSA-AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256';
  const server = createServer({ key, cert, ciphers }, (_asked, answer) =>
    answer.writeHead(status, { 'strict-transport-security': 'max-age=1' }).end(),
  ).listen(0, '127.0.0.1');
  open.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const findings = await askFrontDoor({
    origin: `https://${NAME}:${port}`,
    ...(believe ? { ca: authority.cert } : {}),
    // Nobody listens there: plain text is not answered at all.
    at: { host: '127.0.0.1', plainPort: 1 },
    ...(now === undefined ? {} : { now }),
  });
  return findings.map(({ state, says }) => `${state}: ${says}`);
}

describe('the certificate of the public address (ASVS 12.2.2)', () => {
  test('that an authority signed for this name is fine', async () => {
    expect(await found(await testCertificate(NAME, { by: authority }))).toEqual([
      expect.stringMatching(
        /^fine: https:\/\/help\.example:\d+: TLSv1\.3, certificate good for 89 days$/,
      ),
    ]);
  });
  test.each([
    ['that nobody vouches for', () => testCertificate(NAME), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    [
      'for another name',
      () => testCertificate('other.example', { by: authority }),
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    [
      'that has ended',
      () => testCertificate(NAME, { by: authority, days: -2 }),
      'CERT_HAS_EXPIRED',
    ],
  ])('%s is wrong', async (_what, make, code) => {
    const says = await found(await make());
    expect(says).toHaveLength(1);
    expect(says[0]).toMatch(/^wrong: /);
    expect(says[0]).toContain(code);
  });
  test('by an authority that Node.js does not believe by itself is wrong', async () => {
    const [says] = await found(await testCertificate(NAME, { by: authority }), { believe: false });
    expect(says).toContain('browsers will not believe its certificate');
  });
  test('that ends soon is said in time', async () => {
    const now = Date.now() + 80 * 86_400_000;
    expect(await found(await testCertificate(NAME, { by: authority }), { now })).toEqual([
      'look: its certificate ends in 9 days: see that it is renewed by itself',
    ]);
  });
});

describe('the public address', () => {
  test('without TLS is wrong, unless it is this machine alone', async () => {
    const [far] = await askFrontDoor({ origin: 'http://help.example' });
    expect(far?.state).toBe('wrong');
    expect(far?.says).toContain('docs/proxy.md');
    for (const origin of ['http://localhost:8080', 'http://127.0.0.1', 'http://[::1]:8080'])
      expect((await askFrontDoor({ origin })).map(({ state }) => state)).toEqual(['fine']);
    // A name that only begins like this machine's is another.
    expect((await askFrontDoor({ origin: 'http://localhost.example' }))[0]?.state).toBe('wrong');
  });
  test('that does not answer is looked at, not called wrong', async () => {
    const [one] = await askFrontDoor({ origin: 'https://127.0.0.1:1' });
    expect(one).toMatchObject({ state: 'look' });
    expect(one?.says).toContain('ECONNREFUSED');
  });
  test('behind which the program does not run is looked at', async () => {
    const certificate = await testCertificate(NAME, { by: authority });
    expect(await found(certificate, { status: 502 })).toEqual([
      'look: /health/live answers 502 there: is the program running?',
    ]);
  });
});

/** For tests: certificates (X.509 v3, RFC 5280) signed by ECDSA on P-256, made anew in each run so that no key lies in the repository. */
import {
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';

export type TestCertificate = { key: string; cert: string; privateKey: KeyObject; name: string };

const OID = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  subjectAltName: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
} as const;

/** One DER element: tag, length, content. */
function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
const sequence = (...parts: readonly Uint8Array[]): Buffer => element(0x30, ...parts);
const oid = (bytes: readonly number[]): Buffer => element(0x06, Buffer.from(bytes));
const nameOf = (text: string): Buffer =>
  sequence(element(0x31, sequence(oid(OID.commonName), element(0x0c, Buffer.from(text)))));
const time = (at: number): Buffer =>
  element(0x18, Buffer.from(new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '')));
const extension = (id: readonly number[], value: Buffer): Buffer =>
  sequence(oid(id), element(0x04, value));
const pem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${der.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`;

/**
 * A certificate for the host `name`, signed by `by` or by itself; with `authority` it may sign others.
 * @param days how long it is good from now; negative: it has ended
 */
export function testCertificate(
  name: string,
  {
    by,
    authority = false,
    days = 90,
  }: { by?: TestCertificate; authority?: boolean; days?: number } = {},
): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const now = Date.now();
  const serial = Buffer.concat([Buffer.from([0x40]), randomBytes(8)]);
  const usage = authority
    ? extension(OID.basicConstraints, sequence(element(0x01, Buffer.from([0xff]))))
    : extension(OID.subjectAltName, sequence(element(0x82, Buffer.from(name))));
  const signed = sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    element(0x02, serial),
    algorithm,
    nameOf(by?.name ?? name),
    sequence(
      time(Math.min(now, now + days * 86_400_000) - 86_400_000),
      time(now + days * 86_400_000),
    ),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    element(0xa3, sequence(usage)),
  );
  const signature = sign('sha256', signed, by?.privateKey ?? privateKey);
  const cert = pem(
    'CERTIFICATE',
    sequence(signed, algorithm, element(0x03, Buffer.from([0]), signature)),
  );
  // Read back once: what Node.js cannot read fails here, not in a handshake.
  if (new X509Certificate(cert).subject !== `CN=${name}`) throw new Error('certificate');
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  return { key: String(key), cert, privateKey, name };
}

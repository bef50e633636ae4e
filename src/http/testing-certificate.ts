/** For tests: certificates (X.509 v3, RFC 5280) signed by ECDSA on P-256, made anew in each run so that no key lies in the repository. */
import 'reflect-metadata';
import { KeyObject } from 'node:crypto';
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

export type TestCertificate = { key: string; cert: string; privateKey: CryptoKey; name: string };

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;

/**
 * A certificate for the host `name`, signed by `by` or by itself; with `authority` it may sign others.
 * @param days how long it is good from now; negative: it has ended
 */
export async function testCertificate(
  name: string,
  {
    by,
    authority = false,
    days = 90,
  }: { by?: TestCertificate; authority?: boolean; days?: number } = {},
): Promise<TestCertificate> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ]);
  const now = Date.now();
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: `CN=${by?.name ?? name}`,
    notBefore: new Date(Math.min(now, now + days * DAY) - DAY),
    notAfter: new Date(now + days * DAY),
    publicKey,
    signingKey: by?.privateKey ?? privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      authority
        ? new BasicConstraintsExtension(true)
        : new SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
    ],
  });
  const key = KeyObject.from(privateKey).export({ type: 'pkcs8', format: 'pem' });
  return { key: String(key), cert: certificate.toString('pem'), privateKey, name };
}

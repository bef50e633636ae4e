/**
 * The signature of an alert (CAP 1.2, section 3.3.4.1: enveloped XML Signature), checked against the keys that an
 * operator trusts. What counts is what was signed: the alert is read again from the signed text itself, so that
 * nothing can be added around it.
 */
import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { DOMParser } from '@xmldom/xmldom';
import { type SignatureAlgorithm, SignedXml } from 'xml-crypto';
import { type CapAlert, SIGNATURE_NAMESPACE } from './alert.ts';
import { readCap } from './read.ts';
import { readXml, type XmlElement } from './read-xml.ts';

/** A key that an operator trusts: PEM of a public key or of a certificate. */
export type TrustedKey = { name: string; pem: string };

export type SignatureState =
  | { state: 'unsigned' }
  | { state: 'valid'; by: string }
  /** The text is as it was signed, by a key that nobody here trusts. */
  | { state: 'unknown_key' }
  | { state: 'broken'; why: string };

export type SignedCap = { alert: CapAlert; signature: SignatureState };

const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
const TRANSFORMS = new Set([
  ENVELOPED,
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  'http://www.w3.org/2001/10/xml-exc-c14n#',
]);
const SIGNATURES = new Set<
  | 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
  | 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512'
>([
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
]);
const DIGESTS = new Set([
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmlenc#sha512',
]);

/**
 * Reads an alert and says what its signature is worth. A broken one is told, with its alert, so that an officer can
 * see what came; nobody may show it.
 * @throws CapRefusal for what is no alert of CAP 1.2.
 */
export function readSigned(text: string, trusted: readonly TrustedKey[]): SignedCap {
  const alert = readCap(text);
  const root = readXml(text);
  const signatures = root.children.filter(({ namespace }) => namespace === SIGNATURE_NAMESPACE);
  if (signatures.length === 0) return { alert, signature: { state: 'unsigned' } };
  const broken = (why: string): SignedCap => ({ alert, signature: { state: 'broken', why } });
  const [signature] = signatures;
  if (!signature || signatures.length > 1 || signature.name !== 'Signature')
    return broken('more than one signature');
  const fault = faultOfForm(signature);
  if (fault) return broken(fault);
  try {
    return judge(text, alert, signature, trusted);
  } catch {
    return broken('the signature cannot be read');
  }
}

/** What makes a signature worthless before any key is tried; undefined when its form is sound. */
function faultOfForm(signature: XmlElement): string | undefined {
  const info = signature.children.find(({ name }) => name === 'SignedInfo');
  const method = attribute(one(info, 'SignatureMethod'), 'Algorithm');
  if (!(SIGNATURES as ReadonlySet<string>).has(method))
    return `the algorithm ${method || '(none)'} is not taken`;
  const references = info?.children.filter(({ name }) => name === 'Reference') ?? [];
  const [reference] = references;
  if (!reference || references.length > 1) return 'not exactly one reference';
  if (attribute(reference, 'URI') !== '') return 'it does not sign the whole alert';
  const transforms =
    one(reference, 'Transforms')?.children.map((each) => attribute(each, 'Algorithm')) ?? [];
  if (!transforms.includes(ENVELOPED) || transforms.some((each) => !TRANSFORMS.has(each)))
    return 'it signs something made from the alert';
  const digest = attribute(one(reference, 'DigestMethod'), 'Algorithm');
  return DIGESTS.has(digest) ? undefined : `the digest ${digest || '(none)'} is not taken`;
}

function judge(
  text: string,
  alert: CapAlert,
  signature: XmlElement,
  trusted: readonly TrustedKey[],
): SignedCap {
  const document = new DOMParser({ errorHandler: refuseText }).parseFromString(text, 'text/xml');
  const broken = (why: string): SignedCap => ({ alert, signature: { state: 'broken', why } });
  if (check(text, document, undefined) === undefined)
    return broken('the alert was changed after it was signed');
  for (const { name, pem } of trusted) {
    const signed = check(text, document, createPublicKey(pem));
    if (signed !== undefined)
      return { alert: readCap(signed), signature: { state: 'valid', by: name } };
  }
  // A certificate that comes along proves nothing about who signed, but shows a signature that was exchanged.
  const own = certificateIn(signature);
  return own && check(text, document, own) === undefined
    ? broken('the signature does not belong to its certificate')
    : { alert, signature: { state: 'unknown_key' } };
}

/**
 * The text that was signed, in canonical form; undefined when it was changed, or when this key did not sign it.
 * Without a key only the digest is compared.
 */
function check(text: string, document: Document, key: KeyObject | undefined): string | undefined {
  // The key that an alert brings along is never used: xml-crypto takes none from it unless told to.
  const signed = new SignedXml({ publicCert: key ?? 'none' });
  if (!key)
    for (const name of SIGNATURES)
      signed.SignatureAlgorithms[name] = class implements SignatureAlgorithm {
        getAlgorithmName = () => name;
        getSignature = () => '';
        verifySignature = () => true;
      };
  const [node, ...others] = signed.findSignatures(document);
  if (!node || others.length) return undefined;
  signed.loadSignature(node);
  try {
    if (!signed.checkSignature(text)) return undefined;
  } catch {
    return undefined;
  }
  const [reference, ...more] = signed.getSignedReferences();
  return more.length ? undefined : reference;
}

function refuseText(level: string, message: unknown): void {
  if (level !== 'warning') throw new Error(String(message));
}

/** The key of the first certificate in KeyInfo; undefined without one that can be read. */
function certificateIn(signature: XmlElement): KeyObject | undefined {
  const data = one(one(signature, 'KeyInfo'), 'X509Data');
  const base64 = one(data, 'X509Certificate')?.text.replace(/\s/g, '');
  if (!base64) return undefined;
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).publicKey;
  } catch {
    return undefined;
  }
}

const one = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name && child.namespace === SIGNATURE_NAMESPACE);
const attribute = (element: XmlElement | undefined, name: string): string =>
  element?.attributes.find((each) => each.name === name)?.value ?? '';

/** The key of a PEM text (public key or certificate). @throws Error when it is neither, or not RSA of 2048 bits and more */
export function trustedKeyOf(pem: string): KeyObject {
  const key = createPublicKey(pem);
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    throw new Error('expected an RSA key of at least 2048 bits');
  return key;
}

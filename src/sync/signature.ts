/**
 * The signature of a sign-in under an operation (design chapter 30, section 5.3): whoever carries a sealed operation can neither
 * read nor forge it. ECDSA on P-256 with SHA-256, the one that every browser with WebCrypto has; the same code verifies on
 * the server.
 */
import type { Operation } from '../desk/operation.ts';
import type { SignedOperation } from './wire.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGN = { name: 'ECDSA', hash: 'SHA-256' } as const;
const CONTEXT = 'wayhouse desk operation 1\n';

export type SessionKey = {
  /** Raw point, base64url: what the server knows the sign-in by. */
  publicKey: string;
  privateKey: CryptoKey;
};

/** A key pair for one sign-in on one tablet. The private half can be taken out, to be kept sealed. */
export async function newSessionKey(): Promise<SessionKey> {
  const pair = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const raw = await crypto.subtle.exportKey('raw', pair.publicKey);
  return { publicKey: text(new Uint8Array(raw)), privateKey: pair.privateKey };
}

/** The private half as bytes (PKCS 8), base64url, for keeping it under the worker's store key. */
export async function exportSessionKey({ privateKey }: SessionKey): Promise<string> {
  return text(new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey)));
}

/** @throws DOMException when the text is no such key */
export async function importSessionKey(publicKey: string, pkcs8: string): Promise<SessionKey> {
  const privateKey = await crypto.subtle.importKey('pkcs8', bytes(pkcs8), ALGORITHM, true, [
    'sign',
  ]);
  return { publicKey, privateKey };
}

/** What is signed: the operation's JSON as it will be sealed, under a line that says what it is. */
const signedBytes = (operation: Operation): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(CONTEXT + JSON.stringify(operation));

export async function signOperation(
  operation: Operation,
  key: SessionKey,
): Promise<SignedOperation> {
  const signature = await crypto.subtle.sign(SIGN, key.privateKey, signedBytes(operation));
  return { ...operation, session_sig: `${key.publicKey}.${text(new Uint8Array(signature))}` };
}

/**
 * Takes the signature off. `keyKnown` says whether the server knows that public key, and is asked before any arithmetic.
 * @returns the operation and the public key it was signed with, or undefined when it is not signed, not by a known key, or altered
 */
export async function verifyOperation(
  signed: SignedOperation,
  keyKnown: (publicKey: string) => boolean | Promise<boolean>,
): Promise<{ operation: Operation; publicKey: string } | undefined> {
  const { session_sig, ...operation } = signed;
  const [publicKey, signature, more] = session_sig.split('.');
  if (!publicKey || !signature || more !== undefined || !(await keyKnown(publicKey)))
    return undefined;
  try {
    const key = await imported(publicKey);
    const valid = await crypto.subtle.verify(SIGN, key, bytes(signature), signedBytes(operation));
    return valid ? { operation, publicKey } : undefined;
  } catch {
    return undefined;
  }
}

/** Keys of sign-ins that were met last: a tablet sends a day's work under one. */
const met = new Map<string, CryptoKey>();
const MOST_MET = 500;

async function imported(publicKey: string): Promise<CryptoKey> {
  const found = met.get(publicKey);
  if (found) return found;
  const key = await crypto.subtle.importKey('raw', bytes(publicKey), ALGORITHM, false, ['verify']);
  const [oldest] = met.keys();
  if (oldest !== undefined && met.size >= MOST_MET) met.delete(oldest);
  met.set(publicKey, key);
  return key;
}

/** Base64url of bytes. */
export function text(raw: Uint8Array): string {
  return btoa(String.fromCharCode(...raw))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** @throws DOMException when it is no base64url */
export function bytes(encoded: string): Uint8Array<ArrayBuffer> {
  const raw = atob(encoded.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

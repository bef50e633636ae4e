/**
 * The hierarchy of keys: root → key of the epoch → data keys (design chapter 20, section 7). Pure.
 * A wrapped key is `nonce 12 | ciphertext 32 | tag 16`, AES-256-GCM, with its own name as associated data.
 */
import { hkdfSync, randomBytes } from 'node:crypto';
import { decrypt, encrypt } from './envelope.ts';

export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + 16;

/** HKDF-SHA-256 (RFC 5869) without salt: 32 bytes. */
export function derive(
  secret: Buffer,
  info: string | Buffer,
  bytes = KEY_BYTES,
  salt: string | Buffer = '',
): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, bytes));
}

/** What wraps the data keys of an organisation in an epoch: losing either half loses them all. */
export function organisationKey(
  epochKey: Buffer,
  orgSecret: Buffer,
  org: string,
  epoch: number,
): Buffer {
  const both = Buffer.concat([epochKey, orgSecret]);
  const key = derive(both, `dek|${org}|${epoch}`);
  both.fill(0);
  return key;
}

/** What wraps the secrets of organisations and of the node in an epoch. */
export function secretsKey(epochKey: Buffer, epoch: number): Buffer {
  return derive(epochKey, `secret|${epoch}`);
}

/** Wraps a key of 32 bytes; `name` must be given again to unwrap it. */
export function wrap(key: Buffer, name: string, plain: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const { sealed, tag } = encrypt(key, nonce, Buffer.from(name), plain);
  return Buffer.concat([nonce, sealed, tag]);
}

/** The key that was wrapped; undefined under another key or name, or when it was changed. */
export function unwrap(key: Buffer, name: string, wrapped: Buffer): Buffer | undefined {
  if (wrapped.length !== WRAPPED_BYTES) return undefined;
  const tagAt = WRAPPED_BYTES - 16;
  return decrypt(
    key,
    wrapped.subarray(0, NONCE_BYTES),
    Buffer.from(name),
    wrapped.subarray(NONCE_BYTES, tagAt),
    wrapped.subarray(tagAt),
  );
}

/** The name under which a data key is wrapped: no row can be passed off as another. */
export function dataKeyName(row: {
  epoch: number;
  org: string;
  ref: Buffer;
  store: string;
  version: number;
}): string {
  return `dek|${row.epoch}|${row.org}|${row.ref.toString('hex')}|${row.store}|${row.version}`;
}

/**
 * The hierarchy of keys: root → key of the epoch → data keys (design chapter 20, section 7). Pure.
 * A wrapped key is `nonce 12 | ciphertext 32 | tag 16` with its own name as associated data, and from the second form on (`forms.ts`)
 * the number of its form before it, which is in the associated data too.
 */
import { hkdfSync, randomBytes } from 'node:crypto';
import {
  boundTo,
  decrypt,
  encrypt,
  FIRST_FORM,
  type Form,
  isForm,
  NONCE_BYTES,
  TAG_BYTES,
} from './forms.ts';

export const KEY_BYTES = 32;
const WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES;

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
  form: Form = FIRST_FORM,
): Buffer {
  const both = Buffer.concat([epochKey, orgSecret]);
  const key = derive(both, boundTo(form, `dek|${org}|${epoch}`));
  both.fill(0);
  return key;
}

/** What wraps the secrets of organisations and of the node in an epoch. */
export function secretsKey(epochKey: Buffer, epoch: number, form: Form = FIRST_FORM): Buffer {
  return derive(epochKey, boundTo(form, `secret|${epoch}`));
}

/** Wraps a key of 32 bytes; `name` must be given again to unwrap it. */
export function wrap(key: Buffer, name: string, plain: Buffer, form: Form = FIRST_FORM): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const { sealed, tag } = encrypt(key, nonce, Buffer.from(boundTo(form, name)), plain, form);
  return Buffer.concat([...(form === 1 ? [] : [Buffer.of(form)]), nonce, sealed, tag]);
}

/** The form of a wrapped key; undefined when it is none. */
export function wrappedForm(wrapped: Buffer): Form | undefined {
  if (wrapped.length === WRAPPED_BYTES) return 1;
  const form = wrapped[0];
  return wrapped.length === WRAPPED_BYTES + 1 && form !== 1 && isForm(form) ? form : undefined;
}

/** The key that was wrapped; undefined under another key or name, or when it was changed. */
export function unwrap(key: Buffer, name: string, wrapped: Buffer): Buffer | undefined {
  const form = wrappedForm(wrapped);
  if (!form) return undefined;
  const body = wrapped.subarray(wrapped.length - WRAPPED_BYTES);
  const tagAt = WRAPPED_BYTES - TAG_BYTES;
  return decrypt(
    key,
    body.subarray(0, NONCE_BYTES),
    Buffer.from(boundTo(form, name)),
    body.subarray(NONCE_BYTES, tagAt),
    body.subarray(tagAt),
    form,
  );
}

/** The name under which a data key is wrapped: no row can be passed off as another, nor a key as one of another form. */
export function dataKeyName(row: {
  epoch: number;
  org: string;
  ref: Buffer;
  store: string;
  version: number;
  /** In which values are sealed under this key. */
  form?: Form;
}): string {
  const name = `dek|${row.epoch}|${row.org}|${row.ref.toString('hex')}|${row.store}|${row.version}`;
  return boundTo(row.form ?? FIRST_FORM, name);
}

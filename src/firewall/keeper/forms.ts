/**
 * The forms in which values are sealed and keys are wrapped: one authenticated cipher each, named by the first byte of what is stored.
 * All of them have keys of 256 bits, nonces of 96 and tags of 128, so that one takes the place of another without anything else.
 *
 * Which form is written is said by the epoch, not by a setting: its number goes into the keys that the epoch derives, so whoever
 * changes it in the database opens nothing. It changes with a rotation alone (`rotate`), to one of these, and of these none is weak.
 * A form that is found to be broken is taken out of `WRITABLE` here, and out of `CIPHERS` when no node holds it any more.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { quietly } from './quiet-probe.ts';

export type Form = 1 | 2;

export const TAG_BYTES = 16;
export const NONCE_BYTES = 12;

/** AES-256-GCM: NIST SP 800-38D. ChaCha20-Poly1305: RFC 8439. */
const CIPHERS: Readonly<Record<Form, 'aes-256-gcm' | 'chacha20-poly1305'>> = {
  1: 'aes-256-gcm',
  2: 'chacha20-poly1305',
};

/** Forms that an epoch may begin in. */
export const WRITABLE: readonly [Form, ...Form[]] = [1, 2];
/** The form of a new node, and of what is sealed beside the keeper: the processors of servers have instructions for it. */
export const FIRST_FORM: Form = 1;

export const isForm = (number: number | undefined): number is Form =>
  number !== undefined && Object.hasOwn(CIPHERS, number);

/** The cipher of a form, for people. */
export const cipherOf = (form: Form): string => CIPHERS[form];

/** A name or place as associated data, with the form in it: what was sealed in one form opens in no other. */
export const boundTo = (form: Form, name: string): string =>
  // No name and no place begins with a number, so the first form, which was the only one, needs none.
  form === 1 ? name : `${form}|${name}`;

/** Seals under a key of 256 bits, with a tag of 16 bytes. */
export function encrypt(
  key: Buffer,
  nonce: Buffer,
  aad: Buffer,
  plain: Buffer,
  form: Form = FIRST_FORM,
): { sealed: Buffer; tag: Buffer } {
  const length = { authTagLength: TAG_BYTES };
  const cipher = quietly(() =>
    form === 1
      ? createCipheriv('aes-256-gcm', key, nonce, length)
      : createCipheriv('chacha20-poly1305', key, nonce, length),
  );
  cipher.setAAD(aad, { plaintextLength: plain.length });
  const sealed = cipher.update(plain);
  cipher.final();
  return { sealed, tag: cipher.getAuthTag() };
}

/** The reverse of `encrypt`; undefined when the tag does not fit. */
export function decrypt(
  key: Buffer,
  nonce: Buffer,
  aad: Buffer,
  sealed: Buffer,
  tag: Buffer,
  form: Form = FIRST_FORM,
): Buffer | undefined {
  if (tag.length !== TAG_BYTES) return undefined;
  const length = { authTagLength: TAG_BYTES };
  const decipher = quietly(() =>
    form === 1
      ? createDecipheriv('aes-256-gcm', key, nonce, length)
      : createDecipheriv('chacha20-poly1305', key, nonce, length),
  );
  decipher.setAAD(aad, { plaintextLength: sealed.length });
  decipher.setAuthTag(tag);
  const plain = decipher.update(sealed);
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return undefined;
  }
}

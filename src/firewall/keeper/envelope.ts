/**
 * The field envelope: how one sealed value stands in a column (design chapter 20, section 7).
 *
 * `0x01 | key_version 2 | nonce 12 | ciphertext | tag 16`, AES-256-GCM (NIST SP 800-38D). The place of the
 * value is associated data, so a ciphertext that was moved to another row or column does not open.
 */
import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { Problem } from '../../http/problem.ts';
import { quietly } from './quiet-probe.ts';

/** Where a sealed value stands. */
export type FieldPlace = {
  /** `schema.table.column`. */
  column: string;
  /** The row's own id, as text. */
  rowId: string;
};

const FORM = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + 2 + NONCE_BYTES;
/** How much longer than the plain value an envelope is. */
export const ENVELOPE_OVERHEAD = HEAD_BYTES + TAG_BYTES;
const COLUMN = /^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/;

function associated(place: FieldPlace, keyVersion: number): Buffer {
  if (!COLUMN.test(place.column))
    throw new Problem('bad_input', {
      field: 'column',
      detail: 'A sealed place is schema.table.column.',
    });
  if (!place.rowId || place.rowId.includes('|'))
    throw new Problem('bad_input', {
      field: 'rowId',
      detail: 'A sealed place needs the id of its row, without |.',
    });
  return Buffer.from(`${place.column}|${place.rowId}|${keyVersion}`);
}

/**
 * Seals `plain` for one place under a 256-bit key.
 * @throws Problem `bad_input` when the place or the key version (1 to 65535) is not in its form.
 */
export function sealField(
  key: Buffer,
  keyVersion: number,
  place: FieldPlace,
  plain: Buffer,
): Buffer {
  if (!Number.isInteger(keyVersion) || keyVersion < 1 || keyVersion > 0xffff)
    throw new Problem('bad_input', { field: 'keyVersion', detail: 'A key version is 1 to 65535.' });
  const head = Buffer.alloc(HEAD_BYTES);
  head[0] = FORM;
  head.writeUInt16BE(keyVersion, 1);
  randomFillSync(head, 3, NONCE_BYTES);
  const { sealed, tag } = encrypt(key, head.subarray(3), associated(place, keyVersion), plain);
  return Buffer.concat([head, sealed, tag]);
}

/** The key version that an envelope names; undefined when it is no envelope. */
export function keyVersionOf(envelope: Buffer): number | undefined {
  if (envelope.length < ENVELOPE_OVERHEAD || envelope[0] !== FORM) return undefined;
  return envelope.readUInt16BE(1) || undefined;
}

/** The plain value; undefined when the envelope was moved, cut or changed, or the key is another one. */
export function openField(key: Buffer, place: FieldPlace, envelope: Buffer): Buffer | undefined {
  const keyVersion = keyVersionOf(envelope);
  if (keyVersion === undefined) return undefined;
  const tagAt = envelope.length - TAG_BYTES;
  return decrypt(
    key,
    envelope.subarray(3, HEAD_BYTES),
    associated(place, keyVersion),
    envelope.subarray(HEAD_BYTES, tagAt),
    envelope.subarray(tagAt),
  );
}

/** AES-256-GCM with a tag of 16 bytes. */
export function encrypt(
  key: Buffer,
  nonce: Buffer,
  aad: Buffer,
  plain: Buffer,
): { sealed: Buffer; tag: Buffer } {
  const cipher = quietly(() =>
    createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }),
  );
  cipher.setAAD(aad);
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
): Buffer | undefined {
  if (tag.length !== TAG_BYTES) return undefined;
  const decipher = quietly(() =>
    createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }),
  );
  decipher.setAAD(aad);
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

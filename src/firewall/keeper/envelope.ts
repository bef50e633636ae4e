/**
 * The field envelope: how one sealed value stands in a column (design chapter 20, section 7).
 *
 * `form 1 | key_version 2 | nonce 12 | ciphertext | tag 16`. The form names the cipher (`forms.ts`); it and the place of the value
 * are associated data, so a ciphertext that was moved to another row or column, or called another form, does not open.
 */
import { randomFillSync } from 'node:crypto';
import { Problem } from '../../http/problem.ts';
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

/** Where a sealed value stands. */
export type FieldPlace = {
  /** `schema.table.column`. */
  column: string;
  /** The row's own id, as text. */
  rowId: string;
};

const HEAD_BYTES = 1 + 2 + NONCE_BYTES;
/** How much longer than the plain value an envelope is. */
export const ENVELOPE_OVERHEAD = HEAD_BYTES + TAG_BYTES;
const COLUMN = /^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/;

function associated(form: Form, place: FieldPlace, keyVersion: number): Buffer {
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
  return Buffer.from(boundTo(form, `${place.column}|${place.rowId}|${keyVersion}`));
}

/**
 * Seals `plain` for one place under a 256-bit key, which seals in one form only.
 * @throws Problem `bad_input` when the place or the key version (1 to 65535) is not in its form.
 */
export function sealField(
  key: Buffer,
  keyVersion: number,
  place: FieldPlace,
  plain: Buffer,
  form: Form = FIRST_FORM,
): Buffer {
  if (!Number.isInteger(keyVersion) || keyVersion < 1 || keyVersion > 0xffff)
    throw new Problem('bad_input', { field: 'keyVersion', detail: 'A key version is 1 to 65535.' });
  const head = Buffer.alloc(HEAD_BYTES);
  head[0] = form;
  head.writeUInt16BE(keyVersion, 1);
  randomFillSync(head, 3, NONCE_BYTES);
  const aad = associated(form, place, keyVersion);
  const { sealed, tag } = encrypt(key, head.subarray(3), aad, plain, form);
  return Buffer.concat([head, sealed, tag]);
}

/** The form that an envelope names; undefined when it is no envelope. */
export function formOf(envelope: Buffer): Form | undefined {
  const form = envelope[0];
  return envelope.length >= ENVELOPE_OVERHEAD && isForm(form) ? form : undefined;
}

/** The key version that an envelope names; undefined when it is no envelope. */
export function keyVersionOf(envelope: Buffer): number | undefined {
  return formOf(envelope) === undefined ? undefined : envelope.readUInt16BE(1) || undefined;
}

/**
 * The plain value; undefined when the envelope was moved, cut or changed, or the key is another one.
 * @param only the form for which the key was made, when that is known
 */
export function openField(
  key: Buffer,
  place: FieldPlace,
  envelope: Buffer,
  only?: Form,
): Buffer | undefined {
  const form = formOf(envelope);
  const keyVersion = keyVersionOf(envelope);
  if (form === undefined || keyVersion === undefined || (only ?? form) !== form) return undefined;
  const tagAt = envelope.length - TAG_BYTES;
  return decrypt(
    key,
    envelope.subarray(3, HEAD_BYTES),
    associated(form, place, keyVersion),
    envelope.subarray(HEAD_BYTES, tagAt),
    envelope.subarray(tagAt),
    form,
  );
}

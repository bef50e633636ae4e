/** Records under the worker's store key: AES-256-GCM, bound to their shelf, their key and the form they are in (section 5.2). */
import { DeskError } from './desk.ts';

/** How a record lies on the device. */
export type Locked = { v: number; iv: Uint8Array<ArrayBuffer>; ct: Uint8Array<ArrayBuffer> };
export type Ciphers = {
  lock(shelf: string, key: string, value: unknown): Promise<Locked>;
  /** @throws DeskError `damaged` when it was changed, moved, or is under another key */
  unlock(shelf: string, key: string, record: unknown): Promise<unknown>;
};

export const FORM = 1;

const boundTo = (shelf: string, key: string, v: number): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`${shelf}|${key}|${v}`);

export function ciphersOf(storeKey: CryptoKey): Ciphers {
  return {
    async lock(shelf, key, value) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const ct = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv, additionalData: boundTo(shelf, key, FORM) },
        storeKey,
        new TextEncoder().encode(JSON.stringify(value)),
      );
      return { v: FORM, iv, ct: new Uint8Array(ct) };
    },
    async unlock(shelf, key, record) {
      const { v, iv, ct } = record as Locked;
      try {
        const plain = await crypto.subtle.decrypt(
          { name: 'AES-GCM', iv, additionalData: boundTo(shelf, key, v) },
          storeKey,
          ct,
        );
        return JSON.parse(new TextDecoder().decode(plain)) as unknown;
      } catch {
        throw new DeskError('damaged', `A record of ${shelf} cannot be opened.`);
      }
    },
  };
}

/** The key that signs tickets: random, never stored here, given to the main database as padded states, renewed each day. */
import { randomBytes } from 'node:crypto';
import type { Database } from '../../database/index.ts';
import { translateDatabaseError } from '../../database/errors.ts';
import { paddedStates } from './ticket.ts';

/** Puts a new key into force in place of the keeper's own `previous` one, and gives its number. */
export type PutMacKey = (ki: Buffer, ko: Buffer, previous?: number) => Promise<number>;

export type MacKey = {
  /** The key in force; renewed first when it is older than a day. */
  current(): Promise<{ keyNo: number; key: Buffer }>;
  renew(): Promise<void>;
  close(): void;
};

const LIFE = 86_400_000;

/** Into `fw.mac_key` of the main database, through its one door, as `app_keeper`. */
export function putIntoMain(main: Database): PutMacKey {
  return async (ki, ko, previous) => {
    const client = await main.borrow('app_keeper');
    try {
      for (;;) {
        const last = await client.query<{ no: number }>('select fw.last_mac_key() as no');
        const keyNo = (last.rows[0]?.no ?? 0) + 1;
        try {
          await client.query('select fw.put_mac_key($1, $2, $3, $4)', [
            keyNo,
            ki,
            ko,
            previous ?? null,
          ]);
          return keyNo;
        } catch (error) {
          // Another program took the number at the same moment.
          if ((error as { code?: string }).code !== '23505') throw error;
        }
      }
    } catch (error) {
      throw translateDatabaseError(error);
    } finally {
      client.release();
    }
  };
}

export function openMacKey(put: PutMacKey, now: () => number): MacKey {
  let held: { keyNo: number; key: Buffer; madeAt: number } | undefined;
  let renewing: Promise<void> | undefined;
  async function make(): Promise<void> {
    const key = randomBytes(32);
    const { ki, ko } = paddedStates(key);
    const keyNo = await put(ki, ko, held?.keyNo).finally(() => {
      ki.fill(0);
      ko.fill(0);
    });
    held?.key.fill(0);
    held = { keyNo, key, madeAt: now() };
  }
  const renew = (): Promise<void> => {
    renewing ??= make().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };
  return {
    renew,
    async current() {
      if (!held || now() - held.madeAt >= LIFE) await renew();
      return held as { keyNo: number; key: Buffer };
    },
    close() {
      held?.key.fill(0);
      held = undefined;
    },
  };
}

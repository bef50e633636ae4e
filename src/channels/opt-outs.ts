/**
 * Numbers that nothing is sent to (INFO-05): kept as digests under a key of the keystore, which the database does not
 * hold. Questions that come together are asked together.
 */
import { createHmac } from 'node:crypto';
import type { Database } from '../database/index.ts';
import { act, look } from '../firewall/index.ts';
import type { OptOuts } from './house.ts';

const acting = { role: 'app_public', actor: 'public', purpose: 'whom not to write to' } as const;
const MOST_AT_ONCE = 500;

type Asked = { digest: Buffer; tell(has: boolean): void; fail(error: unknown): void };

/** @param secret 32 bytes of the keystore for this one use */
export function openOptOuts(database: Database, secret: Buffer): OptOuts {
  const digestOf = (number: string): Buffer => createHmac('sha256', secret).update(number).digest();
  const ask = (fn: 'stop' | 'start', number: string): Promise<boolean> =>
    act(database, acting, async (tx) => {
      const [row] = await tx.query<{ was: boolean }>(`select channels.${fn}($1) as was`, [
        digestOf(number),
      ]);
      return row?.was ?? false;
    });
  let waiting: Asked[] = [];
  let isAsking = false;
  const askAll = async (): Promise<void> => {
    isAsking = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MOST_AT_ONCE);
      try {
        const rows = await look(database, acting, (tx) =>
          tx.query<{ digest: Buffer }>('select stopped as digest from channels.stopped($1)', [
            batch.map(({ digest }) => digest),
          ]),
        );
        const stopped = new Set(rows.map(({ digest }) => digest.toString('base64')));
        for (const { digest, tell } of batch) tell(stopped.has(digest.toString('base64')));
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    isAsking = false;
  };
  return {
    add: (number) => ask('stop', number),
    remove: (number) => ask('start', number),
    has: (number) =>
      new Promise((tell, fail) => {
        waiting.push({ digest: digestOf(number), tell, fail });
        if (!isAsking) {
          isAsking = true;
          setImmediate(() => void askAll());
        }
      }),
  };
}

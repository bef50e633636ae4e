/** The first epoch of a node, with the secrets that every node has. */
import { randomBytes } from 'node:crypto';
import type { Database } from '../../database/index.ts';
import { Problem } from '../../http/problem.ts';
import { FIRST_FORM } from './forms.ts';
import { KEY_BYTES, secretsKey, wrap } from './hierarchy.ts';
import { type NodeSecret, nodeSecretName } from './keyring.ts';
import type { Keystore } from './keystore.ts';
import { transact } from './transact.ts';

const SECRETS: readonly NodeSecret[] = ['ref', 'tombstone', 'sign'];
const LOCK = 0x5741_594b;

/**
 * Makes epoch 1 in an empty keys database; else only looks whether the keystore holds the current epoch's key.
 * @returns when the current epoch was made
 * @throws Problem `unavailable` when it does not: the keystore is another one's, or lost.
 */
export async function ensureFirstEpoch(
  keys: Database,
  keystore: Keystore,
  now: () => number,
): Promise<Date> {
  return transact(keys, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [LOCK]);
    const [row] = await tx.query<{ epoch: number; made_at: Date }>(
      "select epoch, made_at from keys.epoch where state = 'current'",
    );
    if (row) {
      (await keystore.epochKey(row.epoch)).fill(0);
      return row.made_at;
    }
    const held = (await keystore.epochs()).filter((epoch) => epoch !== 1);
    if (held.length) {
      throw new Problem('unavailable', {
        detail: `The keys database is empty, but the keystore ${keystore.folder} holds the key of epoch ${held.join(', ')}. Restore the keys first (wayhouse restore), or name an empty folder in WAYHOUSE_KEYSTORE.`,
      });
    }
    await keystore.makeEpoch(1);
    const epochKey = await keystore.epochKey(1);
    const wrapping = secretsKey(epochKey, 1);
    const madeAt = new Date(now());
    await tx.execute(
      "insert into keys.epoch (epoch, state, made_at, form) values (1, 'current', $1, $2)",
      [madeAt, FIRST_FORM],
    );
    await tx.query('select keys.open_epoch(1)');
    for (const kind of SECRETS) {
      const secret = randomBytes(KEY_BYTES);
      await tx.execute('insert into keys.node_secret (epoch, kind, wrapped) values (1, $1, $2)', [
        kind,
        wrap(wrapping, nodeSecretName(kind, 1), secret),
      ]);
      secret.fill(0);
    }
    for (const used of [epochKey, wrapping]) used.fill(0);
    return madeAt;
  });
}

/**
 * The only opener of transactions: one request, one actor, one purpose, one transaction.
 * An act and everything it writes commit together, durably, or not at all (overview, invariant 3).
 */
import { BEGIN, BEGIN_READING, beginner, type Prepared } from '../database/begin-with.ts';
import type { ActTransaction, Database, Role } from '../database/index.ts';
import { actingOn } from '../database/database.ts';
import { isRetryable, translateDatabaseError } from '../database/errors.ts';

export type Acting = {
  role: Role;
  /** 'public', 'command line', 'jobs', or the uuid of an organisation. */
  actor: string;
  purpose: string;
  /** The organisation in whose name rows are written; row-level security compares with it. */
  org?: string;
};

const MOST_TRIES = 4;
const ACTING = {
  name: 'acting',
  text: `select set_config('wayhouse.actor', $1, true), set_config('wayhouse.purpose', $2, true), set_config('wayhouse.org', $3, true)`,
};

/**
 * Runs `work` in a read-write transaction and commits it. After a serialisation failure or a deadlock
 * the whole of `work` runs again, so it must have no effect outside the transaction.
 */
export function act<T>(
  database: Database,
  acting: Acting,
  work: (tx: ActTransaction) => Promise<T>,
): Promise<T> {
  return inTransaction(database, acting, BEGIN, work);
}

/** Runs `work` in a read-only transaction that sees one moment of the database throughout. */
export function look<T>(
  database: Database,
  acting: Acting,
  work: (tx: ActTransaction) => Promise<T>,
): Promise<T> {
  return inTransaction(database, acting, BEGIN_READING, work);
}

async function inTransaction<T>(
  database: Database,
  acting: Acting,
  begin: Prepared,
  work: (tx: ActTransaction) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const client = await database.borrow(acting.role);
    let broken: Error | undefined;
    try {
      const opening = beginner(client, begin, {
        prepared: ACTING,
        values: [acting.actor, acting.purpose, acting.org ?? ''],
      });
      const result = await work(actingOn(client, opening));
      await opening.commit();
      return result;
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure;
      });
      if (tries < MOST_TRIES && isRetryable(error)) continue;
      throw translateDatabaseError(error);
    } finally {
      client.release(broken);
    }
  }
}

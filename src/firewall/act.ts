/**
 * The only opener of transactions: one request, one actor, one purpose, one transaction.
 * An act and everything it writes commit together, durably, or not at all (overview, invariant 3).
 */
import { commit } from '../database/commit.ts';
import type { Database, Role, Transaction } from '../database/index.ts';
import { transactionOn } from '../database/database.ts';
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

/**
 * Runs `work` in a read-write transaction and commits it. After a serialisation failure or a deadlock
 * the whole of `work` runs again, so it must have no effect outside the transaction.
 */
export function act<T>(
  database: Database,
  acting: Acting,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return inTransaction(database, acting, 'begin', work);
}

/** Runs `work` in a read-only transaction that sees one moment of the database throughout. */
export function look<T>(
  database: Database,
  acting: Acting,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return inTransaction(database, acting, 'begin isolation level repeatable read read only', work);
}

async function inTransaction<T>(
  database: Database,
  acting: Acting,
  begin: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const client = await database.borrow(acting.role);
    let broken: Error | undefined;
    try {
      await client.query(begin);
      await client.query({
        name: 'acting',
        text: `select set_config('wayhouse.actor', $1, true), set_config('wayhouse.purpose', $2, true), set_config('wayhouse.org', $3, true)`,
        values: [acting.actor, acting.purpose, acting.org ?? ''],
      });
      const result = await work(transactionOn(client));
      await commit(client);
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

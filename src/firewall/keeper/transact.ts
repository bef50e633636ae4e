/** Statements and transactions of the keeper on its own database. */
import { commit } from '../../database/commit.ts';
import { transactionOn } from '../../database/database.ts';
import { isRetryable, translateDatabaseError } from '../../database/errors.ts';
import type { Database, Row, Transaction } from '../../database/index.ts';

const MOST_TRIES = 4;

/** One statement by itself. */
export async function ask<R extends Row>(
  keys: Database,
  text: string,
  values: readonly unknown[] = [],
): Promise<R[]> {
  const client = await keys.borrow('app_keeper');
  let broken: Error | undefined;
  try {
    return await transactionOn(client).query<R>(text, values);
  } catch (error) {
    broken = error instanceof Error && !isRetryable(error) ? error : undefined;
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Several statements that hold together or not at all; tried again as a whole after a deadlock. */
export async function transact<T>(
  keys: Database,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const client = await keys.borrow('app_keeper');
    let broken: Error | undefined;
    try {
      await client.query('begin');
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

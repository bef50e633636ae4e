/** The end of a transaction. */
import type { PoolClient } from 'pg';

export const NOTHING_COMMITTED =
  'A statement of this transaction failed and the failure was swallowed: nothing was committed.';

/**
 * Commits. After a statement failed, PostgreSQL answers `commit` with a rollback and no error: whoever swallowed that failure
 * would then say "done" of work that is gone.
 * @throws Error when the transaction was rolled back instead.
 */
export async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('commit');
  if (command !== 'COMMIT') throw new Error(NOTHING_COMMITTED);
}

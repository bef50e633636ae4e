/** For an outside auditor: whether this installation could be made to serve immigration enforcement. */
import type { Database } from '../../database/index.ts';
import { transactionOn } from '../../database/database.ts';
import { type Attempt, attempts } from './attempts.ts';
import { schemaHash, type Seen, walkCatalogue } from './walk.ts';

export type { Attempt, Seen };
export type Conformance = { schema: string; seen: Seen[]; attempts: Attempt[] };

/**
 * Walks the catalogue and makes every attempt in one transaction that is rolled back: safe beside a running program, on the
 * real database or on one that was restored from a backup. Runs as the owner, so that what holds does not rest on policies.
 * @param names how many of the barred bodies are tried, by default all; a check of one safeguard needs one.
 */
export async function conform(database: Database, names?: number): Promise<Conformance> {
  const client = await database.borrow('migrate');
  try {
    await client.query('begin');
    const tx = transactionOn(client);
    return {
      schema: await schemaHash(tx),
      seen: await walkCatalogue(tx),
      attempts: await attempts(tx, names),
    };
  } finally {
    await client.query('rollback').catch(() => {});
    client.release();
  }
}

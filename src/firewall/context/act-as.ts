/**
 * The only way to a guarded compartment: a ticket from the keeper, one transaction, one audit row
 * (design chapter 20, section 3). The context is that row; without it every guarded table is empty.
 */
import type { ActTransaction, Database, Role } from '../../database/index.ts';
import { actingOn } from '../../database/database.ts';
import { isRetryable, translateDatabaseError } from '../../database/errors.ts';
import { Problem } from '../../http/problem.ts';
import type { Act, Keeper } from '../keeper/index.ts';
import { openingContext } from './open-context.ts';

/** What the opener needs: the pools, and the keeper that signs. */
export type Firewall = { database: Database; keeper: Keeper };

/** An act before it has a ticket. `role` is the login role, and so the compartment, that it needs. */
export type GuardedAct = Omit<Act, 'audience' | 'points' | 'subject'> & {
  role: Role;
  points?: readonly string[];
  subject?: string;
};

/** A transaction with its context open. `nonce` names its ticket to the keeper, which opens and seals for it alone. */
export type InContext = ActTransaction & { readonly nonce: string };

const MOST_TRIES = 4;

/**
 * Runs `work` in one guarded transaction and commits it durably, with its audit row. After a serialisation
 * failure, a deadlock or an expired ticket the whole of `work` runs again with a new ticket, so it must
 * have no effect outside the transaction.
 * @throws what the keeper says when the act is not allowed; the problems of chapter 20, section 16; what `work` throws.
 */
export async function actAs<T>(
  firewall: Firewall,
  acting: GuardedAct,
  work: (tx: InContext) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await once(firewall, acting, work);
    } catch (error) {
      const expired = error instanceof Problem && error.code === 'context_expired';
      if (tries < MOST_TRIES && (isRetryable(error) || (expired && tries === 1))) continue;
      throw error;
    }
  }
}

async function once<T>(
  { database, keeper }: Firewall,
  { role, points = [], subject = '', ...act }: GuardedAct,
  work: (tx: InContext) => Promise<T>,
): Promise<T> {
  const { ticket, nonce } = await keeper.issue({ ...act, audience: role, points, subject });
  const client = await database.borrow(role);
  let broken: Error | undefined;
  try {
    const opening = openingContext(client, ticket);
    const result = await work({ ...actingOn(client, opening), nonce });
    // An act without a statement has its row in the log too.
    await opening.commit();
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw translateDatabaseError(error);
  } finally {
    client.release(broken);
  }
}

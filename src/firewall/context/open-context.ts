import { BEGIN, beginner, type Beginner } from '../../database/begin-with.ts';
import type { Database } from '../../database/index.ts';

const OPEN = { name: 'fw.begin', text: 'select fw.begin($1)' };

/**
 * Opens a transaction with its context together with its first statement, in one round trip: a ticket that is refused is refused before
 * the statement is looked at, and the server passes over what came behind (PostgreSQL manual 54.2.3). The ticket is bound, never
 * spliced: other sessions of the role can read query texts. The caller rolls back when anything failed.
 * @throws what is sent rejects with the error of the server: WH001 to WH005 (design chapter 20, section 16), 23505 for a ticket used
 * before. The transaction is then aborted, or was never begun.
 */
export const openingContext = (
  client: Awaited<ReturnType<Database['borrow']>>,
  ticket: string,
): Beginner => beginner(client, BEGIN, { prepared: OPEN, values: [ticket] });

/** Opens it by itself. */
export const openContext = (
  client: Awaited<ReturnType<Database['borrow']>>,
  ticket: string,
): Promise<void> => openingContext(client, ticket).begin();

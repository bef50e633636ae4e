import { beginWith, beginWithBoth } from '../../database/begin-with.ts';
import type { Beginner, Database } from '../../database/index.ts';

const OPEN = { name: 'fw.begin', text: 'select fw.begin($1)' };

/**
 * Opens a transaction with its context in one round trip; the caller commits or rolls back. The ticket is bound, never
 * spliced: other sessions of the role can read query texts.
 * @throws the error of the server: WH001 to WH005 (design chapter 20, section 16), 23505 for a ticket used before. The
 * transaction is then aborted, or was never begun.
 */
export function openContext(
  client: Awaited<ReturnType<Database['borrow']>>,
  ticket: string,
): Promise<void> {
  return beginWith(client, OPEN, [ticket]);
}

/**
 * Opens a transaction with its context together with its first statement, in one round trip: a ticket that is refused is refused before
 * the statement is looked at, and the server passes over what came behind (PostgreSQL manual 54.2.3). Where there is no statement,
 * `begin` opens it alone; the caller commits or rolls back.
 */
export function openingContext(
  client: Awaited<ReturnType<Database['borrow']>>,
  ticket: string,
): Beginner {
  let isOpening = false;
  return {
    send(statement) {
      if (isOpening) return client.query(statement);
      isOpening = true;
      return beginWithBoth(client, OPEN, [ticket], statement);
    },
    async begin() {
      if (isOpening) return;
      isOpening = true;
      await openContext(client, ticket);
    },
  };
}

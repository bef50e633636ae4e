import type { Database } from '../../database/index.ts';
import { beginWith } from '../../database/begin-with.ts';

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

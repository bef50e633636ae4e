/**
 * Begins a transaction and opens its context in one round trip: both statements travel together and the server answers once
 * (extended query protocol, PostgreSQL manual 54.2.3; after an error it skips what came behind, up to the Sync).
 */
import type pg from 'pg';
import type { Connection, Submittable } from 'pg';

/** What each connection prepares once. */
const BEGIN = { name: 'tx.begin', text: 'begin' };
const OPEN = { name: 'fw.begin', text: 'select fw.begin($1)' };

/** What a connection remembers of its prepared statements; a statement is there once its Sync was answered. */
type Prepared = Connection & { parsedStatements: Record<string, string> };

/**
 * Opens a transaction with its context; the caller commits or rolls back. The ticket is bound, never spliced: other
 * sessions of the role can read query texts.
 * @throws the error of the server: WH001 to WH005 (design chapter 20, section 16), 23505 for a ticket used before. The
 * transaction is then aborted, or was never begun.
 */
export function openContext(client: pg.PoolClient, ticket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new Opening(ticket, (error) => (error ? reject(error) : resolve())));
  });
}

class Opening implements Submittable {
  readonly #ticket: string;
  readonly callback: (error?: Error | null) => void;

  constructor(ticket: string, callback: (error?: Error | null) => void) {
    this.#ticket = ticket;
    this.callback = callback;
  }

  submit(connection: Connection): void {
    const { parsedStatements } = connection as Prepared;
    connection.stream.cork();
    try {
      for (const [{ name, text }, values] of [
        [BEGIN, []],
        [OPEN, [this.#ticket]],
      ] as const) {
        if (parsedStatements[name] !== text) {
          // Closing what is not there is no error; what a failed attempt left prepared is made anew.
          connection.close({ type: 'S', name }, true);
          connection.parse({ name, text, types: [] }, true);
        }
        connection.bind({ statement: name, values: [...values] }, true);
        connection.execute({}, true);
      }
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
  }

  handleReadyForQuery(connection: Connection): void {
    const { parsedStatements } = connection as Prepared;
    for (const { name, text } of [BEGIN, OPEN]) parsedStatements[name] = text;
    this.callback(null);
  }

  handleError(error: Error, connection: Connection): void {
    const { parsedStatements } = connection as Prepared;
    for (const { name } of [BEGIN, OPEN]) delete parsedStatements[name];
    this.callback(error);
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyInResponse(): void {}
  handleCopyData(): void {}
}

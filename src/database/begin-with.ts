/**
 * Begins a transaction and runs its first statement in one round trip: both travel together and the server answers once
 * (extended query protocol, PostgreSQL manual 54.2.3; after an error it skips what came behind, up to the Sync).
 */
import type pg from 'pg';
import type { Connection, Submittable } from 'pg';

/** A statement that each connection prepares once. */
export type Prepared = { readonly name: string; readonly text: string };

const BEGIN: Prepared = { name: 'tx.begin', text: 'begin' };

/** What a connection remembers of its prepared statements; a statement is there once its Sync was answered. */
type Remembering = Connection & { parsedStatements: Record<string, string> };

/**
 * Begins a transaction with a first statement of which only the success counts; the caller commits or rolls back.
 * @param values bound, never spliced: as text, in the order of $1, $2 …
 * @throws the server's error; the transaction is then aborted, or was never begun, and wants a rollback in either case
 */
export function beginWith(
  client: pg.PoolClient,
  first: Prepared,
  values: readonly string[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new Beginning(first, values, (error) => (error ? reject(error) : resolve())));
  });
}

class Beginning implements Submittable {
  readonly #first: Prepared;
  readonly #values: readonly string[];
  readonly callback: (error?: Error | null) => void;

  constructor(
    first: Prepared,
    values: readonly string[],
    callback: (error?: Error | null) => void,
  ) {
    this.#first = first;
    this.#values = values;
    this.callback = callback;
  }

  submit(connection: Connection): void {
    const { parsedStatements } = connection as Remembering;
    connection.stream.cork();
    try {
      for (const [{ name, text }, values] of [
        [BEGIN, []],
        [this.#first, this.#values],
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
    const { parsedStatements } = connection as Remembering;
    for (const { name, text } of [BEGIN, this.#first]) parsedStatements[name] = text;
    this.callback(null);
  }

  handleError(error: Error, connection: Connection): void {
    const { parsedStatements } = connection as Remembering;
    for (const { name } of [BEGIN, this.#first]) delete parsedStatements[name];
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

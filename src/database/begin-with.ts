/**
 * Begins a transaction and runs its first statement in one round trip: both travel together and the server answers once
 * (extended query protocol, PostgreSQL manual 54.2.3; after an error it skips what came behind, up to the Sync).
 */
import pg from 'pg';
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

/**
 * Begins a transaction with a first statement and a second one behind it, in one round trip where the connection has prepared the
 * first before. When anything fails the server passes over what came behind: the second one runs after the first alone.
 * @returns what the second one gives
 * @throws as `beginWith`
 */
export function beginWithBoth(
  client: pg.PoolClient,
  first: Prepared,
  values: readonly string[],
  second: pg.QueryConfig,
): Promise<pg.QueryResult> {
  const { parsedStatements } = (client as unknown as { connection: Remembering }).connection;
  if (![BEGIN, first].every(({ name, text }) => parsedStatements[name] === text)) {
    const begun = beginWith(client, first, values);
    // Queued now, so that whatever is asked next comes after it.
    const result = client.query(second);
    return begun.then(
      () => result,
      (error: unknown) => result.catch(() => {}).then(() => Promise.reject(error)),
    );
  }
  return new Promise((resolve, reject) => {
    client.query(
      new BeginningBoth(first, values, second, (error, result) =>
        error ? reject(error) : resolve(result as pg.QueryResult),
      ),
    );
  });
}

function sendAhead(connection: Connection, first: Prepared, values: readonly string[]): void {
  const { parsedStatements } = connection as Remembering;
  for (const [{ name, text }, bound] of [
    [BEGIN, []],
    [first, values],
  ] as const) {
    if (parsedStatements[name] !== text) {
      // Closing what is not there is no error; what a failed attempt left prepared is made anew.
      connection.close({ type: 'S', name }, true);
      connection.parse({ name, text, types: [] }, true);
    }
    connection.bind({ statement: name, values: [...bound] }, true);
    connection.execute({}, true);
  }
}

function forget(connection: Connection, first: Prepared): void {
  const { parsedStatements } = connection as Remembering;
  for (const { name } of [BEGIN, first]) delete parsedStatements[name];
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
    connection.stream.cork();
    try {
      sendAhead(connection, this.#first, this.#values);
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
    forget(connection, this.#first);
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

/** The methods by which a client tells a statement what came back for it. */
type Told = Submittable &
  Record<
    | 'handleRowDescription'
    | 'handleDataRow'
    | 'handleCommandComplete'
    | 'handleReadyForQuery'
    | 'handleEmptyQuery'
    | 'handlePortalSuspended'
    | 'handleCopyInResponse'
    | 'handleCopyData'
    | 'handleError',
    (message: unknown, connection: Connection) => void
  >;

/** `begin` and the first are prepared already, so that all that is parsed and described is the second. */
class BeginningBoth implements Submittable {
  readonly #first: Prepared;
  readonly #values: readonly string[];
  readonly #second: Told;
  #ahead = 2;
  readonly name: string | undefined;
  readonly text: string;
  readonly callback: (error?: Error | null, result?: unknown) => void;

  constructor(
    first: Prepared,
    values: readonly string[],
    second: pg.QueryConfig,
    callback: (error?: Error | null, result?: unknown) => void,
  ) {
    this.#first = first;
    this.#values = values;
    const query = Object.assign(
      new pg.Query({ ...second, queryMode: 'extended' } as pg.QueryConfig),
      { callback },
    );
    this.#second = query as unknown as Told;
    this.name = second.name;
    this.text = second.text;
    this.callback = callback;
  }

  submit(connection: Connection): void {
    connection.stream.cork();
    try {
      sendAhead(connection, this.#first, this.#values);
      return this.#second.submit(connection);
    } finally {
      connection.stream.uncork();
    }
  }

  handleDataRow(row: unknown, connection: Connection): void {
    if (this.#ahead === 0) this.#second.handleDataRow(row, connection);
  }
  handleCommandComplete(message: unknown, connection: Connection): void {
    if (this.#ahead > 0) this.#ahead--;
    else this.#second.handleCommandComplete(message, connection);
  }
  handleError(error: Error, connection: Connection): void {
    if (this.#ahead > 0) forget(connection, this.#first);
    this.#second.handleError(error, connection);
  }
  handleRowDescription(message: unknown, connection: Connection): void {
    this.#second.handleRowDescription(message, connection);
  }
  handleReadyForQuery(connection: Connection): void {
    this.#second.handleReadyForQuery(connection, connection);
  }
  handleEmptyQuery(connection: Connection): void {
    this.#second.handleEmptyQuery(connection, connection);
  }
  handlePortalSuspended(connection: Connection): void {
    this.#second.handlePortalSuspended(connection, connection);
  }
  handleCopyInResponse(connection: Connection): void {
    this.#second.handleCopyInResponse(connection, connection);
  }
  handleCopyData(message: unknown, connection: Connection): void {
    this.#second.handleCopyData(message, connection);
  }
}

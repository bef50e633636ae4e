/**
 * A transaction in as few round trips as it has questions: its begin travels with its first statement and its commit with its last one,
 * and the server answers once (extended query protocol, PostgreSQL manual 54.2.3; after an error it skips what came behind, up to the
 * Sync, so that nothing is committed whose statement failed).
 */
import pg from 'pg';
import type { Connection, Submittable } from 'pg';
import { commit, NOTHING_COMMITTED } from './commit.ts';

/** A statement that each connection prepares once. */
export type Prepared = { readonly name: string; readonly text: string };

/** How transactions begin: reading and writing, or reading one moment throughout. */
export const BEGIN: Prepared = { name: 'tx.begin', text: 'begin' };
export const BEGIN_READING: Prepared = {
  name: 'tx.begin_reading',
  text: 'begin isolation level repeatable read read only',
};
const COMMIT: Prepared = { name: 'tx.commit', text: 'commit' };

/** A prepared statement with what is bound to it, as text, in the order of $1, $2 … */
export type Bound = { readonly prepared: Prepared; readonly values: readonly string[] };

/** How statements of a transaction go out that is not begun yet: the first one begins it. */
export type Beginner = {
  send(statement: pg.QueryConfig): Promise<pg.QueryResult>;
  /** Sends the last statement, which commits with it. Nothing may be sent afterwards. */
  finish(statement: pg.QueryConfig): Promise<pg.QueryResult>;
  /** Begins, when nothing has begun it: before rows are streamed. */
  begin(): Promise<void>;
  /** Commits, unless the last statement did; what had no statement is begun first. */
  commit(): Promise<void>;
};

/**
 * Opens a transaction together with its first statement, `opening` before it: when that one is refused, the statement is not looked at.
 * The caller rolls back when anything failed: the transaction is then aborted, or was never begun.
 */
export function beginner(client: pg.PoolClient, begin: Prepared, opening: Bound): Beginner {
  let state: 'new' | 'open' | 'over' = 'new';
  const ahead: readonly Bound[] = [{ prepared: begin, values: [] }, opening];
  const next = (): boolean => {
    if (state === 'over') throw new Error('This transaction is over: its last statement was sent.');
    const isFirst = state === 'new';
    state = 'open';
    return isFirst;
  };
  const begun = (): Promise<void> =>
    new Promise((resolve, reject) => {
      client.query(new Beginning(ahead, (error) => (error ? reject(error) : resolve())));
    });
  const together = (statement: pg.QueryConfig, parts: Around): Promise<pg.QueryResult> =>
    new Promise((resolve, reject) => {
      client.query(
        new Together(statement, parts, (error, result) =>
          error ? reject(error) : resolve(result as pg.QueryResult),
        ),
      );
    });
  /** Behind a beginning of its own, queued now, so that whatever is asked next comes after it. */
  const behind = async (
    before: Promise<void>,
    result: Promise<pg.QueryResult>,
  ): Promise<pg.QueryResult> => {
    try {
      await before;
    } catch (error) {
      await result.catch(() => {});
      throw error;
    }
    return result;
  };
  return {
    send(statement) {
      if (!next()) return client.query(statement);
      if (knows(client, ahead)) return together(statement, { ahead, commits: false });
      return behind(begun(), client.query(statement));
    },
    finish(statement) {
      const isFirst = next();
      state = 'over';
      if (!isFirst) return together(statement, { ahead: [], commits: true });
      if (knows(client, ahead)) return together(statement, { ahead, commits: true });
      return behind(begun(), together(statement, { ahead: [], commits: true }));
    },
    async begin() {
      if (next()) await begun();
    },
    async commit() {
      if (state === 'over') return;
      const isFirst = next();
      state = 'over';
      if (isFirst) await begun();
      await commit(client);
    },
  };
}

/** What a connection remembers of its prepared statements; a statement is there once its Sync was answered. */
type Remembering = Connection & { parsedStatements: Record<string, string> };

const isKnown = (connection: Connection, { name, text }: Prepared): boolean =>
  (connection as Remembering).parsedStatements[name] === text;

const knows = (client: pg.PoolClient, statements: readonly Bound[]): boolean =>
  statements.every(({ prepared }) =>
    isKnown((client as unknown as { connection: Connection }).connection, prepared),
  );

function remember(connection: Connection, { name, text }: Prepared): void {
  (connection as Remembering).parsedStatements[name] = text;
}

function forget(connection: Connection, statements: readonly Bound[]): void {
  for (const { prepared } of statements)
    delete (connection as Remembering).parsedStatements[prepared.name];
}

function sendPrepared(connection: Connection, { prepared, values }: Bound): void {
  const { name, text } = prepared;
  if (!isKnown(connection, prepared)) {
    // Closing what is not there is no error; what a failed attempt left prepared is made anew.
    connection.close({ type: 'S', name }, true);
    connection.parse({ name, text, types: [] }, true);
  }
  connection.bind({ statement: name, values: [...values] }, true);
  connection.execute({}, true);
}

/** `begin` and what opens the transaction, alone. */
class Beginning implements Submittable {
  readonly #ahead: readonly Bound[];
  readonly callback: (error?: Error | null) => void;

  constructor(ahead: readonly Bound[], callback: (error?: Error | null) => void) {
    this.#ahead = ahead;
    this.callback = callback;
  }

  submit(connection: Connection): void {
    connection.stream.cork();
    try {
      for (const bound of this.#ahead) sendPrepared(connection, bound);
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
  }

  handleReadyForQuery(connection: Connection): void {
    for (const { prepared } of this.#ahead) remember(connection, prepared);
    this.callback(null);
  }

  handleError(error: Error, connection: Connection): void {
    forget(connection, this.#ahead);
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

/** What travels with a statement: what begins its transaction, prepared on this connection already, and whether the commit does. */
type Around = { readonly ahead: readonly Bound[]; readonly commits: boolean };

class Together implements Submittable {
  readonly #around: Around;
  readonly #statement: Told;
  #ahead: number;
  #isDone = false;
  #isCommitted = false;
  readonly name: string | undefined;
  readonly text: string;
  readonly callback: (error?: Error | null, result?: unknown) => void;

  constructor(
    statement: pg.QueryConfig,
    around: Around,
    callback: (error?: Error | null, result?: unknown) => void,
  ) {
    this.#around = around;
    this.#ahead = around.ahead.length;
    const told = (error?: Error | null, result?: unknown): void => {
      if (error || !around.commits || this.#isCommitted) callback(error, result);
      else callback(new Error(NOTHING_COMMITTED));
    };
    const query = Object.assign(
      new pg.Query({ ...statement, queryMode: 'extended' } as pg.QueryConfig),
      { callback: told },
    );
    this.#statement = query as unknown as Told;
    this.name = statement.name;
    this.text = statement.text;
    this.callback = told;
  }

  submit(connection: Connection): void {
    connection.stream.cork();
    try {
      for (const bound of this.#around.ahead) sendPrepared(connection, bound);
      return this.#statement.submit(this.#around.commits ? committing(connection) : connection);
    } finally {
      connection.stream.uncork();
    }
  }

  handleDataRow(row: unknown, connection: Connection): void {
    if (this.#ahead === 0) this.#statement.handleDataRow(row, connection);
  }
  handleCommandComplete(message: unknown, connection: Connection): void {
    if (this.#ahead > 0) this.#ahead--;
    else if (!this.#isDone) {
      this.#isDone = true;
      this.#statement.handleCommandComplete(message, connection);
    } else this.#isCommitted = (message as { text: string }).text === 'COMMIT';
  }
  handleError(error: Error, connection: Connection): void {
    if (this.#ahead > 0) forget(connection, this.#around.ahead);
    // Which of the two failed is not told: what is not remembered is prepared anew.
    if (this.#around.commits) forget(connection, [{ prepared: COMMIT, values: [] }]);
    this.#statement.handleError(error, connection);
  }
  handleRowDescription(message: unknown, connection: Connection): void {
    this.#statement.handleRowDescription(message, connection);
  }
  handleReadyForQuery(connection: Connection): void {
    if (this.#isCommitted) remember(connection, COMMIT);
    this.#statement.handleReadyForQuery(connection, connection);
  }
  handleEmptyQuery(connection: Connection): void {
    this.#isDone = true;
    this.#statement.handleEmptyQuery(connection, connection);
  }
  handlePortalSuspended(connection: Connection): void {
    this.#statement.handlePortalSuspended(connection, connection);
  }
  handleCopyInResponse(connection: Connection): void {
    this.#statement.handleCopyInResponse(connection, connection);
  }
  handleCopyData(message: unknown, connection: Connection): void {
    this.#statement.handleCopyData(message, connection);
  }
}

/** The connection as the last statement sees it: before its Sync goes a commit, unless the statement itself could not be sent. */
function committing(connection: Connection): Connection {
  let isSent = false;
  return Object.create(connection, {
    execute: {
      value: (config: object) => {
        isSent = true;
        connection.execute(config, true);
      },
    },
    sync: {
      value: () => {
        if (isSent) sendPrepared(connection, { prepared: COMMIT, values: [] });
        connection.sync();
      },
    },
  }) as Connection;
}

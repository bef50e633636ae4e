/**
 * One PostgreSQL database, reached through one pool for each role (chapter 20, section 2).
 * Only `firewall/` borrows connections; every other room gets a `Transaction` from `act` or `look`.
 */
import { createHash, createHmac } from 'node:crypto';
import pg from 'pg';
import QueryStream from 'pg-query-stream';
import type { Beginner } from './begin-with.ts';
import { translateDatabaseError } from './errors.ts';

export type Row = Record<string, unknown>;
/** Login roles, one pool each (chapter 20, section 2). Those of guarded compartments need a ticket to see a row. */
export const ROLES = [
  'app_public',
  'app_editor',
  'app_jobs',
  'app_desk',
  'app_ident',
  'app_consent',
  'app_staff',
  'app_register',
  'app_seq',
  'app_keeper',
  'app_backup',
  'app_health',
  'app_survivor',
  'app_legal',
  'app_child',
  'app_kin',
  'app_detention',
  'app_vault',
] as const;
export type Role = (typeof ROLES)[number];

/** What a verb may do with the database. Statements are prepared once for each connection and text. */
export type Transaction = {
  /** Rows of one statement. `date`s come as `YYYY-MM-DD`, `int8` and `numeric` as text, `timestamptz` as `Date`. */
  query<R extends Row = Row>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** How many rows one statement changed. */
  execute(text: string, values?: readonly unknown[]): Promise<number>;
  /** Rows as they come, `batch` at a time (default 500): for exports that must not fill the memory. */
  stream<R extends Row = Row>(
    text: string,
    values?: readonly unknown[],
    batch?: number,
  ): AsyncIterable<R>;
};

/** A transaction of an act, which is committed at its end or with its last statement. */
export type ActTransaction = Transaction & {
  /**
   * Rows of the act's last statement, committed with it in one round trip. Whatever the act does afterwards cannot take it back,
   * and no statement may follow.
   */
  finish<R extends Row = Row>(text: string, values?: readonly unknown[]): Promise<R[]>;
};

/** Where the database is, and the secret from which the passwords of the roles are derived. */
export type Connection = {
  host: string;
  port: number;
  database: string;
  /** The migrating role: owner of the database. */
  user: string;
  password?: string;
  /** TLS, with a certificate that is good for `host`, signed by a public authority or by `ca` (PEM). */
  ssl?: boolean | { ca: string };
  roleSecret: string;
};

export type Database = {
  readonly connection: Connection;
  /** For `firewall/` and the migrations runner only. */
  borrow(role: Role | 'migrate'): Promise<pg.PoolClient>;
  /** Calls back for each notification on `channel` until the returned function is called. Reconnects by itself. */
  listen(channel: string, onNotice: (payload: string) => void): Promise<() => Promise<void>>;
  /** Connections in use and waiting, for `/metrics`. */
  load(): { total: number; idle: number; waiting: number };
  close(): Promise<void>;
};

const asText = (value: string): string => value;
const parsers = new Map<number, (value: string) => unknown>([
  [pg.types.builtins.DATE, asText],
  [1182, (value) => value.slice(1, -1).split(',').filter(Boolean)],
]);
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ??
    pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

/** The password of a login role: nobody types it and none is stored. */
export function rolePassword(secret: string, role: Role): string {
  return createHmac('sha256', secret).update(`database role ${role}`).digest('base64url');
}

/** Opens nothing yet: each pool connects when it is first needed and lets go after 30 s of quiet. */
export function openDatabase(connection: Connection, poolSize = 10): Database {
  const pools = new Map<string, pg.Pool>();
  const settings = (role: Role | 'migrate'): pg.ClientConfig => ({
    host: connection.host,
    port: connection.port,
    database: connection.database,
    user: role === 'migrate' ? connection.user : role,
    password: role === 'migrate' ? connection.password : rolePassword(connection.roleSecret, role),
    ssl: connection.ssl ?? false,
    types,
    application_name: `wayhouse ${role}`,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  const poolOf = (role: Role | 'migrate'): pg.Pool => {
    let pool = pools.get(role);
    if (!pool) {
      pool = new pg.Pool({ ...settings(role), max: poolSize, idleTimeoutMillis: 30_000 });
      // A connection that dies while idle is replaced; the next borrower sees no error.
      pool.on('error', () => {});
      // One that dies while it is borrowed: its statements fail, which is enough; an error that nobody hears would end the program.
      pool.on('connect', (client) => void client.on('error', () => {}));
      pools.set(role, pool);
    }
    return pool;
  };
  return {
    connection,
    borrow: (role) =>
      poolOf(role)
        .connect()
        .catch((error: unknown) => {
          throw translateDatabaseError(error);
        }),
    listen: (channel, onNotice) => listenForever(settings('app_public'), channel, onNotice),
    load() {
      const load = { total: 0, idle: 0, waiting: 0 };
      for (const pool of pools.values()) {
        load.total += pool.totalCount;
        load.idle += pool.idleCount;
        load.waiting += pool.waitingCount;
      }
      return load;
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
      pools.clear();
    },
  };
}

async function listenForever(
  settings: pg.ClientConfig,
  channel: string,
  onNotice: (payload: string) => void,
): Promise<() => Promise<void>> {
  let stopped = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  const connect = async (): Promise<void> => {
    const next = new pg.Client(settings);
    next.on('notification', (notice) => onNotice(notice.payload ?? ''));
    next.on('error', () => {});
    next.on('end', () => {
      if (!stopped) retry = setTimeout(() => void connect().catch(() => {}), 1_000);
    });
    await next.connect();
    await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    client = next;
  };
  await connect().catch((error: unknown) => {
    throw translateDatabaseError(error);
  });
  return async () => {
    stopped = true;
    clearTimeout(retry);
    await client?.end();
  };
}

/** Statements beyond this many different texts are sent unprepared, so that no connection fills up. */
const MOST_STATEMENTS = 1_000;
const names = new Map<string, string>();

function statementName(text: string): string | undefined {
  let name = names.get(text);
  if (!name && names.size < MOST_STATEMENTS) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 20);
    names.set(text, name);
  }
  return name;
}

/** The statements of a transaction on `client`, which is open already. The caller commits and releases. */
export const transactionOn = (client: pg.PoolClient): Transaction =>
  statementsOf(client, (statement) => client.query(statement));

/** The same, with a `beginner` that opens it and whose last statement may commit it. */
export function actingOn(client: pg.PoolClient, beginner: Beginner): ActTransaction {
  const tx = statementsOf(
    client,
    (statement) => beginner.send(statement),
    () => beginner.begin(),
  );
  return {
    ...tx,
    finish: async <R extends Row>(text: string, values: readonly unknown[] = []) =>
      (await sent((statement) => beginner.finish(statement), text, values)).rows as R[],
  };
}

type Sending = (statement: pg.QueryConfig) => Promise<pg.QueryResult>;

async function sent(
  send: Sending,
  text: string,
  values: readonly unknown[],
): Promise<pg.QueryResult> {
  const name = statementName(text);
  try {
    return await send({ text, values: [...values], types, ...(name ? { name } : {}) });
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

function statementsOf(
  client: pg.PoolClient,
  send: Sending,
  begin: () => Promise<void> = async () => {},
): Transaction {
  const run = (text: string, values: readonly unknown[]) => sent(send, text, values);
  return {
    query: async <R extends Row>(text: string, values: readonly unknown[] = []) =>
      (await run(text, values)).rows as R[],
    execute: async (text, values = []) => (await run(text, values)).rowCount ?? 0,
    async *stream<R extends Row>(text: string, values: readonly unknown[] = [], batch = 500) {
      await begin();
      const rows = client.query(
        new QueryStream(text, [...values], { batchSize: batch, types: types as never }),
      );
      try {
        for await (const row of rows) yield row as R;
      } catch (error) {
        throw translateDatabaseError(error);
      }
    },
  };
}

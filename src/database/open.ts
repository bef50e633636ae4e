/** The database of this installation: the embedded one, or the server that `DATABASE_URL` names. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import pg from 'pg';
import { Problem } from '../http/problem.ts';
import { connectionOf } from './address.ts';
import { type Connection, type Database, openDatabase } from './database.ts';
import { startEmbedded } from './embedded.ts';
import { type Store, STORES } from './stores.ts';

export type OpenedDatabase = {
  database: Database;
  kind: 'embedded' | 'server';
  /** Closes the connections, and stops the embedded server if nobody else uses it. */
  close(): Promise<void>;
};

/**
 * Opens the database without migrating it.
 * @throws Error with a plain sentence when the embedded server cannot start.
 */
export async function openConfigured(
  config: Pick<Config, 'dataFolder' | 'databaseUrl' | 'roleSecret'>,
): Promise<OpenedDatabase> {
  if (!config.databaseUrl) {
    const embedded = await startEmbedded({ folder: join(config.dataFolder, 'database') });
    const database = openDatabase(embedded.connection);
    return {
      database,
      kind: 'embedded',
      async close() {
        await database.close();
        await embedded.stop();
      },
    };
  }
  const database = openDatabase(
    connectionOf(config.databaseUrl, config.roleSecret ?? (await ownSecret(config.dataFolder))),
  );
  return { database, kind: 'server', close: () => database.close() };
}

/**
 * Opens a further database of this installation: at `url`, or on the main one's server under the derived name
 * (`wayhouse_keys` beside `wayhouse`), where it is created when it is not there yet. Not migrated.
 * @throws Problem `unavailable` that says what to do when it is not there and may not be created.
 */
export async function openStore(main: Database, store: Store, url?: string): Promise<Database> {
  if (url) return openDatabase(connectionOf(url, main.connection.roleSecret));
  const database = main.connection.database + STORES[store].suffix;
  await createIfNone(main.connection, database, store);
  return openDatabase({ ...main.connection, database });
}

async function createIfNone(main: Connection, database: string, store: Store): Promise<void> {
  const client = new pg.Client(main);
  await client.connect();
  try {
    const there = await client.query('select from pg_database where datname = $1', [database]);
    if (!there.rowCount) await client.query(`create database ${pg.escapeIdentifier(database)}`);
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    // Two programs may make it at the same moment.
    if (['42P04', '23505'].includes(code)) return;
    throw code === '42501'
      ? new Problem('unavailable', {
          detail: `The database ${database} does not exist, and ${main.user} may not create it. Let an administrator run: CREATE DATABASE ${pg.escapeIdentifier(database)} OWNER ${pg.escapeIdentifier(main.user)}; or name another one in ${store.toUpperCase()}_DATABASE_URL.`,
          cause: error,
        })
      : error;
  } finally {
    await client.end();
  }
}

/** One secret kept in the data folder, for an installation of one program. */
async function ownSecret(dataFolder: string): Promise<string> {
  const file = join(dataFolder, 'role-secret');
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept) return kept.trim();
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const secret = randomBytes(32).toString('base64url');
  // 'wx': of two programs that start at once, the second takes what the first wrote.
  await writeFile(file, `${secret}\n`, { mode: 0o600, flag: 'wx' }).catch(() => {});
  return (await readFile(file, 'utf8')).trim();
}

/** The database of this installation: the embedded one, or the server that `DATABASE_URL` names. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { type Database, openDatabase } from './database.ts';
import { startEmbedded } from './embedded.ts';

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
  const url = new URL(config.databaseUrl);
  const sslMode = url.searchParams.get('sslmode');
  const database = openDatabase({
    host: decodeURIComponent(url.searchParams.get('host') ?? url.hostname),
    port: Number(url.port || 5432),
    database: decodeURIComponent(url.pathname.slice(1)) || 'wayhouse',
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    ssl: sslMode !== null && sslMode !== 'disable',
    roleSecret: config.roleSecret ?? (await ownSecret(config.dataFolder)),
  });
  return { database, kind: 'server', close: () => database.close() };
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

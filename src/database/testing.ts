/**
 * Databases for tests: a throw-away embedded cluster for each run, and in it a copy of a migrated
 * template for each test file, so that tests never see each other's rows.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Connection, type Database, openDatabase } from './database.ts';
import { type Embedded, startEmbedded } from './embedded.ts';
import { migrate } from './migrate.ts';
import { type Store, STORES } from './stores.ts';

const TEMPLATE = 'wayhouse_template';
const VARIABLE = 'WAYHOUSE_TEST_CLUSTER';

export type TestCluster = { connection: Connection; stop(): Promise<void> };

/** Starts a cluster with a migrated template; later calls of `freshDatabase` in this process and its workers use it. */
export async function startTestCluster(): Promise<TestCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-test-'));
  const embedded: Embedded = await startEmbedded({ folder, forTests: true });
  const stop = async (): Promise<void> => {
    delete process.env[VARIABLE];
    await embedded.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (const store of Object.keys(STORES) as Store[]) await makeTemplate(embedded, store);
  } catch (error) {
    // A migration that fails leaves no server behind.
    await stop();
    throw error;
  }
  process.env[VARIABLE] = JSON.stringify(embedded.connection);
  return { connection: embedded.connection, stop };
}

async function makeTemplate({ connection }: Embedded, store: Store): Promise<void> {
  const name = TEMPLATE + STORES[store].suffix;
  await runAsOwner(connection, `create database ${name}`);
  const template = openDatabase({ ...connection, database: name }, 2);
  try {
    await migrate(template, () => {}, store);
  } finally {
    await template.close();
  }
}

/**
 * A migrated, empty database of its own. `close()` also drops it.
 * In vitest the cluster is started by the global set-up; elsewhere call `startTestCluster()` first.
 */
export function freshDatabase(): Promise<Database> {
  return freshStore('main');
}

/** The same for the keys database. */
export function freshKeys(): Promise<Database> {
  return freshStore('keys');
}

/** A database with nothing in it: for what a restore fills. */
export function emptyDatabase(): Promise<Database> {
  return copyOf('template0', '');
}

async function freshStore(store: Store): Promise<Database> {
  const { suffix } = STORES[store];
  const database = await copyOf(`${TEMPLATE}${suffix}`, suffix);
  // Rights on the database are not copied from the template; migrating sets them.
  if (store !== 'main') await migrate(database, () => {}, store);
  return database;
}

async function copyOf(template: string, suffix: string): Promise<Database> {
  const text = process.env[VARIABLE];
  if (!text) throw new Error('no test cluster: call startTestCluster() first');
  const cluster = JSON.parse(text) as Connection;
  const name = `test_${randomBytes(6).toString('hex')}${suffix}`;
  await runAsOwner(cluster, `create database ${name} template ${template} strategy file_copy`);
  const database = openDatabase({ ...cluster, database: name }, 6);
  return {
    ...database,
    async close() {
      await database.close();
      await runAsOwner(cluster, `drop database if exists ${name} with (force)`);
    },
  };
}

async function runAsOwner(cluster: Connection, statement: string): Promise<void> {
  const client = new pg.Client({ ...cluster, database: 'postgres' });
  await client.connect();
  try {
    await client.query(statement);
  } catch (error) {
    // Another test copies the template at this moment: wait for it.
    if ((error as { code?: string }).code !== '55006') throw error;
    await new Promise((done) => setTimeout(done, 50));
    await client.query(statement);
  } finally {
    await client.end();
  }
}

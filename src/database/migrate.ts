/**
 * Forward-only SQL migrations: numbered files, each applied once, in order, in a transaction of its own.
 * A file that was changed after it was applied stops the program: history is not rewritten.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { Problem } from '../http/problem.ts';
import { type Database, rolePassword } from './database.ts';
import { type Store, STORES } from './stores.ts';

const LOCK = 0x5741_5948;

type Client = Awaited<ReturnType<Database['borrow']>>;
export type Migration = { n: number; name: string; sql: string; sha256: string };

/** The migrations of a database in the tree, in order. A gap or a repeated number is a programming error. */
export async function readMigrations(store: Store = 'main'): Promise<Migration[]> {
  const folder = new URL(`../../database/${STORES[store].folder}/`, import.meta.url);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (name, index) => {
      const n = Number(name.slice(0, 4));
      if (n !== index + 1) throw new Error(`migration ${name}: expected number ${index + 1}`);
      const sql = await readFile(new URL(name, folder), 'utf8');
      return { n, name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * Brings the database to the newest migration (or, for a restore, to number `upTo`) and sets the passwords of the login roles.
 * @returns the names of the migrations applied now; none when there was nothing to do.
 * @throws Problem `conflict` when an applied migration is not the one in the tree any more.
 */
export async function migrate(
  database: Database,
  onApplied: (name: string) => void = () => {},
  store: Store = 'main',
  upTo = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const migrations = (await readMigrations(store)).filter(({ n }) => n <= upTo);
  const client = await database.borrow('migrate');
  const applied: string[] = [];
  try {
    // Only one program migrates at a time; the others wait here and then find nothing to do.
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query('create schema if not exists wayhouse');
    await client.query(
      'create table if not exists wayhouse.migration (n int primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now())',
    );
    const done = await client.query<{ n: number; name: string; sha256: string }>(
      'select n, name, sha256 from wayhouse.migration order by n',
    );
    for (const row of done.rows) {
      const file = migrations[row.n - 1];
      if (file?.sha256 !== row.sha256) {
        throw new Problem('conflict', {
          detail: `Migration ${row.name} was applied in another form than the one in this version. Use the version of the program that made this database, or restore a backup.`,
        });
      }
    }
    for (const migration of migrations.slice(done.rows.length)) {
      await sharing(() => apply(client, migration)).catch((error: unknown) => {
        throw new Error(`migration ${migration.name} failed`, { cause: error });
      });
      applied.push(migration.name);
      onApplied(migration.name);
    }
    await closeToPublic(client, store);
    await setRolePasswords(client, database, store);
  } finally {
    await client.query('reset role').catch(() => {});
    await client.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => {});
    client.release();
  }
  return applied;
}

/** One migration and its line in the list of those applied: both or neither. */
async function apply(client: Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query('insert into wayhouse.migration (n, name, sha256) values ($1, $2, $3)', [
      migration.n,
      migration.name,
      migration.sha256,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/** Nobody but the roles of this program may connect, and none may make temporary tables (chapter 20, section 5, rule 8). */
async function closeToPublic(client: Client, store: Store): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `select format('revoke connect, temporary on database %I from public', current_database())
       || '; ' || format('grant connect on database %I to ', current_database()) || string_agg(quote_ident(role), ', ') as statement
     from unnest($1::text[]) role`,
    [STORES[store].roles],
  );
  await sharing(() => client.query(rows[0]?.statement ?? ''));
  // The databases that every cluster has, where this program may close them.
  const others = await client.query<{ statement: string }>(
    `select format('revoke connect, temporary on database %I from public', datname) as statement
     from pg_database d where datname in ('postgres', 'template1')
       and pg_has_role(datdba, 'usage') and exists (
         select from aclexplode(coalesce(datacl, acldefault('d', datdba))) a where a.grantee = 0)`,
  );
  for (const { statement } of others.rows) await sharing(() => client.query(statement));
}

async function setRolePasswords(client: Client, database: Database, store: Store): Promise<void> {
  for (const role of STORES[store].roles) {
    const password = rolePassword(database.connection.roleSecret, role);
    const { rows } = await client.query<{ statement: string }>(
      `select format('alter role %I password %L', $1::text, $2::text) as statement`,
      [role, password],
    );
    await sharing(() => client.query(rows[0]?.statement ?? ''));
  }
}

const MOST_TRIES = 20;

/**
 * Roles and databases belong to the whole server: another program that sets them at the same moment makes PostgreSQL
 * refuse one of the two. Whoever was refused comes again.
 */
async function sharing<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const met =
        error instanceof Error && /^tuple concurrently (updated|deleted)$/.test(error.message);
      if (!met || tries === MOST_TRIES) throw error;
      await sleep(10 * tries);
    }
  }
}

/** Restoring one database from a backup: migrate to the number it was made at, load, migrate on (section 7). */
import { createHash } from 'node:crypto';
import type { Database } from '../../database/index.ts';
import { copyIn } from '../../database/copy.ts';
import { transactionOn } from '../../database/database.ts';
import { migrate, readMigrations } from '../../database/migrate.ts';
import type { Store } from '../../database/stores.ts';
import { Problem } from '../../http/problem.ts';
import { columnsOf, nameOf, readCatalogue, type TableForm } from './catalogue.ts';
import { broken, type Frame, frames } from './frames.ts';
import { renumber } from './renumber.ts';
import { readSealed } from './sealed-file.ts';
import type { Header, TableEnd } from './write.ts';

export type Restored = { madeAt: string; tables: number; rows: number; seconds: number };

/**
 * Fills an empty database; everything or nothing.
 * @throws Problem `conflict` when the database is not empty; `bad_input` when the backup is of another kind,
 * broken, or of a version of the program that this one does not know.
 */
export async function restoreStore(options: {
  database: Database;
  store: Store;
  file: string;
  /** age identity. */
  identity: string;
}): Promise<Restored> {
  const started = performance.now();
  const { database, store } = options;
  const parts = frames(await readSealed(options.file, options.identity));
  const first = await parts.next();
  if (first.done || first.value.kind !== 'H') throw broken('has no header');
  const header = JSON.parse(first.value.bytes.toString()) as Header;
  await refuseOther(header, store);
  await refuseFilled(database);
  await migrate(database, () => {}, store, header.migrations.length);
  const client = await database.borrow('migrate');
  let loaded: { tables: number; rows: number };
  try {
    await client.query('begin');
    await client.query("set local session_replication_role = 'replica'");
    const tx = transactionOn(client);
    const { tables } = await readCatalogue(tx, store);
    await client.query(`truncate ${tables.map(nameOf).join(', ')} cascade`);
    for (const { schema, name, parent, bound, owner } of header.partitions) {
      await client.query(`set local role ${owner}`);
      await client.query(
        `create table if not exists ${nameOf({ schema, table: name })} partition of ${parent} ${bound}`,
      );
      await client.query('reset role');
    }
    loaded = await load(parts, (table, rows) =>
      copyIn(client, `copy ${nameOf(table)} (${columnsOf(table)}) from stdin`, rows),
    );
    await renumber(tx);
    for (const { name, last, called } of header.sequences)
      await client.query('select setval($1::regclass, $2, $3)', [name, last, called]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw (error as { code?: string }).code === '42501'
      ? new Problem('unavailable', {
          detail: 'Restoring needs a superuser, who may load rows before their checks.',
          cause: error,
        })
      : error;
  } finally {
    client.release();
  }
  await migrate(database, () => {}, store);
  return { madeAt: header.madeAt, ...loaded, seconds: (performance.now() - started) / 1000 };
}

async function load(
  parts: AsyncGenerator<Frame>,
  into: (table: TableForm, rows: AsyncIterable<Buffer>) => Promise<number>,
): Promise<{ tables: number; rows: number }> {
  let [tables, rows] = [0, 0];
  for (;;) {
    const next = await parts.next();
    if (next.done) throw broken('breaks off');
    const { kind, bytes } = next.value;
    if (kind === 'Z') {
      if ((JSON.parse(bytes.toString()) as { tables: number }).tables !== tables)
        throw broken('lacks tables');
      return { tables, rows };
    }
    if (kind !== 'T') throw broken('is out of order');
    const table = JSON.parse(bytes.toString()) as TableForm;
    const hash = createHash('sha256');
    let end: TableEnd | undefined;
    const taken = await into(
      table,
      (async function* () {
        for (;;) {
          const part = await parts.next();
          if (part.done) throw broken('breaks off');
          if (part.value.kind === 'E') {
            end = JSON.parse(part.value.bytes.toString()) as TableEnd;
            return;
          }
          if (part.value.kind !== 'D') throw broken('is out of order');
          hash.update(part.value.bytes);
          yield part.value.bytes;
        }
      })(),
    );
    if (end?.rows !== taken || end.sha256 !== hash.digest('hex'))
      throw broken(`has other rows of ${nameOf(table)} than it says`);
    tables++;
    rows += taken;
  }
}

async function refuseOther(header: Header, store: Store): Promise<void> {
  if (header.form !== 1 || header.store !== store)
    throw new Problem('bad_input', {
      field: 'backup',
      detail: `This is a backup of the ${header.store} database, not of the ${store} database.`,
    });
  const known = await readMigrations(store);
  const other = header.migrations.find(({ sha256 }, i) => known[i]?.sha256 !== sha256);
  if (other)
    throw new Problem('bad_input', {
      field: 'backup',
      detail: `The backup was made by a version with another migration ${other.name}. Restore with that version, then bring it up to date.`,
    });
}

async function refuseFilled(database: Database): Promise<void> {
  const client = await database.borrow('migrate');
  try {
    const { rows } = await client.query("select from pg_namespace where nspname = 'wayhouse'");
    if (rows.length)
      throw new Problem('conflict', {
        detail: `The database ${database.connection.database} is not empty. A restore goes into a new installation: name a new folder in WAYHOUSE_DATA, or an empty database.`,
      });
  } finally {
    client.release();
  }
}

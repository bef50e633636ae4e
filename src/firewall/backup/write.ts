/** Writing a backup: every table in one read-only, repeatable-read transaction, read back before it counts. */
import { createHash, type Hash } from 'node:crypto';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import type { Database } from '../../database/index.ts';
import { copyOut } from '../../database/copy.ts';
import { transactionOn } from '../../database/database.ts';
import type { Store } from '../../database/stores.ts';
import { Problem } from '../../http/problem.ts';
import { type Catalogue, columnsOf, nameOf, readCatalogue, type TableForm } from './catalogue.ts';
import { broken, frame, frames, jsonFrame } from './frames.ts';
import { readSealed, refuseNobody, writeSealed } from './sealed-file.ts';

export type Header = {
  form: 1;
  store: Store;
  madeAt: string;
  /** Names and hashes of the migrations that made this form of the database. */
  migrations: { name: string; sha256: string }[];
  partitions: Catalogue['partitions'];
  sequences: Catalogue['sequences'];
};
export type TableEnd = { rows: number; sha256: string };
export type BackupSummary = {
  file: string;
  tables: number;
  rows: number;
  bytes: number;
  seconds: number;
};

const CHUNK = 65_536;

/**
 * Writes one database into a sealed file.
 * @throws Problem `unavailable` when the migrating role may not see all rows of a table, or when what was
 * written is not what the database counted.
 */
export async function writeBackup(options: {
  database: Database;
  store: Store;
  file: string;
  /** age recipients. */
  recipients: readonly string[];
  /** ms since 1970. */
  now: number;
}): Promise<BackupSummary> {
  const started = performance.now();
  const { file, recipients } = options;
  // Known to this call only, and forgotten at its end: with it the file is read back and counted.
  const checking = await generateIdentity();
  const ends = new Map<string, TableEnd>();
  refuseNobody(recipients);
  const bytes = await writeSealed(
    file,
    [...recipients, await identityToRecipient(checking)],
    contents(options, ends),
  );
  await checkBackup(file, checking, ends);
  const rows = [...ends.values()].reduce((sum, end) => sum + end.rows, 0);
  return { file, tables: ends.size, rows, bytes, seconds: (performance.now() - started) / 1000 };
}

async function* contents(
  { database, store, now }: { database: Database; store: Store; now: number },
  ends: Map<string, TableEnd>,
): AsyncGenerator<Buffer> {
  const client = await database.borrow('migrate');
  let broke: Error | undefined = new Error('the backup was not finished');
  try {
    await client.query('begin isolation level repeatable read read only');
    const tx = transactionOn(client);
    const { tables, ...rest } = await readCatalogue(tx, store);
    const migrations = await tx.query<Header['migrations'][number]>(
      'select name, sha256 from wayhouse.migration order by n',
    );
    const madeAt = new Date(now).toISOString();
    yield jsonFrame('H', { form: 1, store, madeAt, migrations, ...rest } satisfies Header);
    for (const table of tables) {
      const name = nameOf(table);
      const [seen] = await tx.query<{ n: string; hidden: boolean }>(
        `select count(*) as n, row_security_active('${name}') as hidden from ${name}`,
      );
      if (seen?.hidden)
        throw new Problem('unavailable', {
          detail: `The role that migrates may not see all rows of ${name}. A backup needs a superuser or a role with BYPASSRLS for the time it runs.`,
        });
      yield jsonFrame('T', table);
      const hash = createHash('sha256');
      let rows = 0;
      const source = copyOut(client, `copy (select ${columnsOf(table)} from ${name}) to stdout`);
      for await (const { chunk, count } of gathered(source, hash)) {
        rows += count;
        yield frame('D', chunk);
      }
      if (rows !== Number(seen?.n))
        throw new Problem('unavailable', {
          detail: `${name} has ${seen?.n} rows, but ${rows} were written.`,
        });
      const end = { rows, sha256: hash.digest('hex') };
      ends.set(name, end);
      yield jsonFrame('E', end);
    }
    yield jsonFrame('Z', { tables: tables.length });
    await client.query('commit');
    broke = undefined;
  } finally {
    client.release(broke);
  }
}

/** COPY's text form has one line for each row; a line end within a value is written as `\n`. */
function linesIn(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++;
  return lines;
}

/** Small pieces gathered into larger ones. */
async function* gathered(
  rows: AsyncIterable<Buffer>,
  hash: Hash,
): AsyncGenerator<{ chunk: Buffer; count: number }> {
  let [parts, size]: [Buffer[], number] = [[], 0];
  const take = (): { chunk: Buffer; count: number } => {
    const chunk = Buffer.concat(parts, size);
    hash.update(chunk);
    const count = linesIn(chunk);
    [parts, size] = [[], 0];
    return { chunk, count };
  };
  for await (const row of rows) {
    parts.push(row);
    size += row.length;
    if (size >= CHUNK) yield take();
  }
  if (size) yield take();
}

/** Reads a backup from end to end and compares each table with what was written. */
async function checkBackup(
  file: string,
  identity: string,
  expected: ReadonlyMap<string, TableEnd>,
): Promise<void> {
  let table: TableForm | undefined;
  let hash = createHash('sha256');
  let [good, whole] = [0, false];
  for await (const { kind, bytes } of frames(await readSealed(file, identity))) {
    if (kind === 'T') {
      table = JSON.parse(bytes.toString()) as TableForm;
      hash = createHash('sha256');
    } else if (kind === 'D') hash.update(bytes);
    else if (kind === 'E' && table) {
      if (expected.get(nameOf(table))?.sha256 === hash.digest('hex')) good++;
    } else if (kind === 'Z') whole = true;
  }
  if (!whole || good !== expected.size) throw broken('is not what was written');
}

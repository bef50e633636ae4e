/** The whole directory as HSDS, in a canonical order: the same data give the same bytes (chapter 10, section 2.5). */
import { ZipFile } from 'yazl';
import type { Database, Transaction } from '../../database/index.ts';
import { look } from '../../firewall/index.ts';
import { csvLine } from './csv.ts';
import { datapackage } from './datapackage.ts';
import { ENTITIES, type HsdsProfile, type HsdsVersion } from './fields.ts';
import { handOver } from './hand-over.ts';
import type { Writing } from './nest.ts';
import { columnsOf, tableNames, tableRows } from './tables.ts';
import { organizationTexts } from './write-organizations.ts';

export type ExportForm = 'json' | 'ndjson' | 'csv';
export type ExportOptions = {
  version: HsdsVersion;
  form: ExportForm;
  profile: HsdsProfile;
  /** ms since 1970 UTC: schedules carry the offset in force then. Today when absent. */
  now?: number;
};

const READER = { role: 'app_public', actor: 'public', purpose: 'export the directory' } as const;

/**
 * What the public may see, read in one moment of the database.
 * `json`: an array of nested organisations; `ndjson`: one a line; `csv`: a zip with a tabular package.
 * @throws Problem `unavailable` when the database goes away meanwhile
 */
export function exportHsds(
  database: Database,
  { version, form, profile, now = Date.now() }: ExportOptions,
): AsyncIterable<string | Uint8Array> {
  const writing: Writing = { version, profile, now, withoutTimes: profile === 'wayhouse' };
  return handOver<string | Uint8Array>((emit) =>
    look(database, READER, (tx) =>
      form === 'csv' ? emitPackage(tx, writing, emit) : emitJson(tx, writing, form, emit),
    ),
  );
}

type Emit = (piece: string | Uint8Array) => Promise<void>;

async function emitJson(
  tx: Transaction,
  writing: Writing,
  form: 'json' | 'ndjson',
  emit: Emit,
): Promise<void> {
  let any = false;
  if (form === 'json') await emit('[');
  for await (const { text, first } of organizationTexts(tx, writing)) {
    const before = first
      ? any
        ? form === 'json'
          ? ',\n'
          : '\n'
        : form === 'json'
          ? '\n'
          : ''
      : '';
    any = true;
    await emit(before + text);
  }
  if (form === 'json') await emit('\n]\n');
  else if (any) await emit('\n');
}

/** One after the other into the zip, so that no table is ever whole in memory. */
async function emitPackage(tx: Transaction, writing: Writing, emit: Emit): Promise<void> {
  const zip = new ZipFile();
  const settled = { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true };
  const writingTables = (async () => {
    zip.addBuffer(Buffer.from(datapackage(writing)), 'datapackage.json', settled);
    for (const entity of tableNames(writing)) {
      const columns = columnsOf(entity, writing);
      const pieces: string[] = [csvLine(columns, Object.fromEntries(columns.map((c) => [c, c])))];
      for await (const row of tableRows(tx, entity, writing)) pieces.push(csvLine(columns, row));
      zip.addBuffer(Buffer.from(pieces.join('')), ENTITIES[entity].path, settled);
    }
    zip.end();
  })();
  writingTables.catch((error: Error) => zip.outputStream.emit('error', error));
  for await (const piece of zip.outputStream) await emit(piece);
  await writingTables;
}

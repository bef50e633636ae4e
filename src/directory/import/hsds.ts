/** `wayhouse import hsds`: HSDS as JSON or as tables, from a path or an address. */
import { createHash } from 'node:crypto';
import type { Database } from '../../database/index.ts';
import { Problem } from '../../http/problem.ts';
import type { Broken, Raw } from './raw.ts';
import { readHsdsJson } from './read/hsds-json.ts';
import { packageTables, readHsdsTable, type TableFound } from './read/hsds-tables.ts';
import { type Input, type InputFile } from './read/bounds.ts';
import { openInput } from './read/input.ts';
import { scanned } from './read/scanned.ts';
import { openWeb, type WebOptions } from './read/web.ts';
import type { ImportReport } from './report.ts';
import { type ImportOptions, type RecordStream, runImport } from './run.ts';
import { ColumnSurvey } from './survey.ts';

export type HsdsImport = ImportOptions &
  WebOptions & {
    /** File, folder or zip; or an address, with https. One of the two. */
    path?: string;
    url?: string;
  };

/**
 * Imports HSDS 3.0 or 3.1 JSON, or a tabular package of 3.x, 2.0 or 1.1, into the directory.
 * @throws Problem `not_found`, `unsupported`, `too_large`, `bad_input` for what cannot be read at all;
 * everything about single rows is in the report.
 */
export async function importHsds(database: Database, options: HsdsImport): Promise<ImportReport> {
  const { path = '', url, scan } = options;
  const web = url === undefined ? undefined : openWeb(url, options);
  const input = web ? await (scan ? scanned(web, scan) : web) : await openInput(path, scan);
  try {
    return await runImport(database, await hsdsStream(input), options, new ColumnSurvey());
  } finally {
    await input.close();
  }
}

/** The records of HSDS files, JSON and tables, in the order of their names. */
export async function hsdsStream(input: Input): Promise<RecordStream> {
  const { tables, others } = await packageTables(input);
  const json = input.files.filter(
    (file) =>
      /\.(?:json|ndjson|jsonl)$/i.test(file.name) && !/(?:^|\/)datapackage\.json$/i.test(file.name),
  );
  if (json.length === 0 && tables.length === 0) {
    throw new Problem('unsupported', {
      field: 'path',
      detail: `There is no HSDS here${others.length > 0 ? `: no table of HSDS is called ${others.slice(0, 3).join(', ')}. Give a map to import it` : ''}.`,
    });
  }
  const found = new Map<string, TableFound>();
  let sha256: string | undefined;
  return {
    format: tables.length > 0 ? 'hsds-tables' : 'hsds-json',
    bytesInAll: [...json, ...tables.map((table) => table.file)].reduce(
      (sum, file) => sum + (file.size ?? 0),
      0,
    ),
    async *records(onBytes): AsyncGenerator<Raw | Broken> {
      const hash = createHash('sha256');
      const watched = (file: InputFile): InputFile => ({
        ...file,
        open: () => hashed(file.open(), hash),
      });
      for (const file of json) {
        const count = { rows: 0 };
        found.set(file.name, count);
        for await (const record of readHsdsJson(watched(file), onBytes)) {
          count.rows += 1;
          yield record;
        }
      }
      for (const table of tables) {
        const count: TableFound = { rows: 0 };
        found.set(table.file.name, count);
        yield* readHsdsTable({ ...table, file: watched(table.file) }, onBytes, count);
      }
      sha256 = hash.digest('hex');
    },
    files: () => [...found].map(([name, one]) => ({ name, ...one })),
    sha256: () => sha256,
  };
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

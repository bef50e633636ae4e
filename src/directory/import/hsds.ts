/** `wayhouse import hsds`: HSDS as JSON or as tables, from a path or an address. */
import { createHash } from 'node:crypto';
import type { Database } from '../../database/index.ts';
import { Problem } from '../../http/problem.ts';
import type { Broken, Raw } from './raw.ts';
import { readHsdsJson } from './read/hsds-json.ts';
import { type Input, openInput } from './read/input.ts';
import type { ImportReport } from './report.ts';
import { type ImportOptions, type RecordStream, runImport } from './run.ts';
import { ColumnSurvey } from './survey.ts';

export type HsdsImport = ImportOptions & { path: string };

/**
 * Imports HSDS 3.0 or 3.1 JSON, or a tabular package of 3.x, 2.0 or 1.1, into the directory.
 * @throws Problem `not_found`, `unsupported`, `too_large`, `bad_input` for what cannot be read at all;
 * everything about single rows is in the report.
 */
export async function importHsds(database: Database, options: HsdsImport): Promise<ImportReport> {
  const input = await openInput(options.path);
  try {
    return await runImport(database, hsdsStream(input), options, new ColumnSurvey());
  } finally {
    await input.close();
  }
}

function hsdsStream(input: Input): RecordStream {
  const json = input.files.filter(
    (file) =>
      /\.(?:json|ndjson|jsonl)$/i.test(file.name) && !/(?:^|\/)datapackage\.json$/i.test(file.name),
  );
  if (json.length === 0)
    throw new Problem('unsupported', { field: 'path', detail: 'There is no HSDS JSON here.' });
  const rows = new Map<string, number>();
  let sha256: string | undefined;
  return {
    format: 'hsds-json',
    bytesInAll: json.reduce((sum, file) => sum + (file.size ?? 0), 0),
    async *records(onBytes): AsyncGenerator<Raw | Broken> {
      const hash = createHash('sha256');
      rows.clear();
      for (const file of json) {
        const watched = { ...file, open: () => hashed(file.open(), hash) };
        for await (const record of readHsdsJson(watched, onBytes)) {
          rows.set(file.name, (rows.get(file.name) ?? 0) + 1);
          yield record;
        }
      }
      sha256 = hash.digest('hex');
    },
    files: () => json.map((file) => ({ name: file.name, rows: rows.get(file.name) ?? 0 })),
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

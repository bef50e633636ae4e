/** `wayhouse import csv FILE --map MAP.json`: tables and GeoJSON of any shape, through a map. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Database } from '../../../database/index.ts';
import type { Scan } from '../../../firewall/files/index.ts';
import { judgeColumn, judgeName } from '../../../firewall/guard/index.ts';
import { Problem } from '../../../http/problem.ts';
import type { ColumnTable } from '../columns.ts';
import { finding, type ColumnFindings } from '../finding.ts';
import type { Broken, Raw } from '../raw.ts';
import { type Input } from '../read/bounds.ts';
import { openInput } from '../read/input.ts';
import type { ImportReport } from '../report.ts';
import { type ImportOptions, type RecordStream, runImport, type Surveyor } from '../run.ts';
import { rawValues } from './cell.ts';
import { type ImportMap, readMap } from './map-file.ts';
import { recordsOf, translationsOf } from './records.ts';
import { readSourceRows, type SourceFound, type SourceRow } from './source-rows.ts';

export type MappedImport = ImportOptions & {
  /** Paths; each with the language of its texts when it repeats the first file in another one. */
  files: readonly (string | { path: string; language: string })[];
  /** Path of the map, or the map itself. */
  map: string | Record<string, unknown>;
};

/**
 * Imports tables or GeoJSON that are not HSDS. A file with a `language` joins the others by their ids as
 * translations, so that English and Arabic are one service.
 * @throws Problem `bad_input` for a map with mistakes (each is named), and as `importHsds`.
 */
export async function importMapped(
  database: Database,
  options: MappedImport,
): Promise<ImportReport> {
  const map = readMap(
    typeof options.map === 'string' ? await readMapFile(options.map, options.scan) : options.map,
  );
  const inputs: { input: Input; language?: string }[] = [];
  try {
    for (const one of options.files) {
      if (typeof one === 'string') inputs.push({ input: await openInput(one, options.scan) });
      else
        inputs.push({
          input: await openInput(one.path, options.scan),
          language: one.language,
        });
    }
    if (inputs.length === 0)
      throw new Problem('bad_input', {
        field: 'files',
        detail: 'An import needs at least one file.',
      });
    const source = new MappedSource(map, inputs);
    const { country = map.country, timeZone = map.timeZone, language = map.language } = options;
    return await runImport(
      database,
      source.stream(),
      { ...options, language, ...(country ? { country } : {}), ...(timeZone ? { timeZone } : {}) },
      source,
    );
  } finally {
    for (const { input } of inputs) await input.close();
  }
}

async function readMapFile(path: string, scan?: Scan): Promise<unknown> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch {
    throw new Problem('not_found', { field: 'map', detail: 'There is no map file at this path.' });
  }
  await scan?.(bytes);
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch (error) {
    throw new Problem('bad_input', {
      field: 'map',
      detail: `The map is not valid JSON: ${(error as Error).message}`,
    });
  }
}

const MOST_VALUES = 5_000;
const LONGEST = 120;

type Header = { file: string; values: string[]; nonBlank: number; concept?: string };

class MappedSource implements Surveyor {
  readonly #map: ImportMap;
  readonly #inputs: readonly { input: Input; language?: string }[];
  readonly #headers = new Map<string, Header>();
  readonly #found = new Map<string, SourceFound>();
  #surveyed = false;
  #sha256: string | undefined;

  constructor(map: ImportMap, inputs: readonly { input: Input; language?: string }[]) {
    this.#map = map;
    this.#inputs = inputs;
  }

  stream(): RecordStream {
    return {
      format: this.#map.format,
      bytesInAll: this.#inputs.reduce(
        (sum, { input }) => sum + input.files.reduce((all, file) => all + (file.size ?? 0), 0),
        0,
      ),
      records: (onBytes) => this.#records(onBytes),
      files: () => [...this.#found].map(([name, one]) => ({ name, ...one })),
      sha256: () => this.#sha256,
      describe: (columns, repeated) => this.#describe(columns, repeated),
    };
  }

  /** Columns are looked at as they stand in the file, so nothing is left to see in the records. */
  see(): void {}

  conclude(): void {
    for (const [name, header] of this.#headers) {
      const target = this.#map.columns.get(name)?.target;
      // The legal form of an organisation is the one allowed use of these words (chapter 10, section 2.3).
      const legalForm =
        target?.kind === 'column' &&
        target.entity === 'organization' &&
        target.column === 'legal_status';
      const judged = judgeColumn(legalForm ? '' : name, header.values);
      if (judged) header.concept = judged.concept;
      header.values = [];
    }
    this.#surveyed = true;
  }

  #isRefused = (name: string): boolean => {
    const header = this.#headers.get(name);
    if (header) return header.concept !== undefined;
    return judgeName(name) !== undefined;
  };

  async *#records(onBytes: (bytes: number) => void): AsyncGenerator<Raw | Broken> {
    const hash = createHash('sha256');
    for (const { input, language } of this.#inputs) {
      for (const file of input.files) {
        const found: SourceFound = { rows: 0 };
        this.#found.set(file.name, found);
        const watched = { ...file, open: () => hashed(file.open(), hash) };
        for await (const row of readSourceRows(watched, this.#map, onBytes, found)) {
          if ('broken' in row) yield row;
          else if (!this.#surveyed) this.#look(row, file.name);
          else if (language) yield* translationsOf(row, this.#map, language, this.#isRefused);
          else yield* recordsOf(row, this.#map, this.#isRefused);
        }
      }
    }
    this.#sha256 = hash.digest('hex');
  }

  #look(row: SourceRow, file: string): void {
    for (const [name, cell] of row.cells) {
      let header = this.#headers.get(name);
      if (!header) this.#headers.set(name, (header = { file, values: [], nonBlank: 0 }));
      const values = rawValues(cell, { keys: true });
      if (values.length > 0) header.nonBlank += 1;
      // Long texts are held sentence by sentence, not refused by the column.
      if (header.values.length < MOST_VALUES)
        header.values.push(...values.filter((value) => value.length <= LONGEST));
    }
  }

  #describe(columns: ColumnTable, repeated: ColumnFindings): void {
    const known = new Set([
      ...this.#map.columns.keys(),
      ...this.#map.key,
      ...this.#map.organizationKey,
      ...this.#map.locationKey,
      ...this.#map.hours.flatMap((one) => [...one.columns, ...one.when.keys()]),
      ...[...this.#map.also.values()].flatMap((names) => [...names.values()]),
    ]);
    for (const [name, { concept, nonBlank, file }] of this.#headers) {
      const column = name.slice(0, 80);
      if (concept) {
        columns.refuse(column, concept, nonBlank);
        repeated.add(
          finding(
            'status_column_refused',
            'The column says what status people have. It was not imported (FIRE-02).',
            {
              column,
              file,
              count: nonBlank,
              suggestion: 'Take it out at the source; help does not depend on it.',
            },
          ),
        );
      } else if (!known.has(name) && nonBlank > 0) {
        repeated.add(
          finding(
            'unknown_field',
            'The map does not say what this column means, so it was not imported.',
            { column, file, count: nonBlank },
          ),
        );
      }
    }
    for (const header of this.#map.columns.keys()) {
      if (!this.#headers.has(header))
        repeated.add(
          finding('unknown_field', 'The map names a column that the file does not have.', {
            column: header.slice(0, 80),
          }),
        );
    }
  }
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

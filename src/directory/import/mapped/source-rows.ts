/** Rows of a table, or features of a GeoJSON or JSON file, by header. Nested objects stay as they are. */
import { Problem } from '../../../http/problem.ts';
import type { InputFile } from '../read/bounds.ts';
import { utf8Chunks } from '../read/encoding.ts';
import { JsonRecords } from '../read/json-records.ts';
import { readTable } from '../read/table.ts';
import type { Broken, Place } from '../raw.ts';
import { isObject } from '../shape/object.ts';
import { cleanHeader, type ImportMap } from './map-file.ts';

export type SourceRow = { cells: Map<string, unknown>; place: Place };
export type SourceFound = { rows: number; encoding?: string; delimiter?: string };

/** The header is looked for in this many rows: tables often begin with a title. */
const HEADER_ROWS = 20;

export function readSourceRows(
  file: InputFile,
  map: ImportMap,
  onBytes: (bytes: number) => void,
  found: SourceFound,
): AsyncGenerator<SourceRow | Broken> {
  return map.format === 'csv'
    ? readTableRows(file, map, onBytes, found)
    : readJsonRows(file, map, onBytes, found);
}

async function* readTableRows(
  file: InputFile,
  map: ImportMap,
  onBytes: (bytes: number) => void,
  found: SourceFound,
): AsyncGenerator<SourceRow | Broken> {
  found.rows = 0;
  let header: string[] | undefined;
  let before: { cells: string[]; line: number }[] = [];
  const rows = readTable(file, {
    onBytes,
    onFound: (one) => Object.assign(found, one),
    ...(map.delimiter ? { delimiter: map.delimiter } : {}),
    ...(map.encoding ? { encoding: map.encoding } : {}),
  });
  for await (const row of rows) {
    const place = { file: file.name, line: row.line };
    if ('fatal' in row) {
      yield { broken: row.fatal, place, fatal: true };
      return;
    }
    if (header === undefined && 'cells' in row) {
      before.push(row);
      if (score(row.cells, map) < Math.max(1, map.columns.size / 2) && before.length < HEADER_ROWS)
        continue;
      const best = bestHeader(before, map, file.name);
      header = best.header;
      const rest = before.slice(best.index + 1);
      before = [];
      for (const one of rest) {
        found.rows += 1;
        yield rowOf(one.cells, header, { file: file.name, line: one.line });
      }
      continue;
    }
    if ('broken' in row) {
      yield { broken: row.broken, place };
      continue;
    }
    found.rows += 1;
    yield rowOf(row.cells, header ?? [], place);
  }
  if (header === undefined) {
    const best = bestHeader(before, map, file.name);
    for (const one of before.slice(best.index + 1)) {
      found.rows += 1;
      yield rowOf(one.cells, best.header, { file: file.name, line: one.line });
    }
  }
}

function score(cells: readonly string[], map: ImportMap): number {
  return cells.filter((cell) => map.columns.has(cleanHeader(cell))).length;
}

function bestHeader(
  rows: readonly { cells: string[] }[],
  map: ImportMap,
  file: string,
): { header: string[]; index: number } {
  let index = 0;
  for (let i = 1; i < rows.length; i++)
    if (score(rows[i]?.cells ?? [], map) > score(rows[index]?.cells ?? [], map)) index = i;
  const cells = rows[index]?.cells ?? [];
  if (score(cells, map) === 0) {
    throw new Problem('bad_input', {
      field: 'map',
      detail: `No row of ${file} has a header that the map names. Expected one of: ${[...map.columns.keys()].slice(0, 8).join(', ')}.`,
    });
  }
  return { header: cells.map(cleanHeader), index };
}

function rowOf(
  cells: readonly string[],
  header: readonly string[],
  place: Place,
): SourceRow | Broken {
  if (
    cells.length > header.length &&
    cells.slice(header.length).some((cell) => cell.trim() !== '')
  ) {
    return { broken: 'The row has more cells than the header has columns.', place };
  }
  const row = new Map<string, unknown>();
  header.forEach((name, i) => {
    const cell = cells[i];
    if (name !== '' && cell !== undefined && (!row.has(name) || row.get(name) === ''))
      row.set(name, cell);
  });
  return { cells: row, place };
}

async function* readJsonRows(
  file: InputFile,
  map: ImportMap,
  onBytes: (bytes: number) => void,
  found: SourceFound,
): AsyncGenerator<SourceRow | Broken> {
  found.rows = 0;
  const records = new JsonRecords({
    isList: (key) => key === map.records || key === 'features' || key === 'contents',
  });
  const rows = function* (batch: ReturnType<JsonRecords['feed']>): Generator<SourceRow | Broken> {
    for (const record of batch) {
      const place = { file: file.name, line: record.line };
      if ('fatal' in record) yield { broken: record.fatal, place, fatal: true };
      else if ('broken' in record) yield { broken: record.broken, place };
      else if (!isObject(record.value)) yield { broken: 'Expected an object.', place };
      else {
        found.rows += 1;
        yield { cells: cellsOf(record.value), place };
      }
    }
  };
  for await (const chunk of utf8Chunks(
    file.open(),
    (encoding) => Object.assign(found, { encoding }),
    map.encoding,
  )) {
    onBytes(chunk.length);
    yield* rows(records.feed(chunk));
  }
  yield* rows(records.end());
}

/** Properties by name; of a feature also `id`, `geometry.latitude` and `geometry.longitude`. */
function cellsOf(value: Record<string, unknown>): Map<string, unknown> {
  const feature = value['type'] === 'Feature' || isObject(value['geometry']);
  const cells = new Map<string, unknown>();
  const { properties, geometry } = value;
  for (const [key, cell] of Object.entries(feature && isObject(properties) ? properties : value))
    cells.set(cleanHeader(key), cell);
  if (feature) {
    if (value['id'] !== undefined && !cells.has('id')) cells.set('id', value['id']);
    const coordinates =
      isObject(geometry) && geometry['type'] === 'Point' ? geometry['coordinates'] : undefined;
    if (Array.isArray(coordinates)) {
      cells.set('geometry.longitude', coordinates[0]);
      cells.set('geometry.latitude', coordinates[1]);
    }
  }
  return cells;
}

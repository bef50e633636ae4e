/** A gazetteer from the operator's own CSV: one place a row, one column `name:<language>` for each language. */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Scan } from '../../firewall/files/index.ts';
import { Problem } from '../../http/problem.ts';
import type { GazetteerEntry, PlaceKind } from './load.ts';

const NAME_COLUMN = /^name:([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)$/;
const NEEDED = ['code', 'kind', 'country', 'lat', 'lon'];

/**
 * Columns: `code, kind, parent, country, lat, lon, population` and `name:en`, `name:ar` …; several
 * spellings in one cell are separated by `|`, the first is shown.
 * @throws Problem `bad_input` naming line and column; what `scan` throws, before anything is read
 */
export async function placesFromFile(path: string, scan?: Scan): Promise<GazetteerEntry[]> {
  let rows: Record<string, string>[];
  try {
    const bytes = await readFile(path);
    await scan?.(bytes);
    rows = parse(bytes, {
      columns: true,
      bom: true,
      trim: true,
      skip_empty_lines: true,
    });
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('bad_input', {
      field: path,
      detail: `${path} cannot be read as CSV: ${error instanceof Error ? error.message : String(error)}`,
      cause: error,
    });
  }
  const columns = Object.keys(rows[0] ?? {});
  const missing = NEEDED.filter((column) => !columns.includes(column));
  const languages = columns.flatMap((column) => NAME_COLUMN.exec(column)?.[1] ?? []);
  if (missing.length || languages.length === 0) {
    throw new Problem('bad_input', {
      field: path,
      detail: `${path} needs the columns ${NEEDED.join(', ')} and at least one name:<language>; missing: ${[...missing, ...(languages.length ? [] : ['name:en'])].join(', ')}.`,
    });
  }
  return rows.map((row, n) => entryOf(row, languages, n + 2));
}

function entryOf(
  row: Record<string, string>,
  languages: readonly string[],
  line: number,
): GazetteerEntry {
  const number = (column: string): number => {
    const text = row[column] ?? '';
    const value = Number(text);
    if (text === '' || !Number.isFinite(value)) {
      throw new Problem('bad_input', {
        field: column,
        detail: `Line ${line}: ${column} must be a number, not "${text.slice(0, 40)}".`,
      });
    }
    return value;
  };
  const names = languages.flatMap((lang) => {
    const list = (row[`name:${lang}`] ?? '')
      .split('|')
      .map((name) => name.trim())
      .filter(Boolean);
    return list.length ? [[lang, list] as const] : [];
  });
  return {
    code: row['code'] ?? '',
    kind: (row['kind'] ?? '') as PlaceKind,
    country: row['country'] ?? '',
    names: Object.fromEntries(names),
    lat: number('lat'),
    lon: number('lon'),
    ...(row['parent'] ? { parent: row['parent'] } : {}),
    ...(row['population'] ? { population: Math.round(number('population')) } : {}),
  };
}

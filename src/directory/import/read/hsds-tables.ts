/** HSDS tabular packages: a folder or zip of tables, with or without `datapackage.json`. */
import type { Broken, Raw } from '../raw.ts';
import { withProfileCell } from '../shape/profile.ts';
import { tableReader } from '../shape/tables.ts';
import type { Input, InputFile } from './bounds.ts';
import { readTable } from './table.ts';

export type PackageTable = { file: InputFile; name: string };

/** The tables of the package that HSDS knows; a data package may give them names of their own. */
export async function packageTables(
  input: Input,
): Promise<{ tables: PackageTable[]; others: string[] }> {
  const names = await resourceNames(input);
  const tables: PackageTable[] = [];
  const others: string[] = [];
  for (const file of input.files) {
    if (!/\.(?:csv|tsv|txt)$/i.test(file.name)) continue;
    const plain = file.name.replace(/^.*\//, '');
    const candidates = [plain, names.get(file.name) ?? names.get(plain) ?? plain];
    const name = candidates.find((one) => tableReader(one) !== undefined);
    if (name === undefined) others.push(file.name);
    else tables.push({ file, name });
  }
  return { tables, others };
}

async function resourceNames(input: Input): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const description = input.files.find(
    (file) => /(?:^|\/)datapackage\.json$/i.test(file.name) && (file.size ?? 0) < 5_000_000,
  );
  if (!description) return names;
  const parts: Uint8Array[] = [];
  for await (const chunk of description.open()) parts.push(chunk);
  try {
    const folder = description.name.replace(/[^/]*$/, '');
    const { resources } = JSON.parse(Buffer.concat(parts).toString('utf8')) as {
      resources?: unknown;
    };
    for (const resource of Array.isArray(resources) ? (resources as unknown[]) : []) {
      const { name, path } = (resource ?? {}) as Record<string, unknown>;
      if (typeof name === 'string' && typeof path === 'string')
        names.set(folder + path.replace(/^\.\//, ''), name).set(path.replace(/^.*\//, ''), name);
    }
  } catch {
    // The description is optional, so a broken one is no reason to stop.
  }
  return names;
}

export type TableFound = { rows: number; encoding?: string; delimiter?: string };

export async function* readHsdsTable(
  { file, name }: PackageTable,
  onBytes: (bytes: number) => void,
  found: TableFound,
): AsyncGenerator<Raw | Broken> {
  const reader = tableReader(name);
  if (!reader) return;
  let header: string[] | undefined;
  found.rows = 0;
  for await (const row of readTable(file, {
    onBytes,
    onFound: (one) => Object.assign(found, one),
  })) {
    const place = { file: file.name, line: row.line };
    if ('fatal' in row) {
      yield { broken: row.fatal, place, fatal: true };
      return;
    }
    if (header === undefined) {
      if ('broken' in row) {
        yield { broken: `The header cannot be read: ${row.broken}`, place, fatal: true };
        return;
      }
      header = row.cells.map((cell) =>
        cell
          .replace(/^\ufeff/, '')
          .trim()
          .toLowerCase(),
      );
      continue;
    }
    found.rows += 1;
    if ('broken' in row) {
      yield { broken: row.broken, place };
      continue;
    }
    const values: Record<string, string> = {};
    header.forEach((column, i) => {
      const cell = row.cells[i];
      if (column !== '' && cell !== undefined && !(column in values && cell === ''))
        values[column] = cell;
    });
    if (
      row.cells.length > header.length &&
      row.cells.slice(header.length).some((cell) => cell.trim() !== '')
    ) {
      yield { broken: 'The row has more cells than the header has columns.', place };
      continue;
    }
    const { wayhouse: cell = '', ...format } = values;
    const records = reader(format, place);
    const whole = cell.trim() === '' ? records : withProfileCell(records, cell);
    if (whole === undefined) {
      yield {
        broken: 'The cell in the column wayhouse is no JSON object; the row is taken without it.',
        place,
      };
    }
    yield* whole ?? records;
  }
}

/** Looks for planted values in bytes: as they are, in hexadecimal, in base64 at each of its three offsets, and in UTF-16. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { copyOut } from '../../../src/database/copy.ts';
import type { Database } from '../../../src/database/index.ts';
import { MARK, type Planted } from './planted.ts';

export type Find = { field: string; where: string; allowed: Planted['allowed'] };
export type Searched = { place: string; bytes: number; finds: Find[] };

/** The forms in which a text may lie in a file. */
export function formsOf(value: string): Buffer[] {
  const plain = Buffer.from(value);
  return [
    plain,
    Buffer.from(plain.toString('hex')),
    ...[0, 1, 2].map((shift) => base64At(plain, shift)),
    Buffer.from(value, 'utf16le'),
  ];
}

/** The part of a base64 text that is the same whatever stands before and after the value. */
function base64At(plain: Buffer, shift: number): Buffer {
  const text = Buffer.concat([Buffer.alloc(shift), plain])
    .toString('base64')
    .replaceAll('=', '');
  const from = [0, 2, 3][shift] ?? 0;
  const whole = Math.floor(((shift + plain.length) * 8) / 6);
  return Buffer.from(text.slice(from, whole));
}

/** A searcher for all of `planted`; canaries share a beginning, so that big files are gone through few times. */
export function searcher(planted: readonly Planted[]): (bytes: Buffer, where: string) => Find[] {
  const marks = formsOf(MARK);
  const exact = planted.map((one) => ({
    one,
    forms: formsOf(one.value),
    marked: one.value.startsWith(MARK),
  }));
  const longest = marks.map((_, way) =>
    Math.max(0, ...exact.map(({ forms, marked }) => (marked && forms[way]?.length) || 0)),
  );
  return (bytes, where) => {
    const begun = marks.map((mark, way) => [...after(bytes, mark, longest[way] ?? 0)]);
    return exact
      .filter(({ forms, marked }) =>
        forms.some((form, way) =>
          marked
            ? begun[way]?.some((text) => text.startsWith(form.toString('latin1')))
            : bytes.includes(form),
        ),
      )
      .map(({ one }) => ({ field: one.field, where, allowed: one.allowed }));
  };
}

/** What stands wherever the mark stands, from it on. */
function after(bytes: Buffer, mark: Buffer, length: number): Set<string> {
  const found = new Set<string>();
  for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + 1))
    found.add(bytes.toString('latin1', at, at + length));
  return found;
}

/** Goes through every file below a folder. @param except names of folders to leave out */
export async function searchFolder(
  place: string,
  folder: string,
  find: ReturnType<typeof searcher>,
  except: readonly string[] = [],
): Promise<Searched> {
  const searched: Searched = { place, bytes: 0, finds: [] };
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || except.some((name) => path.startsWith(join(folder, name)))) continue;
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    searched.bytes += bytes.length;
    searched.finds.push(...find(bytes, `${place}: ${path.slice(folder.length + 1)}`));
  }
  return searched;
}

/** What `pg_dump` would write: every table of a database as text, and once more in binary form. */
export async function searchDump(
  place: string,
  database: Database,
  find: ReturnType<typeof searcher>,
): Promise<Searched> {
  const searched: Searched = { place, bytes: 0, finds: [] };
  const client = await database.borrow('migrate');
  try {
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1`,
    );
    for (const { name } of rows)
      for (const form of ['text', 'binary']) {
        const chunks: Buffer[] = [];
        for await (const chunk of copyOut(
          client,
          `copy (select * from ${name}) to stdout (format ${form})`,
        ))
          chunks.push(chunk as Buffer);
        const bytes = Buffer.concat(chunks);
        searched.bytes += bytes.length;
        searched.finds.push(...find(bytes, `${place}: ${name}`));
      }
  } finally {
    client.release();
  }
  return searched;
}

/** Makes the server write what it holds in memory to its files. */
export async function checkpoint(database: Database): Promise<void> {
  const client = new pg.Client(database.connection);
  await client.connect();
  await client.query('checkpoint');
  await client.end();
}

/** Bytes that are at hand: logs, answers. */
export function searchBytes(
  place: string,
  bytes: Buffer,
  find: ReturnType<typeof searcher>,
): Searched {
  return { place, bytes: bytes.length, finds: find(bytes, place) };
}

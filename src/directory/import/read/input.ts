/** The files of an import: one file, a folder, a zip, or an address. Each can be opened more than once. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { Scan } from '../../../firewall/files/index.ts';
import { Problem } from '../../../http/problem.ts';
import { MOST_BYTES } from '../limits.ts';
import { type Input, type InputFile, tooLarge } from './bounds.ts';
import { openZip } from './zip.ts';

const MOST_FILES = 5_000;
const READABLE = /\.(?:json|ndjson|jsonl|geojson|csv|tsv|txt)$/i;

/**
 * @throws Problem `not_found` when there is nothing at `path`, `too_large` above 200 MB, `unsupported`
 * for what is neither a table, JSON, nor a package of these; what `scan` throws, before anything is read.
 */
export async function openInput(path: string, scan?: Scan): Promise<Input> {
  const found = await stat(path).catch(() => undefined);
  if (!found)
    throw new Problem('not_found', {
      field: 'path',
      detail: `There is no file or folder "${basename(path)}".`,
    });
  if (found.isDirectory()) {
    const folder = await openFolder(path);
    for (const file of folder.files) await scan?.(file.open());
    return folder;
  }
  if (!found.isFile())
    throw new Problem('unsupported', { field: 'path', detail: 'Expected a file or a folder.' });
  const file = fileAt(path, basename(path), found.size);
  const isPacked = await isZip(path);
  if (!isPacked && found.size > MOST_BYTES) throw tooLarge(found.size);
  // A zip is shown whole: the scanner opens it itself.
  await scan?.(file.open());
  if (isPacked) return openZip(path);
  return { files: [file], close: async () => {} };
}

function fileAt(path: string, name: string, size: number): InputFile {
  return {
    name,
    size,
    open: () => createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>,
  };
}

async function openFolder(folder: string): Promise<Input> {
  const files: InputFile[] = [];
  let total = 0;
  for (const entry of (await readdir(folder, { recursive: true, withFileTypes: true })).sort(
    (a, b) => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1),
  )) {
    if (!entry.isFile() || !READABLE.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const { size } = await stat(path);
    total += size;
    files.push(fileAt(path, relative(folder, path).replaceAll('\\', '/'), size));
  }
  if (files.length === 0)
    throw new Problem('unsupported', {
      field: 'path',
      detail: 'The folder holds no JSON and no tables.',
    });
  if (files.length > MOST_FILES)
    throw new Problem('too_large', {
      field: 'path',
      detail: `The folder holds more than ${MOST_FILES} files.`,
    });
  if (total > MOST_BYTES) throw tooLarge(total);
  return { files, close: async () => {} };
}

async function isZip(path: string): Promise<boolean> {
  for await (const chunk of createReadStream(path, { end: 3 })) {
    const bytes = chunk as Buffer;
    return (
      bytes[0] === 0x50 &&
      bytes[1] === 0x4b &&
      (bytes[2] === 3 || bytes[2] === 5) &&
      (bytes[3] === 4 || bytes[3] === 6)
    );
  }
  return false;
}

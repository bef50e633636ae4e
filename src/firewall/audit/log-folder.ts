/**
 * The published files in a folder. What is written stays as it is: a file is made under another name, brought
 * to disk and renamed, so that a reader sees all of it or nothing, and never twice with different bytes.
 */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LogFile, ReadLogFile } from './tile-tree.ts';

export class RewriteRefused extends Error {
  override name = 'RewriteRefused';
}

/** Reads files of the log under `folder`. */
export function readFolder(folder: string): ReadLogFile {
  return (path) =>
    readFile(join(folder, path)).catch((error: NodeJS.ErrnoException) => {
      if (['ENOENT', 'ENOTDIR'].includes(error.code ?? '')) return undefined;
      throw error;
    });
}

/**
 * Writes new files durably. One that is already there with the same bytes is left alone.
 * @throws RewriteRefused where one is there with other bytes: two different pasts must never be published.
 */
export async function writeOnce(folder: string, files: readonly LogFile[]): Promise<void> {
  const folders = new Set<string>();
  for (const { path, bytes } of files) {
    const there = await readFolder(folder)(path);
    if (there?.equals(bytes)) continue;
    if (there) throw new RewriteRefused(`${path} is already published with other content`);
    const target = join(folder, path);
    const made = await mkdir(dirname(target), { recursive: true });
    for (let up = dirname(target); made && up.length >= dirname(made).length; up = dirname(up))
      folders.add(up);
    await replace(target, bytes);
    folders.add(dirname(target));
  }
  for (const one of folders) await syncFolder(one);
}

/** Puts the new checkpoint in the place of the old one, durably. */
export async function writeCheckpoint(folder: string, bytes: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true });
  await replace(join(folder, 'checkpoint'), bytes);
  await syncFolder(folder);
}

/** Removes partial files whose full file is there (the format allows it): `path` is that of the full one. */
export async function dropPartials(folder: string, path: string): Promise<void> {
  await rm(join(folder, `${path}.p`), { recursive: true, force: true });
}

async function replace(target: string, bytes: Buffer): Promise<void> {
  const file = await open(`${target}.new`, 'w', 0o644);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${target}.new`, target);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

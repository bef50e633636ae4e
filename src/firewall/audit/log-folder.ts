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

/** Where the log is published: one folder, or what a test puts in its place. */
export type LogFolder = {
  read: ReadLogFile;
  /**
   * Writes new files durably. One that is already there with the same bytes is left alone.
   * @throws RewriteRefused where one is there with other bytes: two different pasts must never be published.
   */
  writeOnce(files: readonly LogFile[]): Promise<void>;
  /** Puts the new checkpoint in the place of the old one, durably. */
  writeCheckpoint(bytes: Buffer): Promise<void>;
  /** Removes partial files whose full file is there (the format allows it): `path` is that of the full one. */
  dropPartials(path: string): Promise<void>;
};

export function logFolder(folder: string): LogFolder {
  const read = readFolder(folder);
  return {
    read,
    async writeOnce(files) {
      const touched = new Set<string>();
      for (const { path, bytes } of files) {
        const there = await read(path);
        if (there?.equals(bytes)) continue;
        if (there) throw new RewriteRefused(`${path} is already published with other content`);
        const target = join(folder, path);
        for (const made of await makeFolder(dirname(target))) touched.add(made);
        await replace(target, bytes);
        touched.add(dirname(target));
      }
      for (const one of touched) await syncFolder(one);
    },
    async writeCheckpoint(bytes) {
      for (const made of await makeFolder(folder)) await syncFolder(made);
      await replace(join(folder, 'checkpoint'), bytes);
      await syncFolder(folder);
    },
    dropPartials: (path) => rm(join(folder, `${path}.p`), { recursive: true, force: true }),
  };
}

/** Reads files of the log under `folder`. */
export function readFolder(folder: string): ReadLogFile {
  return (path) =>
    readFile(join(folder, path)).catch((error: NodeJS.ErrnoException) => {
      if (['ENOENT', 'ENOTDIR'].includes(error.code ?? '')) return undefined;
      throw error;
    });
}

/** Makes a folder and those above it; gives every folder whose list of names that changed. */
export async function makeFolder(path: string): Promise<string[]> {
  const first = await mkdir(path, { recursive: true });
  const changed: string[] = [];
  if (first)
    for (let one = path; one.length >= first.length; one = dirname(one)) changed.push(dirname(one));
  return changed;
}

/** Puts `bytes` in the place of a file, all or nothing; its folder has still to be brought to disk. */
export async function replace(target: string, bytes: Buffer): Promise<void> {
  const file = await open(`${target}.new`, 'w', 0o644);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${target}.new`, target);
}

/** Brings the names in a folder to disk. Windows opens no folders and writes their names with the file. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

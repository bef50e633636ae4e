import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readFolder } from './log-folder.ts';
import type { LogFile, ReadLogFile } from './tile-tree.ts';

/** Published files, wherever they lie: what the verifier reads. */
export type LogSource = {
  read: ReadLogFile;
  /** Names directly in a folder of the log; none where it does not exist. */
  list(folder: string): Promise<string[]>;
};

export function folderSource(folder: string): LogSource {
  return {
    read: readFolder(folder),
    list: (path) => readdir(join(folder, path)).catch(() => []),
  };
}

/** Files in memory, by their paths. */
export function mapSource(files: ReadonlyMap<string, LogFile['bytes']>): LogSource {
  return {
    read: async (path) => files.get(path),
    list: async (folder) =>
      [...files.keys()]
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1).split('/')[0] as string),
  };
}

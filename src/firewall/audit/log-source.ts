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

/** Where a follower puts what it has fetched, inside of its folder. */
export const INCOMING = 'incoming';

/**
 * The files in a folder. One that a follower was stopped in, while it put what it had verified in its place, is read
 * as if it had come to the end: from the moment on in which the new checkpoint lies beside the new files.
 */
export function folderSource(folder: string): LogSource {
  const kept = readFolder(folder);
  const incoming = readFolder(join(folder, INCOMING));
  let isMoving: Promise<boolean> | undefined;
  const moving = (): Promise<boolean> =>
    (isMoving ??= incoming('checkpoint').then((bytes) => bytes !== undefined));
  const names = (path: string): Promise<string[]> => readdir(join(folder, path)).catch(() => []);
  return {
    read: async (path) => ((await moving()) ? await incoming(path) : undefined) ?? kept(path),
    list: async (path) => [
      ...(await names(path)),
      ...((await moving()) ? await names(join(INCOMING, path)) : []),
    ],
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

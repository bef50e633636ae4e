import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Problem } from '../../../http/problem.ts';

/** SQLite's own number for "somebody else holds it" (sqlite.org/rescode.html#busy). */
const BUSY = 5;

/**
 * Takes a folder for this process alone. Node.js has no locks on files, SQLite has them on every system: the kernel
 * lets go when the process ends, however it ends, so nothing is left to clear away after a kill.
 * @throws Problem `conflict` while another one has it
 */
export function lockFolder(folder: string): { release(): void } {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, 'follower.lock'), { timeout: 0 });
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    const isBusy = (error as { errcode?: number }).errcode === BUSY;
    throw new Problem(isBusy ? 'conflict' : 'unavailable', {
      field: 'folder',
      detail: isBusy
        ? `Another follower is at work in ${folder}. Give each its own folder.`
        : `${folder} cannot be locked: ${(error as Error).message}.`,
      cause: error,
    });
  }
  const held = database;
  return { release: () => held.close() };
}

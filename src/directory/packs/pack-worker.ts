/** The thread that makes the packs for phones: no hurry, so answers come first. */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { type Connection, openDatabase } from '../../database/index.ts';
import { writePacks, type WritePacksOptions } from './write-packs.ts';

/** As low as `nice` without an argument. */
const LOW = 10;

const { connection, options } = workerData as {
  connection: Connection;
  options: WritePacksOptions;
};
// On Linux 0 names this thread alone; elsewhere it would be the whole program (setpriority(2), "BUGS").
if (process.platform === 'linux') setPriority(0, LOW);
const database = openDatabase(connection, 1);
try {
  const list = await writePacks(database, options);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  parentPort?.postMessage(list);
} finally {
  await database.close();
}

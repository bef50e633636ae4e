/** The thread that builds a base, so that answers go on meanwhile. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Connection, openDatabase } from '../../database/index.ts';
import { type BuildOptions, buildBase } from './build-base.ts';

const { connection, options } = workerData as { connection: Connection; options: BuildOptions };
const database = openDatabase(connection, 1);
try {
  const built = await buildBase(database, options);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  parentPort?.postMessage(built);
} finally {
  await database.close();
}

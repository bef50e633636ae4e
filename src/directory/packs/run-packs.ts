/** Starts the thread that makes the packs and waits for their list. */
import type { Connection } from '../../database/index.ts';
import { runInThread, type RunningWork } from '../background-thread.ts';
import type { PackList, WritePacksOptions } from './write-packs.ts';

/**
 * `result` is rejected with the thread's error; the older packs then stay. Stopped in the middle, the
 * older list stays too: what it names is replaced in whole files only.
 */
export function runPacks(
  connection: Connection,
  options: WritePacksOptions,
): RunningWork<PackList> {
  return runInThread(new URL('./pack-worker.ts', import.meta.url), { connection, options });
}

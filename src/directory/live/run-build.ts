/** Starts the building thread and waits for its base. */
import type { Connection } from '../../database/index.ts';
import { runInThread, type RunningWork } from '../background-thread.ts';
import type { BuildOptions, Built } from './build-base.ts';

export type RunningBuild = RunningWork<Built>;

/** `result` is rejected with the thread's error, or when it ends without a base. */
export function runBuild(connection: Connection, options: BuildOptions): RunningBuild {
  return runInThread(new URL('./build-worker.ts', import.meta.url), { connection, options });
}

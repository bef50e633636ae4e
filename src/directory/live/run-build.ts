/** Starts the building thread and waits for its base. */
import { Worker } from 'node:worker_threads';
import type { Connection } from '../../database/index.ts';
import type { BuildOptions, Built } from './build-base.ts';

export type RunningBuild = { result: Promise<Built>; stop(): Promise<void> };

/** `result` is rejected with the thread's error, or when it ends without a base. */
export function runBuild(connection: Connection, options: BuildOptions): RunningBuild {
  const worker = new Worker(new URL('./build-worker.ts', import.meta.url), {
    workerData: { connection, options },
    execArgv: [],
  });
  const result = new Promise<Built>((resolve, reject) => {
    worker.once('message', (built: Built) => resolve(built));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the building thread ended with ${code}`)));
  });
  return {
    result,
    async stop() {
      result.catch(() => {});
      await worker.terminate();
    },
  };
}

/** Long work in a thread of its own, so that answers go on meanwhile. */
import { Worker } from 'node:worker_threads';

export type RunningWork<T> = {
  /** What the thread posted; rejected with its error, or when it ends without an answer. */
  result: Promise<T>;
  /** Ends the thread at once, whatever it is doing. */
  stop(): Promise<void>;
};

/** @param data plain data for the thread's `workerData`; the thread posts one message: what it made */
export function runInThread<T>(script: URL, data: object): RunningWork<T> {
  const worker = new Worker(script, { workerData: data, execArgv: [] });
  const result = new Promise<T>((resolve, reject) => {
    worker.once('message', (made: T) => resolve(made));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread ended with ${String(code)}`)));
  });
  return {
    result,
    async stop() {
      result.catch(() => {});
      await worker.terminate();
    },
  };
}

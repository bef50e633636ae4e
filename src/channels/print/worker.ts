/** The thread that prints: one job at a time, so that pages and forms are answered meanwhile. */
import { parentPort } from 'node:worker_threads';
import type { Answer, PrintJob } from './job.ts';
import { makePrint } from './make.ts';
import { NotPrintable } from './not-printable.ts';

const port = parentPort;
if (!port) throw new Error('This file runs as a thread of the printer only.');

port.on('message', ({ id, job }: { id: number; job: PrintJob }) => {
  void answer(id, job).then((made) => port.postMessage(made));
});

async function answer(id: number, job: PrintJob): Promise<Answer> {
  try {
    return { id, printed: await makePrint(job) };
  } catch (error) {
    if (error instanceof NotPrintable)
      return { id, refused: { why: error.why, message: error.message } };
    return { id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

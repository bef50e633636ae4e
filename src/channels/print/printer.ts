/**
 * The printer: jobs in a queue before one thread, so that a print never holds up a page. A full queue and a
 * slow job are refused; a thread that hangs is ended and a new one begins. Prints of cards are kept on disk by
 * their code; lists of places near a point never are, for they tell what somebody looked for.
 */
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Answer, PrintJob, Printed } from './job.ts';
import { NotPrintable } from './not-printable.ts';
import { openSetShelf } from './set-shelf.ts';
import { openPrintStore, type PrintStore } from './store.ts';

export type PrinterOptions = {
  /** Where prints of cards are kept; absent: nowhere. */
  folder?: string;
  /** Most bytes that are kept. */
  mostBytes?: number;
  /** Jobs that may wait. */
  queue?: number;
  /** Milliseconds that one job may take. */
  timeout?: number;
  /** Milliseconds after which an idle thread gives its memory back. */
  idle?: number;
};

export type Printer = {
  /**
   * @throws NotPrintable `busy` when too many wait, `too_slow` when it took longer than allowed, `too_long` or
   *   `missing_letters` when the words cannot stand on paper
   */
  print(job: PrintJob): Promise<Printed>;
  /**
   * Takes prints off the disk and out of memory that show what is no longer out: what they say may be hidden by now.
   * @param stillOut which of the codes of what is kept are
   * @returns how many went
   */
  clear(stillOut: (codes: readonly string[]) => Promise<readonly string[]>): Promise<number>;
  close(): Promise<void>;
};

type Waiting = {
  job: PrintJob;
  resolve(printed: Printed): void;
  reject(error: Error): void;
};

const THREAD = new URL('./worker.ts', import.meta.url);

export function openPrinter(options: PrinterOptions = {}): Printer {
  const { queue = 20, timeout = 20_000, idle = 60_000 } = options;
  const store: PrintStore | undefined = options.folder
    ? openPrintStore(options.folder, options.mostBytes)
    : undefined;
  const sets = openSetShelf();
  const waiting: Waiting[] = [];
  const underWay = new Map<string, Promise<Printed>>();
  let worker: Worker | undefined;
  let running: (Waiting & { id: number; timer: NodeJS.Timeout }) | undefined;
  let resting: NodeJS.Timeout | undefined;
  let count = 0;
  let closed = false;

  const dismiss = (): void => {
    const old = worker;
    worker = undefined;
    clearTimeout(resting);
    void old?.terminate();
  };

  const finish = (settle: (job: Waiting) => void): void => {
    const done = running;
    running = undefined;
    if (!done) return;
    clearTimeout(done.timer);
    settle(done);
    next();
  };

  const start = (): Worker => {
    const made = new Worker(THREAD, { execArgv: [] });
    // A printer at rest keeps no process alive.
    made.unref();
    made.on('message', (answer: Answer) => {
      if (answer.id !== running?.id) return;
      finish(({ resolve, reject }) => {
        if ('printed' in answer) resolve(received(answer.printed));
        else if ('refused' in answer)
          reject(new NotPrintable(answer.refused.why, answer.refused.message));
        else reject(new Error(`Printing failed: ${answer.failed}`));
      });
    });
    made.on('error', (error) => {
      if (worker === made) dismiss();
      finish(({ reject }) => reject(error));
    });
    return made;
  };

  function next(): void {
    clearTimeout(resting);
    const job = waiting.shift();
    if (!job) {
      resting = setTimeout(dismiss, idle);
      resting.unref();
      return;
    }
    worker ??= start();
    const id = ++count;
    const timer = setTimeout(() => {
      dismiss();
      finish(({ reject }) =>
        reject(new NotPrintable('too_slow', `The print took longer than ${timeout} ms.`)),
      );
    }, timeout);
    running = { ...job, id, timer };
    worker.postMessage({ id, job: job.job });
  }

  const enqueue = (job: PrintJob): Promise<Printed> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(new NotPrintable('busy', 'The printer is closed.'));
      if (waiting.length >= queue)
        return reject(new NotPrintable('busy', `${queue} prints are waiting: try again soon.`));
      waiting.push({ job, resolve, reject });
      if (!running) next();
    });

  const fresh = async (job: PrintJob, key: string): Promise<Printed> => {
    if (job.form === 'set') {
      const known = sets.read(job, key);
      if (known) return known;
      const made = await enqueue(job);
      sets.write(job, key, made);
      return made;
    }
    const name = 'paper' in job ? `${job.paper.code}-${formName(job)}` : undefined;
    const kept = name === undefined ? undefined : await store?.read(name, key);
    if (kept) return kept;
    const printed = await enqueue(job);
    if (name !== undefined) await store?.write(name, key, printed);
    return printed;
  };

  return {
    print(job) {
      const key = createHash('sha256').update(JSON.stringify(job)).digest('hex');
      let made = underWay.get(key);
      if (!made) {
        made = fresh(job, key).finally(() => underWay.delete(key));
        underWay.set(key, made);
      }
      return made;
    },
    async clear(stillOut) {
      const kept = (await store?.names()) ?? [];
      const codeOf = (name: string): string => CODE.exec(name)?.[1] ?? name;
      const out = new Set(await stillOut([...new Set([...kept.map(codeOf), ...sets.codes()])]));
      const gone = kept.filter((name) => !out.has(codeOf(name)));
      for (const name of gone) await store?.drop(name);
      return gone.length + sets.keep(out);
    },
    async close() {
      closed = true;
      for (const { reject } of waiting.splice(0))
        reject(new NotPrintable('busy', 'The printer was closed.'));
      const old = worker;
      dismiss();
      finish(({ reject }) => reject(new NotPrintable('busy', 'The printer was closed.')));
      clearTimeout(resting);
      await old?.terminate();
    },
  };
}

/** `210-ar-3` of `210-ar-3-picture-square`. */
const CODE = /^(\d+-[a-z]+-\d+)-/;

const formName = (job: PrintJob): string =>
  job.form === 'picture' ? `${job.form}-${job.shape}` : job.form;

/** Bytes come out of a thread as a bare array. */
const received = (printed: Printed): Printed => ({
  ...printed,
  content: Buffer.from(
    printed.content.buffer,
    printed.content.byteOffset,
    printed.content.byteLength,
  ),
});

/** The thread of circles as the program sees it: begun with the first job, begun anew after it was lost. */
import { Worker } from 'node:worker_threads';
import { Problem } from '../http/problem.ts';
import type { Asked, CircleAnswer, CircleJob, CircleOf, Measured } from './circle-jobs.ts';
import type { Similar } from './name-circle.ts';
import type { OwnEdges } from './name-edge.ts';

export type CircleThread = {
  /**
   * Who of the circle may be the one asked for, once the changes were made to it, whose records are given away.
   * @throws `busy_try_again` when the thread was lost; any other error leaves the circle as nobody knows
   */
  ask(circle: CircleOf, asked: Asked): Promise<readonly Similar[]>;
  /** Lets the circle set its own edges; @returns whether that came to its end */
  measure(circle: CircleOf, measured: Measured): Promise<boolean>;
  /** What the circle learned of itself; undefined while it was never measured. @throws as `ask` */
  edges(circle: CircleOf, changes: Asked['changes']): Promise<OwnEdges | undefined>;
  drop(circle: CircleOf): void;
  close(): Promise<void>;
};

const SCRIPT = new URL('./circle-worker.ts', import.meta.url);

type Waiting = { resolve(answer: CircleAnswer): void; reject(error: unknown): void };

/** @param onLost told when the thread ended by itself: it holds no circle any more */
export function openCircleThread(onLost: () => void): CircleThread {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let count = 0;
  const start = (): Worker => {
    const made = new Worker(SCRIPT, { execArgv: [] });
    // A thread at rest keeps no program alive.
    made.unref();
    made.on('message', (answer: CircleAnswer) => {
      const asked = waiting.get(answer.of);
      waiting.delete(answer.of);
      asked?.resolve(answer);
    });
    let cause: unknown;
    made.on('error', (error) => (cause = error));
    made.on('exit', () => {
      if (thread !== made) return;
      thread = undefined;
      onLost();
      end(() => new Problem('busy_try_again', { cause }));
    });
    return made;
  };
  const end = (why: () => unknown): void => {
    const lost = [...waiting.values()];
    waiting.clear();
    for (const { reject } of lost) reject(why());
  };
  const send = (job: CircleJob, given: Asked['changes'] = []): void =>
    (thread ??= start()).postMessage(
      job,
      given.flatMap(({ record }) => (record ? [record.buffer as ArrayBuffer] : [])),
    );
  const answerTo = (
    given: Asked['changes'],
    job: (of: number) => CircleJob,
  ): Promise<CircleAnswer> =>
    new Promise((resolve, reject) => {
      const of = ++count;
      waiting.set(of, { resolve, reject });
      send(job(of), given);
    });
  return {
    async ask(circle, asked) {
      const answer = await answerTo(asked.changes, (ask) => ({ circle, ask, ...asked }));
      if ('similar' in answer) return answer.similar;
      throw new Error(`Names could not be compared: ${told(answer)}`);
    },
    async measure(circle, measured) {
      const answer = await answerTo(measured.changes, (measure) => ({
        circle,
        measure,
        ...measured,
      }));
      if ('measured' in answer) return answer.measured;
      throw new Error(`A circle could not be measured: ${told(answer)}`);
    },
    async edges(circle, changes) {
      const answer = await answerTo(changes, (edges) => ({ circle, edges, changes }));
      if ('learned' in answer) return answer.learned;
      throw new Error(`A circle could not be asked: ${told(answer)}`);
    },
    drop(circle) {
      if (thread) send({ circle, drop: true });
    },
    async close() {
      const old = thread;
      thread = undefined;
      end(() => new Problem('busy_try_again'));
      await old?.terminate();
    },
  };
}

const told = (answer: CircleAnswer): string => ('failed' in answer ? answer.failed : 'no answer');

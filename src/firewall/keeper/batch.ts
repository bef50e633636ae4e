/**
 * Group commit: what many callers ask at the same moment goes in one statement, and nobody is answered before it
 * is done. One batch is under way at a time; who comes meanwhile goes with the next, so nothing waits for a clock.
 */
type Caller<A, R> = {
  asks: readonly A[];
  resolve(answers: R[]): void;
  reject(error: unknown): void;
};

/**
 * @param work answers all asks, in order; when it throws, every caller of the batch is told so. It must not fail for
 *   the sake of one ask: callers check theirs before, so that nobody spoils another's.
 * @param most asks in one batch, unless one caller alone has more
 * @returns what a caller gives her asks to
 */
export function openBatch<A, R>(
  work: (asks: readonly A[]) => Promise<readonly R[]>,
  most = 1_000,
): (asks: readonly A[]) => Promise<R[]> {
  let waiting: Caller<A, R>[] = [];
  let running = false;

  function take(): Caller<A, R>[] {
    let size = 0;
    const beyond = waiting.findIndex(({ asks }, i) => (size += asks.length) > most && i > 0);
    const callers = beyond < 0 ? waiting : waiting.slice(0, beyond);
    waiting = beyond < 0 ? [] : waiting.slice(beyond);
    return callers;
  }
  async function run(): Promise<void> {
    while (waiting.length) {
      const callers = take();
      try {
        const answers = await work(callers.flatMap(({ asks }) => asks));
        let at = 0;
        for (const { asks, resolve } of callers) resolve(answers.slice(at, (at += asks.length)));
      } catch (error) {
        for (const { reject } of callers) reject(error);
      }
    }
    running = false;
  }
  return (asks) =>
    new Promise((resolve, reject) => {
      if (!asks.length) return resolve([]);
      waiting.push({ asks, resolve, reject });
      if (running) return;
      running = true;
      // After all that this turn of the loop has to say.
      setImmediate(() => void run());
    });
}

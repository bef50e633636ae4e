/** Turns a producer that must run inside something (a transaction) into what a consumer can iterate. */

/**
 * `produce` calls `emit` for each piece and waits until it was taken, so nothing piles up. When the consumer
 * stops early, `emit` throws and `produce` can undo what it holds open. Its own errors reach the consumer.
 */
export async function* handOver<T>(
  produce: (emit: (piece: T) => Promise<void>) => Promise<void>,
): AsyncGenerator<T> {
  type Turn = { piece: T; taken: () => void; refuse: (reason: Error) => void };
  let offered: Turn | undefined;
  let finished = false;
  let stopped = false;
  let failure: unknown;
  let notice: () => void = () => {};
  const emit = (piece: T): Promise<void> => {
    if (stopped) return Promise.reject(new Stopped());
    return new Promise<void>((taken, refuse) => {
      offered = { piece, taken, refuse };
      notice();
    });
  };
  const running = produce(emit).then(
    () => {
      finished = true;
      notice();
    },
    (error: unknown) => {
      finished = true;
      failure = error;
      notice();
    },
  );
  const somethingNew = async (): Promise<void> => {
    if (offered || finished) return;
    await new Promise<void>((resolve) => {
      notice = resolve;
    });
  };
  try {
    for (;;) {
      await somethingNew();
      const turn: Turn | undefined = offered;
      if (!turn) break;
      yield turn.piece;
      offered = undefined;
      turn.taken();
    }
    if (failure !== undefined) throw failure;
  } finally {
    stopped = true;
    offered?.refuse(new Stopped());
    if (!finished) await running;
  }
}

class Stopped extends Error {
  constructor() {
    super('the reader stopped');
    this.name = 'Stopped';
  }
}

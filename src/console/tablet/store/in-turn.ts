/** Calls of the function run one after the other, in the order in which they were made; one that fails holds nothing up. */
export function inTurn<A extends unknown[], R>(
  act: (...given: A) => Promise<R>,
): (...given: A) => Promise<R> {
  let last: Promise<unknown> = Promise.resolve();
  return (...given) => {
    const mine = last.then(() => act(...given));
    last = mine.catch(() => undefined);
    return mine;
  };
}

/**
 * One round at a time; what is asked for during one gets a round of its own after it, since that one may not know of it. Many that ask
 * meanwhile share the one after it, which is forced when one of them forces it.
 */
export function oneAtATime(
  round: (force: boolean) => Promise<void>,
): (force: boolean) => Promise<void> {
  let running: Promise<void> | undefined;
  let following: Promise<void> | undefined;
  let isForced = false;
  const ask = (force: boolean): Promise<void> => {
    if (running) {
      isForced ||= force;
      return (following ??= running
        .catch(() => undefined)
        .then(() => {
          const forced = isForced;
          following = undefined;
          isForced = false;
          return ask(forced);
        }));
    }
    running = round(force).finally(() => {
      running = undefined;
    });
    return running;
  };
  return ask;
}

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

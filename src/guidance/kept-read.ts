/**
 * What is read for everybody again and again: kept for seconds, and good while the database is away.
 * @param now milliseconds
 */
export function keptRead<T>(read: () => Promise<T>, now: () => number): () => Promise<T> {
  let kept: { value: T } | undefined;
  let readAt = 0;
  return async () => {
    if (kept && now() - readAt < GOOD_MS) return kept.value;
    readAt = now();
    try {
      kept = { value: await read() };
    } catch (error) {
      if (!kept) throw error;
    }
    return kept.value;
  };
}

const GOOD_MS = 5000;

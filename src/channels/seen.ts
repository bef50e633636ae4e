/** What was seen a while ago, in memory, bounded: ids of messages, signatures that were used. */

export type Seen = {
  /** True the first time within the time kept; false when it comes again. */
  first(key: string): boolean;
  /** As if it had not been seen. */
  forget(key: string): void;
  size(): number;
};

export function seenFor({
  now,
  keep,
  most = 50_000,
}: {
  now(): number;
  /** ms */
  keep: number;
  most?: number;
}): Seen {
  const until = new Map<string, number>();
  return {
    first(key) {
      const at = now();
      for (const [old, end] of until) {
        if (end > at && until.size < most) break;
        until.delete(old);
      }
      if ((until.get(key) ?? 0) > at) return false;
      until.set(key, at + keep);
      return true;
    },
    forget: (key) => void until.delete(key),
    size: () => until.size,
  };
}

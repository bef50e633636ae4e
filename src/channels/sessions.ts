/**
 * What was said a moment ago, without the number that said it (INFO-06; chapter 10, section 3.5): sessions are found
 * by a keyed digest whose key is made in memory, never leaves it, and is thrown away after a day. They live for some
 * minutes and are bounded in number. Nothing in here is written anywhere.
 */
import { createHmac, randomBytes } from 'node:crypto';

export type SessionOptions = {
  now(): number;
  /** How long a session lives after its last message, ms. */
  life: number;
  /** More sessions than this push out those that were silent longest. */
  most?: number;
};

export type Sessions<S> = {
  /** The session of a number on a channel, begun anew when there is none; its life begins again. */
  of(channel: string, number: string): S;
  /** Forgets what was said. */
  end(channel: string, number: string): void;
  size(): number;
};

const KEY_LIFE = 24 * 3_600_000;
const MOST = 20_000;

type Kept<S> = { value: S; until: number };

/** @param begin makes an empty session */
export function createSessions<S>(
  begin: () => S,
  { now, life, most = MOST }: SessionOptions,
): Sessions<S> {
  const digests = turningKey(now, life);
  // A map keeps its order: what was used last stands last.
  const kept = new Map<string, Kept<S>>();
  const drop = (at: number): void => {
    for (const [digest, { until }] of kept) {
      if (until > at && kept.size <= most) break;
      kept.delete(digest);
    }
  };
  return {
    of(channel, number) {
      const at = now();
      const [digest, before] = digests(`${channel}\n${number}`);
      const found = kept.get(digest) ?? (before ? kept.get(before) : undefined);
      const value = found && found.until > at ? found.value : begin();
      kept.delete(digest);
      if (before) kept.delete(before);
      kept.set(digest, { value, until: at + life });
      drop(at);
      return value;
    },
    end(channel, number) {
      for (const digest of digests(`${channel}\n${number}`)) if (digest) kept.delete(digest);
    },
    size() {
      drop(now());
      return kept.size;
    },
  };
}

/**
 * Digests under the key of this day, and under the one before it as long as a session of then may live.
 * @param overlap ms for which the older key is still tried
 */
export function turningKey(
  now: () => number,
  overlap: number,
): (text: string) => readonly [string, string?] {
  let key = randomBytes(32);
  let older: Buffer | undefined;
  let made = now();
  const digest = (under: Buffer, text: string): string =>
    createHmac('sha256', under).update(text).digest('base64');
  return (text) => {
    const at = now();
    if (at - made >= KEY_LIFE) {
      older = at - made < KEY_LIFE + overlap ? key : undefined;
      key = randomBytes(32);
      made = at;
    } else if (older && at - made > overlap) older = undefined;
    return older ? [digest(key, text), digest(older, text)] : [digest(key, text)];
  };
}

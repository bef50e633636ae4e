/**
 * Which messages stand at a moment. Messages may be known in any order: an update before the alert that it replaces, a
 * cancel before both. Pure.
 */
import type { Alert, Kind } from './alert.ts';

/** A message and those that it is about (at least the one before it). */
export type Message = {
  id: string;
  kind: Kind;
  about: readonly string[];
  issuedAt: number;
  effectiveAt: number;
  expiresAt: number;
};

export type Standing = 'coming' | 'now' | 'replaced' | 'cancelled' | 'over';

export const messageOf = (alert: Alert): Message => ({
  ...alert,
  about: alert.prior === undefined ? [] : [alert.prior, alert.chain],
});

/**
 * How each message stands at `now` (ms since 1970), by its id. Of a line of messages at most one is `now`: the newest
 * that has begun. A cancel ends every message of its line that was issued before it, at once. An older message never
 * comes back when the newer one ends.
 */
export function standings(messages: readonly Message[], now: number): Map<string, Standing> {
  const result = new Map<string, Standing>();
  for (const line of linesOf(messages)) {
    const known = line.filter(({ issuedAt }) => issuedAt <= now);
    const cancelled = Math.max(
      -Infinity,
      ...known.filter(({ kind }) => kind === 'cancel').map(({ issuedAt }) => issuedAt),
    );
    const begun = known
      .filter(({ kind, effectiveAt }) => kind !== 'cancel' && effectiveAt <= now)
      .sort((a, b) => b.issuedAt - a.issuedAt || (a.id < b.id ? 1 : -1));
    const [head] = begun;
    for (const one of line) result.set(one.id, standingOf(one, head, cancelled, now));
  }
  return result;
}

function standingOf(
  one: Message,
  head: Message | undefined,
  cancelled: number,
  now: number,
): Standing {
  if (one.kind === 'cancel') return 'over';
  if (one.issuedAt <= cancelled) return 'cancelled';
  if (one.issuedAt > now || one.effectiveAt > now) return 'coming';
  if (one !== head) return 'replaced';
  return now < one.expiresAt ? 'now' : 'over';
}

/** Messages that are about one another, directly or through others; also through one that is not known itself. */
function linesOf(messages: readonly Message[]): Message[][] {
  const above = new Map<string, string>();
  const topOf = (id: string): string => {
    let top = id;
    for (let next = above.get(top); next !== undefined; next = above.get(top)) top = next;
    return top;
  };
  for (const { id, about } of messages)
    for (const other of about) {
      const [a, b] = [topOf(id), topOf(other)];
      if (a !== b) above.set(a, b);
    }
  const lines = new Map<string, Message[]>();
  for (const message of messages) {
    const top = topOf(message.id);
    const line = lines.get(top);
    if (line) line.push(message);
    else lines.set(top, [message]);
  }
  return [...lines.values()];
}

/** The next moment after `now` at which a standing changes by the clock alone; undefined when none does. */
export function nextChange(messages: readonly Message[], now: number): number | undefined {
  const times = messages.flatMap(({ issuedAt, effectiveAt, expiresAt }) => [
    issuedAt,
    effectiveAt,
    expiresAt,
  ]);
  const coming = times.filter((at) => at > now);
  return coming.length ? Math.min(...coming) : undefined;
}

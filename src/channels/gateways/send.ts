/**
 * Sends replies through a gateway: several at once, again after a pause when the gateway is away, and not for ever.
 * What waits is kept in memory only: after a restart nothing is left of whom it was for.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Counts } from '../counts.ts';
import type { Gateway, Sending } from './settings.ts';

/** Pauses before the next tries, ms; each is drawn between its half and itself. */
const PAUSES = [1_000, 4_000, 15_000, 60_000] as const;
const TIMEOUT_MS = 10_000;
const MOST_AT_ONCE = 8;
/** More messages than this do not wait: older than a few minutes an answer is of no use. */
const MOST_WAITING = 5_000;

export type Outgoing = {
  to: string;
  text: string;
  /** Ours, the same at each try; made here when none is given. */
  id?: string;
  done?(isSent: boolean): void;
};

export type Sender = {
  /** Takes a message; false when too many wait already. `done` is told how it went. */
  send(gateway: Gateway, outgoing: Outgoing): boolean;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  close(): Promise<void>;
};

export type SenderOptions = {
  counts: Pick<Counts, 'add'>;
  /** Told when a gateway refuses or stays away: its name and the status, never a number or a text. */
  warn(details: { channel: string; status: number }, message: string): void;
  fetch?: typeof fetch;
  pauses?: readonly number[];
};

type Message = {
  gateway: Gateway;
  sending: Sending;
  to: string;
  text: string;
  id: string;
  done: (isSent: boolean) => void;
};

export function openSender({
  counts,
  warn,
  fetch: ask = fetch,
  pauses = PAUSES,
}: SenderOptions): Sender {
  const waiting: Message[] = [];
  const running = new Set<Promise<void>>();
  const closed = new AbortController();
  const begin = (): void => {
    while (running.size < MOST_AT_ONCE && !closed.signal.aborted) {
      const message = waiting.shift();
      if (!message) return;
      const work = deliver(message).finally(() => {
        running.delete(work);
        begin();
      });
      running.add(work);
    }
  };
  const deliver = async (message: Message): Promise<void> => {
    const { gateway } = message;
    let status = 0;
    for (let tries = 0; ; tries++) {
      status = await once(ask, message, closed.signal);
      if (status >= 200 && status < 300) {
        counts.add(gateway.name, 'sent');
        message.done(true);
        return;
      }
      // What the gateway refuses it refuses again, but for "too many" and "too slow".
      const isFinal = status >= 400 && status < 500 && status !== 408 && status !== 429;
      const wait = pauses[tries];
      if (isFinal || wait === undefined || closed.signal.aborted) break;
      await pause(wait * (0.5 + Math.random() / 2), undefined, { signal: closed.signal }).catch(
        () => {},
      );
    }
    counts.add(gateway.name, 'failed');
    warn({ channel: gateway.name, status }, 'a message could not be handed to its gateway');
    message.done(false);
  };
  const idle = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running);
  };
  return {
    send(gateway, { to, text, id = randomUUID(), done = () => {} }) {
      if (!gateway.send || waiting.length >= MOST_WAITING) return false;
      waiting.push({ gateway, sending: gateway.send, to, text, id, done });
      begin();
      return true;
    },
    idle,
    async close() {
      closed.abort();
      waiting.length = 0;
      await idle();
    },
  };
}

/** One try; the status, or 0 when nothing came back. */
async function once(ask: typeof fetch, message: Message, signal: AbortSignal): Promise<number> {
  const { sending, gateway } = message;
  const values: Record<string, string> = {
    to: message.to,
    to_no_plus: message.to.replace(/^\+/, ''),
    text: message.text,
    id: message.id,
    from: gateway.ownNumbers[0] ?? '',
    channel: gateway.name,
  };
  const filled = Object.fromEntries(
    Object.entries(sending.body).map(([name, value]) => [
      name,
      value.replace(/\{\{(\w+)\}\}/g, (_, key: string) => values[key] ?? ''),
    ]),
  );
  const isJson = sending.form === 'json';
  try {
    const answer = await ask(sending.url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      headers: {
        'content-type': isJson
          ? 'application/json'
          : 'application/x-www-form-urlencoded; charset=utf-8',
        ...(sending.authorization ? { authorization: sending.authorization } : {}),
      },
      body: isJson ? JSON.stringify(filled) : new URLSearchParams(filled).toString(),
    });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return 0;
  }
}

/**
 * Hands every alert that stands, and every cancel, to the channel that sends text messages; goes on after a crash where it
 * was. Numbers that join while an alert stands hear it too.
 */
import type { Alert } from './alert.ts';
import type { AlertHouse } from './house.ts';
import type { Send, Subscribers } from './subscribers.ts';

/** How often it is looked what stands, and after how long newcomers are looked for, ms. */
const EVERY = 5_000;
const AGAIN = 10 * 60_000;

export type DeliveryOptions = {
  alerts: Pick<AlertHouse, 'book' | 'sms' | 'now'>;
  subscribers: Pick<Subscribers, 'deliver'>;
  send: Send;
  /** Told when an alert could not be handed over; it is tried again. Never a number. */
  warn(details: { alert: string }, message: string): void;
  every?: number;
};

/** Milliseconds between two looks whether an alert that is being sent still holds. */
const WATCH = 500;

/** Starts; `stop` waits for the message under way. */
export function runDelivery({ alerts, subscribers, send, warn, every = EVERY }: DeliveryOptions): {
  stop(): Promise<void>;
} {
  const looked = new Map<string, number>();
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  // A channel that closes answers nothing more: what is under way is tried again later.
  const closing = new Promise<never>((_, fail) => {
    stopping.signal.addEventListener('abort', () => fail(new Error('stopping')));
  });
  closing.catch(() => {});
  const handed: Send = (sending) => Promise.race([send(sending), closing]);
  const round = async (): Promise<void> => {
    for (const alert of toldNow(alerts)) {
      const at = looked.get(alert.id);
      if (stopping.signal.aborted || (at !== undefined && alerts.now() - at < AGAIN)) continue;
      // Taken back or replaced in the middle: nobody else is told what does not hold any more.
      const over = new AbortController();
      const watch = setInterval(() => {
        if (!toldNow(alerts).some(({ id }) => id === alert.id)) over.abort();
      }, WATCH);
      try {
        const done = await subscribers.deliver(alert, (lang) => alerts.sms(alert, lang), handed, {
          signal: AbortSignal.any([stopping.signal, over.signal]),
        });
        if (done && !stopping.signal.aborted) looked.set(alert.id, alerts.now());
      } catch {
        warn({ alert: alert.id }, 'an alert could not be sent to phones; it is tried again');
      } finally {
        clearInterval(watch);
      }
    }
  };
  const timer = setInterval(() => {
    running = running.then(round);
  }, every);
  timer.unref();
  return {
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await running;
    },
  };
}

/** What stands, the worst first, and cancels of what would still stand. */
function toldNow({ book, now }: Pick<AlertHouse, 'book' | 'now'>): Alert[] {
  const cancels = book
    .all()
    .map(({ alert }) => alert)
    .filter(
      ({ kind, issuedAt, expiresAt }) =>
        kind === 'cancel' && issuedAt <= now() && now() < expiresAt,
    );
  return [...book.current(), ...cancels];
}

/**
 * Hands every alert that stands, and every cancel, to the channel that sends text messages; goes on after a crash where it
 * was, and comes back to what a gateway did not take. Numbers that join while an alert stands hear it too. Whoever's half
 * year is nearly over is told how to go on.
 */
import type { Alert } from './alert.ts';
import type { AlertHouse } from './house.ts';
import type { Send, Subscribers } from './subscribers.ts';

/** How often it is looked what stands, and after how long newcomers are looked for, ms. */
const EVERY = 5_000;
const AGAIN = 10 * 60_000;
/** The first wait for what a gateway did not take, ms; each further one is twice as long, up to `AGAIN`. */
const SOON = 15_000;
const REMINDING = 12 * 3_600_000;

export type DeliveryOptions = {
  alerts: Pick<AlertHouse, 'book' | 'sms' | 'now'>;
  subscribers: Pick<Subscribers, 'deliver' | 'remind'>;
  send: Send;
  /** Words of a language for those whose half year is nearly over. */
  reminder(lang: string): string | undefined;
  /** Told when an alert could not be handed over; it is tried again. Never a number. */
  warn(details: { alert?: string }, message: string): void;
  every?: number;
};

/** Milliseconds between two looks whether an alert that is being sent still holds. */
const WATCH = 500;

/** Starts; `stop` waits for the message under way. */
export function runDelivery({
  alerts,
  subscribers,
  send,
  reminder,
  warn,
  every = EVERY,
}: DeliveryOptions): { stop(): Promise<void> } {
  /** When to look again, and how long the next wait for a gateway would be. */
  const next = new Map<string, { at: number; wait: number }>();
  let reminding: { over: AbortController; done: Promise<void> } | undefined;
  let reminded = Number.NEGATIVE_INFINITY;
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  // A channel that closes answers nothing more: what is under way is tried again later.
  const closing = new Promise<never>((_, fail) => {
    stopping.signal.addEventListener('abort', () => fail(new Error('stopping')));
  });
  closing.catch(() => {});
  const handed: Send = (sending) => Promise.race([send(sending), closing]);
  const remind = async (signal: AbortSignal): Promise<void> => {
    try {
      await subscribers.remind(async (lang) => reminder(lang), handed, { signal });
      if (!signal.aborted) reminded = alerts.now();
    } catch {
      warn({}, 'numbers could not be told that their alerts end');
      reminded = alerts.now();
    }
    reminding = undefined;
  };
  const round = async (): Promise<void> => {
    const told = toldNow(alerts);
    for (const id of next.keys()) if (!told.some((alert) => alert.id === id)) next.delete(id);
    for (const alert of told) {
      const { at, wait } = next.get(alert.id) ?? { at: 0, wait: SOON };
      if (stopping.signal.aborted || alerts.now() < at) continue;
      // An alert does not wait behind reminders.
      reminding?.over.abort();
      // Taken back or replaced in the middle: nobody else is told what does not hold any more.
      const over = new AbortController();
      const watch = setInterval(() => {
        if (!toldNow(alerts).some(({ id }) => id === alert.id)) over.abort();
      }, WATCH);
      try {
        const done = await subscribers.deliver(alert, (lang) => alerts.sms(alert, lang), handed, {
          signal: AbortSignal.any([stopping.signal, over.signal]),
        });
        if (!done || stopping.signal.aborted) continue;
        const isAll = done.waiting === 0;
        next.set(alert.id, {
          at: alerts.now() + (isAll ? AGAIN : wait),
          wait: isAll ? SOON : Math.min(AGAIN, wait * 2),
        });
      } catch {
        warn({ alert: alert.id }, 'an alert could not be sent to phones; it is tried again');
      } finally {
        clearInterval(watch);
      }
    }
    if (stopping.signal.aborted || reminding || alerts.now() - reminded < REMINDING) return;
    const over = new AbortController();
    reminding = { over, done: remind(over.signal) };
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
      reminding?.over.abort();
      await reminding?.done;
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

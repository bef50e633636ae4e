/**
 * When something is due of a referral, and what happens then (design chapter 30, sections 4.5 and 4.7). Pure: times are
 * milliseconds since 1970. `advance` does everything that was due until a moment, in order, and can be asked again safely.
 */
import type { LEVELS } from '../desk/values.ts';
import { isFinal, type State, type Step } from './states.ts';

export type Level = (typeof LEVELS)[number];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** How long a provider has to answer. */
export const ANSWER_TIME: Readonly<Record<Level, number>> = {
  now: 10 * MINUTE,
  soon: 24 * HOUR,
  today: 24 * HOUR,
  any_time: 72 * HOUR,
};
/** Shares of that time after which the recipient is reminded. */
export const REMINDERS = [1 / 2, 4 / 5] as const;
/** Days after the appointment (or the yes) on which the outcome is asked for; a day after the last it is unknown. */
export const OUTCOME_DAYS = [1, 7, 21] as const;
export const GIVE_UP_DAYS = 22;
/** A referral that never got an answer is given up so long after its deadline. */
export const NO_ANSWER_DAYS = 21;

/** What the clock has to know of a referral. */
export type Clock = {
  state: State;
  level: Level;
  /** Since when an answer is waited for: sent, replied to, opened late; made, for what is not sent. */
  answer_from: number;
  answer_due: number;
  /** When whoever looks after the network gets it. */
  escalate_at: number;
  escalated: boolean;
  reminded: number;
  /** The appointment, or else the yes. */
  outcome_from: number | null;
  outcome_asked: number;
  /** End of the consent; of the draft before there is one. */
  ends_at: number;
};

/** Who gets a message, and its key in the catalogues; nobody's name or need is in it. */
export type Notice = {
  to: 'recipient' | 'owner' | 'manager';
  key:
    | 'remind'
    | 'overdue'
    | 'no_answer'
    | 'reply_missing'
    | 'not_sent'
    | 'outcome_asked'
    | 'given_up'
    | 'ended';
  /** Which reminder, or which time of asking. */
  n: number;
};

export type Due = { at: number; step?: Step; notices: Notice[]; set: Partial<Clock> };

/** The clock of an answer that is waited for from `from` on. */
export const answerClock = (level: Level, from: number) => ({
  answer_from: from,
  answer_due: from + ANSWER_TIME[level],
  escalate_at: from + 2 * ANSWER_TIME[level],
  reminded: 0,
  escalated: false,
});

/** Opened late: half of the time again; when the manager gets it does not move. */
export const lateClock = ({ level }: Pick<Clock, 'level'>, now: number) => ({
  answer_from: now,
  answer_due: now + ANSWER_TIME[level] / 2,
  reminded: REMINDERS.length,
});

const share = ({ answer_from: from, answer_due: due }: Clock, part: number): number =>
  from + Math.round((due - from) * part);

/** The next thing that is due; undefined when nothing is ever due any more. */
export function nextDue(clock: Clock): Due | undefined {
  if (isFinal(clock.state)) return undefined;
  const end: Due =
    clock.state === 'accepted'
      ? { at: clock.ends_at, step: 'give_up', notices: [to('owner', 'given_up')], set: {} }
      : { at: clock.ends_at, step: 'expire', notices: [to('owner', 'ended')], set: {} };
  const own = dueOf(clock);
  return own && own.at < end.at ? own : end;
}

const to = (who: Notice['to'], key: Notice['key'], n = 1): Notice => ({ to: who, key, n });

function dueOf(clock: Clock): Due | undefined {
  switch (clock.state) {
    case 'draft':
    case 'ready':
      if (clock.reminded === 0)
        return { at: clock.answer_due, notices: [to('owner', 'not_sent')], set: { reminded: 1 } };
      return escalation(clock, 'not_sent');
    case 'sent':
    case 'opened':
      return earlier(answerDue(clock), escalation(clock, 'no_answer'));
    case 'question':
      return escalation({ ...clock, escalate_at: clock.answer_due }, 'reply_missing');
    case 'overdue': {
      const at = clock.answer_due + NO_ANSWER_DAYS * DAY;
      const last: Due = { at, step: 'give_up', notices: [to('owner', 'given_up')], set: {} };
      return earlier(escalation(clock, 'no_answer'), last);
    }
    case 'accepted':
      return outcomeDue(clock);
    default:
      return undefined;
  }
}

const earlier = (a: Due | undefined, b: Due | undefined): Due | undefined =>
  a && b ? (b.at < a.at ? b : a) : (a ?? b);

function escalation(clock: Clock, key: Notice['key']): Due | undefined {
  if (clock.escalated) return undefined;
  return { at: clock.escalate_at, notices: [to('manager', key)], set: { escalated: true } };
}

function answerDue(clock: Clock): Due {
  const part = REMINDERS[clock.reminded];
  if (part !== undefined) {
    const n = clock.reminded + 1;
    return {
      at: share(clock, part),
      notices: [to('recipient', 'remind', n)],
      set: { reminded: n },
    };
  }
  return { at: clock.answer_due, step: 'lapse', notices: [to('owner', 'overdue')], set: {} };
}

function outcomeDue({ outcome_from, outcome_asked: asked, ends_at }: Clock): Due {
  const from = outcome_from ?? ends_at;
  const day = OUTCOME_DAYS[asked];
  if (day === undefined)
    return {
      at: from + GIVE_UP_DAYS * DAY,
      step: 'give_up',
      notices: [to('owner', 'given_up')],
      set: {},
    };
  const n = asked + 1;
  const notices = [to('recipient', 'outcome_asked', n), to('owner', 'outcome_asked', n)];
  return { at: from + day * DAY, notices, set: { outcome_asked: n } };
}

const REACHED: Partial<Record<Step, State>> = {
  lapse: 'overdue',
  give_up: 'unknown',
  expire: 'expired',
};

export type Advance = {
  /** What happened, in order. */
  done: Due[];
  clock: Clock;
  /** When to look again; null when the referral is final. */
  next_due_at: number | null;
};

/** Everything that was due until `now`, in order. */
export function advance(clock: Clock, now: number): Advance {
  const done: Due[] = [];
  let current = clock;
  for (;;) {
    const due = nextDue(current);
    if (!due || due.at > now) return { done, clock: current, next_due_at: due ? due.at : null };
    done.push(due);
    const reached = due.step && REACHED[due.step];
    current = { ...current, ...due.set, ...(reached ? { state: reached } : {}) };
  }
}

/** Minutes after which an alert that nobody took goes on (section 4.7): next on call, manager, the printed number. */
export const ALERT_MINUTES = { next: 10, manager: 20, emergency: 30 } as const;
export type AlertStage = 'first' | 'next' | 'manager' | 'emergency';

/** Who is asked now. `onCall`: how many people are on call; without a second one the manager comes at once. */
export function alertStage(raisedAt: number, now: number, onCall: number): AlertStage {
  const minutes = (now - raisedAt) / MINUTE;
  if (minutes >= ALERT_MINUTES.emergency) return 'emergency';
  if (minutes >= ALERT_MINUTES.manager || onCall === 0) return 'manager';
  if (minutes >= ALERT_MINUTES.next) return onCall > 1 ? 'next' : 'manager';
  return 'first';
}

/** What the sequencer does with the events that wait: a pure function from what it reads to what it writes. */
import type { IssuedTicket } from '../keeper/messages.ts';
import { TICKET_LIFE } from '../keeper/ticket.ts';
import { COMMITMENT_KEY_BYTES, type Detail, makeLeaf, minuteOf, type StagedEvent } from './leaf.ts';

/**
 * Numbers of a producer that ought to be there and are not: somebody took staged rows away. Or, told in the log with
 * `twice`, a number that comes again: somebody put a row there.
 */
export type Gap = { producer: number; from: number; to: number };

export type NewLeaf = {
  index: number;
  leaf: Buffer;
  detail: Detail;
  /** The staged row that became this leaf; null for what the log says itself. */
  stageId: string | null;
  /** Of the event. */
  producer: number;
  n: number;
};

export type RoundInput = {
  /** The installation's name in each leaf. */
  node: string;
  /** Milliseconds since 1970. */
  now: number;
  newest: { size: number; minute: string };
  waiting: readonly StagedEvent[];
  /** The last number of each producer that is in the log. */
  counted: ReadonlyMap<number, number>;
  /** Producers whose counter stands further than their newest row, in the log or waiting (`staged`, 0 for none). */
  ahead: readonly { producer: number; n: number; staged: number }[];
  /** Tickets that nobody used to the end within a minute. */
  unfinished: readonly IssuedTicket[];
  /** Gaps told before, by producer: up to which number. */
  told: ReadonlyMap<number, number>;
  /** Fresh random bytes. */
  random: (bytes: number) => Buffer;
};

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Leaves in order, and the gaps among them. Nothing is left out: an event after a gap is still logged. */
export function planRound(input: RoundInput): { leaves: NewLeaf[]; gaps: Gap[] } {
  const { node, now, newest, random } = input;
  const leaves: NewLeaf[] = [];
  const gaps: Gap[] = [];
  const latest = minuteOf(now);
  let minute = newest.minute;
  const add = (event: Omit<StagedEvent, 'stageId' | 'nonce'>, stageId: string | null): void => {
    // The minute of the act, between that of the leaf before and the present one.
    const own = minuteOf(event.at.getTime());
    minute = own < minute ? minute : own > latest ? latest : own;
    const keys = {
      actorKey: random(COMMITMENT_KEY_BYTES),
      subjectKey: random(COMMITMENT_KEY_BYTES),
    };
    const made = makeLeaf(event, { node, t: minute, ...keys });
    const { producer, n } = event;
    leaves.push({ index: newest.size + leaves.length, stageId, producer, n, ...made });
  };
  /** The log's own leaves are numbered by their place. */
  const say = (event: Pick<Detail, 'act' | 'details'> & Partial<Detail>, login = 'log'): void =>
    add(
      {
        at: new Date(now),
        kind: 'job',
        actor: null,
        org: NOBODY,
        purpose: 'log.keep',
        route: 'sequencer',
        subject: null,
        subjects: null,
        ...event,
        login,
        producer: 0,
        n: newest.size + leaves.length,
      },
      null,
    );
  const gap = (producer: number, from: number, to: number): void => {
    if ((input.told.get(producer) ?? 0) >= to) return;
    gaps.push({ producer, from, to });
    say({ act: 'log.gap', details: { producer, from, to } });
  };

  const twice = (producer: number, n: number): void => {
    gaps.push({ producer, from: n, to: n });
    say({ act: 'log.gap', details: { producer, from: n, to: n, twice: true } });
  };

  const counted = new Map(input.counted);
  for (const event of input.waiting) {
    const expected = (counted.get(event.producer) ?? 0) + 1;
    if (event.n > expected) gap(event.producer, expected, event.n - 1);
    if (event.n < expected) twice(event.producer, event.n);
    counted.set(event.producer, Math.max(event.n, expected - 1));
    add(event, event.stageId);
  }
  for (const { producer, n, staged } of input.ahead) gap(producer, staged + 1, n);
  for (const ticket of input.unfinished)
    say(
      {
        act: 'unfinished',
        at: new Date(ticket.expMs - TICKET_LIFE),
        kind: ticket.kind,
        actor: ticket.actor || null,
        org: ticket.org,
        purpose: ticket.purpose,
        route: ticket.route,
        subject: ticket.subject || null,
        details: { nonce: ticket.nonce },
      },
      ticket.audience,
    );
  return { leaves, gaps };
}

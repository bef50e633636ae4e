/**
 * The sequencer: once a second it takes the committed events that have no place in the log yet, gives them
 * one, and publishes (design chapter 20, section 9). Places are given in one database transaction; everything
 * after that can be done again, so a crash at any step loses nothing and repeats nothing.
 */
import { randomBytes } from 'node:crypto';
import type { Keeper } from '../keeper/messages.ts';
import type { Checkpoint } from './checkpoint.ts';
import { minuteOf, type StagedEvent } from './leaf.ts';
import type { LogFolder } from './log-folder.ts';
import { type Gap, type NewLeaf, planRound } from './plan-round.ts';
import { ClockWentBack, Publisher, type ReadLeaves } from './publisher.ts';
import type { NoteSigner } from './signed-note.ts';

/** The database side of the log. */
export type SequencerStore = {
  /**
   * Runs `work` in one transaction that holds the leader's lock; undefined, with nothing done, while another
   * program holds it. `work` may run again after a serialisation failure.
   */
  lead<T>(work: (round: Round) => Promise<T>): Promise<T | undefined>;
};

/** What may be done within a round. */
export type Round = {
  /** How many leaves there are, and the minute of the last ('' before the first). */
  newest(): Promise<{ size: number; minute: string }>;
  /** Committed events without a place, oldest first. */
  waiting(most: number): Promise<StagedEvent[]>;
  /** The last number in the log of each of these producers; none for those without. */
  counted(producers: readonly number[]): Promise<Map<number, number>>;
  /** Producers whose counter stands further than their newest row, in the log or waiting, seen in one moment. */
  ahead(): Promise<{ producer: number; n: number; staged: number }[]>;
  /** Which of these nonces have a staged row or a leaf `unfinished`, and whether that has its place yet. */
  known(nonces: readonly string[]): Promise<Map<string, 'waiting' | 'placed'>>;
  /** Writes leaves and details, and gives their staged rows their place. */
  place(leaves: readonly NewLeaf[]): Promise<void>;
  leaves: ReadLeaves;
  /** Removes placed rows whose ticket ended before then. */
  sweep(endedBefore: Date): Promise<number>;
};

/** The keeper's ledger of tickets, as far as the sequencer needs it. */
export type TicketLedger = Pick<Keeper, 'unsettled' | 'settle'>;

export type LogAlarm =
  | ({ kind: 'gap' } & Gap)
  | { kind: 'lag'; seconds: number }
  | { kind: 'stopped'; says: string };

export type SequencerParts = {
  store: SequencerStore;
  ledger: TicketLedger;
  signer: NoteSigner;
  log: LogFolder;
  /** Name of the installation in each leaf: lower-case letters, digits, dots, hyphens. */
  node: string;
  /** Milliseconds since 1970. */
  clock: () => number;
  alarm: (alarm: LogAlarm) => void;
};

export type RoundResult = {
  /** Events placed; `full` when more may be waiting. */
  placed: number;
  full: boolean;
  checkpoint: Checkpoint;
  /** How long the oldest event had waited, ms. */
  lag: number;
};

const MOST_EVENTS = 5_000;
const MOST_TICKETS = 2_000;
const UNFINISHED_AFTER = 60_000;
/** Staged rows outlive their ticket, so that its nonce cannot be used again. */
const KEEP_STAGED = 120_000;
const SWEEP_EVERY = 10_000;
const LAG_ALARM = 60_000;

export class Sequencer {
  #parts: SequencerParts;
  #publisher: Publisher;
  #told = new Map<number, number>();
  #swept = 0;

  constructor(parts: SequencerParts) {
    this.#parts = parts;
    this.#publisher = new Publisher(parts.log, parts.signer);
  }

  /** One round; undefined while another program leads. @throws as `Publisher.publish`. */
  async round(): Promise<RoundResult | undefined> {
    const { store, ledger, clock } = this.#parts;
    const tickets = await ledger.unsettled(UNFINISHED_AFTER, MOST_TICKETS);
    const now = clock();
    const placed = await store.lead((round) => this.#place(round, tickets, now));
    if (!placed) return undefined;
    this.#raise(placed.gaps, placed.lag);
    if (placed.settled.length) await ledger.settle(placed.settled);
    const checkpoint = await store.lead(async (round) => {
      const { size } = await round.newest();
      const signed = await this.#publisher.publish(size, round.leaves, now);
      // Only when every ticket of that age is settled: a swept row can no longer tell that it was used.
      if (tickets.length < MOST_TICKETS && Math.abs(now - this.#swept) >= SWEEP_EVERY) {
        await round.sweep(new Date(now - KEEP_STAGED));
        this.#swept = now;
      }
      return signed;
    });
    if (!checkpoint) return undefined;
    return { placed: placed.count, full: placed.count >= MOST_EVENTS, checkpoint, lag: placed.lag };
  }

  async #place(round: Round, tickets: Awaited<ReturnType<TicketLedger['unsettled']>>, now: number) {
    const newest = await round.newest();
    if (minuteOf(now) < newest.minute)
      throw new ClockWentBack(`it is ${minuteOf(now)}, the newest leaf is of ${newest.minute}`);
    const waiting = await round.waiting(MOST_EVENTS);
    const producers = [...new Set(waiting.map(({ producer }) => producer))];
    const known = tickets.length
      ? await round.known(tickets.map(({ nonce }) => nonce))
      : new Map<string, 'waiting' | 'placed'>();
    const unfinished = tickets.filter(({ nonce }) => !known.has(nonce));
    const { leaves, gaps } = planRound({
      node: this.#parts.node,
      now,
      newest,
      waiting,
      counted: await round.counted(producers),
      ahead: await round.ahead(),
      unfinished,
      told: this.#told,
      random: randomBytes,
    });
    if (leaves.length) await round.place(leaves);
    return {
      gaps,
      count: waiting.length,
      lag: waiting[0] ? Math.max(0, now - waiting[0].at.getTime()) : 0,
      settled: [
        ...waiting.flatMap(({ nonce }) => nonce ?? []),
        ...tickets.flatMap(({ nonce }) => (known.get(nonce) === 'waiting' ? [] : nonce)),
      ],
    };
  }

  #raise(gaps: readonly Gap[], lag: number): void {
    for (const gap of gaps) {
      this.#told.set(gap.producer, Math.max(gap.to, this.#told.get(gap.producer) ?? 0));
      this.#parts.alarm({ kind: 'gap', ...gap });
    }
    if (lag > LAG_ALARM) this.#parts.alarm({ kind: 'lag', seconds: Math.round(lag / 1000) });
  }
}

/**
 * Runs the sequencer once a second until `stop`, which waits for the round under way. A round that fails is
 * told as an alarm (each new reason once) and tried again.
 */
export function runSequencer(parts: SequencerParts, every = 1_000): { stop(): Promise<void> } {
  const sequencer = new Sequencer(parts);
  let stopped = false;
  let wake: () => void = () => {};
  let failing = '';
  const running = (async () => {
    while (!stopped) {
      const started = performance.now();
      let again = false;
      try {
        again = (await sequencer.round())?.full ?? false;
        failing = '';
      } catch (error) {
        const says = `${(error as Error).name}: ${(error as Error).message}`;
        if (says !== failing) parts.alarm({ kind: 'stopped', says });
        failing = says;
      }
      const rest = again ? 0 : Math.max(0, every - (performance.now() - started));
      if (!stopped && rest > 0)
        await new Promise<void>((done) => {
          const timer = setTimeout(done, rest);
          wake = () => {
            clearTimeout(timer);
            done();
          };
        });
    }
  })();
  return {
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}

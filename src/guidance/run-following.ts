/** Keeps what is out true to the directory: asks again whenever that has changed (chapter 10, section 8, item 11). */
import type { Database } from '../database/index.ts';
import { forgetAddresses } from './forget-addresses.ts';
import { followReferences } from './follow-references.ts';
import { forgetSuggestions, type Resolve } from './publish.ts';

export type Following = {
  database: Database;
  resolve: Resolve;
  /** Another value (by `===`) after every change of the directory. */
  generation(): unknown;
  /** `YYYY-MM-DD` where the cards are read; of UTC without it. */
  today?(): string;
  warn(details: Record<string, unknown>, message: string): void;
  /** What else has to follow, after each round: prints that were kept of what is no longer out. */
  after?(): Promise<unknown>;
  /** Milliseconds between two looks; at most a minute may pass until every channel tells of a change. */
  every?: number;
};

const EVERY = 10_000;
/** Looks without a change after which all is asked again: numbers of the settings and dates move too. */
const AT_LEAST = 30;

/** Starts to follow; `stop` waits for the round that runs. */
export function runFollowing(following: Following): { stop(): Promise<void> } {
  const { database, resolve, generation, today, warn, after, every = EVERY } = following;
  let seen: unknown;
  let quiet = AT_LEAST;
  let round: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    const now = generation();
    if (now === seen && quiet < AT_LEAST) {
      quiet += 1;
      return;
    }
    try {
      await followReferences(database, resolve, today?.());
      await forgetAddresses(database, resolve);
      await after?.();
      if (quiet >= AT_LEAST) await forgetSuggestions(database);
      seen = now;
      quiet = 0;
    } catch (error) {
      warn({ err: error }, 'cards could not be compared with the directory; it is tried again');
    }
  };
  const timer = setInterval(() => {
    round ??= look().finally(() => {
      round = undefined;
    });
  }, every);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await round;
    },
  };
}

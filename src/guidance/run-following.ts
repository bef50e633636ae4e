/** Keeps what is out true to the directory: asks again whenever that has changed (chapter 10, section 8, item 11). */
import type { Database } from '../database/index.ts';
import { followReferences, forgetSuggestions, type Resolve } from './publish.ts';

export type Following = {
  database: Database;
  resolve: Resolve;
  /** Another value (by `===`) after every change of the directory. */
  generation(): unknown;
  warn(details: Record<string, unknown>, message: string): void;
  /** Milliseconds between two looks; at most a minute may pass until every channel tells of a change. */
  every?: number;
};

const EVERY = 10_000;
/** Looks without a change after which all is asked again: numbers of the settings and dates move too. */
const AT_LEAST = 30;

/** Starts to follow; `stop` waits for the round that runs. */
export function runFollowing({ database, resolve, generation, warn, every = EVERY }: Following): {
  stop(): Promise<void>;
} {
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
      await followReferences(database, resolve);
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

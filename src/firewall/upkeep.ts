/** What the node does by itself: the data backup of each night, and the weekly end of an epoch (chapter 20, section 7). */
import { dateOfInstant } from '../languages/days.ts';
import type { Database } from '../database/index.ts';
import { type Backups, backUpData, backUpKeys, recipientsOf } from './backup/index.ts';
import {
  ensureFirstEpoch,
  type Keystore,
  oldestEpoch,
  rotate,
  rotationDue,
} from './keeper/index.ts';

export type UpkeepParts = {
  database: Database;
  keys: Database;
  keystore: Keystore;
  backups: Backups;
  warn: (details: Record<string, unknown>, message: string) => void;
  now?: () => number;
};

const DAY = 86_400_000;
/** Backups are made from this hour of the night on (UTC). */
const NIGHT_HOUR = 2;

/** What has been done, so that each part is done once in its time, also over restarts of the caller's loop. */
export type UpkeepState = { backedUpOn: string };

/**
 * Does what is due. Backups need somebody who can open them: without recipients none is written, and that is said once a day.
 * An epoch ends also without backups: erasing must not wait for a set-up.
 * @returns the state to hand in the next time.
 */
export async function doUpkeep(parts: UpkeepParts, state: UpkeepState): Promise<UpkeepState> {
  const { database, keys, keystore, backups, warn, now = Date.now } = parts;
  const today = dateOfInstant(now() - NIGHT_HOUR * 3_600_000);
  const somebody = (await recipientsOf(backups, keystore)).length > 0;
  let { backedUpOn } = state;
  if (backedUpOn !== today) {
    backedUpOn = today;
    if (somebody) await backUpData(database, keystore, backups, now());
    else
      warn(
        {},
        'no backups are written: nobody could open them. Run: wayhouse keys shares, or set WAYHOUSE_BACKUP_RECIPIENTS',
      );
  }
  const madeAt = await ensureFirstEpoch(keys, keystore, now);
  // A rotation that was stopped has left an epoch behind: it is finished first.
  const unfinished = (await oldestEpoch(keys)).getTime() < madeAt.getTime();
  if (unfinished || rotationDue(madeAt.getTime(), now()))
    await rotate({
      keys,
      keystore,
      now,
      backUp: async () => {
        if (somebody) await backUpKeys(keys, keystore, backups, now());
      },
    });
  return { backedUpOn };
}

/** Runs `doUpkeep` at the start and then every hour until `stop`, which waits for the one under way. */
export function runUpkeep(parts: UpkeepParts): { stop: () => Promise<void> } {
  const { now = Date.now } = parts;
  // A restart by day is no reason for another backup: the first is due when the next night comes.
  let state: UpkeepState = {
    backedUpOn: dateOfInstant(now() - NIGHT_HOUR * 3_600_000),
  };
  let running: Promise<void> = Promise.resolve();
  const next = (): void => {
    running = running.then(async () => {
      try {
        state = await doUpkeep(parts, state);
      } catch (error) {
        parts.warn(
          { reason: (error as Error).name },
          'backup or end of the epoch failed; it is tried again within the hour',
        );
      }
    });
  };
  next();
  const timer = setInterval(next, DAY / 24);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      return running;
    },
  };
}

/**
 * Checks a published log offline, from its files alone: signature, root, every entry, tile and number, and,
 * where given, that it goes on from a checkpoint seen before and contains what a slip proves. One pass, with
 * the right edge of the tree in memory only.
 */
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import type { LogSource } from './log-source.ts';
import { TILE_WIDTH, tilePath } from './tile-paths.ts';
import {
  type Fault,
  landmarksOf,
  readSince,
  type VerifyOptions,
  when,
} from './verify-landmarks.ts';
import { walkLog } from './walk-log.ts';

export type LogReport = {
  state: 'sound' | 'broken' | 'incomplete';
  faults: Fault[];
  checkpoint?: Checkpoint;
  /** Entries read and found right. */
  entries: number;
  producers: number;
};

/**
 * Verifies the log that `source` holds. Nothing is thrown for what is wrong with a log: it is in the report,
 * the first bad entry first. A log is `sound` only with `key`.
 */
export async function verifyLog(
  source: LogSource,
  options: VerifyOptions = {},
): Promise<LogReport> {
  const faults: Fault[] = [];
  const checkpoint = await checkCheckpoint(source, options, faults);
  if (!checkpoint) return report(faults, undefined, 0, 0);
  const since = readSince(options, faults);
  const landmarks = landmarksOf(checkpoint, since, options, faults);
  const { tree, rules } = await walkLog({ ...options, source, checkpoint, landmarks, faults });
  await checkPast(source, checkpoint, faults);
  return report(faults, checkpoint, tree.size, rules.producers);
}

function report(
  faults: Fault[],
  checkpoint: Checkpoint | undefined,
  entries: number,
  producers: number,
): LogReport {
  const kinds = faults.map(({ kind }) => kind);
  const state = kinds.includes('broken') ? 'broken' : kinds.length ? 'incomplete' : 'sound';
  return { state, faults, ...(checkpoint && { checkpoint }), entries, producers };
}

async function checkCheckpoint(
  source: LogSource,
  { key, notBefore }: VerifyOptions,
  faults: Fault[],
): Promise<Checkpoint | undefined> {
  const file = 'checkpoint';
  const bytes = await source.read(file);
  if (!bytes) {
    faults.push({ kind: 'incomplete', file, says: 'there is no checkpoint' });
    return undefined;
  }
  let checkpoint: Checkpoint | undefined;
  try {
    checkpoint = readCheckpoint(bytes, key);
  } catch (error) {
    faults.push({ kind: 'broken', file, says: (error as Error).message });
    // What it claims is still worth holding against the entries: the first bad one may be found.
    checkpoint = attempt(() => readCheckpoint(bytes));
  }
  if (!key)
    faults.push({
      kind: 'incomplete',
      file,
      says: 'no public key was given, so nobody can say who signed it',
    });
  if (checkpoint && notBefore !== undefined && checkpoint.time < notBefore)
    faults.push({ kind: 'incomplete', file, says: `is of ${when(checkpoint.time)}: stale` });
  return checkpoint;
}

/** Entries past the checkpoint: nobody has signed them, or the checkpoint is an old one put back. */
async function checkPast(source: LogSource, { size }: Checkpoint, faults: Fault[]): Promise<void> {
  const n = Math.floor(size / TILE_WIDTH);
  const full = tilePath({ level: 'entries', n, width: TILE_WIDTH });
  const widths = (await source.list(`${full}.p`)).filter((name) => /^\d+$/.test(name)).map(Number);
  const past = widths.some((width) => width > size % TILE_WIDTH) || (await source.read(full));
  if (past)
    faults.push({
      kind: 'incomplete',
      leaf: size,
      file: 'checkpoint',
      says: `there are entries past the ${size} that it signs: it is an old one, or the log grew while it was copied`,
    });
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

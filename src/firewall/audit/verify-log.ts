/**
 * Checks a published log offline, from its files alone: signature, root, every entry, tile and number, and,
 * where given, that it goes on from a checkpoint seen before and contains what a slip proves. One pass, with
 * the right edge of the tree in memory only.
 */
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import { decodeBundle } from './entry-bundle.ts';
import { minuteOf } from './leaf.ts';
import type { LogSource } from './log-source.ts';
import { TILE_WIDTH, tilePath, tileWidth } from './tile-paths.ts';
import { type LogFile, TileTree } from './tile-tree.ts';
import { compare, differsAt, readAhead, readBundle } from './verify-files.ts';
import {
  type Fault,
  type Landmark,
  landmarksOf,
  readSince,
  type VerifyOptions,
  when,
} from './verify-landmarks.ts';
import { LeafRules } from './verify-leaves.ts';

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
  const { good, producers } = await walk(source, checkpoint, landmarks, options, faults);
  await checkPast(source, checkpoint, faults);
  return report(faults, checkpoint, good, producers);
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

type Walk = { good: number; producers: number };

async function walk(
  source: LogSource,
  checkpoint: Checkpoint,
  landmarks: Landmark[],
  options: VerifyOptions,
  faults: Fault[],
): Promise<Walk> {
  const { size } = checkpoint;
  const tree = new TileTree();
  const rules = new LeafRules();
  const slips = new Map((options.receipts ?? []).map((receipt) => [receipt.index, receipt]));
  const waiting = [...landmarks];
  let sure = 0;
  const done = (): Walk => ({ good: tree.size, producers: rules.producers });
  const stop = (fault: Fault): Walk => {
    faults.push(fault);
    return done();
  };
  const passLandmarks = (): Fault | undefined => {
    for (let mark = waiting[0]; mark?.size === tree.size; mark = waiting[0]) {
      if (!tree.root().equals(mark.root)) {
        const says = `${mark.says} (one of entries ${sure} to ${mark.size - 1})`;
        return { kind: 'broken', ...(mark.file && { file: mark.file }), leaf: sure, says };
      }
      sure = mark.size;
      waiting.shift();
    }
    return undefined;
  };
  const early = passLandmarks();
  if (early) return stop(early);

  const bundles = readAhead(Math.ceil(size / TILE_WIDTH), (n) => readBundle(source, size, n));
  for await (const { n, path, bytes, tile } of bundles) {
    if (!bytes)
      return stop({ kind: 'incomplete', leaf: n * TILE_WIDTH, file: path, says: 'is missing' });
    const entries = decodeBundle(bytes);
    const width = tileWidth(size, 'entries', n);
    const written: LogFile[] = [];
    for (const [at, entry] of (entries ?? []).slice(0, width).entries()) {
      const leaf = n * TILE_WIDTH + at;
      const wrong = rules.take(leaf, entry);
      if (wrong) return stop({ kind: 'broken', leaf, file: path, says: `entry ${leaf} ${wrong}` });
      const slip = slips.get(leaf);
      if (slip && !slip.leaf.equals(entry))
        return stop({ kind: 'broken', leaf, file: path, says: 'is not the entry of the slip' });
      written.push(...tree.append(entry));
      const lost = passLandmarks();
      if (lost) {
        const named = namedByTile(tile, n, at, [...written, ...tree.partial()]);
        return stop(named === undefined ? lost : { ...lost, leaf: named });
      }
    }
    if (entries?.length !== width)
      return stop({
        kind: 'broken',
        leaf: tree.size,
        file: path,
        says: `holds ${entries?.length ?? 'a cut'} entries instead of ${width}`,
      });
    if (tree.size === size) written.push(...tree.partial());
    for (const made of written) {
      const fault = await compare(source, made, n * TILE_WIDTH, tile);
      if (fault?.kind === 'broken') return stop(fault);
      if (fault) faults.push(fault);
    }
    if (n % 64 === 0) options.progress?.(tree.size);
  }
  if (rules.minute > minuteOf(checkpoint.time * 1000))
    faults.push({
      kind: 'broken',
      leaf: size - 1,
      file: 'checkpoint',
      says: `is of ${when(checkpoint.time)}, its newest entry of ${rules.minute}`,
    });
  return done();
}

/** When a root fails, the tile beside the entries may still tell which entry was changed. */
function namedByTile(
  tile: LogFile | undefined,
  n: number,
  at: number,
  made: LogFile[],
): number | undefined {
  const own = made.findLast(({ path }) => path.startsWith('tile/0/'))?.bytes;
  if (!tile || !own) return undefined;
  const place = differsAt(own, tile.bytes);
  return place <= at ? n * TILE_WIDTH + place : undefined;
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

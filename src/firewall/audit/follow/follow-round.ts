/**
 * One round of a follower: fetch the checkpoint, hold it against the one that is kept, fetch and verify what is new, and
 * only then keep it. Nothing that is kept is ever given up for something that contradicts it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type Checkpoint, readCheckpoint } from '../checkpoint.ts';
import { type NoteKey, NoteError } from '../signed-note.ts';
import { parseTilePath, TILE_WIDTH } from '../tile-paths.ts';
import { type ReadLogFile, TileTree } from '../tile-tree.ts';
import { type Fault, type Landmark, when } from '../verify-landmarks.ts';
import { LeafRules } from '../verify-leaves.ts';
import { walkLog, type Walked } from '../walk-log.ts';
import { holdAgainst, type Kept, keptIn, seenIn } from './hold-against.ts';
import { keepEvidence, type Look } from './keep-evidence.ts';
import { KeptDamaged, type KeptLog } from './kept-log.ts';
import { WebFault, type WebLog } from './web-log.ts';

export type FollowOptions = {
  key: NoteKey;
  /** The same key as text. */
  vkey: string;
  /** How old the checkpoint may be, in minutes, before the log counts as stale. */
  fresh: number;
  /** Reads all of the published log again, and holds it against what is kept. */
  whole?: boolean;
  /** ms since 1970. */
  clock?: () => number;
  /** How long a second look at something broken waits, ms. */
  secondLook?: number;
  /** How long a round may take, ms. What it fetched until then serves the next. */
  roundLimit?: number;
};

export type FollowReport = {
  /** `stale`: nothing is wrong with what was signed, but nothing was signed for too long. */
  state: 'sound' | 'broken' | 'incomplete' | 'stale';
  faults: Fault[];
  /** The one that is kept now. */
  checkpoint?: Checkpoint;
  /** How many entries this round added. */
  added: number;
  /** When every kept entry was last read, ms since 1970. */
  readWhole?: number;
  /** Where evidence was written, or lies from before. */
  evidence: string[];
};

const SECOND_LOOK = 5_000;
const ROUND_LIMIT = 3_600_000;
/** How far the log's clock may be before ours, s. */
const CLOCKS_APART = 600;
const DAY = 86_400_000;

type Round = Required<Omit<FollowOptions, 'secondLook' | 'whole'>> & {
  kept: KeptLog;
  web: WebLog;
  whole: boolean;
  /** Whether what is remembered of the kept entries is made anew from them. */
  anew: boolean;
  signal: AbortSignal;
};

/** @throws Error of the disk; what is wrong with log or network is in the report */
export async function followRound(
  kept: KeptLog,
  web: WebLog,
  options: FollowOptions,
): Promise<FollowReport> {
  const { clock = Date.now, roundLimit = ROUND_LIMIT, secondLook = SECOND_LOOK } = options;
  const { whole = false } = options;
  const signal = AbortSignal.timeout(roundLimit);
  const round = { ...options, clock, roundLimit, whole, kept, web, signal };
  const before = await keptIn(kept, round.key);
  await kept.unstage({ exceptFull: true });
  let found = await look({ ...round, anew: false });
  if (isBroken(found) && !found.against?.isSigned) {
    // Nothing is said on the strength of one answer, or of what is only remembered of the entries.
    await kept.unstage();
    await pause(secondLook);
    found = await look({ ...round, anew: true });
  }
  const { faults } = found;
  if (isBroken(found)) await kept.unstage();
  const evidence = isBroken(found) ? await keepEvidence(round, found) : [];
  for (const path of await kept.contradictions()) {
    if (evidence.includes(path)) continue;
    evidence.push(path);
    const says = `this log contradicted itself before: ${path}. Move the file elsewhere once it is dealt with`;
    faults.push({ kind: 'broken', says });
  }
  const { checkpoint } = (await keptIn(kept, round.key)) ?? {};
  const seen = await seenIn(kept, round.key);
  // It is among what is kept now, or in the evidence.
  if (seen && (seen.checkpoint.size <= (checkpoint?.size ?? -1) || found.against?.isSigned))
    await kept.forgetSeen();
  const oldest = Math.floor(clock() / 1000) - options.fresh * 60;
  const isStale = checkpoint !== undefined && checkpoint.time < oldest;
  const state = isBroken(found)
    ? 'broken'
    : faults.length
      ? 'incomplete'
      : isStale
        ? 'stale'
        : 'sound';
  if (isStale)
    faults.push({
      kind: 'incomplete',
      file: 'checkpoint',
      says: `nothing newer than ${when(checkpoint.time)} is signed: stale`,
    });
  const memory = await kept.memory();
  return {
    state,
    faults,
    ...(checkpoint && { checkpoint }),
    ...(memory && { readWhole: memory.readWhole }),
    added: (checkpoint?.size ?? 0) - (before?.checkpoint.size ?? 0),
    evidence,
  };
}

async function look(round: Round): Promise<Look> {
  const found: Look = { faults: [] };
  const incomplete = (says: string): void => void found.faults.push({ kind: 'incomplete', says });
  try {
    await lookInto(round, found);
  } catch (error) {
    if (error instanceof WebFault) incomplete(error.message);
    else if (error instanceof KeptDamaged)
      incomplete(
        `the copy in ${round.kept.folder} is damaged, which says nothing of the log: ${error.message}. Move the file elsewhere and run again with --whole`,
      );
    else throw error;
  }
  return found;
}

async function lookInto(round: Round, found: Look): Promise<void> {
  const { kept, web, key, clock, signal, faults } = { ...round, ...found };
  const file = 'checkpoint';
  const served = await web.read(file, signal);
  if (!served)
    return void faults.push({ kind: 'incomplete', file, says: 'there is no checkpoint' });
  found.served = served;
  const checkpoint = readSigned(served, key, faults);
  if (!checkpoint) return;
  if (checkpoint.time > clock() / 1000 + CLOCKS_APART) {
    const says = `is of ${when(checkpoint.time)}, and it is ${when(Math.floor(clock() / 1000))} here: one of the clocks is wrong`;
    return void faults.push({ kind: 'incomplete', file, says });
  }
  const before = await keptIn(kept, round.key);
  const early = new Map<string, Buffer>();
  const read: ReadLogFile = async (path) => {
    // A full tile that an earlier round fetched: it never changes, and is verified like a new one.
    const staged = parseTilePath(path)?.width === TILE_WIDTH ? await kept.staged(path) : undefined;
    return early.get(path) ?? staged ?? web.read(path, signal);
  };
  const readEarly: ReadLogFile = async (path) => {
    const bytes = await read(path);
    if (bytes) early.set(path, bytes);
    return bytes;
  };
  const seen = await seenIn(kept, key);
  const isGrown = checkpoint.size > (before?.checkpoint.size ?? -1);
  // What is signed counts from the moment it is seen, also where its files never come.
  if (isGrown && !seen) await kept.see(served);
  for (const earlier of [before, seen]) {
    const next = { bytes: served, checkpoint };
    const against = earlier && (await holdAgainst(earlier, next, kept.source, readEarly));
    if (against) {
      found.against = { ...against, kept: earlier };
      return void faults.push({ kind: 'broken', file, says: against.says });
    }
  }
  const walked = round.whole ? undefined : await walkedBefore(round, before);
  if (!isGrown && !round.whole) {
    if (!before?.bytes.equals(served)) await kept.resign(served);
    return;
  }
  await keepNew(round, found, { read, checkpoint, served, before, seen, walked });
}

type New = {
  read: ReadLogFile;
  checkpoint: Checkpoint;
  served: Buffer;
  before: Kept | undefined;
  seen: Kept | undefined;
  walked: (Walked & { readWhole: number }) | undefined;
};

/** Fetches, verifies, lays aside; and keeps when nothing at all is wrong. */
async function keepNew(round: Round, { faults }: Look, parts: New): Promise<void> {
  const { kept, clock } = round;
  const { read, checkpoint, served, before, seen, walked: from } = parts;
  const marks: (Landmark | undefined)[] = [
    before && {
      ...before.checkpoint,
      says: 'the entries that are published are not those that are kept',
    },
    seen && { ...seen.checkpoint, says: 'the log is not the one that was seen signed before' },
    { ...checkpoint, says: 'the entries are not those that were signed', file: 'checkpoint' },
  ];
  const landmarks = marks.filter((mark) => mark !== undefined);
  const { tree, rules } = await walkLog({
    source: { read },
    checkpoint,
    landmarks,
    faults,
    ...(from && { from }),
    keep: (files) => kept.stage(files),
  });
  if (faults.length) return;
  const { size } = tree;
  const readWhole = from?.readWhole ?? clock();
  await kept.commit(served, { ...rules.state, size, root: rootText(checkpoint), readWhole });
}

/**
 * Where the kept entries end, and what the next ones are held against: as it is remembered while that fits, and once a
 * day (or when asked) from all of the kept entries.
 * @throws KeptDamaged
 */
async function walkedBefore(
  { kept, clock, anew }: Round,
  before: Kept | undefined,
): Promise<(Walked & { readWhole: number }) | undefined> {
  if (!before) return undefined;
  const { checkpoint } = before;
  const memory = await kept.memory();
  const isOld = !memory || clock() - memory.readWhole > DAY || clock() < memory.readWhole;
  if (!anew && !isOld && memory.size === checkpoint.size && memory.root === rootText(checkpoint)) {
    const tree = await TileTree.restore(kept.source.read, checkpoint.size);
    if (tree?.root().equals(checkpoint.root))
      return { tree, rules: LeafRules.from(memory), readWhole: memory.readWhole };
  }
  const faults: Fault[] = [];
  const landmarks = [{ ...checkpoint, says: 'its entries are not those that were signed' }];
  const walked = await walkLog({ source: kept.source, checkpoint, landmarks, faults });
  const [fault] = faults;
  if (fault) throw new KeptDamaged(`${fault.file ?? 'checkpoint'}: ${fault.says}`);
  const readWhole = clock();
  const { size } = checkpoint;
  await kept.remember({ ...walked.rules.state, size, root: rootText(checkpoint), readWhole });
  return { ...walked, readWhole };
}

function readSigned(bytes: Buffer, key: NoteKey, faults: Fault[]): Checkpoint | undefined {
  try {
    return readCheckpoint(bytes, key);
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    faults.push({ kind: 'broken', file: 'checkpoint', says: error.message });
    return undefined;
  }
}

const isBroken = ({ faults }: Look): boolean => faults.some(({ kind }) => kind === 'broken');
const rootText = ({ root }: Checkpoint): string => root.toString('base64');

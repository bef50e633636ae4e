import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import { type Receipt, ReceiptError, verifyReceipt } from './receipt.ts';
import type { NoteKey } from './signed-note.ts';

export type Fault = {
  /** `broken`: this cannot be an untouched log. `incomplete`: it cannot be told. */
  kind: 'broken' | 'incomplete';
  /** The first entry that is wrong, counted from 0, where it can be told. */
  leaf?: number;
  file?: string;
  says: string;
};

export type VerifyOptions = {
  /** The log's public key; without it nothing signed can be checked and the log is never called sound. */
  key?: NoteKey;
  /** A checkpoint seen before, as its file's bytes. */
  since?: Buffer;
  receipts?: readonly Receipt[];
  /** Oldest time of the checkpoint that is accepted, seconds since 1970. */
  notBefore?: number;
  /** Told now and then how many entries are read. */
  progress?: (entries: number) => void;
};

/** A tree that the log must have been at some size, and who says so. */
export type Landmark = { size: number; root: Buffer; says: string; file?: string };

export function readSince({ key, since }: VerifyOptions, faults: Fault[]): Checkpoint | undefined {
  if (!since) return undefined;
  try {
    return readCheckpoint(since, key);
  } catch (error) {
    const says = `the checkpoint to compare with: ${(error as Error).message}`;
    faults.push({ kind: 'broken', says });
    return undefined;
  }
}

export function landmarksOf(
  checkpoint: Checkpoint,
  since: Checkpoint | undefined,
  { receipts = [], key }: VerifyOptions,
  faults: Fault[],
): Landmark[] {
  const { size, root } = checkpoint;
  const landmarks: Landmark[] = [
    { size, root, says: 'the entries are not those that were signed', file: 'checkpoint' },
  ];
  if (since) {
    if (since.origin !== checkpoint.origin)
      faults.push({ kind: 'broken', says: `the earlier checkpoint is of ${since.origin}` });
    if (since.time > checkpoint.time)
      faults.push({
        kind: 'broken',
        file: 'checkpoint',
        says: `is of ${when(checkpoint.time)}, the one seen before of ${when(since.time)}`,
      });
    landmarks.push({
      size: since.size,
      root: since.root,
      says: 'the log is not the one that was seen before: its past was changed',
    });
  }
  for (const receipt of key ? receipts : []) {
    try {
      const proven = verifyReceipt(receipt, key as NoteKey);
      landmarks.push({ ...proven, says: 'the log is not the one that the slip was made from' });
    } catch (error) {
      if (!(error instanceof ReceiptError)) throw error;
      faults.push({ kind: 'broken', leaf: receipt.index, says: error.message });
    }
  }
  for (const { size: seen } of landmarks)
    if (seen > size)
      faults.push({
        kind: 'broken',
        leaf: size,
        file: 'checkpoint',
        says: `the log had ${seen} entries before and has ${size} now: it was rolled back`,
      });
  return landmarks.filter((one) => one.size <= size).sort((a, b) => a.size - b.size);
}

export const when = (seconds: number): string => new Date(seconds * 1000).toISOString();

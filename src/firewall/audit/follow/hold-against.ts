import { type Checkpoint, readCheckpoint } from '../checkpoint.ts';
import type { LogSource } from '../log-source.ts';
import type { NoteKey } from '../signed-note.ts';
import { nodesFromTiles } from '../tile-nodes.ts';
import type { ReadLogFile } from '../tile-tree.ts';
import { when } from '../verify-landmarks.ts';
import { contradictionOf, cutHashes } from './contradiction.ts';
import { KeptDamaged, type KeptLog } from './kept-log.ts';
import { WebFault } from './web-log.ts';

/** A checkpoint and the file it was read from. */
export type Kept = { bytes: Buffer; checkpoint: Checkpoint };

/** `isSigned`: two signatures contradict each other, whoever served them. */
export type Against = { says: string; hashes: Buffer[]; isSigned: boolean };

/**
 * What speaks against a checkpoint that is served after another one was kept.
 * @param source what is kept
 * @param read what is served
 * @throws WebFault
 */
export async function holdAgainst(
  kept: Kept,
  served: Kept,
  source: LogSource,
  read: ReadLogFile,
): Promise<Against | undefined> {
  const [a, b] = [kept.checkpoint, served.checkpoint];
  const isGrown = b.size > a.size;
  const [small, great] = isGrown ? [a, b] : [b, a];
  const nodes = nodesFromTiles(isGrown ? read : source.read, great.size);
  const hashes =
    a.size === b.size
      ? []
      : await cutHashes(nodes, small.size, great.size).catch((error: unknown) => {
          if (error instanceof WebFault && !contradictionOf(a, b)) throw error;
          // A tile that is missing or cut: reading the entries will tell which.
          return [];
        });
  const says = contradictionOf(a, b, hashes);
  if (says) return { says, hashes, isSigned: true };
  if (b.time < a.time || b.size < a.size)
    return {
      says: `an old one was put back: ${b.size} entries of ${when(b.time)}, where ${a.size} of ${when(a.time)} were seen before`,
      hashes,
      isSigned: false,
    };
  return undefined;
}

/** @throws KeptDamaged for one that the key did not sign */
export async function keptIn(log: KeptLog, key: NoteKey): Promise<Kept | undefined> {
  const bytes = await log.source.read('checkpoint');
  try {
    return bytes && { bytes, checkpoint: readCheckpoint(bytes, key) };
  } catch (error) {
    throw new KeptDamaged(`checkpoint: ${(error as Error).message}`);
  }
}

/** A signed checkpoint whose files have not all come yet. */
export async function seenIn(log: KeptLog, key: NoteKey): Promise<Kept | undefined> {
  const bytes = await log.seen();
  try {
    return bytes && { bytes, checkpoint: readCheckpoint(bytes, key) };
  } catch {
    return undefined;
  }
}

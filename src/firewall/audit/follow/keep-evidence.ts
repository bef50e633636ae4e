import { readCheckpoint } from '../checkpoint.ts';
import { TILE_WIDTH, tilePath, tileWidth } from '../tile-paths.ts';
import type { Fault } from '../verify-landmarks.ts';
import { evidenceText, servedText } from './evidence.ts';
import type { Against, Kept } from './hold-against.ts';
import type { KeptLog } from './kept-log.ts';
import type { WebLog } from './web-log.ts';

/** What one look at a log found. */
export type Look = {
  faults: Fault[];
  served?: Buffer;
  /** Set where two signed checkpoints contradict each other, or an older one came after a newer one. */
  against?: Against & { kept: Kept };
};

/** Writes down what speaks against the log; gives where, or nothing where nothing was served. */
export async function keepEvidence(
  round: { kept: KeptLog; web: WebLog; vkey: string; clock: () => number },
  found: Look,
): Promise<string[]> {
  const { kept, web, vkey, clock } = round;
  const { served, against, faults } = found;
  if (!served) return [];
  const fault = faults.find(({ kind }) => kind === 'broken') as Fault;
  const about = { says: fault.says, address: web.address.href, vkey, found: clock() };
  const file = fileOf(fault, served);
  const bytes = file ? await web.read(file).catch(() => undefined) : undefined;
  const text = against
    ? evidenceText({ ...about, kept: against.kept.bytes, served, hashes: against.hashes })
    : servedText({ ...about, served, ...(file && bytes && { file: { path: file, bytes } }) });
  // The same trees signed anew each minute are the same evidence.
  const mark = `${tree(against?.kept.bytes)} ${tree(served)} ${file ?? ''}`;
  const path = await kept.keepEvidence(text, Buffer.from(mark), against?.isSigned ?? false);
  return path ? [path] : [];
}

/** The file in which a fault lies; where a root fails, the bundle of the entry that is named. */
function fileOf({ file, leaf }: Fault, served: Buffer): string | undefined {
  if (file && file !== 'checkpoint') return file;
  if (leaf === undefined) return undefined;
  const n = Math.floor(leaf / TILE_WIDTH);
  const width = tileWidth(readCheckpoint(served).size, 'entries', n);
  return width > 0 ? tilePath({ level: 'entries', n, width }) : undefined;
}

/** The three lines of a checkpoint that say which tree it is of. */
const tree = (bytes: Buffer | undefined): string =>
  bytes ? bytes.toString('latin1').split('\n').slice(0, 3).join(' ') : '';

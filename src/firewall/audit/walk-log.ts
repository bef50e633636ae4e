/** One pass over the entries of a log, with the right edge of the tree in memory only. */
import type { Checkpoint } from './checkpoint.ts';
import { decodeBundle } from './entry-bundle.ts';
import { minuteOf } from './leaf.ts';
import type { LogSource } from './log-source.ts';
import type { Receipt } from './receipt.ts';
import { TILE_WIDTH, tileWidth } from './tile-paths.ts';
import { type LogFile, TileTree } from './tile-tree.ts';
import { compare, differsAt, readAhead, readBundle } from './verify-files.ts';
import { type Fault, type Landmark, when } from './verify-landmarks.ts';
import { LeafRules } from './verify-leaves.ts';

/** How far a pass came: the tree of the entries that were right, and what the next ones are held against. */
export type Walked = { tree: TileTree; rules: LeafRules };

export type WalkOptions = {
  source: Pick<LogSource, 'read'>;
  checkpoint: Checkpoint;
  /** In the order of their sizes. */
  landmarks: readonly Landmark[];
  receipts?: readonly Receipt[];
  /** Takes what is wrong; a pass that finds something broken stops there. */
  faults: Fault[];
  /** Where an earlier pass ended: what lies before it is not read again. It is used up. */
  from?: Walked;
  /** Takes files that agree with the entries, in order. The root is only known to be right at the end. */
  keep?: (files: readonly LogFile[]) => Promise<void>;
  /** Told now and then how many entries are read. */
  progress?: (entries: number) => void;
};

export async function walkLog(options: WalkOptions): Promise<Walked> {
  const { source, checkpoint, faults } = options;
  const { size } = checkpoint;
  const walked = options.from ?? { tree: new TileTree(), rules: new LeafRules() };
  const { tree, rules } = walked;
  const begin = tree.size;
  const slips = new Map((options.receipts ?? []).map((receipt) => [receipt.index, receipt]));
  const waiting = options.landmarks.filter((mark) => mark.size >= begin);
  let sure = begin;
  const stop = (fault: Fault): Walked => {
    faults.push(fault);
    return walked;
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

  const first = Math.floor(begin / TILE_WIDTH);
  const bundles = readAhead(
    Math.ceil(size / TILE_WIDTH),
    (n) => readBundle(source, size, n),
    first,
  );
  for await (const { n, path, bytes, tile } of begin < size ? bundles : []) {
    const start = n * TILE_WIDTH;
    if (!bytes)
      return stop({ kind: 'incomplete', leaf: tree.size, file: path, says: 'is missing' });
    const entries = decodeBundle(bytes);
    const width = tileWidth(size, 'entries', n);
    const written: LogFile[] = [];
    for (const [at, entry] of (entries ?? []).slice(0, width).entries()) {
      const leaf = start + at;
      if (leaf < begin) continue;
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
      const fault =
        made.path === path
          ? sameBundle(made, bytes, start)
          : await compare(source, made, start, tile);
      if (fault?.kind === 'broken') return stop(fault);
      if (fault) faults.push(fault);
    }
    await options.keep?.(written);
    if (n % 64 === 0) options.progress?.(tree.size);
  }
  if (rules.minute > minuteOf(checkpoint.time * 1000))
    faults.push({
      kind: 'broken',
      leaf: size - 1,
      file: 'checkpoint',
      says: `is of ${when(checkpoint.time)}, its newest entry of ${rules.minute}`,
    });
  return walked;
}

/** A bundle that an earlier pass had in part must still begin with the same entries. */
function sameBundle(made: LogFile, given: Buffer, start: number): Fault | undefined {
  if (made.bytes.equals(given)) return undefined;
  const entries = decodeBundle(given) ?? [];
  const own = decodeBundle(made.bytes) ?? [];
  const leaf = start + own.findIndex((entry, at) => !entries[at]?.equals(entry));
  const says = `entry ${leaf} is not the one that was there before`;
  return { kind: 'broken', leaf, file: made.path, says };
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

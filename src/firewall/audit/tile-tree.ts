/**
 * A growing log as tiles: entries go in, the files of c2sp.org/tlog-tiles come out. Keeps only the right
 * edge in memory (at most 255 entries and 255 hashes a level), whatever the size of the log.
 */
import { foldRight } from './compact-range.ts';
import { decodeBundle, encodeBundle, LONGEST_ENTRY } from './entry-bundle.ts';
import { levelCount, TILE_WIDTH, tilePath, tileWidth } from './tile-paths.ts';
import { HASH_BYTES, leafHash, wholeHash } from './tree-hash.ts';

export type LogFile = { path: string; bytes: Buffer };

/** A file of the log by its path; undefined where there is none. */
export type ReadLogFile = (path: string) => Promise<Buffer | undefined>;

export class TileTree {
  #size = 0;
  #entries: Buffer[] = [];
  #edges: Buffer[][] = [[]];

  get size(): number {
    return this.#size;
  }

  /** Takes the next entry; gives the files that it filled (most often none). */
  append(entry: Buffer): LogFile[] {
    if (entry.length > LONGEST_ENTRY)
      throw new RangeError(`an entry has at most ${LONGEST_ENTRY} bytes`);
    this.#entries.push(entry);
    this.#size++;
    const full: LogFile[] = [];
    if (this.#entries.length === TILE_WIDTH) {
      full.push(this.#bundle());
      this.#entries = [];
    }
    let hash: Buffer | undefined = leafHash(entry);
    for (let level = 0; hash; level++) {
      const edge = (this.#edges[level] ??= []);
      edge.push(hash);
      hash = undefined;
      if (edge.length === TILE_WIDTH) {
        full.push(this.#tile(level));
        hash = wholeHash(edge);
        this.#edges[level] = [];
      }
    }
    return full;
  }

  /** The partial files at the right edge: what a checkpoint of this size needs besides the full ones. */
  partial(): LogFile[] {
    return [
      ...(this.#entries.length ? [this.#bundle()] : []),
      ...this.#edges.flatMap((edge, level) => (edge.length ? [this.#tile(level)] : [])),
    ];
  }

  /** The Merkle tree hash of all entries (RFC 6962, section 2.1). */
  root(): Buffer {
    return foldRight(this.#edges.toReversed().flatMap(wholeSubtrees));
  }

  #bundle(): LogFile {
    const n = Math.floor((this.#size - 1) / TILE_WIDTH);
    const path = tilePath({ level: 'entries', n, width: this.#entries.length });
    return { path, bytes: encodeBundle(this.#entries) };
  }

  #tile(level: number): LogFile {
    const edge = this.#edges[level] as Buffer[];
    const n = Math.floor((levelCount(this.#size, level) - 1) / TILE_WIDTH);
    return { path: tilePath({ level, n, width: edge.length }), bytes: Buffer.concat(edge) };
  }

  /**
   * The tree of `size` entries whose files `read` gives. Undefined where a file is missing or has the wrong
   * length; whoever restores must compare the root with a checkpoint.
   */
  static async restore(read: ReadLogFile, size: number): Promise<TileTree | undefined> {
    const tree = new TileTree();
    tree.#size = size;
    const n = Math.floor(size / TILE_WIDTH);
    const width = tileWidth(size, 'entries', n);
    if (width) {
      const bytes = await readTile(read, { level: 'entries', n, width });
      const entries = bytes && decodeBundle(bytes)?.slice(0, width);
      if (entries?.length !== width) return undefined;
      tree.#entries = entries;
    }
    for (let level = 0; levelCount(size, level) > 0; level++) {
      const at = Math.floor(levelCount(size, level) / TILE_WIDTH);
      const hashes = await readHashes(read, size, level, at);
      if (!hashes) return undefined;
      tree.#edges[level] = hashes;
    }
    return tree;
  }
}

/** The hashes of tile `n` at `level` in a tree of `size`; empty where the tile begins after its end. */
export async function readHashes(
  read: ReadLogFile,
  size: number,
  level: number,
  n: number,
): Promise<Buffer[] | undefined> {
  const width = tileWidth(size, level, n);
  if (width === 0) return [];
  const bytes = await readTile(read, { level, n, width });
  if (!bytes || bytes.length < width * HASH_BYTES || bytes.length % HASH_BYTES) return undefined;
  return Array.from({ length: width }, (_, at) =>
    bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
}

/** Entry `index` of a log of `size`; undefined where its bundle is missing or cut. */
export async function readEntry(
  read: ReadLogFile,
  size: number,
  index: number,
): Promise<Buffer | undefined> {
  const n = Math.floor(index / TILE_WIDTH);
  const width = tileWidth(size, 'entries', n);
  const bytes = width > 0 ? await readTile(read, { level: 'entries', n, width }) : undefined;
  return bytes && decodeBundle(bytes)?.[index % TILE_WIDTH];
}

/** A partial tile may have been removed once the full one is there, which begins with the same. */
async function readTile(
  read: ReadLogFile,
  path: Parameters<typeof tilePath>[0],
): Promise<Buffer | undefined> {
  return (
    (await read(tilePath(path))) ??
    (path.width === TILE_WIDTH ? undefined : await read(tilePath({ ...path, width: TILE_WIDTH })))
  );
}

function wholeSubtrees(edge: readonly Buffer[]): Buffer[] {
  const nodes: Buffer[] = [];
  for (let at = 0, width = TILE_WIDTH / 2; width >= 1; width /= 2) {
    if (edge.length - at < width) continue;
    nodes.push(wholeHash(edge.slice(at, at + width)));
    at += width;
  }
  return nodes;
}

import { decodeBundle } from './entry-bundle.ts';
import type { LogSource } from './log-source.ts';
import { TILE_WIDTH, type TilePath, tilePath, tileWidth, parseTilePath } from './tile-paths.ts';
import type { LogFile } from './tile-tree.ts';
import { HASH_BYTES } from './tree-hash.ts';
import type { Fault } from './verify-landmarks.ts';

export type Bundle = {
  n: number;
  path: string;
  bytes: Buffer | undefined;
  tile: LogFile | undefined;
};

/** An entry bundle and the tile of its hashes, in the width that a log of `size` must have. */
export async function readBundle(
  source: Pick<LogSource, 'read'>,
  size: number,
  n: number,
): Promise<Bundle> {
  const width = tileWidth(size, 'entries', n);
  const path = tilePath({ level: 'entries', n, width });
  const [bytes, tile] = await Promise.all([
    readAtWidth(source, { level: 'entries', n, width }),
    readAtWidth(source, { level: 0, n, width }),
  ]);
  return {
    n,
    path,
    bytes,
    tile: tile && { path: tilePath({ level: 0, n, width }), bytes: tile },
  };
}

/** A partial file may have been replaced by the full one, of which only the signed part counts. */
async function readAtWidth(
  source: Pick<LogSource, 'read'>,
  path: TilePath,
): Promise<Buffer | undefined> {
  const bytes = await source.read(tilePath(path));
  if (bytes || path.width === TILE_WIDTH) return bytes;
  const full = await source.read(tilePath({ ...path, width: TILE_WIDTH }));
  if (!full || path.level !== 'entries') return full?.subarray(0, path.width * HASH_BYTES);
  const entries = decodeBundle(full)?.slice(0, path.width) ?? [];
  return full.subarray(
    0,
    entries.reduce((sum, entry) => sum + 2 + entry.length, 0),
  );
}

/** Compares what the entries give with what is published; names the first entry whose hash differs. */
export async function compare(
  source: Pick<LogSource, 'read'>,
  made: LogFile,
  start: number,
  tile: LogFile | undefined,
): Promise<Fault | undefined> {
  const given =
    made.path === tile?.path
      ? tile.bytes
      : await readAtWidth(source, parseTilePath(made.path) as TilePath);
  if (!given) return { kind: 'incomplete', leaf: start, file: made.path, says: 'is missing' };
  if (given.equals(made.bytes)) return undefined;
  const leaf = made.path.startsWith('tile/0/') ? start + differsAt(made.bytes, given) : undefined;
  return {
    kind: 'broken',
    ...(leaf === undefined ? {} : { leaf }),
    file: made.path,
    says:
      leaf === undefined
        ? 'is not what the entries below it give'
        : `entry ${leaf} is not the one whose hash the tile holds`,
  };
}

/** Reads a few bundles from `first` to before `count` ahead, in order, so that reading and hashing overlap. */
export async function* readAhead<T>(
  count: number,
  read: (n: number) => Promise<T>,
  first = 0,
): AsyncGenerator<T> {
  const AHEAD = 8;
  const under: Promise<T>[] = [];
  try {
    for (let n = first; n < count; n++) {
      while (under.length < AHEAD && n + under.length < count) {
        const reading = read(n + under.length);
        // A failure waits until its turn comes.
        reading.catch(() => {});
        under.push(reading);
      }
      yield await (under.shift() as Promise<T>);
    }
  } finally {
    await Promise.allSettled(under);
  }
}

export function differsAt(a: Buffer, b: Buffer): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return Math.floor(at / HASH_BYTES);
}

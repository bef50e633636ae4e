import type { ReadNode } from './proofs.ts';
import { type ReadLogFile, readHashes } from './tile-tree.ts';
import { TILE_WIDTH } from './tile-paths.ts';
import { wholeHash } from './tree-hash.ts';

/**
 * The nodes of the tree of `size` entries, read from its tiles, for making proofs. Each tile is read once.
 * @throws Error that names the tile which is missing or cut.
 */
export function nodesFromTiles(readFile: ReadLogFile, size: number): ReadNode {
  const tiles = new Map<string, Promise<Buffer[] | undefined>>();
  return async (level, index) => {
    const height = Math.floor(level / 8);
    const span = 2 ** (level % 8);
    const n = Math.floor((index * span) / TILE_WIDTH);
    const key = `${height}/${n}`;
    let tile = tiles.get(key);
    if (!tile) tiles.set(key, (tile = readHashes(readFile, size, height, n)));
    const start = (index * span) % TILE_WIDTH;
    const hashes = (await tile)?.slice(start, start + span);
    if (hashes?.length !== span) throw new Error(`tile ${n} of level ${height} is missing or cut`);
    return wholeHash(hashes);
  };
}

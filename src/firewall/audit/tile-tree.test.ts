import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CompactRange } from './compact-range.ts';
import { decodeBundle, encodeBundle } from './entry-bundle.ts';
import { logFolder, type LogFolder, RewriteRefused } from './log-folder.ts';
import { proveConsistency, proveInclusion, verifyConsistency, verifyInclusion } from './proofs.ts';
import { nodesFromTiles } from './tile-nodes.ts';
import { parseTilePath, TILE_WIDTH, tilePath } from './tile-paths.ts';
import { type LogFile, TileTree } from './tile-tree.ts';
import { leafHash, wholeHash } from './tree-hash.ts';

const entry = (index: number): Buffer => Buffer.from(`entry ${index}`);

/** All files of a tree of `size`, and its tree. */
function grow(size: number): { tree: TileTree; files: Map<string, Buffer> } {
  const tree = new TileTree();
  const files = new Map<string, Buffer>();
  const put = (written: LogFile[]): void => {
    for (const { path, bytes } of written) files.set(path, bytes);
  };
  for (let index = 0; index < size; index++) put(tree.append(entry(index)));
  put(tree.partial());
  return { tree, files };
}
const readMap = (files: Map<string, Buffer>) => async (path: string) => files.get(path);
const rootOf = (size: number): Buffer => {
  const range = new CompactRange();
  for (let index = 0; index < size; index++) range.append(leafHash(entry(index)));
  return range.root();
};

describe('paths of tiles', () => {
  it('are those of the specification', () => {
    expect(tilePath({ level: 0, n: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 'entries', n: 5, width: 17 })).toBe('tile/entries/005.p/17');
    expect(tilePath({ level: 63, n: 1000, width: 1 })).toBe('tile/63/x001/000.p/1');
  });

  it('are read back, and nothing else is a path', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constant('entries' as const), fc.nat(63)),
        fc.nat(999_999_999_999),
        fc.integer({ min: 1, max: 256 }),
        (level, n, width) => {
          expect(parseTilePath(tilePath({ level, n, width }))).toEqual({ level, n, width });
        },
      ),
    );
    for (const path of [
      'tile/0/x000/005',
      'tile/0/5',
      'tile/0/005.p/0',
      'tile/0/005.p/256',
      'tile/0/005.p/05',
      'tile/64/005',
      'tile/00/005',
      'tile/0/005/006',
      'tile/0/../checkpoint',
      'tile/entries/005.new',
      'checkpoint',
      '',
    ])
      expect(parseTilePath(path), path).toBeUndefined();
  });
});

describe('entry bundles', () => {
  it('put a length of 16 bits, big-endian, before each entry', () => {
    expect(
      encodeBundle([Buffer.from('ab'), Buffer.alloc(0), Buffer.alloc(258, 7)]).subarray(0, 8),
    ).toEqual(Buffer.from([0, 2, 97, 98, 0, 0, 1, 2]));
  });

  it('come back as they were, and are refused when cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 256 }), (entries) => {
        const bundle = encodeBundle(entries.map((one) => Buffer.from(one)));
        expect(decodeBundle(bundle)?.map((one) => [...one])).toEqual(
          entries.map((one) => [...one]),
        );
        const last = entries.at(-1);
        if (last) expect(decodeBundle(bundle.subarray(0, -1))?.length).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });
});

describe('a tree in tiles', () => {
  it('has the files that the specification names for 70,000 entries', () => {
    const { files } = grow(70_000);
    const hashes = (path: string): number => (files.get(path)?.length ?? 0) / 32;
    expect(hashes('tile/0/272')).toBe(256);
    expect(hashes('tile/0/273.p/112')).toBe(112);
    expect(hashes('tile/1/000')).toBe(256);
    expect(hashes('tile/1/001.p/17')).toBe(17);
    expect(hashes('tile/2/000.p/1')).toBe(1);
    expect([...files.keys()].filter((path) => path.startsWith('tile/0/'))).toHaveLength(274);
  });

  it('of 256 entries has one full tile and a partial one above it', () => {
    expect([...grow(256).files.keys()]).toEqual([
      'tile/entries/000',
      'tile/0/000',
      'tile/1/000.p/1',
    ]);
  });

  it('holds above each full tile the hash over it', () => {
    const { files } = grow(1000);
    for (const n of [0, 1, 2]) {
      const tile = files.get(tilePath({ level: 0, n, width: TILE_WIDTH })) as Buffer;
      const hashes = Array.from({ length: 256 }, (_, at) => tile.subarray(at * 32, at * 32 + 32));
      expect(files.get('tile/1/000.p/3')?.subarray(n * 32, n * 32 + 32)).toEqual(wholeHash(hashes));
    }
  });

  it.each([0, 1, 2, 255, 256, 257, 511, 1000, 65_536, 65_537, 70_000])(
    'of %i entries has the root of RFC 6962 and can be taken up again',
    async (size) => {
      const { tree, files } = grow(size);
      expect(tree.root()).toEqual(rootOf(size));
      const again = (await TileTree.restore(readMap(files), size)) as TileTree;
      expect(again.root()).toEqual(tree.root());
      for (let index = size; index < size + 300; index++)
        expect(again.append(entry(index))).toEqual(tree.append(entry(index)));
      expect(again.partial()).toEqual(tree.partial());
    },
  );

  it('cannot be taken up with a file missing', async () => {
    const { files } = grow(300);
    for (const path of [...files.keys()].filter((name) => name.includes('.p/'))) {
      const without = new Map(files);
      without.delete(path);
      expect(await TileTree.restore(readMap(without), 300), path).toBeUndefined();
    }
  });

  it('cannot be taken up with a file cut, be it between two entries or hashes', async () => {
    const { files } = grow(300);
    const bundle = files.get('tile/entries/001.p/44') as Buffer;
    const entries = decodeBundle(bundle)?.slice(0, 43) as Buffer[];
    for (const [path, bytes] of [
      ['tile/entries/001.p/44', encodeBundle(entries)],
      ['tile/entries/001.p/44', bundle.subarray(0, -1)],
      ['tile/0/001.p/44', files.get('tile/0/001.p/44')?.subarray(32) as Buffer],
    ] as const)
      expect(await TileTree.restore(readMap(new Map(files).set(path, bytes)), 300)).toBeUndefined();
  });

  it('gives proofs from its tiles that hold', async () => {
    const SIZE = 66_000;
    const { files, tree } = grow(SIZE);
    const root = tree.root();
    const read = nodesFromTiles(readMap(files), SIZE);
    for (const index of [0, 1, 255, 256, 257, 40_000, 65_535, 65_536, SIZE - 1]) {
      const proof = await proveInclusion(read, index, SIZE);
      expect(verifyInclusion(index, SIZE, leafHash(entry(index)), proof, root)).toBe(true);
    }
    for (const first of [1, 255, 256, 300, 40_000, 65_536, SIZE]) {
      const proof = await proveConsistency(read, first, SIZE);
      expect(verifyConsistency(first, SIZE, proof, rootOf(first), root)).toBe(true);
    }
  });

  it('still gives proofs when a full tile took the place of a partial one', async () => {
    const files = new Map([...grow(300).files, ...grow(512).files]);
    expect(files.delete('tile/0/001.p/44')).toBe(true);
    const read = nodesFromTiles(readMap(files), 300);
    const proof = await proveInclusion(read, 299, 300);
    expect(verifyInclusion(299, 300, leafHash(entry(299)), proof, rootOf(300))).toBe(true);
  });
});

describe('the folder of the log', () => {
  let folder: string;
  let log: LogFolder;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wayhouse-log-'));
    log = logFolder(join(folder, 'audit'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('keeps what is written, and refuses a second past', async () => {
    const files = [...grow(300).files].map(([path, bytes]) => ({ path, bytes }));
    await log.writeOnce(files);
    await log.writeOnce(files);
    const { read } = log;
    for (const { path, bytes } of files) expect(await read(path)).toEqual(bytes);
    await expect(
      log.writeOnce([{ path: 'tile/0/000', bytes: Buffer.alloc(8192) }]),
    ).rejects.toThrow(RewriteRefused);
    expect(await read('tile/0/000')).toEqual(files.find((one) => one.path === 'tile/0/000')?.bytes);
  });

  it('writes over what a crash left half done, and leaves nothing beside the files', async () => {
    await writeFile(join(folder, 'audit/tile/0/007.new'), 'half');
    await log.writeOnce([{ path: 'tile/0/007', bytes: Buffer.from('whole') }]);
    expect(String(await readFile(join(folder, 'audit/tile/0/007')))).toBe('whole');
    expect(
      (await readdir(join(folder, 'audit/tile/0'))).filter((name) => name.endsWith('.new')),
    ).toEqual([]);
  });

  it('drops partial files of a full one', async () => {
    await log.dropPartials('tile/0/001');
    expect(await log.read('tile/0/001.p/44')).toBeUndefined();
    expect(await log.read('tile/0/000')).toHaveLength(8192);
  });
});

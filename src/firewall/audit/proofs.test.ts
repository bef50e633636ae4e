import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompactRange } from './compact-range.ts';
import {
  proveConsistency,
  proveInclusion,
  type ReadNode,
  verifyConsistency,
  verifyInclusion,
} from './proofs.ts';
import { EMPTY_ROOT, leafHash, nodeHash, wholeHash } from './tree-hash.ts';

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

/** RFC 6962, section 2.1, word by word: the independent model. */
function naiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256(Buffer.alloc(0));
  if (leaves.length === 1) return sha256(Buffer.concat([Buffer.of(0), leaves[0] as Buffer]));
  const k = below(leaves.length);
  return sha256(
    Buffer.concat([Buffer.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k))]),
  );
}
function below(n: number): number {
  let k = 1;
  for (let next = 2; next < n; next *= 2) k = next;
  return k;
}
/** Section 2.1.1: PATH(m, D[n]). */
function naivePath(m: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const k = below(leaves.length);
  return m < k
    ? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
    : [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))];
}
/** Section 2.1.2: SUBPROOF(m, D[n], b). */
function naiveSubproof(m: number, leaves: readonly Buffer[], known: boolean): Buffer[] {
  if (m === leaves.length) return known ? [] : [naiveRoot(leaves)];
  const k = below(leaves.length);
  return m <= k
    ? [...naiveSubproof(m, leaves.slice(0, k), known), naiveRoot(leaves.slice(k))]
    : [...naiveSubproof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))];
}

const readerOf =
  (leaves: readonly Buffer[]): ReadNode =>
  (level, index) => {
    const width = 2 ** level;
    const part = leaves.slice(index * width, (index + 1) * width);
    expect(part).toHaveLength(width);
    return wholeHash(part.map((leaf) => leafHash(leaf)));
  };
const rootOf = (leaves: readonly Buffer[]): Buffer => {
  const range = new CompactRange();
  for (const leaf of leaves) range.append(leafHash(leaf));
  return range.root();
};
const hex = (buffers: readonly Buffer[]): string[] => buffers.map((one) => one.toString('hex'));

/** Leaves of the first Certificate Transparency implementation, with the roots it published for 1 to 8 of them. */
const CT_LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((text) => Buffer.from(text, 'hex'));
const CT_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('the hashes of RFC 6962', () => {
  it('are those published for the trees of 0 to 8 leaves', () => {
    for (const [size, root] of CT_ROOTS.entries())
      expect(rootOf(CT_LEAVES.slice(0, size)).toString('hex')).toBe(root);
    expect(EMPTY_ROOT.toString('hex')).toBe(CT_ROOTS[0]);
  });

  it('keep leaves and nodes apart', () => {
    const [left, right] = [leafHash(Buffer.from('a')), leafHash(Buffer.from('b'))];
    expect(nodeHash(left, right)).not.toEqual(leafHash(Buffer.concat([left, right])));
  });

  it('hash a long leaf after a short one and again a short one', () => {
    for (const length of [3, 70_000, 3, 1024, 1025])
      expect(leafHash(Buffer.alloc(length, 7))).toEqual(
        sha256(Buffer.concat([Buffer.of(0), Buffer.alloc(length, 7)])),
      );
  });
});

/**
 * Rolling hashes from the appendix "Subtree Test Vectors" of draft-ietf-plants-merkle-tree-certs, over every
 * valid subtree of trees of up to 130 leaves. A subtree [start, end) is valid where start is a multiple of
 * the least power of two that is not below its width; its hash is MTH(D[start:end]), its proof PATH.
 */
describe('the accumulated vectors of the Merkle tree certificates draft', () => {
  const MOST = 130;
  const leaves = Array.from({ length: MOST }, (_, byte) => Buffer.of(byte));
  const subtrees: [number, number][] = [];
  for (let end = 0; end <= MOST; end++)
    for (let start = 0; start <= end; start++) {
      let width = 1;
      while (width < end - start) width *= 2;
      if (start % width === 0) subtrees.push([start, end]);
    }

  it('agree on every subtree hash', () => {
    const all = createHash('sha256');
    for (const [start, end] of subtrees)
      all.update(`[${start}, ${end}) ${rootOf(leaves.slice(start, end)).toString('hex')}\n`);
    expect(all.digest('hex')).toBe(
      'b82806ad4265bb151c1119c0f4db437bb4d1a1f887b3a7fba1cd4ebf552e3e81',
    );
  });

  it('agree on every inclusion proof', async () => {
    const all = createHash('sha256');
    // Subtrees begin at whole nodes of the tree, which they share.
    const nodes = new Map<string, Buffer>();
    const nodeAt = (level: number, start: number): Buffer => {
      const key = `${level} ${start}`;
      let node = nodes.get(key);
      if (!node) {
        const half = 2 ** (level - 1);
        node =
          level === 0
            ? leafHash(leaves[start] as Buffer)
            : nodeHash(nodeAt(level - 1, start), nodeAt(level - 1, start + half));
        nodes.set(key, node);
      }
      return node;
    };
    for (const [start, end] of subtrees) {
      const read: ReadNode = (level, index) => nodeAt(level, start + index * 2 ** level);
      for (let index = start; index < end; index++) {
        const proof = await proveInclusion(read, index - start, end - start);
        all.update(
          `${index} [${start}, ${end})${hex(proof)
            .map((one) => ` ${one}`)
            .join('')}\n`,
        );
      }
    }
    expect(all.digest('hex')).toBe(
      'ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f',
    );
  });
});

/**
 * The inclusion and consistency vectors of transparency-dev/merkle (Apache-2.0), its `testdata` folder.
 * They are not part of this repository: read from `shared/data/merkle/testdata` beside it, or from the
 * folder that MERKLE_VECTORS names.
 */
const VECTORS =
  process.env['MERKLE_VECTORS'] ??
  new URL('../../../../shared/data/merkle/testdata', import.meta.url).pathname;

type Vector = {
  leafIdx: number;
  treeSize: number;
  leafHash: string;
  root: string;
  size1: number;
  size2: number;
  root1: string | null;
  root2: string | null;
  proof: string[] | null;
  desc: string;
  wantErr: boolean;
};
const bytes = (text: string | null): Buffer => Buffer.from(text ?? '', 'base64');

describe.skipIf(!existsSync(VECTORS))('the vectors of transparency-dev/merkle', () => {
  const vectors = (kind: string): [string, Vector][] =>
    readdirSync(join(VECTORS, kind), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json'))
      .map((file) => [file, JSON.parse(readFileSync(join(VECTORS, kind, file), 'utf8')) as Vector]);

  it('agree on all 98 inclusion proofs', () => {
    const all = vectors('inclusion');
    expect(all).toHaveLength(98);
    for (const [file, { leafIdx, treeSize, leafHash: leaf, proof, root, wantErr }] of all) {
      const held = verifyInclusion(
        leafIdx,
        treeSize,
        bytes(leaf),
        (proof ?? []).map(bytes),
        bytes(root),
      );
      expect(held, file).toBe(!wantErr);
    }
  });

  it('agree on all 98 consistency proofs', () => {
    const all = vectors('consistency');
    expect(all).toHaveLength(98);
    for (const [file, { size1, size2, root1, root2, proof, wantErr }] of all) {
      const held = verifyConsistency(
        size1,
        size2,
        (proof ?? []).map(bytes),
        bytes(root1),
        bytes(root2),
      );
      expect(held, file).toBe(!wantErr);
    }
  });
});

describe('proofs, against the recursion of RFC 6962', () => {
  const tree = fc
    .integer({ min: 1, max: 300 })
    .map((size) => Array.from({ length: size }, (_, at) => Buffer.from(`leaf ${at}`)));

  it('are the same hashes in the same order, and hold', async () => {
    await fc.assert(
      fc.asyncProperty(tree, fc.nat(), fc.nat(), async (leaves, a, b) => {
        const [index, first] = [a % leaves.length, 1 + (b % leaves.length)];
        const root = naiveRoot(leaves);
        expect(rootOf(leaves)).toEqual(root);
        const inclusion = await proveInclusion(readerOf(leaves), index, leaves.length);
        expect(hex(inclusion)).toEqual(hex(naivePath(index, leaves)));
        const leaf = leafHash(leaves[index] as Buffer);
        expect(verifyInclusion(index, leaves.length, leaf, inclusion, root)).toBe(true);
        const consistency = await proveConsistency(readerOf(leaves), first, leaves.length);
        expect(hex(consistency)).toEqual(hex(naiveSubproof(first, leaves, true)));
        expect(
          verifyConsistency(
            first,
            leaves.length,
            consistency,
            naiveRoot(leaves.slice(0, first)),
            root,
          ),
        ).toBe(true);
      }),
      { numRuns: 120 },
    );
  });

  it('fail with any one bit, hash, size or place changed', async () => {
    await fc.assert(
      fc.asyncProperty(tree, fc.nat(), fc.nat(), fc.nat(), async (leaves, a, b, bit) => {
        fc.pre(leaves.length > 2);
        const [index, first] = [a % leaves.length, 1 + (b % (leaves.length - 1))];
        const root = naiveRoot(leaves);
        const leaf = leafHash(leaves[index] as Buffer);
        const inclusion = await proveInclusion(readerOf(leaves), index, leaves.length);
        const flipped = inclusion.map((one) => Buffer.from(one));
        const place = bit % (inclusion.length * 256);
        const hit = flipped[Math.floor(place / 256)] as Buffer;
        hit[Math.floor((place % 256) / 8)]! ^= 1 << (place % 8);
        const holds = (at: number, size: number, proof: Buffer[]): boolean =>
          verifyInclusion(at, size, leaf, proof, root);
        expect(holds(index, leaves.length, flipped)).toBe(false);
        expect(holds(index, leaves.length, inclusion.slice(1))).toBe(false);
        expect(holds(index, leaves.length, [...inclusion, root])).toBe(false);
        const other = (index + 1 + (b % (leaves.length - 1))) % leaves.length;
        expect(holds(other, leaves.length, inclusion)).toBe(false);

        const proof = await proveConsistency(readerOf(leaves), first, leaves.length);
        const oldRoot = naiveRoot(leaves.slice(0, first));
        const consistent = (size: number, hashes: Buffer[]): boolean =>
          verifyConsistency(size, leaves.length, hashes, oldRoot, root);
        expect(consistent(first, proof.slice(1))).toBe(false);
        expect(consistent(first, [...proof, root])).toBe(false);
        expect(verifyConsistency(first, leaves.length, proof, root, oldRoot)).toBe(false);
        expect(verifyConsistency(first, leaves.length, proof, EMPTY_ROOT, root)).toBe(false);
        expect(verifyConsistency(first, leaves.length, proof, oldRoot, EMPTY_ROOT)).toBe(false);
        const broken = proof.map((one) => Buffer.from(one));
        (broken[bit % broken.length] as Buffer)[bit % 32]! ^= 1;
        expect(consistent(first, broken)).toBe(false);
      }),
      { numRuns: 120 },
    );
  });

  it('show nothing of an empty tree', () => {
    const root = naiveRoot([Buffer.from('one')]);
    expect(verifyConsistency(0, 1, [], EMPTY_ROOT, root)).toBe(false);
    expect(verifyConsistency(0, 1, [], root, root)).toBe(false);
    expect(verifyConsistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)).toBe(false);
    expect(verifyConsistency(1, 1, [], root, root)).toBe(true);
    expect(verifyConsistency(1, 1, [root], root, root)).toBe(false);
    expect(verifyConsistency(1, 1, [], EMPTY_ROOT, root)).toBe(false);
  });

  it('refuse numbers that are no sizes', async () => {
    for (const [index, size] of [
      [0, 0],
      [5, 5],
      [-1, 4],
      [0.5, 4],
      [2 ** 53, 2 ** 53 + 2],
    ] as const) {
      expect(verifyInclusion(index, size, EMPTY_ROOT, [], EMPTY_ROOT)).toBe(false);
      expect(() => proveInclusion(() => EMPTY_ROOT, index, size)).toThrow(RangeError);
    }
    expect(() => proveConsistency(() => EMPTY_ROOT, 5, 4)).toThrow(RangeError);
  });
});

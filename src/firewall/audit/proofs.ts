/**
 * Inclusion and consistency proofs of RFC 6962, sections 2.1.1 and 2.1.2, verified as RFC 9162, sections
 * 2.1.3.2 and 2.1.4.2 say. Numbers are exact up to 2^53, so no bit operator (they stop at 2^32).
 */
import { EMPTY_ROOT, HASH_BYTES, nodeHash } from './tree-hash.ts';

/** Leaves from `start` to before `end`. */
export type Range = { start: number; end: number };

/** The hash of the whole subtree of 2^`level` leaves that begins at leaf `index` × 2^`level`. */
export type ReadNode = (level: number, index: number) => Buffer | Promise<Buffer>;

/** The greatest power of two below `n` (`n` ≥ 2): where RFC 6962 splits a tree of `n` leaves. */
export function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** What an inclusion proof consists of: the subtrees beside the way from leaf `index` up to the root. */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!isCount(size) || !isCount(index) || index >= size)
    throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  const ranges: Range[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

/** What a proof consists of that the tree of `first` leaves is the beginning of the tree of `second`. */
export function consistencyRanges(first: number, second: number): Range[] {
  if (!isCount(first) || !isCount(second) || first > second)
    throw new RangeError(`a tree of ${first} leaves is no beginning of one of ${second}`);
  if (first === 0 || first === second) return [];
  const ranges: Range[] = [];
  let start = 0;
  let end = second;
  while (end !== first) {
    const middle = start + splitOf(end - start);
    if (first <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  // The old tree's own last subtree is known to whoever holds its root only when it is the whole tree.
  if (start > 0) ranges.push({ start, end });
  return ranges.reverse();
}

/** The Merkle tree hash over the leaves of `range`, whose start is where RFC 6962 would split. */
export async function rangeHash(read: ReadNode, { start, end }: Range): Promise<Buffer> {
  const n = end - start;
  if (n === 0) return EMPTY_ROOT;
  const k = n === 1 ? 1 : splitOf(n);
  if (k === n || k * 2 === n) return read(Math.round(Math.log2(n)), start / n);
  return nodeHash(
    await rangeHash(read, { start, end: start + k }),
    await rangeHash(read, { start: start + k, end }),
  );
}

/** The hashes that prove leaf `index` in the tree of `size`, the nearest first. */
export function proveInclusion(read: ReadNode, index: number, size: number): Promise<Buffer[]> {
  return Promise.all(inclusionRanges(index, size).map((range) => rangeHash(read, range)));
}

/** The hashes that prove that the tree of `first` leaves became the tree of `second`. */
export function proveConsistency(read: ReadNode, first: number, second: number): Promise<Buffer[]> {
  return Promise.all(consistencyRanges(first, second).map((range) => rangeHash(read, range)));
}

/**
 * The root that `proof` leads to from the leaf hash at `index` in a tree of `size`; undefined where the
 * proof cannot be one for that place.
 */
export function rootFromInclusion(
  index: number,
  size: number,
  leaf: Buffer,
  proof: readonly Buffer[],
): Buffer | undefined {
  if (!isCount(index) || !isCount(size) || index >= size) return undefined;
  if (leaf.length !== HASH_BYTES || proof.some((one) => one.length !== HASH_BYTES))
    return undefined;
  let at = index;
  let last = size - 1;
  let root = leaf;
  for (const beside of proof) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      root = nodeHash(beside, root);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      root = nodeHash(root, beside);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? root : undefined;
}

/** Whether `proof` shows that the leaf hash stands at `index` of the tree with this size and root. */
export function verifyInclusion(
  index: number,
  size: number,
  leaf: Buffer,
  proof: readonly Buffer[],
  root: Buffer,
): boolean {
  return rootFromInclusion(index, size, leaf, proof)?.equals(root) ?? false;
}

/**
 * Whether `proof` shows that the tree `first`/`firstRoot` is the beginning of `second`/`secondRoot`.
 * Nothing can be shown of an empty tree, so `first` must be above 0 (RFC 9162, section 2.1.4.2).
 */
export function verifyConsistency(
  first: number,
  second: number,
  proof: readonly Buffer[],
  firstRoot: Buffer,
  secondRoot: Buffer,
): boolean {
  if (!isCount(first) || !isCount(second) || first === 0 || first > second) return false;
  if (proof.some((one) => one.length !== HASH_BYTES)) return false;
  if (first === second) return proof.length === 0 && firstRoot.equals(secondRoot);
  if (proof.length === 0) return false;
  const path = Number.isInteger(Math.log2(first)) ? [firstRoot, ...proof] : [...proof];
  let at = first - 1;
  let last = second - 1;
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [oldRoot, newRoot] = [path[0] as Buffer, path[0] as Buffer];
  for (const beside of path.slice(1)) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      oldRoot = nodeHash(beside, oldRoot);
      newRoot = nodeHash(beside, newRoot);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      newRoot = nodeHash(newRoot, beside);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && oldRoot.equals(firstRoot) && newRoot.equals(secondRoot);
}

const half = (n: number): number => Math.floor(n / 2);
const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

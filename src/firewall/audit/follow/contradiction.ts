/**
 * What two signed checkpoints of one log say against it. Two of one size are enough by themselves; of two sizes the
 * hashes of the greater tree, cut where the smaller one ends, show what its beginning is: they lead to the greater
 * root only if they are the true ones, and then to the root that the smaller one must have had.
 */
import type { Checkpoint } from '../checkpoint.ts';
import { foldRight } from '../compact-range.ts';
import { type Range, rangeHash, type ReadNode, splitOf } from '../proofs.ts';
import { nodeHash } from '../tree-hash.ts';
import { when } from '../verify-landmarks.ts';

/**
 * Why no honest log has signed both, in one sentence; undefined where that is not shown.
 * @param hashes of the greater tree, as `cutHashes` gives them; none where they are not known
 */
export function contradictionOf(
  one: Checkpoint,
  other: Checkpoint,
  hashes: readonly Buffer[] = [],
): string | undefined {
  if (one.origin !== other.origin) return undefined;
  const [small, great] = one.size <= other.size ? [one, other] : [other, one];
  if (small.size === great.size)
    return small.root.equals(great.root)
      ? undefined
      : `it was forked: two different logs of ${small.size} entries are signed, at ${when(small.time)} and at ${when(great.time)}`;
  const folded = foldCut(small.size, great.size, hashes);
  if (folded?.whole.equals(great.root) && !folded.beginning.equals(small.root))
    return `it was forked: the first ${small.size} of the ${great.size} entries signed at ${when(great.time)} are not the ${small.size} signed at ${when(small.time)}`;
  return small.time > great.time
    ? `it was rolled back: ${great.size} entries are signed at ${when(great.time)}, and later, at ${when(small.time)}, only ${small.size}`
    : undefined;
}

/** The hashes of the tree of `great` entries, left to right, cut after the first `small`. */
export function cutHashes(read: ReadNode, small: number, great: number): Promise<Buffer[]> {
  return Promise.all(cutRanges(small, great).map((range) => rangeHash(read, range)));
}

/** The root over all of the hashes, and the one over those of the first `small` entries. */
function foldCut(
  small: number,
  great: number,
  hashes: readonly Buffer[],
): { whole: Buffer; beginning: Buffer } | undefined {
  const ranges = cutRanges(small, great);
  if (hashes.length !== ranges.length) return undefined;
  const left = [...hashes];
  const fold = ({ start, end }: Range): Buffer => {
    if (isPiece({ start, end }, small)) return left.shift() as Buffer;
    const middle = start + splitOf(end - start);
    const before = fold({ start, end: middle });
    return nodeHash(before, fold({ start: middle, end }));
  };
  const beginning = foldRight(hashes.slice(0, ranges.filter(({ end }) => end <= small).length));
  return { whole: fold({ start: 0, end: great }), beginning };
}

function cutRanges(small: number, great: number): Range[] {
  const cut = (range: Range): Range[] => {
    if (isPiece(range, small)) return [range];
    const middle = range.start + splitOf(range.end - range.start);
    return [...cut({ ...range, end: middle }), ...cut({ ...range, start: middle })];
  };
  return cut({ start: 0, end: great });
}

/** What lies on one side of the cut. On its left, whole subtrees only: nothing else ends there before the whole does. */
const isPiece = ({ start, end }: Range, cut: number): boolean => end <= cut || start >= cut;

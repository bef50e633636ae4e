import { brotliCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyDifference,
  asSteps,
  buildPack,
  encodePack,
  PackFileError,
  readDifferenceHead,
  type RisingRun,
} from '../../finder/index.ts';
import { makeWorld, TEST_LABELS, TEST_NOW } from '../../finder/testing.ts';
import { equalParts } from './kept-bytes.ts';
import {
  makeDifference,
  risingSections,
  type Runs,
  sha256,
  writeDifference,
} from './make-difference.ts';
import { stretchesOf } from './stretches.ts';

const brotli = (file: Uint8Array): number => brotliCompressSync(file).length;
const NONE: Runs = { base: [], result: [] };

/** Few different bytes, so that much is alike. */
const bytes = fc
  .array(fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 40 })), { maxLength: 60 })
  .map((runs) => Uint8Array.from(runs.flatMap(([byte, n]) => Array<number>(n).fill(byte))));
type Edit = { at: number; remove: number; put: Uint8Array };
const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(3000),
  remove: fc.nat(30),
  put: fc.uint8Array({ maxLength: 20 }),
});
const edited = fc
  .tuple(fc.uint8Array({ minLength: 0, maxLength: 3000 }), fc.array(edit, { maxLength: 8 }))
  .map(([base, edits]) => {
    const result = edits.reduce(
      (file, { at, remove, put }) => [...file.slice(0, at), ...put, ...file.slice(at + remove)],
      [...base],
    );
    return [base, Uint8Array.from(result)] as const;
  });
const either = fc.oneof(fc.tuple(bytes, bytes), edited);
/** A difference of files that are no packs: all that is alike is kept. */
function differenceOf(base: Uint8Array, result: Uint8Array, runs = NONE): Uint8Array {
  const [older, newer] = [base.slice(), result.slice()];
  asSteps(older, runs.base);
  asSteps(newer, runs.result);
  const anywhere = (): boolean => true;
  const kept = stretchesOf(older, newer).flatMap((stretch) =>
    equalParts(older, newer, stretch, anywhere, anywhere),
  );
  return writeDifference(base, result, runs, kept);
}
/** Runs in order, anywhere in a file: rising or not. */
const runsIn = (file: Uint8Array) =>
  fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 4 }).map((gaps) => {
    const runs: RisingRun[] = [];
    let at = 0;
    for (const [gap, words] of gaps) {
      at += gap * 4;
      if (at + words * 4 > file.length) break;
      runs.push([at, words]);
      at += words * 4;
    }
    return runs;
  });

/** The pack of a small made-up country as a file. */
function packOf(seed: number, from: number, to: number, now = TEST_NOW): Uint8Array {
  const world = makeWorld(seed, { records: to, towns: 5, patterns: 40, vocabulary: 600 });
  const records = [...world.records()].slice(from);
  return encodePack(buildPack(records, { now, territory: 'XW', labels: TEST_LABELS, places: [] }));
}

describe('what comes of the older file and the difference is the newer file', () => {
  test('of any two files', () => {
    fc.assert(
      fc.property(either, ([base, result]) => {
        const made = applyDifference(differenceOf(base, result), base);
        expect(Buffer.compare(made, result)).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  test('wherever words are taken for rising ones', () => {
    const withRuns = either.chain(([base, result]) =>
      fc.tuple(fc.constant(base), fc.constant(result), runsIn(base), runsIn(result)),
    );
    fc.assert(
      fc.property(withRuns, ([base, result, before, after]) => {
        const difference = differenceOf(base, result, { base: before, result: after });
        expect(Buffer.compare(applyDifference(difference, base), result)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test('of any two packs, however the files lie in memory', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.nat(120), fc.nat(120), (a, b, few, many) => {
        const [base, result] = [packOf(a, 0, few), packOf(b, 0, many, TEST_NOW + 86_400_000)];
        const odd = new Uint8Array(base.length + 1);
        odd.set(base, 1);
        const difference = makeDifference(odd.subarray(1), result);
        expect(Buffer.compare(applyDifference(difference, odd.subarray(1)), result)).toBe(0);
      }),
      { numRuns: 25 },
    );
  });
});

test('a pack says which of its sections rise', () => {
  const pack = packOf(1, 0, 100);
  const runs = risingSections(pack);
  expect(runs.length).toBeGreaterThan(2);
  const view = new DataView(pack.buffer);
  for (const [at, words] of runs)
    for (let n = 1; n < words; n++)
      expect(view.getUint32(at + n * 4, true)).toBeGreaterThanOrEqual(
        view.getUint32(at + n * 4 - 4, true),
      );
});

test('one record more costs a small part of the pack', () => {
  const [base, result] = [packOf(7, 1, 300), packOf(7, 0, 300)];
  const difference = makeDifference(base, result);
  expect(brotli(difference)).toBeLessThan(brotli(result) / 2);
  // The words of the record itself have to be in it.
  expect(brotli(difference)).toBeGreaterThan(100);
});

describe('a difference that was damaged', () => {
  const base = packOf(3, 0, 80);
  const result = packOf(3, 1, 82);
  const difference = makeDifference(base, result);

  /** What a phone does: makes the file and compares its hash. */
  const accepted = (file: Uint8Array): boolean => {
    try {
      const made = applyDifference(file, base);
      return sha256(made).equals(readDifferenceHead(file).result);
    } catch (error) {
      expect(error).toBeInstanceOf(PackFileError);
      return false;
    }
  };

  test('is refused wherever a bit of it has changed, or says the same', () => {
    expect(accepted(difference)).toBe(true);
    fc.assert(
      fc.property(fc.nat(difference.length - 1), fc.nat(7), (at, bit) => {
        const changed = difference.slice();
        changed[at] = (changed[at] as number) ^ (1 << bit);
        // The hash of the base is only a name.
        if (at >= 16 && at < 48) return;
        if (accepted(changed))
          expect(Buffer.compare(applyDifference(changed, base), result)).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  test('is refused when it is cut, or of anything else', () => {
    fc.assert(
      fc.property(fc.nat(difference.length - 1), (length) => {
        expect(accepted(difference.slice(0, length))).toBe(false);
      }),
    );
    expect(() => applyDifference(base, base)).toThrow('WHD2');
    expect(accepted(new TextEncoder().encode('<!doctype html>'.repeat(20)))).toBe(false);
  });

  test('is refused when its parts do not meet', () => {
    const instructions = new DataView(difference.buffer).getUint32(8, true);
    expect(instructions).toBeGreaterThan(10);
    for (const length of [instructions + 1, instructions - 1, 0, difference.length]) {
      const other = difference.slice();
      new DataView(other.buffer).setUint32(8, length, true);
      expect(accepted(other)).toBe(false);
    }
  });

  test('does not fit another pack', () => {
    const other = packOf(4, 0, 80);
    let made: Uint8Array | undefined;
    try {
      made = applyDifference(difference, other);
    } catch (error) {
      expect(error).toBeInstanceOf(PackFileError);
    }
    if (made) expect(sha256(made).equals(readDifferenceHead(difference).result)).toBe(false);
  });

  test('that promises more than any pack holds is refused before room is made for it', () => {
    const huge = difference.slice();
    new DataView(huge.buffer).setUint32(4, 4_000_000_000, true);
    expect(() => applyDifference(huge, base)).toThrow('at most 64000000');
  });
});

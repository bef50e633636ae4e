/**
 * What has changed between two files of a pack, `.whd`: how to make the newer one from the older one
 * (chapter 10, section 3.7). `docs/packs.md` says why it is so.
 *
 * Bytes 0–3 `WHD1`; 4–7 length of the result; 8–11 length of the instructions; 12–15 length of the
 * differences; 16–47 SHA-256 of the base; 48–79 SHA-256 of the result; then instructions, differences and
 * new bytes. Instructions are numbers of 7 bits a byte, the lowest first:
 *
 *   rising runs of the base, then of the result: how many, and of each the gap since the last and its length,
 *   both in words of 4 bytes (in them each word stands for what it has more than the word before it);
 *   then, until the result is full: a jump in the base (zigzag), a number of pairs (bytes that stay as they are,
 *   bytes of the base to which a difference is added), and how many new bytes follow.
 */
import { PackFileError } from './pack-file.ts';

export const DIFFERENCE_MAGIC = 'WHD1';
/** Bytes before the instructions. */
export const DIFFERENCE_HEAD = 80;
const HASH = 32;
/** No pack is larger; a difference that says so is not ours. */
export const LARGEST_RESULT = 64_000_000;

/** A run of words of 4 bytes that never fall: byte at which it begins, and how many words. */
export type RisingRun = readonly [at: number, words: number];

export type DifferenceHead = {
  length: number;
  /** SHA-256 of the only file to which it applies, and of what comes of it. */
  base: Uint8Array;
  result: Uint8Array;
};

const broken = (what: string): PackFileError =>
  new PackFileError('content', `the difference ${what}`);

/** What a difference says of itself. @throws PackFileError `not_a_pack` when the file is none */
export function readDifferenceHead(file: Uint8Array): DifferenceHead {
  const magic = String.fromCharCode(...file.subarray(0, 4));
  if (file.length < DIFFERENCE_HEAD || magic !== DIFFERENCE_MAGIC) {
    throw new PackFileError('not_a_pack', `the file begins with other bytes than WHD1`);
  }
  const [length] = lengths(file);
  if (length > LARGEST_RESULT) throw broken(`makes ${length} bytes, at most ${LARGEST_RESULT}`);
  return { length, base: file.slice(16, 16 + HASH), result: file.slice(16 + HASH, 16 + 2 * HASH) };
}

function lengths(file: Uint8Array): [number, number, number] {
  const view = new DataView(file.buffer, file.byteOffset);
  return [view.getUint32(4, true), view.getUint32(8, true), view.getUint32(12, true)];
}

/**
 * The newer file. Whether it is the right one only its SHA-256 tells: whoever keeps it compares that first.
 * @throws PackFileError when the instructions lead outside of the base or of themselves
 */
export function applyDifference(file: Uint8Array, base: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = readDifferenceHead(file);
  const [, instructions, differences] = lengths(file);
  const addedFrom = DIFFERENCE_HEAD + instructions;
  const newFrom = addedFrom + differences;
  if (newFrom > file.length) throw broken('is cut off');
  const read = reader(file.subarray(0, addedFrom), DIFFERENCE_HEAD);
  const runsBefore = readRuns(read, base.length);
  const runsAfter = readRuns(read, length);
  const old = new Uint8Array(base);
  asSteps(old, runsBefore);
  const made = new Uint8Array(length);
  let [at, from, added, fresh] = [0, 0, addedFrom, newFrom];
  while (at < length) {
    const jump = read();
    from += jump % 2 ? -(jump + 1) / 2 : jump / 2;
    for (let pairs = read(); pairs > 0; pairs--) {
      const same = read();
      const changed = read();
      const end = from + same + changed;
      if (from < 0 || end > old.length || at + same + changed > length || added + changed > newFrom)
        throw broken('leads outside of the base');
      made.set(old.subarray(from, end), at);
      at += same;
      for (let n = 0; n < changed; n++, at++)
        made[at] = (made[at] as number) + (file[added++] as number);
      from = end;
    }
    const more = read();
    if (fresh + more > file.length || at + more > length) throw broken('is cut off');
    made.set(file.subarray(fresh, fresh + more), at);
    at += more;
    fresh += more;
  }
  asSums(made, runsAfter);
  return made;
}

/** Numbers of up to 32 bits, one after another; beyond the end there are none. */
function reader(file: Uint8Array, start: number): () => number {
  let at = start;
  return () => {
    let value = 0;
    for (let unit = 1; unit < 2 ** 35; unit *= 128) {
      const byte = file[at++];
      if (byte === undefined) break;
      value += (byte % 128) * unit;
      if (byte < 128) return value;
    }
    throw broken('has no end');
  };
}

function readRuns(read: () => number, length: number): RisingRun[] {
  const runs: RisingRun[] = [];
  let at = 0;
  for (let left = read(); left > 0; left--) {
    at += read() * 4;
    const words = read();
    if (at + words * 4 > length) throw broken('has runs outside of its files');
    runs.push([at, words]);
    at += words * 4;
  }
  return runs;
}

const wordsOf = (file: Uint8Array, [at, words]: RisingRun): Uint32Array =>
  new Uint32Array(file.buffer, file.byteOffset + at, words);

/** In place: each word of a run becomes what it has more than the word before. `file` begins on a multiple of 4. */
export function asSteps(file: Uint8Array, runs: readonly RisingRun[]): void {
  for (const run of runs) {
    const words = wordsOf(file, run);
    for (let n = words.length - 1; n > 0; n--)
      words[n] = (words[n] as number) - (words[n - 1] as number);
  }
}

function asSums(file: Uint8Array, runs: readonly RisingRun[]): void {
  for (const run of runs) {
    const words = wordsOf(file, run);
    for (let n = 1; n < words.length; n++)
      words[n] = (words[n] as number) + (words[n - 1] as number);
  }
}

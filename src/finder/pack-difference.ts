/**
 * What has changed between two files of a pack, `.whd`: how to make the newer one from the older one
 * (chapter 10, section 3.7). `docs/packs.md` says why it is so.
 *
 * Bytes 0–3 `WHD2`; 4–7 length of the result; 8–11 length of the instructions; 12–15 zero; 16–47 SHA-256 of the
 * base; 48–79 SHA-256 of the result; then instructions and new bytes. Instructions are numbers of 7 bits a byte,
 * the lowest first:
 *
 *   rising runs of the base, then of the result: how many, and of each the gap since the last and its length,
 *   both in words of 4 bytes (in them each word stands for what it has more than the word before it);
 *   then, until the result is full: a jump in the base (zigzag), how many bytes of it stay, how many new ones follow.
 *
 * Nothing is added to bytes of the base (`WHD1` did that): whoever has the result could subtract, and had places
 * that were hidden since.
 */
import { PackFileError } from './pack-file.ts';

export const DIFFERENCE_MAGIC = 'WHD2';
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
    throw new PackFileError('not_a_pack', `the file begins with other bytes than WHD2`);
  }
  const [length] = lengths(file);
  if (length > LARGEST_RESULT) throw broken(`makes ${length} bytes, at most ${LARGEST_RESULT}`);
  return { length, base: file.slice(16, 16 + HASH), result: file.slice(16 + HASH, 16 + 2 * HASH) };
}

function lengths(file: Uint8Array): [number, number] {
  const view = new DataView(file.buffer, file.byteOffset);
  return [view.getUint32(4, true), view.getUint32(8, true)];
}

/**
 * The newer file. Whether it is the right one only its SHA-256 tells: whoever keeps it compares that first.
 * @throws PackFileError when the instructions lead outside of the base or of themselves
 */
export function applyDifference(file: Uint8Array, base: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = readDifferenceHead(file);
  let fresh = DIFFERENCE_HEAD + lengths(file)[1];
  if (fresh > file.length) throw broken('is cut off');
  const read = reader(file.subarray(0, fresh), DIFFERENCE_HEAD);
  const runsBefore = readRuns(read, base.length);
  const runsAfter = readRuns(read, length);
  const old = new Uint8Array(base);
  asSteps(old, runsBefore);
  const made = new Uint8Array(length);
  let [at, from] = [0, 0];
  while (at < length) {
    const jump = read();
    from += jump % 2 ? -(jump + 1) / 2 : jump / 2;
    const same = read();
    const more = read();
    if (from < 0 || from + same > old.length || at + same + more > length)
      throw broken('leads outside of its files');
    if (fresh + more > file.length) throw broken('is cut off');
    made.set(old.subarray(from, from + same), at);
    made.set(file.subarray(fresh, fresh + more), at + same);
    from += same;
    at += same + more;
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

/** The difference between two files, made on the server; `finder/pack-difference.ts` says what it looks like. */
import { createHash } from 'node:crypto';
import {
  asSteps,
  DIFFERENCE_HEAD,
  DIFFERENCE_MAGIC,
  readHeader,
  type RisingRun,
  sectionsStart,
} from '../../finder/index.ts';
import { type Kept, keptBytes } from './kept-bytes.ts';

/** Shorter runs are not worth their instructions. */
const SHORTEST_RUN = 16;

export type Runs = { base: readonly RisingRun[]; result: readonly RisingRun[] };

/**
 * What makes the pack `result` of the pack `base`, not yet packed. Whole packs of a million bytes take tenths of a
 * second: not for a thread that answers people.
 */
export function makeDifference(base: Uint8Array, result: Uint8Array): Uint8Array {
  const runs = { base: risingSections(base), result: risingSections(result) };
  const older = Uint8Array.from(base);
  const newer = Uint8Array.from(result);
  asSteps(older, runs.base);
  asSteps(newer, runs.result);
  return writeDifference(base, result, runs, keptBytes(base, result, older, newer));
}

/**
 * The file: everything that is not kept goes into it as it is.
 * @param kept stretches that both have when the words of `runs` are steps, in the order of the result
 */
export function writeDifference(
  base: Uint8Array,
  result: Uint8Array,
  runs: Runs,
  kept: readonly Kept[],
): Uint8Array {
  const newer = Uint8Array.from(result);
  asSteps(newer, runs.result);
  const instructions = new Bytes();
  const fresh: Uint8Array[] = [];
  for (const side of [runs.base, runs.result]) putRuns(instructions, side);
  let [cursor, done] = [0, 0];
  for (const [n, { at, from, length }] of [{ at: 0, from: 0, length: 0 }, ...kept].entries()) {
    const end = kept[n]?.at ?? newer.length;
    if (end === done) continue;
    const jump = from - cursor;
    instructions.number(jump < 0 ? -2 * jump - 1 : 2 * jump);
    instructions.number(length);
    instructions.number(end - at - length);
    fresh.push(newer.subarray(at + length, end));
    cursor = from + length;
    done = end;
  }
  const orders = instructions.finish();
  const head = Buffer.alloc(DIFFERENCE_HEAD);
  head.write(DIFFERENCE_MAGIC, 'latin1');
  head.writeUInt32LE(result.length, 4);
  head.writeUInt32LE(orders.length, 8);
  head.set(sha256(base), 16);
  head.set(sha256(result), 48);
  return new Uint8Array(Buffer.concat([head, orders, ...fresh]));
}

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/**
 * Sections of a pack whose words never fall (where each text begins, sorted codes). One more word in the middle raises
 * all that follow; their steps stay.
 */
export function risingSections(pack: Uint8Array): RisingRun[] {
  const start = sectionsStart(pack);
  const view = new DataView(pack.buffer, pack.byteOffset, pack.byteLength);
  return readHeader(pack).sections.flatMap(({ kind, offset, length }): RisingRun[] => {
    if (kind !== 'u32' || length < SHORTEST_RUN) return [];
    for (let at = start + offset + 4; at < start + offset + length; at += 4)
      if (view.getUint32(at, true) < view.getUint32(at - 4, true)) return [];
    return [[start + offset, length / 4]];
  });
}

function putRuns(instructions: Bytes, runs: readonly RisingRun[]): void {
  instructions.number(runs.length);
  let end = 0;
  for (const [at, words] of runs) {
    instructions.number((at - end) / 4);
    instructions.number(words);
    end = at + words * 4;
  }
}

/** Bytes one after another, into as much room as they need. */
class Bytes {
  #bytes = new Uint8Array(4096);
  #length = 0;

  byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = value;
  }

  /** 7 bits a byte, the lowest first. @param value whole, 0 or more */
  number(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.byte((rest % 128) + 128);
    this.byte(rest);
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

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
import { type Stretch, stretchesOf } from './stretches.ts';

/** Bytes that stay as they are, between changed ones, from which on they are worth an instruction of their own. */
const WORTH_A_PAIR = 16;
/** Shorter runs are not worth their instructions. */
const SHORTEST_RUN = 16;

export type Runs = { base: readonly RisingRun[]; result: readonly RisingRun[] };

/**
 * What makes `result` of `base`, not yet packed. Whole packs of a million bytes take tenths of a second: not for a thread
 * that answers people.
 * @param runs where words rise in both; when left out, the rising sections of two packs
 */
export function makeDifference(
  base: Uint8Array,
  result: Uint8Array,
  runs: Runs = { base: risingSections(base), result: risingSections(result) },
): Uint8Array {
  const older = Uint8Array.from(base);
  const newer = Uint8Array.from(result);
  asSteps(older, runs.base);
  asSteps(newer, runs.result);
  const instructions = new Bytes();
  const differences = new Bytes();
  const fresh = new Bytes();
  for (const side of [runs.base, runs.result]) putRuns(instructions, side);
  const stretches = stretchesOf(older, newer);
  let cursor = 0;
  for (const [n, stretch] of stretches.entries()) {
    const { at, from, length } = stretch;
    const end = stretches[n + 1]?.at ?? newer.length;
    if (at === end) continue;
    const jump = from - cursor;
    instructions.number(jump < 0 ? -2 * jump - 1 : 2 * jump);
    const pairs = pairsOf(older, newer, stretch);
    instructions.number(pairs.length);
    let done = 0;
    for (const { same, changed } of pairs) {
      instructions.number(same);
      instructions.number(changed);
      done += same;
      for (let left = changed; left > 0; left--, done++)
        differences.byte((newer[at + done] as number) - (older[from + done] as number));
    }
    instructions.number(end - at - length);
    for (let more = at + length; more < end; more++) fresh.byte(newer[more] as number);
    cursor = from + length;
  }
  const parts = [instructions, differences, fresh].map((part) => part.finish());
  const head = Buffer.alloc(DIFFERENCE_HEAD);
  head.write(DIFFERENCE_MAGIC, 'latin1');
  head.writeUInt32LE(result.length, 4);
  head.writeUInt32LE(parts[0]?.length ?? 0, 8);
  head.writeUInt32LE(parts[1]?.length ?? 0, 12);
  head.set(sha256(base), 16);
  head.set(sha256(result), 48);
  return new Uint8Array(Buffer.concat([head, ...parts]));
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

/** A stretch as pairs of same and changed bytes; a few same ones among changed ones count as changed. */
function pairsOf(
  older: Uint8Array,
  newer: Uint8Array,
  { at, from, length }: Stretch,
): { same: number; changed: number }[] {
  const pairs: { same: number; changed: number }[] = [];
  let [same, changed, pause] = [0, 0, 0];
  for (let n = 0; n < length; n++) {
    if (newer[at + n] === older[from + n]) {
      if (changed === 0) same++;
      else pause++;
      if (pause < WORTH_A_PAIR) continue;
      pairs.push({ same, changed });
      [same, changed, pause] = [pause, 0, 0];
    } else {
      changed += pause + 1;
      pause = 0;
    }
  }
  if (same > 0 || changed > 0) pairs.push({ same, changed });
  if (pause > 0) pairs.push({ same: pause, changed: 0 });
  return pairs;
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

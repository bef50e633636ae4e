/**
 * Where a newer file is like an older one, byte for byte or nearly so. Follows C. Percival, "Naive differences of
 * executable code" (2003): what is alike goes on over single changed bytes while more than half of the bytes
 * stay the same. Places are found by the hash of eight bytes and not by a sorted list of all suffixes, which
 * would take seconds a file. Pure.
 */

/** `length` bytes from `at` in the newer file are nearly those from `from` in the older; what lies between two stretches is new. */
export type Stretch = { at: number; from: number; length: number };

/** Bytes that are looked for together. */
const KEY = 8;
const MOST_HASH_BITS = 20;
/** Places with the same hash that are tried. */
const MOST_TRIED = 48;
/** A better place is followed only when it explains so many bytes more: a jump costs some. */
const WORTH_A_JUMP = 8;
/** Equal bytes after which a place is followed without looking for another. */
const SURE = 64;
const LONG_ENOUGH = 4096;

type Match = { at: number; from: number; length: number };

/** Covers the newer file from its beginning; stretches are in its order and do not overlap, and may be empty. */
export function stretchesOf(older: Uint8Array, newer: Uint8Array): Stretch[] {
  const places = new Places(older, newer);
  const stretches: Stretch[] = [];
  let last: Match = { at: 0, from: 0, length: 0 };
  let searchFrom = 0;
  for (;;) {
    const next = places.better(searchFrom, last.from - last.at);
    const end = next?.at ?? newer.length;
    let forward = reachForward(older, newer, last, end);
    let back = next ? reachBack(older, newer, next, last.at) : 0;
    const overlap = last.at + forward - (end - back);
    if (next && overlap > 0) {
      const keep = divide(older, newer, last, next, forward, back, overlap);
      forward += keep - overlap;
      back -= keep;
    }
    stretches.push({ at: last.at, from: last.from, length: forward });
    if (!next) return stretches;
    last = { at: next.at - back, from: next.from - back, length: next.length };
    searchFrom = next.at + Math.max(1, next.length - KEY);
  }
}

/** How far from a match its place goes on being good: up to where same bytes minus other ones are the most. */
function reachForward(
  older: Uint8Array,
  newer: Uint8Array,
  { at, from }: Match,
  end: number,
): number {
  const most = Math.min(end - at, older.length - from);
  let [balance, best, length] = [0, 0, 0];
  for (let n = 0; n < most; n++) {
    balance += older[from + n] === newer[at + n] ? 1 : -1;
    if (balance > best) [best, length] = [balance, n + 1];
  }
  return length;
}

function reachBack(
  older: Uint8Array,
  newer: Uint8Array,
  { at, from }: Match,
  start: number,
): number {
  const most = Math.min(at - start, from);
  let [balance, best, length] = [0, 0, 0];
  for (let n = 1; n <= most; n++) {
    balance += older[from - n] === newer[at - n] ? 1 : -1;
    if (balance > best) [best, length] = [balance, n];
  }
  return length;
}

/** How many of the bytes that both claim the earlier one keeps. */
function divide(
  older: Uint8Array,
  newer: Uint8Array,
  last: Match,
  next: Match,
  forward: number,
  back: number,
  overlap: number,
): number {
  const start = last.at + forward - overlap;
  const ofLast = last.from + forward - overlap;
  const ofNext = next.from - back;
  let [balance, best, keep] = [0, 0, 0];
  for (let n = 0; n < overlap; n++) {
    const byte = newer[start + n];
    if (older[ofLast + n] === byte) balance++;
    if (older[ofNext + n] === byte) balance--;
    if (balance > best) [best, keep] = [balance, n + 1];
  }
  return keep;
}

/** Finds places in the older file for bytes of the newer one. */
class Places {
  readonly #older: Uint8Array;
  readonly #newer: Uint8Array;
  /** The first place of each hash and the next one of each place; made when they are first needed. */
  #index: Index | undefined;

  constructor(older: Uint8Array, newer: Uint8Array) {
    this.#older = older;
    this.#newer = newer;
  }

  /** The next match that is worth leaving the present place for (`shift`: place minus position). */
  better(start: number, shift: number): Match | undefined {
    const newer = this.#newer;
    for (let at = start; at + KEY <= newer.length; at++) {
      const run = this.#equal(at + shift, at, SURE);
      if (run === SURE) {
        at += run - 1;
        continue;
      }
      const match = this.#longest(at);
      if (match.length < KEY) continue;
      let same = 0;
      for (let n = 0; n < match.length; n++)
        if (this.#older[at + n + shift] === newer[at + n]) same++;
      if (match.length > same + WORTH_A_JUMP) return match;
    }
    return undefined;
  }

  #longest(at: number): Match {
    const { bits, first, next } = (this.#index ??= indexOf(this.#older));
    const best: Match = { at, from: 0, length: 0 };
    let from = first[hashAt(this.#newer, at) >>> bits] as number;
    for (let left = MOST_TRIED; from >= 0 && left > 0; left--) {
      const { length } = best;
      if (length === 0 || this.#older[from + length] === this.#newer[at + length]) {
        const equal = this.#equal(from, at, LONG_ENOUGH);
        if (equal > length) [best.from, best.length] = [from, equal];
      }
      from = next[from] as number;
    }
    return best;
  }

  /** How many bytes are equal, at most `most`. */
  #equal(from: number, at: number, most: number): number {
    const [older, newer] = [this.#older, this.#newer];
    if (from < 0) return 0;
    const end = Math.min(most, older.length - from, newer.length - at);
    let n = 0;
    while (n < end && older[from + n] === newer[at + n]) n++;
    return n;
  }
}

/** Numbers from MurmurHash3's last step (A. Appleby, public domain): each bit of eight bytes counts. */
function hashAt(file: Uint8Array, at: number): number {
  const low =
    (file[at] as number) |
    ((file[at + 1] as number) << 8) |
    ((file[at + 2] as number) << 16) |
    ((file[at + 3] as number) << 24);
  const high =
    (file[at + 4] as number) |
    ((file[at + 5] as number) << 8) |
    ((file[at + 6] as number) << 16) |
    ((file[at + 7] as number) << 24);
  let hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}

type Index = {
  /** Bits of a hash that are left out. */
  bits: number;
  first: Int32Array;
  next: Int32Array;
};

function indexOf(file: Uint8Array): Index {
  const bits = 32 - Math.min(MOST_HASH_BITS, Math.ceil(Math.log2(file.length + 2)));
  const first = new Int32Array(2 ** (32 - bits)).fill(-1);
  const next = new Int32Array(file.length);
  // From the end, so that places near the beginning come first.
  for (let at = file.length - KEY; at >= 0; at--) {
    const hash = hashAt(file, at) >>> bits;
    next[at] = first[hash] as number;
    first[hash] = at;
  }
  return { bits, first, next };
}

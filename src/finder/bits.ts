/**
 * Sets of record numbers: dense ones as words of 32 bits, rare ones as sorted lists
 * (chapter 10, section 3.3).
 */

/** How many bits of a 32-bit word are set. */
export function popcount(word: number): number {
  let w = word - ((word >>> 1) & 0x55555555);
  w = (w & 0x33333333) + ((w >>> 2) & 0x33333333);
  return Math.imul((w + (w >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Words needed for `count` bits. */
export function wordsFor(count: number): number {
  return (count + 31) >>> 5;
}

export function hasBit(words: Uint32Array, id: number): boolean {
  return ((words[id >>> 5] as number) & (1 << (id & 31))) !== 0;
}

export function hasAny(words: Uint32Array): boolean {
  for (let w = 0; w < words.length; w++) if (words[w] !== 0) return true;
  return false;
}

export function setBit(words: Uint32Array, id: number): void {
  words[id >>> 5] = (words[id >>> 5] as number) | (1 << (id & 31));
}

export function clearBit(words: Uint32Array, id: number): void {
  words[id >>> 5] = (words[id >>> 5] as number) & ~(1 << (id & 31));
}

/** Either words of bits, or a sorted list of record numbers. */
export type IdSet = { dense: Uint32Array } | { sparse: Uint32Array };

/**
 * The smaller form of a set. `ids` come in any order; a list is kept while it holds fewer than
 * `records / sparseBelow` numbers (a list of `records / 32` takes as many bytes as the words do).
 */
export function makeSet(ids: Uint32Array, records: number, sparseBelow: number): IdSet {
  if (ids.length * sparseBelow < records) return { sparse: ids.sort() };
  const dense = new Uint32Array(wordsFor(records));
  for (const id of ids) setBit(dense, id);
  return { dense };
}

/** Position, from `first` up to `end`, of the first element that is not below `value`. */
export function lowerBound(
  sorted: Uint32Array,
  value: number,
  first = 0,
  end = sorted.length,
): number {
  let low = first;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function inSet(set: IdSet | undefined, id: number): boolean {
  if (set === undefined) return false;
  if ('dense' in set) return hasBit(set.dense, id);
  return set.sparse[lowerBound(set.sparse, id)] === id;
}

/** A list of numbers that grows without boxing them. */
export class GrowingList {
  #values: Uint32Array;
  length = 0;

  constructor(capacity = 16) {
    this.#values = new Uint32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  at(index: number): number {
    return this.#values[index] as number;
  }

  /** The values so far, without a copy; valid until the next `push`. */
  view(): Uint32Array {
    return this.#values.subarray(0, this.length);
  }

  /** The values so far in an array of their own. */
  finish(): Uint32Array {
    return this.#values.slice(0, this.length);
  }
}

/**
 * The records that can be an answer at all: they have a wanted need, hold a word of the text, are
 * not withdrawn and not replaced. 32 at a time; rare needs are read from their lists.
 */
import type { NeedCode } from '../directory/needs.ts';
import { lowerBound } from './bits.ts';
import type { Layer } from './pack.ts';
import { daysOf } from './segment.ts';
import { needSet } from './set-names.ts';
import type { TextHits } from './text-hits.ts';

export class Candidates {
  readonly #alive: Uint32Array;
  readonly #removed: Uint32Array | undefined;
  readonly #text: Uint32Array | undefined;
  /** Undefined: every need. */
  readonly #needWords: readonly Uint32Array[] | undefined;
  readonly #needLists: readonly Uint32Array[];
  readonly #cursors: Uint32Array;

  /**
   * @param needs any of these; undefined for every need
   * @param day days since 1970 of the question
   */
  constructor(
    { segment, removed }: Layer,
    day: number,
    needs: readonly NeedCode[] | undefined,
    text: TextHits | undefined,
  ) {
    this.#alive = daysOf(segment, day).alive;
    this.#removed = removed;
    this.#text = text?.bits;
    const sets = needs?.flatMap((need) => segment.sets.get(needSet(need)) ?? []);
    this.#needWords = sets?.flatMap((set) => ('dense' in set ? [set.dense] : []));
    this.#needLists = sets?.flatMap((set) => ('sparse' in set ? [set.sparse] : [])) ?? [];
    this.#cursors = new Uint32Array(this.#needLists.length);
  }

  /** Calls `take(word, bits)` for the words with candidates from record `from` up to `to`. */
  visit(from: number, to: number, take: (word: number, bits: number) => void): void {
    if (from >= to) return;
    const needWords = this.#needWords;
    const first = from >>> 5;
    const last = (to - 1) >>> 5;
    const onlyLists = needWords !== undefined && needWords.length === 0;
    this.#moveCursors(from);
    let w = onlyLists ? this.#nextListed() : first;
    while (w <= last) {
      let bits = needWords === undefined ? -1 : this.#listed(w);
      if (needWords !== undefined) {
        for (let i = 0; i < needWords.length; i++)
          bits |= (needWords[i] as Uint32Array)[w] as number;
      }
      bits &= this.#alive[w] as number;
      if (this.#text !== undefined) bits &= this.#text[w] as number;
      if (w === first) bits &= -1 << (from & 31);
      if (w === last && (to & 31) !== 0) bits &= (1 << (to & 31)) - 1;
      if (this.#removed !== undefined) bits &= ~(this.#removed[w] as number);
      if (bits !== 0) take(w, bits);
      w = onlyLists ? this.#nextListed() : w + 1;
    }
  }

  /** Ranges come mostly in ascending order: then the search goes on from where the cursors are. */
  #moveCursors(from: number): void {
    for (let i = 0; i < this.#needLists.length; i++) {
      const list = this.#needLists[i] as Uint32Array;
      let low = this.#cursors[i] as number;
      if (low > 0 && (list[low - 1] as number) >= from) low = 0;
      let step = 1;
      while (low + step < list.length && (list[low + step] as number) < from) {
        low += step;
        step *= 2;
      }
      this.#cursors[i] = lowerBound(list, from, low, Math.min(list.length, low + step));
    }
  }

  /** Bits of word `w` that the lists of rare needs hold; moves their cursors past the word. */
  #listed(w: number): number {
    let bits = 0;
    for (let i = 0; i < this.#needLists.length; i++) {
      const list = this.#needLists[i] as Uint32Array;
      let cursor = this.#cursors[i] as number;
      while (cursor < list.length && (list[cursor] as number) >>> 5 === w) {
        bits |= 1 << ((list[cursor] as number) & 31);
        cursor++;
      }
      this.#cursors[i] = cursor;
    }
    return bits;
  }

  #nextListed(): number {
    let next = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#needLists.length; i++) {
      const id = (this.#needLists[i] as Uint32Array)[this.#cursors[i] as number];
      if (id !== undefined && id >>> 5 < next) next = id >>> 5;
    }
    return next;
  }
}

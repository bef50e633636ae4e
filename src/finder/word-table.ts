/**
 * Numbers for distinct words in the order of their first appearance: an open hash table over UTF-16
 * units, so that a word inside a longer text is looked up without making a string of it.
 */
import { GrowingList } from './bits.ts';

const EMPTY = 0;

export class WordTable {
  /** Number of the word plus 1; `EMPTY` where there is none. A power of two long. */
  #slots = new Uint32Array(1024);
  readonly #hashes = new GrowingList(256);
  readonly #words: string[] = [];

  /** Number of the word that stands in `text` from `from` up to `to`, new or known. */
  number(text: string, from: number, to: number): number {
    // FNV-1a over 16-bit units (G. Fowler, L. C. Noll, K.-P. Vo, 1991).
    let hash = 0x811c9dc5;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = (hash ^ (hash >>> 15)) >>> 0;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const entry = this.#slots[slot] as number;
      if (entry === EMPTY) break;
      const number = entry - 1;
      if (
        this.#hashes.at(number) === hash &&
        isSame(this.#words[number] as string, text, from, to)
      ) {
        return number;
      }
      slot = (slot + 1) & mask;
    }
    const number = this.#words.length;
    // A copy of its own: a slice would keep the whole text alive.
    this.#words.push(Array.from(text.slice(from, to)).join(''));
    this.#hashes.push(hash);
    this.#slots[slot] = number + 1;
    if (this.#words.length * 2 > this.#slots.length) this.#grow();
    return number;
  }

  /** All words by their numbers. */
  all(): string[] {
    return this.#words.slice();
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let number = 0; number < this.#words.length; number++) {
      let slot = this.#hashes.at(number) & mask;
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      this.#slots[slot] = number + 1;
    }
  }
}

function isSame(word: string, text: string, from: number, to: number): boolean {
  if (word.length !== to - from) return false;
  for (let i = 0; i < word.length; i++) {
    if (word.charCodeAt(i) !== text.charCodeAt(from + i)) return false;
  }
  return true;
}

/**
 * Words and where they occur: a dictionary and, for each word, a list of numbers as varints of
 * differences with 2 bits for the field (chapter 10, section 3.3). Used for the texts of services,
 * for labels of needs and for names of places.
 */
import { GrowingList } from './bits.ts';
import type { Dictionary } from './dictionary.ts';
import { buildDictionary, findWord, prefixRange, wordsNear } from './dictionary.ts';
import { WordTable } from './word-table.ts';

/** Fields of a text, best first; the 2 bits in a posting. */
export const NAME_FIELD = 0;
export const ABOUT_FIELD = 1;
export const BODY_FIELD = 2;

/** Words of this length or more also find the longer words that begin with them. */
const SHORTEST_PREFIX = 3;

export type TermIndex = {
  dictionary: Dictionary;
  /** Where the postings of each word begin; one more entry than words. */
  start: Uint32Array;
  bytes: Uint8Array;
};

/** Words shorter than this are never taken for a misspelling of others: half of them would be nonsense. */
export const SHORTEST_CORRECTED = 5;

/** Edits allowed for a word of this length: 1 from 5 letters, 2 from 8 (chapter 10, section 6). */
export function editsFor(length: number): number {
  if (length >= 8) return 2;
  return length >= SHORTEST_CORRECTED ? 1 : 0;
}

/**
 * Collects (word, number, field) and makes the index. Numbers given to `finish` may be renumbered:
 * the order of the records is only known when all are in.
 */
export class TermIndexBuilder {
  readonly #words = new WordTable();
  /** Per owner: how many entries; entries are `term * 4 + field`. */
  readonly #entries = new GrowingList(1024);
  readonly #ends = new GrowingList(256);

  /** Notes that the current owner has in `field` the word that stands in `text` from `from` up to `to`. */
  add(field: number, text: string, from = 0, to = text.length): void {
    this.#entries.push(this.#words.number(text, from, to) * 4 + field);
  }

  /** Ends the current owner; owners are numbered from 0 in the order of these calls. */
  endOwner(): void {
    this.#ends.push(this.#entries.length);
  }

  /** @param order `order[n]` is the owner that gets number n; without it, owners keep their numbers. */
  finish(order?: Uint32Array): TermIndex {
    const words = this.#words.all().sort();
    const rank = new Uint32Array(words.length);
    for (const [position, word] of words.entries()) {
      rank[this.#words.number(word, 0, word.length)] = position;
    }
    const owners = this.#ends.length;
    const lists = this.#listsByWord(words.length, rank, owners, order);
    return { dictionary: buildDictionary(words), ...encodeLists(lists.start, lists.values) };
  }

  /** Counting sort by word; inside a word numbers ascend, and each number keeps its best field. */
  #listsByWord(
    words: number,
    rank: Uint32Array,
    owners: number,
    order: Uint32Array | undefined,
  ): { start: Uint32Array; values: Uint32Array } {
    const entries = this.#entries.view();
    const start = new Uint32Array(words + 1);
    for (const entry of entries) {
      const word = (rank[entry >>> 2] as number) + 1;
      start[word] = (start[word] as number) + 1;
    }
    for (let i = 1; i <= words; i++) start[i] = (start[i] as number) + (start[i - 1] as number);
    const values = new Uint32Array(entries.length);
    const next = start.slice(0, words);
    for (let n = 0; n < owners; n++) {
      const owner = order === undefined ? n : (order[n] as number);
      const from = owner === 0 ? 0 : this.#ends.at(owner - 1);
      const to = this.#ends.at(owner);
      for (let i = from; i < to; i++) {
        const entry = entries[i] as number;
        const word = rank[entry >>> 2] as number;
        const at = next[word] as number;
        values[at] = n * 4 + (entry & 3);
        next[word] = at + 1;
      }
    }
    return { start, values };
  }
}

function encodeLists(
  listStart: Uint32Array,
  values: Uint32Array,
): { start: Uint32Array; bytes: Uint8Array } {
  const words = listStart.length - 1;
  const start = new Uint32Array(words + 1);
  let bytes = new Uint8Array(values.length * 2 + 64);
  let end = 0;
  for (let word = 0; word < words; word++) {
    start[word] = end;
    const to = listStart[word + 1] as number;
    let before = 0;
    for (let i = listStart[word] as number; i < to; ) {
      const number = (values[i] as number) >>> 2;
      let field = (values[i] as number) & 3;
      for (i++; i < to && (values[i] as number) >>> 2 === number; i++) {
        field = Math.min(field, (values[i] as number) & 3);
      }
      if (end + 5 > bytes.length) bytes = enlarged(bytes);
      let rest = (number - before) * 4 + field;
      before = number;
      while (rest >= 0x80) {
        bytes[end++] = (rest & 0x7f) | 0x80;
        rest >>>= 7;
      }
      bytes[end++] = rest;
    }
  }
  start[words] = end;
  return { start, bytes: bytes.slice(0, end) };
}

function enlarged(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}

/** Appends `number * 4 + field` for every occurrence of the word with this position in the dictionary. */
export function appendPostings(index: TermIndex, word: number, into: GrowingList): void {
  const { bytes } = index;
  const end = index.start[word + 1] as number;
  let number = 0;
  for (let at = index.start[word] as number; at < end; ) {
    let byte = bytes[at++] as number;
    let value = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[at++] as number;
      value += (byte & 0x7f) * 2 ** shift;
    }
    number += value >>> 2;
    into.push(number * 4 + (value & 3));
  }
}

/** Whether the very word is in the dictionary. */
export function hasWord(index: TermIndex, term: string): boolean {
  return findWord(index.dictionary, term).found;
}

/** Occurrences of the word itself and, from 3 letters on, of every word that begins with it. */
export function exactOrPrefix(index: TermIndex, term: string, into: GrowingList): void {
  if (term.length < SHORTEST_PREFIX) {
    const { index: word, found } = findWord(index.dictionary, term);
    if (found) appendPostings(index, word, into);
    return;
  }
  const { from, to } = prefixRange(index.dictionary, term);
  for (let word = from; word < to; word++) appendPostings(index, word, into);
}

/** Occurrences of words within the edits that the length of `term` allows. */
export function misspelt(index: TermIndex, term: string, into: GrowingList): void {
  const most = editsFor(term.length);
  if (most === 0) return;
  for (const { index: word } of wordsNear(index.dictionary, term, most)) {
    appendPostings(index, word, into);
  }
}

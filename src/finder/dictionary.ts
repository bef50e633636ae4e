/**
 * A sorted dictionary of words, front-coded in blocks: each word keeps only what differs from the
 * word before it (chapter 10, sections 3.3 and 6). Words are compared by UTF-16 code units.
 */

const BLOCK = 16;
/** Longer words are cut, at build and at query alike. */
export const LONGEST_WORD = 64;

export type Dictionary = {
  count: number;
  /** Per word: units shared with the word before, number of own units, the own units. */
  units: Uint16Array;
  /** Where every 16th word begins in `units`; it shares nothing with the word before. */
  blockStart: Uint32Array;
};

/** @param sorted distinct words in code unit order, none longer than `LONGEST_WORD`. */
export function buildDictionary(sorted: readonly string[]): Dictionary {
  const blockStart = new Uint32Array(Math.ceil(sorted.length / BLOCK));
  let size = 0;
  let before = '';
  const shared = new Uint16Array(sorted.length);
  for (const [i, word] of sorted.entries()) {
    const common = i % BLOCK === 0 ? 0 : sharedLength(before, word);
    shared[i] = common;
    size += 2 + word.length - common;
    before = word;
  }
  const units = new Uint16Array(size);
  let end = 0;
  for (const [i, word] of sorted.entries()) {
    if (i % BLOCK === 0) blockStart[i / BLOCK] = end;
    const common = shared[i] as number;
    units[end++] = common;
    units[end++] = word.length - common;
    for (let k = common; k < word.length; k++) units[end++] = word.charCodeAt(k);
  }
  return { count: sorted.length, units, blockStart };
}

function sharedLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let i = 0;
  while (i < most && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i;
}

/** Reads words one after another into a buffer of its own. */
class WordReader {
  readonly letters = new Uint16Array(LONGEST_WORD);
  length = 0;
  shared = 0;
  #position = 0;
  readonly #dictionary: Dictionary;

  constructor(dictionary: Dictionary, block: number) {
    this.#dictionary = dictionary;
    this.moveTo(block);
  }

  /** The next word is then the first of the block. */
  moveTo(block: number): void {
    this.#position = this.#dictionary.blockStart[block] ?? 0;
  }

  next(): void {
    const { units } = this.#dictionary;
    this.shared = units[this.#position] as number;
    const own = units[this.#position + 1] as number;
    this.#position += 2;
    for (let k = 0; k < own; k++)
      this.letters[this.shared + k] = units[this.#position + k] as number;
    this.#position += own;
    this.length = this.shared + own;
  }

  /** Below 0 when the word comes before `term`, 0 when equal, above 0 when after. */
  compare(term: string): number {
    const most = Math.min(this.length, term.length);
    for (let i = 0; i < most; i++) {
      const difference = (this.letters[i] as number) - term.charCodeAt(i);
      if (difference !== 0) return difference;
    }
    return this.length - term.length;
  }

  startsWith(prefix: string): boolean {
    if (this.length < prefix.length) return false;
    for (let i = 0; i < prefix.length; i++) {
      if (this.letters[i] !== prefix.charCodeAt(i)) return false;
    }
    return true;
  }

  text(): string {
    return String.fromCharCode(...this.letters.subarray(0, this.length));
  }
}

/** Number of the first word that is not before `term` (`count` when all are), and whether it equals `term`. */
export function findWord(dictionary: Dictionary, term: string): { index: number; found: boolean } {
  const reader = new WordReader(dictionary, 0);
  let low = 0;
  let high = dictionary.blockStart.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    reader.moveTo(middle);
    reader.next();
    if (reader.compare(term) <= 0) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return { index: 0, found: false };
  reader.moveTo(low - 1);
  const last = Math.min(low * BLOCK, dictionary.count);
  for (let index = (low - 1) * BLOCK; index < last; index++) {
    reader.next();
    const order = reader.compare(term);
    if (order >= 0) return { index, found: order === 0 };
  }
  return { index: last, found: false };
}

/** Words that begin with `prefix`: numbers from `from` up to and without `to`. */
export function prefixRange(dictionary: Dictionary, prefix: string): { from: number; to: number } {
  const from = findWord(dictionary, prefix).index;
  const reader = new WordReader(dictionary, Math.floor(from / BLOCK));
  let index = from - (from % BLOCK);
  while (index < dictionary.count) {
    reader.next();
    if (index >= from && !reader.startsWith(prefix)) break;
    index++;
  }
  return { from, to: Math.max(from, index) };
}

/** The word with a number. */
export function wordAt(dictionary: Dictionary, index: number): string {
  const reader = new WordReader(dictionary, Math.floor(index / BLOCK));
  for (let i = 0; i <= index % BLOCK; i++) reader.next();
  return reader.text();
}

/**
 * Numbers of the words within `most` edits (insertion, deletion, exchange of one letter, two neighbours
 * that changed places; F. J. Damerau, 1964, in the form where a letter changes places once) of `term`,
 * each with its distance. Walks the sorted words and computes only the rows of letters that differ from
 * the word before; a prefix that is already too far is skipped: two rows on, a change of places costs
 * one more than the row it begins in, so a row between that is too far everywhere leads nowhere.
 */
export function wordsNear(
  dictionary: Dictionary,
  term: string,
  most: number,
): { index: number; edits: number }[] {
  const width = term.length + 1;
  const rows = new Uint8Array((LONGEST_WORD + 1) * width);
  for (let i = 0; i < width; i++) rows[i] = i;
  const near: { index: number; edits: number }[] = [];
  const reader = new WordReader(dictionary, 0);
  let computed = 0;
  let dead = LONGEST_WORD + 1;
  for (let index = 0; index < dictionary.count; index++) {
    reader.next();
    if (reader.shared >= dead) continue;
    dead = LONGEST_WORD + 1;
    computed = Math.min(computed, reader.shared);
    while (computed < reader.length) {
      const letter = reader.letters[computed] as number;
      computed++;
      const before = computed > 1 ? (reader.letters[computed - 2] as number) : -1;
      if (fillRow(rows, computed, width, letter, before, term) > most) {
        dead = computed;
        break;
      }
    }
    if (dead > LONGEST_WORD) {
      const edits = rows[reader.length * width + term.length] as number;
      if (edits <= most) near.push({ index, edits });
    }
  }
  return near;
}

/** Computes row `depth` of the edit table from the row above; returns its smallest entry. */
function fillRow(
  rows: Uint8Array,
  depth: number,
  width: number,
  letter: number,
  before: number,
  term: string,
): number {
  const above = (depth - 1) * width;
  const here = depth * width;
  let smallest = depth;
  rows[here] = depth;
  for (let i = 1; i < width; i++) {
    const exchange = (rows[above + i - 1] as number) + (term.charCodeAt(i - 1) === letter ? 0 : 1);
    const deletion = (rows[above + i] as number) + 1;
    const insertion = (rows[here + i - 1] as number) + 1;
    let best = exchange < deletion ? exchange : deletion;
    if (insertion < best) best = insertion;
    if (i > 1 && term.charCodeAt(i - 2) === letter && term.charCodeAt(i - 1) === before) {
      const exchangeOfPlaces = (rows[above - width + i - 2] as number) + 1;
      if (exchangeOfPlaces < best) best = exchangeOfPlaces;
    }
    rows[here + i] = best;
    if (best < smallest) smallest = best;
  }
  return smallest;
}

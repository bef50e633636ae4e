/** Records that a text finds, and how well (chapter 10, sections 3.4 and 6). */
import { GrowingList, hasBit, inSet, setBit, wordsFor } from './bits.ts';
import type { Layer, Pack } from './pack.ts';
import type { Segment } from './segment.ts';
import { needSet } from './set-names.ts';
import { isStopWord } from './stop-words.ts';
import { exactOrPrefix, misspelt, NAME_FIELD } from './term-index.ts';
import type { UnderstoodText } from './understand-text.ts';

/** Text bands of the ranking key. */
const IN_NAME = 0;
const ALL_WORDS = 1;
const SOME_WORDS = 2;
const LATE = 3;
/** Without a text all records are in the same band. */
export const NO_TEXT_BAND = 0;

/** Beside the bits of words: all words are in its texts, but needs were named and it offers none of them. */
const WITHOUT_NEED = 1 << 15;
/** Beside the bits of words, in one of the two arrays only: found sooner, or later, than its words would be. */
export const MOVED = 1 << 15;

export type TextHits = {
  /** Records found. */
  bits: Uint32Array;
  /** Per record, one bit for each word of the text: found anywhere, found in the name. */
  any: Uint16Array;
  name: Uint16Array;
  /** All bits of the words. */
  full: number;
};

export function textBand(hits: TextHits, id: number): number {
  const name = hits.name[id] as number;
  const any = hits.any[id] as number;
  const without = name & any & WITHOUT_NEED;
  // Whose very name was typed is meant, however likely its need is.
  if (without === 0 && (name & hits.full) === hits.full) return IN_NAME;
  if (any === hits.full) return ALL_WORDS;
  const moved = (name & MOVED) - (any & MOVED);
  return moved > 0 ? ALL_WORDS : moved < 0 ? LATE : SOME_WORDS;
}

/**
 * One entry per layer. A record is found when it has a word of the text, or, if needs were
 * understood, when it has one of them or all of the words. Give the result to `clearHits` afterwards:
 * its arrays belong to the segments.
 */
export function findText(pack: Pack, text: UnderstoodText): TextHits[] {
  const full = 2 ** text.words.length - 1;
  const all = pack.layers.map(({ segment }) => ({ ...scratch(segment), full }));
  const postings = new GrowingList(1024);
  for (const [position, word] of text.words.entries()) {
    const bit = 1 << position;
    let found = false;
    for (const fill of [exactOrPrefix, misspelt]) {
      if (found || (fill === misspelt && text.meant[position] === true)) break;
      if (fill === misspelt && word.forms.some(isStopWord)) break;
      for (const [n, layer] of pack.layers.entries()) {
        postings.length = 0;
        for (const form of word.forms) fill(layer.segment.words, form, postings);
        if (mark(layer, all[n] as TextHits, postings, bit)) found = true;
      }
    }
  }
  if (text.spans.length > 0) {
    for (const [n, layer] of pack.layers.entries()) {
      keepNeedsOrAllWords(layer.segment, all[n] as TextHits, text);
    }
    text.arrange?.(pack.layers, all);
  }
  return all;
}

/** Makes the arrays of the segments clean for the next text. */
export function clearHits(all: readonly TextHits[]): void {
  for (const { bits, any, name } of all) {
    for (let w = 0; w < bits.length; w++) {
      let left = bits[w] as number;
      while (left !== 0) {
        const at = 31 - Math.clz32(left);
        left ^= 1 << at;
        any[w * 32 + at] = 0;
        name[w * 32 + at] = 0;
      }
      bits[w] = 0;
    }
  }
}

function scratch({ cache, count }: Segment): {
  bits: Uint32Array;
  any: Uint16Array;
  name: Uint16Array;
} {
  if (cache.textAny.length !== count) {
    cache.textAny = new Uint16Array(count);
    cache.textName = new Uint16Array(count);
    cache.textBits = new Uint32Array(wordsFor(count));
  }
  return { bits: cache.textBits, any: cache.textAny, name: cache.textName };
}

/** Notes the word's occurrences; false when none is in a record that still counts. */
function mark(layer: Layer, hits: TextHits, postings: GrowingList, bit: number): boolean {
  const { removed } = layer;
  const values = postings.view();
  let found = false;
  for (let i = 0; i < values.length; i++) {
    const id = (values[i] as number) >>> 2;
    if (removed !== undefined && hasBit(removed, id)) continue;
    found = true;
    hits.any[id] = (hits.any[id] as number) | bit;
    if (((values[i] as number) & 3) === NAME_FIELD) hits.name[id] = (hits.name[id] as number) | bit;
    setBit(hits.bits, id);
  }
  return found;
}

function keepNeedsOrAllWords(segment: Segment, hits: TextHits, text: UnderstoodText): void {
  const { bits, any, name, full } = hits;
  const spans = text.spans.toSorted((a, b) => Number(a.isContext) - Number(b.isContext));
  const isNamed = text.needs.length > 0;
  const wanted = spans.flatMap(({ needs, isContext }) =>
    isContext ? [] : needs.flatMap((need) => segment.sets.get(needSet(need)) ?? []),
  );
  for (let w = 0; w < bits.length; w++) {
    let left = bits[w] as number;
    while (left !== 0) {
      const at = 31 - Math.clz32(left);
      left ^= 1 << at;
      const id = w * 32 + at;
      if (wanted.some((set) => inSet(set, id))) continue;
      if (any[id] === full) {
        if (!isNamed) continue;
        any[id] = full | WITHOUT_NEED;
        name[id] = (name[id] as number) | WITHOUT_NEED;
        continue;
      }
      any[id] = 0;
      name[id] = 0;
      bits[w] = (bits[w] as number) & ~(1 << at);
    }
  }
  for (const { needs, mask, isContext } of spans) {
    for (const need of needs) {
      const set = segment.sets.get(needSet(need));
      if (set === undefined) continue;
      visitSet(set, (id) => {
        if (isContext && !hasBit(bits, id)) return;
        any[id] = (any[id] as number) | mask;
        setBit(bits, id);
      });
    }
  }
}

function visitSet(
  set: { dense: Uint32Array } | { sparse: Uint32Array },
  visit: (id: number) => void,
): void {
  if ('sparse' in set) {
    for (const id of set.sparse) visit(id);
    return;
  }
  for (let w = 0; w < set.dense.length; w++) {
    let left = set.dense[w] as number;
    while (left !== 0) {
      const at = 31 - Math.clz32(left);
      left ^= 1 << at;
      visit(w * 32 + at);
    }
  }
}

/**
 * The arrays of a pack in memory (chapter 10, section 3.3). A segment never changes; a live pack
 * is a base segment and a few small ones on top (`pack.ts`).
 *
 * Record numbers run in three parts: places on the map along the Hilbert curve, then services that
 * are reached by phone or online, then services whose place is not known.
 */
import type { IdSet } from './bits.ts';
import { setBit, wordsFor } from './bits.ts';
import type { Grid } from './grid.ts';
import type { CompiledPattern } from './hours.ts';
import type { Pattern } from './schedule.ts';
import { codeAt, withdrawDayAt } from './rows.ts';
import type { TermIndex } from './term-index.ts';

export type Segment = {
  count: number;
  /** First record reached by phone or online. */
  remoteFrom: number;
  /** First record whose place is not known. */
  unplacedFrom: number;
  /** The numbers of each record: see `rows.ts`. */
  rows: Int32Array;
  /** Record numbers in the order of their codes. */
  byCode: Uint32Array;
  /** Named sets of records: see `set-names.ts`. A name without a set stands for the empty set. */
  sets: ReadonlyMap<string, IdSet>;
  grid: Grid;
  words: TermIndex;
  patterns: readonly Pattern[];
  /** Made from the above when first asked for. */
  cache: SegmentCache;
};

export type SegmentCache = {
  compiledAround: number;
  compiled: (CompiledPattern | undefined)[];
  dense: Map<string, Uint32Array>;
  aliveDay: number;
  alive: Uint32Array;
  zeros: Uint32Array;
  /** Per wished time and minute: the answer of each pattern. */
  timeAnswers: Map<string, Uint8Array>;
  textAny: Uint16Array;
  textName: Uint16Array;
  textBits: Uint32Array;
};

/** @param now instant (ms) around which hours are compiled. */
export function emptyCache(records: number, patterns: number, now: number): SegmentCache {
  return {
    compiledAround: now,
    compiled: Array.from<CompiledPattern | undefined>({ length: patterns }),
    dense: new Map(),
    aliveDay: -1,
    alive: new Uint32Array(0),
    zeros: new Uint32Array(wordsFor(records)),
    timeAnswers: new Map(),
    textAny: new Uint16Array(0),
    textName: new Uint16Array(0),
    textBits: new Uint32Array(0),
  };
}

/** The words of a named set; sparse ones are spread out once and kept. */
export function denseSet(segment: Segment, name: string): Uint32Array {
  const set = segment.sets.get(name);
  if (set === undefined) return segment.cache.zeros;
  if ('dense' in set) return set.dense;
  let words = segment.cache.dense.get(name);
  if (words === undefined) {
    words = new Uint32Array(wordsFor(segment.count));
    for (const id of set.sparse) setBit(words, id);
    segment.cache.dense.set(name, words);
  }
  return words;
}

/** Records that are not withdrawn on `day`; made once a day. */
export function aliveOn(segment: Segment, day: number): Uint32Array {
  const { cache } = segment;
  if (cache.aliveDay !== day) {
    const words = new Uint32Array(wordsFor(segment.count));
    for (let id = 0; id < segment.count; id++) {
      if (withdrawDayAt(segment.rows, id) >= day) setBit(words, id);
    }
    cache.alive = words;
    cache.aliveDay = day;
  }
  return cache.alive;
}

/** Number of the record with a code, or -1. */
export function recordWithCode(segment: Segment, code: number): number {
  let low = 0;
  let high = segment.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (codeAt(segment.rows, segment.byCode[middle] as number) < code) low = middle + 1;
    else high = middle;
  }
  if (low === segment.count) return -1;
  const id = segment.byCode[low] as number;
  return codeAt(segment.rows, id) === code ? id : -1;
}

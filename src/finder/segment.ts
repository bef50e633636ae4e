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
import { tieOf } from './rank.ts';
import type { Pattern } from './schedule.ts';
import {
  BEING_CHECKED,
  codeAt,
  flagsAt,
  FULL,
  NIGHT_PLACE,
  PAUSED,
  reviewDayAt,
  withdrawDayAt,
} from './rows.ts';
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
  /** Number of each record's pattern, as in `rows`. */
  patternOf: Uint16Array | Uint32Array;
  /** Latitude and longitude of each record in 1e-5 degree, as in `rows`. */
  positions: Int32Array;
  /** Made from the above when first asked for. */
  cache: SegmentCache;
};

export type SegmentCache = {
  compiledAround: number;
  compiled: (CompiledPattern | undefined)[];
  dense: Map<string, Uint32Array>;
  days: DayBits;
  states: StateBits | undefined;
  zeros: Uint32Array;
  /** Per wished time and minute: the answer of each pattern. */
  timeAnswers: Map<string, Uint8Array>;
  textAny: Uint16Array;
  textName: Uint16Array;
  textBits: Uint32Array;
};

export type DayBits = {
  /** Days since 1970. */
  day: number;
  /** Not withdrawn. */
  alive: Uint32Array;
  /** To be reviewed before this day. */
  overdue: Uint32Array;
  /** The tie of each record's ranking key. */
  ties: Uint16Array;
};

export type StateBits = {
  beingChecked: Uint32Array;
  paused: Uint32Array;
  /** Places to sleep that are known to have no free bed. */
  fullAtNight: Uint32Array;
};

/** @param now instant (ms) around which hours are compiled. */
export function emptyCache(records: number, patterns: number, now: number): SegmentCache {
  return {
    compiledAround: now,
    compiled: Array.from<CompiledPattern | undefined>({ length: patterns }),
    dense: new Map(),
    days: {
      day: -1,
      alive: new Uint32Array(0),
      overdue: new Uint32Array(0),
      ties: new Uint16Array(0),
    },
    states: undefined,
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

/** Which records count on a day; made once a day. */
export function daysOf({ cache, count, rows }: Segment, day: number): DayBits {
  if (cache.days.day !== day) {
    const alive = new Uint32Array(wordsFor(count));
    const overdue = new Uint32Array(wordsFor(count));
    const ties = new Uint16Array(count);
    for (let id = 0; id < count; id++) {
      if (withdrawDayAt(rows, id) >= day) setBit(alive, id);
      if (reviewDayAt(rows, id) < day) setBit(overdue, id);
      ties[id] = tieOf(codeAt(rows, id), day);
    }
    cache.days = { day, alive, overdue, ties };
  }
  return cache.days;
}

/** The flags of the rows as sets; made once. */
export function statesOf({ cache, count, rows }: Segment): StateBits {
  if (cache.states === undefined) {
    const words = (): Uint32Array => new Uint32Array(wordsFor(count));
    const states = { beingChecked: words(), paused: words(), fullAtNight: words() };
    for (let id = 0; id < count; id++) {
      const flags = flagsAt(rows, id);
      if ((flags & BEING_CHECKED) !== 0) setBit(states.beingChecked, id);
      if ((flags & PAUSED) !== 0) setBit(states.paused, id);
      if ((flags & FULL) !== 0 && (flags & NIGHT_PLACE) !== 0) setBit(states.fullAtNight, id);
    }
    cache.states = states;
  }
  return cache.states;
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

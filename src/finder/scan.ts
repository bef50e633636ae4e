/**
 * Looks through the records of one layer, 32 at a time: which wishes each meets, its group, its
 * place in the order (chapter 10, sections 3.3 and 3.4). Nothing is allocated per record.
 */
import type { NeedCode } from '../directory/needs.ts';
import { lowerBound, popcount } from './bits.ts';
import {
  distanceBand,
  haversine,
  metresToHaversine,
  NO_DISTANCE_BAND,
  ringOf,
  WALKING_M,
} from './distance.ts';
import { CELL_UNITS, toDegrees } from './grid.ts';
import { primaryLanguage } from './language-tag.ts';
import type { Layer } from './pack.ts';
import type { Wish } from './query.ts';
import {
  CLOSE,
  FITS,
  GROUP_SPAN,
  leastKey,
  lowerKey,
  MAY_FIT,
  NO_LANGUAGE_GRADE,
  upperKey,
} from './rank.ts';
import type { Search } from './search.ts';
import {
  AREA_ONLY,
  BEING_CHECKED,
  CODE,
  DAYS,
  flagsAt,
  HAS_POSITION,
  LAT,
  LON,
  PATTERN,
  ROW,
  STATE,
} from './rows.ts';
import { aliveOn, denseSet, type Segment } from './segment.ts';
import { LANGUAGE_MODES, languageSet, needSet } from './set-names.ts';
import { NO_TEXT_BAND, type TextHits, textBand } from './text-hits.ts';
import { AGAINST, MET, TimeWish, UNKNOWN_ANSWER } from './time-wish.ts';
import type { UnderstoodText } from './understand-text.ts';
import {
  type Answer,
  againstBits,
  type CompiledWish,
  compileWishes,
  metBits,
  travelClause,
} from './wishes.ts';

const WALKING = metresToHaversine(WALKING_M);
const HALF_TURN = 180 * 100_000;
const RADIANS = Math.PI / 180;
/** A service by phone or online ranks with places within 10 km: no way to it is shorter. */
const REMOTE_RING = 1;

export class Scan {
  readonly segment: Segment;
  readonly wishes: readonly CompiledWish[];
  readonly time: TimeWish | undefined;
  readonly travel: readonly (readonly Answer[])[] | undefined;
  readonly #search: Search;
  readonly #layer: number;
  readonly #alive: Uint32Array;
  readonly #removed: Uint32Array | undefined;
  readonly #text: TextHits | undefined;
  /** Undefined: every need. */
  readonly #needWords: readonly Uint32Array[] | undefined;
  readonly #needLists: readonly Uint32Array[];
  readonly #cursors: Uint32Array;
  readonly #languages: readonly (readonly Uint32Array[])[];
  readonly #lat: number;
  readonly #lon: number;
  readonly #cosLat: number;
  /** Whether all records that are being looked at are surely within the ring. */
  #isInside = false;

  /** @param needs any of these; undefined for every need */
  constructor(
    search: Search,
    layer: Layer,
    layerNumber: number,
    needs: readonly NeedCode[] | undefined,
    text: TextHits | undefined,
  ) {
    const { segment } = layer;
    const { query } = search;
    this.#search = search;
    this.segment = segment;
    this.#layer = layerNumber;
    this.#alive = aliveOn(segment, search.day);
    this.#removed = layer.removed;
    this.#text = text;
    this.wishes = compileWishes(segment, query);
    this.time = query.time === undefined ? undefined : new TimeWish(segment, query.time, query.now);
    this.travel = query.noTravelMoney ? [travelClause(segment)] : undefined;
    const sets = needs?.flatMap((need) => segment.sets.get(needSet(need)) ?? []);
    this.#needWords = sets?.flatMap((set) => ('dense' in set ? [set.dense] : []));
    this.#needLists = sets?.flatMap((set) => ('sparse' in set ? [set.sparse] : [])) ?? [];
    this.#cursors = new Uint32Array(this.#needLists.length);
    const wished = [...new Set((query.languages ?? []).map(primaryLanguage))];
    this.#languages =
      wished.length === 0
        ? []
        : LANGUAGE_MODES.map((mode) =>
            wished.map((language) => denseSet(segment, languageSet(language, mode))),
          );
    this.#lat = (search.place?.lat ?? 0) * 100_000;
    this.#lon = (search.place?.lon ?? 0) * 100_000;
    this.#cosLat = Math.cos((search.place?.lat ?? 0) * RADIANS);
  }

  /** Calls `take(word, bits)` for the records from `from` up to `to` that have the need and the text. */
  candidates(from: number, to: number, take: (word: number, bits: number) => void): void {
    if (from >= to) return;
    const needWords = this.#needWords;
    const lists = this.#needLists;
    const last = (to - 1) >>> 5;
    for (let i = 0; i < lists.length; i++) {
      this.#cursors[i] = lowerBound(lists[i] as Uint32Array, from);
    }
    const onlyLists = needWords !== undefined && needWords.length === 0;
    let w = onlyLists ? this.#nextListed() : from >>> 5;
    while (w <= last) {
      let bits = needWords === undefined ? -1 : this.#listed(w);
      if (needWords !== undefined) {
        for (let i = 0; i < needWords.length; i++)
          bits |= (needWords[i] as Uint32Array)[w] as number;
      }
      if (w === from >>> 5) bits &= -1 << (from & 31);
      if (w === last && (to & 31) !== 0) bits &= (1 << (to & 31)) - 1;
      bits &= this.#alive[w] as number;
      if (this.#removed !== undefined) bits &= ~(this.#removed[w] as number);
      if (this.#text !== undefined) bits &= this.#text.bits[w] as number;
      if (bits !== 0) take(w, bits);
      w = onlyLists ? this.#nextListed() : w + 1;
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

  /** Sorts the records from `from` up to `to` that are within the search's ring into groups and order. */
  readonly rank = (from: number, to: number): void => {
    this.#isInside = this.#search.place === undefined || from >= this.segment.remoteFrom;
    this.candidates(from, to, this.#rankWord);
  };

  /** The same for the records of a cell whose south-west corner is at (`south`, `west`), in 1e-5 degree. */
  readonly rankCell = (from: number, to: number, south: number, west: number): void => {
    this.#isInside = this.#isCellInside(south, west);
    this.candidates(from, to, this.#rankWord);
  };

  /** Whether the whole cell is surely within the ring: then no record of it needs to be measured. */
  #isCellInside(south: number, west: number): boolean {
    const { surelyPastInner, surelyInOuter } = this.#search;
    const up = south - this.#lat;
    let right = west - this.#lon;
    if (right > HALF_TURN) right -= 2 * HALF_TURN;
    else if (right < -HALF_TURN) right += 2 * HALF_TURN;
    const nearUp = Math.max(0, up, -up - CELL_UNITS);
    const nearRight = Math.max(0, right, -right - CELL_UNITS) * this.#cosLat;
    const farUp = Math.max(Math.abs(up), Math.abs(up + CELL_UNITS));
    const farRight = Math.max(Math.abs(right), Math.abs(right + CELL_UNITS)) * this.#cosLat;
    return (
      nearUp * nearUp + nearRight * nearRight > surelyPastInner &&
      farUp * farUp + farRight * farRight < surelyInOuter
    );
  }

  readonly #rankWord = (w: number, bits: number): void => {
    let one = 0;
    let two = 0;
    let low = 0;
    let middle = 0;
    let high = 0;
    for (let i = 0; i < this.wishes.length; i++) {
      const { clauses } = this.wishes[i] as CompiledWish;
      const against = againstBits(clauses, w);
      const unknown = ~(metBits(clauses, w) | against);
      two |= one & against;
      one |= against;
      // A counter of three bits for each of the 32 records, which stays at 7.
      const carryLow = low & unknown;
      low ^= unknown;
      const carryMiddle = middle & carryLow;
      middle ^= carryLow;
      const full = high & carryMiddle;
      high ^= carryMiddle;
      low |= full;
      middle |= full;
      high |= full;
    }
    let left = bits & ~two;
    const isCounted = this.#isInside && this.time === undefined && this.travel === undefined;
    if (isCounted) left = this.#countWord(left, one, low | middle | high);
    while (left !== 0) {
      const at = 31 - Math.clz32(left);
      left ^= 1 << at;
      const unknown = ((low >>> at) & 1) + 2 * ((middle >>> at) & 1) + 4 * ((high >>> at) & 1);
      this.#rankRecord(w * 32 + at, unknown, (one >>> at) & 1, isCounted);
    }
  };

  /** Counts the groups of a word's records at once; returns those that may still be among the best. */
  #countWord(bits: number, against: number, unknown: number): number {
    const { best, counts } = this.#search;
    const close = bits & against;
    const may = bits & ~against & unknown;
    const fits = bits & ~against & ~unknown;
    counts[FITS] = (counts[FITS] as number) + popcount(fits);
    counts[MAY_FIT] = (counts[MAY_FIT] as number) + popcount(may);
    counts[CLOSE] = (counts[CLOSE] as number) + popcount(close);
    if (best.worst < MAY_FIT * GROUP_SPAN) return fits;
    return best.worst < CLOSE * GROUP_SPAN ? fits | may : bits;
  }

  #rankRecord(id: number, unknownSets: number, againstSets: number, isCounted: boolean): void {
    const search = this.#search;
    const band = this.#text === undefined ? NO_TEXT_BAND : textBand(this.#text, id);
    if (isCounted && this.#text !== undefined) {
      const group = againstSets === 1 ? CLOSE : unknownSets > 0 ? MAY_FIT : FITS;
      const least = group * GROUP_SPAN + upperKey(0, unknownSets, band, 0, 0, 0, 0);
      if (least > search.best.worst) return;
    }
    const { rows, remoteFrom } = this.segment;
    const row = id * ROW;
    const state = rows[row + STATE] as number;
    let { ring } = search;
    let distance = -1;
    if (search.place !== undefined && (state & HAS_POSITION) !== 0) {
      const isRemote = id >= remoteFrom;
      let isSure = this.#isInside;
      if (!isSure) {
        const flat = this.#flatDistance(rows[row + LAT] as number, rows[row + LON] as number);
        if (flat > search.surelyPastOuter || flat < search.surelyInInner) return;
        isSure = flat < search.surelyInOuter && flat > search.surelyPastInner;
      }
      if (!isSure || isRemote || this.travel !== undefined) {
        distance = this.distance(id);
        if (distance > search.outer || distance <= search.inner) return;
        if (isRemote) ring = Math.min(REMOTE_RING, ringOf(distance));
      }
    }
    let unknown = unknownSets;
    let against = againstSets;
    let openGrade = MET;
    if (this.time !== undefined) {
      openGrade = this.time.answer(state, rows[row + PATTERN] as number);
      if (openGrade === AGAINST) against++;
      else if (openGrade === UNKNOWN_ANSWER) unknown++;
    }
    if (this.travel !== undefined) {
      const travel = this.travelAnswer(id, distance);
      if (travel === AGAINST) against++;
      else if (travel === UNKNOWN_ANSWER) unknown++;
    }
    if (against > 1) return;
    const group = against === 1 ? CLOSE : unknown > 0 ? MAY_FIT : FITS;
    if (!isCounted) search.counts[group] = (search.counts[group] as number) + 1;
    const { worst } = search.best;
    if (group * GROUP_SPAN + leastKey(ring, unknown) > worst) return;
    const isOverdue = ((rows[row + DAYS] as number) & 0xffff) < search.day;
    const upper = upperKey(
      ring,
      unknown,
      band,
      openGrade,
      isOverdue ? 1 : 0,
      this.#languageGrade(id),
      (state & BEING_CHECKED) === 0 ? 0 : 1,
    );
    const key = group * GROUP_SPAN + upper;
    if (key > worst) return;
    let far = 0;
    if (search.place !== undefined) {
      if ((state & HAS_POSITION) === 0) far = NO_DISTANCE_BAND;
      else far = distanceBand(distance < 0 ? this.distance(id) : distance);
    }
    const code = rows[row + CODE] as number;
    search.best.offer(key + lowerKey(far, code, search.day), code, this.#layer, id);
  }

  /** Haversine from the person's place; -1 without one, or when the record has no position. */
  distance(id: number): number {
    const { place } = this.#search;
    const { rows } = this.segment;
    const row = id * ROW;
    if (place === undefined || ((rows[row + STATE] as number) & HAS_POSITION) === 0) return -1;
    const lat = toDegrees(rows[row + LAT] as number);
    const lon = toDegrees(rows[row + LON] as number);
    return haversine(place.lat, place.lon, lat, lon);
  }

  /** Square of the distance on a flat map that is true at the person's latitude, in 1e-5 degree. */
  #flatDistance(latUnits: number, lonUnits: number): number {
    const lat = latUnits - this.#lat;
    let lon = Math.abs(lonUnits - this.#lon);
    if (lon > HALF_TURN) lon = 2 * HALF_TURN - lon;
    lon *= this.#cosLat;
    return lat * lat + lon * lon;
  }

  /** "No travel money": paid, by phone, at home, or near enough to walk. */
  travelAnswer(id: number, distance: number): number {
    const clauses = this.travel as readonly (readonly Answer[])[];
    const bit = 1 << (id & 31);
    if ((metBits(clauses, id >>> 5) & bit) !== 0) return MET;
    const isExact = (flagsAt(this.segment.rows, id) & AREA_ONLY) === 0;
    if (distance < 0 || !isExact) return UNKNOWN_ANSWER;
    if (distance <= WALKING) return MET;
    return (againstBits(clauses, id >>> 5) & bit) === 0 ? UNKNOWN_ANSWER : AGAINST;
  }

  #languageGrade(id: number): number {
    if (this.#languages.length === 0) return 0;
    for (let mode = 0; mode < this.#languages.length; mode++) {
      const languages = this.#languages[mode] as readonly Uint32Array[];
      for (let i = 0; i < languages.length; i++) {
        const word = (languages[i] as Uint32Array)[id >>> 5] as number;
        if ((word & (1 << (id & 31))) !== 0) return mode;
      }
    }
    return NO_LANGUAGE_GRADE;
  }

  /** Of the records of word `w`, those that at most one rule over sets does not hold for. */
  atMostOneUnmet(w: number): number {
    let one = 0;
    let two = 0;
    for (const { clauses } of this.wishes) {
      const unmet = ~metBits(clauses, w);
      two |= one & unmet;
      one |= unmet;
    }
    return ~two;
  }

  /** Whether a word of the text is in the record itself, not only in what its needs are called. */
  hasWordsOf(text: UnderstoodText, id: number): boolean {
    const hits = this.#text;
    if (hits === undefined) return false;
    const meant = text.spans.reduce((mask, span) => mask | span.mask, 0);
    return hits.name[id] !== 0 || ((hits.any[id] as number) & ~meant) !== 0;
  }

  /** Calls `visit` for each wish of the question with the record's answer to it. */
  answers(id: number, visit: (wish: Wish, answer: number) => void): void {
    const w = id >>> 5;
    const bit = 1 << (id & 31);
    for (const { wish, clauses } of this.wishes) {
      if ((metBits(clauses, w) & bit) !== 0) visit(wish, MET);
      else visit(wish, (againstBits(clauses, w) & bit) === 0 ? UNKNOWN_ANSWER : AGAINST);
    }
    if (this.time !== undefined) visit('time', this.time.answerOf(id));
    if (this.travel !== undefined) visit('travel', this.travelAnswer(id, this.distance(id)));
  }
}

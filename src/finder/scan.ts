/**
 * Looks through the records of one layer, 32 at a time: which wishes each meets, its group, its
 * place in the order (chapter 10, sections 3.3 and 3.4). Nothing is allocated per record; only a
 * record that may come in among the best is looked at by itself.
 */
import type { NeedCode } from '../directory/needs.ts';
import { BetterThan, type Judged } from './better-than.ts';
import { popcount } from './bits.ts';
import { Candidates } from './candidates.ts';
import {
  distanceBand,
  haversine,
  metresToHaversine,
  NO_DISTANCE_BAND,
  ringOf,
  WALKING_M,
} from './distance.ts';
import { toDegrees } from './grid.ts';
import type { Layer } from './pack.ts';
import type { Wish } from './query.ts';
import { CLOSE, FITS, GROUP_SPAN, LOWER_SPAN, lowerKey, MAY_FIT } from './rank.ts';
import { flatSquare, type Search } from './search.ts';
import { AREA_ONLY, codeAt, flagsAt, HAS_POSITION } from './rows.ts';
import { daysOf, type Segment } from './segment.ts';
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
  readonly candidates: Candidates;
  readonly #search: Search;
  readonly #layer: number;
  readonly #text: TextHits | undefined;
  readonly #better: BetterThan;
  readonly #ties: Uint16Array;
  readonly #lat: number;
  readonly #lon: number;
  readonly #cosLat: number;
  /** Whether all records that are being looked at are surely within the ring. */
  #isSure = false;
  /** The ring of the records that are being looked at; -1 when each has its own. */
  #ring = 0;
  /** The answers to a wish that sets alone do not give, for 32 records. */
  #against = 0;
  #unknown = 0;
  readonly #judged: Judged = {
    left: 0,
    against: 0,
    unknown4: 0,
    unknown2: 0,
    unknown1: 0,
    openAgainst: 0,
    openUnknown: 0,
  };

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
    this.#text = text;
    this.wishes = compileWishes(segment, query);
    this.time = query.time === undefined ? undefined : new TimeWish(segment, query.time, query.now);
    this.travel = query.noTravelMoney ? [travelClause(segment)] : undefined;
    this.candidates = new Candidates(layer, search.day, needs, text);
    this.#better = new BetterThan(segment, search.day, query.languages);
    this.#ties = daysOf(segment, search.day).ties;
    this.#lat = (search.place?.lat ?? 0) * 100_000;
    this.#lon = (search.place?.lon ?? 0) * 100_000;
    this.#cosLat = Math.cos((search.place?.lat ?? 0) * RADIANS);
  }

  /**
   * Sorts the records from `from` up to `to` that are within the search's ring into groups and order.
   * @param isSure no record of them is outside the ring
   */
  readonly rank = (from: number, to: number, isSure: boolean): void => {
    const { place, ring } = this.#search;
    const isRemote = from >= this.segment.remoteFrom && from < this.segment.unplacedFrom;
    this.#isSure = isSure;
    this.#ring = place !== undefined && isRemote ? -1 : ring;
    this.candidates.visit(from, to, this.#rankWord);
  };

  readonly #rankWord = (w: number, bits: number): void => {
    const { wishes } = this;
    let left = bits;
    let one = 0;
    let two = 0;
    let low = 0;
    let middle = 0;
    let high = 0;
    const sets = wishes.length;
    const withTime = sets + (this.time === undefined ? 0 : 1);
    const all = withTime + (this.travel === undefined ? 0 : 1);
    let openAgainst = 0;
    let openUnknown = 0;
    for (let i = 0; i <= all; i++) {
      let against: number;
      let unknown: number;
      if (i < sets) {
        const { clauses } = wishes[i] as CompiledWish;
        // `metBits` and `againstBits` in one pass.
        let met = -1;
        against = 0;
        for (let c = 0; c < clauses.length; c++) {
          const clause = clauses[c] as readonly Answer[];
          let any = 0;
          let none = -1;
          for (let a = 0; a < clause.length; a++) {
            const answer = clause[a] as Answer;
            const yes = (answer.yes[w] as number) ^ answer.yesFlip;
            any |= yes;
            none &= ((answer.no[w] as number) ^ answer.noFlip) & ~yes;
          }
          met &= any;
          against |= none;
        }
        unknown = ~(met | against);
      } else {
        if (i === sets) left = this.#isSure ? left & ~two : this.#within(w, left & ~two);
        if (left === 0) return;
        if (i === all) break;
        if (i < withTime) {
          const time = this.time as TimeWish;
          time.look(w, left);
          against = openAgainst = time.against;
          unknown = openUnknown = time.unknown;
        } else {
          this.#lookAtWay(w, left);
          against = this.#against;
          unknown = this.#unknown;
        }
        left &= ~(one & against);
      }
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
    this.#count(left, one, low | middle | high);
    const judged = this.#judged;
    judged.left = left;
    judged.against = one;
    judged.unknown4 = high;
    judged.unknown2 = middle;
    judged.unknown1 = low;
    judged.openAgainst = openAgainst;
    judged.openUnknown = openUnknown;
    const hasText = this.#text !== undefined;
    left = this.#better.of(judged, w, this.#search.best.worst, this.#ring, hasText);
    while (left !== 0) {
      const at = 31 - Math.clz32(left);
      left ^= 1 << at;
      const unknown = ((low >>> at) & 1) + 2 * ((middle >>> at) & 1) + 4 * ((high >>> at) & 1);
      const openGrade = ((openUnknown >>> at) & 1) + 2 * ((openAgainst >>> at) & 1);
      const group = ((one >>> at) & 1) === 1 ? CLOSE : unknown > 0 ? MAY_FIT : FITS;
      this.#rankRecord(w * 32 + at, group, unknown, openGrade);
    }
  };

  #count(bits: number, against: number, unknown: number): void {
    const { counts } = this.#search;
    const close = popcount(bits & against);
    const may = popcount(bits & ~against & unknown);
    counts[CLOSE] = (counts[CLOSE] as number) + close;
    counts[MAY_FIT] = (counts[MAY_FIT] as number) + may;
    counts[FITS] = (counts[FITS] as number) + popcount(bits) - close - may;
  }

  #rankRecord(id: number, group: number, unknown: number, openGrade: number): void {
    const search = this.#search;
    const { best } = search;
    let distance = -1;
    let ring = this.#ring;
    if (ring < 0) {
      distance = this.distance(id);
      ring = distance < 0 ? search.ring : Math.min(REMOTE_RING, ringOf(distance));
    }
    const band = this.#text === undefined ? NO_TEXT_BAND : textBand(this.#text, id);
    const upper = this.#better.upperOf(id, ring, unknown, band, openGrade);
    const key = group * GROUP_SPAN + upper;
    if (key > best.worst) return;
    let far = 0;
    if (search.place !== undefined) {
      if (this.#isTooFar(id, key)) return;
      if (distance < 0) distance = this.distance(id);
      far = distance < 0 ? NO_DISTANCE_BAND : distanceBand(distance);
    }
    const whole = key + lowerKey(far, this.#ties[id] as number);
    if (whole > best.worst) return;
    best.offer(whole, codeAt(this.segment.rows, id), this.#layer, id);
  }

  /** Whether the flat map is enough to see that a key without its distance and tie is not below the worst. */
  #isTooFar(id: number, key: number): boolean {
    const { best, slack } = this.#search;
    if (id >= this.segment.remoteFrom || key !== best.worst - (best.worst % LOWER_SPAN))
      return false;
    return this.#flatDistance(id) > flatSquare(this.#better.farthest(best.worst), 1 + slack);
  }

  /** Those of the 32 records that lie within the ring. */
  #within(w: number, bits: number): number {
    const search = this.#search;
    if (search.place === undefined) return bits;
    if (this.#ring < 0) return bits;
    let within = bits;
    let left = bits;
    while (left !== 0) {
      const at = 31 - Math.clz32(left);
      const bit = 1 << at;
      left ^= bit;
      const flat = this.#flatDistance(w * 32 + at);
      if (flat > search.surelyPastOuter || flat < search.surelyInInner) within ^= bit;
      else if (!(flat < search.surelyInOuter && flat > search.surelyPastInner)) {
        const distance = this.distance(w * 32 + at);
        if (distance > search.outer || distance <= search.inner) within ^= bit;
      }
    }
    return within;
  }

  /** Haversine from the person's place; -1 without one, or when the record has no position. */
  distance(id: number): number {
    const { place } = this.#search;
    const { positions, remoteFrom, rows } = this.segment;
    if (place === undefined) return -1;
    if (id >= remoteFrom && (flagsAt(rows, id) & HAS_POSITION) === 0) return -1;
    const lat = toDegrees(positions[id * 2] as number);
    const lon = toDegrees(positions[id * 2 + 1] as number);
    return haversine(place.lat, place.lon, lat, lon);
  }

  /** Square of the distance on a flat map that is true at the person's latitude, in 1e-5 degree. */
  #flatDistance(id: number): number {
    const { positions } = this.segment;
    const lat = (positions[id * 2] as number) - this.#lat;
    let lon = Math.abs((positions[id * 2 + 1] as number) - this.#lon);
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

  /** The same for those of the 32 records of word `w` that `bits` holds. */
  #lookAtWay(w: number, bits: number): void {
    const clauses = this.travel as readonly (readonly Answer[])[];
    let left = bits & ~metBits(clauses, w);
    this.#against = 0;
    this.#unknown = 0;
    while (left !== 0) {
      const at = 31 - Math.clz32(left);
      const bit = 1 << at;
      left ^= bit;
      const id = w * 32 + at;
      const answer = this.travelAnswer(id, this.distance(id));
      if (answer === AGAINST) this.#against |= bit;
      else if (answer === UNKNOWN_ANSWER) this.#unknown |= bit;
    }
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
    const { any, name, full } = hits;
    return (((name[id] as number) | ((any[id] as number) & ~meant)) & full) !== 0;
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

/** Makes the columns of a segment from records that come one by one (chapter 10, section 3.3). */
import { reordered, roomFor } from './columns.ts';
import { PatternGatherer } from './gather-patterns.ts';
import { isRemote, neededDocsMask, SetGatherer } from './gather-sets.ts';
import { buildGrid, curvePosition, toUnits } from './grid.ts';
import { isNightPlace } from './night.ts';
import type { FinderRecord } from './record.ts';
import { checkRecord, PackInputError } from './record-checks.ts';
import { addRecordWords } from './record-words.ts';
import {
  AREA_ONLY,
  BEING_CHECKED,
  emptyCache,
  FULL,
  HAS_POSITION,
  NIGHT_PLACE,
  PAUSED,
  PLACES_UNKNOWN,
  type Segment,
} from './segment.ts';
import { TermIndexBuilder } from './term-index.ts';

/** Where a gazetteer puts the areas that records name. */
export type AreaPositions = (areaId: number) => { lat: number; lon: number } | undefined;

const nowhere: AreaPositions = () => undefined;

/** Parts of the record numbers, in their order. */
const ON_THE_MAP = 0;
const REMOTE = 1;
const UNPLACED = 2;
/** Sort keys are part × curve position × arrival: 2 + 28 + 23 bits, exact in a double. */
const CURVE_SPAN = 2 ** 28;
const ARRIVAL_SPAN = 2 ** 23;

export class SegmentBuilder {
  readonly #areaPosition: AreaPositions;
  readonly #sets = new SetGatherer();
  readonly #patterns = new PatternGatherer();
  readonly #words = new TermIndexBuilder();
  readonly #codes = new Set<string>();
  #count = 0;
  #sortKey = new Float64Array(1024);
  #code = new Uint32Array(1024);
  #lat = new Int32Array(1024);
  #lon = new Int32Array(1024);
  #pattern = new Uint32Array(1024);
  #checkedDay = new Uint16Array(1024);
  #reviewDay = new Uint16Array(1024);
  #withdrawDay = new Uint16Array(1024);
  #flags = new Uint8Array(1024);
  #freePlaces = new Uint16Array(1024);
  #neededDocs = new Uint16Array(1024);

  constructor(areaPosition: AreaPositions = nowhere) {
    this.#areaPosition = areaPosition;
  }

  get count(): number {
    return this.#count;
  }

  /** @throws PackInputError when a field is out of its range, or the code was there before. */
  add(record: FinderRecord): void {
    checkRecord(record);
    if (this.#codes.has(record.code)) {
      throw new PackInputError(
        'code',
        'a number that no other record has',
        `record ${record.code}`,
      );
    }
    if (this.#count >= ARRIVAL_SPAN) {
      throw new PackInputError('records', `at most ${ARRIVAL_SPAN} in a pack`, 'pack');
    }
    this.#codes.add(record.code);
    const n = this.#count++;
    this.#makeRoom();
    this.#code[n] = Number(record.code);
    this.#place(record, n);
    this.#pattern[n] = this.#patterns.add(record.pattern);
    this.#checkedDay[n] = record.checkedDay;
    this.#reviewDay[n] = record.reviewDay;
    this.#withdrawDay[n] = record.withdrawDay;
    this.#freePlaces[n] = freePlacesOf(record);
    this.#neededDocs[n] = neededDocsMask(record);
    this.#flags[n] = (this.#flags[n] as number) | stateFlags(record);
    this.#sets.add(record, n);
    addRecordWords(this.#words, record);
  }

  /** The segment of all records so far. @param now instant (ms) around which hours are compiled */
  finish(now: number): Segment {
    const count = this.#count;
    const order = this.#order();
    const numberOf = new Uint32Array(count);
    for (let n = 0; n < count; n++) numberOf[order[n] as number] = n;
    const code = reordered(this.#code, order);
    const lat = reordered(this.#lat, order);
    const lon = reordered(this.#lon, order);
    const { patterns } = this.#patterns;
    const remoteFrom = this.#firstOfPart(order, REMOTE);
    return {
      count,
      remoteFrom,
      unplacedFrom: this.#firstOfPart(order, UNPLACED),
      code,
      byCode: orderOfCodes(code),
      lat,
      lon,
      pattern: reordered(this.#pattern, order),
      checkedDay: reordered(this.#checkedDay, order),
      reviewDay: reordered(this.#reviewDay, order),
      withdrawDay: reordered(this.#withdrawDay, order),
      flags: reordered(this.#flags, order),
      freePlaces: reordered(this.#freePlaces, order),
      neededDocs: reordered(this.#neededDocs, order),
      sets: this.#sets.finish(numberOf),
      grid: buildGrid(lat, lon, remoteFrom),
      words: this.#words.finish(order),
      patterns,
      cache: emptyCache(count, patterns.length, now),
    };
  }

  #place(record: FinderRecord, n: number): void {
    const area = record.areaId === undefined ? undefined : this.#areaPosition(record.areaId);
    const position = record.position ?? area;
    let part = isRemote(record) ? REMOTE : ON_THE_MAP;
    let curve = 0;
    let flags = 0;
    if (position === undefined) {
      if (part === ON_THE_MAP) part = UNPLACED;
    } else {
      const lat = toUnits(position.lat);
      const lon = toUnits(position.lon);
      this.#lat[n] = lat;
      this.#lon[n] = lon;
      curve = curvePosition(lat, lon);
      const areaOnly = record.areaOnly === true || record.position === undefined;
      flags = areaOnly ? HAS_POSITION | AREA_ONLY : HAS_POSITION;
    }
    this.#flags[n] = flags;
    this.#sortKey[n] = (part * CURVE_SPAN + curve) * ARRIVAL_SPAN + n;
  }

  #order(): Uint32Array {
    const sorted = this.#sortKey.slice(0, this.#count).sort();
    const order = new Uint32Array(this.#count);
    for (let n = 0; n < order.length; n++) order[n] = (sorted[n] as number) % ARRIVAL_SPAN;
    return order;
  }

  #firstOfPart(order: Uint32Array, part: number): number {
    const edge = part * CURVE_SPAN * ARRIVAL_SPAN;
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sortKey[order[middle] as number] as number) < edge) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #makeRoom(): void {
    const length = this.#count;
    if (length > this.#sortKey.length) {
      const larger = new Float64Array(this.#sortKey.length * 2);
      larger.set(this.#sortKey);
      this.#sortKey = larger;
    }
    this.#code = roomFor(this.#code, length);
    this.#lat = roomFor(this.#lat, length);
    this.#lon = roomFor(this.#lon, length);
    this.#pattern = roomFor(this.#pattern, length);
    this.#checkedDay = roomFor(this.#checkedDay, length);
    this.#reviewDay = roomFor(this.#reviewDay, length);
    this.#withdrawDay = roomFor(this.#withdrawDay, length);
    this.#flags = roomFor(this.#flags, length);
    this.#freePlaces = roomFor(this.#freePlaces, length);
    this.#neededDocs = roomFor(this.#neededDocs, length);
  }
}

function stateFlags(record: FinderRecord): number {
  let flags = 0;
  if (record.beingChecked === true) flags |= BEING_CHECKED;
  if (record.paused === true) flags |= PAUSED;
  if (isFull(record)) flags |= FULL;
  if (isNightPlace(record.needs)) flags |= NIGHT_PLACE;
  return flags;
}

/** Known to have no place free now. */
function isFull(record: FinderRecord): boolean {
  return record.freePlaces === 0 || record.facts.has_space === 2;
}

function freePlacesOf(record: FinderRecord): number {
  const free = record.freePlaces;
  if (free === undefined || free < 0) return PLACES_UNKNOWN;
  return Math.min(PLACES_UNKNOWN - 1, Math.floor(free));
}

function orderOfCodes(code: Uint32Array): Uint32Array {
  const keys = new Float64Array(code.length);
  for (let n = 0; n < code.length; n++) keys[n] = (code[n] as number) * ARRIVAL_SPAN + n;
  keys.sort();
  return Uint32Array.from(keys, (key) => key % ARRIVAL_SPAN);
}

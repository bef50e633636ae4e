/** Makes the arrays of a segment from records that come one by one (chapter 10, section 3.3). */
import { PatternGatherer } from './gather-patterns.ts';
import { isRemote, neededDocsMask, SetGatherer } from './gather-sets.ts';
import { buildGrid, curvePosition, toUnits } from './grid.ts';
import { isNightPlace } from './night.ts';
import type { FinderRecord } from './record.ts';
import { checkRecord, PackInputError } from './record-checks.ts';
import { addRecordWords } from './record-words.ts';
import * as row from './rows.ts';
import { emptyCache, type Segment } from './segment.ts';
import { TermIndexBuilder } from './term-index.ts';

/** Where a gazetteer puts the areas that records name. */
export type AreaPositions = (areaId: number) => { lat: number; lon: number } | undefined;

const nowhere: AreaPositions = () => undefined;

/** Parts of the record numbers, in their order. */
const ON_THE_MAP = 0;
const REMOTE = 1;
const UNPLACED = 2;
/** Sort keys are part, curve position and arrival: 2 + 28 + 23 bits, exact in a double. */
const CURVE_SPAN = 2 ** 28;
const ARRIVAL_SPAN = 2 ** 23;

export class SegmentBuilder {
  readonly #areaPosition: AreaPositions;
  readonly #sets = new SetGatherer();
  readonly #patterns = new PatternGatherer();
  readonly #words = new TermIndexBuilder();
  readonly #codes = new Set<number>();
  #count = 0;
  #sortKeys = new Float64Array(1024);
  #rows = new Int32Array(1024 * row.ROW);

  constructor(areaPosition: AreaPositions = nowhere) {
    this.#areaPosition = areaPosition;
  }

  get count(): number {
    return this.#count;
  }

  /** @throws PackInputError when a field is out of its range, or the code was there before. */
  add(record: FinderRecord): void {
    checkRecord(record);
    const code = Number(record.code);
    if (this.#codes.has(code)) {
      throw new PackInputError(
        'code',
        'a number that no other record has',
        `record ${record.code}`,
      );
    }
    if (this.#count >= ARRIVAL_SPAN) {
      throw new PackInputError('records', `at most ${ARRIVAL_SPAN} in a pack`, 'pack');
    }
    this.#codes.add(code);
    const arrival = this.#count++;
    this.#makeRoom();
    const at = arrival * row.ROW;
    const rows = this.#rows;
    const flags = this.#place(record, arrival) | stateFlags(record);
    rows[at + row.CODE] = code;
    rows[at + row.PATTERN] = this.#patterns.add(record.pattern);
    rows[at + row.STATE] = row.halves(flags, freePlacesOf(record));
    rows[at + row.DAYS] = row.halves(record.reviewDay, record.withdrawDay);
    rows[at + row.CHECKED] = row.halves(record.checkedDay, neededDocsMask(record));
    this.#sets.add(record, arrival);
    addRecordWords(this.#words, record);
  }

  /** The segment of all records so far. @param now instant (ms) around which hours are compiled */
  finish(now: number): Segment {
    const count = this.#count;
    const order = this.#order();
    const numberOf = new Uint32Array(count);
    const rows = new Int32Array(count * row.ROW);
    for (let id = 0; id < count; id++) {
      const arrival = order[id] as number;
      numberOf[arrival] = id;
      const from = arrival * row.ROW;
      rows.set(this.#rows.subarray(from, from + row.ROW), id * row.ROW);
    }
    const { patterns } = this.#patterns;
    const remoteFrom = this.#firstOfPart(order, REMOTE);
    return {
      count,
      remoteFrom,
      unplacedFrom: this.#firstOfPart(order, UNPLACED),
      rows,
      byCode: orderOfCodes(rows, count),
      sets: this.#sets.finish(numberOf),
      grid: buildGrid(rows, remoteFrom),
      words: this.#words.finish(order),
      patterns,
      patternOf: row.patternColumn(rows, patterns.length),
      positions: row.positionColumn(rows),
      cache: emptyCache(count, patterns.length, now),
    };
  }

  /** Notes where the record is and where it sorts; returns its flags about that. */
  #place(record: FinderRecord, arrival: number): number {
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
      this.#rows[arrival * row.ROW + row.LAT] = lat;
      this.#rows[arrival * row.ROW + row.LON] = lon;
      curve = curvePosition(lat, lon);
      const isArea = record.areaOnly === true || record.position === undefined;
      flags = isArea ? row.HAS_POSITION | row.AREA_ONLY : row.HAS_POSITION;
    }
    this.#sortKeys[arrival] = (part * CURVE_SPAN + curve) * ARRIVAL_SPAN + arrival;
    return flags;
  }

  #order(): Uint32Array {
    const sorted = this.#sortKeys.slice(0, this.#count).sort();
    return Uint32Array.from(sorted, (key) => key % ARRIVAL_SPAN);
  }

  #firstOfPart(order: Uint32Array, part: number): number {
    const edge = part * CURVE_SPAN * ARRIVAL_SPAN;
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sortKeys[order[middle] as number] as number) < edge) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #makeRoom(): void {
    if (this.#count <= this.#sortKeys.length) return;
    const keys = new Float64Array(this.#sortKeys.length * 2);
    keys.set(this.#sortKeys);
    this.#sortKeys = keys;
    const rows = new Int32Array(this.#rows.length * 2);
    rows.set(this.#rows);
    this.#rows = rows;
  }
}

function stateFlags(record: FinderRecord): number {
  let flags = 0;
  if (record.beingChecked === true) flags |= row.BEING_CHECKED;
  if (record.paused === true) flags |= row.PAUSED;
  if (record.freePlaces === 0 || record.facts.has_space === 2) flags |= row.FULL;
  if (isNightPlace(record.needs)) flags |= row.NIGHT_PLACE;
  return flags;
}

function freePlacesOf({ freePlaces }: FinderRecord): number {
  if (freePlaces === undefined || freePlaces < 0) return row.PLACES_UNKNOWN;
  return Math.min(row.PLACES_UNKNOWN - 1, Math.floor(freePlaces));
}

function orderOfCodes(rows: Int32Array, count: number): Uint32Array {
  const keys = new Float64Array(count);
  for (let id = 0; id < count; id++) keys[id] = row.codeAt(rows, id) * ARRIVAL_SPAN + id;
  keys.sort();
  return Uint32Array.from(keys, (key) => key % ARRIVAL_SPAN);
}

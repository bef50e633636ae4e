/** Collects the named record sets of a segment while records come in one by one. */
import { DOC_CODES, type FactCode } from '../directory/fact-codes.ts';
import { isNeedCode, needBranch } from '../directory/needs.ts';
import {
  ADULTS_ONLY_SET,
  ageSet,
  documentSet,
  factSet,
  languageSet,
  needSet,
} from './set-names.ts';
import { PAUSED_SET, REMOTE_SET } from './set-names.ts';
import { AGE_BAND_COUNT, adultsOnly, ageAnswer } from './ages.ts';
import { GrowingList, type IdSet, makeSet } from './bits.ts';
import { primaryLanguage } from './language-tag.ts';
import type { FinderRecord } from './record.ts';

/** Sets that drive a search are lists below 1/32 of the records; others are spread out when asked for. */
const NEED_SPARSE_BELOW = 32;
const OTHER_SPARSE_BELOW = 128;

export function isRemote(record: FinderRecord): boolean {
  return record.remote === true || record.facts.remote === 1;
}

export class SetGatherer {
  readonly #lists = new Map<string, GrowingList>();

  /** @param arrival number of the record in the order of arrival, one more than the one before. */
  add(record: FinderRecord, arrival: number): void {
    for (const code in record.facts) {
      const value = record.facts[code as FactCode];
      if (value === 1) this.#put(factSet(code as FactCode, 'yes'), arrival);
      else if (value === 2) this.#put(factSet(code as FactCode, 'no'), arrival);
    }
    for (const need of record.needs) {
      if (!isNeedCode(need)) continue;
      this.#put(needSet(need), arrival);
      this.#put(needSet(needBranch(need)), arrival);
    }
    for (const { lang, mode } of record.languages) {
      this.#put(languageSet(primaryLanguage(lang), mode), arrival);
    }
    for (const { doc, level } of record.documents) {
      if (level === 'needed') this.#put(documentSet(doc), arrival);
    }
    for (let band = 0; band < AGE_BAND_COUNT; band++) {
      const answer = ageAnswer(band, record.minAge, record.maxAge);
      if (answer !== 'unknown') this.#put(ageSet(band, answer), arrival);
    }
    if (adultsOnly(record.minAge)) this.#put(ADULTS_ONLY_SET, arrival);
    if (record.paused === true) this.#put(PAUSED_SET, arrival);
    if (isRemote(record)) this.#put(REMOTE_SET, arrival);
  }

  #put(name: string, arrival: number): void {
    let list = this.#lists.get(name);
    if (list === undefined) {
      list = new GrowingList();
      this.#lists.set(name, list);
    }
    // A record may name the same language twice, or a need and its branch.
    if (list.length === 0 || list.at(list.length - 1) !== arrival) list.push(arrival);
  }

  /** @param numberOf `numberOf[arrival]` is the record's number in the segment. */
  finish(numberOf: Uint32Array): Map<string, IdSet> {
    const sets = new Map<string, IdSet>();
    for (const name of [...this.#lists.keys()].sort()) {
      const ids = (this.#lists.get(name) as GrowingList).finish();
      for (let i = 0; i < ids.length; i++) ids[i] = numberOf[ids[i] as number] as number;
      ids.sort();
      const below = name.startsWith('need/') ? NEED_SPARSE_BELOW : OTHER_SPARSE_BELOW;
      sets.set(name, makeSet(ids, numberOf.length, below));
    }
    return sets;
  }
}

/** Bits of `Segment.neededDocs`. */
export function neededDocsMask(record: FinderRecord): number {
  let mask = 0;
  for (const { doc, level } of record.documents) {
    if (level === 'needed') mask |= 1 << DOC_CODES.indexOf(doc);
  }
  return mask;
}

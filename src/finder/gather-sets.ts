/** Collects the named record sets of a segment while records come in one by one. */
import { DOC_CODES, type FactCode } from '../directory/fact-codes.ts';
import { isNeedCode, type NeedCode, needBranch } from '../directory/needs.ts';
import { AGE_BAND_COUNT, adultsOnly, ageAnswer } from './ages.ts';
import { GrowingList, type IdSet, makeSet } from './bits.ts';
import { primaryLanguage } from './language-tag.ts';
import type { FinderRecord } from './record.ts';
import {
  ADULTS_ONLY_SET,
  ageSet,
  documentSet,
  factSet,
  LANGUAGE_MODES,
  languageSet,
  needSet,
  PAUSED_SET,
  REMOTE_SET,
} from './set-names.ts';

/** Sets that drive a search are lists below 1/32 of the records; others are spread out when asked for. */
const NEED_SPARSE_BELOW = 32;
const OTHER_SPARSE_BELOW = 128;

export function isRemote(record: FinderRecord): boolean {
  return record.remote === true || record.facts.remote === 1;
}

export class SetGatherer {
  readonly #lists = new Map<string, GrowingList>();
  /** The lists of each fact, need and language, so that no name is put together per record. */
  readonly #facts = new Map<string, readonly [yes: GrowingList, no: GrowingList]>();
  readonly #needs = new Map<NeedCode, readonly GrowingList[]>();
  readonly #languages = new Map<string, readonly GrowingList[]>();

  /** @param arrival number of the record in the order of arrival, one more than the one before. */
  add(record: FinderRecord, arrival: number): void {
    const { facts } = record;
    for (const code in facts) {
      const value = facts[code as FactCode];
      const [yes, no] = this.#listsOfFact(code as FactCode);
      if (value === 1) put(yes, arrival);
      else if (value === 2) put(no, arrival);
    }
    for (const need of record.needs) {
      for (const list of this.#listsOfNeed(need)) put(list, arrival);
    }
    for (const { lang, mode } of record.languages) {
      put(this.#listsOfLanguage(lang)[LANGUAGE_MODES.indexOf(mode)] as GrowingList, arrival);
    }
    for (const { doc, level } of record.documents) {
      if (level === 'needed') put(this.#list(documentSet(doc)), arrival);
    }
    if (record.minAge !== undefined || record.maxAge !== undefined) this.#addAges(record, arrival);
    if (record.paused === true) put(this.#list(PAUSED_SET), arrival);
    if (isRemote(record)) put(this.#list(REMOTE_SET), arrival);
  }

  /** @param numberOf `numberOf[arrival]` is the record's number in the segment. */
  finish(numberOf: Uint32Array): Map<string, IdSet> {
    const sets = new Map<string, IdSet>();
    for (const name of [...this.#lists.keys()].sort()) {
      const list = this.#lists.get(name) as GrowingList;
      if (list.length === 0) continue;
      const ids = list.finish();
      for (let i = 0; i < ids.length; i++) ids[i] = numberOf[ids[i] as number] as number;
      const below = name.startsWith('need/') ? NEED_SPARSE_BELOW : OTHER_SPARSE_BELOW;
      sets.set(name, makeSet(ids, numberOf.length, below));
    }
    return sets;
  }

  #addAges(record: FinderRecord, arrival: number): void {
    for (let band = 0; band < AGE_BAND_COUNT; band++) {
      const answer = ageAnswer(band, record.minAge, record.maxAge);
      if (answer !== 'unknown') put(this.#list(ageSet(band, answer)), arrival);
    }
    if (adultsOnly(record.minAge)) put(this.#list(ADULTS_ONLY_SET), arrival);
  }

  #listsOfFact(code: FactCode): readonly [yes: GrowingList, no: GrowingList] {
    let lists = this.#facts.get(code);
    if (lists === undefined) {
      lists = [this.#list(factSet(code, 'yes')), this.#list(factSet(code, 'no'))];
      this.#facts.set(code, lists);
    }
    return lists;
  }

  /** A need's own list and its branch's; none for a code that the tree does not have. */
  #listsOfNeed(code: NeedCode): readonly GrowingList[] {
    let lists = this.#needs.get(code);
    if (lists === undefined) {
      const codes = isNeedCode(code) ? [...new Set([code, needBranch(code)])] : [];
      lists = codes.map((each) => this.#list(needSet(each)));
      this.#needs.set(code, lists);
    }
    return lists;
  }

  #listsOfLanguage(tag: string): readonly GrowingList[] {
    let lists = this.#languages.get(tag);
    if (lists === undefined) {
      const language = primaryLanguage(tag);
      lists = LANGUAGE_MODES.map((mode) => this.#list(languageSet(language, mode)));
      this.#languages.set(tag, lists);
    }
    return lists;
  }

  #list(name: string): GrowingList {
    let list = this.#lists.get(name);
    if (list === undefined) {
      list = new GrowingList();
      this.#lists.set(name, list);
    }
    return list;
  }
}

/** A record may name the same language twice, or two needs of one branch. */
function put(list: GrowingList, arrival: number): void {
  if (list.length === 0 || list.at(list.length - 1) !== arrival) list.push(arrival);
}

/** Bits of `Segment.neededDocs`. */
export function neededDocsMask(record: FinderRecord): number {
  let mask = 0;
  for (const { doc, level } of record.documents) {
    if (level === 'needed') mask |= 1 << DOC_CODES.indexOf(doc);
  }
  return mask;
}

/**
 * The finder once more, written to be read and not to be fast: one record at a time, by the words of
 * chapter 10, sections 3.1, 3.4 and 6. Only tests and the bench use it, to compare the engine with it.
 */
import { type FactCode, FACTS, PAPER_FACTS } from '../directory/fact-codes.ts';
import { isNeedCode, type NeedCode, needsUnder } from '../directory/needs.ts';
import {
  type CompiledPattern,
  compilePattern,
  matchAt,
  matchNow,
  matchTonight,
  matchWindow,
} from './hours.ts';
import { primaryLanguage } from './language-tag.ts';
import { OracleText } from './oracle-text.ts';
import type { NeedLabels } from './need-labels.ts';
import { NIGHT_NEEDS } from './night.ts';
import type { FinderGroup, FinderQuery, Position, Wish } from './query.ts';
import { tieOf } from './rank.ts';
import type { FinderRecord } from './record.ts';
import type { Pattern } from './schedule.ts';

export type OracleAnswer = {
  items: { code: string; group: FinderGroup; against?: Wish; unknown: Wish[] }[];
  counts: Record<FinderGroup, number>;
  without: { wish: Wish; fits: number }[];
  radiusM?: number;
  understoodNeeds: readonly NeedCode[];
};

type Answer = 'met' | 'unknown' | 'against';
type Judged = {
  record: FinderRecord;
  answers: Map<Wish, Answer>;
  metres: number | undefined;
  remote: boolean;
  order: number[];
};

const DAY = 86_400_000;
const RINGS = [3000, 10_000, 25_000, 100_000, Number.POSITIVE_INFINITY];

export class Oracle {
  readonly #records: readonly FinderRecord[];
  readonly #byNeed = new Map<NeedCode, FinderRecord[]>();
  readonly #labels: NeedLabels;
  #text: OracleText | undefined;
  readonly #areas: ReadonlyMap<number, Position>;
  readonly #hours = new Map<Pattern, CompiledPattern>();

  constructor(
    records: readonly FinderRecord[],
    labels: NeedLabels,
    areas: ReadonlyMap<number, Position> = new Map(),
  ) {
    this.#records = records;
    this.#labels = labels;
    this.#areas = areas;
    for (const record of records) {
      for (const need of new Set(record.needs)) {
        const list = this.#byNeed.get(need) ?? [];
        list.push(record);
        this.#byNeed.set(need, list);
      }
    }
  }

  find(query: FinderQuery): OracleAnswer {
    const hasText = (query.text ?? '').trim() !== '';
    // Sets of all words are large: they are made for the first question with a text.
    if (hasText) this.#text ??= new OracleText(this.#records, this.#labels);
    const text = hasText ? this.#text?.understand(query.text as string, query.lang) : undefined;
    let needs = query.needs;
    if (needs.length === 0 && query.time?.kind === 'tonight' && !hasText) needs = NIGHT_NEEDS;
    const place = this.#placeOf(query);
    const judged: Judged[] = [];
    for (const record of this.#withNeed(needs)) {
      if (record.withdrawDay < Math.floor(query.now / DAY)) continue;
      const band = text === undefined ? 0 : this.#text?.band(record, text);
      if (band === undefined) continue;
      judged.push(this.#judge(record, query, place, band));
    }
    return ranked(judged, query, place, text?.needs ?? []);
  }

  #placeOf({ place }: FinderQuery): Position | undefined {
    if (place === undefined || !('placeId' in place)) return place;
    const area = this.#areas.get(place.placeId);
    if (area === undefined) throw new Error('no such place');
    return area;
  }

  #withNeed(needs: readonly NeedCode[]): Iterable<FinderRecord> {
    if (needs.length === 0) return this.#records;
    const codes = new Set(needs.flatMap(needsUnder).filter(isNeedCode));
    return new Set([...codes].flatMap((code) => this.#byNeed.get(code) ?? []));
  }

  #judge(
    record: FinderRecord,
    query: FinderQuery,
    place: Position | undefined,
    textBand: number,
  ): Judged {
    const area = record.areaId === undefined ? undefined : this.#areas.get(record.areaId);
    const position = record.position ?? area;
    const isArea = record.areaOnly === true || record.position === undefined;
    const metres = place && position && metresBetween(place, position);
    const remote = record.remote === true || record.facts.remote === 1;
    const answers = new Map<Wish, Answer>();
    judgeFacts(record, query, answers);
    const time = this.#time(record, query);
    if (time !== undefined) answers.set('time', time);
    if (query.noTravelMoney) {
      const walk = metres === undefined || isArea ? undefined : metres <= (30 * 75) / 1.3;
      answers.set(
        'travel',
        anyOf([
          factAnswer(record, 'travel_paid', 1),
          remote ? 'met' : factAnswer(record, 'remote', 1),
          factAnswer(record, 'home_visit', 1),
          walk === undefined ? 'unknown' : walk ? 'met' : 'against',
        ]),
      );
    }
    let ring = 0;
    let distanceBand = 0;
    if (place !== undefined) {
      ring = metres === undefined ? 4 : RINGS.findIndex((edge) => metres <= edge);
      if (remote) ring = metres === undefined ? 1 : Math.min(1, ring);
      distanceBand = metres === undefined ? 255 : bandOf(metres);
    }
    const day = Math.floor(query.now / DAY);
    const unknown = [...answers.values()].filter((answer) => answer === 'unknown').length;
    const order = [
      ring,
      Math.min(7, unknown),
      textBand,
      query.time === undefined ? 0 : ['met', 'unknown', 'against'].indexOf(time as Answer),
      record.reviewDay < day ? 1 : 0,
      languageGrade(record, query),
      record.beingChecked === true ? 1 : 0,
      distanceBand,
      tieOf(Number(record.code), day),
      Number(record.code),
    ];
    return { record, answers, metres, remote, order };
  }

  #time(record: FinderRecord, { time, now }: FinderQuery): Answer | undefined {
    if (record.paused === true) return 'against';
    if (time === undefined) return undefined;
    if (time.kind === 'tonight') {
      const isNightPlace = record.needs.some((need) => NIGHT_NEEDS.includes(need));
      const isFull = record.freePlaces === 0 || record.facts.has_space === 2;
      if (isNightPlace && isFull) return 'against';
    }
    let hours = this.#hours.get(record.pattern);
    if (hours === undefined) {
      hours = compilePattern(record.pattern, now);
      this.#hours.set(record.pattern, hours);
    }
    const match =
      time.kind === 'now'
        ? matchNow(hours, now)
        : time.kind === 'at'
          ? matchAt(hours, time.t)
          : time.kind === 'tonight'
            ? matchTonight(hours, now)
            : matchWindow(hours, now, time.days, time.from, time.to);
    return ({ yes: 'met', unknown: 'unknown', no: 'against' } as const)[match.match];
  }
}

function factAnswer(record: FinderRecord, code: FactCode, wanted: 1 | 2): Answer {
  const value = record.facts[code];
  if (value === undefined) return 'unknown';
  return value === wanted ? 'met' : 'against';
}

function anyOf(answers: readonly Answer[]): Answer {
  if (answers.includes('met')) return 'met';
  return answers.includes('unknown') ? 'unknown' : 'against';
}

function allOf(answers: readonly Answer[]): Answer {
  if (answers.includes('against')) return 'against';
  return answers.includes('unknown') ? 'unknown' : 'met';
}

function judgeFacts(record: FinderRecord, query: FinderQuery, answers: Map<Wish, Answer>): void {
  if (query.languages !== undefined && query.languages.length > 0) {
    const wished = query.languages.map(primaryLanguage);
    const speaks = record.languages.some(({ lang }) => wished.includes(primaryLanguage(lang)));
    const isMissing =
      record.facts.languages_complete === 1 && record.facts.interpreter_on_request !== 1;
    answers.set('language', speaks ? 'met' : isMissing ? 'against' : 'unknown');
  }
  if (query.papers !== undefined) answers.set('papers', papersAnswer(record, query.papers));
  const one = (
    isWished: boolean | undefined,
    wish: Wish,
    code: FactCode,
    wanted: 1 | 2 = 1,
  ): void => {
    if (isWished) answers.set(wish, factAnswer(record, code, wanted));
  };
  if (query.free) {
    answers.set(
      'free',
      anyOf([factAnswer(record, 'free', 1), factAnswer(record, 'fee_waived', 1)]),
    );
  }
  one(query.providerSex === 'woman', 'woman', 'woman_provider');
  one(query.providerSex === 'man', 'man', 'man_provider');
  one(query.stepFree, 'step_free', 'step_free');
  one(query.childSpace, 'child_space', 'child_space');
  one(query.notReported, 'not_reported', 'shares_with_authorities', 2);
  for (const code of query.facts ?? []) {
    one(true, `fact:${code}`, code, FACTS[code].favourable === 'no' ? 2 : 1);
  }
  if (query.minorAlone) {
    const adults = record.minAge !== undefined && record.minAge >= 18;
    answers.set('minor_alone', adults ? 'against' : factAnswer(record, 'minors_alone', 1));
  }
  if (query.ageBand !== undefined) answers.set('age', ageAnswer(record, query.ageBand));
}

function papersAnswer(record: FinderRecord, papers: NonNullable<FinderQuery['papers']>): Answer {
  const have: readonly string[] = papers === 'none' ? [] : papers;
  const shownBy: Record<string, string> = {
    asks_identity: 'identity',
    asks_address: 'address',
    asks_income: 'income',
    asks_insurance: 'insurance',
    asks_residence_paper: 'residence',
  };
  const answers = PAPER_FACTS.map((code) =>
    have.includes(shownBy[code] as string) ? 'met' : factAnswer(record, code, 2),
  );
  for (const { doc, level } of record.documents) {
    if (level !== 'needed' || have.includes(doc)) continue;
    if (doc === 'referral' || doc === 'prescription') continue;
    answers.push(doc === 'other' ? 'unknown' : 'against');
  }
  return allOf(answers);
}

function ageAnswer({ minAge, maxAge }: FinderRecord, band: number): Answer {
  if (minAge === undefined && maxAge === undefined) return 'unknown';
  const first = [0, 5, 12, 18, 60][band] as number;
  const last = [4, 11, 17, 59, 99][band] as number;
  if ((minAge ?? 0) > last || (maxAge ?? 999) < first) return 'against';
  return (minAge ?? 0) <= first && (maxAge ?? 999) >= last ? 'met' : 'unknown';
}

function languageGrade(record: FinderRecord, query: FinderQuery): number {
  if (query.languages === undefined || query.languages.length === 0) return 0;
  const wished = query.languages.map(primaryLanguage);
  const modes = record.languages
    .filter(({ lang }) => wished.includes(primaryLanguage(lang)))
    .map(({ mode }) => ['staff', 'interpreter_on_site', 'interpreter_phone'].indexOf(mode));
  return Math.min(3, ...modes);
}

function metresBetween(a: Position, b: Position): number {
  const rad = Math.PI / 180;
  const h =
    Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(h)));
}

function bandOf(metres: number): number {
  if (metres < 50) return 0;
  return Math.min(254, 1 + Math.floor(Math.log(metres / 50) / Math.log(1.05)));
}

function ranked(
  judged: Judged[],
  query: FinderQuery,
  place: Position | undefined,
  understoodNeeds: readonly NeedCode[],
): OracleAnswer {
  const most = query.maxKm === undefined ? Number.POSITIVE_INFINITY : query.maxKm * 1000;
  let edge = Number.POSITIVE_INFINITY;
  if (place !== undefined) {
    for (const [ring, rim] of RINGS.entries()) {
      edge = Math.min(rim, most);
      const near = judged.filter(
        ({ metres, remote }) => !remote && metres !== undefined && metres <= edge,
      );
      const enough = near.filter((one) => groupOf(one) === 'fits' || groupOf(one) === 'may_fit');
      const fits = near.filter((one) => groupOf(one) === 'fits');
      if (edge === most) break;
      if (enough.length >= 20 && (fits.length > 0 || ring >= 2)) break;
    }
  }
  const isWithin = ({ metres, remote }: Judged): boolean =>
    place === undefined ||
    remote ||
    (metres === undefined ? edge === Number.POSITIVE_INFINITY : metres <= edge);
  const within = judged.filter(isWithin);
  const byGroup = (group: FinderGroup): Judged[] =>
    within.filter((one) => groupOf(one) === group).sort(inOrder);
  const groups = { fits: byGroup('fits'), may_fit: byGroup('may_fit'), close: byGroup('close') };
  const all = [...groups.fits, ...groups.may_fit, ...groups.close];
  const start =
    query.after === undefined ? 0 : 1 + all.findIndex(({ record }) => record.code === query.after);
  return {
    items: all.slice(start, start + (query.limit ?? 10)).map(shown),
    counts: {
      fits: groups.fits.length,
      may_fit: groups.may_fit.length,
      close: groups.close.length,
    },
    without:
      groups.fits.length > 0
        ? []
        : withoutEach(
            judged,
            isWithin,
            place === undefined || query.maxKm === undefined ? undefined : most,
          ),
    ...(edge === Number.POSITIVE_INFINITY ? {} : { radiusM: edge }),
    understoodNeeds,
  };
}

function shown(one: Judged): OracleAnswer['items'][number] {
  const wishes = (answer: Answer): Wish[] =>
    [...one.answers].filter(([, given]) => given === answer).map(([wish]) => wish);
  const [against] = wishes('against');
  return {
    code: one.record.code,
    group: groupOf(one) as FinderGroup,
    ...(against === undefined ? {} : { against }),
    unknown: wishes('unknown'),
  };
}

function groupOf({ answers }: Judged): FinderGroup | undefined {
  const given = [...answers.values()];
  const against = given.filter((answer) => answer === 'against').length;
  if (against > 1) return undefined;
  if (against === 1) return 'close';
  return given.includes('unknown') ? 'may_fit' : 'fits';
}

function inOrder(a: Judged, b: Judged): number {
  for (const [i, value] of a.order.entries()) {
    const difference = value - (b.order[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

function withoutEach(
  judged: readonly Judged[],
  isWithin: (one: Judged) => boolean,
  most: number | undefined,
): OracleAnswer['without'] {
  const counts = new Map<Wish, number>();
  for (const one of judged) {
    const isTooFar =
      most !== undefined && !one.remote && (one.metres === undefined || one.metres > most);
    if (!isTooFar && !isWithin(one)) continue;
    const unmet = [...one.answers].filter(([, answer]) => answer !== 'met').map(([wish]) => wish);
    if (isTooFar) unmet.push('distance');
    const [only, more] = unmet;
    if (only !== undefined && more === undefined) counts.set(only, (counts.get(only) ?? 0) + 1);
  }
  return [...counts]
    .map(([wish, fits]) => ({ wish, fits }))
    .sort((a, b) => b.fits - a.fits || (a.wish < b.wish ? -1 : 1));
}

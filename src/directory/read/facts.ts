/**
 * Which answer counts when several levels have stated the same fact (chapter 10, section 1.2).
 * Pure; days are counted since 1970 (UTC). The database says the same by `directory.effective_facts`.
 */
import {
  type DocCode,
  type FactCode,
  FACTS,
  type FactValue,
  isFactCode,
  NO,
  REVIEW_DAYS,
  UNKNOWN,
  YES,
} from '../fact-codes.ts';
import type { SourceKind } from '../listing.ts';

/** Most specific first. */
export const LEVELS = ['service_at_location', 'service', 'location', 'organization'] as const;
export type FactLevel = 0 | 1 | 2 | 3;

export type StatedFact = {
  /** A fact code, or `x_…`. */
  code: string;
  level: FactLevel;
  value: FactValue;
  sourceKind: SourceKind;
  saidBy?: string;
  checkedOn?: number;
  reviewBy?: number;
};

/** The last day on which a fact counts; undefined when nobody said when it was checked: it is unknown then. */
export function countsUntil({
  code,
  checkedOn,
  reviewBy,
}: Pick<StatedFact, 'code' | 'checkedOn' | 'reviewBy'>): number | undefined {
  const { review, grace } = REVIEW_DAYS[isFactCode(code) ? FACTS[code].clock : 'quick'];
  const due = reviewBy ?? (checkedOn === undefined ? undefined : checkedOn + review);
  return due === undefined ? undefined : due + grace;
}

export type EffectiveFacts = {
  /** Known answers only. */
  known: Map<FactCode, StatedFact>;
  /** Called into question by visitors: unknown, and being checked. */
  questioned: FactCode[];
};

/**
 * The answers that count on day `today`: the most specific level that is not unknown. An answer past its
 * review date and grace is unknown. What visitors called into question stays unknown: the answer of a
 * wider level does not come back in its place.
 */
export function effectiveFacts(stated: readonly StatedFact[], today: number): EffectiveFacts {
  const known = new Map<FactCode, StatedFact>();
  const questioned: FactCode[] = [];
  const decided = new Set<string>();
  for (const fact of [...stated].sort((a, b) => a.level - b.level)) {
    if (decided.has(fact.code) || !isFactCode(fact.code)) continue;
    const until = countsUntil(fact);
    const expired = until !== undefined && today > until;
    if (fact.value === UNKNOWN) {
      if (fact.sourceKind !== 'visitor_reports' || expired) continue;
      questioned.push(fact.code);
    } else {
      if (until === undefined || expired) continue;
      known.set(fact.code, fact);
    }
    decided.add(fact.code);
  }
  return { known, questioned };
}

/** The fact that a needed document answers: whoever must bring it is asked for it. */
const ASKED_BY: Partial<Record<DocCode, FactCode>> = {
  identity: 'asks_identity',
  address: 'asks_address',
  income: 'asks_income',
  insurance: 'asks_insurance',
  residence: 'asks_residence_paper',
  referral: 'asks_referral',
  guardian: 'asks_guardian',
};

/**
 * Lets the documents that must be brought speak: the provider who lists a paper asks for it,
 * also where an unknown or a `no` says otherwise. Never the other way round: no document in the list is not "no paper asked".
 */
export function withDocuments(
  facts: ReadonlyMap<FactCode, Pick<StatedFact, 'value'>>,
  documents: readonly { doc: DocCode; level: 'needed' | 'helpful' }[],
): Partial<Record<FactCode, 1 | 2>> {
  const values: Partial<Record<FactCode, 1 | 2>> = {};
  for (const [code, { value }] of facts) {
    if (value === YES || value === NO) values[code] = value;
  }
  for (const { doc, level } of documents) {
    const code = level === 'needed' ? ASKED_BY[doc] : undefined;
    if (code) values[code] = YES;
  }
  return values;
}

/**
 * Why a record is shown, what to bring, what is not asked, what nobody knows: computed for shown
 * records only, from the same predicates as the order (chapter 10, section 3.4).
 */
import {
  DOC_CODES,
  type DocCode,
  FACT_CODES,
  type FactCode,
  PAPER_FACTS,
} from '../directory/fact-codes.ts';
import { inSet } from './bits.ts';
import { haversineToMetres } from './distance.ts';
import { openState } from './hours.ts';
import type { FinderGroup, FinderItem, FinderQuery, Warning, Wish } from './query.ts';
import { reasonsFor } from './reasons.ts';
import type { Scan } from './scan.ts';
import type { OpenState } from './schedule.ts';
import {
  AREA_ONLY,
  BEING_CHECKED,
  checkedDayAt,
  codeAt,
  flagsAt,
  FULL,
  neededDocsAt,
  PATTERN,
  PAUSED,
  reviewDayAt,
  ROW,
} from './rows.ts';
import type { Segment } from './segment.ts';
import { factSet } from './set-names.ts';
import { AGAINST, hoursOf, UNKNOWN_ANSWER } from './time-wish.ts';
import type { UnderstoodText } from './understand-text.ts';

/** "Closes soon" from this many milliseconds before. */
const SOON_MS = 30 * 60_000;

/** Documents behind facts that ask for them, beside those that are marked needed. */
const DOCUMENTS_ASKED: readonly (readonly [FactCode, DocCode])[] = [
  ['asks_identity', 'identity'],
  ['asks_address', 'address'],
  ['asks_income', 'income'],
  ['asks_insurance', 'insurance'],
  ['asks_residence_paper', 'residence'],
  ['asks_referral', 'referral'],
  ['asks_guardian', 'guardian'],
];
const ASKS_FACTS = FACT_CODES.filter((code) => code.startsWith('asks_'));

export function factIs(
  segment: Segment,
  id: number,
  code: FactCode,
  answer: 'yes' | 'no',
): boolean {
  return inSet(segment.sets.get(factSet(code, answer)), id);
}

/** Everything about one shown record. @param day days since 1970 of the query */
export function explain(
  scan: Scan,
  id: number,
  group: FinderGroup,
  query: FinderQuery,
  day: number,
  needs: readonly string[] | undefined,
  text: UnderstoodText | undefined,
): FinderItem {
  const { segment } = scan;
  const unknown: Wish[] = [];
  const met = new Set<Wish>();
  let against: Wish | undefined;
  scan.answers(id, (wish, answer) => {
    if (answer === AGAINST) against = wish;
    else if (answer === UNKNOWN_ANSWER) unknown.push(wish);
    else met.add(wish);
  });
  const isPaused = (flagsAt(segment.rows, id) & PAUSED) !== 0;
  const hours = hoursOf(segment, segment.rows[id * ROW + PATTERN] as number, query.now);
  const open: OpenState = isPaused ? { state: 'closed' } : openState(hours, query.now);
  const distance = scan.distance(id);
  const bring = bringTo(segment, id);
  return {
    code: String(codeAt(segment.rows, id)),
    group,
    ...(against === undefined ? {} : { against }),
    reasons: reasonsFor({ scan, id, query, met, open, hours, distance, bring, needs, text }),
    bring,
    notAsked: ASKS_FACTS.filter((code) => factIs(segment, id, code, 'no')),
    unknown,
    warnings: warningsOf(segment, id, query.now, day, open),
    ...(distance < 0 ? {} : { distanceM: Math.round(haversineToMetres(distance)) }),
    open,
    checkedOn: checkedDayAt(segment.rows, id),
  };
}

/** `nothing` only when every paper fact is a known no and no document is marked needed. */
function bringTo(segment: Segment, id: number): FinderItem['bring'] {
  let needed = neededDocsAt(segment.rows, id);
  for (const [fact, doc] of DOCUMENTS_ASKED) {
    if (factIs(segment, id, fact, 'yes')) needed |= 1 << DOC_CODES.indexOf(doc);
  }
  if (needed !== 0) return DOC_CODES.filter((_, n) => (needed & (1 << n)) !== 0);
  return PAPER_FACTS.every((code) => factIs(segment, id, code, 'no')) ? 'nothing' : 'unknown';
}

function warningsOf(
  segment: Segment,
  id: number,
  now: number,
  day: number,
  open: OpenState,
): Warning[] {
  const flags = flagsAt(segment.rows, id);
  const warnings: Warning[] = [];
  const warn = (isTrue: boolean, warning: Warning): void => {
    if (isTrue) warnings.push(warning);
  };
  warn((flags & PAUSED) !== 0, 'paused');
  warn((flags & FULL) !== 0, 'full');
  warn(open.state === 'holiday_unsure', 'holiday_unsure');
  warn(
    open.state === 'open' && open.changes !== undefined && open.changes - now <= SOON_MS,
    'closes_soon',
  );
  for (const fact of [
    'asks_residence_paper',
    'shares_with_authorities',
    'conditions_apply',
  ] as const) {
    warn(factIs(segment, id, fact, 'yes'), fact);
  }
  warn((flags & BEING_CHECKED) !== 0, 'being_checked');
  warn(reviewDayAt(segment.rows, id) < day, 'overdue');
  warn((flags & AREA_ONLY) !== 0, 'area_only');
  warn(
    factIs(segment, id, 'asks_appointment', 'yes') || factIs(segment, id, 'walk_in', 'no'),
    'phone_first',
  );
  return warnings;
}

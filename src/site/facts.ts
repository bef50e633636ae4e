/** What is known of a place, sorted for the reader: what helps, what stands in the way, what nobody knows. */
import { FACTS, type FactCode, NO, UNKNOWN, YES } from '../directory/fact-codes.ts';
import type { Listing } from '../directory/listing.ts';

const FACT_ORDER = Object.keys(FACTS) as FactCode[];
/** Said by their own parts of the page. */
const SAID_ELSEWHERE = new Set<FactCode>(['languages_complete', 'has_space']);
/** Facts whose silence is worth a line: people ask these first. */
const ASKED_FIRST: readonly FactCode[] = [
  'free',
  'asks_identity',
  'shares_with_authorities',
  'woman_provider',
  'step_free',
  'child_space',
  'minors_alone',
];

export type SortedFacts = {
  good: FactCode[];
  against: FactCode[];
  unknown: FactCode[];
  notAsked: FactCode[];
};

/** Sorts the facts of a listing. A fact without a row is unknown, never "no". */
export function sortFacts(listing: Listing): SortedFacts {
  const sorted: SortedFacts = { good: [], against: [], unknown: [], notAsked: [] };
  for (const code of FACT_ORDER) {
    const value = listing.facts[code]?.value ?? UNKNOWN;
    if (value === NO && code.startsWith('asks_')) sorted.notAsked.push(code);
    else if (SAID_ELSEWHERE.has(code)) continue;
    else if (value === UNKNOWN) {
      if (ASKED_FIRST.includes(code)) sorted.unknown.push(code);
    } else if (
      (value === YES && FACTS[code].favourable === 'yes') ||
      (value === NO && FACTS[code].favourable === 'no')
    ) {
      sorted.good.push(code);
    } else sorted.against.push(code);
  }
  return sorted;
}

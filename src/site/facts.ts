/** What is known of a place, sorted for the reader: what helps, what stands in the way, what nobody knows. */
import {
  type DocCode,
  FACTS,
  type FactCode,
  NO,
  PAPER_FACTS,
  UNKNOWN,
  YES,
} from '../directory/fact-codes.ts';
import type { Listing } from '../directory/listing.ts';
import type { Warning } from '../finder/query.ts';

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

const DOCUMENT_OF: Partial<Record<FactCode, DocCode>> = {
  asks_identity: 'identity',
  asks_address: 'address',
  asks_income: 'income',
  asks_insurance: 'insurance',
  asks_residence_paper: 'residence',
  asks_referral: 'referral',
  asks_guardian: 'guardian',
};

/** Papers that the place is known to ask for, whether or not it lists them as documents. */
export function askedPapers(listing: Listing): DocCode[] {
  return FACT_ORDER.flatMap((code) => {
    const document = DOCUMENT_OF[code];
    return document && listing.facts[code]?.value === YES ? [document] : [];
  });
}

/** "Nothing" only when every paper fact is a known no and no document is marked needed (chapter 10, section 3.1). */
export function bringOf(listing: Listing): 'nothing' | 'unknown' | readonly DocCode[] {
  const documents = listing.documents.map(({ doc }) => doc);
  if (listing.documents.some(({ level }) => level === 'needed')) return documents;
  const noPapers = PAPER_FACTS.every((code) => listing.facts[code]?.value === NO);
  if (!noPapers) return documents.length ? documents : 'unknown';
  return documents.length ? documents : 'nothing';
}

/** Warnings of a listing that need no question to be true. */
export function listingWarnings(listing: Listing): Warning[] {
  const known = (code: FactCode): boolean => listing.facts[code]?.value === YES;
  const warnings: Warning[] = [];
  if (known('asks_residence_paper')) warnings.push('asks_residence_paper');
  if (known('shares_with_authorities')) warnings.push('shares_with_authorities');
  if (known('conditions_apply')) warnings.push('conditions_apply');
  if (listing.capacity?.full) warnings.push('full');
  return warnings;
}

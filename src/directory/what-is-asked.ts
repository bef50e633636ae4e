/**
 * What a place asks for and what it warns of, by what is known of it; the same on pages, in messages and on paper.
 * Nothing that nobody knows becomes a "no" (chapter 10, section 3.1). Pure.
 */
import type { Warning } from '../finder/query.ts';
import { type DocCode, FACTS, type FactCode, NO, PAPER_FACTS, YES } from './fact-codes.ts';
import type { Listing } from './listing.ts';

const FACT_ORDER = Object.keys(FACTS) as FactCode[];
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

/**
 * The papers to bring, in one line: those that are needed and those that the place is known to ask for. "None" only when
 * every paper is known not to be asked for, and none is listed.
 */
export function papersToBring(listing: Listing): 'none' | 'unknown' | readonly DocCode[] {
  const needed = listing.documents.filter(({ level }) => level === 'needed').map(({ doc }) => doc);
  const papers = [...new Set([...needed, ...askedPapers(listing)])];
  if (papers.length > 0) return papers;
  const none = bringOf(listing) === 'nothing';
  return none ? 'none' : 'unknown';
}

/** The warnings that a text without room for explanations has to carry: with the conditions that may stand in free text. */
export function shortWarnings(listing: Listing): Warning[] {
  const warnings = listingWarnings(listing);
  const more = listing.mayHaveConditions && !warnings.includes('conditions_apply');
  return more ? [...warnings, 'conditions_apply'] : warnings;
}

/**
 * Our facts and needs for readers who know HSDS only: attributes with terms of two taxonomies of ours.
 * Only what is known **and** favourable is written, since such readers take the presence of an attribute
 * for truth (chapter 10, section 2.5).
 */
import { dateOf, dayOfInstant } from '../../languages/days.ts';
import { v5 as uuid } from 'uuid';
import type { Row } from '../../database/index.ts';
import { FACT_CODES, type FactCode, FACTS, isFactCode, NO, YES } from '../fact-codes.ts';
import { NEED_CODES, type NeedCode } from '../needs.ts';

const NAMESPACE = '5b1f7a52-3c0e-5d3a-9f0c-6c1d7e0a4b21';
const named = (...parts: string[]): string => uuid(parts.join('/'), NAMESPACE);

export const FACT_TAXONOMY = {
  id: named('facts'),
  name: 'Wayhouse facts',
  description:
    'What a service states of itself and what lowers a barrier. A missing term means nothing.',
};
export const NEED_TAXONOMY = {
  id: named('needs'),
  name: 'Wayhouse needs',
  description: 'What people look for.',
};

const wanted = (code: FactCode): boolean => FACTS[code].favourable !== 'none';
const words = (code: string): string => code.replaceAll('_', ' ').replace('.', ': ');

/** `asks_identity` is written as its favourable answer: "asks identity: no". */
const factName = (code: FactCode): string =>
  FACTS[code].favourable === 'no' ? `${words(code)}: no` : words(code);

export type WayhouseTerm = {
  id: string;
  code: string;
  name: string;
  description: string;
  parent_id?: string;
  taxonomy: string;
  taxonomy_id: string;
};

const factTerm = (code: FactCode): WayhouseTerm => ({
  id: named('facts', code),
  code: FACTS[code].favourable === 'no' ? `${code}:no` : code,
  name: factName(code),
  description: factName(code),
  taxonomy: FACT_TAXONOMY.name,
  taxonomy_id: FACT_TAXONOMY.id,
});
const needTerm = (code: NeedCode): WayhouseTerm => ({
  id: named('needs', code),
  code,
  name: words(code),
  description: words(code),
  ...(code.includes('.') ? { parent_id: named('needs', code.split('.', 1)[0] ?? '') } : {}),
  taxonomy: NEED_TAXONOMY.name,
  taxonomy_id: NEED_TAXONOMY.id,
});

const factTerms = new Map(FACT_CODES.filter(wanted).map((code) => [code, factTerm(code)]));
const needTerms = new Map(NEED_CODES.map((code) => [code, needTerm(code)]));

export const WAYHOUSE_TAXONOMIES = [FACT_TAXONOMY, NEED_TAXONOMY];
export const WAYHOUSE_TERMS: readonly WayhouseTerm[] = [
  ...factTerms.values(),
  ...needTerms.values(),
];

/** What a term of ours stands for. */
export function meaningOf(termId: string): { fact: FactCode } | { need: NeedCode } | undefined {
  for (const [code, { id }] of factTerms) if (id === termId) return { fact: code };
  for (const [code, { id }] of needTerms) if (id === termId) return { need: code };
  return undefined;
}

/** @param now ms since 1970 UTC: a fact past its grace is unknown and says nothing */
export function favourableAttributes(
  entity: string,
  owner: string,
  facts: readonly Row[],
  needs: readonly Row[],
  now: number,
): Record<string, unknown>[] {
  const today = dateOf(dayOfInstant(now));
  const known = facts.flatMap((row) => {
    const code = String(row['code']);
    const until = row['counts_until'];
    if (!isFactCode(code) || typeof until !== 'string' || until < today) return [];
    const favourable = FACTS[code].favourable === 'yes' ? YES : NO;
    const term = row['value'] === favourable ? factTerms.get(code) : undefined;
    return term ? [term] : [];
  });
  const met = needs.flatMap((row) => needTerms.get(String(row['need'])) ?? []);
  return [...known, ...met].map((term) => ({
    id: named(owner, term.id),
    link_id: owner,
    taxonomy_term_id: term.id,
    link_entity: entity,
    taxonomy_term: {
      ...term,
      taxonomy_detail: term.taxonomy_id === FACT_TAXONOMY.id ? FACT_TAXONOMY : NEED_TAXONOMY,
    },
  }));
}

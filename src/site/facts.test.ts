import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  DOC_CODES,
  FACT_CODES,
  type FactCode,
  FACTS,
  type FactValue,
  PAPER_FACTS,
} from '../directory/fact-codes.ts';
import type { Listing } from '../directory/listing.ts';
import { askedPapers, bringOf } from '../directory/what-is-asked.ts';
import { sortFacts } from './facts.ts';
import { listing } from './testing.ts';

const values = fc.dictionary(fc.constantFrom(...FACT_CODES), fc.constantFrom<FactValue>(0, 1, 2));
const documents = fc.array(
  fc.record({
    doc: fc.constantFrom(...DOC_CODES),
    level: fc.constantFrom('needed' as const, 'helpful' as const),
  }),
  { maxLength: 3 },
);

test('what is unknown is never shown as favourable', () => {
  fc.assert(
    fc.property(values, documents, (known, docs) => {
      const one: Listing = listing(1, {
        known: known,
        documents: docs,
      });
      const sorted = sortFacts(one);
      for (const code of sorted.good) {
        expect(one.facts[code]?.value).toBe(FACTS[code].favourable === 'yes' ? 1 : 2);
      }
      for (const code of sorted.notAsked) expect(one.facts[code]?.value).toBe(2);
      for (const code of sorted.against) expect(one.facts[code]?.value).toBeGreaterThan(0);
      if (bringOf(one) === 'nothing') {
        expect(PAPER_FACTS.every((code) => one.facts[code]?.value === 2)).toBe(true);
        expect(docs.filter(({ level }) => level === 'needed')).toEqual([]);
      }
    }),
    { numRuns: 2000 },
  );
});

test('what a place is known to ask for is never left unsaid', () => {
  expect(
    askedPapers(
      listing(1, {
        known: { asks_identity: 1, asks_income: 1, asks_address: 2, asks_insurance: 0 },
      }),
    ),
  ).toEqual(['income', 'identity']);
  expect(askedPapers(listing(1))).toEqual([]);
});

test('nothing to bring needs every paper fact', () => {
  const all = Object.fromEntries(PAPER_FACTS.map((code) => [code, 2])) as Partial<
    Record<FactCode, FactValue>
  >;
  expect(bringOf(listing(1, { known: all }))).toBe('nothing');
  for (const code of PAPER_FACTS)
    expect(bringOf(listing(1, { known: { ...all, [code]: 0 } }))).toBe('unknown');
  expect(bringOf(listing(1, { documents: [{ doc: 'identity', level: 'needed' }] }))).toEqual([
    'identity',
  ]);
});

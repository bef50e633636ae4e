import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrowingList } from './bits.ts';
import { wordAt } from './dictionary.ts';
import type { FinderRecord } from './record.ts';
import { addRecordWords } from './record-words.ts';
import { exactOrPrefix, TermIndexBuilder } from './term-index.ts';
import { phrasesOf, queryWords, wordsOf } from './words.ts';

function indexedWords(name: string, lang: string): string[] {
  const builder = new TermIndexBuilder();
  addRecordWords(builder, {
    texts: [{ lang, name, about: '', body: '' }],
  } as unknown as FinderRecord);
  const { dictionary } = builder.finish();
  return Array.from({ length: dictionary.count }, (_, i) => wordAt(dictionary, i));
}

const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: 80 });
const anyText = fc.oneof(
  ascii,
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom("women's centre", 'l’hôpital', 'Straße 12', 'مركز الصحة', 'የጤና ጣቢያ', '', '  '),
);

describe('words of records', () => {
  it('are those that fold gives, whichever way they took', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('en', 'tr', 'ar', 'am', 'fr'), (text, lang) => {
        const plain = new Set(wordsOf(text, lang).flatMap(({ forms }) => forms));
        expect(indexedWords(text, lang)).toEqual([...plain].sort());
      }),
      { numRuns: 500 },
    );
  });

  it('are cut at 64 letters, at build and at query alike', () => {
    const long = 'a'.repeat(70);
    expect(indexedWords(long, 'en')).toEqual(['a'.repeat(64)]);
    expect(queryWords(long, 'en')).toEqual([{ forms: ['a'.repeat(64)] }]);
  });
});

describe('words of questions', () => {
  it('are read by the rules of both languages of the Ethiopic script, whatever the page', () => {
    const builder = new TermIndexBuilder();
    addRecordWords(builder, {
      texts: [{ lang: 'ti', name: 'ከብዲ', about: '', body: '' }],
    } as unknown as FinderRecord);
    const index = builder.finish();
    const hits = new GrowingList();
    for (const { forms } of queryWords('ኸብዲ', 'en')) {
      for (const form of forms) exactOrPrefix(index, form, hits);
    }
    expect(hits.length).toBeGreaterThan(0);
  });

  it('make a phrase of each spelling', () => {
    expect(phrasesOf([{ forms: ['muller', 'mueller'] }, { forms: ['haus'] }])).toEqual([
      'muller haus',
      'mueller haus',
    ]);
    expect(phrasesOf([])).toEqual([]);
  });
});

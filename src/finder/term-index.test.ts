import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrowingList } from './bits.ts';
import {
  ABOUT_FIELD,
  BODY_FIELD,
  editsFor,
  exactOrPrefix,
  hasWord,
  misspelt,
  NAME_FIELD,
  type TermIndex,
  TermIndexBuilder,
} from './term-index.ts';
import { WordTable } from './word-table.ts';

type Found = { number: number; field: number }[];

function search(
  index: TermIndex,
  by: (index: TermIndex, term: string, into: GrowingList) => void,
  term: string,
): Found {
  const hits = new GrowingList();
  by(index, term, hits);
  return Array.from(hits.view(), (hit) => ({ number: hit >>> 2, field: hit & 3 }));
}

/** Amina's clinic, the night bus, the kitchen: a small index. */
function smallIndex(): TermIndex {
  const builder = new TermIndexBuilder();
  const owners: [number, string][][] = [
    [
      [NAME_FIELD, 'clinic'],
      [BODY_FIELD, 'doctor'],
    ],
    [
      [BODY_FIELD, 'bus'],
      [NAME_FIELD, 'bus'],
      [ABOUT_FIELD, 'clinics'],
    ],
    [],
    [[ABOUT_FIELD, 'kitchen']],
  ];
  for (const owner of owners) {
    for (const [field, word] of owner) builder.add(field, word);
    builder.endOwner();
  }
  return builder.finish();
}

describe('the term index', () => {
  it('finds a word, the words that begin with it, and its best field', () => {
    const index = smallIndex();
    expect(search(index, exactOrPrefix, 'clinic')).toEqual([
      { number: 0, field: NAME_FIELD },
      { number: 1, field: ABOUT_FIELD },
    ]);
    expect(search(index, exactOrPrefix, 'bus')).toEqual([{ number: 1, field: NAME_FIELD }]);
    expect(search(index, exactOrPrefix, 'kit')).toEqual([{ number: 3, field: ABOUT_FIELD }]);
  });

  it('does not complete words of one or two letters', () => {
    expect(search(smallIndex(), exactOrPrefix, 'cl')).toEqual([]);
  });

  it('finds misspelt words from five letters on', () => {
    expect(search(smallIndex(), misspelt, 'doktor')).toEqual([{ number: 0, field: BODY_FIELD }]);
    expect(search(smallIndex(), misspelt, 'bas')).toEqual([]);
    expect([3, 4, 5, 7, 8, 20].map(editsFor)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('knows which very words it has', () => {
    expect(hasWord(smallIndex(), 'clinic')).toBe(true);
    expect(hasWord(smallIndex(), 'clini')).toBe(false);
  });

  it('renumbers owners and keeps large gaps between them', () => {
    const builder = new TermIndexBuilder();
    const count = 300_000;
    const order = new Uint32Array(count);
    for (let owner = 0; owner < count; owner++) {
      if (owner === 5 || owner === count - 1) builder.add(ABOUT_FIELD, 'rare');
      builder.endOwner();
      order[count - 1 - owner] = owner;
    }
    expect(search(builder.finish(order), exactOrPrefix, 'rare')).toEqual([
      { number: 0, field: ABOUT_FIELD },
      { number: count - 6, field: ABOUT_FIELD },
    ]);
  });

  it('gives the same as plain lists of words', () => {
    const word = fc.constantFrom('ab', 'abc', 'abcd', 'abd', 'b', 'bcdefghi', 'bcdefghj');
    const owner = fc.array(fc.tuple(fc.nat(2), word), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(owner, { maxLength: 20 }), word, (owners, wanted) => {
        const builder = new TermIndexBuilder();
        for (const entries of owners) {
          for (const [field, text] of entries) builder.add(field, text);
          builder.endOwner();
        }
        const plain = owners.flatMap((entries, number) => {
          const fits = entries.filter(
            ([, text]) => text === wanted || (wanted.length >= 3 && text.startsWith(wanted)),
          );
          return fits.length === 0
            ? []
            : [`${number}/${Math.min(...fits.map(([field]) => field))}`];
        });
        const best = new Map<number, number>();
        for (const { number, field } of search(builder.finish(), exactOrPrefix, wanted)) {
          best.set(number, Math.min(field, best.get(number) ?? 3));
        }
        const found = [...best]
          .sort((a, b) => a[0] - b[0])
          .map(([number, field]) => `${number}/${field}`);
        expect(found).toEqual(plain);
      }),
    );
  });
});

describe('WordTable', () => {
  it('numbers words by first appearance, inside texts too', () => {
    const table = new WordTable();
    expect(table.number('night bus', 0, 5)).toBe(0);
    expect(table.number('night bus', 6, 9)).toBe(1);
    expect(table.number('bus', 0, 3)).toBe(1);
    expect(table.number('', 0, 0)).toBe(2);
    expect(table.all()).toEqual(['night', 'bus', '']);
  });

  it('keeps thousands apart', () => {
    const table = new WordTable();
    const words = Array.from({ length: 20_000 }, (_, i) => `w${i}é`);
    for (const [number, text] of words.entries())
      expect(table.number(text, 0, text.length)).toBe(number);
    for (const [number, text] of words.entries())
      expect(table.number(text, 0, text.length)).toBe(number);
    expect(table.all()).toEqual(words);
  });
});

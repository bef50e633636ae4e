import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildDictionary, findWord, prefixRange, wordAt, wordsNear } from './dictionary.ts';
import { edits } from './oracle-text.ts';

const letter = fc.constantFrom('a', 'b', 'c', 'é', 'ب', 'ሀ', 'z');
const word = fc.array(letter, { minLength: 1, maxLength: 9 }).map((letters) => letters.join(''));
const words = fc.uniqueArray(word, { maxLength: 120 }).map((list) => list.sort());

describe('the front-coded dictionary', () => {
  it('gives back every word by its number', () => {
    fc.assert(
      fc.property(words, (sorted) => {
        const dictionary = buildDictionary(sorted);
        expect(sorted.map((_, i) => wordAt(dictionary, i))).toEqual(sorted);
      }),
    );
  });

  it('finds words that are there, and where others would stand', () => {
    fc.assert(
      fc.property(words, word, (sorted, wanted) => {
        const dictionary = buildDictionary(sorted);
        for (const [index, known] of sorted.entries()) {
          expect(findWord(dictionary, known)).toEqual({ index, found: true });
        }
        expect(findWord(dictionary, wanted)).toEqual({
          index: sorted.filter((known) => known < wanted).length,
          found: sorted.includes(wanted),
        });
      }),
    );
  });

  it('finds all words that begin with a prefix', () => {
    fc.assert(
      fc.property(words, word, (sorted, prefix) => {
        const { from, to } = prefixRange(buildDictionary(sorted), prefix);
        expect(sorted.slice(from, to)).toEqual(sorted.filter((known) => known.startsWith(prefix)));
      }),
    );
  });

  it('finds all words within one or two edits, as the full table does', () => {
    fc.assert(
      fc.property(words, word, fc.constantFrom(0, 1, 2), (sorted, wanted, most) => {
        const near = wordsNear(buildDictionary(sorted), wanted, most);
        const plain = sorted
          .map((known, index) => ({ index, edits: edits(known, wanted) }))
          .filter((candidate) => candidate.edits <= most);
        expect(near).toEqual(plain);
      }),
    );
  });

  it('holds no words at all', () => {
    const empty = buildDictionary([]);
    expect(findWord(empty, 'a')).toEqual({ index: 0, found: false });
    expect(prefixRange(empty, 'a')).toEqual({ from: 0, to: 0 });
    expect(wordsNear(empty, 'abcd', 1)).toEqual([]);
  });

  it('takes little room for words that share their beginnings', () => {
    const many = Array.from({ length: 1600 }, (_, i) => `community-kitchen-${10_000 + i}`);
    const { units } = buildDictionary(many);
    expect(units.length).toBeLessThan(many.join('').length / 3);
  });
});

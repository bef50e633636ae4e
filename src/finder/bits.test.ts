import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clearBit,
  GrowingList,
  hasBit,
  inSet,
  lowerBound,
  makeSet,
  popcount,
  setBit,
  wordsFor,
} from './bits.ts';

describe('words of bits', () => {
  it('count their bits as a plain loop does', () => {
    fc.assert(
      fc.property(fc.integer(), (word) => {
        const ones = (word >>> 0).toString(2).replaceAll('0', '').length;
        expect(popcount(word)).toBe(ones);
      }),
    );
  });

  it('set and clear single bits, the 32nd of a word too', () => {
    const words = new Uint32Array(wordsFor(70));
    expect(words.length).toBe(3);
    for (const id of [0, 31, 32, 63, 69]) setBit(words, id);
    expect([0, 1, 31, 32, 63, 64, 69].map((id) => hasBit(words, id))).toEqual([
      true,
      false,
      true,
      true,
      true,
      false,
      true,
    ]);
    clearBit(words, 31);
    expect(hasBit(words, 31)).toBe(false);
    expect(hasBit(words, 32)).toBe(true);
  });
});

describe('makeSet', () => {
  it('keeps few numbers as a sorted list and many as words, with the same members', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(499), { maxLength: 60 }), (ids) => {
        const set = makeSet(Uint32Array.from(ids), 500, 32);
        expect('sparse' in set).toBe(ids.length * 32 < 500);
        for (let id = 0; id < 500; id++) expect(inSet(set, id)).toBe(ids.includes(id));
      }),
    );
  });

  it('finds nothing in a set that is not there', () => {
    expect(inSet(undefined, 3)).toBe(false);
  });
});

describe('lowerBound', () => {
  it('is the number of smaller elements', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.nat(60), (values, wanted) => {
        const sorted = Uint32Array.from(values).sort();
        expect(lowerBound(sorted, wanted)).toBe(values.filter((value) => value < wanted).length);
      }),
    );
  });
});

describe('GrowingList', () => {
  it('keeps what was pushed, past its first capacity', () => {
    const list = new GrowingList(2);
    for (let i = 0; i < 100; i++) list.push(i * 3);
    expect(list.length).toBe(100);
    expect(list.at(99)).toBe(297);
    expect([...list.finish()]).toEqual(Array.from({ length: 100 }, (_, i) => i * 3));
    expect(list.view().length).toBe(100);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from './name-compare.ts';
import {
  lettersIn,
  LONGEST_PART,
  MOST_PARTS,
  packSketch,
  skeleton,
  unpackSketch,
} from './name-sketch.ts';
import { SOUNDS } from './name-sounds.ts';

const soundsOf = (name: string): string =>
  skeleton(name)
    .parts.map(({ sounds }) => Array.from(sounds, (id) => SOUNDS[id] ?? '?').join(''))
    .join(' ');

describe('a name as parts of sounds', () => {
  it.each([
    ['Nour ed-Din', 'nurdin'],
    ['Noureddine', 'nuredine'],
    ['Abd al-Rahman', "'bdrahman"],
    ['Abdurrahman', "'bdrahman"],
    ['Mr. Omar bin Said', 'omar said'],
    ['Омар', 'omar'],
    ['王小明', 'wang Xiaoming'],
    ['김민수', 'gim minsu'],
    ['İbrahim Şahin', 'ibrahim Sahin'],
    ['ヤマダ', 'yamada'],
    ['Γιώργος', 'giorgos'],
    ['საბა', 'saba'],
    ['Հակոբ', 'hakob'],
    ['ተስፋይ', 'tesfay'],
    ['အောင်', 'aung'],
    ['ﻣﺤﻤﺪ', 'mhmd'],
    ['ＭＡＲＩＡ', 'maria'],
  ])('reads %s', (name, sounds) => {
    expect(soundsOf(name)).toBe(sounds);
  });

  it('keeps a name that is only a title or a word between', () => {
    expect(skeleton('Ben').parts).toHaveLength(1);
    expect(skeleton('De La').parts.length).toBeGreaterThan(0);
  });

  it('has no part where nothing was written', () => {
    for (const empty of ['', '   ', '--', '...', '\u200f'])
      expect(skeleton(empty).parts).toEqual([]);
  });

  it('takes any text whatever, within its limits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (name) => {
        const { parts } = skeleton(name);
        expect(parts.length).toBeLessThanOrEqual(MOST_PARTS);
        for (const { sounds } of parts) {
          expect(sounds.length).toBeGreaterThan(0);
          expect(sounds.length).toBeLessThanOrEqual(LONGEST_PART);
          expect(sounds.every((sound) => sound < 64)).toBe(true);
        }
      }),
    );
  });

  it('counts letters as people do', () => {
    expect(lettersIn('e\u0301a')).toBe(2);
    expect(lettersIn('👩🏽‍🚀')).toBe(1);
    expect(lettersIn('မြင့်')).toBe(2);
  });
});

describe('a packed sketch', () => {
  const names = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.constantFrom('محمد عبد الرحمن', 'ተስፋይ ገብረ', 'Олена', 'রহিমা', '👋 Ana', 'J. Smith'),
  );

  it('comes back the same and compares the same', () => {
    fc.assert(
      fc.property(names, names, (one, other) => {
        const [a, b] = [skeleton(one), skeleton(other)];
        const again = unpackSketch(packSketch(a));
        expect(again).toEqual(a);
        expect(compare(again, b)).toBe(compare(a, b));
      }),
    );
  });

  it('is small', () => {
    expect(packSketch(skeleton('Mohamed Abdelrahman Hassan Al-Husseini')).length).toBeLessThan(40);
  });

  it.each([[[]], [[2]], [[1, 4, 1]], [[1, 0]], [[1, 1, 99]], [[1, 225, 1]]])(
    'refuses %j',
    (bytes) => {
      expect(() => unpackSketch(Uint8Array.from(bytes))).toThrow(RangeError);
    },
  );
});

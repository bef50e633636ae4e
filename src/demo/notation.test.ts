import { describe, expect, it } from 'vitest';
import { readDocuments, readFacts, readLanguages } from './notation.ts';
import { chanceOf } from './random.ts';

describe('short hand of the data files', () => {
  it('reads facts, languages and documents', () => {
    expect(readFacts('free !asks_name ?step_free')).toEqual({
      free: 'yes',
      asks_name: 'no',
      step_free: 'unknown',
    });
    expect(readLanguages('en ar@site ti@phone').map(({ lang, mode }) => `${lang} ${mode}`)).toEqual(
      ['en staff', 'ar interpreter_on_site', 'ti interpreter_phone'],
    );
    expect(readDocuments('identity child_health_book?')).toEqual([
      { doc: 'identity', level: 'needed' },
      { doc: 'child_health_book', level: 'helpful' },
    ]);
    expect(readFacts(undefined)).toEqual({});
  });

  it('names the word that it does not know', () => {
    expect(() => readFacts('fre')).toThrow('Not a fact: fre');
    expect(() => readLanguages('ar@home')).toThrow('ar@home');
    expect(() => readDocuments('passport')).toThrow('Not a document: passport');
  });
});

describe('seeded chance', () => {
  it('gives each name its own stream, always the same', () => {
    const draw = (name: string) => Array.from({ length: 5 }, () => chanceOf(name).next());
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('keeps to bounds and weights', () => {
    const chance = chanceOf('bounds');
    const drawn = Array.from({ length: 4000 }, () => chance.between(3, 7));
    expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([3, 7]);
    const heads = Array.from({ length: 4000 }, () =>
      chance.weighted([
        ['heads', 3],
        ['tails', 1],
      ]),
    ).filter((side) => side === 'heads').length;
    expect(heads / 4000).toBeGreaterThan(0.71);
    expect(heads / 4000).toBeLessThan(0.79);
    expect(chance.some([1, 2, 3, 4], 2)).toHaveLength(2);
  });
});

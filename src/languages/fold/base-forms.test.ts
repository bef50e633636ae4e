import { describe, expect, test } from 'vitest';
import { fold } from '../fold.ts';
import { baseForms } from './base-forms.ts';

const base = (word: string, lang: string) => baseForms(fold(word, lang));

describe('base forms of Ethiopic words', () => {
  test.each([
    ['am', 'ልጄን', 'ልጅ'],
    ['am', 'ልጆች', 'ልጅ'],
    ['am', 'ልጆቼን', 'ልጅ'],
    ['am', 'ጫማዬን', 'ጫማ'],
    ['am', 'ወንድሜ', 'ወንድም'],
    ['am', 'ለሕፃኔ', 'ሕፃን'],
    ['am', 'የስልኬ', 'ስልክ'],
    ['ti', 'ሞባይለይ', 'ሞባይል'],
    ['ti', 'ሳእነይ', 'ሳእኒ'],
    ['ti', 'ንሓኪም', 'ሓኪም'],
  ])('%s: %s is of %s', (lang, typed, word) => {
    expect(base(typed, lang)).toContain(fold(word, lang));
  });
  test('leave a short word alone, and one of another script', () => {
    expect(base('ቤቴ', 'am')).toEqual([fold('ቤት', 'am')]);
    expect(baseForms('လူ')).toEqual([]);
  });
});

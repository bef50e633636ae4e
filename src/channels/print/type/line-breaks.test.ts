import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unbreakable } from './line-breaks.ts';

const lines = (text: string, tag: string): string => unbreakable(text, tag).join('|');

describe('where a line may end', () => {
  test('after spaces, never before a closing mark or after an opening one', () => {
    expect(lines('Free (for all), no papers.', 'en')).toBe('Free |(for |all), |no |papers.');
    expect(lines('Valable ? Oui « vraiment » !', 'fr')).toBe('Valable ? |Oui |« vraiment » !');
  });

  test('not inside a number kept together, a time or an address', () => {
    expect(lines('Call \u2066555\u00a00100\u2069 now', 'en')).toBe(
      'Call |\u2066555\u00a00100\u2069 |now',
    );
    expect(lines('open wayhouse.example/p/210-en-3 now', 'en')).toBe(
      'open |wayhouse.example/p/210-en-3 |now',
    );
    expect(lines('09:00-17:00', 'en')).toBe('09:00-17:00');
  });

  test('before an isolated name in a list, whatever the segmenter glues to the space', () => {
    expect(lines('a, \u2068English\u2069، \u2068فارسی\u2069', 'ar').split('|')).toHaveLength(3);
  });

  test('between words that Thai and Khmer write without spaces', () => {
    expect(lines('โรงพยาบาลทุกแห่งต้องรักษา', 'th')).toBe('โรง|พยาบาล|ทุก|แห่ง|ต้อง|รักษา');
    expect(lines('ទូរស័ព្ទដោយឥតគិតថ្លៃ។', 'km')).toBe('ទូរស័ព្ទ|ដោយ|ឥតគិតថ្លៃ។');
    // The repetition sign stays with its word.
    expect(unbreakable('ทุก ๆ วัน', 'th')).toEqual(['ทุก ๆ ', 'วัน']);
  });

  test('not in the crumbs of a Khmer word that no dictionary has', () => {
    expect(lines('មន្ទីរពេទ្យអាចបដិសេធ', 'km')).toBe('មន្ទីរពេទ្យ|អាចបដិសេធ');
  });

  test('only at U+200B where the writer put some', () => {
    expect(lines('មន្ទីរ\u200bពេទ្យអាច', 'km')).toBe('មន្ទីរ\u200b|ពេទ្យអាច');
  });

  test('the word space of Ethiopic ends a line', () => {
    expect(lines('ሰላም፡ዓለም', 'am')).toBe('ሰላም፡|ዓለም');
  });

  test('pieces joined are the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('en', 'th', 'km', 'ar'),
        (text, tag) => {
          expect(unbreakable(text, tag).join('')).toBe(text);
        },
      ),
    );
  });
});

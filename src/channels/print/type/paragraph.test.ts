import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { knownLanguage } from '../../../languages/known-languages.ts';
import { familyOf, type Voice } from './families.ts';
import { breakLines, MissingLetters } from './paragraph.ts';

function voice(code: string): Voice {
  const language = knownLanguage(code);
  if (!language) throw new Error(code);
  return {
    tag: language.tag,
    dir: language.dir,
    family: familyOf(language.script, language.tag),
  };
}

const read = (text: string, code: string, width = 30): string[] =>
  breakLines(text, voice(code), 'regular', width).map((line) =>
    line.units.map((unit) => unit.text).join(''),
  );
/** Units from left to right, as an eye meets them. */
const seen = (text: string, code: string): string[] =>
  breakLines(text, voice(code), 'regular', 99).flatMap(({ units }) =>
    [...units]
      .filter(({ advance }) => advance > 0)
      .sort((a, b) => a.x - b.x)
      .map((unit) => unit.text),
  );

describe('lines', () => {
  test('are as wide as they may be and no wider; joined they are the text', () => {
    const text = 'Every hospital must treat you first. You may say your name later.';
    const lines = breakLines(text, voice('en'), 'regular', 12);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line.width).toBeLessThanOrEqual(12);
    // The space between two lines belongs to the first, unseen.
    expect(read(text, 'en', 12).join('')).toBe(text);
  });

  test('a word wider than the line is parted, never cut', () => {
    const word = 'Donaudampfschifffahrtsgesellschaft';
    const lines = breakLines(word, voice('en'), 'regular', 5);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line.width).toBeLessThanOrEqual(5);
    expect(read(word, 'en', 5).join('')).toBe(word);
  });

  test('Arabic runs from the right, and a number in it from the left', () => {
    expect(seen('رقم 12', 'ar').join('')).toBe('12 مقر');
    // One number of two groups keeps its order when it is isolated.
    expect(
      seen('رقم \u2066555\u00a00100\u2069 مجاني', 'ar')
        .join('')
        .replace(/\u00a0/g, ' '),
    ).toContain('555 0100');
  });

  test('Khmer is one unit a syllable, and what it says is the syllable', () => {
    const [line] = breakLines('ខ្ញុំ', voice('km'), 'regular', 30);
    expect(line?.units.map(({ text }) => text)).toEqual(['ខ្ញុំ']);
    expect(line?.units[0]?.parts.length).toBeGreaterThan(1);
  });

  test('letters of another script come from another face', () => {
    const faces = new Set(
      breakLines('በ Red Cross ነው ไทย', voice('am'), 'regular', 99).flatMap(({ units }) =>
        units.map(({ face }) => face.name),
      ),
    );
    expect(faces).toEqual(
      new Set([
        'NotoSansEthiopic-400Regular',
        'NotoSans-400Regular',
        'NotoSansThaiLooped-400Regular',
      ]),
    );
  });

  test('a letter that no font has is refused by name, not printed as a box', () => {
    expect(() => read('Hello 𒀀', 'en')).toThrow(MissingLetters);
    expect(() => read('Hello 𒀀', 'en')).toThrow('𒀀 (U+12000)');
  });

  test('reading the units in order gives the text back, in any mixture of scripts', () => {
    const letter = fc.constantFrom(
      ...'abc 12 العربية فارسی ۱۲ ١٢ አማርኛ বাংলা ক্ষ মြန်မာ ខ្មែរ ไทย українська ()،؟।។'.split(''),
    );
    const text = fc
      .array(letter, { maxLength: 40 })
      .map((letters) => letters.join('').normalize('NFC'));
    fc.assert(
      fc.property(text, fc.constantFrom('en', 'ar', 'ur', 'my', 'km'), (given, code) => {
        const got = read(given, code, 8).join('');
        expect(got.replace(/\s/g, '')).toBe(given.replace(/\s/g, ''));
      }),
      { numRuns: 60 },
    );
  });
});

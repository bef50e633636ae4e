import calculator from 'sms-segments-calculator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cheapest } from './cheapest.ts';
import { fitLines, fitText, shorten } from './fit.ts';
import { septetsOf } from './gsm-alphabet.ts';
import { pagesOf } from './pages.ts';
import { withPlainLetters, withPlainSigns } from './plain-signs.ts';
import { countSegments, isAtMost, segmentsOf } from './segments.ts';
import { COUNTED_LANGUAGES, messagesIn } from './testing.ts';

const count = (text: string): [string, number] => {
  const { encoding, count: segments } = segmentsOf(text);
  return [encoding, segments];
};

describe('the segments of a text', () => {
  it.each([
    ['', 'GSM-7', 1],
    ['x'.repeat(160), 'GSM-7', 1],
    ['x'.repeat(161), 'GSM-7', 2],
    ['x'.repeat(306), 'GSM-7', 2],
    ['x'.repeat(307), 'GSM-7', 3],
    // Each of these needs an escape before it.
    ['€'.repeat(80), 'GSM-7', 1],
    ['€'.repeat(81), 'GSM-7', 2],
    ['ب'.repeat(70), 'UCS-2', 1],
    ['ب'.repeat(71), 'UCS-2', 2],
    ['ب'.repeat(134), 'UCS-2', 2],
    ['ب'.repeat(135), 'UCS-2', 3],
    ['`', 'UCS-2', 1],
    ['ç', 'UCS-2', 1],
    ['Ç', 'GSM-7', 1],
  ])('%s', (text, encoding, segments) => {
    expect(count(text)).toEqual([encoding, segments]);
  });

  it('never parts an escape, a pair of surrogates or a letter with its marks', () => {
    const escapes = segmentsOf(`${'x'.repeat(152)}€${'x'.repeat(60)}`);
    expect(escapes.parts.map(({ length }) => length)).toEqual([152, 61]);
    const pairs = segmentsOf(`${'ب'.repeat(66)}😀${'ب'.repeat(20)}`);
    expect(pairs.parts[1]?.startsWith('😀')).toBe(true);
    const burmese = segmentsOf(`${'က'.repeat(65)}ကျွန်${'က'.repeat(20)}`);
    expect(burmese.parts[1]?.startsWith('ကျွ')).toBe(true);
  });

  it('is the text again when it is joined, and no part is too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (text) => {
        const { parts, encoding, units } = segmentsOf(text);
        const most = parts.length === 1 ? [160, 70] : [153, 67];
        const sizes = parts.map((part) =>
          encoding === 'UCS-2'
            ? part.length
            : [...part].reduce((sum, one) => sum + septetsOf(one.charCodeAt(0)), 0),
        );
        expect(parts.join('')).toBe(text);
        for (const most of [1, 2, 3]) expect(isAtMost(text, most)).toBe(parts.length <= most);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(units);
        // One letter with very many marks may be longer than a segment by itself.
        if (encoding === 'GSM-7') expect(Math.max(...sizes)).toBeLessThanOrEqual(most[0] as number);
      }),
    );
  });

  // 100,000 of them: node checks/channels/compare-segments.ts
  it('are as many as another counter finds, in every language', () => {
    expect(COUNTED_LANGUAGES.length).toBeGreaterThanOrEqual(12);
    for (const { text } of messagesIn(COUNTED_LANGUAGES, 20, 7)) {
      const other = new calculator.SegmentedMessage(text);
      expect([text, ...count(text)]).toEqual([text, other.encodingName, other.segmentsCount]);
    }
  });
});

describe('plain signs', () => {
  it('are taken where they alone make a text GSM, and nowhere else', () => {
    expect(withPlainSigns('“It’s open” – 9–17…\u00a0yes')).toBe('"It\'s open" - 9-17... yes');
    expect(withPlainSigns('“مفتوح”…')).toBe('“مفتوح”…');
    expect(withPlainSigns('nai\u0308ve e\u0301')).toBe('naïve é');
  });
  it('letters lose their accents only when that saves a segment', () => {
    expect(withPlainLetters('więcej ñ é łódź ışık ç')).toBe('wiecej ñ é lodz isik c');
    expect(withPlainLetters('ü мир')).toBe('ü мир');
    expect(cheapest('więcej')).toBe('więcej');
    expect(cheapest('ą'.repeat(71))).toBe('a'.repeat(71));
  });
});

describe('fitting', () => {
  it('leaves out the least needed lines, and never one of rank 0', () => {
    const line = (text: string, rank: number) => ({ text, rank });
    const fitted = fitLines([
      line('a'.repeat(150), 0),
      line('b'.repeat(100), 2),
      line('c'.repeat(100), 1),
      line('Ask first.', 0),
    ]);
    expect(fitted.text).toBe(`${'a'.repeat(150)}\n${'c'.repeat(100)}\nAsk first.`);
    expect(fitted.segments).toBe(2);
    expect(fitted.left).toBe(1);
  });
  it('cuts at sentences, else between words, and never in or beside a number', () => {
    const text = `Go to the gate. ${'Then wait there. '.repeat(30)}`;
    expect(fitText(text, 1).text.endsWith('there.')).toBe(true);
    expect(countSegments(fitText(text, 1).text)).toBe(1);
    expect(shorten('Clinic at the old station, gate 12', 26)).toBe('Clinic at the old...');
    expect(shorten('Platform 4 12 north', 14)).toBe('Platform...');
    expect(shorten('0199555210', 5)).toBe('');
  });
  it('gives every word once over several messages of two segments', () => {
    fc.assert(
      fc.property(
        fc.array(fc.lorem({ maxCount: 30 }), { minLength: 1, maxLength: 12 }),
        (lines) => {
          const pages = pagesOf(lines, 'More: send MORE');
          expect(pages.every((page) => countSegments(page) <= 2)).toBe(true);
          const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);
          expect(words(pages.join('\n').replaceAll('\nMore: send MORE', ''))).toEqual(
            words(lines.join('\n')),
          );
        },
      ),
    );
  });
});

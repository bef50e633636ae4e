import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenForms, tokens } from '../fold.ts';
import { fromZawgyi, isZawgyi, zawgyiScore } from './zawgyi.ts';

/** Zawgyi and Unicode of words that a directory of services is full of. */
const PAIRS: readonly [zawgyi: string, unicode: string, what: string][] = [
  ['ျမန္မာႏိုင္ငံ', 'မြန်မာနိုင်ငံ', 'ra before its letter, asat, another na'],
  ['ေဆး႐ုံ', 'ဆေးရုံ', 'e before its letter, another ra'],
  ['ကေလး', 'ကလေး', 'e inside a word'],
  ['ေက်ာင္း', 'ကျောင်း', 'e and ya around one letter'],
  ['ႀကီး', 'ကြီး', 'a wide ra'],
  ['ဒုကၡသည္', 'ဒုက္ခသည်', 'a letter below another'],
  ['ေယာက္်ား', 'ယောက်ျား', 'asat before ya'],
  ['သေဘၤာ', 'သင်္ဘော', 'a small nga above'],
  ['ဘ႑ာ', 'ဘဏ္ဍာ', 'two letters in one sign'],
  ['တာ၀န္', 'တာဝန်', 'a zero for wa'],
  ['ယာဥ္', 'ယာဉ်', 'the vowel u for nya'],
  ['အခြင့္အေရး', 'အခွင့်အရေး', 'wa and a dot below'],
  ['ေရႊ', 'ရွှေ', 'wa and ha in one sign'],
  ['မႈ', 'မှု', 'ha and u in one sign'],
  ['သို႔', 'သို့', 'a moved dot'],
];
const zawgyi = PAIRS.map(([text]) => text).join(' ');
const unicode = PAIRS.map(([, text]) => text).join(' ');

describe('Zawgyi', () => {
  it.each(PAIRS)('%s is %s: %s', (from, to) => {
    expect(fromZawgyi(from)).toBe(to);
  });

  it('is told from Unicode in texts of twenty letters', () => {
    expect(isZawgyi(zawgyi)).toBe(true);
    expect(isZawgyi(unicode)).toBe(false);
    expect(fromZawgyi(zawgyi)).toBe(unicode);
    expect(isZawgyi(fromZawgyi(zawgyi))).toBe(false);
  });

  it('is not claimed of short texts, other scripts, or nothing', () => {
    for (const text of ['ျမန္မာ', '', 'Yangon', 'الأردن', '၂၀၂၆'])
      expect(isZawgyi(text)).toBe(false);
    expect(zawgyiScore('ျမန္မာ')).toBeGreaterThan(0);
    expect(zawgyiScore('မြန်မာ')).toBeLessThan(0);
  });

  it('is found as Unicode is, once it is long enough', () => {
    expect(tokens(zawgyi, 'my')).toEqual(tokens(unicode, 'my'));
    expect(tokens(zawgyi, 'en')).toEqual(tokens(unicode, 'en'));
  });

  it('is read both ways in a short question', () => {
    const others = tokenForms('ေဆး႐ုံ', 'my').flatMap((form) => form.others);
    for (const pair of tokens('ဆေးရုံ', 'my')) expect(others).toContain(pair);
    expect(tokenForms('မြန်မာ', 'my').flatMap((form) => form.others)).toEqual([]);
  });

  it('is never seen in Shan, Mon or Karen, which have letters of their own', () => {
    const shan = 'ၵႂၢမ်းတႆး ၵႂၢမ်းတႆး ၵႂၢမ်းတႆး ၵႂၢမ်းတႆး';
    expect(tokens(shan, 'shn').join('')).toContain('ၵႂၢမ်း');
    expect(tokenForms('ၵႂၢမ်း', 'shn')[0]?.others).toEqual([]);
  });

  it('keeps numbers', () => {
    expect(fromZawgyi('၂၀၂၆ ၇ ၀')).toBe('၂၀၂၆ ၇ ၀');
    expect(fromZawgyi('၁၀၀')).toBe('၁၀၀');
  });

  it('converts any text without failing', () => {
    const letters = fc
      .integer({ min: 0x1000, max: 0x109f })
      .map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(fc.string({ unit: letters, maxLength: 80 }), (text) => {
        expect(typeof fromZawgyi(text)).toBe('string');
        expect(typeof isZawgyi(text)).toBe('boolean');
      }),
    );
  });
});

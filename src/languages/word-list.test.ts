import { describe, expect, it } from 'vitest';
import { type WordList, wordFinder } from './word-list.ts';

const list: WordList = {
  words: [
    {
      pattern: 'illegal*',
      level: 'block',
      instead: ['people without papers'],
      except: ['illegal dismissal'],
    },
    { pattern: 'at risk', level: 'block', instead: ['needs help sooner'] },
    { pattern: 'case', level: 'warn', instead: ['person'], except: ['in case'] },
    { pattern: 'ضحية', level: 'block', instead: ['ما حدث لك'] },
    { pattern: 'ግዳይ*', level: 'block', instead: ['ዘጋጠመኩም'] },
  ],
  promises: [{ pattern: 'nobody', level: 'block', instead: ['say who'] }],
  allowed: { 'agreement.limit': { nobody: 'denies a promise' } },
};
const found = (text: string, lang = 'en', id = '') =>
  wordFinder(list, lang)(text, id).map(({ pattern }) => pattern);

describe('wordFinder', () => {
  it('finds a word in any case and with any ending that the pattern leaves open', () => {
    expect(found('Illegals came')).toEqual(['illegal*']);
    expect(found('children AT RISK')).toEqual(['at risk']);
  });
  it('finds whole words only', () => {
    expect(found('a suitcase, a beat, risks')).toEqual([]);
  });
  it('lets a phrase pass in which the word is right, but not a second use beside it', () => {
    expect(found('Illegal dismissal from work')).toEqual([]);
    expect(found('Illegal dismissal of illegals')).toEqual(['illegal*']);
    expect(found('in case of fire')).toEqual([]);
  });
  it('does not build a phrase over a gap that an exception leaves', () => {
    expect(found('at illegal dismissal risk')).toEqual([]);
  });
  it('lets a named message keep a word, and no other message', () => {
    expect(found('Nobody can promise that.', 'en', 'agreement.limit')).toEqual([]);
    expect(found('Nobody can promise that.', 'en', 'agreement.none')).toEqual(['nobody']);
  });
  it('sees through marks, articles and prefixes that are written together with the word', () => {
    expect(found('للضحيّة والضحية', 'ar')).toEqual(['ضحية']);
    expect(found('ንግዳያት፣ ብግዳይ', 'ti')).toEqual(['ግዳይ*']);
  });
  it('finds a word inside a sentence that is written without spaces, but no short one', () => {
    const thai: WordList = {
      words: [
        { pattern: 'เหยื่อ', level: 'block', instead: ['สิ่งที่เกิดกับคุณ'] },
        { pattern: 'เคส', level: 'block', instead: ['คน'] },
      ],
      promises: [],
      allowed: {},
    };
    const inThai = (text: string) => wordFinder(thai, 'th')(text).map(({ pattern }) => pattern);
    expect(inThai('ช่วยเหลือเหยื่อทุกคน')).toEqual(['เหยื่อ']);
    expect(inThai('โทรศัพท์เคสสีดำ')).toEqual([]);
    expect(inThai('เคส ใหม่')).toEqual(['เคส']);
  });
  it('says what to write instead', () => {
    expect(wordFinder(list, 'en')('in this case')).toEqual([
      { pattern: 'case', level: 'warn', instead: ['person'] },
    ]);
  });
});

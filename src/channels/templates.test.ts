/** The words of every language: complete, short, about nobody, and within the word list (INFO-05, COM-02). */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KNOWN_LANGUAGES, knownLanguage } from '../languages/known-languages.ts';
import { shareOfScript, wordListOf } from '../languages/testing.ts';
import { wordFinder } from '../languages/word-list.ts';
import { KEYWORDS, type PhraseId, phraseTexts, PLACEHOLDERS } from './phrases.ts';
import { cheapest } from './sms/cheapest.ts';
import { countSegments } from './sms/segments.ts';
import { COUNTED_LANGUAGES } from './sms/testing.ts';

const ENGLISH = phraseTexts('en');
const IDS = Object.keys(ENGLISH) as PhraseId[];
const valuesIn = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string).sort();

/** Long values, as they come: what has to fit must fit with these. */
const LONG: Record<keyof typeof PLACEHOLDERS, string> = {
  need: 'xxxxxxxxxxxxxxxxxx',
  place: 'xxxxxxxxxxxxxxxx',
  time: '20:00',
  day: 'xxxxxxxxxxxx',
  date: '22 xxxxxxxxx',
  until: '22 xxxxxxxxx',
  papers: 'xxxxxxxxxxxxxxxxxxxxxxxx',
  phone: '+999102555012',
  code: '407132 xx 12',
  next: '407132 XX',
  name: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  number: '22',
  publisher: 'xxxxxxxxxxxxxxxxxxxxxxxx',
  lang: 'xxxxxx',
  stop: 'xxxxxx',
  start: 'xxxxxx',
  join: 'xxxxxxxx',
};
/** Words of a person: no template may name one, in clear or as a value. */
const PERSONAL =
  /name of (?:the )?person|your name|your number|your papers number|born|birth|passport|nationality|\{(?:number_from|from|to|text|user|phone_from|msisdn|sender)\}/i;

describe('the templates', () => {
  it('are there for at least the twenty-two languages of the public side', () => {
    expect(COUNTED_LANGUAGES.length).toBeGreaterThanOrEqual(22);
    const folder = join(import.meta.dirname, '../../locales');
    const withPages = KNOWN_LANGUAGES.filter(({ code }) =>
      existsSync(join(folder, code, 'site.json')),
    );
    for (const { code } of withPages) expect(COUNTED_LANGUAGES).toContain(code);
  });

  it('name only values of the closed list, none of which is of the person who asks', () => {
    for (const id of IDS)
      for (const name of valuesIn(ENGLISH[id])) expect(Object.keys(PLACEHOLDERS)).toContain(name);
    for (const text of Object.values(ENGLISH)) expect(text).not.toMatch(PERSONAL);
  });
});

describe.each(COUNTED_LANGUAGES)('%s', (lang) => {
  const texts = phraseTexts(lang);

  it('says everything, with the same values as English', () => {
    expect(Object.keys(texts)).toEqual(IDS);
    for (const id of IDS)
      expect([id, ...valuesIn(texts[id])]).toEqual([id, ...valuesIn(ENGLISH[id])]);
  });

  it('says nothing that is personal, and no sentence is empty or copied from English', () => {
    for (const id of IDS) {
      expect(texts[id].trim()).not.toBe('');
      expect(texts[id]).not.toMatch(PERSONAL);
      if (lang !== 'en' && texts[id].length > 12)
        expect([id, texts[id]]).not.toEqual([id, ENGLISH[id]]);
    }
  });

  it('is in its own script', () => {
    const { script } = knownLanguage(lang) as { script: 'Latn' };
    for (const id of IDS)
      expect([id, shareOfScript(texts[id].replace(/\{\w+\}/g, ''), script)]).toEqual([id, 1]);
  });

  it('takes two segments at most with long values, and one for most sentences', () => {
    const filled = IDS.filter((id) => !id.startsWith('voice.') && !id.startsWith('radio.')).map(
      (id) => ({
        id,
        segments: countSegments(
          cheapest(texts[id].replace(/\{(\w+)\}/g, (_, name: keyof typeof LONG) => LONG[name])),
        ),
      }),
    );
    expect(filled.filter(({ segments }) => segments > 2)).toEqual([]);
    const one = filled.filter(({ segments }) => segments === 1).length;
    expect(one / filled.length).toBeGreaterThan(0.8);
  });

  it('has a word for each thing that can be asked for, and ten digits', () => {
    for (const keyword of KEYWORDS)
      expect(texts[`key.${keyword}`].split(',')[0]?.trim()).toBeTruthy();
    expect(texts.digits.split(' ')).toHaveLength(10);
    expect(new Set(texts.digits.split(' ')).size).toBe(10);
  });

  it('keeps to the word list', () => {
    if (!existsSync(join(import.meta.dirname, '../../locales', lang, 'words.json'))) return;
    const find = wordFinder(wordListOf(lang), lang);
    for (const id of IDS) expect([id, find(texts[id])]).toEqual([id, []]);
  });
});

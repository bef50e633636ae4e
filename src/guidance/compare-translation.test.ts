import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTranslation, partsOf } from './compare-translation.ts';

const EN = { lang: 'en', tag: 'en' };
const AR = { lang: 'ar', tag: 'ar' };
const source = {
  question: 'Where can I see a doctor for free?',
  answer:
    'The clinic opens at 08:00. Call +351 213 000 111 or see https://clinic.example/a. You need {svc:407132.name} and 3 photos.',
  nextStep: 'Go there with one friend.',
};
const good = {
  question: 'أين أجد طبيبًا مجانًا؟',
  answer:
    'تفتح العيادة الساعة ٨. الهاتف \u2066+351 213 000 111\u2069 أو https://clinic.example/a. يلزم {svc:407132.name} و٣ صور.',
  nextStep: 'الذهاب إلى هناك مع صديق.',
};
const codes = (words: Partial<typeof good> & { child?: string; target?: string }, from = source) =>
  compareTranslation(from, { ...good, ...words }, EN, AR).map(
    ({ field, code }) => `${field}.${code}`,
  );

describe('the comparison of a translation with its source', () => {
  it('finds nothing in a good one, with other digits and marks around a number', () => {
    expect(codes({})).toEqual([]);
  });

  it.each([
    [
      'a lost reference',
      { answer: good.answer.replace('{svc:407132.name}', 'الاسم') },
      'answer.references_differ',
    ],
    [
      'another digit of a telephone number',
      { answer: good.answer.replace('111', '112') },
      'answer.phones_differ',
    ],
    ['another link', { answer: good.answer.replace('/a', '/b') }, 'answer.links_differ'],
    ['another number', { answer: good.answer.replace('٣', '٤') }, 'answer.numbers_differ'],
    ['half of the words', { question: 'طبيب؟' }, 'question.too_short'],
    ['far too many words', { nextStep: `${good.nextStep} `.repeat(4) }, 'nextStep.too_long'],
    ['the wrong alphabet', { nextStep: 'Idhhab ila hunaka maa sadiq.' }, 'nextStep.other_script'],
    ['the source itself', { nextStep: source.nextStep }, 'nextStep.same_as_source'],
    ['an open bracket', { nextStep: `${good.nextStep} (` }, 'nextStep.brackets'],
    ['crossed brackets', { nextStep: `${good.nextStep} ([)]` }, 'nextStep.brackets'],
    [
      'an isolate without an end',
      { nextStep: `\u2067${good.nextStep}` },
      'nextStep.direction_marks',
    ],
    ['an override', { nextStep: `\u202e${good.nextStep}\u202c` }, 'nextStep.direction_marks'],
  ])('finds %s and nothing else', (_what, words, expected) => {
    expect(codes(words)).toEqual([expected]);
  });

  it('names what is lost and what is new', () => {
    const [found] = compareTranslation(
      source,
      { ...good, answer: good.answer.replace('٣', '٤') },
      EN,
      AR,
    );
    expect(found).toMatchObject({ lost: ['3'], added: ['4'], level: 'look' });
  });

  it('finds a part that nobody has translated, and another number to call', () => {
    const more = { ...source, child: 'A doctor is here.', target: '{svc:407132.phone}' };
    expect(codes({ target: '112' }, more)).toEqual(['target.links_differ', 'child.not_translated']);
  });

  it('knows the number of every script as the same', () => {
    for (const number of [
      '1500',
      '1,500',
      '1.500',
      '1\u00a0500',
      '١٥٠٠',
      '١٬٥٠٠',
      '१,५००',
      '၁၅၀၀',
      '១៥០០',
    ])
      expect(partsOf(`a ${number} b`).numbers, number).toEqual(['1500']);
  });

  it('never finds anything between a text and itself in another language, but that it is the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (text) => {
        const words = { question: text, answer: text, nextStep: text };
        const found = compareTranslation(words, words, EN, { lang: 'fr', tag: 'fr' });
        expect(
          found.filter(
            ({ code }) => !['same_as_source', 'brackets', 'direction_marks'].includes(code),
          ),
        ).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildLabels, type NeedLabels } from './need-labels.ts';
import { isStopWord } from './stop-words.ts';
import { type UnderstoodText, understand } from './understand-text.ts';

const LABELS: NeedLabels = {
  en: {
    'health.doctor': ['Doctor', 'see a doctor', 'pain'],
    'health.therapy': ['Counselling', 'nightmares'],
    'food.meal': ['Free meal', 'soup kitchen', 'meat'],
    'shelter.night': ['A bed tonight', 'night shelter'],
    shelter: ['bed'],
    'papers.birth': ['Birth certificate'],
    'health.maternal': ['birth', 'pregnant'],
    'health.vaccination': ['vaccination'],
    'housing.search': ['room to rent'],
  },
  fr: {
    'food.groceries': ['Pain', 'colis alimentaire'],
    'law.advice': ['avocat', 'docteur en droit'],
  },
  ar: { 'health.doctor': ['طبيب', 'tabib'], 'law.advice': ['محامي', 'mo7ami'], food: ['طعام'] },
  ti: { 'health.doctor': ['ሓኪም'], 'items.menstrual': ['ወርሓዊ ጽግያት'] },
};
const labels = buildLabels(LABELS);
const read = (text: string, lang = 'en', inRecords: readonly string[] = []): UnderstoodText =>
  understand(labels, text, lang, ({ forms }) => forms.some((form) => inRecords.includes(form)));
const named = (text: string, lang?: string): readonly string[] => read(text, lang).needs;
const guessed = (text: string, lang?: string): readonly string[] => read(text, lang).guesses;

describe('what is named', () => {
  it('is the longest label, in any order of its words, with or without small words', () => {
    expect(named('birth certificate')).toEqual(['papers.birth']);
    expect(named('certificate of birth')).toEqual(['papers.birth']);
    expect(named('a shelter for the night')).toEqual(['shelter.night']);
    expect(named('rent a room')).toEqual(['housing.search']);
  });

  it('is a word in the plural or with a small word written on to it', () => {
    expect(named('doctors')).toEqual(['health.doctor']);
    expect(named('vaccinations')).toEqual(['health.vaccination']);
    expect(named('والطعام', 'ar')).toEqual(['food']);
    expect(named('ንሓኪም', 'ti')).toEqual(['health.doctor']);
  });

  it('is read in the page’s language where two languages share a spelling', () => {
    expect(named('pain', 'en')).toEqual(['health.doctor']);
    expect(named('pain', 'fr')).toEqual(['food.groceries']);
    expect(named('pain', 'es')).toEqual(['food.groceries', 'health.doctor']);
  });

  it('is not half of a word with a joiner', () => {
    const persian = buildLabels({
      fa: { 'health.doctor': ['درمان\u200cخانه'], housing: ['سرپناه'] },
    });
    const named = (text: string): readonly string[] =>
      understand(persian, text, 'fa', () => false).needs;
    expect(named('درمان\u200cخانه')).toEqual(['health.doctor']);
    expect(named('درمانخانه')).toEqual(['health.doctor']);
    expect(named('درمان خانه')).toEqual(['health.doctor']);
    expect(named('خانه')).toEqual([]);
  });

  it('is the need, and not for whom or with what, unless that is asked for too', () => {
    const family = buildLabels({
      en: {
        'health.vaccination': ['vaccine'],
        child: ['baby'],
        work: ['work'],
        papers: ['papers'],
      },
    });
    const named = (text: string): readonly string[] =>
      understand(family, text, 'en', () => false).needs;
    expect(named('vaccine for my baby')).toEqual(['health.vaccination']);
    expect(named('vaccine no papers')).toEqual(['health.vaccination']);
    expect(named('baby')).toEqual(['child']);
    expect(named('vaccine and work')).toEqual(['health.vaccination', 'work']);
  });

  it('is found with its words joined or parted', () => {
    expect(named('nightshelter')).toEqual(['shelter.night']);
    expect(named('doc tor')).toEqual(['health.doctor']);
  });

  it('is heard alike where Tigrinya writers differ', () => {
    expect(named('ሐኪም', 'ti')).toEqual(['health.doctor']);
  });
});

describe('guesses', () => {
  it('are never among what is named', () => {
    const text = fc.array(
      fc.constantFrom('docter', 'pregnent', 'birth', 'meal', 'the', 'zz', 'tabeeb'),
    );
    fc.assert(
      fc.property(text, (words) => {
        const { needs, guesses } = read(words.join(' '));
        expect(needs.filter((need) => guesses.includes(need))).toEqual([]);
        if (words.includes('docter')) expect([...needs, ...guesses]).toContain('health.doctor');
      }),
    );
    expect(read('docter')).toMatchObject({ needs: [], guesses: ['health.doctor'], meant: [true] });
  });

  it('correct words of five letters and more, also with two letters that changed places', () => {
    expect(guessed('docotr')).toEqual(['health.doctor']);
    expect(guessed('vaccinatoin')).toEqual(['health.vaccination']);
    for (const short of ['maet', 'meet', 'mead', 'bad', 'red', 'beds room', 'rent'])
      expect(read(short).guesses, short).not.toContain('food.meal');
    expect(guessed('meet')).toEqual([]);
  });

  it('complete a word, never across a space', () => {
    expect(guessed('vaccin')).toEqual(['health.vaccination']);
    // "free" begins the label "free meal", but is a word of its own.
    expect(read('free')).toMatchObject({ needs: [], guesses: [] });
    expect(read('see')).toMatchObject({ needs: [], guesses: [] });
  });

  it('leave words alone that go with every question', () => {
    for (const word of ['where', 'looking', 'please', 'somewhere', 'cerca', 'cherche', 'ممكن'])
      expect(read(word), word).toMatchObject({ needs: [], guesses: [] });
  });

  it('leave words alone that stand in a record', () => {
    expect(read('docter', 'en', ['docter'])).toMatchObject({ needs: [], guesses: [] });
  });

  it('take the page’s language first', () => {
    expect(guessed('docteu', 'fr')).toEqual([]);
    expect(guessed('avocta', 'fr')).toEqual(['law.advice']);
    expect(guessed('avocta', 'en')).toEqual(['law.advice']);
  });

  it('mend a word inside a longer label', () => {
    expect(read('birth certifcate')).toMatchObject({ needs: [], guesses: ['papers.birth'] });
  });

  it('hear what is written by ear', () => {
    for (const way of ['tabeeb', '6abib', 'tbeeb', 'tabib']) {
      const { needs, guesses } = read(way, 'ar');
      expect([...needs, ...guesses], way).toEqual(['health.doctor']);
    }
    expect(guessed('muhamy', 'ar')).toEqual(['law.advice']);
    expect(guessed('bridge', 'ar')).toEqual([]);
  });

  it('are not made of nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const { words, spans, meant } = read(text);
        expect(meant).toHaveLength(words.length);
        for (const { mask } of spans) expect(mask).toBeLessThan(2 ** words.length);
      }),
    );
  });
});

describe('words that go with every question', () => {
  it('are left out, unless there are no others', () => {
    expect(read('i want a doctor please').words).toHaveLength(1);
    expect(read('where is it').words).toHaveLength(3);
  });

  it('are no negations', () => {
    for (const word of [
      'no',
      'not',
      'without',
      'sans',
      'sin',
      'بدون',
      'بلا',
      'بی',
      'без',
      'bez',
      'sem',
      'olmadan',
      'bila',
      'बिना',
    ])
      expect(isStopWord(word), word).toBe(false);
  });
});

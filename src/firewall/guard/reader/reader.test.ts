import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MOST, MOST_OF_TWO, read, readInTwos, written } from '../../../learning/signs.ts';
import { judgeName, judgeQuestion } from '../index.ts';
import { readTaught } from '../corpus.ts';
import { ruleOn, wordsIn } from '../judge.ts';
import { lexicon } from '../lexicons.ts';
import { INVISIBLE } from '../normalise.ts';
import { meaningsOf, sensesOf } from './meanings.ts';
import { type Reading, readLabel } from './read.ts';
import { BITS, MOST_WORDS, see, UNIT_BITS } from './traits.ts';
import learned from './weights.json' with { type: 'json' };

const readIt = (text: string): Reading | undefined =>
  readLabel(lexicon(), wordsIn(lexicon(), text.replace(INVISIBLE, '')));

describe('the second reader', () => {
  test('leans towards status and away from a school, in languages that share no letter', () => {
    for (const [hostile, harmless] of [
      ['until when may she live in this country', 'until when may she borrow the book'],
      ['бумаги на проживание', 'бумаги из школы'],
      ['أوراق الإقامة', 'أوراق المدرسة'],
      ['Papiere vom Amt für den Aufenthalt', 'Papiere für die Schule'],
    ] as const)
      expect(readIt(hostile)?.score, hostile).toBeGreaterThan(readIt(harmless)?.score ?? 0);
  });

  test('tells origin and faith from status', () => {
    expect(readIt('which faith does your family follow')?.origin).toBeGreaterThan(0);
    expect(readIt('did the border police let you enter the country')?.origin).toBeLessThan(0);
  });

  test('says the words that weighed most, in words of ours', () => {
    const reading = readIt('asylqq papers of the foreignerxx');
    expect(reading?.words.length).toBeGreaterThan(0);
    expect(reading?.words.join(' ')).not.toMatch(/qq|xx/);
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 60 }), (text) => {
        const words = readIt(`CANARY${text} permit`)?.words.join(' ') ?? '';
        expect(words).not.toMatch(/canary/i);
      }),
      { numRuns: 200 },
    );
  });

  test('says nothing of a text without words, or of one with too many', () => {
    expect(readIt('')).toBeUndefined();
    expect(readIt('🏠 ...')).toBeUndefined();
    const many = Array.from(
      { length: MOST_WORDS + 1 },
      (_, i) => `wort${'abcdefghijklmnopqrs'[i]}`,
    );
    expect(readIt(many.join(' '))).toBeUndefined();
  });

  test('reads the same label the same way, whatever its letters are dressed as', () => {
    for (const label of [
      'permission to reside',
      'papeles de extranjería',
      'Ablauf der Erlaubnis',
    ]) {
      const plain = readIt(label)?.score;
      expect(readIt(label)?.score).toBe(plain);
      expect(readIt(label.toUpperCase())?.score).toBe(plain);
      expect(readIt(label.normalize('NFD'))?.score).toBe(plain);
      expect(readIt(label.replaceAll(' ', '_'))?.score).toBe(plain);
    }
  });

  test('never throws, and always adds up to whole thousandths', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const reading = readIt(text);
        if (reading) expect(Number.isSafeInteger(reading.score)).toBe(true);
        judgeName(text);
        judgeQuestion(text);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what it has learned', () => {
  test('is small', () => {
    expect(JSON.stringify(learned).length).toBeLessThan(1_050_000);
    for (const { weights } of [learned.status, learned.origin])
      expect(read(weights, 1 << BITS).some((weight) => weight > MOST || weight < -MOST)).toBe(
        false,
      );
    const { vectors, out, bias } = learned.units;
    expect(bias.length).toBe(out.length);
    expect(vectors.length).toBe((out.length << UNIT_BITS) / 2);
    const steps = readInTwos(vectors, out.length << UNIT_BITS);
    expect(new Set(steps)).toEqual(new Set([-3, -2, -1, 0, 1, 2, 3]));
    expect(MOST_OF_TWO).toBe(3);
  });

  test('is read as it was written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(9_999), fc.integer({ min: -MOST, max: MOST })), {
          maxLength: 200,
        }),
        (pairs) => {
          const weights = new Int8Array(10_000);
          for (const [slot, weight] of pairs) weights[slot] = weight;
          expect(read(written(weights), 10_000)).toEqual(weights);
        },
      ),
    );
  });
});

describe('what the reader sees', () => {
  const meanings = meaningsOf(lexicon());

  test('has the length 1', () => {
    for (const label of [
      'visa',
      'where do you sleep tonight?',
      'ဗီဇာအမျိုးအစား',
      'Aufenthaltspapiere',
    ]) {
      const { traits } = see(meanings, wordsIn(lexicon(), label));
      expect(traits.reduce((sum, { size }) => sum + size * size, 0)).toBeCloseTo(1, 9);
    }
  });

  test('is the same sense in every language', () => {
    for (const word of [
      'permission',
      'permiso',
      'Erlaubnis',
      'разрешение',
      'إذن',
      'izin',
      'ፍቓድ',
      'اجازت',
    ])
      expect(
        wordsIn(lexicon(), word).all.flatMap((token) => sensesOf(meanings, token)),
        word,
      ).toContain('permit');
  });
});

describe('rules and reader together', () => {
  test('what a lexicon names is refused whatever stands beside it', () => {
    for (const padding of [
      'soup kitchen breakfast',
      'winter coat size, seat by the window',
      'playground',
    ])
      for (const word of [
        'immigration status',
        'residence permit',
        'visa number',
        'número de pasaporte y visado',
      ])
        expect(judgeQuestion(`${word}, ${padding}`), `${word}, ${padding}`).toBeDefined();
  });

  test.each([
    ['en', 'residence permit number', 'asylum seeker', 'undocumented migrant'],
    ['fr', 'titre de séjour', 'demandeur d’asile', 'entrée irrégulière'],
    ['es', 'permiso de residencia', 'solicitante de asilo', 'situación migratoria'],
    ['ar', 'تصريح إقامة', 'طالب لجوء', 'وضع الإقامة'],
    ['fa', 'کارت اقامت', 'پناهجو', 'وضعیت اقامت'],
    ['ti', 'መንበሪ ፍቓድ', 'ሓታቲ ዑቕባ', 'ቪዛ'],
    ['de', 'Aufenthaltstitel', 'Asylbewerber', 'illegale Einreise'],
    ['pt', 'autorização de residência', 'requerente de asilo', 'situação migratória'],
    ['tr', 'ikamet izni', 'sığınmacı', 'geçici koruma kimliği'],
    ['ru', 'вид на жительство', 'статус беженца', 'миграционный статус'],
    ['uk', 'посвідка на проживання', 'статус біженця', 'міграційний статус'],
    ['am', 'የመኖሪያ ፈቃድ', 'ጥገኝነት ጠያቂ', 'ቪዛ'],
    ['so', 'sharciga deganaanshaha', 'magangelyo doon', 'fiisaha'],
    ['ur', 'رہائشی پرمٹ', 'پناہ کی درخواست', 'امیگریشن سٹیٹس'],
    ['ps', 'د اوسېدو اجازه', 'پناه غوښتونکی', 'ویزه'],
    ['my', 'နေထိုင်ခွင့်', 'ခိုလှုံခွင့်', 'ဗီဇာ'],
  ])(
    'names of statuses and papers are refused in %s, bare and beside harmless words',
    (_, ...names) => {
      for (const name of names)
        for (const label of [name, `${name}?`, `${name}, winter coat size`, `soup, ${name}`]) {
          expect(judgeName(label), label).toBeDefined();
          expect(judgeQuestion(label), label).toBeDefined();
        }
    },
  );

  test.each([
    'Herkunft der Eier',
    'Où se trouve la rue de l’Asile ?',
    'Border of the garden',
    'Would you like to talk to our lawyer about asylum? It is free',
    'Möchten Sie mit unserer Anwältin über Asyl sprechen? Kostenlos',
    'رصيد مرحّل من الشهر السابق',
    'Breed of the dog',
  ])('a word that also means something else is let in where the reader is sure: %s', (label) => {
    expect(judgeName(label)).toBeUndefined();
  });

  test.each([
    'Does the lawyer have your asylum decision? date',
    'Asylum Street 4, asylum case number',
    'Groupe ethnique déclaré',
    'Grenzübertritt: Ort und Tag',
  ])('what looks like a service or an offer is refused where it asks: %s', (label) => {
    expect(judgeName(label)).toBeDefined();
  });

  test('harmless words beside a soft ruling do not talk it away', () => {
    const padded = readTaught()
      .filter(({ hostile, language }) => hostile && language === 'en')
      .map(({ label }) => `${label} / soup kitchen breakfast`)
      .filter((label) => ruleOn(lexicon(), wordsIn(lexicon(), label), true)?.firmness === 'soft');
    expect(padded.length).toBeGreaterThan(30);
    expect(padded.filter((label) => judgeName(label)).length / padded.length).toBeGreaterThan(0.95);
  });

  test('what looks like the conduct of others or like help is refused where the reader is sure', () => {
    for (const label of [
      '¿Migración retuvo su pasaporte?',
      'Nicht bei der Ausländerbehörde gemeldet',
      'has the volunteer overstayed their visa',
    ])
      expect(judgeName(label), label).toBeDefined();
    for (const label of ['passport withheld by employer', 'threatened with deportation'])
      expect(judgeName(label), label).toBeUndefined();
  });

  test.each([
    ['soup, sığınmacı, blanket'],
    ['blanket | Asylbewerber | coat of the child'],
    ['بطانية، طالب لجوء، حليب'],
  ])('a status is no less one item of a list because of the others: %s', (label) => {
    expect(judgeName(label)).toBeDefined();
  });

  test('a promise and the name of a service are let in', () => {
    for (const name of ['Help with papers for the foreigners office', 'We do not ask for papers'])
      expect(judgeName(name), name).toBeUndefined();
  });
});

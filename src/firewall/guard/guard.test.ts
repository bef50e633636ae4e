import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCorpus, TIER_1 } from './corpus.ts';
import {
  conditionSpans,
  judgeColumn,
  judgeName,
  judgeText,
  judgeValue,
  LANGUAGES,
} from './index.ts';
import { distance } from './distance.ts';
import { fold } from './normalise.ts';

describe('the corpus', () => {
  const samples = readCorpus();
  test('has 2,000 labels or more in sixteen languages, half of them hostile', () => {
    expect(samples.length).toBeGreaterThanOrEqual(2_000);
    expect(new Set(samples.map((one) => one.language)).size).toBe(16);
    const share = samples.filter((one) => one.hostile).length / samples.length;
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.6);
    expect(LANGUAGES.length).toBe(16);
  });

  /** What each part must reach at the least: tier 0, tier 1, harmless labels let in. */
  const LEAST = {
    working: [0.97, 0.98, 0.995],
    test: [0.95, 0.95, 0.99],
    // Goals are 0.99, 0.95 and 0.98 (docs/benchmarks.md).
    fifteenth: [0.95, 0.93, 0.97],
    sixteenth: [0.92, 0.88, 0.93],
    seventeenth: [0.91, 0.91, 0.94],
  } as const;

  test.each(['working', 'test', 'fifteenth', 'sixteenth', 'seventeenth'] as const)(
    'recall and false refusals on the %s part',
    (half) => {
      // Of the many labels for tuning every second will do.
      const mine = samples
        .filter((one) => (one.half === 'unseen' ? one.name : one.half) === half)
        .filter((_, at) => half !== 'working' || at % 2 === 0);
      const began = performance.now();
      const refused = new Set(mine.filter((one) => judgeName(one.label) !== undefined));
      const each = (performance.now() - began) / mine.length;
      const share = (list: typeof mine): number =>
        list.filter((one) => refused.has(one)).length / list.length;
      const tier0 = mine.filter((one) => one.hostile && !TIER_1.has(one.concept ?? ''));
      const tier1 = mine.filter((one) => one.hostile && TIER_1.has(one.concept ?? ''));
      const harmless = mine.filter((one) => !one.hostile);
      const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
      console.log(
        `guard, ${half} part: tier 0 recall ${percent(share(tier0))} of ${tier0.length}, tier 1 ${percent(share(tier1))} of ${tier1.length}, ` +
          `false refusals ${percent(share(harmless))} of ${harmless.length}, ${each.toFixed(2)} ms a label`,
      );
      const [least0, least1, leastHarmless] = LEAST[half];
      expect(share(tier0)).toBeGreaterThanOrEqual(least0);
      expect(share(tier1)).toBeGreaterThanOrEqual(least1);
      expect(1 - share(harmless)).toBeGreaterThanOrEqual(leastHarmless);
      // Thousands of labels, on machines that are busy.
    },
    120_000,
  );
});

describe('names of columns, keys and terms', () => {
  const samples = readCorpus();
  test.each([
    'legal_status',
    'clientImmigrationStatus',
    'Visa',
    'NATIONALITY',
    'Undocumented People',
    'Refugees/Entrants/Asylees',
    'جنسيّة',
    'status migratório',
  ])('refuses %s', (label) => {
    expect(judgeName(label)).toBeDefined();
  });

  test.each([
    'status',
    'legal status of the organisation',
    'Immigration/Naturalization Legal Services',
    'Refugee Resettlement Services',
    'Citizenship Education',
    'nationality cuisine',
    'id',
    'name',
    '',
    '🏠',
    '   ',
  ])('lets %s in', (label) => {
    expect(judgeName(label)).toBeUndefined();
  });

  test('tells status from what others did', () => {
    for (const conduct of [
      'passport withheld by employer',
      'papers demanded by provider',
      'asks for residence paper',
    ])
      expect(judgeName(conduct)).toBeUndefined();
  });

  test('status is found however the letters are disguised', () => {
    for (const word of ['immigration status', 'residence permit', 'nationality']) {
      for (const disguise of [
        word.toUpperCase(),
        [...word.replace(' ', '')].join('.'),
        [...word].join('\u200b'),
        word.replaceAll('a', 'а').replaceAll('e', 'е').replaceAll('o', 'о'),
        word.replaceAll('a', '4').replaceAll('e', '3'),
        word.normalize('NFD').replaceAll('i', 'i\u0301'),
        word.replaceAll(' ', '__'),
        [...word]
          .map((letter) =>
            letter === ' ' ? ' ' : String.fromCodePoint(letter.charCodeAt(0) - 97 + 0xff41),
          )
          .join(''),
      ]) {
        expect(judgeName(disguise), disguise).toBeDefined();
      }
    }
  });

  test('a label costs 5 ms of processor at most, and a long one no more than its length', () => {
    // The clock of a thread may tick in hundredths of a second, so many labels are timed as one.
    const cost = (labels: readonly string[]): number => {
      const began = process.threadCpuUsage();
      for (const label of labels) judgeName(label);
      const { user, system } = process.threadCpuUsage(began);
      return (user + system) / 1_000 / labels.length;
    };
    const labels = samples.filter((_, at) => at % 8 === 0).map((one) => one.label);
    cost(labels);
    const each = cost(labels);
    console.log(`guard: ${each.toFixed(2)} ms of processor a label in the mean`);
    expect(each).toBeGreaterThan(0);
    expect(each).toBeLessThanOrEqual(5);
    for (const part of ['a ', 'v.', 'entry border date ', 'x', 'إقامة '])
      expect(cost([part.repeat(10_000 / part.length)]), part).toBeLessThan(400);
  }, 120_000);

  test('words beyond the length of a label are judged too', () => {
    expect(judgeName(`${'lorem ipsum '.repeat(60)} immigration status`)).toBeDefined();
  });

  test.each([
    ['vid na zhitelstvo', 'residence_permit'],
    ['posvidka na prozhyvannia', 'residence_permit'],
    ['ဗီဇာအမျိုးအစား', 'visa'],
    ['နယ်စပ်ကို ဘယ်တုန်းက ဖြတ်ခဲ့သလဲ', 'entry_manner'],
  ])('%s is read in its own letters and in Latin ones', (label, concept) => {
    expect(judgeName(label)?.concept).toBe(concept);
  });

  test('any text at all gets an answer, and quickly', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 500 }), fc.string({ maxLength: 500 })),
        (text) => {
          judgeName(text);
          judgeText(text);
          conditionSpans(text);
          judgeValue(text);
        },
      ),
      { numRuns: 300 },
    );
    const began = process.threadCpuUsage();
    judgeName('a '.repeat(5_000));
    conditionSpans('status immigration '.repeat(5_000));
    expect(process.threadCpuUsage(began).user / 1_000).toBeLessThan(4_000);
  });
});

describe('columns by what stands in them', () => {
  test('a harmless header over a status vocabulary is refused from a fifth on', () => {
    const values = (hits: number): string[] => [
      ...Array.from({ length: hits }, () => 'Refugee'),
      ...Array.from({ length: 100 - hits }, (_, i) => `Street ${i}`),
    ];
    expect(judgeColumn('Group', values(20))).toBeDefined();
    expect(judgeColumn('Group', values(19))).toBeUndefined();
  });

  test('blank cells do not count', () => {
    expect(judgeColumn('Group', ['Refugee', '', '-', 'n/a', '?', ''])).toBeDefined();
  });

  test.each([
    ['languages', ['English', 'Arabic', 'French', 'Somali', 'Turkish', 'Persian']],
    ['country', ['JO', 'Jordan', 'Syria', 'Lebanon']],
    ['cuisine', ['Syrian', 'Afghan', 'Iraqi']],
    ['payment', ['Visa, Mastercard', 'cash', 'free']],
    ['organisation', ['Refugee Council', 'Migrant Health Clinic', 'Citizens Advice']],
  ])('%s stays', (header, values) => {
    expect(judgeColumn(header, values)).toBeUndefined();
  });

  test.each([
    ['Who', ['Syrians only', 'No restriction', 'Jordanians only']],
    ['Card', ['Valid UNHCR ASC and MOI card', 'No Requirement', 'UNHCR ASC']],
    ['الفئة', ['لاجئ', 'طالب لجوء', 'الكل']],
    ['groupe', ['demandeur d’asile', 'réfugié', 'tous']],
  ])('%s goes', (header, values) => {
    expect(judgeColumn(header, values)).toBeDefined();
  });
});

describe('free texts', () => {
  test('conditions are found with their place, mentions are not held', () => {
    const text = 'We teach German. Only for people with a valid residence permit. Bring a pen.';
    const [span] = conditionSpans(text);
    expect(text.slice(span?.from, span?.to)).toContain('valid residence permit');
    expect(conditionSpans('Legal help for refugees and asylum seekers. Open on Mondays.')).toEqual(
      [],
    );
    expect(conditionSpans('Must be a resident of Miami-Dade County.')).toEqual([]);
    expect(conditionSpans('We do not ask about permission to stay.')).toEqual([]);
    expect(conditionSpans('Permission to stay is required.')).not.toEqual([]);
    expect(judgeText('US citizens and lawful permanent residents')).not.toEqual([]);
    expect(judgeText('People aged 12 and over')).toEqual([]);
  });

  test('a judgement never carries the text that was judged', () => {
    const judged = judgeName('nationality CANARY-81273');
    expect(JSON.stringify(judged)).not.toContain('81273');
  });
});

describe('normalising', () => {
  test('is the same when done twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
      { numRuns: 500 },
    );
  });

  test('distance counts a swap of neighbours once', () => {
    expect(distance('status', 'statsu', 2)).toBe(1);
    expect(distance('status', 'stauts', 2)).toBe(1);
    expect(distance('status', 'sttus', 2)).toBe(1);
    expect(distance('status', 'completely', 2)).toBe(3);
  });
});

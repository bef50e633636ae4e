import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { isNeedCode, NEED_CODES } from '../../directory/needs.ts';
import { loadNeedLabels } from '../../languages/need-labels.ts';
import { loadNeedReader } from '../../languages/need-reader.ts';
import { findServices } from '../find.ts';
import { kitchen } from '../kitchen.ts';
import { buildPack, type Pack } from '../pack.ts';
import { TEST_NOW } from '../testing.ts';
import { type UnderstoodText, understandText } from '../understand-text.ts';
import { readQuestion, sharesOf } from './read.ts';
import { soundsOf } from './sounds.ts';
import { see } from './traits.ts';
import { openReader, type Reader, type WeightsFile } from './weights-file.ts';

const FOLDER = new URL('./weights/', import.meta.url);
const FILES = readdirSync(FOLDER).map((name) => ({
  name,
  json: readFileSync(new URL(name, FOLDER), 'utf8'),
}));
const LANGUAGES = FILES.map(({ name }) => name.replace('.json', ''));
const fileOf = (lang: string): WeightsFile =>
  JSON.parse(FILES.find(({ name }) => name === `${lang}.json`)?.json ?? '{}') as WeightsFile;

const service = (code: string, name: string, ...needs: string[]) =>
  kitchen({ code, needs, texts: [{ lang: 'en', name, about: '', body: '' }] });
const RECORDS = [
  service('13', 'Riverside surgery', 'health.doctor'),
  service('26', 'Harbour legal clinic', 'law.crime_report'),
  service('39', 'Phone corner', 'talk.phone_wifi'),
  service('41', 'Tooth and gum', 'health.dental'),
  service('54', 'Anchor house', 'child.space'),
];

/** What the reader alone knows, or knows better; the needs of inflected verbs and of things only mentioned. */
const EXAMPLES = [
  ['ar', 'سرقوا موبايلي', 'law.crime_report'],
  ['fa', 'گوشیم را دزدیدند', 'law.crime_report'],
  ['am', 'ስልኬ ተሰረቀ', 'law.crime_report'],
  ['ti', 'ሞባይለይ ተሰሪቃ', 'law.crime_report'],
  ['my', 'ဖုန်းအခိုးခံရတယ်', 'law.crime_report'],
  ['km', 'ទូរស័ព្ទខ្ញុំត្រូវគេលួច', 'law.crime_report'],
  ['en', 'my phone was stolen', 'law.crime_report'],
  ['fr', 'on m a volé mon portable', 'law.crime_report'],
  ['es', 'me robaron el celular', 'law.crime_report'],
] as const;
const GREETINGS: Readonly<Record<string, readonly string[]>> = {
  en: ['hello', 'good morning', 'thank you very much'],
  fr: ['bonjour', 'merci'],
  es: ['hola', 'gracias'],
  ar: ['مرحبا', 'شكرا', 'السلام عليكم'],
  fa: ['سلام', 'ممنون'],
  am: ['ሰላም', 'አመሰግናለሁ'],
  ti: ['ሰላም', 'የቐንየለይ'],
  my: ['မင်္ဂလာပါ', 'ကျေးဇူးတင်ပါတယ်'],
  km: ['សួស្តី', 'អរគុណ'],
};
const words = () =>
  fc
    .array(
      fc.constantFrom(
        'phone',
        'stolen',
        'bed',
        'سرير',
        'doctor',
        'ሐኪም',
        'ဆရာဝန်',
        'xyzzy',
        'no',
        'child',
        'bus',
      ),
      {
        maxLength: 8,
      },
    )
    .map((some) => some.join(' '));

let rules: Pack;
let both: Pack;
beforeAll(() => {
  rules = buildPack(RECORDS, { now: TEST_NOW, territory: 'test', labels: loadNeedLabels() });
  both = { ...rules, secondReader: loadNeedReader() };
});

const read = (text: string, lang: string): UnderstoodText => understandText(both, text, lang);
const said = (text: string, lang: string): readonly string[] => {
  const { needs, guesses } = read(text, lang);
  return [...needs, ...guesses];
};

describe('the second reader of needs', () => {
  test('reads what no name of a need says', () => {
    for (const [lang, text, need] of EXAMPLES)
      expect(said(text, lang)[0], `${lang}: ${text}`).toBe(need);
  });

  test('never says that it understood what the rules did not', () => {
    for (const [lang, text] of EXAMPLES) {
      const named = understandText(rules, text, lang).needs;
      for (const need of read(text, lang).needs) expect(named).toContain(need);
    }
    fc.assert(
      fc.property(fc.constantFrom(...LANGUAGES), words(), (lang, text) => {
        const named = understandText(rules, text, lang).needs;
        for (const need of read(text, lang).needs) expect(named).toContain(need);
      }),
      { numRuns: 80 },
    );
  });

  test('asks about at most three needs, each once, all of them in the tree', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LANGUAGES), words(), (lang, text) => {
        const { needs, guesses, spans } = read(text, lang);
        if (understandText(rules, text, lang).needs.length <= 3)
          expect(needs.length + guesses.length).toBeLessThanOrEqual(
            Math.max(3, understandText(rules, text, lang).guesses.length),
          );
        expect(new Set([...needs, ...guesses]).size).toBe(needs.length + guesses.length);
        expect(spans.every((span) => span.needs.every(isNeedCode))).toBe(true);
      }),
      { numRuns: 80 },
    );
  });

  test('leaves greetings, thanks and blank texts alone', () => {
    for (const [lang, texts] of Object.entries(GREETINGS))
      for (const text of texts) expect(said(text, lang), `${lang}: ${text}`).toEqual([]);
    for (const lang of LANGUAGES)
      for (const text of [' ', '?!', '🏠'])
        expect(readQuestion(openReader(fileOf(lang)), text)).toBeUndefined();
  });

  test('reads the same text the same way, and never throws', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LANGUAGES, 'ur', 'xx'),
        fc.string({ unit: 'binary', maxLength: 120 }),
        (lang, text) => {
          const { arrange: _, ...first } = read(text, lang);
          const { arrange: __, ...second } = read(text, lang);
          expect(second).toEqual(first);
        },
      ),
      { numRuns: 80 },
    );
  });

  test('leaves languages without weights to the rules', () => {
    for (const text of ['ڈاکٹر', 'my phone was stolen'])
      expect(read(text, 'ur')).toEqual(understandText(rules, text, 'ur'));
  });

  test('says which words weighed most', () => {
    const reader = openReader(fileOf('en'));
    const reading = readQuestion(reader, 'xqzt toothache');
    if (reading === undefined) throw new Error('no reading');
    const [strange, tooth] = sharesOf(reader, reading, 'health.dental') as [number, number];
    expect(tooth).toBeGreaterThan(2 * Math.abs(strange));
    expect(reading.chances.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
  });
});

describe('what is found', () => {
  const find = (text: string, lang = 'en') =>
    findServices(both, { now: TEST_NOW, lang, needs: [], text });

  test('is what is meant before what is only mentioned', () => {
    const answer = find('my phone was stolen on the bus');
    expect(answer.items[0]?.code).toBe('26');
    expect(answer.understoodNeeds).not.toContain('talk.phone_wifi');
    expect([...answer.understoodNeeds, ...(answer.guessedNeeds ?? [])]).toContain(
      'law.crime_report',
    );
  });

  test('is a service by its name first, whatever its words may mean', () => {
    for (const [text, code] of [
      ['tooth and gum', '41'],
      ['anchor house', '54'],
      ['phone corner', '39'],
      ['riverside surgery', '13'],
    ] as const)
      expect(find(text).items[0]?.code, text).toBe(code);
  });
});

describe('traits', () => {
  test('have the length 1', () => {
    for (const [lang, text] of EXAMPLES) {
      const { traits } = see(text, lang);
      expect(traits.reduce((sum, { size }) => sum + size * size, 0)).toBeCloseTo(1, 9);
    }
  });

  test('sound alike in Latin letters and in those of the language', () => {
    expect(soundsOf('tabib')).toBe(soundsOf('طبيب'));
    expect(soundsOf('hakim')).toBe(soundsOf('ሐኪም'));
    expect(soundsOf('طبيب')).toBe('tbb');
    expect(soundsOf('ဆရာဝန်')).toBe('');
  });

  test('do not depend on where Burmese and Khmer are cut', () => {
    const slots = (text: string, lang: string) =>
      see(text, lang)
        .traits.map(({ slot }) => slot)
        .sort((a, b) => a - b);
    expect(slots('ဆရာ ဝန်', 'my')).toEqual(slots('ဆရာဝန်', 'my'));
    expect(slots('គ្រូ ពេទ្យ', 'km')).toEqual(slots('គ្រូពេទ្យ', 'km'));
  });
});

describe('files of weights', () => {
  test('are small, and know every need of the tree', () => {
    expect(LANGUAGES).toEqual(expect.arrayContaining(['ar', 'fa', 'am', 'ti', 'my', 'km']));
    for (const { name, json } of FILES) {
      expect(json.length, name).toBeLessThan(160_000);
      expect((JSON.parse(json) as WeightsFile).needs, name).toBe(NEED_CODES.join(' '));
    }
  });

  test('that are wrong are refused with what is wrong', () => {
    const file = fileOf('en');
    expect(() => openReader({ ...file, needs: 'health.magic' })).toThrow(
      'weights of en: "health.magic" is no need',
    );
    expect(() => openReader({ ...file, bias: '1' })).toThrow(/expected a bias for each of \d+/);
    const reader: Reader = openReader(file);
    expect(reader.from.at(-1)).toBe(reader.weights.length);
  });
});

/** Every need has a name in every language, and the words people type lead to one need. */
import { describe, expect, it } from 'vitest';
import { isEssential, NEED_CODES, needBranch } from '../directory/needs.ts';
import { tokens } from './fold.ts';
import { CODES, metaOf, needsOf, rawFile, shareOfScript, wordListOf } from './testing.ts';
import { wordFinder } from './word-list.ts';

/** A label stands on a tile or in a list. */
const MOST_LETTERS = 40;
const FEWEST_SYNONYMS = 4;
/** Words that truly name two needs, because two languages share the spelling: both are offered. */
const TWO_MEANINGS: Record<string, readonly string[]> = {
  pain: ['health.doctor', 'food.groceries'], // English ache, French bread
  kimlik: ['law.stay', 'papers.identity'], // Turkish of any card, Arabic of the Turkish card of protection
  para: ['items.cash', 'money'], // Turkish and Sorani money
  khana: ['food', 'housing'], // Nepali food, Persian house
  dhar: ['items.clothing', 'money.loan'], // Somali clothes, Bengali loan
  sad: ['health.mental_first_aid', 'law'], // English unhappy, Polish court
  lek: ['health.mental_first_aid', 'health.pharmacy'], // Polish fear and medicine, told apart by a mark
  abrigo: ['items.clothing', 'shelter'], // Spanish coat, Portuguese shelter
  حمام: ['water.toilet', 'water.shower'], // Arabic says it of the toilet, Persian of the bath
};

/** What people type, as they type it: misspelt, in dialect, in Latin letters. */
const TYPED: readonly [string, string, string][] = [
  ['bn', 'পেট ব্যথা', 'health.doctor'],
  ['bn', 'জল', 'water'],
  ['bn', 'dovashi', 'talk.interpretation'],
  ['ur', 'بخار', 'health.doctor'],
  ['ur', 'nokri', 'work.search'],
  ['ps', 'روغتون', 'health.specialist'],
  ['ps', 'هسپتال', 'health.specialist'], // as in Peshawar
  ['ckb', 'دکتۆر', 'health.doctor'],
  ['ckb', 'awdast', 'water.toilet'],
  ['am', 'መድሐኒት', 'health.pharmacy'], // spelt with the other letter of the same sound
  ['am', 'እርጉዝ', 'health.maternal'],
  ['am', 'sira efeligalehu', 'work.search'],
  ['my', 'ဆေးခန်း', 'health.doctor'],
  ['my', 'a lote shar', 'work.search'],
  ['km', 'ឈឺធ្មេញ', 'health.dental'],
  ['km', 'krupet', 'health.doctor'],
  ['th', 'ปวดท้อง', 'health.doctor'],
  ['th', 'ha ngan', 'work.search'],
  ['en', 'docter', 'health.doctor'],
  ['en', 'baby coming', 'health.maternal'],
  ['en', 'took my passport', 'safety.trafficking'],
  ['en', 'place to sleep', 'shelter'],
  ['fr', 'toubib', 'health.doctor'],
  ['fr', "j'ai faim", 'food'],
  ['fr', 'préfecture', 'law.stay'],
  ['fr', 'prefecture', 'law.stay'],
  ['es', 'chamba', 'work'],
  ['es', 'dolor de muelas', 'health.dental'],
  ['es', 'me robaron', 'law.crime_report'],
  ['ar', 'حامل', 'health.maternal'],
  ['ar', 'وجع ضرس', 'health.dental'],
  ['ar', 'اللجوء', 'law.stay'],
  ['ar', 'وظيفة', 'work.search'],
  ['ar', '7amel', 'health.maternal'],
  ['ar', 'masari', 'items.cash'],
  ['fa', 'شفاخانه', 'health.specialist'],
  ['fa', 'بیمارستان', 'health.specialist'],
  ['fa', 'بيمارستان', 'health.specialist'], // typed on an Arabic keyboard
  ['fa', 'دندان درد', 'health.dental'],
  ['fa', 'tazkira', 'papers.identity'],
  ['fa', 'tarjoman', 'talk.interpretation'],
  ['ti', 'ሓኪም', 'health.doctor'],
  ['ti', 'ነፍሰ ጾር', 'health.maternal'],
  ['ti', 'ነፍሰ ፆር', 'health.maternal'], // spelt with the other letter of the same sound
  ['ti', 'tesera', 'papers.identity'],
  ['ti', 'srah', 'work'],
  ['uk', 'болить зуб', 'health.dental'],
  ['uk', 'вагітна', 'health.maternal'],
  ['uk', 'виплати', 'items.cash'],
  ['uk', 'likar', 'health.doctor'],
  ['ru', 'болит зуб', 'health.dental'],
  ['ru', 'беременная', 'health.maternal'],
  ['ru', 'убежище в стране', 'law.stay'],
  ['ru', 'tabletki', 'health.pharmacy'],
  ['pt', 'grávida', 'health.maternal'],
  ['pt', 'dor de dente', 'health.dental'],
  ['pt', 'celular', 'talk.phone_wifi'],
  ['pt', 'visto', 'law.stay'],
  ['tr', 'hamileyim', 'health.maternal'],
  ['tr', 'dis agrisi', 'health.dental'],
  ['tr', 'AÇIM', 'food'],
  ['tr', 'ikamet', 'law.stay'],
  ['ne', 'दाँत दुख्यो', 'health.dental'],
  ['ne', 'दांत दुख्यो', 'health.dental'], // with the dot for the moon dot
  ['ne', 'गर्भवती', 'health.maternal'],
  ['ne', 'talab paina', 'work.wages'],
  ['so', 'ilig xanuun', 'health.dental'],
  ['so', 'uurey', 'health.maternal'],
  ['so', 'xawaalad', 'money.remittance'],
  ['so', 'turjumaan', 'talk.interpretation'],
  ['pl', 'ból zęba', 'health.dental'],
  ['pl', 'w ciąży', 'health.maternal'],
  ['pl', 'karta pobytu', 'law.stay'],
  ['pl', 'lozko', 'shelter'],
  ['sw', 'jino linauma', 'health.dental'],
  ['sw', 'mjamzito', 'health.maternal'],
  ['sw', 'nimeibiwa', 'law.crime_report'],
  ['sw', "kung'oa jino", 'health.dental'],
];

/** When, who and "help me" go with every need: "a doctor tonight for my son" asks for a doctor only. */
const NOT_NEEDS: Readonly<Record<string, readonly string[]>> = {
  bn: ['আজ রাতে', 'আজ', 'এখন', 'রাত', 'সাহায্য', 'স্বামী', 'ছেলে', 'বিনামূল্যে', 'একা'],
  ur: ['آج رات', 'آج', 'ابھی', 'رات', 'مدد', 'شوہر', 'بیٹا', 'مفت', 'اکیلا'],
  ps: ['نن شپه', 'نن', 'اوس', 'شپه', 'مرسته', 'مېړه', 'زوی', 'وړیا', 'یوازې'],
  ckb: ['ئەمشەو', 'ئەمڕۆ', 'ئێستا', 'شەو', 'یارمەتی', 'مێرد', 'کوڕەکەم', 'بەخۆڕایی', 'تەنیا'],
  am: ['ዛሬ ማታ', 'ዛሬ', 'አሁን', 'ሌሊት', 'እርዳታ', 'ባል', 'ልጄን', 'በነጻ', 'ብቻዬን'],
  my: ['ဒီည', 'ဒီနေ့', 'အခု', 'ည', 'အကူအညီ', 'ယောက်ျား', 'သား', 'အခမဲ့', 'တစ်ယောက်တည်း'],
  km: ['យប់នេះ', 'ថ្ងៃនេះ', 'ឥឡូវ', 'យប់', 'ជំនួយ', 'ប្ដី', 'កូនប្រុស', 'ឥតគិតថ្លៃ', 'ម្នាក់ឯង'],
  th: ['คืนนี้', 'วันนี้', 'ตอนนี้', 'กลางคืน', 'ช่วยด้วย', 'สามี', 'ลูกชาย', 'ฟรี', 'คนเดียว'],
  en: [
    'tonight',
    'today',
    'now',
    'night',
    'help',
    'help me',
    'husband',
    'son',
    'free',
    'near me',
    'alone',
  ],
  fr: ['ce soir', 'cette nuit', 'nuit', 'aide', 'mari', 'fils', 'gratuit', 'seul', 'sous'],
  es: ['esta noche', 'noche', 'hoy', 'ayuda', 'esposo', 'hijo', 'gratis', 'solo', 'calle'],
  ar: ['الليلة', 'اليوم', 'مساعدة', 'ساعدوني', 'زوجي', 'ابني', 'مجانا', 'وحدي'],
  fa: ['امشب', 'امروز', 'کمک', 'شوهر', 'پسر', 'رایگان', 'تنها'],
  ti: ['ሎሚ ለይቲ', 'ሎሚ', 'ሓገዝ', 'ሰብኣይ', 'ወደይ', 'ብነጻ', 'በይነይ'],
  uk: ['сьогодні', 'зараз', 'уночі', 'допомога', 'чоловік', 'син', 'безкоштовно', 'сама', 'вулиця'],
  ru: ['сегодня', 'сейчас', 'ночью', 'помощь', 'муж', 'сын', 'бесплатно', 'одна', 'улица'],
  pt: ['hoje', 'esta noite', 'noite', 'ajuda', 'marido', 'filho', 'de graça', 'rua'],
  tr: ['bugün', 'bu gece', 'gece', 'yardım', 'kocam', 'oğlum', 'ücretsiz', 'yalnız'],
  pl: ['dziś', 'dziś w nocy', 'teraz', 'pomoc', 'mąż', 'syn', 'za darmo', 'sama', 'ulica'],
  so: ['maanta', 'caawa', 'hadda', 'caawimaad', 'ninkayga', 'wiilkayga', 'bilaash', 'keligay'],
  sw: ['leo', 'leo usiku', 'sasa', 'msaada', 'mume wangu', 'mwanangu', 'bure', 'peke yangu'],
  ne: ['आज', 'आज राति', 'अहिले', 'मद्दत', 'श्रीमान', 'छोरा', 'निःशुल्क', 'एक्लै'],
};

/** Common words of the Latin languages that a romanised word must not take: French "mot", English "may". */
const TAKEN = [
  'mal',
  'nom',
  'may',
  'net',
  'sham',
  'pool',
  'mama',
  'mai',
  'mot',
  'les',
  'des',
  'son',
  'con',
  'por',
  'the',
  'and',
  'car',
  'sin',
];

const phrase = (text: string, code: string): string => tokens(text, metaOf(code).tag).join(' ');

describe.each(CODES)('names of needs in %s', (code) => {
  const needs = needsOf(code);
  const { script, tag } = metaOf(code);
  const labels = Object.values(needs).map(([label = '']) => label);

  it('are there for every need, in the order of the tree, and for nothing else', () => {
    expect(Object.keys(needs)).toEqual([...NEED_CODES]);
    expect(rawFile(code, 'needs').match(/^\s*"[^"]+": \[/gm)).toHaveLength(NEED_CODES.length);
  });

  it('are labels that differ from each other, even when folded', () => {
    expect(new Set(labels.map((label) => phrase(label, code))).size).toBe(NEED_CODES.length);
  });

  it('are short, in the own script, and free of blocked words and promises', () => {
    const wordsIn = wordFinder(wordListOf(code), tag);
    for (const label of labels) {
      expect(label.length, label).toBeGreaterThan(1);
      expect([...label].length, label).toBeLessThanOrEqual(MOST_LETTERS);
      expect(
        shareOfScript(label.replace(/LGBTI|Wi-Fi/g, ''), script),
        label,
      ).toBeGreaterThanOrEqual(0.9);
      expect(wordsIn(label), label).toEqual([]);
      expect(label, label).toBe(label.trim());
    }
  });

  it('have synonyms, each once, and none that only the fold tells apart', () => {
    for (const [need, [label = '', ...synonyms]] of Object.entries(needs)) {
      expect(synonyms.length, need).toBeGreaterThanOrEqual(
        isEssential(need) ? FEWEST_SYNONYMS + 1 : FEWEST_SYNONYMS,
      );
      const folded = [label, ...synonyms].map((word) => phrase(word, code));
      expect(
        folded.filter((word, i) => word === '' || folded.indexOf(word) !== i),
        need,
      ).toEqual([]);
    }
  });

  it('include what people type in Latin letters, where the script is another', () => {
    if (script === 'Latn') return;
    const romanised = Object.values(needs).filter((words) =>
      words.some((word) => /^[\x20-\x7e]+$/.test(word)),
    );
    expect(romanised.length / NEED_CODES.length).toBeGreaterThan(0.9);
  });
});

describe('words for needs in all languages together', () => {
  const meanings = new Map<string, Set<string>>();
  for (const code of CODES) {
    for (const [need, words] of Object.entries(needsOf(code))) {
      for (const word of words) {
        const key = phrase(word, code);
        meanings.set(key, (meanings.get(key) ?? new Set()).add(need));
      }
    }
  }

  it('name one need each, but for the few that truly mean two things', () => {
    const several = [...meanings]
      .filter(([, found]) => found.size > 1)
      .map(([word, found]) => [word, [...found].sort()]);
    const expected = Object.entries(TWO_MEANINGS).map(([word, found]) => [word, [...found].sort()]);
    expect(several.sort()).toEqual(expected.sort());
  });

  it.each(TYPED)('%s: "%s" leads to %s', (code, typed, need) => {
    // The finder also tries Arabic words without their article (`fold.ts`, other spellings).
    const forms = [phrase(typed, code), phrase(typed, code).replace(/^ال/, '')];
    expect(forms.flatMap((form) => [...(meanings.get(form) ?? [])])).toEqual(
      expect.arrayContaining([need]),
    );
  });

  it.each(CODES)('in %s are no words that go with every need', (code) => {
    for (const word of NOT_NEEDS[code] ?? [])
      expect(meanings.get(phrase(word, code)), word).toBeUndefined();
    expect(NOT_NEEDS[code]?.length).toBeGreaterThan(5);
  });

  it('take no common word of another language that is written alike', () => {
    for (const word of TAKEN) expect(meanings.get(word), word).toBeUndefined();
  });

  it('cover every branch with at least 25 words in every language', () => {
    for (const code of CODES) {
      const counts = new Map<string, number>();
      for (const [need, words] of Object.entries(needsOf(code))) {
        counts.set(needBranch(need), (counts.get(needBranch(need)) ?? 0) + words.length);
      }
      for (const [branch, count] of counts)
        expect(count, `${code} ${branch}`).toBeGreaterThanOrEqual(25);
    }
  });
});

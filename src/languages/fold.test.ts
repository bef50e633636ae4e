import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FOLD_VERSION, fold, tokenForms, tokens } from './fold.ts';

const LANGS = [
  'en',
  'fr',
  'de',
  'tr',
  'so',
  'ar',
  'fa',
  'fa-AF',
  'ps',
  'ur',
  'ckb',
  'uk',
  'ru',
  'ne',
  'bn',
  'ti',
  'am',
  'my',
  'km',
  'th',
  'zh',
  'zxx',
];
/** All spellings under which a text is found. */
const found = (text: string, lang: string): Set<string> =>
  new Set(tokenForms(text, lang).flatMap(({ token, others }) => [token, ...others]));

describe('spellings of one word', () => {
  it.each<[string, string, string[]]>([
    // Arabic: hamza seats, ta marbuta, alif maqsura, vowel marks, tatweel, Persian keyboards
    ['ar', 'مستشفى', ['مُستَشفى', 'مستشفي', 'مســتشفى', 'مستشفی']],
    ['ar', 'أطفال', ['اطفال', 'أطفَال', 'ٱطفال']],
    ['ar', 'إيواء', ['ايواء', 'إيوا', 'أيواء']],
    ['ar', 'مدرسة', ['مدرسه', 'مدرسۃ', 'مَدْرَسَة']],
    ['ar', 'مسؤول', ['مسوول']],
    ['ar', 'لاجئين', ['لاجيين', 'لاجئين']],
    ['ar', 'ﻃﺒﻴﺐ', ['طبيب']],
    // Persian and Dari: Arabic keyboards, heh with yeh, joiners
    ['fa', 'پزشکی', ['پزشكي', 'پزشكی', 'پزشکي']],
    ['fa', 'خانهٔ', ['خانه', 'خانۀ', 'خانة']],
    ['fa-AF', 'کودکان', ['كودكان', 'کودکـان']],
    ['fa', 'می‌خواهم', ['میخواهم', 'ميخواهم']],
    // Urdu, Pashto, Sorani
    ['ur', 'ڈاکٹر کے', ['ڈاكٹر كي']],
    ['ur', 'مدرسہ', ['مدرسه']],
    ['ps', 'ښوونځی', ['ښوونځي', 'ښوونځۍ']],
    ['ckb', 'کوردستان', ['كوردستان']],
    ['ckb', 'نەخۆشخانە', ['نهخوشخانه', 'نەخوشخانە']],
    // Amharic: three h, two s, two ts, two glottal stops, kʷo
    ['am', 'ሠላም', ['ሰላም']],
    ['am', 'ኃይል', ['ሀይል', 'ሃይል', 'ሐይል', 'ኀይል']],
    ['am', 'ፀሐይ', ['ጸሀይ', 'ጸሐይ', 'ፀሀይ']],
    ['am', 'ዓለም', ['አለም', 'ዐለም', 'ኣለም']],
    ['am', 'ጐንደር', ['ጎንደር']],
    ['am', 'ዕቃ', ['እቃ']],
    ['am', 'ዉሃ', ['ውሃ', 'ውሀ']],
    // Tigrinya: keeps ሐ and ዐ, joins ኸ with ከ
    ['ti', 'ሠላም', ['ሰላም']],
    ['ti', 'ፀሓይ', ['ጸሓይ']],
    ['ti', 'ይኸውን', ['ይከውን']],
    // Burmese: Zawgyi zero, vowel letters, spelling of "market"
    ['my', 'ဝန်ကြီး', ['၀န်ကြီး']],
    ['my', 'စျေး', ['ဈေး']],
    ['my', 'ယာဉ်', ['ယာဥ်']],
    // Khmer: shifted register, vowel in two pieces, look-alike subscripts, word separators
    ['km', 'ស៊ី', ['សុី', 'ស៉ី']],
    ['km', 'កើត', ['កេីត']],
    ['km', 'កោះ', ['កេាះ']],
    ['km', 'ស្ដាប់', ['ស្តាប់']],
    ['km', 'មន្ទីរពេទ្យ', ['មន្ទីរ\u200bពេទ្យ']],
    // Devanagari: dots below, moon dot, nasals of the row, joiners
    ['ne', 'हिन्दी', ['हिंदी']],
    ['ne', 'गाउँ', ['गाउं']],
    ['ne', 'ज़मीन', ['\u095bमीन', 'जमीन']],
    ['ne', 'पढ़ाइ', ['प\u095dाइ']],
    ['ne', 'गर्\u200dयो', ['गर्यो']],
    // Bengali: composed and decomposed dots, khanda ta, joiners
    ['bn', 'বাড়ি', ['বা\u09dcি']],
    ['bn', 'উৎসব', ['উত্সব']],
    ['bn', 'র\u200d্যাব', ['র্যাব']],
    // Turkish, and Latin letters with and without their marks
    ['tr', 'İSTANBUL', ['istanbul', 'İstanbul', 'ISTANBUL', 'ıstanbul']],
    ['tr', 'SIĞINMA', ['sığınma', 'siginma']],
    ['tr', 'çocuk', ['cocuk', 'ÇOCUK']],
    ['fr', 'hébergement', ['hebergement', 'HÉBERGEMENT', 'he\u0301bergement']],
    ['fr', 'cœur', ['coeur', 'CŒUR']],
    ['fr', 'l’hôpital', ["l'hopital", 'l hopital', 'L’HÔPITAL']],
    ['fr', 'jusqu’à', ["jusqu'a", 'jusqu a']],
    ['de', 'Straße', ['strasse', 'STRASSE', 'STRAẞE']],
    ['pl', 'Łódź', ['lodz', 'ŁÓDŹ']],
    ['so', 'caafimaad', ['CAAFIMAAD']],
    ['wo', 'Ŋaaw', ['naaw', 'ŋaaw']],
    ['vi', 'Đường', ['duong']],
    // Cyrillic
    ['ru', 'ребёнок', ['ребенок', 'РЕБЁНОК', 'ребе\u0301нок']],
    ['uk', 'об’єкт', ["об'єкт", 'обʼєкт', 'обєкт']],
    ['uk', 'ґанок', ['ганок']],
    // Thai and Lao
    ['th', 'น้ำ', ['นํ้า', 'น้ํา']],
    ['th', 'แพทย์', ['เเพทย์']],
    // Greek
    ['el', 'Ιατρός', ['ιατροσ', 'ΙΑΤΡΟΣ']],
  ])('%s: %s', (lang, word, others) => {
    for (const other of others) expect(fold(other, lang)).toBe(fold(word, lang));
  });

  it.each([
    ['ru', 'й', 'и'],
    ['uk', 'ї', 'і'],
    ['ti', 'ሐ', 'ሀ'],
    ['ti', 'ዓ', 'ኣ'],
    ['am', 'ከ', 'ኸ'],
    ['ur', 'ٹ', 'ت'],
    ['fa', 'گ', 'ک'],
    ['bn', 'শ', 'স'],
    ['km', 'កោ', 'កេ'],
  ])('%s: %s is not %s', (lang, one, other) => {
    expect(fold(one, lang)).not.toBe(fold(other, lang));
  });
});

describe('other forms under which a word is found', () => {
  it.each([
    ['de', 'Müllerstraße', 'muellerstrasse'],
    ['de', 'Köln', 'koeln'],
    ['da', 'Ørsted', 'oersted'],
    ['sv', 'Malmö', 'malmoe'],
    ['ar', 'الصحة', 'صحه'],
    ['ar', 'والصحة', 'صحه'],
    ['ar', 'بالمدرسة', 'مدرسه'],
    ['ar', 'للنساء', 'نسا'],
    ['ar', 'للاجئين', 'لاجيين'],
    ['fa', 'خانه‌های', 'خانه'],
    ['am', 'ሠላም', 'ሠላም'],
    ['ti', 'ፀሓይ', 'ፀሓይ'],
    ['ne', 'बिरामी', 'बिरामि'],
    ['ne', 'शिविर', 'सिबिर'],
    ['bn', 'বাড়ি', 'বাডি'],
    ['bn', 'সময়', 'সময'],
    ['uk', 'Харків', 'kharkiv'],
    ['uk', 'Запоріжжя', 'zaporizhzhia'],
    ['uk', 'Юрій', 'yurii'],
    ['ru', 'Москва', 'moskva'],
    ['ru', 'Щукино', 'shchukino'],
    ['my', 'ျမန္မာႏိုင္ငံ', 'နိုင်ငံ'],
  ])('%s: %s is found as %s', (lang, word, other) => {
    expect([...found(word, lang)]).toContain(other);
  });

  it('leaves words alone that only look as if they had an article', () => {
    expect([...found('الم', 'ar')]).toEqual(['الم']);
    expect([...found('لله', 'ar')]).toEqual(['لله']);
  });

  it('does not list a word among its own other forms', () => {
    expect(tokenForms('clinic Köln', 'de')).toEqual([
      { token: 'clinic', others: [] },
      { token: 'koln', others: ['koeln'] },
    ]);
  });
});

describe('words', () => {
  it('are separated by anything that is no letter, sign or digit', () => {
    expect(tokens('Free food — Mon–Fri, 9:30 (no ID!)', 'en')).toEqual([
      'free',
      'food',
      'mon',
      'fri',
      '9',
      '30',
      'no',
      'id',
    ]);
    expect(tokens('ሆስፒታል፡ሕጻናት።', 'ti')).toEqual(['ሆስፒታል', 'ሕጻናት']);
    expect(tokens('مركز،صحي؛عيادة؟', 'ar')).toEqual(['مركز', 'صحي', 'عياده']);
    expect(tokens('  \t\n ', 'en')).toEqual([]);
    expect(tokens('', 'ar')).toEqual([]);
  });

  it('have ASCII digits, whatever the script', () => {
    for (const text of ['24', '٢٤', '۲۴', '২৪', '२४', '၂၄', '២៤', '๒๔', '໒໔', '２４', '𞥒𞥔', '𐴲𐴴']) {
      expect(tokens(text, 'en')).toEqual(['24']);
    }
  });

  it('have no invisible signs', () => {
    expect(fold('\u202bkli\u00adnik\u202c\ufeff', 'de')).toBe('klinik');
    expect(fold('مستشفى\u200f', 'ar')).toBe('مستشفي');
  });

  it('lose the apostrophe inside, but not the word after an elision', () => {
    expect(tokens("women's la'aan d'urgence", 'en')).toEqual(['womens', 'laaan', 'd', 'urgence']);
  });
});

describe('scripts without spaces', () => {
  it('are cut into overlapping pairs', () => {
    expect(tokens('北京医院', 'zh')).toEqual(['北京', '京医', '医院']);
    expect(tokens('โรงพยาบาล', 'th')).toEqual(['โร', 'รง', 'งพ', 'พย', 'ยา', 'าบ', 'บา', 'าล']);
    expect(tokens('ភ្នំពេញ', 'km')).toEqual(['ភ្នំពេ', 'ពេញ']);
    expect(tokens('မြန်မာနိုင်ငံ', 'my')).toEqual(['မြန်မာ', 'မာနိုင်', 'နိုင်ငံ']);
  });

  it('stand alone when there is one syllable only', () => {
    expect(tokens('水', 'zh')).toEqual(['水']);
    expect(tokens('ရေ', 'my')).toEqual(['ရေ']);
    expect(tokens('ទឹក', 'km')).toEqual(['ទឹក']);
  });

  it('keep stacked letters and closed syllables whole', () => {
    expect(tokens('ဆေးရုံ', 'my')).toEqual(['ဆေးရုံ']);
    expect(tokens('သတ္တဝါ', 'my')).toEqual(['သတ္တဝါ']);
  });

  it('are told apart from other scripts in the same word', () => {
    expect(tokens('24ชม', 'th')).toEqual(['24', 'ชม']);
    expect(tokens('HIV检测', 'zh')).toEqual(['hiv', '检测']);
  });

  it('find a word inside a longer text by its pairs', () => {
    const inside = (part: string, whole: string, lang: string): boolean => {
      const all = new Set(tokens(whole, lang));
      return tokens(part, lang).every((pair) => all.has(pair));
    };
    expect(inside('ဆေးရုံ', 'ရန်ကုန်ပြည်သူ့ဆေးရုံကြီး', 'my')).toBe(true);
    expect(inside('មន្ទីរពេទ្យ', 'ទៅមន្ទីរពេទ្យជាតិ', 'km')).toBe(true);
    expect(inside('医院', '北京儿童医院', 'zh')).toBe(true);
    expect(inside('学校', '北京儿童医院', 'zh')).toBe(false);
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  ...[
    [0x20, 0x24f],
    [0x600, 0x6ff],
    [0x980, 0x9ff],
    [0x1000, 0x109f],
    [0x1200, 0x137f],
    [0x1780, 0x17ff],
    [0xe00, 0xeff],
    [0x300, 0x4ff],
    [0x2000, 0x206f],
    [0xfb00, 0xfeff],
  ].map(([least = 0, most = 0]) =>
    fc.string({
      unit: fc.oneof(
        {
          weight: 6,
          arbitrary: fc
            .integer({ min: least, max: most })
            .map((code) => String.fromCodePoint(code)),
        },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            ' ',
            '\u200c',
            '\u200b',
            "'",
            '’',
            '\u0301',
            'a',
            'ا',
            'က',
            '\ud800',
          ),
        },
      ),
      maxLength: 60,
    }),
  ),
);

describe('any text', () => {
  it('folds to itself once folded', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...LANGS), (text, lang) => {
        const folded = fold(text, lang);
        expect(fold(folded, lang)).toBe(folded);
        expect(folded).toBe(folded.trim());
        expect(folded).not.toMatch(/ {2}|[\p{Cf}\p{Cc}\p{P}]/u);
      }),
      { numRuns: 8000 },
    );
  });

  it('folds again what one fold has made room for', () => {
    expect(fold('ё\u0306', 'ru')).toBe(fold('е\u0306', 'ru'));
    expect(fold(fold('ё\u0306', 'ru'), 'ru')).toBe(fold('ё\u0306', 'ru'));
  });

  it('has the same tokens with and without their forms, none of them empty', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...LANGS), (text, lang) => {
        const plain = tokens(text, lang);
        const forms = tokenForms(text, lang);
        expect(forms.map(({ token }) => token)).toEqual(plain);
        for (const { token, others } of forms) {
          expect(token).not.toBe('');
          expect(others).not.toContain('');
          expect(others).not.toContain(token);
        }
      }),
      { numRuns: 6000 },
    );
  });

  it('does not depend on case or on how letters are composed', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...LANGS), (text, lang) => {
        expect(fold(text.normalize('NFD'), lang)).toBe(fold(text.normalize('NFC'), lang));
      }),
      { numRuns: 3000 },
    );
  });

  it('is folded by its primary language, in any case', () => {
    expect(fold('ኃይል', 'am-ET')).toBe(fold('ኃይል', 'AM'));
    expect(fold('ኃይል', 'ti-ER')).not.toBe(fold('ኃይል', 'am'));
    expect(fold('abc', '')).toBe('abc');
  });
});

it('carries a version for the header of packs', () => {
  expect(Number.isInteger(FOLD_VERSION)).toBe(true);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from './name-compare.ts';
import { skeleton } from './name-sketch.ts';

const alike = (one: string, other: string): number => compare(skeleton(one), skeleton(other));

describe('the same name in two scripts or spellings', () => {
  it.each([
    ['محمد عبد الرحمن الحسيني', 'Mohamed Abdelrahman Al-Husseini'],
    ['نور الدين بن علي', 'Noureddine Ben Ali'],
    ['فاطمة الزهراء', 'Fatima Zahra'],
    ['أبو بكر الصديق', 'Abubakar Siddiq'],
    ['غلامرضا رضایی', 'Gholamreza Rezaei'],
    ['خلیل الله', 'Khalilullah'],
    ['Олександр Шевченко', 'Oleksandr Schewtschenko'],
    ['Екатерина Иванова', 'Ekaterina Ivanova'],
    ['ተስፋዬ ገብረመድህን', 'Tesfaye Gebremedhin'],
    ['ሰላም ሃይለ', 'Selam Haile'],
    ['মোহাম্মদ জাহাঙ্গীর আলম', 'Md Jahangir Alam'],
    ['রহিমা খাতুন', 'Rohima Khatun'],
    ['रमेश कुमार शर्मा', 'Ramesh Kumar Sharma'],
    ['יוסף לוי', 'Yosef Levi'],
    ['အောင်ဆန်းစုကြည်', 'Aung San Suu Kyi'],
    ['မြင့်မြင့်ခိုင်', 'Myint Myint Khaing'],
    ['Γιώργος Παπαδόπουλος', 'Giorgos Papadopoulos'],
    ['გიორგი მარგველაშვილი', 'Giorgi Margvelashvili'],
    ['Հովհաննես Պետրոսյան', 'Hovhannes Petrosyan'],
    ['王小明', 'Xiao Ming Wang'],
    ['김민수', 'Kim Min-su'],
    ['สมชาย ใจดี', 'Somchai Jaidee'],
    ['សុខ សុភា', 'Sok Sophea'],
    ['Nguyễn Văn Đức', 'Nguyen Van Duc'],
    ['Maxamed Cabdi Xasan', 'Mohamed Abdi Hassan'],
    ['Noor Mohammad Safi', 'Noormohammad Safi'],
    ['Mhmd Hssn', 'Mohammed Hassan'],
    ['Cheikh Ndiaye', 'Cheick N’Diaye'],
    ['Yılmaz Çelik', 'Yilmaz Chelik'],
    ['Oleksandr Shevchenko', 'Sasha Shevchenko'],
    ['Teresa Gonzales', 'Treesa González'],
  ])('%s and %s', (one, other) => {
    expect(alike(one, other)).toBeGreaterThan(0.6);
  });
});

describe('different people', () => {
  it.each([
    ['Ahmad Hosseini', 'Zahra Hosseini'],
    ['Selam Tesfay', 'Rahel Tesfay'],
    ['Ahmed Ali', 'Karim Nasser'],
    ['Олена Ткаченко', 'Ірина Бондар'],
    ['🙂', '🌹'],
    ['', 'Ali'],
  ])('%s and %s', (one, other) => {
    expect(alike(one, other)).toBeLessThan(0.3);
  });

  it('an agreement on a rare part says more than one on a common part', () => {
    expect(alike('Mohamed Zagoury', 'Zagoury')).toBeGreaterThan(
      alike('Mohamed Zagoury', 'Mohamed'),
    );
  });

  it('a missing part costs less than a different one', () => {
    expect(alike('Amina Karim Sultani', 'Amina Sultani')).toBeGreaterThan(
      alike('Amina Karim Sultani', 'Amina Daud Sultani'),
    );
  });
});

describe('whatever the names', () => {
  const word = fc.constantFrom(
    'محمد',
    'Hassan',
    'Гриценко',
    'ተስፋይ',
    'রহিম',
    'Nguyen',
    'Sara',
    'يوسف',
    '王',
    '🙂',
    'J',
    'Kowalczyk',
    'गीता',
    'לאה',
    'Noormohammad',
  );
  const name = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' ')),
  );

  it('is symmetric and between 0 and 1', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        const likeness = alike(one, other);
        expect(likeness).toBe(alike(other, one));
        expect(likeness).toBeGreaterThanOrEqual(0);
        expect(likeness).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is 1 for the same name', () => {
    fc.assert(
      fc.property(name, (one) => {
        expect(alike(one, one)).toBe(1);
      }),
    );
  });

  it('does not depend on the order of parts', () => {
    const parts = fc.array(word, { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(parts, name, (words, other) => {
        const turned = words.toReversed().join(' ');
        expect(alike(turned, other)).toBe(alike(words.join(' '), other));
      }),
    );
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judgeTerms } from './index.ts';

const LISTS = join(import.meta.dirname, 'terms');
const LOCALES = join(import.meta.dirname, '../../../locales');

describe('words that hurt', () => {
  test.each([
    ['en', 'The centre also helps illegal immigrants with food.'],
    ['en', 'We do not serve i\u200bllegals here'],
    ['fr', 'Un repas pour les migrants clandestins'],
    ['es', 'Ayuda para inmigrantes ilegales'],
    ['ar', 'مساعدة المهاجرين غير الشرعيين'],
    ['fa', 'کمک به مهاجران غیرقانونی'],
    ['ti', 'ሓገዝ ንዘይሕጋዊ ስደተኛ'],
    ['de', 'Hilfe für illegale Einwanderer'],
    ['pt', 'Apoio a imigrantes ilegais'],
    ['tr', 'Kaçak göçmenlere yardım'],
    ['ru', 'Помощь нелегальным мигрантам'],
    ['uk', 'Допомога нелегальним мігрантам'],
    ['ur', 'غیر قانونی تارکین وطن کی مدد'],
    ['bn', 'অবৈধ অভিবাসীদের জন্য খাবার'],
    ['bn', 'অনুপ্রবেশকারীদের এখানে আসা নিষেধ'],
    ['bn', 'বেআইনি বিদেশিরা কাজ পাবেন না।'],
    ['ne', 'अवैध आप्रवासीहरूलाई सहायता'],
    ['ne', 'गैर-कानुनी कामदारका लागि खाना'],
    ['ne', 'घुसपैठियाहरू यहाँ आउँदैनन्।'],
    ['sw', 'Msaada kwa wahamiaji haramu'],
    ['sw', 'Wageni wasio halali hawahudumiwi hapa.'],
    ['sw', 'Uhamiaji haramu na chakula'],
    ['pl', 'Pomoc dla nielegalnych imigrantów'],
    ['pl', 'Cudzoziemców nielegalnych nie przyjmujemy.'],
    ['pl', 'Nielegałów i nachodźców nie obsługujemy'],
    ['ckb', 'یارمەتی بۆ کۆچبەرانی نایاسایی'],
    ['ckb', 'کرێکارانی قاچاغ لێرە وەرناگیرێن.'],
    ['ckb', 'پەنابەری نا یاسایی'],
    ['th', 'ช่วยเหลือแรงงานต่างด้าวผิดกฎหมายเรื่องอาหาร'],
    ['th', 'ที่นี่ไม่รับผู้ลี้ภัยเถื่อน'],
    ['th', 'คน ต่าง​ด้าว ผิด กฎหมาย'],
    ['km', 'ជួយជនអន្តោប្រវេសន៍ខុសច្បាប់'],
    ['km', 'ពលករចំណាកស្រុក​ខុស​ច្បាប់ មិនទទួលទេ'],
    ['km', 'អ្នកលួចឆ្លងដែនមកទីនេះ'],
    ['my', 'တရားမဝင် ရွှေ့ပြောင်းအလုပ်သမားများကို ကူညီသည်'],
    ['my', 'တရားမဝင်အလုပ်သမား မလက်ခံပါ'],
    ['my', 'ခိုးဝင်လာသူများ'],
  ])('%s: said of people it stops, and other words are offered: %s', (language, text) => {
    const stops = judgeTerms(text).filter((one) => one.stops);
    expect(stops.map((one) => one.language)).toContain(language);
    for (const one of stops) {
      expect(one.alternatives.length).toBeGreaterThan(0);
      expect(text.slice(one.from, one.to).trim()).not.toBe('');
    }
  });

  test.each([
    'Illegal dumping is forbidden in the yard.',
    'It is illegal to refuse emergency care.',
    'An illegal eviction: what you can do',
    'People in an irregular situation are welcome.',
    'He said: “illegal immigrants are not welcome”. That hurts, and we say why.',
    'Heat wave: migrants and neighbours meet at the pool',
    'El despido ilegal de trabajadores',
    'صحة المهاجرين',
    'শ্রমিকের অবৈধ ছাঁটাই হলে কী করবেন',
    'অবৈধ বাণিজ্য বন্ধ করুন। অভিবাসীরা আসতে পারেন।',
    'পাহাড়ি ঢলে শরণার্থী শিবিরে পানি উঠেছে',
    'कामदारको अवैध बर्खास्ती भए के गर्ने',
    'नक्कली भुटानी शरणार्थी प्रकरण अदालतमा छ।',
    'बाढी पीडित शरणार्थीलाई खाना',
    'Usafirishaji haramu wa wahamiaji ni kosa.',
    'Biashara haramu ya watu: piga simu',
    'Wakimbizi na mafuriko: mahali pa kulala',
    'Nielegalne zwolnienie pracownika: co można zrobić',
    'Legalna praca dla cudzoziemców',
    'Fala upałów: uchodźców i sąsiadów zapraszamy na basen',
    'دەرکردنی نایاسایی کرێکاران',
    'بازرگانیی نایاسایی قەدەغەیە',
    'کۆچبەرانی یاسایی و خەڵکی شار',
    'เลิกจ้างผิดกฎหมาย ทำอย่างไร',
    'การค้าผิดกฎหมาย',
    'การเลิกจ้างแรงงานผิดกฎหมาย',
    'น้ำป่าไหลหลาก แรงงานข้ามชาติขออาหารได้',
    'ការជួញដូរខុសច្បាប់',
    'បញ្ឈប់កម្មករខុសច្បាប់ តើត្រូវធ្វើអ្វី',
    'តម្លៃថោកសម្រាប់ជនចំណាកស្រុក',
    'တရားမဝင် ကုန်သွယ်မှု',
    'တရားမဝင် အလုပ်ထုတ်ခံရရင်',
    'ဘီးတပ်ကုလားထိုင် ငှားနိုင်သည်',
    'အပူလှိုင်း: ဒုက္ခသည်များ ရေရနိုင်သည်',
  ])('says nothing about: %s', (text) => {
    expect(judgeTerms(text)).toEqual([]);
  });

  test.each([
    ['A wave of migrants reached the town.', 'flood'],
    ['শরণার্থীদের ঢল নেমেছে', 'flood'],
    ['ভুয়া শরণার্থীদের কথা', 'false_claim'],
    ['शरणार्थीहरूको ओइरो लाग्यो', 'flood'],
    ['झुटा शरणार्थीको कुरा', 'false_claim'],
    ['Wimbi la wakimbizi limefika', 'flood'],
    ['Wakimbizi feki wanakuja', 'false_claim'],
    ['Zalew imigrantów w mieście', 'flood'],
    ['Rzekomi uchodźcy i pseudouchodźcy', 'false_claim'],
    ['لێشاوی پەنابەران گەیشت', 'flood'],
    ['دیپۆرتکراوەکان لێرەن', 'dehumanising'],
    ['คลื่นผู้อพยพมาถึงเมือง', 'flood'],
    ['ห้องพักของคนต่างด้าว', 'dehumanising'],
    ['ผู้ลี้ภัยปลอมมาที่นี่', 'false_claim'],
    ['រលកជនភៀសខ្លួនមកដល់', 'flood'],
    ['ជនភៀសខ្លួនក្លែងក្លាយ', 'false_claim'],
    ['ဒုက္ခသည်လှိုင်း ရောက်လာသည်', 'flood'],
    ['ဒုက္ခသည်အတုများ', 'false_claim'],
    ['ပြည်နှင်ခံရသူများ', 'dehumanising'],
  ])('words that dehumanise are advice with other words: %s', (text, why) => {
    const [found] = judgeTerms(text);
    expect(found).toMatchObject({ stops: false, why });
    expect(found?.alternatives.length).toBeGreaterThan(0);
  });

  test('in a sentence without spaces the word is named, not the sentence, and one use excuses no other', () => {
    const text = 'การเลิกจ้างแรงงานผิดกฎหมายและที่พักของคนต่างด้าวผิดกฎหมายใกล้ตลาด';
    const [stop] = judgeTerms(text).filter(({ stops }) => stops);
    expect(text.slice(stop?.from, stop?.to)).toBe('คนต่างด้าวผิดกฎหมาย');
  });

  test('no word to say instead hurts', () => {
    for (const name of readdirSync(LISTS)) {
      const list = JSON.parse(readFileSync(join(LISTS, name), 'utf8')) as {
        terms: { alternatives: string[] }[];
      };
      for (const instead of list.terms.flatMap(({ alternatives }) => alternatives))
        expect(judgeTerms(instead), `${name}: ${instead}`).toEqual([]);
    }
  });

  test('every language of the public pages has its list', () => {
    const lists = readdirSync(LISTS).map((name) => name.replace('.json', ''));
    const pages = readdirSync(LOCALES).filter((code) =>
      existsSync(join(LOCALES, code, 'site.json')),
    );
    expect(pages.filter((code) => !lists.includes(code))).toEqual([]);
  });

  test('our own public words are respectful', () => {
    for (const code of readdirSync(LOCALES).filter((name) => !name.includes('.'))) {
      const texts = JSON.parse(readFileSync(join(LOCALES, code, 'site.json'), 'utf8')) as Record<
        string,
        string
      >;
      for (const [id, text] of Object.entries(texts))
        expect(judgeTerms(text), `${code} ${id}`).toEqual([]);
    }
  });
});

/** Somali names: father's and grandfather's names follow one's own; Somali, English or Arabic spelling. */
import {
  any,
  capital,
  type Culture,
  frequent,
  type Half,
  halfOf,
  made,
  otherThan,
  words,
} from './culture.ts';

/** Somali spelling, English spellings, Arabic where the name is Arabic. */
const MEN =
  words(`maxamed:mohamed|mohammed|mohamud:محمد cabdi:abdi:عبدي axmed:ahmed|ahmad:أحمد cali:ali:علي xasan:hassan|hasan:حسن yuusuf:yusuf|yussuf:يوسف
  xuseen:hussein|hussen:حسين cabdullaahi:abdullahi|abdulahi:عبدالله ibraahim:ibrahim:إبراهيم cumar:omar|umar:عمر ismaaciil:ismail:إسماعيل
  cusmaan:osman|usman:عثمان faarax:farah|farax:فرح jaamac:jama|jamac:جامع warsame:warsame|warsama:ورسمة aadan:aden|adan:آدم nuur:nur|noor:نور
  muuse:muse|musa:موسى ciise:isse|issa|ise:عيسى saciid:said|saeed:سعيد guuleed:guled|gulaid:جوليد cabdiraxmaan:abdirahman|abdirahmaan:عبدالرحمن
  cawaale:awale|aware:عوالي xirsi:hirsi|hersi:حرسي geeddi:gedi|geedi:جيدي samatar:samatar|samater:سمتر diiriye:diriye|diiriye:ديريه
  shire:shire|shiire:شيري barre:barre|bare:بري cabdulqaadir:abdulkadir|abdiqadir:عبدالقادر maxamuud:mahamud|mohamoud:محمود cigaal:egal|igal:عقال
  roble:roble|robleh:روبلي liibaan:liban|liiban:ليبان cawil:awil:عويل bile:bile|bileh:بيلي sharmaarke:sharmarke|sharmake:شارماركي
  daahir:dahir|dahir:طاهر jibriil:jibril|jibriil:جبريل xaashi:hashi|xashi:حاشي`);
const WOMEN =
  words(`faadumo:fadumo|fatuma:فاطمة caasha:asha|aisha:عائشة xaliimo:halimo|halima:حليمة maryan:maryan|mariam:مريم xaawo:hawo|hawa:حواء
  khadiijo:khadijo|khadija:خديجة sahra:sahra|zahra:زهراء hodan:hodan|hodaan:هودن ubax:ubah|ubax:أوبح safiyo:safiyo|safia:صفية nimco:nimo|nimco:نعمة
  hibaaq:hibaq|hibaaq:هباق deeqo:deqo|deeqa:ديقة ifraax:ifrah|ifrax:إفراح ladan:ladan|ladhan:لدن fartuun:fartun|farton:فرتون ayaan:ayan|ayaan:أيان
  sucaad:suad|suaad:سعاد cibaado:ibado|ebado:عبادة idil:idil|edil:إديل raxma:rahma|raxmo:رحمة muna:muna|mouna:منى shukri:shukri|shukry:شكري
  naciimo:naimo|naima:نعيمة luul:lul|luul:لول`);
const IN_ARABIC: Readonly<Record<string, string>> = {
  x: 'ح',
  c: 'ع',
  q: 'ق',
  k: 'ك',
  g: 'ج',
  d: 'د',
  r: 'ر',
  s: 'س',
  l: 'ل',
  m: 'م',
  n: 'ن',
  b: 'ب',
  f: 'ف',
  w: 'و',
  y: 'ي',
  h: 'ه',
  t: 'ت',
  j: 'ج',
};
/** Somali spelling to the English one and to Arabic letters, for the rarer names. */
function threeWays(somali: string): string {
  const english = somali
    .replace(/x/g, 'h')
    .replace(/c/g, '')
    .replace(/([aiueo])\1/g, '$1');
  const arabic = somali
    .replace(/aa|oo/g, 'ا')
    .replace(/ii|ee/g, 'ي')
    .replace(/uu/g, 'و')
    .replace(/^[aiueo]/, 'ا')
    .replace(/[a-z]/g, (letter) => IN_ARABIC[letter] ?? '');
  return `${somali}:${english}|${english.replace(/q/g, 'k')}:${arabic}`;
}
const RARE = made(
  'gu ra sa wa di ba xa ca faa qo la ma ji kor da gee ho bu sii la ni',
  300,
  're le d n dle yare ye mo ris sow le w',
).map(threeWays);
const STOCK = {
  tuning: {
    men: [...halfOf(MEN, 'tuning'), ...halfOf(RARE, 'tuning')],
    women: [...halfOf(WOMEN, 'tuning'), ...halfOf(RARE, 'tuning').slice(0, 40)],
  },
  test: {
    men: [...halfOf(MEN, 'test'), ...halfOf(RARE, 'test')],
    women: [...halfOf(WOMEN, 'test'), ...halfOf(RARE, 'test').slice(0, 40)],
  },
};

export const SOMALI: Culture = {
  id: 'somali',
  share: 8,
  styles: ['somali', 'english', 'english', 'arabic'],
  make(random, half: Half) {
    const { men, women } = STOCK[half];
    const given = random.chance(0.5) ? frequent(random, women, 6) : frequent(random, men, 6);
    return {
      given: [given],
      middle: [frequent(random, men, 6)],
      family: [frequent(random, men, 10)],
    };
  },
  sibling(of, random, half) {
    const { men, women } = STOCK[half];
    return { ...of, given: [otherThan(random, random.chance(0.5) ? men : women, of.given)] };
  },
  spell(stem, style, random) {
    const [somali = '', english = '', arabic = ''] = stem.split(':');
    if (style === 'arabic') return arabic;
    return capital(style === 'somali' ? somali : any(random, english.split('|')));
  },
};

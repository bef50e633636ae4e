/**
 * Arabic names in a vocalised notation (one sign a letter: H ح, x خ, $ ش, S ص, D ض, T ط, Z ظ, E ع, g غ,
 * v ث, * ذ, p ة; A I U are the long vowels). Roots and patterns make the rarer names.
 */
import {
  any,
  type Bearer,
  byRules,
  capital,
  type Culture,
  frequent,
  type Half,
  halfOf,
  made,
  otherThan,
  rules,
  words,
} from './culture.ts';
import type { Random } from '../../../bench/hours/random.ts';

const MEN =
  words(`muHammad aHmad Ealiy Hasan Husayn maHmUd xAlid Eumar muSTafY yUsuf ibrAhIm EabdallAh saEId Hamzap bilAl
  jamAl kamAl samIr Tariq walId yAsIn ismAEIl mUsY zakariyyA bakr EuvmAn jaEfar HamId rAmI fAdI wisAm hay$am 'anwar
  nabIl mAjid laTIf $arIf marwAn tawfIq gassAn hi$Am sAmI qAsim ma'mUn zuhayr luqmAn qays`);
const WOMEN =
  words(`fATimap maryam EA'i$ap zaynab sArap nUr xadIjap laylY 'amInap zahrA' hudY sumayyap rIm dunyA sanA' rUqayyap
  yAsmIn hanAn bu$rY naEImap jamIlap $aymA' salmY rabAb Halimap munY rihAb wafA' samIrap nawAl suEAd 'amal 'imAn farIdap
  karImap nAdiyap hibap rajA' kawvar asmA' tahAnI sawsan`);
const ROOTS =
  words(`nSr Slm sEd krm rHm Hmd xlf qsm jbr Srf njm Slh $kr Edl fDl mjd Hkm rf' sbr TlH xTb drw$ nHs Hdd
  njr xbz tjr qDy Ttn $mr zhr rbE jnd brd nmr Sqr fhd bdr qmr $ms nhr jbl wrd Ewd Zfr Hrb slT mlk 'mr xyr gnm dEs hrm zyd bld
  sHr TrD nqb Hjz $hb EkS brk Hlb bSr mSr kfr Srx tmr rwS`)
    .map((root) => root.slice(0, 3))
    .filter((root) => !root.includes("'") && !root.includes('w') && !root.includes('y'));
const FAMILIES =
  words(`xUrI HaddAd najjAr maSrI HalabI $AmI tikrItI dulaymI jubUrI EubaydI HamdAn xaTIb 'aswad zuEbI rifAEI
  qAsimI Husayni maqdisI bagdAdI baSrI qaysI tamImI EAmirI sulaymAn darwI$ barakAt $aEbAn ramaDAn zaydAn EalwAn hilAl
  SabbAg bayTAr kurdI turkmAnI jazA'irI zayyAnI wahrAnI bUdiyAf bin$Ix`);
const SERVANT_OF = words(
  'raHmAn raHIm EazIz karIm qAdir laTIf salAm wahhAb majId HamId jabbAr razzAq fattAH gafUr xAliq nAsir',
);

const RARE = made(
  'ba SA Ha dI ra jU da $a Ea zU qA mi fa TA la nI ka wA ya sU',
  500,
  'r n l d An Un I awI b f q m s',
);

const letter = (root: string, at: number): string => root.charAt(at);
const PATTERNS: readonly ((root: string) => string)[] = [
  (r) => `${letter(r, 0)}A${letter(r, 1)}i${letter(r, 2)}`,
  (r) => `${letter(r, 0)}a${letter(r, 1)}I${letter(r, 2)}`,
  (r) => `ma${letter(r, 0)}${letter(r, 1)}U${letter(r, 2)}`,
  (r) => `${letter(r, 0)}a${letter(r, 1)}${letter(r, 1)}A${letter(r, 2)}`,
];

function stock(half: Half) {
  const roots = halfOf(ROOTS, half);
  const rare = halfOf(RARE, half);
  const built = PATTERNS.flatMap((pattern) => roots.map(pattern));
  const servants = halfOf(SERVANT_OF, half).map((name) => `Eabd al${name}`);
  const womenBuilt = built
    .filter((_, at) => at % 5 === 1)
    .map((name) => `${name}p`.replace(/([^aIUA])p$/, '$1ap'));
  return {
    men: [
      ...halfOf(MEN, half),
      ...servants,
      ...built.filter((_, at) => at % 3 === 0),
      ...rare.slice(0, 40),
    ],
    women: [...halfOf(WOMEN, half), ...womenBuilt],
    families: [
      ...halfOf(FAMILIES, half),
      ...built.map((name) => `${name}I`),
      ...built.filter((_, at) => at % 2 === 1),
      ...rare,
    ],
  };
}
const STOCK = { tuning: stock('tuning'), test: stock('test') };

const ARABIC_SCRIPT = rules(
  "'=ء b=ب t=ت v=ث j=ج H=ح x=خ d=د *=ذ r=ر z=ز s=س $=ش S=ص D=ض T=ط Z=ظ E=ع g=غ f=ف q=ق k=ك l=ل m=م n=ن h=ه w=و y=ي p=ة a= i= u= A=ا I=ي U=و Y=ى",
);
/** First spelling by far the most usual; the others as clerks and bearers write them. */
const LATIN: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  english: rules(
    "'= b=b t=t v=th|s j=j|g H=h x=kh d=d *=dh|z|d r=r z=z s=s|ss $=sh S=s D=d|dh T=t Z=z|dh E=|a|' g=gh f=f q=q|k k=k l=l m=m n=n h=h w=w y=y|i p=a|ah|e a=a|e i=i|e u=u|o A=a|aa I=i|ee U=u|oo|ou Y=a",
  ),
  french: rules(
    "'= b=b t=t v=th|t|s j=j|dj H=h x=kh d=d *=d|dh r=r z=z s=s|ss $=ch S=s|ss D=d T=t Z=z|d E=|a g=gh|r f=f q=k|q k=k l=l m=m n=n h=h w=w|ou y=y|i p=a|e a=a|e i=i|e u=ou|o A=a I=i U=ou Y=a",
  ),
  german: rules(
    "'= b=b t=t v=th|s j=dsch|j H=h x=ch|kh d=d *=d r=r z=s|z s=s|ss $=sch S=s D=d T=t Z=s|z E=|a g=gh|g f=f q=k|q k=k l=l m=m n=n h=h w=w y=j|y p=a a=a|e i=i|e u=u|o A=a|ah I=i|ie U=u Y=a",
  ),
};

function native(word: string, random: Random): string {
  const article =
    word.startsWith('al') && word.length > 5 && !'AIU'.includes(word.charAt(2)) ? 'ال' : '';
  let rest = (article === '' ? word : word.slice(2)).replace(/([^aiuAIU])\1/g, '$1');
  let head = '';
  if (/^[aiuAIU]/.test(rest)) {
    head = rest.startsWith('i') ? any(random, ['إ', 'ا']) : any(random, ['أ', 'ا']);
    rest = rest.slice(1);
  } else if (rest.startsWith("'")) {
    head = any(random, ['أ', 'ا']);
    rest = rest.slice(2);
  }
  const text = byRules(rest.replace(/'$/, random.chance(0.5) ? "'" : ''), ARABIC_SCRIPT, random, 0);
  const end = random.chance(0.15) ? text.replace(/ة$/, 'ه').replace(/ى$/, 'ي') : text;
  return article + head + end.replace(/([اوي])ء(?=.)/, '$1ئ');
}

function latin(word: string, style: string, random: Random): string {
  const table = LATIN[style] as ReadonlyMap<string, string>;
  const isArticle = word.startsWith('al') && word.length > 5 && !'AIU'.includes(word.charAt(2));
  const text = byRules(isArticle ? word.slice(2) : word, table, random);
  return isArticle ? `\u0001${text}` : text;
}

/** In Latin the servant's two words are written in half a dozen ways. */
function servant(second: string, random: Random): string {
  const first = any(random, ['abd', 'abd', 'abd']);
  const plain = second.replace('\u0001', '');
  const sun = /^[tdrzsn]/.test(plain) ? plain.charAt(0) : 'l';
  return any(random, [
    `${first}ul ${plain}`,
    `${first}el ${plain}`,
    `${first}el${plain}`,
    `${first}ul${plain}`,
    `${first} al-${plain}`,
    `${first}u${sun}${plain}`,
    `${first}e${sun}${plain}`,
  ]);
}

function spell(stem: string, style: string, random: Random): string {
  if (style === 'native')
    return stem
      .split(' ')
      .map((word) => native(word, random))
      .join(random.chance(0.3) ? '' : ' ');
  const [first = '', second] = stem.split(' ').map((word) => latin(word, style, random));
  if (second !== undefined) return capital(servant(second, random));
  return first.split('-').map(capital).join('-');
}

/** Family names take the article or not, as the clerk heard it. */
function articled(text: string, style: string, random: Random): string {
  if (style === 'native') return random.chance(0.6) ? `ال${text}` : text;
  return random.chance(0.4) ? any(random, ['Al-', 'Al ', 'El ', 'Al', 'el-']) + text : text;
}

export const ARABIC: Culture = {
  id: 'arabic',
  share: 20,
  styles: ['native', 'english', 'french', 'german'],
  make(random, half): Bearer {
    const { men, women, families } = STOCK[half];
    const given = random.chance(0.45) ? frequent(random, women) : frequent(random, men);
    const middle = [frequent(random, men)];
    if (random.chance(0.35)) middle.push(frequent(random, men));
    return {
      given: [given],
      middle: random.chance(0.25) ? [] : middle,
      family: [frequent(random, families, 15)],
    };
  },
  sibling(of, random, half) {
    const { men, women } = STOCK[half];
    return { ...of, given: [otherThan(random, random.chance(0.5) ? men : women, of.given)] };
  },
  spell(stem, style, random, role) {
    const text = spell(stem, style, random);
    return role === 'family' && stem.endsWith('I') ? articled(text, style, random) : text;
  },
  short: {
    muHammad: ['Hammuda', 'Hamada'],
    yUsuf: ['jUjU'],
    fATimap: ['faTTUm'],
    zakariyyA: ['zIkU'],
    Ealiy: ['EalAwI'],
    ibrAhIm: ['barhUm'],
    mAjid: ['majjUd'],
    samIrap: ['sUsU'],
  },
};

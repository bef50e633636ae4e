/**
 * Names of Eritrea and Ethiopia in a notation of syllables: a consonant, then its order as a vowel
 * (E first, u, i, a, e, none sixth, o). S' is q for emphatic ts, C' emphatic ch; x is sh, N is ny.
 */
import type { Random } from '../../../bench/hours/random.ts';
import {
  any,
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

const MEN =
  words(`tEsfay yohans haylE mulugeta gErEmEdhn bErhE dawit samuel kidanE abrham mikael yonas asmElax gEbrE amanuel
  solomon hagos tEklE tadEsE girma bEkElE alEmu fHexayE yEmanE mEHari tEwodros filmon natnael isaq zEray okbay wEldu arEgay
  gEtaCEw sEyum mEngs'u hayEla rEdae ataklti habtom tEkEste abEbE dEmEqE fqrE`).map((name) =>
    name.replace('H', 'h').replace("s'", 'S'),
  );
const WOMEN =
  words(`sElam rahEl mhrEt bErhan aster hiwEt tsgE zewdi mEbrat letebrhan sEnayt almaz gEnEt rut sara lEmlEm tigist
  hana maryam nigsti fyori abEba mEdhn ElEni kbra saba winta azmEra tErhas yordanos luwam bEtlhem mEselE roza fana senbetu`).map(
    (name) => name.replace('ts', 'S').replace(/^E/, 'e'),
  );
const FIRST = words('gEbrE wEldE haylE tEklE kidanE zEra tEsfa habtE amdE fqrE');
const SECOND = words(
  'maryam mikael slase mEdhn giyorgis hiywEt krstos yEsus gabr rufael abzgi Sadqan nguS amlak egziabher',
);

const RARE = made(
  'bE ka dE sa mE ha gE ra zE ma tE la ko ni fE wa yE ga sE Sa qE da',
  300,
  'y n s b t m l gaber kal zgi ab u ay',
);

function stock(half: Half) {
  const firsts = FIRST;
  const seconds = halfOf(SECOND, half);
  const compounds = firsts.flatMap((first) => seconds.map((second) => `${first} ${second}`));
  const men = halfOf(MEN, half);
  const mixed = men.flatMap((name, at) => [
    name,
    ...compounds.filter((_, place) => place % men.length === at),
  ]);
  const rare = men.flatMap((one) =>
    ['ab', 'ay', 'om', 'et'].map((end) => one.replace(/[aeiouE]?$/, '') + end),
  );
  return {
    men: [...mixed, ...rare, ...halfOf(RARE, half)],
    women: [
      ...halfOf(WOMEN, half),
      ...halfOf(WOMEN, half).map((one) => `${one.replace(/[aeiouE]?$/, '')}wit`),
    ],
  };
}
const STOCK = { tuning: stock('tuning'), test: stock('test') };

const ROWS: Readonly<Record<string, number>> = {
  h: 0x1200,
  l: 0x1208,
  m: 0x1218,
  r: 0x1228,
  s: 0x1230,
  x: 0x1238,
  q: 0x1240,
  b: 0x1260,
  t: 0x1270,
  C: 0x1278,
  n: 0x1290,
  N: 0x1298,
  "'": 0x12a0,
  k: 0x12a8,
  w: 0x12c8,
  z: 0x12d8,
  y: 0x12e8,
  d: 0x12f0,
  j: 0x1300,
  g: 0x1308,
  S: 0x1338,
  f: 0x1348,
  p: 0x1350,
};
const ORDER = 'Euiae-o';

function fidel(word: string): string {
  let text = '';
  const signs = [...word];
  for (let at = 0; at < signs.length; at++) {
    const sign = signs[at] as string;
    const isVowel = ORDER.includes(sign);
    const row = ROWS[isVowel ? "'" : sign];
    if (row === undefined) continue;
    const vowel = isVowel ? sign : (signs[at + 1] ?? '-');
    const order = ORDER.indexOf(vowel);
    const has = order >= 0 && vowel !== '-';
    const open = isVowel && vowel === 'a' ? 0 : has ? order : 5;
    text += String.fromCodePoint(row + open);
    if (!isVowel && has) at++;
  }
  return text;
}

const LATIN = rules("E=e|a x=sh C=ch N=gn|ny q=k|q S=ts|tz|s y=y|i w=w f=f h=h|'");
const CLUSTER = /([bcdfghklmnpqrstwz])([bdfghklmnprstwz])([bdfghklmnpqrstwz])/;
/** The sixth order is heard as a short i or e, where a mouth needs it. */
function loosened(text: string, random: Random): string {
  let loose = text
    .replace("'", '')
    .replace(/^([bcdfghklmnpqrstz])([bdfghklmnpqrstz])/, (_, one: string, two: string) =>
      ['sh', 'ch', 'ts', 'tz', 'gn'].includes(one + two)
        ? one + two
        : `${one}${any(random, ['i', 'i', 'e'])}${two}`,
    );
  if (CLUSTER.test(loose))
    loose = loose.replace(CLUSTER, (_, a: string, b: string, c: string) =>
      /sh|ch|ts/.test(a + b + c) ? a + b + c : `${a}${b}${any(random, ['i', 'e'])}${c}`,
    );
  return random.chance(0.15) ? loose.replace(/([mnstl])(?=[aeiou])/, '$1$1') : loose;
}

export const ERITREAN: Culture = {
  id: 'eritrean',
  share: 12,
  styles: ['native', 'latin', 'italian'],
  make(random, half) {
    const { men, women } = STOCK[half];
    const given = random.chance(0.45) ? frequent(random, women) : frequent(random, men);
    const middle = random.chance(0.35) ? [] : [frequent(random, men, 8)];
    return { given: [given], middle, family: [frequent(random, men, 8)] };
  },
  sibling(of, random, half) {
    const { men, women } = STOCK[half];
    return { ...of, given: [otherThan(random, random.chance(0.5) ? men : women, of.given)] };
  },
  spell(stem, style, random) {
    const parts = stem.split(' ');
    const gap = random.chance(0.25) ? ' ' : '';
    if (style === 'native') return parts.map(fidel).join(gap);
    const latin = parts.map((part) => loosened(byRules(part, LATIN, random), random));
    const italian =
      style === 'italian'
        ? latin.map((part) => part.replace(/k(?=[aou])/g, 'c').replace(/^y/, 'j'))
        : latin;
    return gap === '' ? capital(italian.join('')) : italian.map(capital).join(' ');
  },
};

/** Names of Ukraine and Russia, written in Cyrillic; Latin by the rules of several states. */
import type { Random } from '../../../bench/hours/random.ts';
import {
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
  words(`олександр сергій володимир андрій микола іван юрій дмитро василь михайло віктор петро ігор анатолій олег павло
  максим роман ярослав богдан тарас степан григорій олексій євген вадим артем денис кирило назар руслан станіслав федір
  леонід данило ілля матвій тимофій захар остап`);
const WOMEN =
  words(`олена наталія тетяна ірина світлана оксана людмила марія галина ольга катерина юлія анна вікторія надія любов
  валентина лариса ганна дарина софія зоряна христина яна аліна мирослава богдана поліна стефанія василина єлизавета кіра
  маргарита діана соломія уляна злата мілана емілія варвара`);
const STEMS =
  words(`шевч кова бонда ткач крав олій лис мороз савч марч пет іван павл захар гриц мельнич роман дяч козач поліщ вовч
  гонч коваль рудь сидор тим бойч білозір кушнір назар федор мартин яким степан гаври панас юрч хом дем левч зінч остап
  лук мазур скороход кирич гайдам довж терещ приход чорно литв онищ кругл стец барань жук`);
const RARE = made(
  'ба бо бу ва во га гор да дон жу за зу ка ко кор ла ло лу ма мо на но па пов ра ру са со су та то ту фа ха цу ча чор ша шу',
  900,
  'бенко венко чук ник рак ляк зюк гайло ський цький енко дюк лій вець нюк',
);
const ENDINGS = words('енко ук ко ський чук юк ів овський аренко ик');
const FATHERS = words(
  'олександр сергій володимир андрій микола іван юрій дмитро василь михайло віктор петро ігор анатолій павло роман',
);

function stock(half: Half) {
  const stems = halfOf(STEMS, half);
  const families = ENDINGS.flatMap((ending, at) =>
    stems.filter((_, place) => at < 2 || (place + at) % 3 === 0).map((stem) => stem + ending),
  );
  return {
    men: halfOf(MEN, half),
    women: halfOf(WOMEN, half),
    families: [...families, ...halfOf(RARE, half)],
    fathers: halfOf(FATHERS, half),
  };
}
const STOCK = { tuning: stock('tuning'), test: stock('test') };
const PATRONYM: Readonly<Record<string, string>> = {
  микола: 'миколай',
  дмитро: 'дмитр',
  петро: 'петр',
  павло: 'павл',
  михайло: 'михайл',
  василь: 'васил',
};
const patronym = (father: string, woman: boolean): string =>
  (PATRONYM[father] ?? father).replace(/й$/, 'й') + (woman ? 'івна' : 'ович');

const OFFICIAL = rules(
  'а=a б=b в=v г=h ґ=g д=d е=e є=ie|ye ж=zh з=z и=y|i і=i ї=i|yi й=i|y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh|h ц=ts ч=ch ш=sh щ=shch ю=iu|yu я=ia|ya ь= ы=y э=e ё=yo ъ=',
);
const FRENCH = rules(
  'а=a б=b в=v г=g|h ґ=gu д=d е=e|ie є=ie ж=j з=z и=i|y і=i ї=i й=ï|i к=k л=l м=m н=n о=o п=p р=r с=s|ss т=t у=ou ф=f х=kh ц=ts ч=tch ш=ch щ=chtch ю=iou|you я=ia|ya ь= ы=y э=e ё=io ъ=',
);
const GERMAN = rules(
  'а=a б=b в=w г=g|h ґ=g д=d е=e|je є=je ж=sch з=s и=y|i і=i ї=ji й=j|i к=k л=l м=m н=n о=o п=p р=r с=s|ss т=t у=u ф=f х=ch ц=z ч=tsch ш=sch щ=schtsch ю=ju я=ja ь= ы=y э=e ё=jo ъ=',
);
/** The same person in Russian spelling, as older papers have it. */
const RUSSIAN: Readonly<Record<string, string>> = {
  олександр: 'александр',
  сергій: 'сергей',
  володимир: 'владимир',
  андрій: 'андрей',
  микола: 'николай',
  дмитро: 'дмитрий',
  михайло: 'михаил',
  петро: 'пётр',
  ігор: 'игорь',
  анатолій: 'анатолий',
  павло: 'павел',
  юрій: 'юрий',
  іван: 'иван',
  василь: 'василий',
  віктор: 'виктор',
  олексій: 'алексей',
  євген: 'евгений',
  олена: 'елена',
  тетяна: 'татьяна',
  ірина: 'ирина',
  світлана: 'светлана',
  катерина: 'екатерина',
  ганна: 'анна',
  вікторія: 'виктория',
  марія: 'мария',
  наталія: 'наталья',
  юлія: 'юлия',
  надія: 'надежда',
  софія: 'софия',
  дарина: 'дарья',
  артем: 'артём',
  данило: 'даниил',
  григорій: 'григорий',
};

export const UKRAINIAN: Culture = {
  id: 'ukrainian',
  share: 12,
  styles: ['native', 'official', 'french', 'german'],
  make(random, half) {
    const { men, women, families, fathers } = STOCK[half];
    const woman = random.chance(0.6);
    const given = frequent(random, woman ? women : men, 8);
    const family = frequent(random, families, 50);
    const middle = random.chance(0.45) ? [patronym(frequent(random, fathers), woman)] : [];
    return { given: [given], middle, family: [woman ? family.replace(/ський$/, 'ська') : family] };
  },
  sibling(of, random, half) {
    const { men, women } = STOCK[half];
    const woman = women.includes(of.given[0] ?? '');
    return { ...of, given: [otherThan(random, woman ? women : men, of.given)] };
  },
  spell(stem, style, random: Random, role) {
    const stemHere = role === 'given' && random.chance(0.12) ? (RUSSIAN[stem] ?? stem) : stem;
    if (style === 'native') return capital(stemHere);
    const table = style === 'official' ? OFFICIAL : style === 'french' ? FRENCH : GERMAN;
    return capital(byRules(stemHere, table, random));
  },
  short: {
    олександр: ['саша', 'олекс'],
    сергій: ['серьожа'],
    володимир: ['вова'],
    дмитро: ['діма'],
    микола: ['коля'],
    михайло: ['міша'],
    наталія: ['наташа'],
    тетяна: ['таня'],
    олена: ['лена'],
    світлана: ['света'],
    катерина: ['катя'],
    ольга: ['оля'],
    людмила: ['люда'],
    юлія: ['юля'],
    вікторія: ['віка'],
    оксана: ['ксюша'],
    анна: ['аня'],
    марія: ['маша'],
    євген: ['женя'],
    павло: ['паша'],
  },
};

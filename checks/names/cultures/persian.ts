/**
 * Afghan and Iranian names, in the notation of `arabic.ts` with P پ, C چ, G گ, J ژ, e ه at an end;
 * A, i/I, u/U as spoken. Compounds and endings make the rarer names.
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
  words(`muHammad Ealiy Husayn riDA aHmad mahdI Hasan amIr EabbAs mujtabA Hamid saEId karIm najIb Habib ramIn farhAd
  jamSId bahrAm rustam siyAwaS kAmrAn Parviz shAh gul nUr Ziya' faysal zalmay nAdir bashIr yAr dawUd humAyUn mirways Eizat
  qudrat raHmat Hikmat esmat naqib aTA' jAwId sohrAb`).map((name) =>
    name
      .replace("a'", 'a')
      .replace("A'", 'A')
      .replace(/^e/, 'i')
      .replace('bashIr', 'ba$Ir')
      .replace('shAh', '$Ah')
      .replace('SabrI', 'SabrI')
      .replace('S', '$'),
  );
const WOMEN =
  words(`zahrA fAtime maryam zaynab sakIne nargis laylA $ukriyye Parwin farzAne SurayyA zarmIne gItA mInA $AdI nIlUfar
  ma'sUme ruqiyye Simin mahnAz farida bihArA gulAlay spUZmay palwa$e hamide rAziye tAhire SadAf yaldA nAziyA hangAme fruzAn
  Parasto golnAr AriyAnA ilAhe marZiye shIrIn`).map((name) =>
    name
      .replace("a'", 'aE')
      .replace('spUZmay', 'spUJmay')
      .replace('shIrIn', '$IrIn')
      .replace('palwa', 'Palwa')
      .replace('gol', 'Gul')
      .replace('gul', 'Gul'),
  );
const SECOND = words('allAh jAn Gul xAn aHmad Ealiy riDA $Ah nabI zamAn yAr agA dIn nUr');
const FAMILY_STEMS =
  words(`aHmad Husayn karIm raHIm nUr rasUl nabI Sadr amIn sulTAn qAsim raD naZar Habib hA$im zAhid mUsaw Ealaw tAjik
  PanjSIr herAt kAbul Gazn qandahAr mazAr $ahIr wardak durrAn yUsufz baxtiyAr dehqAn rustam farAh jawAn kU$ baradar mUhib $arIf
  barakz andarAb bAmyAn hazAr $irzAd xUrAsAn marwAr sarwar sAlAr`).map((name) =>
    name
      .replace('PanjSIr', 'Panj$Ir')
      .replace('Gazn', 'gazn')
      .replace(/^he/, 'hi')
      .replace('dehqAn', 'dihqAn')
      .replace('yUsufz', 'yUsufzAy')
      .replace('barakz', 'barakzAy'),
  );
const RARE_FAMILIES = made(
  'bA ra ma xA da fU zI Sa nA qa ka GA Pa lI sA tU wa Ca yA $I ha',
  600,
  'dI nI rI yAn kAr zAde nezAd far mand wand PUr kI lI d n',
);
const RARE_GIVEN = made(
  'bA ra ma fa da nA sU zI ka GUl $A mI la hU Sa rU PA yA',
  160,
  'd n r z b $ k m',
);
const ENDINGS = ['I', 'I', 'zAde', 'PUr', 'niyA', 'yAr', '', 'I'];

function stock(half: Half) {
  const compounds = halfOf(MEN, half).flatMap((one, at) =>
    SECOND.filter((second, position) => (position + at) % 3 === 0 && second !== one).map(
      (second) => `${one} ${second}`,
    ),
  );
  return {
    men: [...halfOf(MEN, half), ...compounds, ...halfOf(RARE_GIVEN, half)],
    women: [
      ...halfOf(WOMEN, half),
      ...halfOf(RARE_GIVEN, half).map((name) => `${name}e`),
      ...halfOf(WOMEN, half).flatMap((name, at) =>
        at % 3 === 0 ? [`bI bI ${name}`.slice(6), `${name} Gul`] : [],
      ),
    ],
    families: [
      ...ENDINGS.flatMap((ending, at) =>
        halfOf(FAMILY_STEMS, half)
          .filter((_, position) => at === 0 || (position + at) % 3 === 0)
          .map((stem) => stem.replace(/I$/, '') + ending),
      ),
      ...halfOf(RARE_FAMILIES, half),
    ],
  };
}
const STOCK = { tuning: stock('tuning'), test: stock('test') };

const SCRIPT = rules(
  "'=ء b=ب P=پ t=ت v=ث j=ج C=چ H=ح x=خ d=د *=ذ r=ر z=ز J=ژ s=س $=ش S=ص D=ض T=ط Z=ظ E=ع g=غ f=ف q=ق k=ک G=گ l=ل m=م n=ن h=ه w=و y=ی e=ه a= i= u= A=ا I=ی U=و",
);
const LATIN = rules(
  "'= b=b P=p t=t v=s j=j C=ch H=h x=kh d=d *=z r=r z=z J=zh s=s|ss $=sh S=s D=z|dh T=t Z=z E=|a g=gh|g f=f q=q|gh k=k G=g l=l m=m n=n h=h w=w|v y=y|i e=a|eh|e a=a|e i=i|e u=o|u A=a|aa I=i|ee U=u|oo",
);
const GERMAN = rules(
  "'= b=b P=p t=t v=s j=dsch|j C=tsch H=h x=ch|kh d=d *=s r=r z=s|z J=sch s=s $=sch S=s D=s T=t Z=s E= g=gh|g f=f q=gh|q k=k G=g l=l m=m n=n h=h w=w y=j e=e|eh a=a i=e|i u=o|u A=a I=i|ie U=u",
);

function native(word: string): string {
  const bare = word.replace(/([^aiuAIU])\1/g, '$1');
  if (bare === 'allAh') return 'الله';
  const head = bare.startsWith('A') ? 'آ' : /^[aiu]/.test(bare) ? 'ا' : '';
  return head + byRules(head === '' ? bare : bare.slice(1), SCRIPT, NEVER, 0);
}
const NEVER: Random = { whole: (least) => least, chance: () => false, pick: ([first]) => first };

export const PERSIAN: Culture = {
  id: 'persian',
  share: 14,
  styles: ['native', 'english', 'german'],
  make(random, half) {
    const { men, women, families } = STOCK[half];
    const given = random.chance(0.45) ? frequent(random, women) : frequent(random, men);
    return {
      given: [given],
      middle: random.chance(0.2) ? [frequent(random, men)] : [],
      family: [frequent(random, families, 12)],
    };
  },
  sibling(of, random, half) {
    const { men, women } = STOCK[half];
    return { ...of, given: [otherThan(random, random.chance(0.5) ? men : women, of.given)] };
  },
  spell(stem, style, random) {
    const parts = stem.split(' ');
    if (style === 'native') return parts.map(native).join(random.chance(0.5) ? ' ' : '');
    const written = parts.map((part) => byRules(part, style === 'german' ? GERMAN : LATIN, random));
    if (parts[1] === 'allAh') {
      return capital(`${written[0]}${any(random, ['ullah', ' ullah', 'ollah', 'ulla'])}`);
    }
    return random.chance(0.4) ? written.map(capital).join(' ') : capital(written.join(''));
  },
};

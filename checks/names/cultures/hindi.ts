/** Names of northern India and Nepal in the notation of `bengali.ts` (w ट, z ड, v व). */
import { abugida, written } from './abugida.ts';
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
  words(`rAm rAjeS suniL sanjay anil vijay rameS suresh mukes dineS rAkeS manoj ajay vinod pramod aSok mahendra rAjendra
  krSNa gopAl Syam hari prakAS dIpak rohit amit sandIp ravi viSAl arjun bisnu tek bahAdur nArAyan binod kamal jIvan cetan naren`).map(
    (name) =>
      name
        .replace('L', 'l')
        .replace('sh', 'S')
        .replace('krSNa', 'kriSna')
        .replace('es', 'eS')
        .replace('bisnu', 'viSnu'),
  );
const WOMEN =
  words(`sunitA anitA gItA sItA mInA rekhA saritA kavitA sangItA puSpA lakSmI durgA rAdhA mAyA sumitrA kamalA SAntI
  pUjA nehA priyA Arti manju bimalA indirA sarasvatI tArA devakI pArvatI jyoti renu bindu sabitrI parmilA`).map(
    (name) => name.replace('kh', 'x').replace('dh', 'D'),
  );
const FAMILY =
  words(`kumAr Sarma singh yAdav guptA verma devI cauDarI miSra pAsvAn tivArI pAwel jhA rAy xan patel paswan saha thApA
  gurung magar tamAng rAI lAmA SreSWa kArkI basnet BawwarAI adhikArI pauzel xazkA rAnA josI nepAl DakAl kunvar bIk oli
  tripAqI dube caturvedI agravAl bansal mehtA SAh nAyak mahto rajak`).map((name) =>
    name
      .replace('jh', 'J')
      .replace('th', 'q')
      .replace('dh', 'D')
      .replace('singh', 'siMh')
      .replace('ng', 'Mg'),
  );
const MADE = words('dev jay rAj suren yogen bal BIm prem man Dan Om indra candra hem lok Siv');
const MADE_END = words('endra nAq lAl prasAd kumAr eS rAj Bahadur bIr dev').map((end) =>
  end.replace('Bahadur', 'bahAdur'),
);

const RARE = made(
  'bA ra mi da sa Su jA ni la ri to ma po hA ka mo si nA tA ru ve go',
  500,
  'r n l t m k v vAl kar rI dI yA nI w',
);

function stock(half: Half) {
  const built = halfOf(MADE, half).flatMap((one) => MADE_END.map((end) => one + end));
  return {
    men: [...halfOf(MEN, half), ...built],
    women: [
      ...halfOf(WOMEN, half),
      ...halfOf(RARE, half)
        .slice(0, 60)
        .map((name) => `${name}A`.replace(/[AI]A$/, 'A')),
    ],
    family: [...halfOf(FAMILY, half), ...halfOf(RARE, half)],
  };
}
const STOCK = { tuning: stock('tuning'), test: stock('test') };
const SCRIPT = abugida(
  'kक xख gग Gघ cच Cछ jज Jझ tत qथ dद Dध wट Wठ zड nन Nण pप fफ bब Bभ vव mम yय rर lल Sश sस hह Mं',
  'a/अ Aा/आ iि/इ Iी/ई uु/उ Uू/ऊ eे/ए oो/ओ Oो/ओ Eै/ऐ',
  '\u094d',
);
const LATIN = rules(
  'k=k x=kh g=g G=gh c=ch C=chh|ch j=j J=jh t=t|th q=th d=d D=dh|d w=t W=th z=d n=n N=n p=p f=ph|f b=b B=bh v=v|w|b m=m y=y r=r l=l S=sh|s s=s h=h M=n a=a A=a|aa i=i I=i|ee u=u U=u|oo e=e o=o O=o|u E=ai',
);

export const HINDI: Culture = {
  id: 'hindi',
  share: 5,
  styles: ['native', 'english', 'english'],
  make(random, half) {
    const { men, women, family } = STOCK[half];
    const given = random.chance(0.4) ? frequent(random, women, 10) : frequent(random, men, 10);
    const middle = random.chance(0.3)
      ? [frequent(random, ['kumAr', 'bahAdur', 'lAl', 'prasAd', 'devI'])]
      : [];
    return { given: [given], middle, family: [frequent(random, family, 16)] };
  },
  sibling(of, random, half) {
    const { men, women } = STOCK[half];
    return {
      ...of,
      given: [otherThan(random, women.includes(of.given[0] ?? '') ? women : men, of.given)],
    };
  },
  spell(stem, style, random) {
    if (style === 'native')
      return written(random.chance(0.15) ? stem.replace('I', 'i').replace('U', 'u') : stem, SCRIPT);
    const spoken = stem.replace(/(?<=[^aeiouAIUEO])a$/, '');
    return capital(byRules(spoken, LATIN, random));
  },
};

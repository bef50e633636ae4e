/**
 * Four naming cultures that were written when reading, weights and thresholds stood, and that none of them
 * was made with: Armenian (Armenian, Russian and Latin letters), Serbian (Cyrillic and Latin), Turkish and
 * Kurdish (Latin, without its marks, by German ear), Tamil (Tamil and Latin). Measured, never learned from.
 */
import type { Random } from '../../../bench/hours/random.ts';
import { abugida, written } from './abugida.ts';
import {
  type Bearer,
  byRules,
  capital,
  type Culture,
  frequent,
  type Half,
  made,
  otherThan,
  rules,
  words,
} from './culture.ts';

type Stock = { men: readonly string[]; women: readonly string[]; families: readonly string[] };

/** One given name, at times the father's, one family name: the halves are one, as nothing is learned. */
function culture(
  id: string,
  share: number,
  styles: Culture['styles'],
  { men, women, families }: Stock,
  father: { chance: number; form: (name: string) => string },
  spell: (stem: string, style: string, random: Random) => string,
): Culture {
  const given = (random: Random): string =>
    random.chance(0.45) ? frequent(random, women, 8) : frequent(random, men, 8);
  return {
    id,
    share,
    styles,
    make(random: Random, _half: Half): Bearer {
      return {
        given: [given(random)],
        middle: random.chance(father.chance) ? [father.form(frequent(random, men, 8))] : [],
        family: [frequent(random, families, 20)],
      };
    },
    sibling: (of, random) => ({
      ...of,
      given: [otherThan(random, random.chance(0.5) ? men : women, of.given)],
    }),
    spell: (stem, style, random) => capital(spell(stem, style, random)),
  };
}

/** One sign a letter: x խ, c ծ, Z ձ, G ղ, C ճ, S շ, W չ, R ռ, q ց, T թ, P փ, K ք, J ժ. */
const ARMENIAN_FATHERS = words(
  'grigor hakob hovhannes sargis vardan karapet petros gevorg martiros avetis harutyun poGos stepan manuk galust aRaKel davT barseG',
);
const ARMENIAN = culture(
  'armenian',
  1,
  ['armenian', 'latin', 'russian'],
  {
    men: words(
      'armen hayk aram karen grigor hakob hovhannes sargis vardan tigran narek gor daviT artak gevorg suren aSot hamlet mher samvel vahan artur garik levon rafayel eduard hrant armenak',
    ),
    women: words(
      'ani anahit mariam lilit nare gayane lusine hasmik narine karine armine astGik Suzan hRipsime taTevik nune siranuS mane elen ruzanna marine zaruhi nvard heGine',
    ),
    families: [
      ...ARMENIAN_FATHERS,
      ...made('ba da ga ka ma na sa ta va za Sa xa to mo ru', 300, 'r n l z k t Cu lu ba Go mu'),
    ].map((father) => `${father}yan`),
  },
  { chance: 0.25, form: (name) => `${name}i` },
  (stem, style, random) => {
    if (style === 'armenian') return byRules(stem, ARMENIAN_SCRIPT, random, 0);
    if (style === 'latin') return byRules(stem, ARMENIAN_LATIN, random);
    return byRules(stem, ARMENIAN_RUSSIAN, random)
      .replace(/йа/g, 'я')
      .replace(/й(?=е)/g, '');
  },
);
const ARMENIAN_SCRIPT = rules(
  'a=ա b=բ g=գ d=դ e=ե z=զ T=թ J=ժ i=ի l=լ x=խ c=ծ k=կ h=հ Z=ձ G=ղ C=ճ m=մ y=յ n=ն S=շ o=ո W=չ p=պ j=ջ R=ռ s=ս v=վ t=տ r=ր q=ց u=ու P=փ K=ք f=ֆ',
);
const ARMENIAN_LATIN = rules(
  'T=t J=zh x=kh c=ts Z=dz G=gh|g C=ch|tch S=sh W=ch j=j R=r q=ts P=p K=k|q y=y|i',
);
const ARMENIAN_RUSSIAN = rules(
  'a=а b=б g=г d=д e=е|э z=з T=т J=ж i=и l=л x=х c=ц k=к h=|г|х Z=дз G=г C=ч m=м y=й n=н S=ш o=о W=ч p=п j=дж R=р s=с v=в t=т r=р q=ц u=у P=п K=к f=ф',
);

const SERBIAN = culture(
  'serbian',
  1,
  ['cyrillic', 'latin', 'plain', 'english'],
  {
    men: words(
      'милан драган зоран горан дејан ненад марко стефан никола александар јован милош душан лазар вук бранко слободан владимир срђан љубиша огњен бојан жарко живко ђорђе',
    ),
    women: words(
      'јелена марија ана милица драгана љиљана снежана весна биљана јасмина ивана сања тијана наташа гордана светлана ружица слађана невена тамара маја душица ђурђа жељка',
    ),
    families: [
      ...words(
        'јовановић петровић николић марковић ђорђевић стојановић илић станковић павловић милошевић живковић симић поповић цветковић шћепановић вучић чолић жикић љубичић мићић',
      ),
      ...made('ба да га ка ми не ра са ве го ду жи ши чу лу', 300, 'јић нић вић лић рић шић кић'),
    ],
  },
  { chance: 0.1, form: (name) => name },
  (stem, style, random) => {
    if (style === 'cyrillic') return stem;
    const gaj = byRules(stem, style === 'english' ? SERBIAN_ENGLISH : SERBIAN_LATIN, random, 0.1);
    return style === 'plain' ? plain(gaj) : gaj;
  },
);
const SERBIAN_LATIN = rules(
  'а=a б=b в=v г=g д=d ђ=đ|dj е=e ж=ž з=z и=i ј=j к=k л=l љ=lj м=m н=n њ=nj о=o п=p р=r с=s т=t ћ=ć у=u ф=f х=h ц=c ч=č џ=dž ш=š',
);
const SERBIAN_ENGLISH = rules(
  'а=a б=b в=v г=g д=d ђ=dj|j е=e ж=zh з=z и=i ј=y|j к=k л=l љ=ly|lj м=m н=n њ=ny|nj о=o п=p р=r с=s т=t ћ=ch у=u ф=f х=h ц=ts ч=ch џ=dj ш=sh',
);

const TURKISH = culture(
  'turkish',
  1,
  ['marked', 'plain', 'german'],
  {
    men: words(
      'mehmet mustafa ahmet ali hüseyin hasan ibrahim ismail osman yusuf murat ömer ramazan serkan özgür barış çetin şükrü uğur ışık rojhat azad welat baran şiyar dilşad',
    ),
    women: words(
      'fatma ayşe emine hatice zeynep elif meryem şerife sultan hanife gülşen çiğdem özlem yıldız büşra tuğba nurcan rojda berfin zîlan dilan evîn şilan hêvî',
    ),
    families: [
      ...words(
        'yılmaz kaya demir şahin çelik yıldız yıldırım öztürk aydın özdemir arslan doğan kılıç aslan çetin kara koç kurt özkan şimşek bozkurt karadağ güneş çakır tunç',
      ),
      ...made(
        'ak boz çe de er gü ka kö öz sa şe tu uz yü al',
        300,
        'oğlu can taş türk bey kan baş gün er dağ',
      ),
    ],
  },
  { chance: 0.2, form: (name) => name },
  (stem, style, random) => {
    if (style === 'marked') return stem;
    if (style === 'plain') return plain(stem);
    return byRules(stem, TURKISH_GERMAN, random, 0.3);
  },
);
const TURKISH_GERMAN = rules(
  'ş=sch|s ç=tsch|c c=dsch|c y=j|y z=s|z v=w|v ğ=g| ı=i ö=ö|oe ü=ü|ue î=i ê=e û=u',
);

const TAMIL_MEN = words(
  'murukan kumAr rAjan selvam kaNNan suntaram kaNEsan sivA vijay aruL tinES kajan pirakAS nirmalan jeyan rAjA kOpAl mAran iLavarasan tavarAsA nantan yOkan',
);
const TAMIL = culture(
  'tamil',
  1,
  ['tamil', 'latin', 'latin'],
  {
    men: TAMIL_MEN,
    women: words(
      'lawsmi prIyA sumati vijayA kalA mAlA cAnti nirmalA tivyA karpakam vAni mEkalA yAzini jeyanti tArani kavitA anuSA tusAnti rAti selvi',
    ),
    families: [
      ...TAMIL_MEN.map((name) => `${name}tAs`),
      ...made(
        'ka pa ta ma na va ra su se mu ni pu rA vE',
        300,
        'rAsA liNkam tAs vEl nAtan samI pillO ran yan',
      ),
    ],
  },
  { chance: 0.3, form: (name) => name },
  (stem, style, random) =>
    style === 'tamil' ? written(stem, TAMIL_SCRIPT) : byRules(stem, TAMIL_LATIN, random),
);
const TAMIL_SCRIPT = abugida(
  'kக cச wட tத pப mம yய rர lல vவ zழ Lள Rற nன sஸ Sஷ jஜ hஹ Nண',
  'a/அ A\u0bbe/ஆ i\u0bbf/இ I\u0bc0/ஈ u\u0bc1/உ U\u0bc2/ஊ e\u0bc6/எ E\u0bc7/ஏ O\u0bc8/ஐ o\u0bca/ஒ',
  '\u0bcd',
);
const TAMIL_LATIN = rules(
  'k=k|g c=s|ch w=d|t t=th|t|d p=p|b z=zh|l L=l R=r N=n S=sh|s A=a|aa I=i|ee U=u|oo E=e|ay O=ai',
);

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/đ/g, 'dj')
    .replace(/ı/g, 'i')
    .replace(/ł/g, 'l');

export const UNSEEN: readonly Culture[] = [ARMENIAN, SERBIAN, TURKISH, TAMIL];

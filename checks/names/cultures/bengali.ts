/**
 * Bengali and Rohingya names. Notation: x kh, G gh, C chh, q th, D dh, w ট, z ড, f ph, B bh, y য়, Y য, S শ,
 * R ড়, M ং; a is the carried vowel, A I U long, E oi.
 */
import { abugida, written } from './abugida.ts';
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
  words(`mohAmmad AhmAd AbdUl karim rahim jAhAMgIr rafikul nUrul kAmAl jAmAl SAhin sohel rubel mAsud hAbibur AnoyAr ruhul
  siddik mijAnur SAfikul ArifuL imrAn nAjmul monir bAbul selim hArun SAhjAhAn joynAl Alam rASedul tArek Yubayer mAhbub ripan
  rAjib sujan polAS SAmim`).map((name) => name.replace('L', 'l'));
const WOMEN =
  words(`fAtemA rahimA nUrjAhAn sAlmA nAsrin rojinA SAhnAj parvIn tAslimA momtAj jAhAnArA kohinUr rokeyA hAsinA xAlidA
  Ayesa mariyam sufiyA rAbeyA sAbinA nAjmA farjAnA rumA laki sumi ritA SilpI moyUrI hosne A rehAnA minArA dilrubA bilkis
  hAlimA jesmin rUpAlI tAniyA`).filter((name) => name.length > 1);
const LAST =
  words(`hosen islAm mohAmmad rahmAn miyA uddin AhmAd cowDurI sarkAr mandal DAs roy GoS Ali xAn Alam mollA SAh hak
  bepArI SikdAr tAlukdAr mAtabbar hAolAdAr bISbAs prAmANik Akand mallik kAjI mIr sAhA debnAq bAruyA cAkmA tripurA SIl gAjI
  fakir patwArI BUyA xandkar mIrdhA`).map((name) => name.replace('N', 'n').replace('dh', 'D'));
const WOMENS_LAST = words('begam xAtun AktAr bAnu bibI sultAnA nesA parvIn AkwAr BAnu').filter(
  (name) => !name.includes('w'),
);
const MADE = words(
  'nUr SAms Abdur mahiu SAh jahIr AsAd fayej mokh imdA AmIr dilA bAdru sirAj zAki ruku',
);
const MADE_END = words('uddin ul rahmAn Alam hosen Ahmed ullAh');

const RARE_GIVEN = made(
  'bA rA mi xA di sA Su jA ni lu ri to ma po hA fA kA mo si nA tA ru',
  360,
  'r n l d f m k b nA lA mA jul rA fa',
);
const RARE_LAST = made(
  'bA SA mA ko pA ro jo so DA tA ka bi gA hA mo',
  160,
  'dAr rI Ari ti lA n k dI kAr pAl',
);

function stock(half: Half) {
  const built = halfOf(MADE, half).flatMap((one) =>
    MADE_END.map((end) => one.replace('z', 'j').replace('kh', 'x') + end),
  );
  return {
    men: [...halfOf(MEN, half), ...built, ...halfOf(RARE_GIVEN, half)],
    women: [
      ...halfOf(WOMEN, half),
      ...halfOf(RARE_GIVEN, half).map((name) => name.replace(/A?$/, 'A')),
    ],
    last: [...halfOf(LAST, half), ...halfOf(RARE_LAST, half)],
    womens: halfOf(WOMENS_LAST, half),
  };
}
const STOCK = { tuning: stock('tuning'), test: stock('test') };

const SCRIPT = abugida(
  'kক xখ gগ Gঘ cচ Cছ jজ Jঝ tত qথ dদ Dধ wট Wঠ zড nন pপ fফ bব Bভ vভ mম y\u09af\u09bc Yয rর lল Sশ sস hহ R\u09a1\u09bc Mং',
  'a/অ A\u09be/আ i\u09bf/ই I\u09c0/ঈ u\u09c1/উ U\u09c2/ঊ e\u09c7/এ o\u09cb/ও E\u09c8/ঐ',
  '\u09cd',
);
const LATIN = rules(
  'k=k|q x=kh g=g G=gh c=ch C=chh|ch|s j=j|z J=jh t=t q=th d=d D=dh w=t W=th z=d n=n p=p f=f|ph b=b B=bh|v v=v|bh m=m y=y| Y=j|z r=r l=l S=sh|s s=s|ch h=h| R=r M=ng a=a|o A=a|aa|o i=i|e I=i|ee u=u|o U=u|oo e=e|a o=o|u E=oi|ai',
);

export const BENGALI: Culture = {
  id: 'bengali',
  share: 10,
  styles: ['native', 'english', 'english'],
  make(random, half) {
    const { men, women, last, womens } = STOCK[half];
    if (random.chance(0.45)) {
      const family = random.chance(0.7) ? frequent(random, womens) : frequent(random, last, 8);
      return {
        given: [frequent(random, women, 8)],
        middle: random.chance(0.2) ? [frequent(random, women, 8)] : [],
        family: [family],
      };
    }
    const given = frequent(random, men, 8);
    return {
      given: [given],
      middle: random.chance(0.5) ? [frequent(random, men, 8)] : [],
      family: [frequent(random, last, 8)],
    };
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
      return random.chance(0.15)
        ? written(stem.replace('I', 'i').replace('U', 'u'), SCRIPT)
        : written(stem, SCRIPT);
    if (stem === 'mohAmmad')
      return any(random, ['Md', 'Md.', 'Mohammad', 'Mohammed', 'Mohd', 'Muhammad']);
    return capital(byRules(stem, LATIN, random));
  },
};

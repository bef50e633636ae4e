/** Names of Mali, Guinea, Senegal, Côte d'Ivoire, Nigeria: Latin letters, French or English habits. */
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

/** U is the sound of French ou, J of dj, C of ch in Tchad, W of English w, q of gn. */
const MEN =
  words(`mamadU amadU usman musa ibrahima abdUlay seydU bakari modibo lasana adama sulayman Jibril yaya kalifa sidi mori
  demba saliu aliU bUbakar siaka kanJUra dauda fode morlay ansumana balla yakuba karamoko dramane nUhUn tiemoko
  bréma salif falay cerno sekU toumani kofi`);
const WOMEN =
  words(`fatumata aminata mariam awa aisata kadiatU hawa rokia binta asitan salimata mariama oumU niawa Jeneba bintU
  ramata korotUm ami sira nana mabinty adiza hadia nenen kumba maymuna fanta sarata oulematU tenin fily`);
const FAMILIES =
  words(`traore Jalo kulibali keyta ture kamara bari ba konate sidibe diara sow sise kone diakite baldé fofana wedraogo
  sanogo dembele samake duKUre silla kante sUmare bagayoko dukure kuyate tUnkara sangare magasa kondé tall ndiaye diUp sek
  fay mbow gueyu niang sar diaw sène mané sané bojang sonko sesay kanu kargbo bangura konteh jalloh mansaray okafor adeyemi
  okonkwo balogun eze nwosu adebayo oluwaseun chukwu obi`).map((name) => name.replace('K', 'k'));
const RARE = made(
  'ba da sa ma ko ki fo fu ga go la le na no ta ti sU wa ya yo mo ji ke bi',
  500,
  'ra ne te ga li ko nU ma sa mbo ndi nko la',
);
const MADE_STEMS = words('ka da ma sa ba to di ko fo ga la na wa ta si do go mo yo ti');
const MADE_ENDS = words('mara nate libo rome kité gola ndia mbélé yaté riba saba koro');

function stock(half: Half) {
  const built = halfOf(MADE_STEMS, half).flatMap((one) => MADE_ENDS.map((end) => one + end));
  return {
    men: [...halfOf(MEN, half), ...halfOf(RARE, half).slice(0, 70)],
    women: [...halfOf(WOMEN, half), ...halfOf(RARE, half).slice(70, 140)],
    families: [...halfOf(FAMILIES, half), ...built, ...halfOf(RARE, half)],
  };
}
const STOCK = { tuning: stock('tuning'), test: stock('test') };
const FRENCH = rules(
  'U=ou u=ou J=dj|di W=ou C=tch|th q=gn k=k|c s=ss|s y=y|i é=é|e è=è|e w=w|ou o=o|au',
);
const ENGLISH = rules(
  'U=u|oo u=u|oo J=j|dj W=w C=ch q=ny k=k s=s y=y|i é=e|ay è=e w=w e=e|eh o=o|oh',
);

export const WEST_AFRICAN: Culture = {
  id: 'west-african',
  share: 9,
  styles: ['french', 'french', 'english'],
  make(random, half) {
    const { men, women, families } = STOCK[half];
    const given = random.chance(0.4) ? frequent(random, women, 8) : frequent(random, men, 8);
    const middle = random.chance(0.25) ? [frequent(random, men, 8)] : [];
    return { given: [given], middle, family: [frequent(random, families, 14)] };
  },
  sibling(of, random, half) {
    const { men, women } = STOCK[half];
    return { ...of, given: [otherThan(random, random.chance(0.5) ? men : women, of.given)] };
  },
  spell(stem, style, random) {
    return capital(byRules(stem, style === 'french' ? FRENCH : ENGLISH, random, 0.2));
  },
};

/** Georgian names in an own notation: T თ, P ფ, K ქ, G ღ, q ყ, S შ, C ჩ, c ც, Z ძ, w წ, W ჭ, x ხ, j ჯ, J ჟ. */
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
  words(`giorgi daviTi levani niko irakli zurabi aleKsandre miSa Temuri vaxtangi gela mamuka luka saba laSa Tornike beKa
  gia zaza merabi nodari otari malxazi guram Sota avTandili revazi paata`);
const WOMEN =
  words(`nino Tamari ana mariami naTia ketevani manana lela eka maia nana Salome Tea xaTuna irma natela liana
  maka inga lali medea nestani elene guliko darejani Tinatini ia cisana`).map((name) =>
    name.replace('Sal', 'sal').replace('Tea', 'Tea'),
  );
const STEMS =
  words(`beri kapana gela maisura lomi Cxe Tevdora niko giorga xuci mamala axvledi svani abula gogi Sengelia kvara
  wereTe Javaxi cxada marga Wanturi dola lorTki Tavberi kobala meladze qipSi roba gigine sixaruli basila zura noza jaPari turma Gogobe`).map(
    (name) =>
      name
        .replace('Shen', 'Sen')
        .replace('Javax', 'javax')
        .replace(/dze$|lia$/, '')
        .replace('Gogobe', 'Gogobe'),
  );
const RARE = made(
  'ba Ci da ga ja ka xa la ma na Pa qa ra sa ta Ta wi Ca Sa za go do mo',
  360,
  'Ze Svili Ze Svili Zia iani uri ava nia',
);
const ENDINGS = ['Ze', 'Svili', 'Ze', 'ia', 'uri', 'ava', 'iani'];

function stock(half: Half) {
  const families = ENDINGS.flatMap((end, at) =>
    halfOf(STEMS, half)
      .filter((_, place) => at < 2 || (place + at) % 2 === 0)
      .map((one) => (/^[aiu]/.test(end) ? one.replace(/[aieu]$/, '') : one) + end),
  );
  return {
    men: halfOf(MEN, half),
    women: halfOf(WOMEN, half),
    families: [...families, ...halfOf(RARE, half)],
  };
}
const STOCK = { tuning: stock('tuning'), test: stock('test') };
const SCRIPT = rules(
  'a=ა b=ბ g=გ d=დ e=ე v=ვ z=ზ T=თ i=ი k=კ l=ლ m=მ n=ნ o=ო p=პ J=ჟ r=რ s=ს t=ტ u=უ P=ფ K=ქ G=ღ q=ყ S=შ C=ჩ c=ც Z=ძ w=წ W=ჭ x=ხ j=ჯ h=ჰ',
);
const LATIN = rules('T=t P=p K=k G=gh|g q=q|k S=sh C=ch c=ts Z=dz w=ts W=ch x=kh|h j=j J=zh');
const GERMAN = rules(
  'T=t P=p K=k G=gh|g q=q|k S=sch C=tsch c=z|ts Z=ds w=z|ts W=tsch x=ch j=dsch J=sch v=w z=s',
);

export const GEORGIAN: Culture = {
  id: 'georgian',
  share: 4,
  styles: ['native', 'english', 'german'],
  make(random, half) {
    const { men, women, families } = STOCK[half];
    const given = random.chance(0.5) ? frequent(random, women, 8) : frequent(random, men, 8);
    return { given: [given], middle: [], family: [frequent(random, families, 25)] };
  },
  sibling(of, random, half) {
    const { men, women } = STOCK[half];
    return { ...of, given: [otherThan(random, random.chance(0.5) ? men : women, of.given)] };
  },
  spell(stem, style, random, role) {
    const cut = role === 'given' && random.chance(0.4) ? stem.replace(/(?<=[rnTtl])i$/, '') : stem;
    if (style === 'native') return byRules(cut, SCRIPT, random, 0);
    return capital(byRules(cut, style === 'german' ? GERMAN : LATIN, random));
  },
  short: {
    giorgi: ['gia', 'goga'],
    daviTi: ['daTo'],
    Tamari: ['Tako', 'Tamuna'],
    ketevani: ['keti', 'keTo'],
    mariami: ['mari'],
    aleKsandre: ['sandro'],
    mamuka: ['muka'],
  },
};

/** Names of Latin America: one or two given names, two family names of which one is often left out. */
import type { Random } from '../../../bench/hours/random.ts';
import {
  capital,
  type Culture,
  frequent,
  type Half,
  halfOf,
  made,
  otherThan,
  words,
} from './culture.ts';

const MEN =
  words(`josé juan luis carlos jesús miguel ángel francisco antonio manuel pedro jorge rafael david daniel víctor josué
  roberto fernando eduardo ricardo alejandro óscar javier edwin wilmer yordano kevin brayan jonathan gustavo ernesto héctor
  ramón nelson darwin elvis freddy marvin`);
const WOMEN =
  words(`maría ana rosa carmen juana yolanda gladys martha guadalupe patricia elizabeth yesenia karla gabriela
  claudia sandra mónica verónica yuleisy daniela andreína mayra keily marisol dolores isabel teresa blanca reina xiomara
  katherine wendy norma deysi yamileth`);
const FAMILIES =
  words(`hernández garcía martínez lópez gonzález rodríguez pérez sánchez ramírez flores gómez díaz reyes cruz
  morales rivera torres gutiérrez ortiz chávez mendoza castillo vásquez romero álvarez jiménez ruiz mejía aguilar guerrero
  medina castro vargas rojas salazar zambrano contreras colmenares urdaneta quintero bolívar zelaya pineda orellana
  membreño alvarenga quispe mamani huamán chuquimia yucra ajanel tzoc xiloj batz choc caal pop ixcoy sis
  valladares funes turcios figueroa escobar barrientos arévalo cabrera villalobos echeverría oyarzún`);

const RARE_GIVEN = made(
  'yor wil dar mar yul kei ed jo gre fran el ro da li ari nel yes le',
  260,
  'gelis win lin mary dy berto mar nys lis mer son lys beth ner',
);
const RARE_FAMILIES = made(
  'bal man cor sal ber ca mon var san to gal per al bus ari que lla pa ro gui za mu',
  700,
  'tierra dez gado rera nal mar llo tero ndo na cía guez res tiz món ral lba chea ngo',
);
const STOCK = {
  tuning: {
    men: [...halfOf(MEN, 'tuning'), ...halfOf(RARE_GIVEN, 'tuning')],
    women: [
      ...halfOf(WOMEN, 'tuning'),
      ...halfOf(RARE_GIVEN, 'tuning').map((name) => `${name}a`.replace(/[aeo]a$/, 'a')),
    ],
    families: [...halfOf(FAMILIES, 'tuning'), ...halfOf(RARE_FAMILIES, 'tuning')],
  },
  test: {
    men: [...halfOf(MEN, 'test'), ...halfOf(RARE_GIVEN, 'test')],
    women: [
      ...halfOf(WOMEN, 'test'),
      ...halfOf(RARE_GIVEN, 'test').map((name) => `${name}a`.replace(/[aeo]a$/, 'a')),
    ],
    families: [...halfOf(FAMILIES, 'test'), ...halfOf(RARE_FAMILIES, 'test')],
  },
};
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');
const HEARD: readonly (readonly [RegExp, string])[] = [
  [/v/, 'b'],
  [/z/, 's'],
  [/h(?=[aeiou])/, ''],
  [/ll/, 'y'],
  [/y(?=[aeiou])/, 'j'],
  [/x/, 'j'],
  [/qu/, 'k'],
  [/g(?=[ei])/, 'j'],
  [/w/, 'gu'],
  [/c(?=[ei])/, 's'],
];
function heard(text: string, random: Random): string {
  const [pattern, sound] = HEARD[random.whole(0, HEARD.length - 1)] as readonly [RegExp, string];
  return text.replace(pattern, sound);
}

export const SPANISH: Culture = {
  id: 'spanish',
  share: 9,
  styles: ['native', 'plain'],
  make(random, half: Half) {
    const { men, women, families } = STOCK[half];
    const pool = random.chance(0.45) ? women : men;
    const given = frequent(random, pool, 10);
    const second = random.chance(0.6) ? [otherThan(random, pool, [given])] : [];
    return {
      given: [given],
      middle: [...second, frequent(random, families, 20)],
      family: [frequent(random, families, 20)],
    };
  },
  sibling(of, random, half) {
    const { men, women, families } = STOCK[half];
    const pool = random.chance(0.5) ? men : women;
    const firstFamily = of.middle.filter((name) => families.includes(name));
    return { given: [otherThan(random, pool, of.given)], middle: firstFamily, family: of.family };
  },
  spell(stem, style, random) {
    const text = style === 'plain' ? plain(stem) : stem;
    return capital(random.chance(0.12) ? heard(text, random) : text);
  },
  short: {
    josé: ['pepe'],
    jesús: ['chuy'],
    francisco: ['paco', 'pancho'],
    eduardo: ['lalo'],
    alejandro: ['ale'],
    roberto: ['beto'],
    guadalupe: ['lupe', 'lupita'],
    dolores: ['lola'],
    isabel: ['chabela'],
    manuel: ['manolo'],
    gabriela: ['gabi'],
    teresa: ['tere'],
    patricia: ['paty'],
    fernando: ['nando'],
    gustavo: ['tavo'],
  },
};

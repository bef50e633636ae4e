/**
 * Letters that stand for sounds one by one: Cyrillic, Greek, Armenian, Georgian, Arabic (with Persian,
 * Urdu, Pashto, Kurdish, Uyghur letters), Hebrew, Syriac, Thaana, Tifinagh, N'Ko, Adlam, kana, jamo.
 * Each entry is a letter followed by its sounds (the alphabet of `name-sounds.ts`), or by none.
 * Written from the letters' own values; romanisation habits are left to the costs between sounds.
 */

export type LetterTable = ReadonlyMap<string, string>;

export function tableOf(...lines: readonly string[]): LetterTable {
  const table = new Map<string, string>();
  for (const entry of lines.join(' ').split(/\s+/)) {
    const [letter] = entry;
    if (letter !== undefined) table.set(letter, entry.slice(letter.length));
  }
  return table;
}

export const CYRILLIC = tableOf(
  'аa бb вv гg ґg дd еe ёo єe жj зz иi іi їi йy кk лl мm нn оo пp рr сs тt уu ўw фf хx цts чC шS щSC',
  'ъ ыi ь эe юyu яya әa ғG қq ңng өo ұu үu һh ђj јy љl њny ћC џj ѕdz ѓg ќk ӣi ӯu ҳh ҷj ӏ ҡq ҙD ҫT',
);

export const GREEK = tableOf(
  'αa βv γg δD εe ζz ηi θT ιi κk λl μm νn ξks οo πp ρr σs ςs τt υi φf χx ψps ωo',
);

export const ARMENIAN = tableOf(
  'աa բb գg դd եe զz էe ըe թt ժj իi լl խx ծts կk հh ձdz ղG ճC մm յy նn շS ոo չC պp ջj ռr սs վv տt րr',
  'ցts ւv փp քk օo ֆf \u0001u',
);

export const GEORGIAN = tableOf(
  'აa ბb გg დd ეe ვv ზz თt იi კk ლl მm ნn ოo პp ჟj რr სs ტt უu ფp ქk ღG ყq შS ჩC ცts ძdz წts ჭC ხx ჯj ჰh',
);

/** Short vowels are not written; waw and ya are vowel or consonant; hamza and ayn weigh little. */
export const ARABIC = tableOf(
  "اa أ' إ' آ' ٱ' ء' ؤW ئY بb تt ثT جj حh خx دd ذD رr زz سs شS صs ضD طt ظz ع' غG فf قq كk لl مm نn هh",
  'وW يY ىa ةH پp چC ژj گg کk یY ٹt ڈd ڑr ںn ھ ہh ۂH ےY ۓY ۃH ەe ۆo ێe ڤv ڵl ڕr ټt ډd ړr ږj ښS څts ځdz',
  'ڼn ېe ۍY ۀH ۇu ۈu ۋv ڭng ڨg ڥv ڜS',
);

export const HEBREW = tableOf(
  "א' בb גg דd הh וW זz חx טt יY כk ךx לl מm םm נn ןn סs ע' פp ףf צts ץts קk רr שS תt \u0001j \u0002C",
);

export const SYRIAC = tableOf("ܐ' ܒb ܓg ܕd ܗh ܘW ܙz ܚh ܛt ܝY ܟk ܠl ܡm ܢn ܣs ܥ' ܦp ܨs ܩq ܪr ܫS ܬt");

export const THAANA = tableOf(
  "ހh ށS ނn ރr ބb ޅl ކk އ ވv މm ފf ދd ތt ލl ގg ޏny ސs ޑd ޒz ޓt ޔy ޕp ޖj ޗC ޘT ޙh ޚx ޛD ޜj ޝS ޞs ޟD ޠt ޡz ޢ' ޣG ޤq ޥw",
  '\u07a6a \u07a7a \u07a8i \u07a9i \u07aau \u07abu \u07ace \u07ade \u07aeo \u07afo',
);

export const TIFINAGH = tableOf(
  "ⴰa ⴱb ⴳg ⴷd ⴹd ⴻe ⴼf ⴽk ⵀh ⵃh ⵄ' ⵅx ⵇq ⵉi ⵊj ⵍl ⵎm ⵏn ⵓu ⵔr ⵕr ⵖG ⵙs ⵚs ⵛS ⵜt ⵟt ⵡw ⵢy ⵣz ⵥz",
);

export const NKO = tableOf(
  'ߊa ߋo ߌi ߍe ߎu ߏo ߐo ߓb ߔp ߕt ߖj ߗC ߘd ߙr ߚr ߛs ߜgb ߝf ߞk ߟl ߠn ߡm ߢny ߣn ߤh ߥw ߦy',
);

export const ADLAM = tableOf(
  '𞤢a 𞤣d 𞤤l 𞤥m 𞤦b 𞤧s 𞤨p 𞤩b 𞤪r 𞤫e 𞤬f 𞤭i 𞤮o 𞤯d 𞤰y 𞤱w 𞤲n 𞤳k 𞤴y 𞤵u 𞤶j 𞤷C 𞤸h 𞤹q 𞤺g 𞤻ny 𞤼t 𞤽ng',
);

/** Hiragana; katakana stands 96 code points above and is brought down first. */
export const KANA = tableOf(
  'あa いi うu えe おo かka きki くku けke こko さsa しSi すsu せse そso たta ちCi つtsu てte とto',
  'なna にni ぬnu ねne のno はha ひhi ふfu へhe ほho まma みmi むmu めme もmo やya ゆyu よyo らra りri るru れre ろro',
  'わwa をo んn がga ぎgi ぐgu げge ごgo ざza じji ずzu ぜze ぞzo だda ぢji づzu でde どdo ばba びbi ぶbu べbe ぼbo',
  'ぱpa ぴpi ぷpu ぺpe ぽpo ゔvu っ ゃya ゅyu ょyo ぁa ぃi ぅu ぇe ぉo ー',
);

/** Hangul taken apart into jamo (NFD): initials, vowels, finals. */
export const JAMO = tableOf(
  '\u1100g \u1101k \u1102n \u1103d \u1104t \u1105r \u1106m \u1107b \u1108p \u1109s \u110as \u110b \u110cj \u110dj \u110eC \u110fk \u1110t \u1111p \u1112h',
  '\u1161a \u1162e \u1163ya \u1164ye \u1165o \u1166e \u1167yo \u1168ye \u1169o \u116awa \u116bwe \u116cwe \u116dyo \u116eu \u116fwo \u1170we \u1171wi \u1172yu \u1173u \u1174i \u1175i',
  '\u11a8k \u11abn \u11aet \u11afl \u11b7m \u11b8p \u11bas \u11bcng',
);

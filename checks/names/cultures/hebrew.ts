/** Names of Jewish and Ethiopian-Jewish families, written in Hebrew, English or French spelling. */
import {
  any,
  capital,
  type Culture,
  frequent,
  type Half,
  halfOf,
  made,
  otherThan,
  words,
} from './culture.ts';

const GIVEN =
  words(`יוסף:yosef|yossef|joseph דוד:david אברהם:avraham|abraham משה:moshe|moche יעקב:yaakov|yakov|jacob שרה:sara|sarah רחל:rachel|rahel מרים:miriam|miryam
  אסתר:ester|esther חנה:hana|hannah|chana שלמה:shlomo|chlomo יצחק:yitzhak|itzhak|isaac דניאל:daniel מיכאל:michael|mikhael רבקה:rivka|rebecca לאה:lea|leah
  שמעון:shimon|simon אהרון:aharon|aaron נועה:noa|noah תמר:tamar יהודית:yehudit|judith אליהו:eliyahu|eliahu שושנה:shoshana|chochana נתן:natan|nathan
  צבי:tzvi|zvi יהודה:yehuda|juda מזל:mazal גבריאל:gavriel|gabriel אורית:orit איתן:eitan|etan יונתן:yonatan|jonathan רות:rut|ruth מנחם:menachem|menahem
  עמית:amit חיים:haim|chaim רוני:roni|ronny זהבה:zehava עידו:ido פנינה:pnina|penina ברוך:baruch|baroukh`);
const FAMILY = words(
  `כהן:cohen|kohen לוי:levi|levy מזרחי:mizrahi|mizrachi פרץ:peretz|perez ביטון:biton|bitton דהן:dahan אזולאי:azulay|azoulay
  פרידמן:friedman|fridman אברהם:avraham|abraham מלכה:malka עמר:amar חדד:hadad|haddad גבאי:gabay|gabbai יוסף:yosef|joseph שפירא:shapira|shapiro
  אוחיון:ohayon|ouhayoun קליין:klein|klain כץ:katz|kats רוזנברג:rosenberg|rozenberg וקנין:vaknin|ouaknine אשכנזי:ashkenazi|eskenazi סויסה:suissa|swissa
  טל:tal ברוך:baruch|baroukh הורוביץ:horovitz|horowitz חזן:hazan|chazan נחום:nahum|nachoum גולדשטיין:goldstein|goldshtein יעקובוב:yakubov|iakoubov
  צרפתי:tzarfati|sarfati זגורי:zaguri|zagoury טוויטו:tuito|touitou מימון:maimon|maymon`,
);
const RARE = made(
  'ב:be ג:ga ר:ra ס:sa לי:li מו:mo ד:da ק:ka ט:te ש:sha נ:na ח:ha צ:tza פ:pe יא:ya',
  260,
  'מן:man ברג:berg וב:ov י:i זון:zon שטיין:stein ן:n ס:s',
).map((name) => {
  const letters = name.match(/[^a-z:]+/g) ?? [];
  return `${letters.join('')}:${(name.match(/[a-z]+/g) ?? []).join('')}`;
});
const STOCK = {
  tuning: {
    given: halfOf(GIVEN, 'tuning'),
    family: [...halfOf(FAMILY, 'tuning'), ...halfOf(RARE, 'tuning')],
  },
  test: {
    given: halfOf(GIVEN, 'test'),
    family: [...halfOf(FAMILY, 'test'), ...halfOf(RARE, 'test')],
  },
};

export const HEBREW: Culture = {
  id: 'hebrew',
  share: 3,
  styles: ['native', 'latin', 'latin'],
  make(random, half: Half) {
    const { given, family } = STOCK[half];
    const middle = random.chance(0.3) ? [frequent(random, given, 8)] : [];
    return { given: [frequent(random, given, 8)], middle, family: [frequent(random, family, 8)] };
  },
  sibling(of, random, half) {
    return { ...of, given: [otherThan(random, STOCK[half].given, of.given)] };
  },
  spell(stem, style, random) {
    const [native = '', latin = ''] = stem.split(':');
    return style === 'native' ? native : capital(any(random, latin.split('|')));
  },
};

/**
 * Words that go with every question and say nothing of the need: "where", "I want", "please". They are
 * neither corrected nor looked up alone. Negations ("no", "without") are not among them: "no money" is a need.
 */
import { fold } from '../languages/fold.ts';

const WORDS: Readonly<Record<string, string>> = {
  en: `a an the i im me my mine you your he she him his her we us our they them this that these those is are
    am be been was were do does did can could would should will may to of in on at for from with by near nearby
    around close and or if so here there where wheres when what which who how why want wanted wants need needs
    needed needing get getting got have has had looking look search searching find finding please pls plz help
    helping some any somewhere someplace anywhere place places today tonight now free it its im ive id also very
    much more about into like urgent urgently asap give given take go going know tell show`,
  fr: `un une le la les l de du des d au aux je j tu il elle on nous vous ils elles mon ma mes ton ta tes son sa
    ses notre votre leur ce cet cette ces est sont suis etre avoir ai as a avons avez ont faire et ou où dans sur
    pour par avec chez pres près proche ici la-bas quand comment qui que quoi quel quelle veux voudrais vouloir
    cherche chercher chercher trouver trouve besoin aide aider svp stp merci gratuit gratuite endroit lieu
    aujourdhui maintenant soir y en se me m te t s c qu n voir aller vite peux peut pouvoir quelque quelques`,
  es: `un una unos unas el la los las lo de del al yo tu el ella nosotros ustedes mi mis su sus tu tus este esta
    estos estas ese esa eso es son soy estoy esta ser estar tengo tiene tener hay y e o u en por para con cerca
    aqui aquí alli donde dónde adonde cuando como cómo que qué quien quién cual quiero quisiera querer busco
    buscando buscar encontrar encuentro puedo puede poder necesito necesita necesitar ayuda ayudar ayudenme favor
    gracias gratis gratuito gratuita lugar sitio hoy ahora noche me se te le nos les algo algun alguna alguien ir`,
  ar: `في من إلى الى على عن مع عند هل أين وين فين كيف متى ما ماذا شو ايش ايه أنا انا أنت هو هي نحن هذا هذه
    اريد أريد بدي عايز عايزة عاوز محتاج محتاجة أحتاج احتاج أبحث ابحث بدور لازم ممكن لو سمحت رجاء
    من فضلك مساعدة ساعدوني قريب قريبة هنا هون اليوم الليلة الآن هلق مجانا مجاني مجانية ببلاش بلاش او أو
    و يا لي الي عم ابغى أبغى نحتاج بغيت نحب حابب لقيت ألاقي الاقي القى مكان عشان علشان شي شيء
    wayn wen wein fein bedi baddi biddi 3ayez 3ayz me7taj mehtaj men ana lazem mumkin law sama7t kif feen ayna`,
  fa: `در از به با برای برا تا که چه چی کجا کجاست کی چطور چگونه من تو او ما شما این آن یک می را است هست
    هستم دارم ندارد خواهم میخواهم میخوام خوام میخاهم نیاز لازم ضرورت کمک لطفا لطفاً نزدیک اینجا امروز امشب
    حالا الان رایگان مفت و یا هم جا جای جایی مکان پیدا کنم کنید میکنه میکند میکنم بگیرم بگیریم بگیرد میشه میشود ام میتوانم بتوانم بروم برم باشد شود دنبال بود
    koja kojast mikham mikhaham baraye man dar az ba niyaz lotfan mekhaham megardam`,
  ti: `ኣብ ናብ ካብ ምስ ን ናይ ኣበይ ኣሎ ኣላ ከመይ መዓስ እንታይ መን ኣነ ንሱ ንሳ ንሕና እዚ እቲ እታ ሓደ ሓንቲ ይደሊ እደሊ
    ደልየ የድልየኒ የድልየና ሓገዝ ሓግዙኒ በጃኹም በጃኻ ቀረባ ኣብዚ ሎሚ ሕጂ ለይቲ ነጻ ብነጻ ወይ ቦታ ክረክብ እረክብ ክኸይድ ይርከብ ግን ድማ
    abey edeli delye ydeli yedliyeni nay ab kab nab mis`,
};

const STOP_WORDS: ReadonlySet<string> = new Set(
  Object.entries(WORDS).flatMap(([lang, words]) => fold(words, lang).split(' ')),
);

/** @param form folded */
export function isStopWord(form: string): boolean {
  return STOP_WORDS.has(form);
}

/** The words of opening hours in five languages, folded as `fold` folds them. */

export type Lang = 'en' | 'fr' | 'es' | 'pt' | 'ar';

export type Meaning =
  | { kind: 'day'; day: number }
  | { kind: 'every_day' }
  | { kind: 'ordinal'; ordinal: number }
  | { kind: 'to' }
  | { kind: 'and' }
  | { kind: 'clock'; minutes: number }
  | { kind: 'half'; half: 'am' | 'pm' | 'noonish' }
  | { kind: 'month' }
  | { kind: 'hour_sign' }
  | { kind: 'hours' }
  | { kind: 'always' }
  | { kind: 'closed' }
  | { kind: 'pause' }
  | { kind: 'filler' };

type Words = {
  /** Monday first. */
  days: readonly string[];
  everyDay: string;
  ordinals: Record<number, string>;
  to: string;
  and: string;
  noon: string;
  midnight: string;
  am: string;
  pm: string;
  /** After 12 it means the hour itself, after 1 to 3 the afternoon. */
  noonish?: string;
  /** Written after a number: "9 h". */
  hourSign: string;
  /** As in "24 hours". */
  hours: string;
  always: string;
  closed: string;
  /** Makes an ordinal one of the month. */
  month: string;
  /** Why it is closed at some hours. */
  pause: string;
  filler: string;
};

const WORDS: Record<Lang, Words> = {
  en: {
    days: [
      'mo mon mons monday mondays',
      'tu tue tues tuesday tuesdays',
      'we wed weds wednesday wednesdays',
      'th thu thur thurs thursday thursdays',
      'fr fri friday fridays',
      'sa sat sats saturday saturdays',
      'su sun suns sunday sundays',
    ],
    everyDay: 'daily|every day|everyday|each day|all days|7 days a week|seven days a week|all week',
    ordinals: {
      1: '1st first',
      2: '2nd second',
      3: '3rd third',
      4: '4th fourth',
      5: '5th fifth',
      [-1]: 'last',
    },
    to: 'to until till til through',
    and: 'and',
    noon: 'noon|12 noon|midday',
    midnight: 'midnight|12 midnight',
    am: 'am',
    pm: 'pm',
    hourSign: 'h hrs',
    hours: 'hours|hour',
    always: 'always open|always|open always|around the clock|24 hours a day',
    closed: 'closed',
    month: 'month',
    pause: 'lunch|lunch break|prayer|break',
    filler:
      'open opens opening hours hour office business only from at on the of each every for close closes',
  },
  fr: {
    days: [
      'lu lun lundi lundis',
      'ma mar mardi mardis',
      'me mer mercredi mercredis',
      'je jeu jeudi jeudis',
      've ven vendredi vendredis',
      'sa sam samedi samedis',
      'di dim dimanche dimanches',
    ],
    everyDay: 'tous les jours|chaque jour|7 jours sur 7|tlj',
    ordinals: {
      1: '1er premier',
      2: '2e deuxieme',
      3: '3e troisieme',
      4: '4e quatrieme',
      [-1]: 'dernier',
    },
    to: 'a au jusqu jusque',
    and: 'et',
    noon: 'midi',
    midnight: 'minuit',
    am: 'matin|du matin',
    pm: 'apres midi|de l apres midi|soir|du soir',
    hourSign: 'h',
    hours: 'heures|heure',
    always: '24 heures sur 24|toujours ouvert|jour et nuit',
    closed: 'ferme fermee fermes',
    month: 'mois',
    pause: 'dejeuner|pause dejeuner|pause|priere',
    filler:
      'ouvert ouverte ouverture ouvre horaires heures de du le les des la chaque uniquement seulement pour au ferment fermeture',
  },
  es: {
    days: [
      'lu lun lunes',
      'ma mar martes',
      'mi mie mier miercoles',
      'ju jue jueves',
      'vi vie viernes',
      'sa sab sabado sabados',
      'dom domingo domingos',
    ],
    everyDay: 'todos los dias|cada dia|diario|diariamente|a diario',
    ordinals: { 1: 'primer', 2: 'segundo', 3: 'tercer', 4: 'cuarto', [-1]: 'ultimo' },
    to: 'a al hasta',
    and: 'y e',
    noon: 'mediodia',
    midnight: 'medianoche',
    am: 'am|de la manana|manana',
    pm: 'pm|de la tarde|tarde|de la noche',
    hourSign: 'h hs hrs',
    hours: 'horas|hora',
    always: '24 horas al dia|las 24 horas|siempre abierto',
    closed: 'cerrado cerrada',
    month: 'mes',
    pause: 'almuerzo|comida|descanso',
    filler:
      'abierto abierta abre horario horarios horas de del el la los las desde cada solo solamente por cierra',
  },
  pt: {
    days: [
      'seg segunda segundas|segunda feira|segundas feiras',
      'ter terca tercas|terca feira|tercas feiras',
      'qua quarta quartas|quarta feira|quartas feiras',
      'qui quinta quintas|quinta feira|quintas feiras',
      'sex sexta sextas|sexta feira|sextas feiras',
      'sab sabado sabados',
      'dom domingo domingos',
    ],
    everyDay: 'todos os dias|cada dia|diariamente|todo dia',
    ordinals: { 1: 'primeiro primeira', [-1]: 'ultimo ultima' },
    to: 'a as ao ate',
    and: 'e',
    noon: 'meio dia',
    midnight: 'meia noite',
    am: 'da manha|manha',
    pm: 'da tarde|tarde|da noite',
    hourSign: 'h hs',
    hours: 'horas|hora',
    always: '24 horas por dia|sempre aberto|aberto 24 horas',
    closed: 'fechado fechada',
    month: 'mes',
    pause: 'almoco|intervalo',
    filler:
      'aberto aberta abre horario horarios horas de da das do dos aos as o os cada apenas somente para fecha',
  },
  ar: {
    days: [
      'الاثنين اثنين الاثنينات',
      'الثلاثا ثلاثا الثلاثاوات',
      'الاربعا اربعا الاربعاوات',
      'الخميس خميس',
      'الجمعه جمعه جمعات',
      'السبت سبت',
      'الاحد احد',
    ],
    everyDay: 'يوميا|كل يوم|كل الايام|جميع الايام|طوال الاسبوع|كل ايام الاسبوع',
    ordinals: {},
    to: 'الي حتي لغايه ل',
    and: 'و',
    noon: 'الظهر|ظهر',
    midnight: 'منتصف الليل',
    am: 'ص|صباحا|فجرا|صباح',
    pm: 'م|مسا|عصرا|ليلا|بعد الظهر',
    noonish: 'ظهرا',
    hourSign: '',
    hours: 'ساعه|ساعات',
    always: 'مفتوح دايما|دايما|علي مدار الساعه|24 ساعه يوميا|علي مدار 24 ساعه',
    closed: 'مغلق مغلقه',
    month: 'شهر',
    pause: 'الغدا|غدا|الصلاه|استراحه|للصلاه|للغدا',
    filler: 'مفتوح مفتوحه يفتح يغلق من الساعه يوم ايام فقط في عند اوقات العمل الدوام ساعات',
  },
};

export const LANGS: readonly Lang[] = ['en', 'fr', 'es', 'pt', 'ar'];
/** The longest phrase has so many words. */
export const LONGEST_PHRASE = 4;

/** French and Spanish for Tuesday, English for March: in a text of unknown language it is neither. */
const ALSO_A_MONTH = 'mar';

const books = new Map<string, Map<string, Meaning[]>>();

/** Each phrase of the languages with all that it can mean. */
export function phrasesOf(langs: readonly Lang[]): Map<string, Meaning[]> {
  const key = langs.join();
  const known = books.get(key);
  if (known) return known;
  const book = new Map<string, Meaning[]>();
  for (const lang of langs) {
    for (const [phrase, meaning] of entries(WORDS[lang])) {
      const meanings = book.get(phrase) ?? [];
      if (!meanings.some((other) => JSON.stringify(other) === JSON.stringify(meaning))) {
        meanings.push(meaning);
      }
      book.set(phrase, meanings);
    }
  }
  if (langs.length === LANGS.length) book.delete(ALSO_A_MONTH);
  books.set(key, book);
  return book;
}

/** Lists with a bar hold phrases, lists without hold words; a list may begin with words and go on with phrases. */
function phrases(list: string): string[] {
  if (list === '') return [];
  return list.includes('|') ? list.split('|') : list.split(' ');
}

function* entries(words: Words): Generator<[string, Meaning]> {
  for (const [day, list] of words.days.entries()) {
    const [single = '', ...long] = list.split('|');
    for (const name of [...single.split(' '), ...long]) yield [name, { kind: 'day', day }];
  }
  for (const [ordinal, list] of Object.entries(words.ordinals)) {
    for (const name of list.split(' ')) yield [name, { kind: 'ordinal', ordinal: Number(ordinal) }];
  }
  for (const name of phrases(words.everyDay)) yield [name, { kind: 'every_day' }];
  for (const name of words.to.split(' ')) yield [name, { kind: 'to' }];
  for (const name of words.and.split(' ')) yield [name, { kind: 'and' }];
  for (const name of words.noon.split('|')) yield [name, { kind: 'clock', minutes: 720 }];
  for (const name of words.midnight.split('|')) yield [name, { kind: 'clock', minutes: 1440 }];
  for (const name of phrases(words.am)) yield [name, { kind: 'half', half: 'am' }];
  for (const name of phrases(words.pm)) yield [name, { kind: 'half', half: 'pm' }];
  for (const name of phrases(words.noonish ?? '')) yield [name, { kind: 'half', half: 'noonish' }];
  for (const name of words.month.split(' ')) yield [name, { kind: 'month' }];
  for (const name of phrases(words.hourSign)) yield [name, { kind: 'hour_sign' }];
  for (const name of phrases(words.hours)) yield [name, { kind: 'hours' }];
  for (const name of phrases(words.always)) yield [name, { kind: 'always' }];
  for (const name of words.closed.split(' ')) yield [name, { kind: 'closed' }];
  for (const name of phrases(words.pause)) yield [name, { kind: 'pause' }];
  for (const name of words.filler.split(' ')) yield [name, { kind: 'filler' }];
}

/**
 * Languages that the house knows by name (chapter 10, section 5.3). A language is offered when its
 * catalogue exists; the others are named under "More languages". Order: by script, then by autonym;
 * never by number of speakers.
 */
import { type Direction, direction } from './direction.ts';

export type Script = 'Latn' | 'Cyrl' | 'Arab' | 'Deva' | 'Beng' | 'Ethi' | 'Mymr' | 'Khmr' | 'Thai';
/** CLDR numbering systems that we pin, instead of leaving them to the engine. */
export type Digits = 'latn' | 'arab' | 'arabext' | 'deva' | 'beng' | 'mymr';

export type KnownLanguage = {
  /** Path of the pages and name of the catalogue folder. */
  code: string;
  /** BCP 47, for `lang`. */
  tag: string;
  autonym: string;
  english: string;
  script: Script;
  dir: Direction;
  digits: Digits;
  /** Other spellings that the search on the language page knows. */
  alsoCalled: readonly string[];
};

function language(
  code: string,
  script: Script,
  autonym: string,
  english: string,
  alsoCalled: readonly string[] = [],
  more: { tag?: string; digits?: Digits } = {},
): KnownLanguage {
  const tag = more.tag ?? code;
  return {
    code,
    tag,
    autonym,
    english,
    script,
    dir: direction(tag),
    digits: more.digits ?? 'latn',
    alsoCalled,
  };
}

export const KNOWN_LANGUAGES: readonly KnownLanguage[] = [
  language('en', 'Latn', 'English', 'English', ['inglese', 'anglais', 'inglés']),
  language('es', 'Latn', 'Español', 'Spanish', ['castellano', 'espanol']),
  language('fr', 'Latn', 'Français', 'French', ['francais']),
  language('sw', 'Latn', 'Kiswahili', 'Swahili', ['swahili', 'kisuahili']),
  language('pl', 'Latn', 'Polski', 'Polish'),
  language('pt', 'Latn', 'Português', 'Portuguese', ['portugues']),
  language('so', 'Latn', 'Soomaali', 'Somali', ['af soomaali']),
  language('tr', 'Latn', 'Türkçe', 'Turkish', ['turkce']),
  language('wo', 'Latn', 'Wolof', 'Wolof'),
  language('ru', 'Cyrl', 'Русский', 'Russian', ['russkiy', 'russky', 'russe', 'ruso']),
  language('uk', 'Cyrl', 'Українська', 'Ukrainian', ['ukrainska']),
  language('ar', 'Arab', 'العربية', 'Arabic', ['arabi', 'عربي'], { digits: 'arab' }),
  language(
    'fa',
    'Arab',
    'فارسی / دری',
    'Persian, Dari',
    ['farsi', 'dari', 'parsi', 'فارسي', 'دری'],
    {
      tag: 'fa-AF',
      digits: 'arabext',
    },
  ),
  language('ps', 'Arab', 'پښتو', 'Pashto', ['pashtu', 'pushto'], { digits: 'arabext' }),
  language('ur', 'Arab', 'اردو', 'Urdu'),
  language('ckb', 'Arab', 'کوردی (سۆرانی)', 'Kurdish, Sorani', ['sorani', 'kurdi', 'کوردی'], {
    digits: 'arab',
  }),
  language('rhg', 'Latn', 'Ruáingga', 'Rohingya', ['ruaingga', 'rohinga'], { tag: 'rhg-Latn' }),
  language('ne', 'Deva', 'नेपाली', 'Nepali', ['nepalese', 'gorkhali', 'khas kura'], {
    digits: 'deva',
  }),
  language('bn', 'Beng', 'বাংলা', 'Bengali', ['bangla'], { digits: 'beng' }),
  language('am', 'Ethi', 'አማርኛ', 'Amharic', ['amarinya', 'amharigna']),
  language('ti', 'Ethi', 'ትግርኛ', 'Tigrinya', ['tigrigna', 'tigrina']),
  language('my', 'Mymr', 'မြန်မာ', 'Burmese', ['myanmar', 'bama'], { digits: 'mymr' }),
  language('km', 'Khmr', 'ខ្មែរ', 'Khmer', ['cambodian']),
  language('th', 'Thai', 'ไทย', 'Thai', ['phasa thai', 'ภาษาไทย', 'siamese']),
];

const byCode = new Map(KNOWN_LANGUAGES.map((known) => [known.code, known]));

/** The language of a path or tag: `fa`, `fa-AF` and `prs` all find Persian and Dari. */
export function knownLanguage(tag: string): KnownLanguage | undefined {
  const lower = tag.toLowerCase();
  if (lower === 'prs') return byCode.get('fa');
  return byCode.get(lower) ?? byCode.get(lower.split('-', 1)[0] ?? '');
}

/** Languages by the names that people type: own name, English name, other spellings, code; any case. */
export function searchLanguages(text: string): KnownLanguage[] {
  const wanted = plain(text);
  if (!wanted) return [...KNOWN_LANGUAGES];
  return KNOWN_LANGUAGES.filter(
    ({ code, autonym, english, alsoCalled }) =>
      code === wanted ||
      [autonym, english, ...alsoCalled].some((name) => plain(name).includes(wanted)),
  );
}

function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ي/g, 'ی')
    .replace(/ك/g, 'ک');
}

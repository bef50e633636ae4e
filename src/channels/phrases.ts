/**
 * What is sent, shown and read aloud on channels without pages: `locales/<code>/sms.json`. Whole sentences with named
 * values from a closed list, none of which can hold anything of the person who asked (INFO-05; chapter 10, section 4.5).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Languages, SpokenLanguage } from '../languages/catalogues.ts';
import english from '#root/locales/en/sms.json' with { type: 'json' };

/** Everything that a template may name, and what it is. The check of the templates reads this list. */
export const PLACEHOLDERS = {
  need: 'what a need is called, from the list of needs',
  place: 'a town or district of the gazetteer, never as it was typed',
  time: 'a time of day',
  day: 'a weekday or a date to come',
  date: 'a date of a check, a review or an end',
  until: 'a date after which to ask again',
  papers: 'papers that a service asks for, from the list of papers',
  phone: 'a number of a service or of emergency',
  code: 'the number of a service or a card',
  next: 'the number of a card and its language',
  name: 'the name of a service',
  number: 'a number of a list',
  publisher: 'the organisation that publishes a card',
  lang: 'the word that asks for another language',
  stop: 'the word that ends messages',
  start: 'the word that begins again',
  join: 'the word that orders alerts',
} as const;
export type Placeholder = keyof typeof PLACEHOLDERS;

export type PhraseId = keyof typeof english;
export type PhraseValues = Partial<Record<Placeholder, string>>;

/** What people send to ask for something by its word. */
export const KEYWORDS = ['more', 'next', 'help', 'lang', 'stop', 'start', 'join'] as const;
export type Keyword = (typeof KEYWORDS)[number];

export type Phrases = {
  spoken: SpokenLanguage;
  lang: string;
  /** The sentence with its values; keywords that it names are filled in by themselves. */
  say(id: PhraseId, values?: PhraseValues): string;
  /** The words of a keyword, the one to show first. */
  words(keyword: Keyword): readonly string[];
  /** Names of the digits 0 to 9. */
  digits: readonly string[];
};

export type AllPhrases = {
  /** Languages with words for these channels, in the order of the language list. */
  offered: readonly Phrases[];
  english: Phrases;
  find(code: string): Phrases | undefined;
};

const FOLDER = join(import.meta.dirname, '../../locales');
const VALUE = /\{(\w+)\}/g;

export function phraseTexts(code: string, folder = FOLDER): Readonly<Record<PhraseId, string>> {
  return JSON.parse(readFileSync(join(folder, code, 'sms.json'), 'utf8')) as Record<
    PhraseId,
    string
  >;
}

/** Words of every language that has pages and `sms.json`. A sentence that a file lacks is said in English. */
export function loadPhrases(languages: Languages, folder = FOLDER): AllPhrases {
  const offered = languages.offered
    .filter(({ language }) => existsSync(join(folder, language.code, 'sms.json')))
    .map((spoken) => phrasesOf(spoken, phraseTexts(spoken.language.code, folder)));
  const byCode = new Map(offered.map((phrases) => [phrases.lang, phrases]));
  return {
    offered,
    english: byCode.get('en') as Phrases,
    find: (code) => byCode.get(code),
  };
}

function phrasesOf(spoken: SpokenLanguage, own: Partial<Record<PhraseId, string>>): Phrases {
  const texts = { ...english, ...own };
  const words = (keyword: Keyword): readonly string[] =>
    texts[`key.${keyword}`].split(/\s*,\s*/).filter(Boolean);
  const shown = Object.fromEntries(
    KEYWORDS.map((keyword) => [
      keyword,
      (words(keyword)[0] ?? keyword).toLocaleUpperCase(spoken.language.tag),
    ]),
  );
  return {
    spoken,
    lang: spoken.language.code,
    say: (id, values = {}) =>
      texts[id].replace(VALUE, (_, name: Placeholder) => values[name] ?? shown[name] ?? ''),
    words,
    digits: texts.digits.split(' '),
  };
}

/**
 * The words of the console: `staff.json`, `team.json`, `protected.json`, `referrals.json`, `cards.json`, `alerts.json`, `alert-desk.json`, `phone.json` and `agreements.json` of `locales/<code>/` beside those of the pages, and
 * the names of things that the tablet has too; English where a language has none.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Languages, loadLanguages, type SpokenLanguage } from '../languages/catalogues.ts';
import { compileCatalogue } from '../languages/compile-messages.ts';
import { withDigits } from '../languages/dates.ts';
import { type KnownLanguage, knownLanguage } from '../languages/known-languages.ts';
import { type Words, wordsOf } from '../languages/messages.ts';
import { languageNames } from '../site/index.ts';
import { tabletTexts } from './tablet-words.ts';

const FOLDER = join(import.meta.dirname, '../../locales');

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
/** A room's words that a language does not have yet are said in English. */
const readIfThere = (path: string) => (existsSync(path) ? read(path) : {});

export type Tongue = Pick<SpokenLanguage, 'language' | 'quality'> & {
  words: Words;
  /** What a language is called in this one, by its tag (BCP 47). */
  nameOf(tag: string): string;
};
export type Tongues = {
  offered: readonly Tongue[];
  /** The tongue of a code, else the first that the browser asks for (RFC 9110, section 12.5.4), else English. */
  choose(code: string | undefined, accepted: string | undefined): Tongue;
};

/** @throws Error that names the message, when a text is not valid ICU */
export function loadTongues(
  country?: string,
  languages: Languages = loadLanguages(country),
): Tongues {
  const file = (code: string, name = 'staff'): string => join(FOLDER, code, `${name}.json`);
  const own = ({ code, digits }: Pick<KnownLanguage, 'code' | 'digits'>) => {
    const texts = {
      ...namesOfThings(code),
      ...readIfThere(file(code, 'referrals')),
      ...read(file(code)),
      ...readIfThere(file(code, 'team')),
      ...readIfThere(file(code, 'protected')),
      ...readIfThere(file(code, 'cards')),
      ...readIfThere(file(code, 'alerts')),
      ...readIfThere(file(code, 'alert-desk')),
      ...readIfThere(file(code, 'phone')),
      ...readIfThere(file(code, 'agreements')),
    };
    // Numbers in a sentence are written as its language writes them; `=0` is of the plural and no number, `MP3` is a name.
    const said = Object.entries(texts).map(([id, text]): [string, string] => [
      id,
      text.replace(/(?<![=\dA-Za-z])\d+/g, (number) => withDigits(number, digits)),
    ]);
    return compileCatalogue(Object.fromEntries(said));
  };
  const fallback = { ...languages.english.catalogue, ...own(languages.english.language) };
  const offered = languages.offered
    .filter(({ language }) => existsSync(file(language.code)))
    .map(({ language, quality, catalogue, words, languageNames: names }): Tongue => {
      const all = { ...catalogue, ...own(language) };
      return {
        language,
        quality,
        words: wordsOf(language, words.clockface, all, fallback),
        nameOf: withVarieties(language.tag, languageNames(language.tag, names)),
      };
    });
  const byCode = new Map(offered.map((tongue) => [tongue.language.code, tongue]));
  const english = byCode.get('en') as Tongue;
  return {
    offered,
    choose(code, accepted = '') {
      const wished = accepted
        .split(',')
        .map((part) => part.split(';')[0]?.trim().slice(0, 2).toLowerCase() ?? '');
      for (const one of [code ?? '', ...wished]) {
        const found = byCode.get(one);
        if (found) return found;
      }
      return english;
    },
  };
}

/** Items and spaces are called the same on every screen; a language that no tablet speaks yet has them in `told.json`. */
function namesOfThings(code: string): Record<string, string> {
  const told = join(FOLDER, code, 'told.json');
  const texts = existsSync(told) ? read(told) : tabletTexts(code);
  return Object.fromEntries(Object.entries(texts).filter(([id]) => /^(item|space)\./.test(id)));
}

/** "Arabic (Sudan)" for `ar-SD`: a variety is told from its language. */
function withVarieties(tag: string, name: (of: string) => string): (of: string) => string {
  const names = new Intl.DisplayNames([tag], { type: 'language', languageDisplay: 'standard' });
  return (of) => {
    const whole = name(of);
    const isVariety = /-[A-Z]{2}$/.test(of) && whole === name(of.split('-', 1)[0] ?? of);
    return isVariety && knownLanguage(of)?.tag !== of ? (names.of(of) ?? whole) : whole;
  };
}

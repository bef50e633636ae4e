/** The words of the console: `locales/<code>/staff.json` beside those of the pages; English where a language has none. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Languages, loadLanguages, type SpokenLanguage } from '../languages/catalogues.ts';
import { compileCatalogue } from '../languages/compile-messages.ts';
import { type Words, wordsOf } from '../languages/messages.ts';

const FOLDER = join(import.meta.dirname, '../../locales');

export type Tongue = Pick<SpokenLanguage, 'language' | 'quality'> & { words: Words };
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
  const file = (code: string): string => join(FOLDER, code, 'staff.json');
  const own = (code: string) =>
    compileCatalogue(JSON.parse(readFileSync(file(code), 'utf8')) as Record<string, string>);
  const fallback = { ...languages.english.catalogue, ...own('en') };
  const offered = languages.offered
    .filter(({ language }) => existsSync(file(language.code)))
    .map(({ language, quality, catalogue, words }): Tongue => {
      const all = { ...catalogue, ...own(language.code) };
      return { language, quality, words: wordsOf(language, words.clockface, all, fallback) };
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

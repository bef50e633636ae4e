/** The words of the staff web app: `tablet/words/<code>.json`, compiled here, so that a tablet needs no library to say them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Languages, SpokenLanguage } from '../languages/catalogues.ts';
import { compileCatalogue } from '../languages/compile-messages.ts';
import { asciiDigits, type Clockface } from '../languages/dates.ts';
import type { KnownLanguage } from '../languages/known-languages.ts';
import type { Catalogue } from '../languages/messages.ts';

const FOLDER = join(import.meta.dirname, 'tablet/words');
const LOCALES = join(import.meta.dirname, '../../locales');

/** What a tablet needs to speak one language: plain data, fetched once and kept by its worker. */
export type TabletWords = {
  language: KnownLanguage;
  clockface: Clockface;
  catalogue: Catalogue;
  quality: SpokenLanguage['quality'];
  /** For each need its label. */
  needs: Readonly<Record<string, string>>;
  /** Names of other languages in this one; the browser knows those that are missing. */
  names: Readonly<Record<string, string>>;
  /** Warnings of the guard while a note is written. */
  guard: Catalogue;
};

/** The texts of one language as they are in its file; for tests too. */
export const tabletTexts = (code: string): Record<string, string> =>
  JSON.parse(readFileSync(join(FOLDER, `${code}.json`), 'utf8')) as Record<string, string>;

/** Every language that has words here; `search`: what people say for each need, which comes later.  @throws Error that names a message which is not valid ICU */
export function tabletWords(
  languages: Languages,
): { code: string; json: string; search: string }[] {
  return languages.offered.flatMap(({ language, quality, words, languageNames }) => {
    const { code, digits } = language;
    if (!existsSync(join(FOLDER, `${code}.json`))) return [];
    const texts = tabletTexts(code);
    const own = digits === 'latn' ? mapTexts(texts, asciiDigits) : texts;
    const needs = read<Record<string, readonly string[]>>(code, 'needs.json');
    const all: TabletWords = {
      language,
      quality,
      clockface: words.clockface,
      catalogue: compileCatalogue(own),
      needs: Object.fromEntries(
        Object.entries(needs).map(([need, said]) => [need, said[0] ?? need]),
      ),
      names: languageNames,
      guard: compileCatalogue(read(code, 'guard.json')),
    };
    return [{ code, json: JSON.stringify(all), search: JSON.stringify(needs) }];
  });
}

const read = <T>(code: string, file: string): T =>
  JSON.parse(readFileSync(join(LOCALES, code, file), 'utf8')) as T;

const mapTexts = (texts: Record<string, string>, change: (text: string) => string) =>
  Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, change(text)]));

/** The words that stand on paper: `locales/<code>/print.json` and `sms.json`, with the dates and times of the pages. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Languages } from '../../languages/catalogues.ts';
import { compileCatalogue } from '../../languages/compile-messages.ts';
import { clockfaceOf } from '../../languages/dates.ts';
import { knownLanguage } from '../../languages/known-languages.ts';
import { type Catalogue, type Words, wordsOf } from '../../languages/messages.ts';
import { familyOf, type Voice } from './type/families.ts';

const FOLDER = join(import.meta.dirname, '../../../locales');

export type PaperWords = Words & { voice: Voice };

/** Words of each language by code, read when first asked for. */
export function paperWords(
  languages: Languages,
  folder = FOLDER,
): (code: string) => PaperWords | undefined {
  const known = new Map<string, PaperWords>();
  const english = { ...languages.english.catalogue, ...own(folder, 'en') };
  return (code) => {
    const found = known.get(code);
    if (found) return found;
    const language = languages.find(code)?.language ?? knownLanguage(code);
    if (!language) return undefined;
    const spoken = languages.find(language.code);
    const words = wordsOf(
      language,
      spoken?.words.clockface ?? clockfaceOf(language),
      { ...spoken?.catalogue, ...own(folder, language.code) },
      english,
    );
    const voice = {
      tag: language.tag,
      dir: language.dir,
      family: familyOf(language.script, language.tag),
    };
    const made = { ...words, voice };
    known.set(code, made);
    return made;
  };
}

/** Messages of a language's own files; short texts of SMS stand under `sms.`. */
function own(folder: string, code: string): Catalogue {
  const read = (name: string, prefix: string): Catalogue => {
    const path = join(folder, code, name);
    if (!existsSync(path)) return {};
    const texts = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
    return compileCatalogue(
      Object.fromEntries(Object.entries(texts).map(([id, text]) => [`${prefix}${id}`, text])),
    );
  };
  return { ...read('sms.json', 'sms.'), ...read('print.json', '') };
}

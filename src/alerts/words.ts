/** The words of alerts: `locales/<code>/alerts.json` on top of those of the pages; English where a language has none. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Languages } from '../languages/catalogues.ts';
import { compileCatalogue } from '../languages/compile-messages.ts';
import { withDigits } from '../languages/dates.ts';
import type { KnownLanguage } from '../languages/known-languages.ts';
import { type Catalogue, type Words, wordsOf } from '../languages/messages.ts';

const FOLDER = join(import.meta.dirname, '../../locales');

/** Texts of a language as they stand in its file; none when it has no file. */
export function alertTexts(code: string): Record<string, string> {
  const path = join(FOLDER, code, 'alerts.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
}

function catalogueOf({ code, digits }: Pick<KnownLanguage, 'code' | 'digits'>): Catalogue {
  const said = Object.entries(alertTexts(code)).map(([id, text]): [string, string] => [
    id,
    text.replace(/(?<![=\d])\d+/g, (number) => withDigits(number, digits)),
  ]);
  return compileCatalogue(Object.fromEntries(said));
}

/** Words of every language on offer, by its code. @throws Error for a text that is not valid ICU */
export function alertWords({ offered, english }: Languages): ReadonlyMap<string, Words> {
  const fallback = { ...english.catalogue, ...catalogueOf(english.language) };
  return new Map(
    offered.map(({ language, words, catalogue }) => [
      language.code,
      wordsOf(language, words.clockface, { ...catalogue, ...catalogueOf(language) }, fallback),
    ]),
  );
}

/** The words of these pages: the public catalogue, and on top what `referrals` says; a language without its own says it in English. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileCatalogue } from '../languages/compile-messages.ts';
import type { Languages, SpokenLanguage } from '../languages/catalogues.ts';
import { type Catalogue, type Words, wordsOf } from '../languages/messages.ts';

const FOLDER = join(import.meta.dirname, '../../locales');

function catalogueOf(code: string): Catalogue {
  const file = join(FOLDER, code, 'referrals.json');
  return existsSync(file) ? compileCatalogue(JSON.parse(readFileSync(file, 'utf8'))) : {};
}

/** Words of every language on offer, by its code. */
export function referralWords({ offered, english }: Languages): ReadonlyMap<string, Words> {
  const fallback = { ...english.catalogue, ...catalogueOf('en') };
  return new Map(
    offered.map(({ language, words, catalogue }: SpokenLanguage) => [
      language.code,
      wordsOf(language, words.clockface, { ...catalogue, ...catalogueOf(language.code) }, fallback),
    ]),
  );
}

/** The words of these pages: the public catalogue, and on top what `referrals` says; a language without its own says it in English. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileCatalogue } from '../languages/compile-messages.ts';
import type { Languages, SpokenLanguage } from '../languages/catalogues.ts';
import { asciiDigits } from '../languages/dates.ts';
import type { Digits } from '../languages/known-languages.ts';
import { type Catalogue, type Words, wordsOf } from '../languages/messages.ts';

const FOLDER = join(import.meta.dirname, '../../locales');

/** With the digits of the deployment's habit, as `loadLanguages` gives those of the other pages. */
function catalogueOf(code: string, digits: Digits): Catalogue {
  const file = join(FOLDER, code, 'referrals.json');
  if (!existsSync(file)) return {};
  const text = readFileSync(file, 'utf8');
  return compileCatalogue(JSON.parse(digits === 'latn' ? asciiDigits(text) : text));
}

/** Words of every language on offer, by its code. */
export function referralWords({ offered, english }: Languages): ReadonlyMap<string, Words> {
  const fallback = { ...english.catalogue, ...catalogueOf('en', 'latn') };
  return new Map(
    offered.map(({ language, words, catalogue }: SpokenLanguage) => [
      language.code,
      wordsOf(
        language,
        words.clockface,
        { ...catalogue, ...catalogueOf(language.code, language.digits) },
        fallback,
      ),
    ]),
  );
}

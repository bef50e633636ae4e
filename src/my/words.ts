/** The words of these pages: the public catalogue, and on top what `my`, `purposes` and `transparency` say. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Languages, SpokenLanguage } from '../languages/catalogues.ts';
import { compileCatalogue } from '../languages/compile-messages.ts';
import { type Catalogue, type Words, wordsOf } from '../languages/messages.ts';
import { toldCatalogue } from './told.ts';

const FOLDER = join(import.meta.dirname, '../../locales');
const FILES = ['my', 'purposes', 'transparency'] as const;

function catalogueOf(code: string): Catalogue {
  const texts: Record<string, string> = {};
  for (const file of FILES)
    Object.assign(texts, JSON.parse(readFileSync(join(FOLDER, code, `${file}.json`), 'utf8')));
  return { ...compileCatalogue(texts), ...toldCatalogue(code) };
}

/**
 * Words of every language on offer, by its code.
 * @throws Error that names the file, when a language lacks one of the three
 */
export function ownWords({ offered, english }: Languages): ReadonlyMap<string, Words> {
  const fallback = { ...english.catalogue, ...catalogueOf('en') };
  return new Map(
    offered.map(({ language, words, catalogue }: SpokenLanguage) => [
      language.code,
      wordsOf(language, words.clockface, { ...catalogue, ...catalogueOf(language.code) }, fallback),
    ]),
  );
}

/** A purpose in plain words; one without words of its own is "another purpose". */
export function purposeText(words: Words, purpose: string): string {
  const id = `purpose.${purpose}`;
  return words.text(words.has(id) ? id : 'purpose.other');
}

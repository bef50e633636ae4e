/** The files of `locales/`, read for tests. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NeedCode } from '../directory/needs.ts';
import type { Digits, Script } from './known-languages.ts';
import type { WordList } from './word-list.ts';

const FOLDER = join(import.meta.dirname, '../../locales');

export type LanguageMeta = {
  tag: string;
  autonym: string;
  dir: 'ltr' | 'rtl';
  script: Script;
  digits: Digits;
  state: 'source' | 'machine_draft' | 'translated' | 'reviewed' | 'back_checked';
  note: string;
  names: Record<string, string>;
};

/** Folders of languages that have messages. */
export const CODES: readonly string[] = readdirSync(FOLDER).filter((code) =>
  existsSync(join(FOLDER, code, 'site.json')),
);
export const TRANSLATIONS = CODES.filter((code) => code !== 'en');

function read<T>(code: string, file: string): T {
  return JSON.parse(readFileSync(join(FOLDER, code, `${file}.json`), 'utf8')) as T;
}

/** Files of messages: the public pages, those of a person's own record with their words for purposes, those of referrals. */
export const MESSAGE_FILES = ['site', 'my', 'purposes', 'transparency', 'referrals'] as const;

/** Messages by id, of all files. */
export const messagesOf = (code: string): Record<string, string> =>
  Object.assign({}, ...MESSAGE_FILES.map((file) => read(code, file))) as Record<string, string>;

/** Per need its label, then its synonyms. */
export const needsOf = (code: string): Record<NeedCode, string[]> => read(code, 'needs');
export const metaOf = (code: string): LanguageMeta => read(code, 'meta');
export const wordListOf = (code: string): WordList & { sameAsEnglish?: readonly string[] } =>
  read(code, 'words');

/** The file as it stands, to see keys that a parser would join. */
export function rawFile(code: string, file: string): string {
  return readFileSync(join(FOLDER, code, `${file}.json`), 'utf8');
}

const SCRIPT_NAMES: Record<Script, string> = {
  Latn: 'Latin',
  Cyrl: 'Cyrillic',
  Arab: 'Arabic',
  Deva: 'Devanagari',
  Beng: 'Bengali',
  Ethi: 'Ethiopic',
  Mymr: 'Myanmar',
  Khmr: 'Khmer',
  Thai: 'Thai',
};

/** Share of the letters of `text` that belong to `script`, 0 to 1; 1 for a text without letters. */
export function shareOfScript(text: string, script: Script): number {
  const letters = text.match(/\p{L}/gu) ?? [];
  const own = new RegExp(`\\p{Script=${SCRIPT_NAMES[script]}}`, 'u');
  return letters.length ? letters.filter((letter) => own.test(letter)).length / letters.length : 1;
}

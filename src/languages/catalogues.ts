/** Reads the catalogues of all languages from `locales/` and makes their words; once, when the server starts. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileCatalogue } from './compile-messages.ts';
import { asciiDigits, clockfaceOf } from './dates.ts';
import { type Digits, KNOWN_LANGUAGES, type KnownLanguage } from './known-languages.ts';
import { type Catalogue, type Words, wordsOf } from './messages.ts';

/** How far a translation has come; shown at the foot of every page. Nobody vouches for what is not marked. */
export type Quality = 'source' | 'draft' | 'reviewed' | 'back_checked';

export type SpokenLanguage = {
  language: KnownLanguage;
  words: Words;
  catalogue: Catalogue;
  quality: Quality;
  /** Labels of needs in this language, by code. */
  needs: Readonly<Record<string, string>>;
  /** Names of other languages in this one, by BCP 47 tag; CLDR knows those that are missing. */
  languageNames: Readonly<Record<string, string>>;
  /** Share of English messages that exist in this language, 0 to 1. */
  coverage: number;
};

export type Languages = {
  /** Languages with a catalogue, in the order of the language list. */
  offered: readonly SpokenLanguage[];
  /** Known languages without one. */
  later: readonly KnownLanguage[];
  english: SpokenLanguage;
  find(code: string): SpokenLanguage | undefined;
};

const FOLDER = join(import.meta.dirname, '../../locales');
const QUALITIES: Readonly<Record<string, Quality>> = {
  source: 'source',
  translated: 'draft',
  reviewed: 'reviewed',
  back_checked: 'back_checked',
};

/**
 * Loads `locales/<code>/site.json` of every known language.
 * @param country ISO 3166-1 of the deployment: its habit decides the digits where a language has several
 *   (`digitsByCountry`; chapter 70, section 7)
 * @throws Error that names file and message, when a text is not valid ICU
 */
export function loadLanguages(country?: string, folder = FOLDER): Languages {
  const key = [folder, country].join('\n');
  const languages = loaded.get(key) ?? readLanguages(country, folder);
  loaded.set(key, languages);
  return languages;
}

/** Every room asks for them, and compiling the texts of all languages takes a fifth of a second. */
const loaded = new Map<string, Languages>();

function readLanguages(country: string | undefined, folder: string): Languages {
  const present = new Set(readdirSync(folder));
  const texts = new Map<string, Record<string, string>>();
  for (const { code } of KNOWN_LANGUAGES) {
    if (present.has(code) && readdirSync(join(folder, code)).includes('site.json')) {
      texts.set(code, readTexts(join(folder, code, 'site.json')));
    }
  }
  const englishTexts = texts.get('en');
  if (!englishTexts)
    throw new Error(`${folder} has no en/site.json: every other language falls back to it.`);
  const fallback = compileCatalogue(englishTexts);
  const englishNeeds = needLabels(folder, 'en');
  const total = Object.keys(fallback).length;
  const offered = KNOWN_LANGUAGES.flatMap((known): SpokenLanguage[] => {
    const own = texts.get(known.code);
    if (!own) return [];
    const meta = readMeta(join(folder, known.code, 'meta.json'));
    const habit = country === undefined ? undefined : meta.digitsByCountry?.[country];
    const language = habit ? { ...known, digits: habit } : known;
    const catalogue =
      known.code === 'en' ? fallback : compileCatalogue(habit === 'latn' ? inAscii(own) : own);
    return [
      {
        language,
        catalogue,
        quality: QUALITIES[meta.state ?? ''] ?? 'draft',
        languageNames: meta.names ?? {},
        needs: { ...englishNeeds, ...needLabels(folder, language.code) },
        coverage: Object.keys(fallback).filter((id) => id in catalogue).length / total,
        words: wordsOf(language, clockfaceOf(language, habit && country), catalogue, fallback),
      },
    ];
  });
  const byCode = new Map(offered.map((spoken) => [spoken.language.code, spoken]));
  const english = byCode.get('en') as SpokenLanguage;
  return {
    offered,
    english,
    later: KNOWN_LANGUAGES.filter(({ code }) => !byCode.has(code)),
    find: (code) => byCode.get(code),
  };
}

/** `locales/<code>/needs.json`: for each need its label, then synonyms. Absent: no labels of its own. */
function needLabels(folder: string, code: string): Record<string, string> {
  const path = join(folder, code, 'needs.json');
  if (!existsSync(path)) return {};
  const value = JSON.parse(readFileSync(path, 'utf8')) as Record<string, readonly string[]>;
  return Object.fromEntries(
    Object.entries(value).flatMap(([need, [label]]) => (label ? [[need, label]] : [])),
  );
}

type Meta = {
  state?: string;
  names?: Record<string, string>;
  /** Countries (ISO 3166-1) that write this language with other digits than its own. */
  digitsByCountry?: Record<string, Digits>;
};

/** The texts with the digits 0-9; ICU's own numbers already are. */
function inAscii(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, asciiDigits(text)]));
}

/** `locales/<code>/meta.json`: how far the translation has come, and how this language calls others. */
function readMeta(path: string): Meta {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Meta) : {};
}

function readTexts(path: string): Record<string, string> {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof value !== 'object' || value === null)
    throw new Error(`${path} must be an object of texts by id.`);
  for (const [id, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw new Error(`${path}: "${id}" must be a text.`);
  }
  return value as Record<string, string>;
}

/** Texts of a row in its source language and in the translations that were loaded beside it. */
import type { Row } from '../../database/index.ts';
import type { Grouped } from './load-sources.ts';
import type { Texts } from './texts.ts';

/** The text of `field` in every language; undefined when the source has none. */
export function textOf(row: Row, field: string, translations: Grouped): Texts | undefined {
  const own = row[field];
  if (typeof own !== 'string' || own === '') return undefined;
  const source = typeof row['source_lang'] === 'string' ? row['source_lang'] : 'en';
  const all: Record<string, string> = { [source]: own };
  const drafts: string[] = [];
  for (const other of translations.get(String(row['id'])) ?? []) {
    const lang = String(other['lang']);
    if (other['field'] !== field || lang === source) continue;
    all[lang] = String(other['text']);
    if (other['state'] === 'machine_draft') drafts.push(lang);
  }
  return { source, in: all, ...(drafts.length > 0 ? { drafts } : {}) };
}

/** Names of a gazetteer row: the first spelling of each language. */
export function areaTexts(area: Row | undefined): Texts | undefined {
  if (!area) return undefined;
  const names = area['names'] as Record<string, readonly string[] | string>;
  const all: Record<string, string> = {};
  for (const [lang, spellings] of Object.entries(names)) {
    const first = typeof spellings === 'string' ? spellings : spellings[0];
    if (first) all[lang] = first;
  }
  const source = all['en'] === undefined ? Object.keys(all)[0] : 'en';
  return source === undefined ? undefined : { source, in: all };
}

/** `{ [key]: value }`, or nothing when there is no value: optional properties are left out, never undefined. */
export function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

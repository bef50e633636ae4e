import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { EVENT_BODIES } from '../desk/kinds.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import type { Catalogue, Part } from '../languages/messages.ts';
import { type WordList, wordFinder } from '../languages/word-list.ts';
import { tabletTexts, tabletWords, type TabletWords } from './tablet-words.ts';

const CODES = ['en', 'fr', 'es', 'ar', 'uk', 'pt'];
const english = tabletTexts('en');
const spoken = new Map(
  tabletWords(loadLanguages()).map(({ code, json }) => [code, JSON.parse(json) as TabletWords]),
);
const catalogueOf = (code: string): Catalogue => spoken.get(code)?.catalogue ?? {};

/** Values, and the cases of each choice, that a message names. */
function namesIn(parts: readonly Part[], found = new Set<string>()): Set<string> {
  for (const part of parts) {
    if (typeof part === 'string') continue;
    if ('v' in part) found.add(part.v);
    if ('b' in part) namesIn(part.b, found);
    if ('plural' in part) {
      found.add(part.plural);
      for (const inner of Object.values(part.of)) namesIn(inner, found);
    }
    if ('select' in part) {
      found.add(part.select);
      for (const [key, inner] of Object.entries(part.of)) {
        found.add(`${part.select}=${key}`);
        namesIn(inner, found);
      }
    }
  }
  return found;
}

function plurals(parts: readonly Part[]): string[][] {
  return parts.flatMap((part): string[][] => {
    if (typeof part === 'string' || 'v' in part || 'n' in part) return [];
    if ('b' in part) return plurals(part.b);
    const inner = Object.values(part.of).flatMap(plurals);
    return 'plural' in part ? [Object.keys(part.of), ...inner] : inner;
  });
}

/** What stands in a message as it is, in every case of it. */
function writtenIn(parts: readonly Part[]): string[] {
  return parts.flatMap((part): string[] => {
    if (typeof part === 'string') return [part];
    if ('v' in part || 'n' in part) return [];
    return 'b' in part ? writtenIn(part.b) : Object.values(part.of).flatMap(writtenIn);
  });
}

test('the desk speaks the languages of the console, and says which are drafts', () => {
  expect([...spoken.keys()].toSorted()).toEqual(CODES.toSorted());
  expect(spoken.get('en')?.quality).toBe('source');
  for (const code of ['fr', 'es', 'ar', 'uk', 'pt'])
    expect(spoken.get(code)?.quality).toBe('draft');
});

test('numbers within Arabic texts are written in Arabic digits, as those that are put in', () => {
  const other = Object.entries(catalogueOf('ar')).filter(([, parts]) =>
    writtenIn(parts).some((text) => /(?<![A-Za-z])[0-9]/.test(text)),
  );
  expect(other.map(([id]) => id)).toEqual([]);
});

test('every kind of event has a sentence for the time line and a name for what is stuck', () => {
  const wanted = Object.keys(EVENT_BODIES).map((kind) => `kind.${kind}`);
  expect(wanted.filter((id) => !(id in english))).toEqual([]);
});

describe.each(CODES)('the words of the desk in %s', (code) => {
  const catalogue = catalogueOf(code);

  it('are all there, and nothing else', () => {
    expect(Object.keys(catalogue).toSorted()).toEqual(Object.keys(english).toSorted());
  });

  it('name the same values and the same cases', () => {
    for (const [id, parts] of Object.entries(catalogueOf('en')))
      expect([id, [...namesIn(catalogue[id] ?? [])].toSorted()]).toEqual([
        id,
        [...namesIn(parts)].toSorted(),
      ]);
  });

  it('have every plural of the language', () => {
    const wanted = new Intl.PluralRules(code).resolvedOptions().pluralCategories;
    for (const [id, parts] of Object.entries(catalogue))
      for (const cases of plurals(parts))
        expect([id, wanted.filter((one) => !cases.includes(one))]).toEqual([id, []]);
  });

  it('hold no word that hurts, and to the person no promise that nobody can keep', () => {
    const list = JSON.parse(
      readFileSync(new URL(`../../locales/${code}/words.json`, import.meta.url), 'utf8'),
    ) as WordList;
    const hurting = wordFinder({ ...list, promises: [] }, code);
    const all = wordFinder(list, code);
    const found = Object.entries(tabletTexts(code)).flatMap(([id, text]) =>
      (TO_THE_PERSON.test(id) ? all : hurting)(text, id)
        .filter(({ level }) => level === 'block')
        .map(({ pattern }) => `${id}: ${pattern}`),
    );
    expect(found.filter((one) => !ALLOWED.some((allowed) => one.startsWith(allowed)))).toEqual([]);
  });
});

const TO_THE_PERSON = /^(welcome|held|slip|open\.notice|because)[._]/;
/** Words of the design itself (chapter 30, section 3.2), and sentences that deny a promise or a duty. */
const ALLOWED = ['welcome.woman: ', 'welcome.man: ', 'open.notice_live: ', 'slip.none_needed: '];

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { raw } from '../http/html.ts';
import { loadLanguages } from './catalogues.ts';
import { compileMessage } from './compile-messages.ts';
import { clockfaceOf, withDigits } from './dates.ts';
import { knownLanguage } from './known-languages.ts';
import { type Catalogue, type Part, wordsOf } from './messages.ts';

const languages = loadLanguages();
const counts = [0, 1, 2, 3, 5, 7, 11, 20, 21, 100, 101];

function known(code: string) {
  const language = knownLanguage(code);
  if (!language) throw new Error(code);
  return language;
}
function words(code: string, own: Record<string, string>, english: Record<string, string> = {}) {
  const compiled = (texts: Record<string, string>): Catalogue =>
    Object.fromEntries(
      Object.entries({ 'text.list_join': '{first}, {rest}', ...texts }).map(([id, text]) => [
        id,
        compileMessage(text),
      ]),
    );
  return wordsOf(known(code), clockfaceOf(known(code)), compiled(own), compiled(english));
}
function names(parts: readonly Part[], found = new Set<string>()): Set<string> {
  for (const part of parts) {
    if (typeof part === 'string') continue;
    if ('v' in part) found.add(part.v);
    if ('b' in part) names(part.b, found);
    if ('plural' in part) found.add(part.plural);
    if ('select' in part) found.add(part.select);
    if ('of' in part) for (const inner of Object.values(part.of)) names(inner, found);
  }
  return found;
}
function source(code: string): Record<string, string> {
  return JSON.parse(
    readFileSync(join(import.meta.dirname, `../../locales/${code}/site.json`), 'utf8'),
  ) as Record<string, string>;
}

/** Values beyond the English ones: the hour counted from dawn, the year of Thailand. */
const MAY_ADD: Readonly<Record<string, RegExp>> = { time: /^hour$/, when: /^buddhist$/ };

describe.each(languages.offered.map((spoken) => [spoken.language.code, spoken] as const))(
  'the catalogue of %s',
  (code, spoken) => {
    test('says what intl-messageformat says, for every message and many counts', () => {
      for (const [id, text] of Object.entries(source(code))) {
        const own = compileMessage(text, id);
        const values = Object.fromEntries(
          [...names(own)].map((name) => [name, name === 'kind' ? 'formal' : `<${name}>`]),
        );
        const plurals = [...names(own)].filter((name) => text.includes(`{${name}, plural`));
        for (const count of plurals.length ? counts : [0]) {
          for (const name of plurals) (values as Record<string, unknown>)[name] = count;
          const oracle = new IntlMessageFormat(
            text,
            `${spoken.language.tag}-u-nu-latn`,
            undefined,
            { ignoreTag: false },
          );
          const expected = [oracle.format({ ...values, b: (chunks: unknown[]) => chunks.join('') })]
            .flat()
            .join('');
          const said = spoken.words.text(id, values).replace(/[\u2066-\u2069]/g, '');
          // Digits of numbers are ours: pinned per language. Those that translators wrote stay.
          expect(withDigits(said, spoken.language.digits), id).toBe(
            withDigits(expected, spoken.language.digits),
          );
        }
      }
    });

    test('has every English message, with the same values and nothing more', () => {
      for (const [id, parts] of Object.entries(languages.english.catalogue)) {
        const own = spoken.catalogue[id];
        expect(own, id).toBeDefined();
        const given = [...names(own ?? [])].filter(
          (name) => !MAY_ADD[id.split('.')[0] ?? '']?.test(name),
        );
        expect(given.sort(), id).toEqual([...names(parts)].sort());
      }
      expect(
        Object.keys(spoken.catalogue).filter((id) => !(id in languages.english.catalogue)),
      ).toEqual([]);
    });

    test('gives each plural all categories of the language', () => {
      const categories = new Intl.PluralRules(spoken.language.tag).resolvedOptions()
        .pluralCategories;
      const check = (parts: readonly Part[], id: string): void => {
        for (const part of parts) {
          if (typeof part === 'string' || !('of' in part)) continue;
          if ('plural' in part) {
            // "many" of French and Spanish is for millions only, which no count here reaches.
            const wanted = categories.filter(
              (category) => category !== 'many' || spoken.language.code === 'ar',
            );
            for (const category of wanted)
              expect(Object.keys(part.of), `${id}: ${category}`).toContain(category);
          }
          for (const inner of Object.values(part.of)) check(inner, id);
        }
      };
      for (const [id, parts] of Object.entries(spoken.catalogue)) check(parts, id);
    });
  },
);

describe('words', () => {
  test('escape values and keep HTML that is ours', () => {
    const w = words('en', { a: '<b>{who}</b> & {what}' });
    expect(w.say('a', { who: '<script>"', what: raw('<i>x</i>') }).html).toBe(
      '<b>&#60;script&#62;&#34;</b> &#38; <i>x</i>',
    );
    expect(w.text('a', { who: '<x>', what: raw('<i>x &#38; y</i>') })).toBe('<x> & x & y');
  });

  test('mark what they have to say in English', () => {
    const w = words(
      'ar',
      {},
      { only: 'Only {n, plural, one {# bed} other {# beds}}', fixed: 'Beds' },
    );
    expect(w.say('only', { n: 1 }).html).toBe('<span lang="en" dir="ltr">Only ١ bed</span>');
    expect(w.say('fixed').html).toBe('<span lang="en" dir="ltr">Beds</span>');
    expect(w.text('fixed')).toBe('Beds');
    expect(() => w.say('nothing')).toThrow('There is no message "nothing"');
  });

  test('isolate what would turn a line of the other direction', () => {
    expect(words('ar', { a: 'قرب {place}' }).text('a', { place: 'Port Amara' })).toBe(
      'قرب \u2068Port Amara\u2069',
    );
    expect(words('ar', { a: 'قرب {place}' }).text('a', { place: 'الميناء' })).toBe('قرب الميناء');
    expect(words('en', { a: 'near {place}' }).text('a', { place: 'الميناء' })).toBe(
      'near \u2068الميناء\u2069',
    );
    expect(words('en', { a: 'near {place}' }).text('a', { place: 'Port Amara' })).toBe(
      'near Port Amara',
    );
  });

  test('join lists with the comma of the language, escaped', () => {
    expect(words('ar', { 'text.list_join': '{first}، {rest}' }).list(['أ', 'ب', '<']).html).toBe(
      'أ، ب، &#60;',
    );
  });

  test('refuse texts that cannot be read, naming them', () => {
    expect(() => compileMessage('{count, plural, one {#}}', 'bad.one')).toThrow('bad.one');
    expect(() => compileMessage('<i>x</i>', 'bad.tag')).toThrow('only <b> is');
    expect(() => compileMessage('{d, date, short}', 'bad.date')).toThrow('bad.date');
  });
});

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guardLanguages } from './guard-languages.ts';

const known = readdirSync(join(import.meta.dirname, '../../firewall/guard/lexicon'))
  .map((name) => /^([a-z]{2})\.json$/.exec(name)?.[1] ?? '')
  .filter(Boolean);

test('a text is read in the languages that were asked for, and in those of its letters', () => {
  expect(guardLanguages('', ['ar', 'ti-ER', 'en', 'ckb'], known)).toEqual({
    asked: ['ar', 'ti', 'en'],
    more: [],
  });
  expect(guardLanguages('oturma izni', ['ar', 'en'], known).more).toEqual(
    expect.arrayContaining(['tr', 'fr']),
  );
  expect(guardLanguages('کارت', ['fr', 'en'], known).more).toEqual(
    expect.arrayContaining(['fa', 'ar', 'ps', 'ur']),
  );
  expect(guardLanguages('чай, tea', ['en'], known).more).toEqual(
    expect.arrayContaining(['uk', 'ru', 'fr']),
  );
});

test('every lexicon is reached by its script, none twice, and none that is not there', () => {
  const all = guardLanguages('a ا я አ မ', [], known).more;
  expect(all.toSorted()).toEqual(known.toSorted());
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.array(fc.constantFrom(...known, 'xx')),
      (text, tags) => {
        const { asked, more } = guardLanguages(text, tags, known);
        expect(new Set([...asked, ...more]).size).toBe(asked.length + more.length);
        for (const one of [...asked, ...more]) expect(known).toContain(one);
      },
    ),
  );
});

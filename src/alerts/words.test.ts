/** An alert is read in danger: its words stand in every language of the pages, with the same values and all plurals. */
import { type MessageFormatElement, parse } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { CODES, metaOf, shareOfScript, TRANSLATIONS } from '../languages/testing.ts';
import { alertTexts } from './words.ts';

const ENGLISH = alertTexts('en');

/** Names of the values of a message, the branches of its plurals, and its plain letters. */
function shapeOf(text: string): { values: string[]; plurals: string[][]; plain: string } {
  const values = new Set<string>();
  const plurals: string[][] = [];
  let plain = '';
  const walk = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if ('options' in element) {
        values.add(element.value);
        plurals.push(Object.keys(element.options).sort());
        for (const { value } of Object.values(element.options)) walk(value);
      } else if ((element.type as number) === 0 && 'value' in element) plain += element.value;
      else if ('value' in element) values.add(element.value);
    }
  };
  walk(parse(text));
  return { values: [...values].sort(), plurals, plain };
}

describe.each(CODES)('words of alerts in %s', (code) => {
  const texts = alertTexts(code);
  const { tag, script } = metaOf(code);

  test('are all there, with the same values and every plural of the language', () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(ENGLISH).sort());
    const categories = [...new Intl.PluralRules(tag).resolvedOptions().pluralCategories].sort();
    for (const [id, text] of Object.entries(texts)) {
      const shape = shapeOf(text);
      expect(shape.values, id).toEqual(shapeOf(ENGLISH[id] ?? '').values);
      for (const branches of shape.plurals)
        expect(
          branches.filter((branch) => !branch.startsWith('=')),
          id,
        ).toEqual(categories);
      expect(shareOfScript(shape.plain, script), `${id}: ${text}`).toBeGreaterThanOrEqual(0.9);
    }
  });
});

test.each(TRANSLATIONS)('%s copies no sentence from English', (code) => {
  const texts = alertTexts(code);
  const copied = Object.keys(ENGLISH).filter(
    (id) => texts[id] === ENGLISH[id] && /\p{L}{3}/u.test(shapeOf(ENGLISH[id] ?? '').plain),
  );
  expect(copied).toEqual([]);
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MessageFormatElement, parse } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { loadLanguages } from '../../languages/catalogues.ts';
import { knownLanguage } from '../../languages/known-languages.ts';
import { shareOfScript, wordListOf } from '../../languages/testing.ts';
import { wordFinder } from '../../languages/word-list.ts';
import { TEXTS } from '../../../checks/print/texts.ts';
import { paperWords } from './index.ts';

const FOLDER = join(import.meta.dirname, '../../../locales');
const CODES = Object.keys(TEXTS);
const read = (code: string): Record<string, string> =>
  JSON.parse(readFileSync(join(FOLDER, code, 'print.json'), 'utf8')) as Record<string, string>;
const ENGLISH = read('en');

const valuesOf = (elements: readonly MessageFormatElement[]): string[] =>
  elements.flatMap((element) =>
    'value' in element && (element.type as number) === 1 ? [element.value] : [],
  );

describe('the words of paper', () => {
  test('are written in all 22 languages of the public side', () => {
    expect(CODES).toHaveLength(22);
  });

  test.each(CODES)('%s says every message with every value, in its own script', (code) => {
    const own = read(code);
    expect(Object.keys(own)).toEqual(Object.keys(ENGLISH));
    for (const [id, text] of Object.entries(own)) {
      expect([id, valuesOf(parse(text)).sort()]).toEqual([
        id,
        valuesOf(parse(ENGLISH[id] ?? '')).sort(),
      ]);
    }
    const words = Object.values(own)
      .map((text) => text.replace(/v?\{\w+\}/g, ''))
      .join(' ');
    expect(shareOfScript(words, knownLanguage(code)?.script ?? 'Latn')).toBeGreaterThan(0.98);
    if (existsSync(join(FOLDER, code, 'words.json'))) {
      const find = wordFinder(wordListOf(code), code);
      expect(find(Object.values(own).join('\n'))).toEqual([]);
    }
  });

  test('a language without pages yet has paper all the same', () => {
    const wordsOf = paperWords(loadLanguages());
    for (const code of CODES) {
      const words = wordsOf(code);
      expect(words?.text('paper.publisher', { name: 'Aid' })).toContain('Aid');
      expect(words?.voice.tag).toBe(knownLanguage(code)?.tag);
    }
    expect(wordsOf('xx')).toBeUndefined();
  });
});

/** Every language says every message, wholly, in its own script and within the rules of chapter 70, section 7. */
import { type MessageFormatElement, parse } from '@formatjs/icu-messageformat-parser';
import { describe, expect, it } from 'vitest';
import { compileCatalogue } from './compile-messages.ts';
import { asciiDigits } from './dates.ts';
import { knownLanguage } from './known-languages.ts';
import {
  CODES,
  MESSAGE_FILES,
  messagesOf,
  metaOf,
  rawFile,
  shareOfScript,
  TRANSLATIONS,
  wordListOf,
} from './testing.ts';
import { wordFinder } from './word-list.ts';

const ENGLISH = messagesOf('en');
const IDS = Object.keys(ENGLISH);

/** Values that a language may use beyond the English ones: the hour counted from dawn or dusk, the year of Thailand. */
const MAY_ADD: Record<string, readonly string[]> = {
  ...Object.fromEntries(
    ['time.morning', 'time.day', 'time.evening', 'time.night'].map((id) => [id, ['hour']]),
  ),
  'when.date_year': ['buddhist'],
};
/** Names of standards stay as they are. */
const STANDARDS = /WCAG 2\.2|\bAA\b|\bEsc\b|LGBTI|\bWi-Fi\b|\(History\)/g;
const MOST_WORDS = 20;

type Shape = {
  values: Set<string>;
  plurals: [string, string[]][];
  selects: [string, string[]][];
  bold: number;
  words: string[];
};

/** What a message is made of: named values, branches, bold parts, and each way it can read, as plain text. */
function shapeOf(text: string): Shape {
  const shape: Shape = { values: new Set(), plurals: [], selects: [], bold: 0, words: [''] };
  const walk = (elements: readonly MessageFormatElement[]): string[] => {
    let ways = [''];
    const then = (more: readonly string[]): void => {
      ways = ways.flatMap((way) => more.map((end) => way + end));
    };
    for (const element of elements) {
      const type = element.type as number;
      if (type === 0 && 'value' in element) then([element.value]);
      else if (type === 7) then(['7']);
      else if (type === 8 && 'children' in element) {
        shape.bold++;
        then(walk(element.children));
      } else if ('options' in element) {
        shape.values.add(element.value);
        (type === 6 ? shape.plurals : shape.selects).push([
          element.value,
          Object.keys(element.options).sort(),
        ]);
        then(Object.values(element.options).flatMap(({ value }) => walk(value)));
      } else if ('value' in element) {
        shape.values.add(element.value);
        then([`{${element.value}}`]);
      }
    }
    return ways;
  };
  shape.words = walk(parse(text));
  return shape;
}

const sentences = (text: string): string[] =>
  text.split(/[.?!:؟۔።፧፦।၊။៖។]+(?:\s|$)/u).filter((part) => part.trim() !== '');
const countWords = (text: string): number =>
  text.match(/[\p{L}\p{M}\p{N}'’{}_\u200c-]+/gu)?.length ?? 0;
const letters = (text: string): string => text.replace(/\{[^}]*\}/g, '').replace(STANDARDS, '');

describe('English', () => {
  const lengths = IDS.flatMap((id) => shapeOf(ENGLISH[id] ?? '').words.flatMap(sentences)).map(
    countWords,
  );
  it('has no sentence over 20 words', () => {
    for (const id of IDS) {
      for (const sentence of shapeOf(ENGLISH[id] ?? '').words.flatMap(sentences)) {
        expect(countWords(sentence), `${id}: ${sentence}`).toBeLessThanOrEqual(MOST_WORDS);
      }
    }
  });
  it('has 12 words a sentence or fewer on average', () => {
    expect(lengths.reduce((sum, length) => sum + length, 0) / lengths.length).toBeLessThanOrEqual(
      12,
    );
  });
});

describe.each(CODES)('messages in %s', (code) => {
  const messages = messagesOf(code);
  const meta = metaOf(code);
  const list = wordListOf(code);
  const wordsIn = wordFinder(list, meta.tag);
  const categories = new Intl.PluralRules(meta.tag).resolvedOptions().pluralCategories;

  it('has the same ids as English, each once', () => {
    expect(Object.keys(messages).sort()).toEqual([...IDS].sort());
    const written = MESSAGE_FILES.flatMap(
      (file) => rawFile(code, file).match(/^\s*"[^"]+":/gm) ?? [],
    );
    expect(written).toHaveLength(IDS.length);
  });

  it('compiles', () => {
    expect(Object.keys(compileCatalogue(messages))).toHaveLength(Object.keys(messages).length);
  });

  it('uses the same values, branches and bold parts as English', () => {
    for (const id of IDS) {
      const own = shapeOf(messages[id] ?? '');
      const english = shapeOf(ENGLISH[id] ?? '');
      const values = [...own.values].filter((value) => !MAY_ADD[id]?.includes(value));
      expect(values.sort(), id).toEqual([...english.values].sort());
      expect(own.selects, id).toEqual(english.selects);
      expect(
        own.plurals.map(([value]) => value),
        id,
      ).toEqual(english.plurals.map(([value]) => value));
      expect(own.bold > 0, id).toBe(english.bold > 0);
    }
  });

  it('has all plural categories of the language, and no others', () => {
    for (const id of IDS) {
      for (const [, branches] of shapeOf(messages[id] ?? '').plurals) {
        expect(
          branches.filter((branch) => !branch.startsWith('=')),
          id,
        ).toEqual([...categories].sort());
      }
    }
  });

  it('leaves no text empty, and no space at its ends', () => {
    for (const id of IDS) {
      for (const text of shapeOf(messages[id] ?? '').words) {
        expect(text.trim(), id).not.toBe('');
        expect(text, id).toBe(text.trim());
      }
    }
  });

  it('glues no letter to a value, and shouts at nobody', () => {
    for (const id of IDS) {
      for (const text of shapeOf(messages[id] ?? '').words) {
        expect(text, id).not.toMatch(/[\p{L}\p{M}'’]\{|\}[\p{L}\p{M}'’]/u);
        expect(text, id).not.toMatch(/[!¡！]/u);
      }
    }
  });

  it('keeps blocked words and banned promises off the screen', () => {
    const blocked = IDS.flatMap((id) =>
      shapeOf(messages[id] ?? '').words.flatMap((text) =>
        wordsIn(text, id)
          .filter(({ level }) => level === 'block')
          .map(({ pattern }) => `${id}: "${pattern}" in "${text}"`),
      ),
    );
    expect(blocked).toEqual([]);
  });

  it('allows exceptions only where they are used', () => {
    for (const [id, patterns] of Object.entries(list.allowed)) {
      const found = shapeOf(messages[id] ?? '').words.flatMap((text) => wordsIn(text));
      for (const pattern of Object.keys(patterns))
        expect(
          found.map((word) => word.pattern),
          id,
        ).toContain(pattern);
    }
  });

  it('is written in its own script and pinned digits', () => {
    for (const id of IDS) {
      for (const text of shapeOf(messages[id] ?? '').words) {
        expect(shareOfScript(letters(text), meta.script), `${id}: ${text}`).toBeGreaterThanOrEqual(
          0.9,
        );
      }
      const digits = (messages[id] ?? '').replace(/=\d+/g, '').replace(STANDARDS, '');
      if (meta.digits !== 'latn') expect(digits, id).not.toMatch(/[0-9]/);
      if (meta.digits !== 'arab') expect(digits, id).not.toMatch(/[٠-٩]/);
      if (meta.digits !== 'arabext') expect(digits, id).not.toMatch(/[۰-۹]/);
      if (meta.digits !== 'deva') expect(digits, id).not.toMatch(/[०-९]/);
      if (meta.digits !== 'beng') expect(digits, id).not.toMatch(/[০-৯]/);
      if (meta.digits !== 'mymr') expect(digits, id).not.toMatch(/[၀-၉]/);
      expect(digits, id).not.toMatch(/[០-៩๐-๙]/);
    }
  });
});

describe.each(TRANSLATIONS)('translation into %s', (code) => {
  const messages = messagesOf(code);
  const same = new Set(wordListOf(code).sameAsEnglish);

  it('copies nothing from English but what is the same word in both', () => {
    const copied = IDS.filter(
      (id) =>
        messages[id] === ENGLISH[id] &&
        /\p{L}/u.test(letters(ENGLISH[id] ?? '').replace(/\b(m|km|kB|MB|min)\b/g, '')),
    );
    expect(copied.sort()).toEqual([...same].sort());
  });

  it('has sentences that a tired reader can hold', () => {
    for (const id of IDS) {
      for (const sentence of shapeOf(messages[id] ?? '').words.flatMap(sentences)) {
        expect(countWords(sentence), `${id}: ${sentence}`).toBeLessThanOrEqual(MOST_WORDS);
      }
    }
  });

  it('keeps numbers, and is between two fifths and two and a half times as long as English', () => {
    const ascii = (text: string): string[] =>
      (text.replace(/=\d+/g, '').match(/\p{Nd}+/gu) ?? []).map((run) => asciiDigits(run)).sort();
    for (const id of IDS) {
      const [text = ''] = shapeOf(messages[id] ?? '').words;
      const [english = ''] = shapeOf(ENGLISH[id] ?? '').words;
      expect(
        ascii(letters(text)).filter((number) => number !== '7'),
        id,
      ).toEqual(ascii(letters(english)).filter((number) => number !== '7'));
      // Short labels vary more; sentences do not.
      if (english.length >= 40) {
        expect(text.length / english.length, `${id}: ${text}`).toBeGreaterThan(0.4);
        expect(text.length / english.length, `${id}: ${text}`).toBeLessThan(2.5);
      }
    }
  });
});

describe.each(CODES)('description of %s', (code) => {
  const meta = metaOf(code);
  const known = knownLanguage(code);

  it('agrees with the language list of the house', () => {
    expect({
      tag: meta.tag,
      autonym: meta.autonym,
      dir: meta.dir,
      script: meta.script,
      digits: meta.digits,
    }).toEqual({
      tag: known?.tag,
      autonym: known?.autonym,
      dir: known?.dir,
      script: known?.script,
      digits: known?.digits,
    });
  });

  it('says how far it has come, and asks for review until people have read it', () => {
    expect(meta.state === 'source').toBe(code === 'en');
    if (meta.state === 'machine_draft') expect(meta.note).toContain('needs human review');
  });

  it('names the same languages as English, in its own script, each by its own name', () => {
    expect(Object.keys(meta.names)).toEqual(Object.keys(metaOf('en').names));
    expect(new Set(Object.values(meta.names)).size).toBe(Object.keys(meta.names).length);
    for (const name of Object.values(meta.names))
      expect(shareOfScript(name, meta.script), name).toBe(1);
  });
});

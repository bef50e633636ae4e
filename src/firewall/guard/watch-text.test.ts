import { build } from 'esbuild';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import ar from './lexicon/ar.json' with { type: 'json' };
import en from './lexicon/en.json' with { type: 'json' };
import type { LexiconFile } from './lexicon.ts';
import { watchText } from './watch-text.ts';

const watch = watchText([en, ar] as LexiconFile[]);

describe('a text while it is typed', () => {
  test('the words are marked where they stand', () => {
    const text = 'Amal came at ten. Her residence permit ends in May. She needs shoes.';
    const [warning] = watch(text);
    expect(text.slice(warning?.from, warning?.to)).toBe('residence permit');
    expect(warning?.message).toBe('guard.papers');
    expect(watch('رقم الإقامة 12')).toHaveLength(1);
  });

  test.each([
    'She needs shoes, size 38, and a place to sleep.',
    'His employer kept his passport.',
    'The landlord threatened her with deportation.',
    'خدمات الصحة الجنسية والإنجابية',
    'سداد الدين المتأخر',
  ])('nothing is said about “%s”', (text) => {
    expect(watch(text)).toEqual([]);
  });

  test('warnings stand in order and do not overlap', () => {
    const warnings = watch(
      'Visa type: student visa. Nationality: none of our business. Asylum claim no. 3.',
    );
    for (const [i, one] of warnings.entries())
      expect(one.from).toBeGreaterThanOrEqual(warnings[i - 1]?.to ?? 0);
    expect(warnings.length).toBeGreaterThanOrEqual(2);
  });

  test('a browser can load it: no Node, no DOM, one language in less than 60 kB', async () => {
    const built = await build({
      stdin: {
        contents: `import { watchText } from './watch-text.ts'; import ti from './lexicon/ti.json'; globalThis.watch = watchText([ti]);`,
        resolveDir: import.meta.dirname,
        loader: 'ts',
      },
      bundle: true,
      platform: 'browser',
      minify: true,
      write: false,
    });
    const [out] = built.outputFiles;
    expect(out?.contents.length).toBeLessThan(60_000);
    expect(out?.text).not.toMatch(/require\(|document\.|window\./);
  });

  test('every language of the house has the words of the warning', () => {
    const locales = join(import.meta.dirname, '../../../locales');
    const ids = (code: string): string[] =>
      Object.keys(JSON.parse(readFileSync(join(locales, code, 'guard.json'), 'utf8')) as object);
    const codes = readdirSync(locales).filter((code) =>
      existsSync(join(locales, code, 'site.json')),
    );
    expect(codes.length).toBeGreaterThan(5);
    for (const code of codes) expect(ids(code), code).toEqual(ids('en'));
  });
});

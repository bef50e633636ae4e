import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import exceptions from './lint-exceptions.json' with { type: 'json' };
import {
  isAbout,
  judged,
  lintMigration,
  lintSchemas,
  lintTexts,
  type TreeException,
  type TreeFinding,
} from './lint.ts';

const root = join(import.meta.dirname, '../../..');
const isNamed = ({ text, key }: TreeException): boolean => text !== undefined || key !== undefined;
const whole = (exceptions as TreeException[]).filter((one) => !isNamed(one));
/** Files that are excepted as a whole need not be read. */
const files = (
  pattern: string,
  judge: (path: string, text: string) => TreeFinding[],
): TreeFinding[] =>
  globSync(pattern, { cwd: root })
    .filter((path) => !whole.some((one) => isAbout(one, path)))
    .flatMap((path) => judge(path, readFileSync(join(root, path), 'utf8')));

describe('our own tree', () => {
  test('asks for nothing that it forbids: migrations, locales, demonstration data, schemas', () => {
    const findings = [
      ...files('database/migrations/*.sql', lintMigration),
      ...files('locales/*/*.json', (path, text) => lintTexts(path, JSON.parse(text), true)),
      ...files('demo/**/*.json', (path, text) => lintTexts(path, JSON.parse(text), false)),
      ...files('src/**/*.ts', (path, text) =>
        path.endsWith('.test.ts') ? [] : lintSchemas(path, text),
      ),
    ];
    const { open, idle } = judged(findings, (exceptions as TreeException[]).filter(isNamed));
    expect(
      open.map(({ path, line, text, concept }) => `${path}:${line} ${text} (${concept})`),
    ).toEqual([]);
    expect(idle).toEqual([]);
  }, 240_000);

  test('every exception says why', () => {
    for (const { path, why } of exceptions as TreeException[])
      expect(why.length, path).toBeGreaterThan(30);
  });
});

describe('what the judge of our tree finds', () => {
  test('in migrations: a column, an enum value, a comment', () => {
    const sql = `create table a.b (\n  visa_no text,\n  kind text check (kind in ('asylum_seeker'))\n);\n-- their residence permit\n`;
    expect(lintMigration('x.sql', sql).map((one) => one.line)).toEqual([2, 3, 5]);
  });

  test('in texts and schemas', () => {
    expect(lintTexts('en.json', { label: 'Your nationality', visaType: 'a' }, true)).toHaveLength(
      2,
    );
    expect(
      lintSchemas('a.ts', '  immigrationStatus: Type.String(),\n  name: Type.String(),'),
    ).toHaveLength(1);
  });

  test('an exception with a star holds in every language, and nowhere else', () => {
    const one = { path: 'locales/*/site.json', key: 'papers.none', why: 'because' };
    const found = (path: string): TreeFinding[] =>
      lintTexts(path, { papers: { none: 'undocumented', more: 'visa number' } }, true);
    expect(judged(found('locales/pt/site.json'), [one]).open.map(({ key }) => key)).toEqual([
      'papers.more',
    ]);
    for (const path of ['locales/pt/help.json', 'locales/a/b/site.json', 'demo/pt/site.json'])
      expect(judged(found(path), [one]).open, path).toHaveLength(2);
  });

  test('an exception that nothing needs is named', () => {
    const idle = { path: 'gone.sql', why: 'because' };
    expect(judged([], [idle])).toEqual({ open: [], idle: [idle] });
  });
});

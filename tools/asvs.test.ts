import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const text = await readFile(new URL('docs/asvs.md', root), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => /^\| \d+\.\d+\.\d+ \|/.test(line))
  .map((line) => {
    const [, item = '', level = '', what = '', state = '', why = ''] = line
      .split(' | ')
      .flatMap((cell, n) => (n === 0 ? ['', cell.slice(2)] : [cell.replace(/ \|$/, '')]));
    return { item, level, what, state, why };
  });

describe('docs/asvs.md', () => {
  it('has each of the 253 items of levels 1 and 2 once, in order', () => {
    expect(rows).toHaveLength(253);
    expect(new Set(rows.map(({ item }) => item)).size).toBe(253);
    const weight = ({ item }: { item: string }): number =>
      item.split('.').reduce((sum, part) => sum * 1_000 + Number(part), 0);
    expect(rows.map(weight)).toEqual(rows.map(weight).sort((a, b) => a - b));
    for (const { level } of rows) expect(['1', '2']).toContain(level);
  });

  it('names only tests that exist, and a test for each item that is met', () => {
    for (const { item, state, why } of rows.filter((row) => row.state === 'met')) {
      const files = [...why.matchAll(/`([^`]+)`/g)].map(([, file]) => file ?? '');
      expect(files.length, `${item} ${state}`).toBeGreaterThan(0);
      for (const file of files) {
        expect(file, item).toMatch(/\.test\.ts$/);
        expect(existsSync(new URL(file, root)), `${item}: ${file}`).toBe(true);
      }
    }
  });

  it('says why for each item that is open or does not apply, and counts truly', () => {
    const of = (state: string) => rows.filter((row) => row.state === state);
    for (const { item, why } of [...of('open'), ...of('not applicable')])
      expect(why.length, item).toBeGreaterThan(5);
    const [met, not, open] = [of('met').length, of('not applicable').length, of('open').length];
    expect(met + not + open).toBe(rows.length);
    expect(text).toContain(`**253 items: ${met} met, ${not} not applicable, ${open} open.**`);
  });
});

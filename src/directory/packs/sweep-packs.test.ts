import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PackEntry } from './publish-pack.ts';
import { sweepPacks } from './sweep-packs.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-20T10:00:00Z');
const ID = ['0123456789abcdef', 'fedcba9876543210', '00000000000000aa'];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-packs-'));
  await mkdir(join(folder, 'older'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const entry = (lang: string): PackEntry => ({
  area: 'XW',
  lang,
  file: `XW-${lang}.whp`,
  id: ID[0] ?? '',
  bytes: 1,
  listings: 1,
  generatedAt: NOW,
});
const put = async (...files: string[]): Promise<void> => {
  for (const file of files) await writeFile(join(folder, file), file);
};
const left = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).filter((file) => file !== 'older').sort();

test('of a language that is not published now nothing stays, neither served nor kept', async () => {
  const files = (lang: string): string[] => [
    `XW-${lang}.whp`,
    `XW-${lang}.whp.br`,
    `XW-${lang}.changes.json`,
    `XW-${lang}.${ID[0]}.whd`,
    `XW-${lang}.${ID[0]}.whd.br`,
    `older/XW-${lang}.${String(NOW - DAY)}.${ID[0]}.br`,
  ];
  await put(...files('fa'), ...files('fr'), 'index.json', 'NOTE.txt');
  await sweepPacks(folder, [entry('fa')], NOW);
  expect(await left()).toEqual([...files('fa'), 'NOTE.txt', 'index.json'].sort());
});

test('an older pack of a published language goes after a week, and what led from it with it', async () => {
  const week = `older/XW-fa.${String(NOW - 7 * DAY)}.${ID[0]}.br`;
  await put(week, `older/XW-fa.${String(NOW - 7 * DAY - 1)}.${ID[1]}.br`, 'older/strange');
  await put(...ID.map((id) => `XW-fa.${id}.whd`), `XW-fa.${ID[1]}.whd.br`);
  await sweepPacks(folder, [entry('fa')], NOW);
  expect(await left()).toEqual([`XW-fa.${ID[0]}.whd`, week].sort());
});

test('a file that a stopped program left half written goes; with an empty list everything does', async () => {
  await put(
    'XW-fa.whp.4711.draft',
    'XW-fa.whp',
    `older/XW-fa.${String(NOW)}.${ID[0]}.br.4711.draft`,
  );
  await sweepPacks(folder, [entry('fa')], NOW);
  expect(await left()).toEqual(['XW-fa.whp']);
  await sweepPacks(folder, [], NOW);
  expect(await left()).toEqual([]);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LiveDocument } from './document.ts';
import { DocumentFile, DocumentWriter } from './document-file.ts';

const COUNT = 100;
let folder: string;
let path: string;

const documentOf = (n: number): LiveDocument => ({
  kind: 'ended',
  source: {
    code: String(n),
    state: 'closed',
    name: { source: 'en', in: { en: 'x'.repeat(n * 7) } },
    needs: [],
  },
});
const sizeOf = (n: number): number => Buffer.byteLength(JSON.stringify(documentOf(n)));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-documents-'));
  path = join(folder, 'some.documents');
  const writer = await DocumentWriter.create(path);
  // Not in order: the file is.
  for (let n = 0; n < COUNT; n++)
    await writer.add(String((n * 37) % COUNT), documentOf((n * 37) % COUNT));
  await writer.finish();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('every document comes back, kept or read anew, and never more are kept than allowed', async () => {
  const most = 5000;
  const file = await DocumentFile.open(path, most);
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < COUNT; n++) {
      const at = (n * 61 + round) % COUNT;
      expect(file.read(String(at))).toEqual(documentOf(at));
      expect(file.keptBytes).toBeLessThanOrEqual(most);
    }
  }
  expect(file.keptBytes).toBeGreaterThan(most / 2);
  expect(file.read('4711')).toBeUndefined();
  file.close();
});

test('what was asked for last stays, what was asked for longest ago goes', async () => {
  const file = await DocumentFile.open(path, sizeOf(10) + sizeOf(11) + sizeOf(12) - 1);
  const ten = file.read('10');
  const eleven = file.read('11');
  expect(file.read('10')).toBe(ten);
  file.read('12');
  expect(file.read('10')).toBe(ten);
  expect(file.read('11')).not.toBe(eleven);
  file.close();
});

test('a pass over all of them keeps none', async () => {
  const file = await DocumentFile.open(path);
  for (const code of file.codes())
    expect(file.readOnce(String(code))?.source.code).toBe(String(code));
  expect(file.keptBytes).toBe(0);
  file.close();
});

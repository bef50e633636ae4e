import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyDifference, buildPack, encodePack, encodeTexts } from '../../finder/index.ts';
import type { FinderRecord } from '../../finder/record.ts';
import { makeWorld, TEST_LABELS, TEST_NOW } from '../../finder/testing.ts';
import { type PackChanges, type PackEntry, packId, publishPack } from './publish-pack.ts';

const HOUR = 3_600_000;
const WORLD = { records: 120, towns: 5, patterns: 40, vocabulary: 600 };
const records = [...makeWorld(1, WORLD).records()];
const others = [...makeWorld(2, WORLD).records()];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-packs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The country with some of its records, `hours` after the beginning. */
function contentAt(hours: number, without = 0, some = records): Uint8Array {
  return encodePack(
    buildPack(some.slice(without), {
      now: TEST_NOW + hours * HOUR,
      territory: 'XW',
      labels: TEST_LABELS,
      places: [],
    }),
    { texts: new Map([['fa', encodeTexts(some.slice(without).map(textOf))]]) },
  );
}

/** Most of a real pack is what people read, and no two places are described alike. */
function textOf(record: FinderRecord): readonly [code: string, document: unknown] {
  const words = Array.from({ length: 12 }, (_, n) =>
    createHash('sha256')
      .update(`${String(n)} ${JSON.stringify(record)}`)
      .digest('hex'),
  );
  return [record.code, words];
}

function publishAt(hours: number, content = contentAt(hours)): Promise<PackEntry> {
  return publishPack(folder, {
    area: 'XW',
    lang: 'fa',
    content,
    listings: records.length,
    generatedAt: TEST_NOW + hours * HOUR,
  });
}

const changes = async (): Promise<PackChanges> =>
  JSON.parse(await readFile(join(folder, 'XW-fa.changes.json'), 'utf8')) as PackChanges;
const differences = async (): Promise<string[]> =>
  (await readdir(folder)).filter((file) => file.endsWith('.whd')).sort();

test('every pack of the last days leads to the newest one, in one step', async () => {
  const contents = [contentAt(0, 2), contentAt(6, 1), contentAt(12, 1), contentAt(18)];
  let newest: PackEntry | undefined;
  for (const [n, content] of contents.entries()) newest = await publishAt(n * 6, content);
  const last = contents[3] ?? new Uint8Array();
  const { id, from, bytes } = await changes();
  expect([id, bytes]).toEqual([packId(last), newest?.bytes]);
  expect(Object.keys(from).sort()).toEqual(contents.slice(0, 3).map(packId).sort());
  for (const base of contents.slice(0, 3)) {
    const file = join(folder, `XW-fa.${packId(base)}.whd`);
    const packed = await readFile(`${file}.br`);
    expect(from[packId(base)]).toBe(packed.length);
    expect(packed.length * 3).toBeLessThan(bytes);
    const plain = brotliDecompressSync(packed);
    expect(plain.equals(await readFile(file))).toBe(true);
    expect(Buffer.compare(applyDifference(plain, base), last)).toBe(0);
  }
});

test('a difference that is a third of the whole or more does not go out, nor is its base kept', async () => {
  const like = contentAt(0, 1);
  await publishAt(0, like);
  await publishAt(6, contentAt(6, 0, others));
  expect((await changes()).from).toEqual({});
  expect(await differences()).toEqual([]);
  expect(await readdir(join(folder, 'older'))).toHaveLength(1);
  await publishAt(12, like);
  await publishAt(18);
  expect(Object.keys((await changes()).from)).toEqual([packId(like)]);
  expect(await differences()).toEqual([`XW-fa.${packId(like)}.whd`]);
});

test('what is older than a week is gone, and there are never more than 28', async () => {
  const small = (hours: number) => publishAt(hours, contentAt(hours, records.length - 20));
  for (let n = 0; n < 31; n++) await small(n);
  expect(Object.keys((await changes()).from)).toHaveLength(27);
  expect(await readdir(join(folder, 'older'))).toHaveLength(28);
  await small(7 * 24 + 29);
  expect(Object.keys((await changes()).from)).toHaveLength(2);
  await small(15 * 24 + 6);
  expect((await changes()).from).toEqual({});
  expect(await readdir(join(folder, 'older'))).toHaveLength(1);
  expect(await differences()).toEqual([]);
});

test('an older file that cannot be read is left out alone; the same pack again leads nowhere', async () => {
  const contents = [contentAt(0, 1), contentAt(6, 2), contentAt(12)];
  for (const [n, content] of contents.entries()) await publishAt(n * 6, content);
  const damaged = (await readdir(join(folder, 'older'))).find((file) =>
    file.includes(packId(contents[1] ?? new Uint8Array())),
  );
  await writeFile(join(folder, 'older', damaged ?? ''), 'no pack');
  await publishAt(12, contents[2]);
  const { id, from } = await changes();
  expect(id).toBe(packId(contents[2] ?? new Uint8Array()));
  expect(Object.keys(from)).toEqual([packId(contents[0] ?? new Uint8Array())]);
  expect(await differences()).toHaveLength(1);
});

test('older packs, in which a place may be that is hidden now, are for nobody else on the machine', async () => {
  await publishAt(0);
  await publishAt(6, contentAt(6, 1));
  expect((await stat(join(folder, 'older'))).mode & 0o077).toBe(0);
});

import { createPublicKey, verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { applyDifference, decodePack, findServices, readText } from '../../finder/index.ts';
import { loadNeedLabels } from '../../languages/need-labels.ts';
import type { Listing } from '../listing.ts';
import { organization, place, plant, service } from '../testing.ts';
import type { PackChanges } from './publish-pack.ts';
import { type PackList, writePacks } from './write-packs.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const languages = [
  { lang: 'en', tag: 'en' },
  { lang: 'fa', tag: 'fa-AF' },
];
let database: Database;
let folder: string;
let list: PackList;

beforeAll(async () => {
  database = await freshDatabase();
  folder = join(await mkdtemp(join(tmpdir(), 'wayhouse-packs-')), 'packs');
  const owner = organization();
  const open = place({ latitude: 39.2, longitude: -21.1 });
  const secret = place({ latitude: 38.77777, longitude: -22.55555 }, { publicity: 'unpublished' });
  const kitchen = service(owner.id, open.id);
  const hidden = service(owner.id, secret.id);
  await plant(database, [
    ...owner.rows,
    ...open.rows,
    ...secret.rows,
    ...kitchen.rows,
    ...hidden.rows,
  ]);
  list = await writePacks(database, {
    folder,
    territory: 'XW',
    languages,
    labels: loadNeedLabels(),
    now,
  });
});
afterAll(async () => {
  await database.close();
  await rm(join(folder, '..'), { recursive: true, force: true });
});

const verifies = (header: Uint8Array, signature: Uint8Array): boolean =>
  verify(
    null,
    header,
    createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: list.publicKey }, format: 'jwk' }),
    signature,
  );

test('a phone opens the file, checks its signature, and finds in it', async () => {
  expect(list.packs.map(({ file, listings }) => [file, listings])).toEqual([
    ['XW-en.whp', 1],
    ['XW-fa.whp', 1],
  ]);
  const pack = decodePack(await readFile(join(folder, 'XW-en.whp')), { now, verify: verifies });
  const { items } = findServices(pack, { now, lang: 'en', needs: [] });
  expect(items).toHaveLength(1);
  expect((readText(pack, items[0]?.code ?? '', ['en']) as Listing).code).toBe(items[0]?.code);
});

test('a changed file is refused', async () => {
  const bytes = await readFile(join(folder, 'XW-en.whp'));
  const header = bytes.indexOf('"territory":"XW"');
  bytes[header + 13] = 'Y'.charCodeAt(0);
  expect(() => decodePack(bytes, { now, verify: verifies })).toThrow();
});

test('the list tells what the phone really loads, and what it loads unpacks to the file', async () => {
  const [first] = list.packs;
  const packed = join(folder, `${first?.file}.br`);
  expect((await stat(packed)).size).toBe(first?.bytes);
  expect(
    brotliDecompressSync(await readFile(packed)).equals(
      await readFile(join(folder, first?.file ?? '')),
    ),
  ).toBe(true);
  expect(JSON.parse(await readFile(join(folder, 'index.json'), 'utf8'))).toEqual(list);
});

test('the next packs come with what has changed in them', async () => {
  const earlier = await readFile(join(folder, 'XW-en.whp'));
  const at = now + 6 * 3_600_000;
  const next = await writePacks(database, {
    folder,
    territory: 'XW',
    languages,
    labels: loadNeedLabels(),
    now: at,
  });
  const id = list.packs[0]?.id ?? '';
  expect(next.packs[0]?.id).not.toBe(id);
  const changed = JSON.parse(
    await readFile(join(folder, 'XW-en.changes.json'), 'utf8'),
  ) as PackChanges;
  expect(changed).toMatchObject({ id: next.packs[0]?.id, generatedAt: at });
  expect(changed.from[id]).toBe((await stat(join(folder, `XW-en.${id}.whd.br`))).size);
  const made = applyDifference(await readFile(join(folder, `XW-en.${id}.whd`)), earlier);
  expect(decodePack(made, { now: at, verify: verifies }).generatedAt).toBe(at);
  list = next;
});

test('a language that is published no more leaves nothing behind', async () => {
  const files = async (): Promise<string[]> =>
    (await readdir(folder, { recursive: true })).filter((file) => file.includes('XW-fa.'));
  expect((await files()).filter((file) => file.startsWith('older'))).toHaveLength(2);
  const [en] = languages;
  list = await writePacks(database, {
    folder,
    territory: 'XW',
    languages: en ? [en] : [],
    labels: loadNeedLabels(),
    now: now + 12 * 3_600_000,
  });
  expect(await files()).toEqual([]);
});

test('a place that must stay hidden is in no pack, and the signing key is nobody’s to read', async () => {
  for (const { file } of list.packs) {
    const bytes = await readFile(join(folder, file));
    const text = bytes.toString('latin1');
    // The pack holds positions as whole numbers of 1e-5 degree: the open place is there, the hidden one is not.
    const asNumber = (degrees: number): boolean => {
      const wanted = Buffer.alloc(4);
      wanted.writeInt32LE(Math.round(degrees * 1e5));
      return bytes.includes(wanted);
    };
    expect([asNumber(39.2), asNumber(-21.1)]).toEqual([true, true]);
    expect([asNumber(38.77777), asNumber(-22.55555)]).toEqual([false, false]);
    for (const secret of ['38.77777', '-22.55555', '38.78', '22.56'])
      expect(text).not.toContain(secret);
  }
  expect((await stat(join(folder, '..', 'pack-key.pem'))).mode & 0o077).toBe(0);
});

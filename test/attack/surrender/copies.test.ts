/** What copies of the databases and of the whole machine give (docs/surrender.md). */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asOwner } from '../../../src/firewall/context/testing.ts';
import { openKeeper, openKeystore } from '../../../src/firewall/keeper/index.ts';
import { searchDump, searcher } from '../canaries/search.ts';
import { openStore, readable, SEALED_ROWS, type Store } from './store.ts';

let store: Store;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

const sealedRows = () =>
  asOwner(store.kept.main, (tx) =>
    tx.query<{ column: string; id: string; subject: string; org: string; sealed: Buffer }>(
      SEALED_ROWS,
    ),
  );
const found = async (database: Store['kept']['main'], values: [string, string][]) => {
  const find = searcher(
    values.map(([field, value]) => ({ field, value, allowed: 'nowhere' as const })),
  );
  const { finds, bytes } = await searchDump('dump', database, find);
  expect(bytes).toBeGreaterThan(1_000);
  return [...new Set(finds.map(({ field }) => field))].sort();
};

test('main database dump: coded rows under tokens, and no name, contact, note, file or code', async () => {
  const { finds } = await searchDump('dump', store.kept.main, searcher(store.aviary.all()));
  expect(finds).toEqual([]);
  // What it does give: tokens, organisations, who may share with whom.
  expect(
    await found(store.kept.main, [
      ['organisation', 'Harbour House'],
      ['purpose', 'referral.send'],
    ]),
  ).toEqual(['organisation', 'purpose']);
  const [row] = await asOwner(store.kept.main, (tx) =>
    tx.query('select age_band from casework.person where subject = $1', [store.person.subject]),
  );
  expect(row).toEqual({ age_band: '18-59' });
});

test('keys database alone: wrapped noise and how many keys there are; no text, and no key under anybody’s token', async () => {
  // The ledger names tokens for ten minutes; what stays does not.
  await asOwner(store.kept.keys, (tx) => tx.execute('delete from keys.ticket'));
  const { finds } = await searchDump('dump', store.kept.keys, searcher(store.aviary.all()));
  expect(finds).toEqual([]);
  expect(await found(store.kept.keys, [['token', store.person.subject]])).toEqual([]);
  const [row] = await asOwner(store.kept.keys, (tx) =>
    tx.query<{ keys: number; lengths: number }>(
      'select count(*)::int as keys, count(distinct octet_length(wrapped))::int as lengths from keys.dek',
    ),
  );
  expect(row?.keys).toBeGreaterThanOrEqual(4);
  expect(row?.lengths).toBe(1);
});

test('both databases without the keystore: nothing sealed opens, whatever keystore is put beside them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-thief-'));
  const keystore = await openKeystore({ folder, mode: 'auto', apartFrom: [] });
  await expect(
    openKeeper({
      keys: store.kept.keys,
      keystore,
      putMacKey: async () => 1,
      mayIssue: async () => ({ may: true }),
      opensPerHour: 1_000,
      alarm: () => {},
    }),
  ).rejects.toThrow('does not hold the key of epoch');
  // The only keys in the two databases are wrapped ones and the one that signs tickets.
  const [wrapped] = await asOwner(store.kept.keys, (tx) =>
    tx.query<{ plain: number }>(
      'select count(*) filter (where octet_length(wrapped) <> 60)::int as plain from keys.dek',
    ),
  );
  expect(wrapped?.plain).toBe(0);
  keystore.close();
  await rm(folder, { recursive: true });
});

test('whole machine in auto mode: everything the keeper sealed can be read, files sealed on devices cannot', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-seized-'));
  await cp(join(store.kept.folder, 'keystore'), folder, { recursive: true });
  const keystore = await openKeystore({ folder, mode: 'auto', apartFrom: [] });
  const keeper = await openKeeper({
    keys: store.kept.keys,
    keystore,
    putMacKey: async () => 1,
    mayIssue: async () => ({ may: true }),
    opensPerHour: 1_000,
    alarm: () => {},
  });
  const texts = await readable(keeper, await sealedRows());
  const { name, contact, note, far, file } = store.texts;
  expect(texts).toEqual(expect.arrayContaining([name, contact, note, far]));
  expect(texts.join('\n')).not.toContain(file);
  const files = await asOwner(store.kept.main, (tx) =>
    tx.query<{ sealed: Buffer }>('select sealed from survivor.file'),
  );
  expect(files).toHaveLength(1);
  expect(files[0]?.sealed.toString('latin1')).toMatch(/^age-encryption\.org\/v1/);
  expect(files[0]?.sealed.includes(file)).toBe(false);
  await keeper.close();
  keystore.close();
  await rm(folder, { recursive: true });
});

test('keys of one organisation open nothing of another, with the whole database at hand', async () => {
  const rows = await sealedRows();
  const stolen = rows.map((row) => ({ ...row, org: store.far }));
  expect(await readable(store.kept.keeper, stolen)).toEqual([
    store.texts.far,
    'a contact',
    'a note',
  ]);
});

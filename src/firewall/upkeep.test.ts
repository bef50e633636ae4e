import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { doUpkeep, type UpkeepParts } from './upkeep.ts';
import { rotate } from './keeper/index.ts';
import { testKeeper, type TestKeeper } from './keeper/testing.ts';

let kept: TestKeeper;
let folder: string;
const said: string[] = [];
const WEEK = 7 * 86_400_000;

beforeAll(async () => {
  kept = await testKeeper();
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-upkeep-'));
});
afterAll(async () => {
  await kept.close();
  await rm(folder, { recursive: true, force: true });
});

const parts = (recipients: readonly string[], later = 0): UpkeepParts => ({
  database: kept.main,
  keys: kept.keys,
  keystore: kept.keystore,
  backups: { folder, kitFolders: [], recipients },
  warn: (_details, message) => said.push(message),
  now: () => kept.clock.now + later,
});

it('says once a day that nobody could open a backup, and writes none', async () => {
  const once = await doUpkeep(parts([]), { backedUpOn: '' });
  await doUpkeep(parts([]), once);
  expect(said.filter((text) => text.includes('wayhouse keys shares'))).toHaveLength(1);
  expect(await readdir(folder)).toEqual([]);
});

it('backs up once each night', async () => {
  const recipient = await identityToRecipient(await generateX25519Identity());
  const first = await doUpkeep(parts([recipient]), { backedUpOn: '' });
  const second = await doUpkeep(parts([recipient]), first);
  expect(second).toEqual(first);
  expect(await readdir(join(folder, 'data'))).toHaveLength(1);
  await doUpkeep(parts([recipient], 86_400_000), second);
  expect(await readdir(join(folder, 'data'))).toHaveLength(2);
});

it('ends an epoch each week, with or without backups', async () => {
  const before = await kept.keystore.epochs();
  await doUpkeep(parts([], WEEK), { backedUpOn: '' });
  const after = await kept.keystore.epochs();
  expect(after).toHaveLength(1);
  expect(after[0]).toBe((before[0] ?? 0) + 1);
  await doUpkeep(parts([], WEEK), { backedUpOn: '' });
  expect(await kept.keystore.epochs()).toEqual(after);
});

it('finishes a rotation that was stopped, without waiting for Sunday', async () => {
  const { keys, keystore } = kept;
  const stopped = rotate({
    keys,
    keystore,
    backUp: async () => {},
    now: () => kept.clock.now + 2 * WEEK,
    onStep: (step) => {
      if (step === 'destroy') throw new Error('stopped');
    },
  });
  await expect(stopped).rejects.toThrow('stopped');
  expect(await keystore.epochs()).toHaveLength(2);
  await doUpkeep(parts([], 2 * WEEK), { backedUpOn: '' });
  expect(await keystore.epochs()).toHaveLength(1);
});

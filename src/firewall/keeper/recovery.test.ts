import { randomUUID } from 'node:crypto';
import { chmod, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openKeystore } from './keystore.ts';
import { drill, identityFromShares, makeShares, openKit, recover, writeKit } from './recovery.ts';
import { rotate } from './rotate.ts';
import { ORG_A, type TestKeeper, testKeeper } from './testing.ts';
import { ask } from './transact.ts';

let t: TestKeeper;
beforeAll(async () => {
  t = await testKeeper();
  const nonce = await t.nonce({ org: ORG_A });
  for (let n = 0; n < 20; n++)
    await t.keeper.newKey({ nonce, key: { store: 'ident', subject: randomUUID() } });
});
afterAll(() => t.close());
const kit = (): string => join(t.folder, 'elsewhere', 'kit.json');

test('without anybody to seal it to, no kit is written', async () => {
  await expect(writeKit(t.keystore, [kit()], [], 0)).rejects.toThrow('wayhouse keys shares');
});

test('three holders and the kit open every key; the drill is recorded', async () => {
  expect(await t.keeper.rehearsedAt()).toBe(undefined);
  const shares = await makeShares(t.keystore);
  await writeKit(t.keystore, [kit()], [], Date.now());
  const done = await drill({
    keys: t.keys,
    kitFile: kit(),
    by: { shares: shares.slice(1, 4) },
    heldBy: 'Red Crescent',
    startedAt: Date.now() - 5_000,
  });
  expect(done.keysOpened).toBe(20);
  expect(
    await ask(t.keys, 'select seconds >= 5 as timed, keys_opened, held_by from keys.drill'),
  ).toEqual([{ timed: true, keys_opened: 20, held_by: 'Red Crescent' }]);
  expect(Date.now() - ((await t.keeper.rehearsedAt()) ?? 0)).toBeLessThan(60_000);
  await expect(
    drill({
      keys: t.keys,
      kitFile: kit(),
      by: { shares: shares.slice(0, 2) },
      heldBy: 'x',
      startedAt: 0,
    }),
  ).rejects.toThrow('needed');
});

test('whoever holds an age identity of the kit rehearses alone; another identity does not', async () => {
  const [identity, other] = [await generateIdentity(), await generateIdentity()];
  await writeKit(t.keystore, [kit()], [await identityToRecipient(identity)], Date.now());
  const rehearse = (one: string) =>
    drill({
      keys: t.keys,
      kitFile: kit(),
      by: { identity: one },
      heldBy: 'one volunteer',
      startedAt: Date.now(),
    });
  expect(await rehearse(identity)).toMatchObject({ keysOpened: 20 });
  expect(
    await ask(t.keys, "select shares from keys.drill where held_by = 'one volunteer'"),
  ).toEqual([{ shares: 0 }]);
  await expect(rehearse(other)).rejects.toThrow('does not open');
});

test('shares of an earlier set do not open a later kit', async () => {
  const old = await makeShares(t.keystore);
  await makeShares(t.keystore);
  await writeKit(t.keystore, [kit()], [], Date.now());
  await expect(identityFromShares(kit(), old)).rejects.toThrow('do not open this kit');
});

test('a kit from before a rotation is told to be stale, and holds no key that still opens anything', async () => {
  const shares = await makeShares(t.keystore);
  await writeKit(t.keystore, [kit()], [], Date.now());
  await rotate({ keys: t.keys, keystore: t.keystore, backUp: async () => {} });
  await expect(
    drill({ keys: t.keys, kitFile: kit(), by: { shares }, heldBy: 'x', startedAt: 0 }),
  ).rejects.toThrow('Renew the kit');
});

test('a lost keystore is made again from the kit, under a new root', async () => {
  const shares = await makeShares(t.keystore);
  await writeKit(t.keystore, [kit()], [], Date.now());
  const folder = join(t.folder, 'new machine');
  const keystore = await openKeystore({
    folder,
    mode: 'manned',
    passphrase: async () => 'six or more random words',
    apartFrom: [],
  });
  const [epoch] = await recover(keystore, kit(), await identityFromShares(kit(), shares));
  expect(await keystore.epochKey(epoch as number)).toEqual(
    await t.keystore.epochKey(epoch as number),
  );
  expect(await keystore.recovery()).toEqual(await t.keystore.recovery());
  keystore.close();
});

test('a passphrase is checked, must be long, and the mode is remembered', async () => {
  const folder = join(t.folder, 'manned');
  const open = (passphrase: string, mode: 'auto' | 'manned' = 'manned') =>
    openKeystore({ folder, mode, passphrase: async () => passphrase, apartFrom: [] });
  await expect(open('short')).rejects.toThrow('at least 16 characters');
  const first = await open('correct horse battery staple');
  await first.makeEpoch(1);
  const key = await first.epochKey(1);
  await expect(open('correct horse battery stable')).rejects.toThrow('does not open this keystore');
  expect(await (await open('correct horse battery staple')).epochKey(1)).toEqual(key);
  await expect(open('', 'auto')).rejects.toThrow('made in mode manned');
});

test('a keystore that others may read, or that lies within the data, is refused', async () => {
  const folder = join(t.folder, 'wide');
  const open = (apartFrom: string[] = []) => openKeystore({ folder, mode: 'auto', apartFrom });
  await open();
  await chmod(join(folder, 'root.key'), 0o640);
  await expect(open()).rejects.toThrow(/Others may read .*root\.key \(mode 640\)/);
  await chmod(join(folder, 'root.key'), 0o600);
  await chmod(folder, 0o755);
  await expect(open()).rejects.toThrow('Others may read');
  await chmod(folder, 0o700);
  await expect(open([t.folder])).rejects.toThrow('lies within');
  await expect(open([folder])).rejects.toThrow('lies within');
  await open([join(t.folder, 'wide-data'), join(folder, 'below')]);
});

test('no file of the keystore holds a key of an epoch as it is', async () => {
  const [epoch] = await t.keystore.epochs();
  const key = await t.keystore.epochKey(epoch as number);
  for (const file of await readdir(join(t.folder, 'keystore'))) {
    const bytes = await readFile(join(t.folder, 'keystore', file));
    for (const form of [
      key,
      Buffer.from(key.toString('base64url')),
      Buffer.from(key.toString('hex')),
    ])
      expect(bytes.includes(form)).toBe(false);
  }
  await expect(openKit(kit(), 'AGE-SECRET-KEY-1')).rejects.toThrow();
});

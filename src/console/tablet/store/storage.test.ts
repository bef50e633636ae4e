import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { browserStorage } from './database.ts';
import { Crash, memoryStorage } from './memory-storage.ts';
import { type Layout, openStore, removeStore, type Storage } from './storage.ts';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

const FIRST: Layout = { shelves: ['a', 'b'] };
/** Shelf b becomes c, and each value is marked. */
const SECOND: Layout = {
  shelves: ['a', 'c'],
  from: (shelf, key, value) =>
    key === 'dropped'
      ? undefined
      : { shelf: shelf === 'b' ? 'c' : shelf, key, value: `${String(value)}!` },
};
const THIRD: Layout = { shelves: ['a', 'c', 'd'] };

async function filled(storage: Storage, many: number): Promise<void> {
  const store = await openStore(storage, 's', [FIRST]);
  await store.write(
    Array.from({ length: many }, (_, n) => ({
      shelf: n % 2 ? 'a' : 'b',
      key: `k${n}`,
      value: `v${n}`,
    })),
  );
  await store.write([{ shelf: 'a', key: 'dropped', value: 'x' }]);
  store.close();
}

for (const [where, storage] of [
  ['in memory', memoryStorage],
  ['in IndexedDB', browserStorage],
] as const)
  test(`a store moves to a newer layout with all that it had, over one and over two steps, ${where}`, async () => {
    for (const layouts of [
      [FIRST, SECOND],
      [FIRST, SECOND, THIRD],
    ]) {
      const place = storage();
      await filled(place, 501);
      const store = await openStore(place, 's', layouts);
      expect(await store.all('a')).toHaveLength(250);
      expect(await store.all('c')).toHaveLength(251);
      expect(await store.read('c', 'k0')).toBe('v0!');
      expect(await place.has('s.1')).toBe(false);
      store.close();
      await removeStore(place, 's', layouts.length);
      expect(await place.has(`s.${layouts.length}`)).toBe(false);
    }
  });

test('a cut at any write of a move loses nothing, whichever version comes after it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom('before', 'after'), fc.nat(5), fc.constantFrom(2, 3)), {
        maxLength: 5,
      }),
      async (cuts) => {
        const storage = memoryStorage();
        await filled(storage, 450);
        // Versions only go up: an app is not put back.
        let version = 2;
        for (const [when, write, to] of cuts) {
          version = Math.max(version, to);
          let left = write;
          storage.cut = (now) => now === when && left-- <= 0;
          const moved = await openStore(
            storage,
            's',
            [FIRST, SECOND, THIRD].slice(0, version),
          ).catch((error: unknown) => error);
          if (moved instanceof Error) expect(moved).toBeInstanceOf(Crash);
          storage.cut = undefined;
          storage.restart();
        }
        const store = await openStore(storage, 's', [FIRST, SECOND, THIRD].slice(0, version));
        expect([...(await store.all('a')), ...(await store.all('c'))]).toHaveLength(450);
        expect(await store.read('a', 'k1')).toBe('v1!');
      },
    ),
    { numRuns: 200 },
  );
});

test('changes of one write come together or not at all', async () => {
  const store = await openStore(browserStorage(), 's', [FIRST]);
  await store.write([{ shelf: 'a', key: 'k', value: 'old' }]);
  // A function cannot be kept: the whole write fails.
  await expect(
    store.write([
      { shelf: 'a', key: 'k', value: 'new' },
      { shelf: 'b', key: 'l', value: () => undefined },
    ]),
  ).rejects.toThrow();
  expect(await store.read('a', 'k')).toBe('old');
  store.close();
});

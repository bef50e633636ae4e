/** Storage in memory that can be cut off before or after any write, as a crash or an empty battery does. For tests. */
import { DeskError } from './desk.ts';
import type { Storage, Store } from './storage.ts';

/** The device went dark. What it had not written is gone. */
export class Crash extends Error {}

export type MemoryStorage = Storage & {
  /** The next writes to be cut: asked with the name of the store before and after each. */
  cut: ((when: 'before' | 'after', name: string) => boolean) | undefined;
  /** No more space: writes are refused. */
  full: boolean;
  /** Ends all stores that are open; what was written stays. */
  restart(): void;
  /** All keys and values, for looking at. */
  dump(): { name: string; shelf: string; key: string; value: unknown }[];
};

export function memoryStorage(): MemoryStorage {
  const stores = new Map<string, Map<string, Map<string, unknown>>>();
  let life = 0;
  const storage: MemoryStorage = {
    cut: undefined,
    full: false,
    restart() {
      life++;
    },
    dump: () =>
      [...stores].flatMap(([name, shelves]) =>
        [...shelves].flatMap(([shelf, all]) =>
          [...all].map(([key, value]) => ({ name, shelf, key, value })),
        ),
      ),
    open(name, shelves) {
      const store = stores.get(name) ?? new Map<string, Map<string, unknown>>();
      stores.set(name, store);
      for (const shelf of shelves) if (!store.has(shelf)) store.set(shelf, new Map());
      return Promise.resolve(opened(name, store, life));
    },
    has: (name) => Promise.resolve(stores.has(name)),
    async remove(name) {
      await written(name, life, () => stores.delete(name));
    },
    space: () =>
      Promise.resolve(storage.full ? { used: 100, quota: 100 } : { used: 1, quota: 100 }),
  };

  async function written(name: string, born: number, act: () => void): Promise<void> {
    // A write takes a moment, in which other things happen.
    await Promise.resolve();
    if (born !== life) throw new Crash('gone');
    if (storage.cut?.('before', name)) {
      life++;
      throw new Crash('before');
    }
    act();
    if (storage.cut?.('after', name)) {
      life++;
      throw new Crash('after');
    }
  }

  function opened(name: string, shelves: Map<string, Map<string, unknown>>, born: number): Store {
    const shelfOf = (shelf: string): Map<string, unknown> => {
      const found = shelves.get(shelf);
      if (!found) throw new RangeError(`There is no shelf ${shelf} in ${name}.`);
      if (born !== life) throw new Crash('gone');
      return found;
    };
    return {
      read: async (shelf, key) => await Promise.resolve(shelfOf(shelf).get(key)),
      all: async (shelf) =>
        await Promise.resolve([...shelfOf(shelf)].sort(([a], [b]) => (a < b ? -1 : 1))),
      async write(changes) {
        if (storage.full && changes.some(({ value }) => value !== undefined))
          throw new DeskError('storage-full', 'full');
        await written(name, born, () => {
          for (const { shelf, key, value } of changes)
            if (value === undefined) shelfOf(shelf).delete(key);
            else shelfOf(shelf).set(key, value);
        });
      },
      close: () => undefined,
    };
  }
  return storage;
}

/** The browser's IndexedDB as the tablet's storage. Each write asks the browser to flush before it is called done. */
import { deleteDB, type IDBPDatabase, openDB } from 'idb';
import { DeskError } from './desk.ts';
import { isFull, type Storage, type Store } from './storage.ts';

export function browserStorage(): Storage {
  return {
    open: async (name, shelves) => storeOf(await openShelves(name, shelves)),
    async has(name) {
      // Old Firefox cannot list: opening without wanting to make shows whether it was there.
      if (typeof indexedDB.databases === 'function')
        return (await indexedDB.databases()).some((one) => one.name === name);
      let there = true;
      const database = await openDB(name, undefined, {
        upgrade(_database, old) {
          there = old > 0;
        },
      });
      database.close();
      if (!there) await deleteDB(name);
      return there;
    },
    remove: (name) => deleteDB(name),
    async space() {
      const estimate = await globalThis.navigator?.storage?.estimate?.();
      if (!estimate?.quota) return undefined;
      return { used: estimate.usage ?? 0, quota: estimate.quota };
    },
  };
}

function openShelves(name: string, shelves: readonly string[]): Promise<IDBPDatabase> {
  return openDB(name, 1, {
    upgrade(database) {
      for (const shelf of shelves)
        if (!database.objectStoreNames.contains(shelf)) database.createObjectStore(shelf);
    },
    // Another window deletes the store at sign-out: this one must not hold it back.
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase | null)?.close();
    },
  });
}

function storeOf(database: IDBPDatabase): Store {
  return {
    read: (shelf, key) => database.get(shelf, key),
    async all(shelf) {
      const shelves = database.transaction(shelf);
      const [keys, values] = await Promise.all([
        shelves.store.getAllKeys(),
        shelves.store.getAll(),
      ]);
      return keys.map((key, at): [string, unknown] => [String(key), values[at]]);
    },
    async write(changes) {
      const names = [...new Set(changes.map(({ shelf }) => shelf))];
      if (!names.length) return;
      try {
        const writing = database.transaction(names, 'readwrite', { durability: 'strict' });
        const done = writing.done;
        try {
          for (const { shelf, key, value } of changes) {
            const store = writing.objectStore(shelf);
            const request = value === undefined ? store.delete(key) : store.put(value, key);
            // A request that fails ends the whole: only the end of the transaction is listened to.
            request.catch(() => undefined);
          }
        } catch (error) {
          // A value that cannot be kept ends nothing by itself.
          writing.abort();
          await done.catch(() => undefined);
          throw error;
        }
        await done;
      } catch (error) {
        if (isFull(error)) throw new DeskError('storage-full', 'The device has no more space.');
        throw error;
      }
    },
    close: () => database.close(),
  };
}

/** Asks the browser not to clear what waits here. @returns whether it promised */
export async function askToPersist(): Promise<boolean> {
  const storage = globalThis.navigator?.storage;
  if (typeof storage?.persist !== 'function') return false;
  return (await storage.persisted()) || (await storage.persist());
}

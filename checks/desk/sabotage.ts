/** Builds that are broken on purpose: each must be found out. */
import type { MemoryStorage } from '../../src/console/tablet/store/memory-storage.ts';

export type Sabotage =
  | 'last write wins'
  | 'drop on sign-out'
  | 'leaves without a receipt'
  | 'says done before it is written';

/** Storage that says yes and writes later: what a cut takes was already promised. */
export function forgetful(storage: MemoryStorage): MemoryStorage {
  let late: (() => Promise<void>) | undefined;
  return {
    ...storage,
    async open(name, shelves) {
      const store = await storage.open(name, shelves);
      return {
        ...store,
        async write(changes) {
          const before = late;
          late = undefined;
          await before?.();
          if (changes.some(({ shelf }) => shelf === 'acts' || shelf === 'outbox'))
            late = () => store.write(changes);
          else await store.write(changes);
        },
      };
    },
  };
}

/** What a broken build would do at sign-out. */
export async function dropOutbox(storage: MemoryStorage): Promise<void> {
  for (const { name, shelf, key } of storage.dump()) {
    if (shelf !== 'outbox') continue;
    const store = await storage.open(name, [shelf]);
    await store.write([{ shelf, key, value: undefined }]);
  }
}

/**
 * Where records lie: named stores with shelves of keys and values. A write is atomic and durable when it resolves. The browser's
 * own is in `database.ts`; `memory-storage.ts` has one that can be cut off at any write, for tests.
 */
import { DeskError } from './desk.ts';

/** `value` undefined takes the key away. */
export type Change = { shelf: string; key: string; value: unknown };
export type Store = {
  read(shelf: string, key: string): Promise<unknown>;
  /** All of a shelf, by key. */
  all(shelf: string): Promise<[string, unknown][]>;
  /** All changes or none. @throws DeskError `storage-full` */
  write(changes: readonly Change[]): Promise<void>;
  close(): void;
};
export type Storage = {
  open(name: string, shelves: readonly string[]): Promise<Store>;
  has(name: string): Promise<boolean>;
  remove(name: string): Promise<void>;
  /** Bytes used and allowed, where the browser says so. */
  space(): Promise<{ used: number; quota: number } | undefined>;
};

export type Layout = {
  shelves: readonly string[];
  /** From the layout before: gives what a record becomes; undefined leaves it out. The first layout has none. */
  from?: (shelf: string, key: string, value: unknown) => Change | undefined;
};

const READY = 'ready';
const COPIED_AT_ONCE = 200;

/** The name of a store in its nth layout, counted from 1. */
export const nameOf = (base: string, layout: number): string => `${base}.${layout}`;

/**
 * Opens a store in its newest layout. An older one is copied, and is deleted only when the new one stands whole and was opened;
 * a cut in the middle begins again from the old one, which has lost nothing.
 */
export async function openStore(
  storage: Storage,
  base: string,
  layouts: readonly Layout[],
): Promise<Store> {
  const newest = layouts.length;
  const layout = layouts[newest - 1];
  if (!layout) throw new RangeError('A store has at least one layout.');
  const whole = await newestWhole(storage, base, layouts);
  if (whole < newest) {
    // What a cut left half made is in the way.
    await storage.remove(nameOf(base, newest));
    const store = await storage.open(nameOf(base, newest), [...layout.shelves, READY]);
    if (whole) await copy(storage, base, whole, layouts, store);
    await store.write([{ shelf: READY, key: READY, value: true }]);
    store.close();
  }
  for (let n = 1; n < newest; n++)
    if (await storage.has(nameOf(base, n))) await storage.remove(nameOf(base, n));
  return await storage.open(nameOf(base, newest), [...layout.shelves, READY]);
}

/** The newest layout in which the store stands whole; 0 when there is none. */
async function newestWhole(
  storage: Storage,
  base: string,
  layouts: readonly Layout[],
): Promise<number> {
  for (let n = layouts.length; n > 0; n--) {
    if (!(await storage.has(nameOf(base, n)))) continue;
    const shelves = layouts[n - 1]?.shelves ?? [];
    const store = await storage.open(nameOf(base, n), [...shelves, READY]);
    const isWhole = Boolean(await store.read(READY, READY));
    store.close();
    if (isWhole) return n;
  }
  return 0;
}

async function copy(
  storage: Storage,
  base: string,
  older: number,
  layouts: readonly Layout[],
  into: Store,
): Promise<void> {
  const shelves = layouts[older - 1]?.shelves ?? [];
  const from = await storage.open(nameOf(base, older), [...shelves, READY]);
  try {
    for (const shelf of shelves) {
      const all = await from.all(shelf);
      for (let at = 0; at < all.length; at += COPIED_AT_ONCE)
        await into.write(
          all.slice(at, at + COPIED_AT_ONCE).flatMap(([key, value]) => {
            let change: Change | undefined = { shelf, key, value };
            for (let n = older; n < layouts.length && change; n++) {
              const { from: step } = layouts[n] as Layout;
              change = step ? step(change.shelf, change.key, change.value) : change;
            }
            return change ? [change] : [];
          }),
        );
    }
  } finally {
    from.close();
  }
}

/** Deletes a store in every layout. */
export async function removeStore(storage: Storage, base: string, layouts: number): Promise<void> {
  for (let n = 1; n <= layouts; n++) await storage.remove(nameOf(base, n));
}

export const isFull = (error: unknown): boolean =>
  (error instanceof DOMException && error.name === 'QuotaExceededError') ||
  (error instanceof DeskError && error.code === 'storage-full');

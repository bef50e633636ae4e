/** The stores of workers on this tablet: making one, opening one, and taking it away (design chapter 30, section 5.2). */
import { DeskError } from './desk.ts';
import { type Device, serverNow } from './device.ts';
import {
  argon2idStretch,
  importStoreKey,
  newStoreKey,
  type Stretch,
  unwrap,
  waitAfter,
  type Wrap,
  wrap,
} from './keys.ts';
import { type Layout, openStore, removeStore, type Store } from './storage.ts';
import type { Way } from './unlock.ts';
import { WORKER_LAYOUTS } from './working-set.ts';

export type WorkerStores = {
  /** Name of a worker's store: a digest, from which nobody reads her. */
  nameOf(account: string): Promise<string>;
  has(name: string): boolean;
  houseOf(name: string): string | undefined;
  /** Writes down for which house a store is kept, and that its desk is the one that was open last. */
  setHouse(name: string, org: string): Promise<void>;
  /** Stores that this way could open. */
  candidates(way: Way): Promise<string[]>;
  /** @throws DeskError `wrong-way`, `wait` */
  unlock(name: string, way: Way): Promise<{ store: Store; key: CryptoKey }>;
  make(name: string, ways: readonly Way[]): Promise<{ store: Store; key: CryptoKey }>;
  setLease(store: Store, until: number): Promise<void>;
  remove(name: string): Promise<void>;
  removeAll(): Promise<void>;
  /** Takes away stores whose lease has ended, and what a cut left of others. @returns whether a lease had ended */
  removeEnded(): Promise<boolean>;
};

export function workerStores(
  device: Device,
  now: () => number,
  stretch: Stretch = argon2idStretch,
  layouts: readonly Layout[] = WORKER_LAYOUTS,
): WorkerStores {
  const { storage } = device;
  const open = (name: string): Promise<Store> => openStore(storage, name, layouts);
  const badgeTag = (badge: Uint8Array): Promise<string> => device.digest(badge);
  const wrapOf = async (store: Store, kind: Way['kind']): Promise<Wrap | undefined> =>
    (await store.read('wraps', kind)) as Wrap | undefined;

  const stores: WorkerStores = {
    nameOf: async (account) => `wayhouse-${await device.digest(`worker|${account}`)}`,
    has: (name) => device.facts().workers.includes(name),
    houseOf: (name) => device.facts().houses?.[name],
    async setHouse(name, org) {
      const { house, houses } = device.facts();
      if (house !== org || houses?.[name] !== org)
        await device.write({ facts: { house: org, houses: { ...houses, [name]: org } } });
    },
    async candidates(way) {
      const found: string[] = [];
      for (const name of device.facts().workers) {
        const store = await open(name);
        const wrapped = await wrapOf(store, way.kind);
        store.close();
        const fits =
          wrapped && (way.kind !== 'badge' || wrapped.badgeTag === (await badgeTag(way.badge)));
        if (fits) found.push(name);
      }
      return found;
    },
    async unlock(name, way) {
      const store = await open(name);
      try {
        const wrapped = await wrapOf(store, way.kind);
        if (!wrapped) throw new DeskError('wrong-way', 'This store was not kept in this way.');
        const rest = wrapped.notBefore - now();
        const longest = waitAfter(wrapped.tries);
        if (rest > longest) {
          // The clock was put back: the wait begins again, and is no longer than it was.
          const again = { ...wrapped, notBefore: now() + longest };
          await store.write([{ shelf: 'wraps', key: way.kind, value: again }]);
        }
        if (rest > 0) throw new DeskError('wait', 'Too many wrong tries.', Math.min(rest, longest));
        // Counted before it is tried: closing the window does not take a try back.
        const tries = wrapped.tries + 1;
        const wait = waitAfter(tries);
        const counted = { ...wrapped, tries, notBefore: now() + wait };
        await store.write([{ shelf: 'wraps', key: way.kind, value: counted }]);
        const raw = await unwrap(wrapped, way, stretch);
        if (!raw) throw new DeskError('wrong-way', 'This does not open the store.', wait);
        await store.write([
          { shelf: 'wraps', key: way.kind, value: { ...wrapped, tries: 0, notBefore: 0 } },
        ]);
        const key = await importStoreKey(raw);
        raw.fill(0);
        return { store, key };
      } catch (error) {
        store.close();
        throw error;
      }
    },
    async make(name, ways) {
      await stores.remove(name);
      await device.write({ facts: { workers: [...device.facts().workers, name] } });
      const store = await open(name);
      const raw = newStoreKey();
      const wraps = [];
      for (const way of ways)
        wraps.push({
          shelf: 'wraps',
          key: way.kind,
          value: await wrap(raw, way, badgeTag, stretch),
        });
      if (wraps.length) await store.write(wraps);
      const key = await importStoreKey(raw);
      raw.fill(0);
      return { store, key };
    },
    async setLease(store, until) {
      await store.write([{ shelf: 'lease', key: 'lease', value: until }]);
    },
    async remove(name) {
      // The wraps first: from then on the rest is noise, whatever happens to it.
      if (stores.has(name)) {
        const store = await open(name);
        const wraps = await store.all('wraps');
        if (wraps.length)
          await store.write(wraps.map(([key]) => ({ shelf: 'wraps', key, value: undefined })));
        store.close();
      }
      await removeStore(storage, name, layouts.length);
      if (stores.has(name)) {
        const { [name]: _, ...houses } = device.facts().houses ?? {};
        const workers = device.facts().workers.filter((one) => one !== name);
        await device.write({ facts: { workers, houses } });
      }
    },
    async removeAll() {
      for (const name of device.facts().workers) await stores.remove(name);
    },
    async removeEnded() {
      let ended = false;
      const moment = serverNow(device.facts(), now());
      for (const name of device.facts().workers) {
        const store = await open(name);
        const until = (await store.read('lease', 'lease')) as number | undefined;
        const whole = until !== undefined && (await store.all('wraps')).length > 0;
        store.close();
        if (whole && moment < until) continue;
        ended ||= whole;
        await stores.remove(name);
      }
      return ended;
    },
  };
  return stores;
}

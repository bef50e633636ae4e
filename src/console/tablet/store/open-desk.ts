/** Opening the desk: online by the server's word, offline by the worker's own way (design chapter 30, sections 5.2 and 5.6). */
import {
  exportSessionKey,
  importSessionKey,
  newSessionKey,
  type SessionKey,
} from '../../../sync/signature.ts';
import type { DeskStart } from '../../../sync/wire.ts';
import { askToPersist, browserStorage } from './database.ts';
import { DeskError } from './desk.ts';
import { type Device, hasOthers, learnedFrom, openDevice, serverNow } from './device.ts';
import { heed, obey } from './forgetting.ts';
import { base64url, makeIds } from './ids.ts';
import type { Session } from './desk-setting.ts';
import { type KeptDesk, makeKeptDesk } from './kept-desk.ts';
import type { Stretch } from './keys.ts';
import type { Seal } from './making.ts';
import { type Answer, type Contact, httpWire, type Wire } from './network.ts';
import { type Ciphers, ciphersOf } from './records.ts';
import { tabletDay } from './tickets.ts';
import { ageSeal } from './seal.ts';
import type { Layout, Storage, Store } from './storage.ts';
import type { Way } from './unlock.ts';
import { type WorkerStores, workerStores } from './worker-store.ts';
import { openWorkingSet } from './working-set.ts';

/** Everything outside that the store touches; what is left out is the browser's. */
export type World = {
  storage: Storage;
  wire: Wire;
  now: () => number;
  /** The civil day of a moment (ms since 1970) at the place, `YYYY-MM-DD`. */
  dayOf: (ms: number) => string;
  chance: () => number;
  stretch?: Stretch;
  ciphers: (key: CryptoKey) => Ciphers;
  seal: (recipient: string, key: SessionKey) => Seal;
  /** How the stores are laid out, oldest first; the app's own. */
  layouts?: { device: readonly Layout[]; worker: readonly Layout[] };
  /** Caches and whatever else the app keeps in this browser. */
  forgetApp: () => Promise<void>;
};

export type OpenSetting = {
  /** Opens the store that is kept here, and keeps a new one. Without it, nothing outlives this page but what is sealed. */
  way?: Way;
  /** Further ways for a new store. */
  alsoKeep?: readonly Way[];
  /** The worker, when she is known before the server answers. */
  account?: string;
  /** What whoever uses this browser first says of it; not asked where it was said already. */
  shared?: boolean;
  /** Online only: leaves what was kept and begins a new store, for a forgotten PIN. */
  anew?: boolean;
  world?: Partial<World>;
};

export const browserWorld = (): World => ({
  storage: browserStorage(),
  wire: httpWire(),
  now: Date.now,
  dayOf: tabletDay,
  chance: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
  ciphers: ciphersOf,
  seal: ageSeal,
  async forgetApp() {
    for (const name of await caches.keys()) await caches.delete(name);
    localStorage.clear();
    sessionStorage.clear();
  },
});

/**
 * Opens the worker's desk on this tablet. One is open at a time in a browser.
 * @throws DeskError `no-contact` nothing is kept here and nobody answers · `wrong-way` · `wait` · `lease-ended` · `revoked` ·
 * `signed-out` the server wants a sign-in first · `no-role` it lets her do nothing at a desk · `open-elsewhere` · `too-old`
 */
export async function openDesk(setting: OpenSetting = {}): Promise<KeptDesk> {
  const world: World = { ...browserWorld(), ...setting.world };
  const release = await takeDesk();
  try {
    return await open(setting, world, release);
  } catch (error) {
    release();
    throw error;
  }
}

async function open(setting: OpenSetting, world: World, release: () => void): Promise<KeptDesk> {
  const device = await openDevice(world.storage, world.layouts?.device);
  const stores = workerStores(device, world.now, world.stretch, world.layouts?.worker);
  const leaseEnded = await stores.removeEnded();
  const fresh = await newSessionKey();
  const deviceSecret = await device.digest('device secret');
  const answer = await world.wire.start({
    ...silent(device, world.now()),
    shared: device.facts().shared ?? setting.shared,
    deviceSecret,
    sessionKey: fresh.publicKey,
  });
  const isStopped = await refuse(answer, device, stores, world);
  // What she was allowed before is over, whatever is kept here; what waits stays, and goes with a colleague.
  if (answer.kind === 'no-role') throw new DeskError('no-role', 'No role is open at a desk.');
  if (answer.kind === 'ok') {
    await heed(answer.value, device, stores, world.forgetApp);
    const { account } = answer.value.worker;
    const [name, owner] = await Promise.all([stores.nameOf(account), ownerOf(device, account)]);
    await settleUse(device, { name, owner }, setting.shared);
    await learn(device, answer.value, world);
  }

  const found = await find(setting, answer, stores, { leaseEnded, isStopped });
  const { store, key } = found;
  const ciphers = world.ciphers(key);
  try {
    const kept = await keptRecords(store, ciphers);
    const told = answer.kind === 'ok' ? answer.value : undefined;
    const start = told ?? kept?.start;
    // What a permit covers is settled when its key comes in: each contact at the beginning brings a new one.
    const session = told
      ? { key: fresh, from: told.server_time, until: told.lease_until }
      : kept?.session;
    if (!start || !session)
      throw new DeskError('no-contact', 'Nothing is kept here, and nobody answers.');
    if (serverNow(device.facts(), world.now()) >= Math.min(start.lease_until, session.until)) {
      await stores.remove(found.name);
      throw new DeskError('lease-ended', 'This tablet was too long without a contact.');
    }
    const set = await openWorkingSet(store, ciphers, start.worker.account);
    const keepStart = async (next: DeskStart, signed: Session): Promise<void> => {
      const { key: signer, from, until } = signed;
      const pkcs8 = await exportSessionKey(signer);
      await set.keepRecord('session', { publicKey: signer.publicKey, pkcs8, from, until });
      await set.keepRecord('start', next);
      await stores.setLease(store, Math.min(next.lease_until, until));
    };
    if (told) await keepStart(start, session);
    await stores.setHouse(found.name, start.worker.org);
    const owner = await ownerOf(device, start.worker.account);
    return await makeKeptDesk({
      device,
      set,
      start,
      wire: world.wire,
      signedIn: told?.worker.org,
      seal: world.seal,
      owner,
      session,
      deviceSecret,
      now: world.now,
      dayOf: world.dayOf,
      chance: world.chance,
      nextId: makeIds(),
      coverDigest: await coverDigest(device, setting.way),
      keepStart,
      async chooseUse(shared) {
        if (!shared && isOthers(device, { name: found.name, owner }))
          throw new DeskError('others-tablet', 'Others keep work here.');
        await device.write({ facts: { shared, ownedBy: shared ? undefined : found.name } });
      },
      forgetWorker: () => stores.remove(found.name),
      obey: (order, here) => obey(order, device, stores, world.forgetApp, here),
      closed: release,
    });
  } catch (error) {
    store.close();
    throw error;
  }
}

/** What a contact tells of a tablet whose work nobody looks at. */
export const silent = (device: Device, clock: number): Contact => ({
  device_id: device.facts().device_id,
  clock,
  point: device.facts().point,
  waiting: 0,
  oldest: null,
  seq: device.facts().seq,
});

const revoked = (): DeskError => new DeskError('revoked', 'This tablet was revoked.');

/**
 * Obeys an order to forget that the own node has signed for this tablet.
 * @returns whether it did, in a browser that another house works with too @throws DeskError `revoked` when nobody else does
 */
export async function refuse(
  answer: Answer<unknown>,
  device: Device,
  stores: WorkerStores,
  world: World,
): Promise<boolean> {
  if (answer.kind !== 'revoked') return false;
  const obeyed = await obey(answer.order, device, stores, world.forgetApp);
  if (obeyed === 'whole') throw revoked();
  return obeyed === 'in part';
}

/** A worker, as what lies in the outbox names her. */
const ownerOf = (device: Device, account: string): Promise<string> =>
  device.digest(`outbox|${account}`);

type Hers = { name: string; owner: string };

/** Whether others keep a store here, or have left work that only they can look after: then it is nobody's own. */
const isOthers = (device: Device, { name, owner }: Hers): boolean =>
  device.facts().workers.some((one) => one !== name) || hasOthers(device.items(), owner);

/** The first one says whose tablet this is; an own one opens for its owner alone. @throws DeskError `others-tablet` */
async function settleUse(device: Device, hers: Hers, said = true): Promise<void> {
  const { shared, ownedBy } = device.facts();
  if (ownedBy !== undefined && ownedBy !== hers.name)
    throw new DeskError('others-tablet', 'This tablet is somebody else’s own.');
  if (shared !== undefined) return;
  const isOwn = !said && !isOthers(device, hers);
  await device.write({ facts: { shared: !isOwn, ownedBy: isOwn ? hers.name : undefined } });
}

/** Number, clock and, once and for all, the node's key as the server gives them. */
async function learn(
  device: Device,
  start: DeskStart,
  { now, dayOf }: Pick<World, 'now' | 'dayOf'>,
): Promise<void> {
  const wall = now();
  const { device_id } = start.device;
  await device.write({
    facts: {
      ...(device_id ? { device_id } : {}),
      nodeKey: device.facts().nodeKey ?? start.node_key,
      ...learnedFrom(device.facts(), start.server_time, wall, dayOf),
      lastContact: wall,
    },
  });
}

async function find(
  { way, alsoKeep = [], account, anew }: OpenSetting,
  answer: Answer<DeskStart>,
  stores: WorkerStores,
  { leaseEnded, isStopped }: { leaseEnded: boolean; isStopped: boolean },
): Promise<{ name: string; store: Store; key: CryptoKey }> {
  const who = answer.kind === 'ok' ? answer.value.worker.account : account;
  const names = who ? [await stores.nameOf(who)] : way ? await stores.candidates(way) : [];
  const there = names.filter((name) => stores.has(name));
  if (there.length && way && !(anew && answer.kind === 'ok')) {
    let last: unknown;
    for (const name of there) {
      try {
        return { name, ...(await stores.unlock(name, way)) };
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }
  const [name] = names;
  if (answer.kind === 'ok' && name && (!there.length || anew)) {
    const ways = way ? [way, ...alsoKeep] : alsoKeep;
    return { name, ...(await stores.make(name, ways)) };
  }
  if (there.length) throw new DeskError('wrong-way', 'This does not open the store.');
  if (answer.kind === 'signed-out') throw new DeskError('signed-out', 'Sign in first.');
  if (answer.kind === 'too-old') throw new DeskError('too-old', 'The app must be updated first.');
  if (isStopped) throw revoked();
  if (leaseEnded) throw new DeskError('lease-ended', 'This tablet was too long without a contact.');
  throw new DeskError('no-contact', 'Nothing is kept here, and nobody answers.');
}

async function keptRecords(
  store: Store,
  ciphers: Ciphers,
): Promise<{ start: DeskStart; session: Session } | undefined> {
  const [start, session] = await Promise.all(
    ['start', 'session'].map(async (key) => {
      const record = await store.read('desk', key);
      return record === undefined ? undefined : await ciphers.unlock('desk', key, record);
    }),
  );
  if (!start || !session) return undefined;
  const { publicKey, pkcs8, from, until } = session as Record<'publicKey' | 'pkcs8', string> &
    Record<'from' | 'until', number>;
  const key = await importSessionKey(publicKey, pkcs8);
  return { start: start as DeskStart, session: { key, from, until } };
}

/** What opens the cover: the PIN of the badge, the four words, or the passkey's bytes as base64url. In memory only. */
async function coverDigest(device: Device, way: Way | undefined): Promise<string | undefined> {
  if (!way) return undefined;
  return await device.digest(`cover|${coverSecret(way)}`);
}

/** What `uncover` takes after this way was used. */
export function coverSecret(way: Way): string {
  if (way.kind === 'badge') return way.pin;
  return way.kind === 'words' ? way.words.join(' ') : base64url(way.secret);
}

/** Sends as soon as something is made, on `online`, on coming back to the window, and every half minute; asks the browser to keep what is here. @returns how to stop */
export function keepUp(desk: KeptDesk, every = 30_000): () => void {
  // A round that fails for another reason than the line is tried again like any other.
  const now = (): void => void desk.tick().catch(() => undefined);
  let waiting = 0;
  const stop = desk.subscribe(() => {
    const before = waiting;
    ({ waiting } = desk.state());
    if (waiting > before) now();
  });
  const seen = (): void => {
    if (document.visibilityState === 'visible') now();
  };
  // What waits must not be cleared by a browser that wants its space back.
  void askToPersist();
  now();
  const timer = setInterval(now, every);
  addEventListener('online', now);
  addEventListener('focus', now);
  document.addEventListener('visibilitychange', seen);
  return () => {
    stop();
    clearInterval(timer);
    removeEventListener('online', now);
    removeEventListener('focus', now);
    document.removeEventListener('visibilitychange', seen);
  };
}

/** How long a window that is being closed may take to let go, ms. */
const LETTING_GO = 1000;

/** One desk at a time in a browser: two windows would count twice. @returns how to let go @throws DeskError `open-elsewhere` */
export async function takeDesk(): Promise<() => void> {
  const locks = globalThis.navigator?.locks;
  if (!locks || typeof document === 'undefined') return () => undefined;
  return await new Promise((resolve, reject) => {
    locks
      .request(
        'wayhouse-desk',
        { signal: AbortSignal.timeout(LETTING_GO) },
        () => new Promise<void>((release) => resolve(release)),
      )
      .catch(() => reject(new DeskError('open-elsewhere', 'The desk is open in another window.')));
  });
}

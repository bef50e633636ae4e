/**
 * What belongs to the tablet and to no worker (section 5.1): its number, its counters and the sealed outbox. Nothing here can be
 * read by anybody but the server.
 */
import { v4 } from 'uuid';
import { base64url } from './ids.ts';
import { inTurn } from './in-turn.ts';
import { bookAfter, type TicketBook } from './tickets.ts';
import { type Change, type Layout, openStore, type Storage, type Store } from './storage.ts';

export const DEVICE_STORE = 'wayhouse-device';
export const DEVICE_LAYOUTS: readonly Layout[] = [{ shelves: ['outbox', 'numbers', 'device'] }];

/** One operation, sealed to the node. */
export type OutboxItem = {
  op_id: string;
  device_id: string;
  device_seq: number;
  hlc: string;
  /** Ms since 1970. */
  made_at: number;
  /** The age file; empty once the server keeps it for a manager. */
  sealed: Uint8Array;
  /** Who made it, as this device's digest: only she sees more of it than that it waits. */
  owner: string;
  /** The house for which it was made, whose sign-ins alone bring it; of what came by a file it is not known. */
  org?: string;
  state: 'waiting' | 'quarantined' | 'needs_look' | 'dropped';
  forManager: boolean;
  tries: number;
  /** A problem code, or why a manager did not take it; never what the server said in detail: that could repeat a person's words. */
  lastError: string | null;
};

/** What came by a file is nobody's here: whoever is there looks after it. */
export const isInHandsOf = (owner: string, item: OutboxItem): boolean =>
  item.owner === owner || item.owner === '';

/** Whether anything here is in hands other than hers, whatever stands of a store of theirs; without an owner: in anybody's. */
export const hasOthers = (items: readonly OutboxItem[], owner = ''): boolean =>
  items.some((item) => !isInHandsOf(owner, item));

/** Whether this tablet still has to bring it anywhere: what the server keeps or a manager decided is not waiting here. */
export const isUnsent = ({ state }: OutboxItem): boolean =>
  state === 'waiting' || state === 'needs_look';

export type DeviceFacts = {
  device_id: string;
  /** Keys the digests of this device; no protection by itself. */
  secret: Uint8Array<ArrayBuffer>;
  /** The highest `device_seq` given out. */
  seq: number;
  /** The last hybrid clock, as text. */
  hlc: string | null;
  /** Ms since 1970, of the server's last answer. */
  serverTime: number;
  /** Ms that the server's clock is ahead of this one. */
  offset: number;
  lastContact: number | null;
  /** Names of workers' stores on this tablet, as digests. */
  workers: string[];
  /** For which house each of those stores is kept; of one that was not opened since this is written down it is not known. */
  houses?: Record<string, string>;
  /** The house whose desk was open here last. */
  house?: string | undefined;
  /** The houses of the last order to forget that was obeyed here; undefined: it named none. */
  stopped?: string[] | undefined;
  ticket: TicketBook | null;
  /** Where this tablet stands, once somebody has said it. */
  point?: string;
  /** Several people work with it; undefined until somebody has said it. */
  shared?: boolean | undefined;
  /** Of an own tablet: the store of its owner. Nobody else opens a desk here. */
  ownedBy?: string | undefined;
  /** Ms since 1970: when it last asked by itself whether it is still in use. */
  askedAt?: number | undefined;
  /** The node's public key as it was first told: whoever else orders this tablet to forget is not obeyed. */
  nodeKey?: string;
};

export type Device = {
  facts(): DeviceFacts;
  items(): readonly OutboxItem[];
  /** Writes facts, items and numbers together. */
  write(change: {
    facts?: Partial<DeviceFacts>;
    put?: readonly OutboxItem[];
    remove?: readonly string[];
    /** The number that an operation of this device has taken. */
    number?: { device_seq: number; op_id: string };
  }): Promise<void>;
  /** Whose number this is, while it is remembered. */
  numberOf(device_seq: number): Promise<string | undefined>;
  /** Digest under this device's secret, base64url. */
  digest(text: string | Uint8Array): Promise<string>;
  storage: Storage;
};

/** Whether nobody has worked with this browser yet, nor left anything in it; makes nothing. */
export async function isUnused(
  storage: Storage,
  layouts: readonly Layout[] = DEVICE_LAYOUTS,
): Promise<boolean> {
  const store = await openStore(storage, DEVICE_STORE, layouts);
  const facts = (await store.read('device', 'facts')) as DeviceFacts | undefined;
  const items = (await store.all('outbox')) as [string, OutboxItem][];
  store.close();
  const isLeft = hasOthers(items.map(([, item]) => item));
  return facts?.shared === undefined && !facts?.workers.length && !isLeft;
}

/** Numbers that are remembered, to tell an operation that was never put from one that has gone. */
const NUMBERS_KEPT = 10_000;

export async function openDevice(
  storage: Storage,
  layouts: readonly Layout[] = DEVICE_LAYOUTS,
): Promise<Device> {
  const store = await openStore(storage, DEVICE_STORE, layouts);
  let facts = (await store.read('device', 'facts')) as DeviceFacts | undefined;
  if (!facts) {
    facts = {
      device_id: v4(),
      secret: crypto.getRandomValues(new Uint8Array(32)),
      seq: 0,
      hlc: null,
      serverTime: 0,
      offset: 0,
      lastContact: null,
      workers: [],
      ticket: null,
    };
    await store.write([{ shelf: 'device', key: 'facts', value: facts }]);
  }
  const items = new Map((await store.all('outbox')) as [string, OutboxItem][]);
  return deviceOf(storage, store, facts, items);
}

function deviceOf(
  storage: Storage,
  store: Store,
  first: DeviceFacts,
  items: Map<string, OutboxItem>,
): Device {
  let facts = first;
  let list: readonly OutboxItem[] | undefined;
  const digestKey = crypto.subtle.importKey(
    'raw',
    first.secret,
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  return {
    storage,
    facts: () => facts,
    items: () => (list ??= [...items.values()].sort((a, b) => a.made_at - b.made_at)),
    write: inTurn(async ({ facts: some, put = [], remove = [], number }) => {
      const next = some ? { ...facts, ...some } : facts;
      const changes: Change[] = put.map((item) => ({
        shelf: 'outbox',
        key: item.op_id,
        value: item,
      }));
      for (const key of remove) changes.push({ shelf: 'outbox', key, value: undefined });
      if (some) changes.push({ shelf: 'device', key: 'facts', value: next });
      if (number) {
        const key = String(number.device_seq);
        const old = String(number.device_seq - NUMBERS_KEPT);
        changes.push({ shelf: 'numbers', key, value: number.op_id });
        changes.push({ shelf: 'numbers', key: old, value: undefined });
      }
      await store.write(changes);
      facts = next;
      for (const item of put) items.set(item.op_id, item);
      for (const key of remove) items.delete(key);
      list = undefined;
    }),
    numberOf: async (seq) => (await store.read('numbers', String(seq))) as string | undefined,
    async digest(text) {
      const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
      const whole = await crypto.subtle.sign('HMAC', await digestKey, Uint8Array.from(bytes));
      return base64url(new Uint8Array(whole)).slice(0, 22);
    },
  };
}

/** What a device learns from the time that the server told it. `wall`: ms since 1970, by itself; `dayOf`: the day at the place. */
export function learnedFrom(
  { serverTime, ticket }: DeviceFacts,
  told: number,
  wall: number,
  dayOf: (ms: number) => string,
): Pick<DeviceFacts, 'serverTime' | 'offset' | 'ticket'> {
  return {
    serverTime: Math.max(told, serverTime),
    offset: told - wall,
    ticket: bookAfter(ticket, serverTime, told, dayOf),
  };
}

/** The moment by the server's clock, as well as this device knows it: never before the server's last word. */
export const serverNow = ({ offset, serverTime }: DeviceFacts, wall: number): number =>
  Math.max(wall + offset, serverTime);

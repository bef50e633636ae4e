/** A keeper for tests: real databases, a real keystore in a folder of its own, a clock that tests move. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../database/index.ts';
import { freshDatabase, freshKeys } from '../../database/testing.ts';
import { openKeeper, type KeeperOptions } from './keeper.ts';
import { type Keystore, openKeystore } from './keystore.ts';
import { putIntoMain } from './mac-key.ts';
import type { Act, Alarm, Keeper } from './messages.ts';
import type { Room } from './room.ts';

export const ORG_A = '018f0000-0000-4000-8000-0000000000aa';
export const ORG_B = '018f0000-0000-4000-8000-0000000000bb';
export const HANA = '018f0000-0000-4000-8000-00000000000a';

export type TestKeeper = {
  main: Database;
  keys: Database;
  keystore: Keystore;
  keeper: Keeper & { room: Room };
  alarms: Alarm[];
  clock: { now: number };
  folder: string;
  /** A ticket's nonce for an act of Hana of organisation A; fields can be changed. */
  nonce(change?: Partial<Act>): Promise<string>;
  close(): Promise<void>;
};

export const ACT: Act = {
  audience: 'app_desk',
  kind: 'staff',
  actor: HANA,
  org: ORG_A,
  points: [],
  purpose: 'desk.visit',
  route: '/api/visits/:id',
  subject: '',
};

/**
 * A clock that goes on from wherever a test sets it. One that stands gives tickets that the database, whose clock goes, takes for
 * expired once a file has run for half a minute.
 */
export function runningClock(): { now: number } {
  let ahead = 0;
  return {
    get now() {
      return Date.now() + ahead;
    },
    set now(at) {
      ahead = at - Date.now();
    },
  };
}

/** Stands between a database and its user: `run` sends the statement. */
export type Around = (text: string, run: () => Promise<unknown>) => Promise<unknown>;

/** A database whose statements go through `around`. */
export const through = (keys: Database, around: Around): Database => ({
  ...keys,
  async borrow(role) {
    const client = await keys.borrow(role);
    return new Proxy(client, {
      get(target, name) {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== 'function') return value;
        if (name !== 'query') return value.bind(target);
        return (...words: [string | { text: string }, ...unknown[]]) =>
          around(typeof words[0] === 'string' ? words[0] : words[0].text, () =>
            value.apply(target, words),
          );
      },
    });
  },
});

/** @param around stands between the keeper and its keys; the `keys` that are given back are without it */
export async function testKeeper(
  options: Partial<KeeperOptions> = {},
  around?: Around,
): Promise<TestKeeper> {
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-keystore-'));
  const [main, keys] = await Promise.all([freshDatabase(), freshKeys()]);
  const keystore = await openKeystore({
    folder: join(folder, 'keystore'),
    mode: 'auto',
    apartFrom: [],
  });
  const alarms: Alarm[] = [];
  const clock = runningClock();
  const keeper = await openKeeper({
    keys: around ? through(keys, around) : keys,
    keystore,
    putMacKey: putIntoMain(main),
    mayIssue: async () => ({ may: true }),
    opensPerHour: 300,
    ticketsPerMinute: 1_000_000,
    alarm: (alarm) => void alarms.push(alarm),
    now: () => clock.now,
    ...options,
  });
  return {
    main,
    keys,
    keystore,
    keeper,
    alarms,
    clock,
    folder,
    nonce: async (change = {}) => (await keeper.issue({ ...ACT, ...change })).nonce,
    async close() {
      await keeper.close();
      keystore.close();
      await Promise.all([main.close(), keys.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

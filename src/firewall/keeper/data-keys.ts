/** Data keys: making, finding and unwrapping them. An unwrapped one is wiped as soon as its message is answered. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Transaction } from '../../database/index.ts';
import { Problem } from '../../http/problem.ts';
import { dataKeyName, KEY_BYTES, unwrap, wrap } from './hierarchy.ts';
import { holdEpoch } from './keyring.ts';
import type { KeyName } from './messages.ts';
import type { Room } from './room.ts';
import { ask, transact } from './transact.ts';

const STORE = /^[a-z][a-z_]{0,30}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MOST_TRIES = 5;

/** A key as it is looked for: `version` 0 asks for the newest. */
export type Wanted = { ref: Buffer; store: string; version: number };

/** What stands in the keys database instead of a subject. */
export function referenceOf(secret: Buffer, subject: string): Buffer {
  return createHmac('sha256', secret).update(`ref|${subject}`).digest().subarray(0, 16);
}

/** @throws Problem `bad_input` naming what is not in its form. */
export function checkName({ store, subject }: KeyName): void {
  if (!STORE.test(store))
    throw new Problem('bad_input', {
      field: 'store',
      detail: 'A store is the name of a compartment.',
    });
  if (!UUID.test(subject))
    throw new Problem('bad_input', { field: 'subject', detail: 'A subject is a lower-case UUID.' });
}

/** Makes version 1 of a key unless one is there. @returns the newest version. */
export async function makeKey(room: Room, org: string, name: KeyName): Promise<number> {
  checkName(name);
  const secret = await room.ring.nodeSecret('ref');
  const ref = referenceOf(secret, name.subject);
  secret.fill(0);
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const epoch = await room.ring.currentEpoch();
    const wrapping =
      (await room.ring.organisationKey(org, epoch)) ?? (await firstOf(room, org, epoch));
    const version =
      wrapping &&
      (await transact(room.keys, (tx) =>
        makeIn(tx, wrapping, { org, epoch, ref, store: name.store }),
      ));
    wrapping?.fill(0);
    if (version !== undefined) return version;
    // The epoch ended between two statements: once more, in the next one.
  }
  throw new Problem('busy_try_again');
}

const firstOf = async (room: Room, org: string, epoch: number): Promise<Buffer | undefined> =>
  (await room.ring.makeOrgSecrets(org, epoch)) ? room.ring.organisationKey(org, epoch) : undefined;

async function makeIn(
  tx: Transaction,
  wrapping: Buffer,
  at: { org: string; epoch: number; ref: Buffer; store: string },
): Promise<number | undefined> {
  if (!(await holdEpoch(tx, at.epoch))) return undefined;
  const newest = async (): Promise<number | undefined> => {
    const [row] = await tx.query<{ version: number }>(
      'select version from keys.dek where ref = $1 and org = $2 and store = $3 order by version desc limit 1',
      [at.ref, at.org, at.store],
    );
    return row?.version;
  };
  const there = await newest();
  if (there !== undefined) return there;
  const key = randomBytes(KEY_BYTES);
  const wrapped = wrap(wrapping, dataKeyName({ ...at, version: 1 }), key);
  key.fill(0);
  const made = await tx.execute(
    `insert into keys.dek (epoch, ref, store, version, org, wrapped) values ($1, $2, $3, 1, $4, $5) on conflict do nothing`,
    [at.epoch, at.ref, at.store, at.org, wrapped],
  );
  return made ? 1 : newest();
}

/**
 * Gives `use` the unwrapped keys that were wanted, in order, undefined for what is not there; wipes them after.
 * `use` must not wait for anything.
 */
export async function withKeys<T>(
  room: Room,
  org: string,
  wanted: readonly Wanted[],
  use: (keys: ({ key: Buffer; version: number } | undefined)[]) => T,
): Promise<T> {
  const rows = await ask<{ n: number; epoch: number; version: number; wrapped: Buffer }>(
    room.keys,
    `select w.n::int as n, d.epoch, d.version, d.wrapped
     from unnest($1::bytea[], $2::text[], $3::int[]) with ordinality as w(ref, store, version, n)
     cross join lateral (
       select k.epoch, k.version, k.wrapped from keys.dek k
       where k.ref = w.ref and k.org = $4 and k.store = w.store and (w.version = 0 or k.version = w.version)
       order by k.version desc, k.epoch desc limit 1) as d`,
    [
      wanted.map(({ ref }) => ref),
      wanted.map(({ store }) => store),
      wanted.map(({ version }) => version),
      org,
    ],
  );
  const wrappings = new Map<number, Buffer>();
  for (const epoch of new Set(rows.map((row) => row.epoch))) {
    const wrapping = await room.ring.organisationKey(org, epoch);
    if (wrapping) wrappings.set(epoch, wrapping);
  }
  const keys: ({ key: Buffer; version: number } | undefined)[] = wanted.map(() => undefined);
  for (const { n, epoch, version, wrapped } of rows) {
    const { ref, store } = wanted[n - 1] as Wanted;
    const wrapping = wrappings.get(epoch);
    const key =
      wrapping && unwrap(wrapping, dataKeyName({ epoch, org, ref, store, version }), wrapped);
    if (key) keys[n - 1] = { key, version };
  }
  try {
    return use(keys);
  } finally {
    for (const held of keys) held?.key.fill(0);
    for (const wrapping of wrappings.values()) wrapping.fill(0);
  }
}

/** The references of several keys, with one read of the secret. @throws Problem `bad_input`. */
export async function referencesOf(room: Room, names: readonly KeyName[]): Promise<Buffer[]> {
  for (const name of names) checkName(name);
  const secret = await room.ring.nodeSecret('ref');
  const refs = names.map(({ subject }) => referenceOf(secret, subject));
  secret.fill(0);
  return refs;
}

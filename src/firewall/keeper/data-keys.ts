/** Data keys: making, finding and unwrapping them. An unwrapped one is wiped as soon as its message is answered. */
import { createHmac, randomBytes } from 'node:crypto';
import { Problem } from '../../http/problem.ts';
import type { Form } from './forms.ts';
import { dataKeyName, KEY_BYTES, unwrap, wrap } from './hierarchy.ts';
import type { KeyRow } from './key-rows.ts';
import type { KeyName } from './messages.ts';
import { quietly } from './quiet-probe.ts';
import type { Room } from './room.ts';
import { shredName } from './shred-watch.ts';

const STORE = /^[a-z][a-z_]{0,30}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MOST_TRIES = 5;

/** A key as it is looked for: `version` 0 asks for the newest. */
export type Wanted = { ref: Buffer; store: string; version: number };
type Held = { key: Buffer; version: number; form: Form };

/** What stands in the keys database instead of a subject. */
export function referenceOf(secret: Buffer, subject: string): Buffer {
  const hmac = quietly(() => createHmac('sha256', secret));
  return hmac.update(`ref|${subject}`).digest().subarray(0, 16);
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

/** The organisation whose keys are meant: `forOrg`, or the ticket's own. @throws Problem `bad_input`. */
export function organisationOf(own: string, forOrg?: string): string {
  if (forOrg !== undefined && !UUID.test(forOrg))
    throw new Problem('bad_input', {
      field: 'forOrg',
      detail: 'An organisation is a lower-case UUID.',
    });
  return forOrg ?? own;
}

/** The newest rows of keys, in order; version 1 is made durably where there is none. */
export async function makeKeys(
  room: Room,
  org: string,
  names: readonly { ref: Buffer; store: string }[],
): Promise<KeyRow[]> {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    // First what was the current epoch a while ago: the database takes no key into one that is over.
    const last = tries === 1 ? room.ring.lastEpoch() : undefined;
    const epoch = last ?? (await room.ring.currentEpoch());
    const wrapping = last
      ? await room.ring.organisationKey(org, last).catch(() => undefined)
      : ((await room.ring.organisationKey(org, epoch)) ?? (await firstOf(room, org, epoch)));
    if (!wrapping) continue;
    const form = await room.ring.formOf(epoch);
    const fresh = names.map(({ ref, store }) => {
      const key = randomBytes(KEY_BYTES);
      const name = dataKeyName({ epoch, org, ref, store, version: 1, form });
      const wrapped = wrap(wrapping, name, key, form);
      key.fill(0);
      return { epoch, ref, org, store, form, wrapped };
    });
    wrapping.fill(0);
    const rows = await room.rows.make(fresh);
    if (rows.every((row) => row !== undefined)) return rows;
    // The epoch ended between two statements: once more, in the next one.
  }
  throw new Problem('busy_try_again');
}

const firstOf = async (room: Room, org: string, epoch: number): Promise<Buffer | undefined> =>
  (await room.ring.makeOrgSecrets(org, epoch)) ? room.ring.organisationKey(org, epoch) : undefined;

/**
 * Gives `use` the unwrapped keys that were wanted, in order, undefined for what is not there; wipes them after.
 * `use` must not wait for anything. With `make`, keys that are wanted as the newest are made where there are none.
 */
export async function withKeys<T>(
  room: Room,
  org: string,
  wanted: readonly Wanted[],
  use: (keys: (Held | undefined)[]) => T,
  { make = false } = {},
): Promise<T> {
  // Several fields of one person have one key.
  const places = new Map<string, number>();
  const different: Wanted[] = [];
  const placeOf = wanted.map((one) => {
    const name = `${one.ref.toString('hex')}|${one.store}|${one.version}`;
    let place = places.get(name);
    if (place === undefined) places.set(name, (place = different.push(one) - 1));
    return place;
  });
  const watch = room.shreds.begin();
  const wrappings = new Map<number, Buffer>();
  let keys: (Held | undefined)[] = [];
  try {
    const rows = make
      ? await makeKeys(room, org, different)
      : await room.rows.find(different.map((one) => ({ ...one, org })));
    for (const epoch of new Set(rows.flatMap((row) => row?.epoch ?? []))) {
      const wrapping = await room.ring.organisationKey(org, epoch);
      if (wrapping) wrappings.set(epoch, wrapping);
    }
    keys = rows.map((row, i) => row && unwrapRow(row, org, different[i] as Wanted, wrappings));
    return use(
      placeOf.map((place) =>
        watch.gone.has(shredName(org, (different[place] as Wanted).ref)) ? undefined : keys[place],
      ),
    );
  } finally {
    watch.end();
    for (const held of keys) held?.key.fill(0);
    for (const wrapping of wrappings.values()) wrapping.fill(0);
  }
}

function unwrapRow(
  { epoch, version, form, wrapped }: KeyRow,
  org: string,
  { ref, store }: Wanted,
  wrappings: ReadonlyMap<number, Buffer>,
): Held | undefined {
  const wrapping = wrappings.get(epoch);
  const key =
    wrapping && unwrap(wrapping, dataKeyName({ epoch, org, ref, store, version, form }), wrapped);
  return key && { key, version, form };
}

/** The references of several keys, with one read of the secret. @throws Problem `bad_input`. */
export async function referencesOf(room: Room, names: readonly KeyName[]): Promise<Buffer[]> {
  for (const name of names) checkName(name);
  const secret = await room.ring.nodeSecret('ref');
  const refs = names.map(({ subject }) => referenceOf(secret, subject));
  secret.fill(0);
  return refs;
}

/**
 * Keys of circles: one for each point, under which sketches of names are sealed (design chapter 30, section 1.3). The keeper
 * seals the key itself, so that a worker's limit counts one opening for a whole circle, not one for each person of it.
 * Opened keys are held with the keeper, in memory only, and dropped when nobody used them for ten minutes.
 */
import { randomBytes } from 'node:crypto';
import { v4 as uuid } from 'uuid';
import { Problem } from '../../http/problem.ts';
import { actAs, type Firewall, type GuardedAct } from '../context/act-as.ts';
import { type Form, formOf, type Keeper, openField, sealField } from '../keeper/index.ts';

/** A key opened: 32 bytes, the number that its rows name, and the form in which it was sealed and seals its rows. */
export type CircleKey = { id: string; key: Buffer; form: Form };

/** What is held of a circle is dropped after this time without use, ms. */
export const CIRCLE_IDLE = 10 * 60_000;
/** Name of the compartment in which the keeper has the keys of circles. */
export const CIRCLE_STORE = 'circle';
export const KEY_COLUMN = 'ident.circle_key.sealed';
const SKETCH_COLUMN = 'ident.name_sketch.sealed';
const VERSION = 1;

type Held = CircleKey & { timer: NodeJS.Timeout };
const held = new WeakMap<Keeper, Map<string, Held>>();

const heldBy = (keeper: Keeper): Map<string, Held> => {
  let keys = held.get(keeper);
  if (!keys) {
    keys = new Map();
    held.set(keeper, keys);
  }
  return keys;
};

const nameOf = (org: string, point: string): string => `${org}|${point}`;

/** Keeps a key for ten minutes from now, and from each use. */
function hold(keeper: Keeper, name: string, { id, key, form }: CircleKey): CircleKey {
  forget(keeper, name);
  const keys = heldBy(keeper);
  const timer = setTimeout(() => forget(keeper, name), CIRCLE_IDLE);
  timer.unref();
  keys.set(name, { id, key, form, timer });
  return { id, key, form };
}

function forget(keeper: Keeper, name: string): void {
  const found = heldBy(keeper).get(name);
  if (!found) return;
  clearTimeout(found.timer);
  heldBy(keeper).delete(name);
}

type Opening = {
  act: Pick<GuardedAct, 'kind' | 'actor' | 'org' | 'session' | 'purpose'>;
  point: string;
  route: string;
};

/**
 * The key of a point's circle.
 * @param fresh ask the database even when one is held: it was renewed
 * @param make a first key where there is none, or where the one that stands opens no more (a backup was put back)
 * @returns undefined without `make` where nobody was named yet
 * @throws `not_allowed`, `purpose_mismatch` for who does not work at that point.
 */
export async function circleKey(
  firewall: Firewall,
  opening: Opening,
  { fresh = false, make = false } = {},
): Promise<CircleKey | undefined> {
  const { keeper } = firewall;
  const name = nameOf(opening.act.org, opening.point);
  const found = fresh ? undefined : heldBy(keeper).get(name);
  if (found) {
    found.timer.refresh();
    return found;
  }
  const read = await readKey(firewall, opening);
  const key = read.key ?? (make ? await makeKey(firewall, opening, read.lost) : undefined);
  return key && hold(keeper, name, key);
}

const actOf = ({ act, route }: Opening): GuardedAct => ({ ...act, role: 'app_desk', route });

/** `lost`: number of a key that stands there and opens no more. */
async function readKey(
  firewall: Firewall,
  opening: Opening,
): Promise<{ key?: CircleKey; lost?: string }> {
  return actAs(firewall, actOf(opening), async (tx) => {
    const [row] = await tx.query<{ circle_key_id: string; sealed: Buffer }>(
      'select circle_key_id, sealed from fw.circle_key($1)',
      [opening.point],
    );
    if (!row) return {};
    const { circle_key_id: id, sealed } = row;
    const { purpose } = opening.act;
    const key = await openKey(firewall, { nonce: tx.nonce, purpose, id, sealed });
    return key ? { key } : { lost: id };
  });
}

/** Opens the sealed key of a circle with a ticket; undefined when it opens no more. */
export async function openKey(
  { keeper }: Firewall,
  { nonce, purpose, id, sealed }: { nonce: string; purpose: string; id: string; sealed: Buffer },
): Promise<CircleKey | undefined> {
  const [opened] = await keeper.open({
    nonce,
    purpose,
    items: [
      {
        key: { store: CIRCLE_STORE, subject: id },
        place: { column: KEY_COLUMN, rowId: id },
        sealed,
      },
    ],
  });
  const form = formOf(sealed);
  return opened?.state === 'open' && form ? { id, key: opened.plain, form } : undefined;
}

/** A new key, and how the keeper sealed it. */
export async function newKey(
  { keeper }: Firewall,
  nonce: string,
): Promise<CircleKey & { sealed: Buffer }> {
  const id = uuid();
  const key = randomBytes(32);
  const [sealed] = await keeper.seal({
    nonce,
    make: true,
    items: [
      {
        key: { store: CIRCLE_STORE, subject: id },
        place: { column: KEY_COLUMN, rowId: id },
        plain: key,
      },
    ],
  });
  const form = sealed && formOf(sealed);
  if (!sealed || !form) throw new Problem('unavailable');
  return { id, key, form, sealed };
}

async function makeKey(
  firewall: Firewall,
  opening: Opening,
  lost: string | undefined,
): Promise<CircleKey> {
  await actAs(firewall, actOf(opening), async (tx) => {
    const { id, sealed } = await newKey(firewall, tx.nonce);
    await tx.query('select fw.put_circle_key($1, $2, $3, $4)', [
      opening.point,
      id,
      sealed,
      lost ?? null,
    ]);
  });
  // Another program may have been quicker: what stands in the database counts.
  const { key } = await readKey(firewall, opening);
  if (!key) throw new Problem('unavailable');
  return key;
}

/** @param id number of the sketch, which is that of its name */
export const sealSketch = ({ key, form }: CircleKey, id: string, plain: Uint8Array): Buffer =>
  sealField(key, VERSION, { column: SKETCH_COLUMN, rowId: id }, Buffer.from(plain), form);

/** Undefined for what was changed, moved, or sealed under another key. */
export const openSketch = (
  { key, form }: CircleKey,
  id: string,
  sealed: Buffer,
): Buffer | undefined => openField(key, { column: SKETCH_COLUMN, rowId: id }, sealed, form);

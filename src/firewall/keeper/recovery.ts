/**
 * Recovery: the kit holds the keys of the living epochs, sealed to an age recipient whose identity only three
 * holders of shares together can unwrap (design chapter 20, section 7, Root and Backups).
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Decrypter, Encrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import type { Database } from '../../database/index.ts';
import { Problem } from '../../http/problem.ts';
import { decrypt, encrypt, type Form } from './forms.ts';
import { dataKeyName, derive, KEY_BYTES, unwrap } from './hierarchy.ts';
import { openKeyring } from './keyring.ts';
import type { Keystore, Recovery } from './keystore.ts';
import { writeNew } from './root.ts';
import { combineShares, type Share, splitSecret } from './shares.ts';
import { ask } from './transact.ts';

/** What lies in the two other places. */
type Kit = { form: 1; madeAt: string; recovery: Recovery | null; sealed: string };
type Sealed = { epochs: Record<string, string> };

const NAME = Buffer.from('wayhouse recovery identity');

/** Makes a new recovery identity and splits what unwraps it. Older shares open nothing that is made from now on. */
export async function makeShares(keystore: Keystore): Promise<Share[]> {
  const secret = randomBytes(KEY_BYTES);
  const identity = await generateIdentity();
  const nonce = randomBytes(12);
  const { sealed, tag } = encrypt(derive(secret, 'recovery'), nonce, NAME, Buffer.from(identity));
  const shares = await splitSecret(secret);
  secret.fill(0);
  await keystore.setRecovery({
    recipient: await identityToRecipient(identity),
    identity: Buffer.concat([nonce, sealed, tag]).toString('base64url'),
  });
  return shares;
}

/**
 * The age identity that shares unwrap.
 * @throws Problem `bad_input` when they are too few, or are not the shares of this kit.
 */
export async function identityFromShares(
  kitFile: string,
  shares: readonly Share[],
): Promise<string> {
  const { recovery } = await readKit(kitFile);
  const secret = await combineShares(shares);
  const wrapped = Buffer.from(recovery?.identity ?? '', 'base64url');
  const identity =
    wrapped.length > 28 &&
    decrypt(
      derive(secret, 'recovery'),
      wrapped.subarray(0, 12),
      NAME,
      wrapped.subarray(12, -16),
      wrapped.subarray(-16),
    );
  secret.fill(0);
  if (!identity)
    throw new Problem('bad_input', {
      field: 'shares',
      detail:
        'These shares do not open this kit: they are of another set, or the kit is another node’s.',
    });
  return identity.toString();
}

/**
 * Writes the kit into each of these files, over the older one.
 * @param recipients further age recipients, besides the holders of shares
 * @throws Problem `bad_input` when there is nobody whom it could be sealed to.
 */
export async function writeKit(
  keystore: Keystore,
  files: readonly string[],
  recipients: readonly string[],
  now: number,
): Promise<void> {
  const recovery = await keystore.recovery();
  const encrypter = new Encrypter();
  const all = [...recipients, ...(recovery ? [recovery.recipient] : [])];
  if (!all.length)
    throw new Problem('bad_input', {
      detail:
        'Nobody could open the recovery kit: run wayhouse keys shares first, or set WAYHOUSE_BACKUP_RECIPIENTS.',
    });
  for (const recipient of all) encrypter.addRecipient(recipient);
  const epochs: Sealed['epochs'] = {};
  // The newest only: while a rotation ends the older epoch, the kit must not keep it alive.
  const newest = (await keystore.epochs()).at(-1);
  if (newest !== undefined) {
    const key = await keystore.epochKey(newest);
    epochs[newest] = key.toString('base64url');
    key.fill(0);
  }
  const sealed = await encrypter.encrypt(JSON.stringify({ epochs } satisfies Sealed));
  const kit: Kit = {
    form: 1,
    madeAt: new Date(now).toISOString(),
    recovery: recovery ?? null,
    sealed: Buffer.from(sealed).toString('base64url'),
  };
  for (const file of files) {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await overwrite(file);
    await writeNew(file, `${JSON.stringify(kit)}\n`);
  }
}

/** The keys of epochs that a kit holds. @throws Problem `bad_input` when the identity does not open it. */
export async function openKit(kitFile: string, identity: string): Promise<Map<number, Buffer>> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const { sealed } = await readKit(kitFile);
  const text = await decrypter
    .decrypt(Buffer.from(sealed, 'base64url'), 'text')
    .catch((cause: unknown) => {
      throw new Problem('bad_input', {
        field: 'identity',
        detail: `This identity does not open ${kitFile}.`,
        cause,
      });
    });
  const { epochs } = JSON.parse(text) as Sealed;
  return new Map(
    Object.entries(epochs).map(([epoch, key]) => [Number(epoch), Buffer.from(key, 'base64url')]),
  );
}

/** Puts the keys of a kit into a (new) keystore. @returns the epochs that it can open now. */
export async function recover(
  keystore: Keystore,
  kitFile: string,
  identity: string,
): Promise<number[]> {
  for (const [epoch, key] of await openKit(kitFile, identity)) {
    await keystore.putEpoch(epoch, key);
    key.fill(0);
  }
  const { recovery } = await readKit(kitFile);
  if (recovery) await keystore.setRecovery(recovery);
  return keystore.epochs();
}

export type Drill = { seconds: number; keysOpened: number };

/**
 * Rehearses recovery: with nothing but shares (or an identity), kit and keys database, opens a sample of data keys, and records it.
 * @throws Problem `unavailable` when any of them does not open.
 */
export async function drill(options: {
  keys: Database;
  kitFile: string;
  /** Of three holders; or the age identity of somebody whom the kit is sealed to besides. */
  by: { shares: readonly Share[] } | { identity: string };
  heldBy: string;
  /** When the rehearsal began: before anybody was called. */
  startedAt: number;
  now?: () => number;
}): Promise<Drill> {
  const { keys, kitFile, by, now = Date.now } = options;
  const shares = 'shares' in by ? by.shares : [];
  const epochs = await openKit(
    kitFile,
    'identity' in by ? by.identity : await identityFromShares(kitFile, shares),
  );
  const [current] = await ask<{ epoch: number }>(
    keys,
    "select epoch from keys.epoch where state = 'current'",
  );
  if (!current || !epochs.has(current.epoch)) {
    throw new Problem('unavailable', {
      detail: `The kit holds epoch ${[...epochs.keys()].join(', ')}, but the node is in epoch ${current?.epoch ?? 'none'}. Renew the kit: wayhouse backup.`,
    });
  }
  const keysOpened = await openSample(keys, epochs, now);
  for (const key of epochs.values()) key.fill(0);
  const seconds = Math.round((now() - options.startedAt) / 1000);
  await ask(
    keys,
    'insert into keys.drill (at, seconds, shares, keys_opened, held_by) values ($1, $2, $3, $4, $5)',
    [
      new Date(now()),
      seconds,
      new Set(shares.map(({ number }) => number)).size,
      keysOpened,
      options.heldBy,
    ],
  );
  return { seconds, keysOpened };
}

const SAMPLE = 500;

/** Opens a random sample of the data keys with the keys of a kit alone. */
async function openSample(
  keys: Database,
  epochs: Map<number, Buffer>,
  now: () => number,
): Promise<number> {
  const epochKey = async (epoch: number): Promise<Buffer> => {
    const key = epochs.get(epoch);
    if (key) return Buffer.from(key);
    throw new Problem('unavailable', { detail: `The kit does not hold epoch ${epoch}.` });
  };
  const ring = openKeyring(keys, { epochKey }, now);
  try {
    await ring.nodeSecret('sign');
    const rows = await ask<{
      epoch: number;
      ref: Buffer;
      org: string;
      store: string;
      version: number;
      form: Form;
      wrapped: Buffer;
    }>(
      keys,
      `select epoch, ref, org, store, version, form, wrapped from keys.dek
       where epoch = (select epoch from keys.epoch where state = 'current') order by random() limit ${SAMPLE}`,
    );
    for (const row of rows) {
      const wrapping = await ring.organisationKey(row.org, row.epoch);
      const key = wrapping && unwrap(wrapping, dataKeyName(row), row.wrapped);
      wrapping?.fill(0);
      if (!key)
        throw new Problem('unavailable', {
          detail: `A key of store ${row.store} does not open with the kit.`,
        });
      key.fill(0);
    }
    return rows.length;
  } finally {
    ring.close();
  }
}

async function readKit(file: string): Promise<Kit> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Problem('bad_input', {
      field: 'kit',
      detail: `There is no recovery kit in ${file}.`,
      cause,
    });
  });
  const kit = JSON.parse(text) as Kit;
  if (kit.form !== 1)
    throw new Problem('bad_input', {
      field: 'kit',
      detail: `${file} is not a recovery kit of this program.`,
    });
  return kit;
}

/** What was in a file before is written over, so that it is not simply unlinked. */
export async function overwrite(file: string): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (!size) return;
  const handle = await open(file, 'r+');
  const noise = randomBytes(65_536);
  for (let at = 0; at < size; at += noise.length)
    await handle.write(noise, 0, Math.min(noise.length, size - at), at);
  await handle.sync();
  await handle.close();
}

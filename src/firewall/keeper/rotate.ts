/**
 * The weekly rotation (design chapter 20, section 7, Epochs). Each step can be repeated, and a killed rotation
 * goes on where it stopped. Until the old epoch's key is destroyed, both epochs open everything.
 */
import type { Database, Transaction } from '../../database/index.ts';
import { Problem } from '../../http/problem.ts';
import { type Form, WRITABLE } from './forms.ts';
import { secretsKey, unwrap, wrap } from './hierarchy.ts';
import {
  type Keyring,
  nodeSecretName,
  type NodeSecret,
  openKeyring,
  orgSecretName,
  type OrgSecret,
} from './keyring.ts';
import type { Keystore } from './keystore.ts';
import { type Between, checkCopies, copyBatch } from './rotation-copy.ts';
import { ask, transact } from './transact.ts';

export type RotationOptions = {
  keys: Database;
  keystore: Keystore;
  /** Writes and checks the keys backup and the recovery kit of the new epoch, before the old one goes. */
  backUp: (epoch: number) => Promise<void>;
  now?: () => number;
  /**
   * Form of the next epoch; by default that of the epoch before. When it is another one, every living key that seals in the old form
   * has a newer version beside it afterwards, under which is sealed from then on (`copyBatch`).
   */
  form?: Form;
  /** Called before each step, with its name. */
  onStep?: (step: string) => void | Promise<void>;
};

export type Rotated = { from: number; to: number; copied: number; seconds: number };

type Step = 'copy' | 'check' | 'backup' | 'destroy' | 'drop' | 'done';
type Progress = Between & { step: Step };

const LOCK = 0x5741_5952;

/** Whether a Sunday began since the epoch was made. UTC; both times in ms. */
export function rotationDue(madeAt: number, now: number): boolean {
  const day = 86_400_000;
  // 4 January 1970 was a Sunday.
  const week = (at: number): number => Math.floor((at - 3 * day) / (7 * day));
  return week(now) > week(madeAt);
}

/**
 * Moves the living keys into a new epoch and destroys the old one; or finishes a rotation that was stopped.
 * An unfinished one is finished in the form that it began with.
 * @throws Problem `busy_try_again` when another program rotates; `unavailable` when a copy does not agree.
 */
export async function rotate(options: RotationOptions): Promise<Rotated> {
  const { keys, keystore, now = Date.now, onStep = () => {} } = options;
  const started = performance.now();
  const lock = await keys.borrow('app_keeper');
  const ring = openKeyring(keys, keystore, now);
  try {
    const { rows } = await lock.query<{ had: boolean }>('select pg_try_advisory_lock($1) as had', [
      LOCK,
    ]);
    if (!rows[0]?.had)
      throw new Problem('busy_try_again', { detail: 'Another program is rotating the keys.' });
    let at = await unfinished(keys);
    if (!at) {
      await onStep('begin');
      at = await begin(keys, keystore, ring, now, onStep, options.form);
    }
    while (at.step !== 'done') {
      await onStep(at.step);
      at = { ...at, step: await take(at, { ...options, ring, now, onStep }) };
      await onStep(`before ${at.step} is written`);
      await ask(keys, 'update keys.rotation set step = $2, done_at = $3 where from_epoch = $1', [
        at.from,
        at.step,
        at.step === 'done' ? new Date(now()) : null,
      ]);
    }
    const [row] = await ask<{ copied: string }>(
      keys,
      'select copied from keys.rotation where from_epoch = $1',
      [at.from],
    );
    return {
      from: at.from,
      to: at.to,
      copied: Number(row?.copied ?? 0),
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    ring.close();
    await lock.query('select pg_advisory_unlock_all()').catch(() => {});
    lock.release();
  }
}

async function unfinished(keys: Database): Promise<Progress | undefined> {
  const [row] = await ask<Progress>(
    keys,
    'select from_epoch as "from", to_epoch as "to", step from keys.rotation where done_at is null',
  );
  return row;
}

/** Does one step and says which comes next. */
async function take(
  at: Progress,
  {
    keys,
    keystore,
    ring,
    backUp,
    now,
    onStep,
  }: Required<Omit<RotationOptions, 'form'>> & { ring: Keyring },
): Promise<Step> {
  switch (at.step) {
    case 'copy':
      while (await copyBatch(keys, ring, at)) await onStep('a batch is copied');
      return 'check';
    case 'check':
      await checkCopies(keys, ring, at);
      return 'backup';
    case 'backup':
      await backUp(at.to);
      return 'destroy';
    case 'destroy':
      ring.forget();
      await keystore.destroyEpoch(at.from);
      await onStep('the key is destroyed');
      await transact(keys, async (tx) => {
        for (const table of ['org_secret', 'node_secret'])
          await tx.execute(`delete from keys.${table} where epoch = $1`, [at.from]);
        await tx.execute(
          "update keys.epoch set state = 'destroyed', destroyed_at = coalesce(destroyed_at, $2) where epoch = $1",
          [at.from, new Date(now())],
        );
      });
      return 'drop';
    case 'drop':
      await ask(keys, 'select keys.drop_epoch($1)', [at.from]);
      return 'done';
    case 'done':
      return 'done';
  }
}

/** Makes the next epoch, with the secrets wrapped for it. From its commit on, new keys go there. */
async function begin(
  keys: Database,
  keystore: Keystore,
  ring: Keyring,
  now: () => number,
  onStep: (step: string) => void | Promise<void>,
  wanted?: Form,
): Promise<Progress> {
  const from = await ring.currentEpoch();
  const to = from + 1;
  const was = await ring.formOf(from);
  // A form that was taken out of use ends with the week, also when nobody asks.
  const form = wanted ?? (WRITABLE.includes(was) ? was : WRITABLE[0]);
  if (!WRITABLE.includes(form))
    throw new Problem('bad_input', {
      field: 'form',
      detail: `An epoch begins in form ${WRITABLE.join(' or ')}.`,
    });
  // A key that a killed start left behind is taken: nothing was ever wrapped under it that is not again.
  await keystore.makeEpoch(to, form);
  await onStep('the next key is made');
  const [old, next] = [await keystore.epochKey(from), await keystore.epochKey(to)];
  const [oldSecrets, nextSecrets] = [secretsKey(old, from, was), secretsKey(next, to, form)];
  await transact(keys, async (tx) => {
    // Waits for keys that are on their way into the old epoch; none can come after.
    await tx.execute(
      "update keys.epoch set state = 'leaving' where epoch = $1 and state = 'current'",
      [from],
    );
    await tx.execute(
      "insert into keys.epoch (epoch, state, made_at, form) values ($1, 'current', $2, $3)",
      [to, new Date(now()), form],
    );
    await tx.query('select keys.open_epoch($1)', [to]);
    await moveSecrets(tx, { from, to }, { from: oldSecrets, to: nextSecrets }, form);
    await tx.execute(
      "insert into keys.rotation (from_epoch, to_epoch, step, started_at) values ($1, $2, 'copy', $3)",
      [from, to, new Date(now())],
    );
    await onStep('before the next epoch begins');
  });
  for (const key of [old, next, oldSecrets, nextSecrets]) key.fill(0);
  return { from, to, step: 'copy' };
}

async function moveSecrets(
  tx: Transaction,
  { from, to }: Between,
  wrapping: { from: Buffer; to: Buffer },
  form: Form,
): Promise<void> {
  const again = (name: (epoch: number) => string, wrapped: Buffer): Buffer => {
    const secret = unwrap(wrapping.from, name(from), wrapped);
    if (!secret)
      throw new Problem('unavailable', {
        detail: `The secret ${name(from)} does not open: the keys database was changed.`,
      });
    const next = wrap(wrapping.to, name(to), secret, form);
    secret.fill(0);
    return next;
  };
  for (const { org, kind, wrapped } of await tx.query<{
    org: string;
    kind: OrgSecret;
    wrapped: Buffer;
  }>('select org, kind, wrapped from keys.org_secret where epoch = $1', [from])) {
    await tx.execute(
      'insert into keys.org_secret (epoch, org, kind, wrapped) values ($1, $2, $3, $4)',
      [to, org, kind, again((epoch) => orgSecretName(org, kind, epoch), wrapped)],
    );
  }
  for (const { kind, wrapped } of await tx.query<{ kind: NodeSecret; wrapped: Buffer }>(
    'select kind, wrapped from keys.node_secret where epoch = $1',
    [from],
  )) {
    await tx.execute('insert into keys.node_secret (epoch, kind, wrapped) values ($1, $2, $3)', [
      to,
      kind,
      again((epoch) => nodeSecretName(kind, epoch), wrapped),
    ]);
  }
}

/**
 * What the keeper holds in memory: keys of epochs and what they derive, each for at most 60 s, then wiped.
 * Data keys are not among them: one lives only as long as the message that needs it.
 */
import { randomBytes } from 'node:crypto';
import type { Database, Transaction } from '../../database/index.ts';
import { Problem } from '../../http/problem.ts';
import { type Form, isForm } from './forms.ts';
import { KEY_BYTES, organisationKey, secretsKey, unwrap, wrap } from './hierarchy.ts';
import type { Keystore } from './keystore.ts';
import { ask, transact } from './transact.ts';

export type NodeSecret = 'ref' | 'tombstone' | 'sign';
export type OrgSecret = 'wrap' | 'index';

export type Keyring = {
  /** The epoch to which new keys go. */
  currentEpoch(): Promise<number>;
  /** What `currentEpoch` last said here; it may be over. Undefined before it was first asked. */
  lastEpoch(): number | undefined;
  /** In which keys of an epoch are wrapped and its new data keys seal. @throws Problem `unavailable` for one that is unknown here. */
  formOf(epoch: number): Promise<Form>;
  /**
   * What wraps an organisation's data keys in an epoch; a copy, which the caller wipes. Undefined when the
   * organisation has no secret: not yet, or it took it away.
   */
  organisationKey(org: string, epoch: number): Promise<Buffer | undefined>;
  /** A secret of the organisation from the newest epoch that has one; undefined when it has none yet. */
  orgSecret(org: string, kind: OrgSecret): Promise<Buffer | undefined>;
  /** Makes the secrets of an organisation in an epoch unless they are there. False when the epoch is over. */
  makeOrgSecrets(org: string, epoch: number): Promise<boolean>;
  nodeSecret(kind: NodeSecret): Promise<Buffer>;
  /** Forgets everything now: after a rotation. */
  forget(): void;
  close(): void;
};

/** How long something stays in memory, ms. */
const KEPT = 60_000;
const SWEEP = 5_000;

export function openKeyring(
  keys: Database,
  keystore: Pick<Keystore, 'epochKey'>,
  now: () => number,
): Keyring {
  const held = new Map<string, { key: Buffer; until: number }>();
  let last: number | undefined;
  const drop = (name: string): void => {
    held.get(name)?.key.fill(0);
    held.delete(name);
  };
  const forget = (): void => {
    for (const name of held.keys()) drop(name);
  };
  const sweep = setInterval(() => {
    for (const [name, { until }] of held) if (until <= now()) drop(name);
  }, SWEEP);
  sweep.unref();

  /** A copy of what is held under `name`, made by `make` when it is not. */
  async function kept(
    name: string,
    make: () => Promise<Buffer | undefined>,
  ): Promise<Buffer | undefined> {
    const there = held.get(name);
    if (there && there.until > now()) return Buffer.from(there.key);
    const key = await make();
    if (!key) return undefined;
    drop(name);
    held.set(name, { key, until: now() + KEPT });
    return Buffer.from(key);
  }

  // An epoch keeps its form for good.
  const forms = new Map<number, Form>();
  const formOf = async (epoch: number): Promise<Form> => {
    const known = forms.get(epoch);
    if (known) return known;
    const [row] = await ask<{ form: number }>(
      keys,
      'select form from keys.epoch where epoch = $1',
      [epoch],
    );
    if (!isForm(row?.form))
      throw new Problem('unavailable', {
        detail: `Epoch ${epoch} is sealed in form ${row?.form ?? 'none'}, which this program does not know: run the newest one.`,
      });
    forms.set(epoch, row.form);
    return row.form;
  };

  const epochKey = async (epoch: number): Promise<Buffer> =>
    (await kept(`epoch|${epoch}`, () => keystore.epochKey(epoch))) as Buffer;

  async function openSecret(name: string, epoch: number, wrapped: Buffer): Promise<Buffer> {
    const form = await formOf(epoch);
    const epochs = await epochKey(epoch);
    const wrapping = secretsKey(epochs, epoch, form);
    const secret = unwrap(wrapping, name, wrapped);
    for (const key of [epochs, wrapping]) key.fill(0);
    if (secret) return secret;
    throw new Problem('unavailable', {
      detail: `The secret ${name} does not open: the keys database was changed.`,
    });
  }

  const orgSecretAt = (org: string, kind: OrgSecret, epoch?: number): Promise<Buffer | undefined> =>
    kept(`${kind}|${org}|${epoch ?? 'newest'}`, async () => {
      const [row] = await ask<{ epoch: number; wrapped: Buffer }>(
        keys,
        `select epoch, wrapped from keys.org_secret where org = $1 and kind = $2 and epoch = coalesce($3, epoch)
         order by epoch desc limit 1`,
        [org, kind, epoch ?? null],
      );
      return row && openSecret(orgSecretName(org, kind, row.epoch), row.epoch, row.wrapped);
    });

  return {
    forget,
    async currentEpoch() {
      const [row] = await ask<{ epoch: number }>(
        keys,
        "select epoch from keys.epoch where state = 'current'",
      );
      if (!row) throw new Problem('unavailable', { detail: 'The keys database has no epoch yet.' });
      last = row.epoch;
      return row.epoch;
    },
    lastEpoch: () => last,
    formOf,
    organisationKey: (org, epoch) =>
      kept(`dek|${org}|${epoch}`, async () => {
        const secret = await orgSecretAt(org, 'wrap', epoch);
        if (!secret) return undefined;
        const form = await formOf(epoch);
        const epochs = await epochKey(epoch);
        const made = organisationKey(epochs, secret, org, epoch, form);
        for (const used of [epochs, secret]) used.fill(0);
        return made;
      }),
    orgSecret: (org, kind) => orgSecretAt(org, kind),
    async makeOrgSecrets(org, epoch) {
      const form = await formOf(epoch);
      const epochs = await epochKey(epoch);
      const wrapping = secretsKey(epochs, epoch, form);
      const made = await transact(keys, async (tx) => {
        if (!(await holdEpoch(tx, epoch))) return false;
        for (const kind of ['wrap', 'index'] as const) {
          const secret = randomBytes(KEY_BYTES);
          await tx.execute(
            'insert into keys.org_secret (epoch, org, kind, wrapped) values ($1, $2, $3, $4) on conflict do nothing',
            [epoch, org, kind, wrap(wrapping, orgSecretName(org, kind, epoch), secret, form)],
          );
          secret.fill(0);
        }
        return true;
      });
      for (const used of [epochs, wrapping]) used.fill(0);
      return made;
    },
    async nodeSecret(kind) {
      const secret = await kept(kind, async () => {
        const [row] = await ask<{ epoch: number; wrapped: Buffer }>(
          keys,
          'select epoch, wrapped from keys.node_secret where kind = $1 order by epoch desc limit 1',
          [kind],
        );
        return row && openSecret(nodeSecretName(kind, row.epoch), row.epoch, row.wrapped);
      });
      if (secret) return secret;
      throw new Problem('unavailable', { detail: `The keys database has no secret ${kind}.` });
    },
    close() {
      clearInterval(sweep);
      forget();
    },
  };
}

/** Whether an epoch is the current one, and keeps it so until the transaction ends. */
export async function holdEpoch(tx: Transaction, epoch: number): Promise<boolean> {
  const rows = await tx.query(
    "select from keys.epoch where epoch = $1 and state = 'current' for share",
    [epoch],
  );
  return rows.length > 0;
}

/** The names under which secrets are wrapped. */
export const orgSecretName = (org: string, kind: OrgSecret, epoch: number): string =>
  `org|${epoch}|${org}|${kind}`;
export const nodeSecretName = (kind: NodeSecret, epoch: number): string => `node|${epoch}|${kind}`;

/**
 * Copying the living keys of an epoch into the next one, each unwrapped and wrapped again. Where the next epoch has another form, a key
 * that seals in the old one gets a new version beside it.
 */
import { randomBytes } from 'node:crypto';
import type { Database, Transaction } from '../../database/index.ts';
import { Problem } from '../../http/problem.ts';
import type { Form } from './forms.ts';
import { dataKeyName, KEY_BYTES, unwrap, wrap } from './hierarchy.ts';
import type { Keyring } from './keyring.ts';
import { ask, transact } from './transact.ts';

type KeyRow = {
  ref: Buffer;
  org: string;
  store: string;
  version: number;
  form: Form;
  wrapped: Buffer;
};
export type Between = { from: number; to: number };
type Wrapping = { from: Buffer; to: Buffer; form: Form };

/**
 * Copying holds this lock alone for each batch, shredding holds it shared: so a key is never copied while it
 * is being destroyed. Row locks would do as well, and write every row once more.
 */
export const COPY_LOCK = 0x5741_5943;
const BATCH = 4_000;
const SAMPLE = 200;

/** Copies the next batch. @returns false when nothing was left. */
export async function copyBatch(keys: Database, ring: Keyring, between: Between): Promise<boolean> {
  const { from, to } = between;
  const organisations = new Map<string, Wrapping | undefined>();
  // Before the transaction, so that it needs no second connection.
  for (const { org } of await ask<{ org: string }>(
    keys,
    "select org from keys.org_secret where epoch = $1 and kind = 'wrap'",
    [from],
  )) {
    organisations.set(org, await wrappingOf(ring, org, between));
  }
  const more = await transact(keys, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [COPY_LOCK]);
    const rows = await nextRows(tx, from);
    if (!rows.length) return false;
    const copies = rows.flatMap((row) => {
      const wrapping = organisations.get(row.org);
      // The keys of an organisation that took its secret away are noise already.
      return wrapping ? [{ ...row, wrapped: rewrap(row, wrapping, between) }] : [];
    });
    await insert(tx, to, [...copies, ...newVersions(copies, organisations, to)]);
    await tx.execute(
      'update keys.rotation set after_ref = $2, copied = copied + $3 where from_epoch = $1',
      [from, rows.at(-1)?.ref, copies.length],
    );
    return true;
  });
  for (const wrapping of organisations.values()) wipe(wrapping);
  return more;
}

async function nextRows(tx: Transaction, from: number): Promise<KeyRow[]> {
  const rows = await tx.query<KeyRow>(
    `select ref, org, store, version, form, wrapped from keys.dek
     where epoch = $1 and ref > coalesce((select after_ref from keys.rotation where from_epoch = $1), '')
     order by epoch, ref, org, store, version limit ${BATCH}`,
    [from],
  );
  const last = rows.at(-1)?.ref;
  if (rows.length < BATCH || !last || rows[0]?.ref.equals(last)) return rows;
  // The next batch begins after a reference, so all rows of one reference go together.
  return rows.filter(({ ref }) => !ref.equals(last));
}

function rewrap(row: KeyRow, wrapping: Wrapping, { from, to }: Between): Buffer {
  const key = unwrap(wrapping.from, dataKeyName({ ...row, epoch: from }), row.wrapped);
  if (!key) {
    throw new Problem('unavailable', {
      detail: `A key of store ${row.store} in epoch ${from} does not open: the keys database was changed. The rotation stopped; both epochs stay.`,
    });
  }
  const wrapped = wrap(wrapping.to, dataKeyName({ ...row, epoch: to }), key, wrapping.form);
  key.fill(0);
  return wrapped;
}

/** A new key in the form of the epoch for each whose newest version is of another one. All versions of a key are in one batch. */
function newVersions(
  rows: readonly KeyRow[],
  organisations: ReadonlyMap<string, Wrapping | undefined>,
  epoch: number,
): KeyRow[] {
  // In order of versions, so the last of each is its newest.
  const newest = new Map(
    rows.map((row) => [`${row.ref.toString('hex')}|${row.org}|${row.store}`, row]),
  );
  return [...newest.values()].flatMap((before) => {
    const wrapping = organisations.get(before.org);
    if (!wrapping || before.form === wrapping.form) return [];
    const row = { ...before, version: before.version + 1, form: wrapping.form };
    const key = randomBytes(KEY_BYTES);
    const wrapped = wrap(wrapping.to, dataKeyName({ ...row, epoch }), key, row.form);
    key.fill(0);
    return [{ ...row, wrapped }];
  });
}

async function insert(tx: Transaction, to: number, rows: readonly KeyRow[]): Promise<void> {
  // All keys of an epoch are wrapped in its form, so they are of one length.
  const long = rows[0]?.wrapped.length ?? 0;
  await tx.execute(
    `insert into keys.dek (epoch, ref, org, store, version, form, wrapped)
     select $1, substr($2::bytea, n::int * 16 - 15, 16), org, store, version, form, substr($3::bytea, (n::int - 1) * $8::int + 1, $8::int)
     from unnest($4::uuid[], $5::text[], $6::smallint[], $7::smallint[]) with ordinality as k(org, store, version, form, n)
     on conflict do nothing`,
    [
      to,
      Buffer.concat(rows.map(({ ref }) => ref)),
      Buffer.concat(rows.map(({ wrapped }) => wrapped)),
      rows.map(({ org }) => org),
      rows.map(({ store }) => store),
      rows.map(({ version }) => version),
      rows.map(({ form }) => form),
      long,
    ],
  );
}

/**
 * Counts that each key of the old epoch has its copy, and opens a random sample of both.
 * @throws Problem `unavailable` when a copy is missing or another key; both epochs stay.
 */
export async function checkCopies(keys: Database, ring: Keyring, between: Between): Promise<void> {
  const { from, to } = between;
  const stop = (detail: string): Problem =>
    new Problem('unavailable', { detail: `${detail} The rotation stopped; both epochs stay.` });
  const [missing] = await ask<{ n: number }>(
    keys,
    `select count(*)::int as n from keys.dek a
     where a.epoch = $1
       and exists (select from keys.org_secret s where s.epoch = $1 and s.org = a.org and s.kind = 'wrap')
       and not exists (select from keys.dek b where b.epoch = $2 and (b.ref, b.org, b.store, b.version) = (a.ref, a.org, a.store, a.version))`,
    [from, to],
  );
  if (missing?.n) throw stop(`${missing.n} keys of epoch ${from} have no copy in epoch ${to}.`);
  const rows = await ask<KeyRow & { copy: Buffer }>(
    keys,
    `select a.ref, a.org, a.store, a.version, a.form, a.wrapped, b.wrapped as copy
     from (select * from keys.dek where epoch = $1 order by random() limit ${SAMPLE}) a
     join keys.dek b on b.epoch = $2 and (b.ref, b.org, b.store, b.version) = (a.ref, a.org, a.store, a.version)`,
    [from, to],
  );
  for (const { copy, ...row } of rows) {
    const wrapping = await wrappingOf(ring, row.org, between);
    if (!wrapping) continue;
    const before = unwrap(wrapping.from, dataKeyName({ ...row, epoch: from }), row.wrapped);
    const after = unwrap(wrapping.to, dataKeyName({ ...row, epoch: to }), copy);
    wipe(wrapping);
    if (!before || !after?.equals(before))
      throw stop(`A copy in epoch ${to} is not the key that it should be.`);
    for (const key of [before, after]) key.fill(0);
  }
}

async function wrappingOf(
  ring: Keyring,
  org: string,
  { from, to }: Between,
): Promise<Wrapping | undefined> {
  const [before, after] = [
    await ring.organisationKey(org, from),
    await ring.organisationKey(org, to),
  ];
  return before && after && { from: before, to: after, form: await ring.formOf(to) };
}

function wipe(wrapping: Wrapping | undefined): void {
  wrapping?.from.fill(0);
  wrapping?.to.fill(0);
}

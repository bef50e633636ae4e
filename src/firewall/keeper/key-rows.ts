/** Rows of data keys, wrapped as they stand: found and made for many callers with one statement. */
import type { Database } from '../../database/index.ts';
import { isRetryable } from '../../database/errors.ts';
import { openBatch } from './batch.ts';
import type { Form } from './forms.ts';
import { ask } from './transact.ts';

/** A key of an organisation as it is looked for: `version` 0 asks for the newest. */
export type WantedRow = { ref: Buffer; org: string; store: string; version: number };
/** A key to be made in an epoch, unless the subject has one in that store already. */
export type NewRow = {
  epoch: number;
  ref: Buffer;
  org: string;
  store: string;
  form: Form;
  wrapped: Buffer;
};
export type KeyRow = { epoch: number; version: number; form: Form; wrapped: Buffer };

export type KeyRows = {
  /** The rows that were wanted, in order; undefined for what is not there. Each is read after it was asked for. */
  find(wanted: readonly WantedRow[]): Promise<(KeyRow | undefined)[]>;
  /**
   * The newest row of each key, in order, made durably where there was none. Undefined when the epoch is not the
   * current one any more, or another program made the key at the same moment: ask again.
   */
  make(rows: readonly NewRow[]): Promise<(KeyRow | undefined)[]>;
};

const FIND = `select w.n::int as n, d.epoch, d.version, d.form, d.wrapped
  from unnest($1::bytea[], $2::uuid[], $3::text[], $4::int[]) with ordinality as w(ref, org, store, version, n)
  cross join lateral (
    select k.epoch, k.version, k.form, k.wrapped from keys.dek k
    where k.ref = w.ref and k.org = w.org and k.store = w.store and (w.version = 0 or k.version = w.version)
    order by k.version desc, k.epoch desc limit 1) as d`;

/** Without anything missing it writes nothing and locks nothing. What is held stays the current epoch until the end. */
const MAKE = `with wanted as materialized (
    select * from unnest($1::int[], $2::bytea[], $3::uuid[], $4::text[], $5::bytea[], $6::smallint[]) with ordinality
      as w(epoch, ref, org, store, wrapped, form, n)),
  there as materialized (
    select w.n, d.epoch, d.version, d.form, d.wrapped from wanted w cross join lateral (
      select k.epoch, k.version, k.form, k.wrapped from keys.dek k
      where k.ref = w.ref and k.org = w.org and k.store = w.store
      order by k.version desc, k.epoch desc limit 1) as d),
  missing as materialized (select * from wanted where n not in (select n from there)),
  held as materialized (
    select epoch from keys.epoch where state = 'current' and epoch = any (array (select epoch from missing)) for share),
  made as (
    insert into keys.dek (epoch, ref, store, version, org, form, wrapped)
    select m.epoch, m.ref, m.store, 1, m.org, m.form, m.wrapped from missing m join held using (epoch)
    order by m.ref, m.org, m.store
    on conflict do nothing returning epoch, ref, org, store, form, wrapped)
  select n::int as n, epoch, version, form, wrapped from there
  union all
  select m.n::int, made.epoch, 1, made.form, made.wrapped from made join missing m using (ref, org, store)`;

const MOST_TRIES = 4;

export function openKeyRows(keys: Database): KeyRows {
  async function rowsOf(
    text: string,
    values: readonly unknown[],
    count: number,
  ): Promise<(KeyRow | undefined)[]> {
    for (let tries = 1; ; tries++) {
      try {
        const found: (KeyRow | undefined)[] = Array.from({ length: count });
        for (const { n, ...row } of await ask<KeyRow & { n: number }>(keys, text, values))
          found[n - 1] = row;
        return found;
      } catch (error) {
        if (tries < MOST_TRIES && isRetryable(error)) continue;
        throw error;
      }
    }
  }
  return {
    find: openBatch((wanted) =>
      rowsOf(
        FIND,
        [
          wanted.map(({ ref }) => ref),
          wanted.map(({ org }) => org),
          wanted.map(({ store }) => store),
          wanted.map(({ version }) => version),
        ],
        wanted.length,
      ),
    ),
    make: openBatch((rows) =>
      rowsOf(
        MAKE,
        [
          rows.map(({ epoch }) => epoch),
          rows.map(({ ref }) => ref),
          rows.map(({ org }) => org),
          rows.map(({ store }) => store),
          rows.map(({ wrapped }) => wrapped),
          rows.map(({ form }) => form),
        ],
        rows.length,
      ),
    ),
  };
}

/**
 * After a restore: whoever was erased since the backup was made is erased again (section 7, tombstones), and is on the list of erasures
 * again, so that devices that had not heard of it do, and what they still bring of her is taken as of nobody (chapter 30, 5.4).
 */
import type { Database, Transaction } from '../../database/index.ts';
import { transactionOn } from '../../database/database.ts';
import { ERASURE_STEPS } from '../erasure/erase.ts';

const BATCH = 10_000;

type Place = {
  schema_name: string;
  table_name: string;
  subject_column: string;
  action: string;
  org_column: string;
};

/** Where the log keeps whom an act was about. */
const LOG: readonly Place[] = ['detail', 'stage'].map((table) => ({
  schema_name: 'audit',
  table_name: table,
  subject_column: 'subject',
  action: 'blank_subject',
  org_column: 'org_id',
}));

/**
 * Applies `fw.erasure_map` to everybody whom `erased` knows, and puts them on `consent.erasing` as people whose rows are gone.
 * @param erased which of these subjects were erased: `Keeper.erased`
 * @returns how many people, and how many rows were deleted or blanked
 */
export async function eraseAgain(
  main: Database,
  erased: (subjects: readonly string[]) => Promise<string[]>,
): Promise<{ people: number; rows: number }> {
  const client = await main.borrow('migrate');
  const quoted = (name: string): string => client.escapeIdentifier(name);
  const gone = new Set<string>();
  let rows = 0;
  try {
    await client.query('begin');
    const tx = transactionOn(client);
    const places = await tx.query<Place>(
      'select * from fw.erasure_map order by schema_name, table_name',
    );
    for (const place of [...places, ...LOG]) {
      const table = `${quoted(place.schema_name)}.${quoted(place.table_name)}`;
      const column = quoted(place.subject_column);
      let after = '00000000-0000-0000-0000-000000000000';
      for (;;) {
        const found = await tx.query<{ subject: string }>(
          `select distinct ${column} as subject from ${table} where ${column} > $1 order by 1 limit ${BATCH}`,
          [after],
        );
        if (!found.length) break;
        after = found.at(-1)?.subject ?? after;
        for (const subject of await erased(found.map(({ subject: one }) => one))) gone.add(subject);
      }
    }
    // Before the rows go, which say whose she was. Whom the list had when the backup was made stays on it as she was, and goes on.
    for (const place of [...places, ...LOG]) {
      const org = quoted(place.org_column);
      const column = quoted(place.subject_column);
      await tx.execute(
        `insert into consent.erasing (org_id, subject, erasure_no, step, shredded_at)
           select hers.*, gen_random_uuid(), $2, clock_timestamp() from (
             select distinct ${org}, ${column} from ${quoted(place.schema_name)}.${quoted(place.table_name)}
             where ${column} = any($1::uuid[])) hers on conflict do nothing`,
        [[...gone], ERASURE_STEPS.rowsGone],
      );
    }
    // As `fw.erase_rows` does, with triggers and keys of tables in force: what hangs on a row goes with it, links that name her on
    // their other side too, and keys of packets are noted to be destroyed.
    rows += await tx.execute(
      `delete from referrals.packet k using referrals.packet_origin o where o.packet_id = k.packet_id and o.subject = any($1::uuid[])`,
      [[...gone]],
    );
    for (const place of places) {
      const table = `${quoted(place.schema_name)}.${quoted(place.table_name)}`;
      const column = quoted(place.subject_column);
      rows += await tx.execute(
        place.action === 'delete'
          ? `delete from ${table} where ${column} = any($1::uuid[])`
          : `update ${table} set ${column} = null where ${column} = any($1::uuid[])`,
        [[...gone]],
      );
    }
    await erasePathsAgain(tx, erased);
    // The log stays whole: its leaves hold no person, and what could say whom they were about goes.
    for (const { table_name: table } of LOG) {
      const key = table === 'detail' ? ', subject_key = null' : '';
      await tx.execute(
        `update audit.${table} set subject = null, details = null${key} where subject = any($1::uuid[])`,
        [[...gone]],
      );
      await tx.execute(
        `update audit.${table} set subjects = array(select s from unnest(subjects) s where s <> all ($1::uuid[])) where subjects && $1::uuid[]`,
        [[...gone]],
      );
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
  return { people: gone.size, rows };
}

/** Protected paths that were erased by an old slip: the way has the tombstone, not the person, of whom the desk may hold more. */
async function erasePathsAgain(
  tx: Transaction,
  erased: (subjects: readonly string[]) => Promise<string[]>,
): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const found = await tx.query<{ way: string }>(
      `select handle_id as way from (select handle_id from casework.way_back union all select handle_id from casework.handle) x
       where handle_id > $1 order by 1 limit ${BATCH}`,
      [after],
    );
    const last = found.at(-1);
    if (!last) return;
    after = last.way;
    await tx.execute(
      `select fw.erase_path(x.org_id, x.subject) from (select distinct org_id, subject from (
         select handle_id, org_id, subject from casework.way_back union all select handle_id, org_id, subject from casework.handle) h
       where handle_id = any ($1::uuid[])) x`,
      [await erased(found.map(({ way }) => way))],
    );
  }
}

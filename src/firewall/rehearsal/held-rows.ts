/**
 * Every row of the main database that leads to one person: found by walking the catalogue, so that a table which somebody
 * adds tomorrow is in the answer of the day after. Run as the owner, past all policies: what an order could make us do.
 */
import type { Transaction } from '../../database/index.ts';

export type Sealed = {
  column: string;
  class: string;
  bytes: Buffer;
};
export type HeldRow = {
  table: string;
  /** How the row leads to the person: the column that names her, or a grant or packet of hers. */
  through: string;
  /** Primary key, for what is sealed in it. */
  id: string;
  /** Coded and clear columns. */
  values: Record<string, unknown>;
  sealed: Sealed[];
};

type Table = {
  name: string;
  key: string;
  columns: { name: string; type: string; class: string }[];
};

/** Most rows of one table that are printed; how many there are is always said. */
const MOST_ROWS = 1_000;

/** The person behind a code in any state, or everybody's token as given. @returns nothing when the code leads nowhere. */
export async function personOf(
  tx: Transaction,
  asked: { codeHash: Buffer } | { subject: string },
): Promise<{ subject: string; org: string; name: string }[]> {
  return 'codeHash' in asked
    ? tx.query(
        `select distinct h.subject, h.org_id as org, o.name from (select subject, org_id, code_hash from casework.handle
           union all select subject, org_id, code_hash from casework.way_back) h join fw.organisation o using (org_id) where h.code_hash = $1`,
        [asked.codeHash],
      )
    : tx.query(
        `select distinct $1::text as subject, o.org_id as org, o.name from fw.organisation o where o.org_id in (
           select org_id from casework.person where subject = $1::uuid union select org_id from casework.handle where subject = $1::uuid
           union select from_org from consent.record where subject = $1::uuid union select org_id from consent.erasing where subject = $1::uuid
           union select org_id from audit.detail where subject = $1::uuid or subjects @> array[$1::uuid])`,
        [asked.subject],
      );
}

/** Tables with their columns and what each holds. */
async function tables(tx: Transaction): Promise<Table[]> {
  return tx.query<Table>(
    `select n.nspname || '.' || c.relname as name,
       (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
         where i.indrelid = c.oid and i.indisprimary) as key,
       jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, null), 'class', coalesce(k.class, 'unlisted'))
         order by a.attnum) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       left join fw.column_class k on (k.schema_name, k.table_name, k.column_name) = (n.nspname, c.relname, a.attname)
     where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)'
     group by n.nspname, c.relname, c.oid order by 1`,
  );
}

/** All rows that name the person, and then all that name a grant or packet of hers. */
export async function rowsOf(
  tx: Transaction,
  subject: string,
): Promise<{ rows: HeldRow[]; searched: number; more: Record<string, number> }> {
  const known = await tables(tx);
  const rows: HeldRow[] = [];
  const more: Record<string, number> = {};
  const take = async (table: Table, column: Table['columns'][number], ids: string[]) => {
    const held = rowsHeldBy(table, column);
    const found = await tx.query<{ row: Record<string, unknown>; n: string }>(
      `select to_jsonb(t) as row, count(*) over () as n from ${held.from} limit ${MOST_ROWS}`,
      [ids],
    );
    if (Number(found[0]?.n ?? 0) > MOST_ROWS) more[table.name] = Number(found[0]?.n);
    for (const { row } of found) {
      const one = heldRow(table, column.name, row);
      if (!rows.some((each) => each.table === one.table && each.id === one.id)) rows.push(one);
    }
  };
  for (const table of known)
    for (const column of table.columns)
      if (column.type === 'uuid' || column.type === 'uuid[]') await take(table, column, [subject]);
  for (const link of ['grant_id', 'packet_id', 'request_id']) {
    const ids = [
      ...new Set(rows.map(({ values }) => values[link]).filter((id) => typeof id === 'string')),
    ] as string[];
    for (const table of ids.length ? known : [])
      for (const column of table.columns.filter(({ name }) => name === link))
        await take(table, column, ids);
  }
  return { rows, searched: known.length, more };
}

const quoted = (name: string): string =>
  name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');

function rowsHeldBy(table: Table, column: { name: string; type: string }): { from: string } {
  const name = `t.${quoted(column.name)}`;
  const test = column.type === 'uuid' ? `${name} = any ($1::uuid[])` : `${name} && $1::uuid[]`;
  return { from: `${quoted(table.name)} t where ${test}` };
}

function heldRow(table: Table, through: string, row: Record<string, unknown>): HeldRow {
  const bytes = new Set(
    table.columns.filter(({ type }) => type === 'bytea').map(({ name }) => name),
  );
  return {
    table: table.name,
    through,
    id: String(row[table.key] ?? JSON.stringify(row)),
    values: Object.fromEntries(
      Object.entries(row).filter(([name, value]) => !bytes.has(name) && value !== null),
    ),
    sealed: table.columns
      .filter(({ name }) => bytes.has(name) && typeof row[name] === 'string')
      .map(({ name, class: held }) => ({
        column: `${table.name}.${name}`,
        class: held,
        bytes: Buffer.from(String(row[name]).slice(2), 'hex'),
      })),
  };
}

/** What the whole catalogue says about kinds of knowledge that are not there. */
export async function absences(
  tx: Transaction,
): Promise<{ forbidden: string[]; addresses: string[]; endSealed: string[] }> {
  const list = async (text: string): Promise<string[]> =>
    (await tx.query<{ place: string }>(text)).map(({ place }) => place);
  return {
    forbidden: await list(
      `select n.place from pg_class c join pg_namespace s on s.oid = c.relnamespace, fw.names_of('pg_class'::regclass, c.oid) n
       where s.nspname !~ '^(pg_|information_schema)' and c.relkind in ('r', 'p', 'v') and fw.judge_place(n.name, n.place) is not null`,
    ),
    addresses: await list(
      `select table_schema || '.' || table_name || '.' || column_name as place from information_schema.columns
       where table_schema !~ '^(pg_|information_schema)' and (data_type in ('inet', 'cidr', 'macaddr', 'macaddr8')
         or column_name ~ '(^|_)(ip|user_agent|browser|client_address)(_|$)')
         -- Random secrets that a recipient's office is known by again, as digests: nothing of the person, nothing of her browser.
         and (table_schema, table_name) not in (('referrals', 'recipient_access'), ('survivor', 'way_in'), ('child', 'way_in'))`,
    ),
    endSealed: await list(
      `select distinct schema_name || '.' || table_name as place from fw.column_class where class = 'end_sealed' order by 1`,
    ),
  };
}

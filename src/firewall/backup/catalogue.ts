/** What a backup takes: every table with its own rows, in the catalogue's words. */
import type { Transaction } from '../../database/index.ts';
import type { Store } from '../../database/stores.ts';

export type TableForm = { schema: string; table: string; columns: string[] };
export type Partition = {
  schema: string;
  name: string;
  parent: string;
  bound: string;
  owner: string;
};
export type SequenceState = { name: string; last: string; called: boolean };
export type Catalogue = {
  tables: TableForm[];
  partitions: Partition[];
  sequences: SequenceState[];
};

/**
 * What is not taken: the list of migrations (its number is in the header), the ticket key (made at each start),
 * signed-in sessions (a restore signs everybody out) and half-done imports.
 */
const LEFT_OUT: Record<Store, readonly string[]> = {
  main: ['wayhouse.migration', 'fw.mac_key', 'staff.session', 'directory_sealed.import_stage'],
  keys: ['wayhouse.migration'],
};

const TABLES = `select n.nspname as schema, c.relname as table,
    array_agg(a.attname::text order by a.attnum) as columns
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and n.nspname || '.' || c.relname <> all ($1)
  group by 1, 2 order by 1, 2`;

const PARTITIONS = `select n.nspname as schema, c.relname as name, p.oid::regclass::text as parent,
    pg_get_expr(c.relpartbound, c.oid) as bound, c.relowner::regrole::text as owner
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_inherits i on i.inhrelid = c.oid join pg_class p on p.oid = i.inhparent
  where c.relispartition and c.relkind in ('r', 'p') order by c.oid`;

const SEQUENCES = `select quote_ident(schemaname) || '.' || quote_ident(sequencename) as name,
    coalesce(last_value, start_value)::text as last, last_value is not null as called
  from pg_sequences where schemaname !~ '^pg_' order by 1`;

/** Reads the catalogue as the transaction sees it. */
export async function readCatalogue(tx: Transaction, store: Store): Promise<Catalogue> {
  return {
    tables: await tx.query<TableForm>(TABLES, [LEFT_OUT[store]]),
    partitions: await tx.query<Partition>(PARTITIONS),
    sequences: await tx.query<SequenceState>(SEQUENCES),
  };
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const nameOf = ({ schema, table }: { schema: string; table: string }): string =>
  `${quoted(schema)}.${quoted(table)}`;
export const columnsOf = ({ columns }: TableForm): string => columns.map(quoted).join(', ');

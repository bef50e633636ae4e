/**
 * Numbers of transactions that came with a backup (design chapter 30, section 5.1). They are those of the server it was made on; a new
 * server begins low, so that rows with such numbers would lie above every cursor it gives out and be news at each question.
 */
import type { Transaction } from '../../database/index.ts';
import { nameOf } from './catalogue.ts';

/** Columns by which somebody asks what is new. The log's stage has one too, which finds the acts of one transaction and is no cursor. */
const NUMBERED = `select n.nspname as schema, c.relname as table, quote_ident(a.attname) as column
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'xid8'::regtype
  where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|audit$|information_schema$)'
  order by 1, 2, 3`;

/** Longer than any tablet works alone: what was recorded earlier has reached each that is in use. */
const DAYS_OF_NEWS = 31;
/** The least number that a transaction of its own can have. */
const LEAST = 3;

/**
 * Gives rows with numbers above the present transaction its number; events of long ago the least one, so that tablets are not sent
 * years of a point. Rows whose numbers this server has passed already stay as they are, and in their order.
 * @param tx the transaction that loads the rows, of a role that row security does not bind
 */
export async function renumber(tx: Transaction): Promise<void> {
  const numbered = await tx.query<{ schema: string; table: string; column: string }>(NUMBERED);
  for (const { column, ...table } of numbered) {
    const name = nameOf(table);
    const present =
      name === '"casework"."event"'
        ? `case when recorded_at > now() - make_interval(days => ${DAYS_OF_NEWS}) then pg_current_xact_id() else '${LEAST}' end`
        : 'pg_current_xact_id()';
    await tx.execute(
      `update ${name} set ${column} = ${present} where ${column} > pg_current_xact_id()`,
    );
  }
}

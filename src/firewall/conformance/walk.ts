/** Walks what an auditor has to have seen: kinds, purposes, columns that name a recipient, outward addresses, rights, log settings. */
import { createHash } from 'node:crypto';
import type { Transaction } from '../../database/index.ts';
import { QUIET_QUERY, loudSettings, type RoleSettings } from '../../database/quiet-logs.ts';
import { findingsIn } from '../catalogue/check.ts';

export type Seen = { part: string; what: string; holds: boolean; says: string };

const list = async (tx: Transaction, text: string): Promise<string[]> =>
  (await tx.query<{ what: string }>(text)).map(({ what }) => what);

/** What the catalogue of the main database says, each with what an auditor should see. */
export async function walkCatalogue(tx: Transaction): Promise<Seen[]> {
  const kinds = await list(
    tx,
    `select pg_get_constraintdef(c.oid) as what from pg_constraint c where c.conrelid = 'fw.organisation'::regclass and contype = 'c'
       and pg_get_constraintdef(c.oid) like '%kind = ANY%'`,
  );
  const named = [...(kinds[0] ?? '').matchAll(/'([a-z_]+)'::text/g)].map(([, kind]) => kind ?? '');
  const unbound = await list(
    tx,
    `select a.attrelid::regclass::text as what from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where a.attname = 'to_org' and c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and not exists (
       select from pg_constraint f where f.conrelid = c.oid and f.contype = 'f' and f.confrelid = 'fw.organisation'::regclass
         and a.attnum = any (f.conkey) and cardinality(f.conkey) = 2)`,
  );
  const outward = await list(
    tx,
    `select table_schema || '.' || table_name || '.' || column_name as what from information_schema.columns
     where table_schema !~ '^(pg_|information_schema|directory|wayhouse)' and column_name ~ '(webhook|callback|endpoint|(^|_)url($|_)|subscri|api_key)'`,
  );
  const places = (await findingsIn(tx)).map(
    ({ rule, what, why }) => `rule ${rule}: ${what}: ${why}`,
  );
  const forbidden = await list(
    tx,
    `select n.place as what from pg_class c join pg_namespace s on s.oid = c.relnamespace, fw.names_of('pg_class'::regclass, c.oid) n
     where s.nspname !~ '^(pg_|information_schema)' and c.relkind in ('r', 'p', 'v', 'm') and fw.judge_place(n.name, n.place) is not null`,
  );
  const unlisted = await list(
    tx,
    `select table_schema || '.' || table_name || '.' || column_name as what from information_schema.columns k
     where table_schema in (select distinct schema_name from fw.column_class) and exists (select from pg_class c
         where c.oid = (quote_ident(table_schema) || '.' || quote_ident(table_name))::regclass and c.relkind in ('r', 'p') and not c.relispartition)
       and not exists (select from fw.column_class f where (f.schema_name, f.table_name, f.column_name) = (k.table_schema, k.table_name, k.column_name))`,
  );
  const [barred] = await tx.query<{ n: number }>(
    'select coalesce(sum(cardinality(names)), 0)::int as n from fw.barred',
  );
  const loud = loudSettings(await tx.query<RoleSettings>(QUIET_QUERY));
  const none = (part: string, what: string, found: readonly string[], good = 'none'): Seen => ({
    part,
    what,
    holds: found.length === 0,
    says: found.length ? found.join('; ') : good,
  });
  return [
    {
      part: 'types',
      what: 'kinds of organisation that can exist, none of them enforcement',
      holds:
        named.length > 0 &&
        !named.some((kind) => /enforce|immigra|border|police|customs|military|other/.test(kind)),
      says: named.join(', ') || 'NO LIST',
    },
    {
      part: 'types',
      what: 'barred bodies are in the database',
      holds: (barred?.n ?? 0) > 0,
      says: `${barred?.n ?? 0} names`,
    },
    none(
      'constraints',
      'tables with a recipient that is not bound to what it may have',
      unbound.filter((name) => !NOTICES.includes(name)),
      'all bound by (organisation, may receive) or (organisation, may export)',
    ),
    none('constraints', 'rules of section 5 that the catalogue breaks', places),
    none('constraints', 'columns without a class', unlisted),
    none('constraints', 'names that speak of status, permit or entry', forbidden),
    none(
      'subscriptions',
      'columns for webhooks, subscriptions, keys or addresses to send to',
      outward.filter((name) => !name.startsWith('staff.provider')),
    ),
    none('logs', 'settings under which the server’s log could hold what people wrote', loud),
  ];
}

/** They tell a recipient to delete; nothing of a person is in them. */
const NOTICES: readonly string[] = ['consent.withdrawal_notice'];

/** SHA-256 over columns, constraints, policies, rights, triggers and functions: two databases of one form have the same. */
export async function schemaHash(tx: Transaction): Promise<string> {
  const lines = await list(
    tx,
    `select what from (
       select 'column ' || attrelid::regclass || ' ' || attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull as what
         from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
         where attnum > 0 and not attisdropped and c.relkind in ('r', 'p', 'v') and n.nspname !~ '^(pg_|information_schema)'
       union all select 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint where conrelid <> 0 and connamespace::regnamespace::text !~ '^pg_'
       union all select 'policy ' || schemaname || '.' || tablename || ' ' || policyname || ' ' || permissive || roles::text || cmd || coalesce(qual, '') || coalesce(with_check, '') from pg_policies
       union all select 'rights ' || c.oid::regclass || ' ' || coalesce(c.relacl::text, '') from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname !~ '^(pg_|information_schema)' and c.relkind in ('r', 'p', 'v') 
       union all select 'trigger ' || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
       union all select 'event trigger ' || evtname || ' ' || evtevent || ' ' || evtenabled::text || coalesce(evttags::text, '') from pg_event_trigger
       union all select 'function ' || pg_get_functiondef(p.oid) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
         where n.nspname !~ '^(pg_|information_schema)' and p.prokind = 'f'
     ) x order by what collate "C"`,
  );
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** Mutants of the firewall: every policy, right, trigger, constraint and deciding clause spoilt, one at a time. */
import type { Transaction } from '../../src/database/index.ts';
import { GUARDED } from '../../src/firewall/catalogue/rules.ts';
import { clauseMutantsOf } from './clause-mutants.ts';
import { policyMutantsOf } from './policy-mutants.ts';
import { EDITING_TABLES } from './prober/editing-tables.ts';

/** An editing policy says who writes what is public: the directory, guidance, alerts. */
export type Mutant = {
  kind:
    | 'policy'
    | 'editing policy'
    | 'row security'
    | 'right'
    | 'trigger'
    | 'constraint'
    | 'clause';
  how: string;
  /** The table, and the policy, right, trigger or constraint; or the function. */
  what: string;
  /** SQL that makes the mutant. */
  sql: string;
  /** The table whose answers it changes, or `functions`; null: only the catalogue tells (rights and constraints). */
  probe: string | null;
};

/** Guarded tables are all described, or stand in `NOT_DESCRIBED`; of the others some are. */
const probeOf = (table: string, guarded: boolean): string | null =>
  guarded || EDITING_TABLES.some(({ name }) => name === table) ? table : null;

export async function mutantsOf(tx: Transaction): Promise<Mutant[]> {
  const list: Mutant[] = [];
  for (const { table, policy, how, sql, guarded } of await policyMutantsOf(tx))
    list.push({
      kind: guarded ? 'policy' : 'editing policy',
      how,
      what: `${table} ${policy}`,
      sql,
      probe: probeOf(table, guarded),
    });
  for (const { fn, how, sql } of await clauseMutantsOf(tx))
    list.push({ kind: 'clause', how, what: fn, sql, probe: 'functions' });
  const tables = await tx.query<{ t: string; guarded: boolean }>(
    `select * from (select c.oid::regclass::text t, c.relnamespace::regnamespace::text = any ($1) guarded, c.relrowsecurity
        from pg_class c where c.relkind in ('r', 'p')) x where guarded or relrowsecurity order by 1`,
    [[...GUARDED]],
  );
  for (const { t, guarded } of tables) {
    const probe = probeOf(t, guarded);
    list.push({
      kind: 'row security',
      how: 'disabled',
      what: t,
      sql: `alter table ${t} disable row level security`,
      probe,
    });
    list.push({
      kind: 'row security',
      how: 'not forced',
      what: t,
      sql: `alter table ${t} no force row level security`,
      probe,
    });
  }
  const rights = await tx.query<{ t: string; who: string; p: string }>(
    `select distinct c.oid::regclass::text t, a.grantee::regrole::text who, a.privilege_type p from pg_class c, aclexplode(c.relacl) a
     where c.relnamespace::regnamespace::text = any ($1) and a.grantee <> c.relowner and c.relkind in ('r', 'p') order by 1, 2, 3`,
    [[...GUARDED, 'fw', 'audit']],
  );
  for (const { t, who, p } of rights)
    list.push({
      kind: 'right',
      how: 'taken away',
      what: `${t} ${who} ${p}`,
      sql: `revoke ${p} on ${t} from ${who}`,
      probe: null,
    });
  const given = new Set(rights.map(({ t, who }) => `${t} ${who}`));
  for (const one of given) {
    const [t, who] = one.split(' ');
    list.push({
      kind: 'right',
      how: 'all given',
      what: one,
      sql: `grant all on ${t} to ${who}`,
      probe: null,
    });
  }
  const triggers = await tx.query<{ t: string; name: string }>(
    `select g.tgrelid::regclass::text t, g.tgname::text name from pg_trigger g join pg_class c on c.oid = g.tgrelid
     where not g.tgisinternal and g.tgparentid = 0 and c.relnamespace::regnamespace::text = any ($1)`,
    [[...GUARDED, 'fw', 'audit']],
  );
  for (const { t, name } of triggers) {
    const probe = name === 'crossing' ? 'functions' : null;
    list.push({
      kind: 'trigger',
      how: 'dropped',
      what: `${t} ${name}`,
      sql: `drop trigger ${name} on ${t}`,
      probe,
    });
    list.push({
      kind: 'trigger',
      how: 'disabled',
      what: `${t} ${name}`,
      sql: `alter table ${t} disable trigger ${name}`,
      probe,
    });
  }
  const constraints = await tx.query<{ t: string; name: string }>(
    `select k.conrelid::regclass::text t, quote_ident(k.conname) name from pg_constraint k
     where k.contype in ('c', 'f', 'u') and k.conrelid > 0 and k.conparentid = 0 and k.coninhcount = 0 and k.connamespace::regnamespace::text = any ($1) order by 1, 2`,
    [[...GUARDED, 'fw', 'audit']],
  );
  for (const { t, name } of constraints)
    list.push({
      kind: 'constraint',
      how: 'dropped',
      what: `${t} ${name}`,
      sql: `alter table ${t} drop constraint ${name} cascade`,
      probe: null,
    });
  return list;
}

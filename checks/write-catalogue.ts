/**
 * `node checks/write-catalogue.ts`: writes `src/firewall/catalogue/listed.json` from the migrations.
 * Read the difference before committing it: each line of it is a right, a policy or a function that is accepted.
 */
import { writeFile } from 'node:fs/promises';
import { freshDatabase, startTestCluster } from '../src/database/testing.ts';
import { LISTED_SCHEMAS } from '../src/firewall/catalogue/listed.ts';

const QUERY = `
  select jsonb_build_object(
    'policies', (select jsonb_object_agg(t, p) from (select schemaname || '.' || tablename t, jsonb_object_agg(policyname,
        concat_ws(' ', permissive, cmd, roles::text, 'using', regexp_replace(qual, '\\s+', ' ', 'g'), 'check', regexp_replace(with_check, '\\s+', ' ', 'g'))) p
      from pg_policies where schemaname !~ '^(pg_|information_schema)' group by 1) x),
    'rights', (select jsonb_object_agg(t, p) from (select t, jsonb_agg(text order by text) p from (
        select c.oid::regclass::text t, concat_ws(' ', case when a.grantee = 0 then 'PUBLIC' else a.grantee::regrole::text end, a.privilege_type) text
          from pg_class c, aclexplode(c.relacl) a where c.relnamespace::regnamespace::text = any ($1) and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and a.grantee <> c.relowner
        union select c.oid::regclass::text, concat_ws(' ', case when a.grantee = 0 then 'PUBLIC' else a.grantee::regrole::text end, a.privilege_type, t.attname)
          from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a where c.relnamespace::regnamespace::text = any ($1) and a.grantee <> c.relowner) h
      group by t) x),
    'constraints', (select jsonb_object_agg(t, p) from (select conrelid::regclass::text t, jsonb_agg(text order by text) p from (
        select conrelid, conname || ': ' || pg_get_constraintdef(oid) || case when conenforced and convalidated then '' else ' (not in force)' end text
          from pg_constraint where conrelid > 0 and contype <> 'n' and connamespace::regnamespace::text = any ($1)
        union select tgrelid, 'trigger ' || tgname || ' ' || tgenabled::text || ': ' || pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = tgrelid
          where not tgisinternal and c.relnamespace::regnamespace::text = any ($1)) x group by 1) x),
    'functions', (select jsonb_object_agg(p.oid::regprocedure::text, concat_ws(', ', o.rolname, coalesce(array_to_string(p.proconfig, '; '), ''),
        coalesce((select string_agg(g, ' ' order by g) from (select case when a.grantee = 0 then 'PUBLIC' else a.grantee::regrole::text end g
          from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee <> p.proowner) x), ''),
        md5(coalesce(p.prosrc, '') || coalesce(pg_get_function_sqlbody(p.oid), ''))))
      from pg_proc p join pg_roles o on o.oid = p.proowner
      where (p.prosecdef or p.prorettype = 'trigger'::regtype) and p.pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema'))) as listed`;

const cluster = await startTestCluster();
const database = await freshDatabase();
const client = await database.borrow('migrate');
const { rows } = await client.query<{ listed: unknown }>(QUERY, [LISTED_SCHEMAS]);
client.release();
await writeFile(
  new URL('../src/firewall/catalogue/listed.json', import.meta.url),
  `${JSON.stringify(rows[0]?.listed, null, 2)}\n`,
);
await database.close();
await cluster.stop();

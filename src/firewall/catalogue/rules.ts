/**
 * The rules that can be read from the catalogue (design chapter 20, section 5), each a query that returns what breaks it
 * as `what, why`. `$1` is the list of what was looked at and accepted: see `listed.ts`.
 */

/** Schemas whose every table is guarded by row security. */
export const GUARDED = [
  'casework',
  'referrals',
  'aid',
  'shelter',
  'learning',
  'assess',
  'sync',
  'health',
  'ident',
  'survivor',
  'legal',
  'child',
  'kin',
  'detention',
  'vault',
  'consent',
  'staff',
  'register',
  'evidence',
] as const;

export type Rule = { number: number; name: string; sql: string };

const guarded = `n.nspname in (${GUARDED.map((name) => `'${name}'`).join(', ')})`;
const ours = `n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname !~ '^pg_(temp|toast_temp)_'`;
/** Roles that may log in, the bootstrap superuser apart: it never serves. */
const login = `(rolcanlogin and not rolsuper or rolname ~ '^app_')`;

export const RULES: readonly Rule[] = [
  {
    number: 1,
    name: 'owners cannot log in, login roles own nothing and may do nothing special',
    sql: `
      select rolname::text what, 'an owner may log in' why from pg_roles where rolname ~ '^own_' and rolcanlogin
      union all
      select rolname, 'has a right of the server' from pg_roles
        where rolname ~ '^(app|own)_' and (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls)
      union all
      select r.rolname, 'owns something' from pg_roles r
        where ${login} and exists (select from pg_shdepend d where d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid and d.deptype = 'o')
      union all
      select r.rolname, 'is a member of ' || m.roleid::regrole from pg_roles r join pg_auth_members m on m.member = r.oid where ${login}`,
  },
  {
    number: 2,
    name: 'row security is enabled and forced, with exactly the policies listed',
    sql: `
      select c.oid::regclass::text what, 'row security is not enabled and forced' why
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where (${guarded} or ${ours} and exists (select from pg_policy p where p.polrelid = c.oid))
          and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
      union all
      select coalesce(x.t, e.t) || ' ' || coalesce(x.name, e.name),
          case when e.t is null then 'a policy that is not listed' when x.t is null then 'the policy is missing' else 'the policy is another: ' || x.text end
        from (select schemaname || '.' || tablename t, policyname::text name,
            concat_ws(' ', permissive, cmd, roles::text, 'using', regexp_replace(qual, '\\s+', ' ', 'g'), 'check', regexp_replace(with_check, '\\s+', ' ', 'g')) text
          from pg_policies p join pg_namespace n on n.nspname = p.schemaname where ${ours}) x
        full join (select t.key t, p.key name, p.value text from jsonb_each($1::jsonb -> 'policies') t, jsonb_each_text(t.value) p) e
          on (x.t, x.name) = (e.t, e.name)
        where x.text is distinct from e.text
      union all
      select p.polrelid::regclass::text, r.rolname || ' has not every restriction'
        from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
        cross join unnest(p.polroles) one join pg_roles r on r.oid = one
        where ${guarded} and p.polpermissive and r.rolname ~ '^app_' and r.rolname <> 'app_backup'
          and exists (select from pg_policy q where q.polrelid = p.polrelid and not q.polpermissive
            and not exists (select from pg_policy s where s.polrelid = q.polrelid and not s.polpermissive and one = any (s.polroles)
              and split_part(s.polname, '_', 1) = split_part(q.polname, '_', 1)))`,
  },
  {
    number: 3,
    name: 'no policy is for everybody; owners have the listed ones',
    sql: `
      select p.polrelid::regclass || ' ' || p.polname what, 'is for PUBLIC' why from pg_policy p
        join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
        where ${guarded} and 0 = any (p.polroles)
      union all
      select p.polrelid::regclass || ' ' || p.polname, 'is for an owner and not listed' from pg_policy p
        join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
        cross join unnest(p.polroles) one join pg_roles r on r.oid = one
        where ${guarded} and r.rolname ~ '^own_' and not ($1::jsonb -> 'policies' -> (p.polrelid::regclass::text) ? p.polname)`,
  },
  {
    number: 4,
    name: 'login roles have no right on fw, audit or partitions, and the listed ones elsewhere',
    sql: `
      with held as (
        select c.oid::regclass::text t, n.nspname, c.relispartition, c.relkind, a.privilege_type p, null::name col,
            case when a.grantee = 0 then 'PUBLIC' else a.grantee::regrole::text end who
          from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
          where ${ours} and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and a.grantee <> c.relowner
        union all
        select c.oid::regclass::text, n.nspname, c.relispartition, c.relkind, a.privilege_type, t.attname,
            case when a.grantee = 0 then 'PUBLIC' else a.grantee::regrole::text end
          from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
          where ${ours} and a.grantee <> c.relowner
      )
      select t what, who || ' may ' || p || ' there' why from held
        where (nspname in ('fw', 'audit') or relispartition) and who !~ '^own_' and not (nspname = 'audit' and who = 'app_seq')
          and not (who = 'app_backup' and p = 'SELECT' and not relispartition and t <> 'fw.mac_key')
      union all
      select t, who || ' may ' || p from held where p in ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN') and who !~ '^own_'
      union all
      select t, who || ' may DELETE' from held where nspname = 'register' and p = 'DELETE'
      union all
      select t, 'for PUBLIC: ' || p from held where who = 'PUBLIC'
      union all
      select coalesce(h.t, e.t), case when e.t is null then 'not listed: ' || h.text else 'listed and not there: ' || e.text end
        from (select t, concat_ws(' ', who, p, col) text from held
          where nspname in (select jsonb_array_elements_text($1::jsonb -> 'schemas')) group by 1, 2) h
        full join (select t.key t, jsonb_array_elements_text(t.value) text from jsonb_each($1::jsonb -> 'rights') t) e on (h.t, h.text) = (e.t, e.text)
        where h.t is null or e.t is null`,
  },
  {
    number: 5,
    name: 'definer functions are the listed ones, pinned, and not for everybody',
    sql: `
      with f as (
        select p.oid::regprocedure::text name, o.rolname owner, o.rolcanlogin, p.prosecdef, p.prorettype, p.prosqlbody is not null atomic, n.nspname,
            coalesce(array_to_string(p.proconfig, '; '), '') settings,
            coalesce((select string_agg(g, ' ' order by g) from (select case when a.grantee = 0 then 'PUBLIC' else a.grantee::regrole::text end g
              from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee <> p.proowner) x), '') grantees,
            md5(coalesce(p.prosrc, '') || coalesce(pg_get_function_sqlbody(p.oid), '')) body
          from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles o on o.oid = p.proowner
          where ${ours}
      )
      select name what, 'search_path is not pinned' why from f where prosecdef
        -- A body parsed when it was made has its names bound for ever.
        and not (nspname = 'directory' and atomic) and settings !~ case nspname when 'directory' then '(^|; )search_path=' else '(^|; )search_path=pg_catalog, pg_temp(;|$)' end
      union all
      select name, 'is owned by a role that may log in' from f where prosecdef and rolcanlogin
      union all
      select name, 'may be called by PUBLIC' from f where grantees ~ 'PUBLIC' and (prosecdef and nspname <> 'directory' or nspname in ('fw', 'audit') or exists (
        select from pg_namespace n where n.nspname = f.nspname and ${guarded}))
      union all
      select coalesce(f.name, e.name), case when e.name is null then 'not listed' when f.name is null then 'is missing'
          else 'is another than listed: ' || concat_ws(', ', f.owner, f.settings, f.grantees, f.body) end
        from (select * from f where prosecdef or prorettype = 'trigger'::regtype) f
        full join (select key name, value from jsonb_each_text($1::jsonb -> 'functions')) e using (name)
        where concat_ws(', ', f.owner, f.settings, f.grantees, f.body) is distinct from e.value`,
  },
  {
    number: 6,
    name: 'views ask as the caller; no materialised view, rule, foreign table or foreign extension',
    sql: `
      select c.oid::regclass::text what, case c.relkind when 'v' then 'is not security_invoker and security_barrier'
          when 'm' then 'is a materialised view' else 'is a foreign table' end why
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where (${guarded} or n.nspname in ('fw', 'audit')) and (c.relkind in ('m', 'f') or c.relkind = 'v'
          and not (coalesce(c.reloptions, '{}') @> '{security_invoker=true,security_barrier=true}'))
      union all
      select r.ev_class::regclass::text, 'reads a guarded table as its owner' from pg_rewrite r join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
        join pg_class t on d.refclassid = 'pg_class'::regclass and t.oid = d.refobjid join pg_namespace n on n.oid = t.relnamespace
        join pg_class v on v.oid = r.ev_class
        where (${guarded} or n.nspname in ('fw', 'audit')) and t.oid <> v.oid and not (coalesce(v.reloptions, '{}') @> '{security_invoker=true}')
      union all
      select r.ev_class::regclass::text, 'has a rule' from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
        where ${ours} and r.rulename <> '_RETURN'
      union all
      select extname, 'is not an allowed extension' from pg_extension where extname not in ('plpgsql')`,
  },
  {
    number: 7,
    name: 'no foreign key crosses schemas but to fw; keys are random; constraints and triggers are the listed ones',
    sql: `
      select c.oid::regclass::text what, 'refers to ' || t.oid::regclass why from pg_constraint k
        join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
        join pg_class t on t.oid = k.confrelid join pg_namespace m on m.oid = t.relnamespace
        where k.contype = 'f' and ${guarded} and m.nspname not in (n.nspname, 'fw')
      union all
      select k.conrelid::regclass || ' ' || k.conname, 'is neither random nor led by the organisation' from pg_constraint k
        join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
        where k.contype in ('p', 'u') and ${guarded} and a.atttypid <> 'uuid'::regtype
          and not ($1::jsonb -> 'keys' ? (k.conrelid::regclass || ' ' || k.conname))
      union all
      select coalesce(x.t, e.t), case when e.t is null then 'not listed: ' || x.text else 'listed and not there: ' || e.text end
        from (
          select k.conrelid::regclass::text t, k.conname || ': ' || pg_get_constraintdef(k.oid) || case when k.conenforced and k.convalidated then '' else ' (not in force)' end text
            from pg_constraint k where k.conrelid > 0 and k.contype <> 'n' and k.connamespace::regnamespace::text in (select jsonb_array_elements_text($1::jsonb -> 'schemas'))
          union select g.tgrelid::regclass::text, 'trigger ' || g.tgname || ' ' || g.tgenabled::text || ': ' || pg_get_triggerdef(g.oid) from pg_trigger g join pg_class c on c.oid = g.tgrelid
            where not g.tgisinternal and c.relnamespace::regnamespace::text in (select jsonb_array_elements_text($1::jsonb -> 'schemas'))
        ) x
        full join (select t.key t, jsonb_array_elements_text(t.value) text from jsonb_each($1::jsonb -> 'constraints') t) e on (x.t, x.text) = (e.t, e.text)
        where x.t is null or e.t is null
      union all
      select c.oid::regclass::text, 'is a sequence' from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${guarded} and c.relkind = 'S'`,
  },
  {
    number: 8,
    name: 'nobody but owners may create; databases and languages are closed to PUBLIC',
    sql: `
      select n.nspname::text what, case when a.grantee = 0 then 'PUBLIC' else a.grantee::regrole::text end || ' may create there' why
        from pg_namespace n, aclexplode(n.nspacl) a
        where a.privilege_type = 'CREATE' and a.grantee <> n.nspowner and (a.grantee = 0 or exists (select from pg_roles where oid = a.grantee and rolname ~ '^app_'))
      union all
      select d.datname, a.privilege_type || ' is open to PUBLIC' from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
        where a.grantee = 0 and (d.datname in (current_database(), 'postgres') or d.datname = 'template1')
      union all
      select l.lanname, 'is open to PUBLIC' from pg_language l, aclexplode(coalesce(l.lanacl, acldefault('l', l.lanowner))) a
        where l.lanname = 'plpgsql' and a.grantee = 0
      union all
      select p.oid::regprocedure::text, 'large objects are open to PUBLIC' from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^(lo_|loread$|lowrite$)' and a.grantee = 0`,
  },
  {
    number: 9,
    name: 'what is about a person can be erased and ends; every column says what it holds',
    sql: `
      with t as (
        select n.nspname, c.relname, a.attname from pg_class c join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          where (${guarded} or n.nspname in ('fw', 'audit')) and c.relkind in ('r', 'p') and not c.relispartition
      )
      select t.nspname || '.' || t.relname what, 'has a subject and is not in the erasure map' why from t
        where attname = 'subject' and nspname <> 'audit' and not ($1::jsonb -> 'kept' ? (nspname || '.' || relname))
          and not exists (select from fw.erasure_map m where (m.schema_name, m.table_name) = (nspname, relname))
      union all
      select nspname || '.' || relname, 'has a subject and no clock' from t
        where attname = 'subject' and nspname <> 'audit' and not ($1::jsonb -> 'kept' ? (nspname || '.' || relname))
          and not exists (select from fw.retention m where (m.schema_name, m.table_name) = (nspname, relname))
      union all
      select concat_ws('.', nspname, relname, attname), 'does not say what it holds' from t
        where not exists (select from fw.column_class k where (k.schema_name, k.table_name, k.column_name) = (nspname, relname, attname))
      union all
      select concat_ws('.', schema_name, table_name, column_name), 'is described and not there' from fw.column_class k
        where not exists (select from t where (k.schema_name, k.table_name, k.column_name) = (nspname, relname, attname))`,
  },
  {
    number: 10,
    name: 'what goes out goes to an organisation that may receive or export',
    sql: `
      select c.oid::regclass::text what, 'its recipient is not bound to may_receive or may_export' why
        from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attname = 'to_org' and not a.attisdropped
        where ${guarded} and c.relkind in ('r', 'p') and not c.relispartition and not ($1::jsonb -> 'told' ? c.oid::regclass::text)
          and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and k.confrelid = 'fw.organisation'::regclass and k.conenforced and k.convalidated
            and a.attnum = k.conkey[1] and (select f.attname from pg_attribute f where f.attrelid = k.confrelid and f.attnum = k.confkey[2]) in ('may_receive', 'may_export')
            and exists (select from pg_constraint q where q.conrelid = c.oid and q.contype = 'c' and q.conenforced
              and pg_get_expr(q.conbin, q.conrelid) = (select v.attname from pg_attribute v where v.attrelid = c.oid and v.attnum = k.conkey[2])::text))`,
  },
];

-- The context and its staged row, cheaper, with every check of before (design chapter 20, sections 3, 4 and 9).
-- What an act pays for is how many statements and indexes are touched, not what is checked: see docs/benchmarks.md, "Acts".

set role own_audit;

-- How far the log has come with each producer. Kept by the sequencer alone, so that it never waits for the row that
-- a running act has counted up.
create table audit.counted (
  producer int primary key,
  n bigint not null check (n > 0)
);
insert into audit.counted select producer, max(n) from audit.stage where leaf_index is not null group by producer;
grant select, insert, update on audit.counted to app_seq;

-- A staged row keeps three indexes: its ticket is used once (nonce), its transaction has one context (xid), and it waits
-- for its place (stage_id). That a producer's numbers are dense and come once is what the sequencer looks at.
-- Nobody but fw.begin and fw.note writes here: what the three checks asked is asked by these two. As checks of the table they
-- were made anew from their text for every row.
alter table audit.stage
  drop constraint stage_pkey,
  drop constraint stage_producer_n_key,
  drop constraint stage_act_check,
  drop constraint stage_check,
  drop constraint stage_kind_check;
drop index audit.stage_waiting;
create unique index stage_waiting on audit.stage (stage_id) where leaf_index is null;
-- Its few rows change with every act: room on the page lets them change in place.
alter table audit.producer set (fillfactor = 25);

reset role;

set role own_fw;
insert into fw.column_class (schema_name, table_name, column_name, class, concept) values
  ('audit', 'counted', 'producer', 'coded', 'number of a server process'),
  ('audit', 'counted', 'n', 'coded', 'its last event that is in the log');

-- Verifies the ticket and stages the event of this transaction. Nothing else can open a context. One statement judges, in
-- this order, so that nothing of a ticket is read before its mac is known to be ours (a plan made for one ticket would read its
-- fields while planning, hence the general one):
--   WH002 forged or malformed, WH001 in a transaction that would not see what others commit, or with a cursor held from
--   another context, WH003 expired, WH005 for another login role, WH004 organisation closed
--   23505 on audit.stage: used before, or a second context in one transaction
create or replace function fw.begin(p_ticket text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
  set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  part text[] := string_to_array(p_ticket, '|');
  now_is timestamptz := clock_timestamp();
  verdict text;
  readable text[];
  next_n bigint;
begin
  select case
      -- HMAC-SHA-256 as fw.hmac has it, written out because every act pays for it; compared in base64url, which spells it in one
      -- way only. Comparing digests of both tells nothing of how much of a guess was right.
      when sha256(convert_to(translate(encode(sha256(k.ko || sha256(k.ki || convert_to(left(p_ticket, -44), 'UTF8'))), 'base64'), '+/=', '-_'), 'UTF8'))
        <> sha256(convert_to(part[13], 'UTF8')) then 'WH002'
      -- A withdrawal counts from its commit, so every statement must look anew; and what a cursor kept is nobody's context.
      when current_setting('transaction_isolation') <> 'read committed' or exists (select from pg_cursors q where q.is_holdable) then 'WH001'
      when to_timestamp(part[11]::bigint / 1000.0) <= now_is or to_timestamp(part[11]::bigint / 1000.0) > now_is + interval '31 s' then 'WH003'
      when part[3] <> session_user then 'WH005'
      when part[4] not in ('staff', 'person', 'job', 'glass') or (part[4] in ('staff', 'glass') and part[5] = '')
        or (part[4] in ('person', 'glass') and part[10] = '') then 'WH002'
      when not exists (select from fw.organisation o where o.org_id = part[6]::uuid and (o.cut_at is null or o.cut_at > now_is)) then 'WH004'
      else 'fine'
    end,
    array(select u.collected_for from fw.purpose_use u where u.used_for = part[8])
    into verdict, readable
    from fw.mac_key k
    where k.retired_at > now_is and cardinality(part) = 13 and part[1] = 'w1'
      and k.key_no = case when length(part[2]) between 1 and 9 and translate(part[2], '0123456789', '') = '' then part[2]::int end;
  if verdict is distinct from 'fine' or readable = '{}' then
    verdict := coalesce(nullif(verdict, 'fine'), 'WH002');
    raise exception using errcode = verdict, message = case verdict when 'WH001' then 'no context here'
      when 'WH003' then 'ticket expired' when 'WH004' then 'organisation closed' when 'WH005' then 'ticket for another role' else 'ticket refused' end;
  end if;
  update audit.producer p set n = p.n + 1 where p.pid = pg_backend_pid() returning p.n into next_n;
  if next_n is null then
    insert into audit.producer values (pg_backend_pid(), 1) returning n into next_n;
  end if;
  insert into audit.stage (xid, nonce, login, producer, n, at, exp, kind, actor, org_id, purpose, route, subject, points, reads)
  values (pg_current_xact_id(), decode(translate(part[12], '-_', '+/') || '==', 'base64'), session_user, pg_backend_pid(), next_n, now_is,
    to_timestamp(part[11]::bigint / 1000.0), part[4], nullif(part[5], '')::uuid, part[6]::uuid, part[8], part[9], nullif(part[10], '')::uuid,
    case when part[7] <> '' then string_to_array(part[7], ',')::uuid[] end, readable);
end $$;

-- Says what else this transaction did, as before; an act's name is looked at here.
create or replace function fw.note(p_act text, p_details jsonb default null, p_subjects uuid[] default null) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
declare
  c fw.context := fw.ctx();
  next_n bigint;
  opened audit.stage;
begin
  if p_act = 'open' or p_act !~ '^[a-z][a-z_.]{1,47}$' or p_act is null then
    raise exception using errcode = 'WH002', message = 'act refused';
  end if;
  select * into opened from audit.stage s where s.act = 'open' and s.xid = pg_current_xact_id();
  update audit.producer p set n = p.n + 1 where p.pid = opened.producer returning p.n into next_n;
  insert into audit.stage (xid, act, login, producer, n, at, exp, kind, actor, org_id, purpose, route, subject, subjects, points, reads, details)
  values (opened.xid, p_act, opened.login, opened.producer, next_n, clock_timestamp(), opened.exp, c.kind, c.actor, c.org_id, c.purpose,
    opened.route, c.subject, p_subjects, c.points, c.reads, p_details);
end $$;

-- The template of all policies, as before but for one name: permissive policies are asked from the last name to the first, so
-- `hers` is asked after `home`, and its function is not called for a row that is at home already.
create or replace function fw.guard_table(p_table regclass, p_roles name[], p_shape text default 'home', p_org_column name default 'org_id') returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
  role_name name;
  tag text;
  org name := case p_shape when 'crossing' then 'from_org' else p_org_column end;
  has_subject boolean := p_shape <> 'kept' and exists (select from pg_attribute where attrelid = p_table and attname = 'subject' and not attisdropped);
  has_point boolean := exists (select from pg_attribute where attrelid = p_table and attname = 'point_id' and not attisdropped);
begin
  if p_shape not in ('home', 'crossing', 'kept') then
    raise exception 'shape % is not known', p_shape;
  end if;
  execute format('alter table %s enable row level security', p_table);
  execute format('alter table %s force row level security', p_table);
  foreach role_name in array p_roles loop
    tag := replace(role_name, 'app_', '');
    execute format('create policy home_%s on %s to %I using (%I = (select fw.home_org())) with check (%I = (select fw.home_org()))',
      tag, p_table, role_name, org, org);
    if has_subject then
      execute format('create policy hers_%s on %s for select to %I using ((subject, %I) = (select o.subject, o.org_id from fw.own_row() o))',
        tag, p_table, role_name, org);
      execute format('create policy alive_%s on %s as restrictive to %I using (subject is null or subject <> all ((select fw.erasing())::uuid[]))',
        tag, p_table, role_name);
    end if;
    execute format('create policy purpose_%s on %s as restrictive to %I using (purpose_id = any ((select fw.readable())::text[])) with check (purpose_id = (select fw.acting_purpose()))',
      tag, p_table, role_name);
    if has_point then
      execute format('create policy point_%s on %s as restrictive to %I using (cardinality((select fw.points())) = 0 or point_id = any ((select fw.points())::uuid[]))',
        tag, p_table, role_name);
    end if;
    if p_shape = 'crossing' then
      execute format('create policy alive_%s on %s as restrictive to %I using (grant_id <> all ((select fw.erasing_grants())::uuid[]))',
        tag, p_table, role_name);
      execute format('create policy shared_%s on %s for select to %I using (to_org = (select fw.home_org()) and fw.share_ok(grant_id, agreement_id, from_org, to_org, purpose_id, categories))',
        tag, p_table, role_name);
    end if;
  end loop;
  if has_subject then
    -- Erasure and retention act by functions of this owner.
    execute format('create policy definer on %s to own_fw using (true) with check (true)', p_table);
    execute format('grant select, delete, update (subject) on %s to own_fw', p_table);
  end if;
  execute format('create policy backup on %s for select to app_backup using (true)', p_table);
  execute format('grant select on %s to app_backup', p_table);
  if p_shape = 'crossing' then
    execute format('create trigger crossing before insert or update of grant_id, agreement_id, from_org, to_org, purpose_id, categories on %s for each row execute function fw.before_crossing()', p_table);
  end if;
end $$;

reset role;

do $$
declare
  p record;
begin
  for p in select c.oid::regclass as t, o.polname, c.relowner::regrole as owner from pg_policy o join pg_class c on c.oid = o.polrelid
    where o.polname ~ '^own_' and pg_get_expr(o.polqual, o.polrelid) ~ 'fw\.own_row\(\)' loop
    execute format('set local role %s', p.owner);
    execute format('alter policy %I on %s rename to %I', p.polname, p.t, regexp_replace(p.polname, '^own_', 'hers_'));
    reset role;
  end loop;
end $$;

-- Whoever is on a protected path keeps her way to it as long as the path lives (FIRE-10, FIRE-09; VUL-03, VUL-04). Her token and the codes
-- of her slips go at the desk half a year later as everybody's do, and what lay in the path under her token could then be erased by
-- nobody for up to ten years. Now the digest of a slip's code goes aside with that clock, into a table that no login role may read, and
-- goes in the day after the last row of her path. Nothing is found by it, neither at the desk nor on her own page, where an old slip is
-- answered like one that never was; it opens one thing: erasing what lies in the path, asked for blindly and done by the job of
-- retention, so that neither the answer nor its time tells whether there was anything.
set role own_casework;
create table casework.way_back (
  handle_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose check (purpose_id in ('child.protect', 'survivor.support')),
  subject uuid not null,
  code_hash bytea not null check (octet_length(code_hash) = 32),
  -- The last day on which the path was seen alive.
  needed_on date not null
);
create index way_back_subject on casework.way_back (org_id, subject);
create index way_back_code on casework.way_back (org_id, code_hash);
select fw.guard_table('casework.way_back', array[]::name[]);
grant insert, update (needed_on) on casework.way_back to own_fw;
reset role;

-- Codes by which an erasure was asked for blindly: of everybody who asked, also where nothing is held. Each is forgotten after an hour.
set role own_consent;
create table consent.asked_by_code (
  asked_id uuid primary key default gen_random_uuid(),
  code_hash bytea not null check (octet_length(code_hash) = 32),
  asked_at timestamptz not null default clock_timestamp()
);
create index asked_by_code_hash on consent.asked_by_code (code_hash);
select fw.guard_table('consent.asked_by_code', array[]::name[]);
create policy definer on consent.asked_by_code to own_fw using (true) with check (true);
grant select, insert, delete on consent.asked_by_code to own_fw;
reset role;

set role own_fw;
-- Whether anything but the path itself lies under this token in a compartment: in whatever tables it has that an erasing empties.
create function fw.lies_in(p_room text, p_org uuid, p_subject uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  m fw.erasure_map;
  found_one boolean;
begin
  for m in select * from fw.erasure_map x where x.schema_name = p_room and x.action = 'delete' order by x.table_name loop
    execute format('select exists (select from %I.%I x where x.%I = $1 and x.%I = $2)', m.schema_name, m.table_name, m.subject_column, m.org_column)
      into found_one using p_subject, p_org;
    if found_one then
      return true;
    end if;
  end loop;
  return false;
end $$;

-- The path that lives under this token, by its purpose; null when none does.
create function fw.path_of(p_org uuid, p_subject uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select case r.room when 'child' then 'child.protect' else 'survivor.support' end from unnest(array['child', 'survivor']) r(room)
  where exists (select from casework.pathway p where p.org_id = p_org and p.subject = p_subject and p.compartment = r.room) or fw.lies_in(r.room, p_org, p_subject)
  limit 1
$$;

-- Before the clocks of an organisation run: slips that are due go aside where a path lives, and ways whose path lives stay. A slip that was
-- called lost or was replaced may be in other hands, and a spoken code can be guessed: neither is a way.
create function fw.keep_ways_at(p_org uuid, p_now timestamptz) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  insert into casework.way_back (handle_id, org_id, purpose_id, subject, code_hash, needed_on)
    select h.handle_id, h.org_id, fw.path_of(h.org_id, h.subject), h.subject, h.code_hash, p_now::date
    from casework.handle h join fw.retention t on (t.schema_name, t.table_name, t.purpose_id) = ('casework', 'handle', h.purpose_id)
    where h.org_id = p_org and h.created_at + t.keep < p_now and h.state in ('live', 'expired') and h.kind <> 'spoken'
      and not fw.is_held(h.org_id, h.subject) and fw.path_of(h.org_id, h.subject) is not null
    on conflict do nothing;
  -- A path whose last row went by its clock leads to nobody any more either, instead of naming her for ten years.
  update casework.pathway p set subject = null
    from fw.retention t
    where p.org_id = p_org and p.subject is not null and (t.schema_name, t.table_name, t.purpose_id) = (p.compartment, 'file', p.purpose_id)
      and p.opened_at + t.keep < p_now and not fw.is_held(p.org_id, p.subject) and not fw.lies_in(p.compartment, p.org_id, p.subject);
  update casework.way_back w set needed_on = p_now::date
    where w.org_id = p_org and w.needed_on < p_now::date and fw.path_of(w.org_id, w.subject) is not null;
end $$;

-- All that lies in her paths goes, and what of the log was of them. What the desk holds of her stays, and nothing tells it.
create function fw.erase_path(p_org uuid, p_subject uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  m fw.erasure_map;
begin
  for m in select * from fw.erasure_map x where x.schema_name in ('child', 'survivor') order by x.schema_name, x.table_name loop
    execute format(case m.action when 'delete' then 'delete from %1$I.%2$I where %3$I = $1 and %4$I = $2'
        else 'update %1$I.%2$I set %3$I = null where %3$I = $1 and %4$I = $2' end, m.schema_name, m.table_name, m.subject_column, m.org_column)
      using p_subject, p_org;
  end loop;
  update casework.pathway p set subject = null where p.org_id = p_org and p.subject = p_subject;
  update casework.event e set subject = null where e.org_id = p_org and e.subject = p_subject and e.compartment <> 'general';
  delete from casework.way_back w where w.org_id = p_org and w.subject = p_subject;
  update audit.detail d set subject = null, subject_key = null, details = null
    where d.org_id = p_org and d.subject = p_subject and (fw.is_silent(d.purpose) or d.act = 'pathway.opened');
  update audit.detail d set subjects = array_remove(d.subjects, p_subject)
    where d.org_id = p_org and d.subjects @> array[p_subject] and (fw.is_silent(d.purpose) or d.act = 'pathway.opened');
end $$;

-- Asked for with a code that opens nothing. The same is written whether there is anything or not; false when too many wait.
create function fw.ask_by_code(p_code_hash bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if (select count(*) from consent.asked_by_code) >= 200000 then
    return false;
  end if;
  insert into consent.asked_by_code (code_hash) values (p_code_hash);
  return true;
end $$;

-- Ways of the acting organisation by which an erasure was asked for, and that no hold stops. What is older than an hour was looked at by
-- every organisation and is forgotten, but for what waits for the end of a hold.
create function fw.ways_asked() returns setof uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'job' or c.purpose <> 'job.retention' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  perform pg_advisory_xact_lock_shared(hashtextextended('hold|' || c.org_id, 0));
  return query select w.handle_id from casework.way_back w
    where w.org_id = c.org_id and w.code_hash in (select a.code_hash from consent.asked_by_code a) and not fw.is_held(c.org_id, w.subject);
  delete from consent.asked_by_code a where a.asked_at + interval '1 hour' < clock_timestamp()
    and not exists (select from casework.way_back w where w.code_hash = a.code_hash);
end $$;

-- Her path by one of these ways: once its tombstone stands, so that a restore does the same.
create function fw.erase_by_way(p_handle uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  hers uuid;
begin
  if c.kind <> 'job' or c.purpose <> 'job.retention' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  perform pg_advisory_xact_lock_shared(hashtextextended('hold|' || c.org_id, 0));
  select w.subject into hers from casework.way_back w
    where w.org_id = c.org_id and w.handle_id = p_handle and w.code_hash in (select a.code_hash from consent.asked_by_code a);
  if hers is not null and not fw.is_held(c.org_id, hers) then
    perform fw.erase_path(c.org_id, hers);
  end if;
end $$;
revoke execute on function fw.lies_in(text, uuid, uuid), fw.path_of(uuid, uuid), fw.keep_ways_at(uuid, timestamptz), fw.erase_path(uuid, uuid), fw.ask_by_code(bytea),
  fw.ways_asked(), fw.erase_by_way(uuid) from public;
grant execute on function fw.ask_by_code(bytea) to app_keeper;
grant execute on function fw.ways_asked(), fw.erase_by_way(uuid) to app_jobs;

insert into fw.erasure_map (schema_name, table_name, action, org_column) values ('casework', 'way_back', 'delete', 'org_id');
insert into fw.retention (schema_name, table_name, purpose_id, starts, clock_column, keep, most, action) values
  ('casework', 'way_back', 'child.protect', 'purpose_met', 'needed_on', '1 day', '30 days', 'erase'),
  ('casework', 'way_back', 'survivor.support', 'purpose_met', 'needed_on', '1 day', '30 days', 'erase');
insert into fw.column_class (schema_name, table_name, column_name, class, concept)
  select 'casework', 'way_back', a.attname, 'coded', 'way to a protected path, by a slip whose time is over: ' || replace(a.attname, '_', ' ')
  from pg_attribute a where a.attrelid = 'casework.way_back'::regclass and a.attnum > 0 and not a.attisdropped;
insert into fw.column_class (schema_name, table_name, column_name, class, concept)
  select 'consent', 'asked_by_code', a.attname, 'coded', 'erasure asked for by a code that opens nothing: ' || replace(a.attname, '_', ' ')
  from pg_attribute a where a.attrelid = 'consent.asked_by_code'::regclass and a.attnum > 0 and not a.attisdropped;
reset role;

-- The clocks keep ways before they run; and whoever erases her record with a slip that has come into use again erases by it what lay
-- under the token that it stood for before.
do $$
declare
  change record;
  was text;
begin
  for change in select * from (values
    ('fw.expire_at(uuid, timestamptz)', '  for r in select t.*', E'  perform fw.keep_ways_at(p_org, p_now);\n'),
    ('fw.erase_rows(uuid)', E'  for m in select * from fw.erasure_map', E'  perform fw.erase_path(w.org_id, w.subject) from (select distinct b.org_id, b.subject from casework.handle h
      join casework.way_back b on b.org_id = h.org_id and b.code_hash = h.code_hash
      where h.org_id = c.org_id and h.subject = p_subject and b.subject <> p_subject and not fw.is_held(b.org_id, b.subject)) w;\n')
  ) x (function_name, place, first) loop
    was := pg_get_functiondef(change.function_name::regprocedure);
    if array_length(string_to_array(was, change.place), 1) <> 2 then
      raise exception '% is not as expected', change.function_name;
    end if;
    set local role own_fw;
    execute replace(was, change.place, change.first || change.place);
    reset role;
  end loop;
end $$;

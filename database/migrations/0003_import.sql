-- Who may write the directory, and how imports are staged and applied (design chapter 10, sections 1.5, 2.2, 3.6).
set role own_directory;

create function directory.acting_org() returns uuid
language sql stable as $$ select nullif(current_setting('wayhouse.org', true), '')::uuid $$;

-- An organisation's editors write its own rows, and read everything that is not sealed. Nobody deletes.
do $$
declare t text;
begin
  for t in
    select table_name from information_schema.columns
    where table_schema = 'directory' and column_name = 'org_id' order by 1
  loop
    execute format('alter table directory.%I enable row level security, force row level security', t);
    execute format('create policy owner_all on directory.%I to own_directory using (true) with check (true)', t);
    execute format('create policy editor_reads on directory.%I for select to app_editor using (true)', t);
    execute format('create policy editor_adds on directory.%I for insert to app_editor with check (org_id = directory.acting_org())', t);
    execute format('create policy editor_changes on directory.%I for update to app_editor
      using (org_id = directory.acting_org()) with check (org_id = directory.acting_org())', t);
    execute format('create policy jobs_all on directory.%I to app_jobs using (true) with check (true)', t);
    execute format('grant select, insert, update on directory.%I to app_editor', t);
  end loop;
  -- Reference tables that an operator loads from files.
  foreach t in array array['place_name', 'holiday', 'need_map', 'barred'] loop
    execute format('grant select, insert, update on directory.%I to app_editor', t);
  end loop;
  grant select, insert on directory.fact_history to app_editor;
  grant usage on all sequences in schema directory to app_editor;
end $$;

-- The codes that people type share one number space, also with codes that came in by an import.
create or replace function directory.new_code() returns text
language plpgsql volatile security definer set search_path = directory, pg_temp as $$
declare
  n text;
  candidate text;
begin
  loop
    n := nextval('directory.code_number')::text;
    candidate := n || directory.damm(n);
    exit when not directory.code_taken(candidate);
  end loop;
  return candidate;
end $$;

create function directory.code_taken(candidate text) returns boolean
language sql stable security definer set search_path = directory, pg_temp as $$
  select exists (select from directory.organization where code = candidate)
      or exists (select from directory.service_at_location where code = candidate)
      or exists (select from directory.point where code = candidate)
$$;

-- Bookkeeping of imports belongs to the organisation that owns the source.
do $$
declare t text;
begin
  foreach t in array array['import_batch', 'source_record'] loop
    execute format('alter table directory.%I enable row level security, force row level security', t);
    execute format('create policy owner_all on directory.%I to own_directory using (true) with check (true)', t);
    execute format('create policy editor_own on directory.%I to app_editor
      using (source_id in (select id from directory.source where org_id = directory.acting_org()))
      with check (source_id in (select id from directory.source where org_id = directory.acting_org()))', t);
    execute format('grant select, insert, update on directory.%I to app_editor', t);
  end loop;
  alter table directory.import_row enable row level security, force row level security;
  create policy owner_all on directory.import_row to own_directory using (true) with check (true);
  create policy editor_own on directory.import_row to app_editor
    using (batch_id in (select id from directory.import_batch))
    with check (batch_id in (select id from directory.import_batch));
  grant select, insert on directory.import_row to app_editor;
end $$;
-- Which other source already keeps a row: asked before a second source may touch it.
create function directory.kept_by_other_source(wanted uuid, entity_name text, mine uuid) returns boolean
language sql stable security definer set search_path = directory, pg_temp as $$
  select exists (select from directory.source_record
    where row_id = wanted and entity = entity_name and source_id <> mine)
$$;

-- Sealed: where an import's records wait before they are applied, since some carry hidden addresses.
-- Unlogged: a crash empties it, and nothing of it reaches the write-ahead log.
create unlogged table directory_sealed.import_stage (
  batch_id uuid not null,
  n int not null,
  entity text not null,
  foreign_id text not null,
  row_id uuid not null,
  -- Typed values of the record; an explicit null clears the field.
  cols jsonb not null,
  -- Values that count only when the record is created.
  fresh jsonb not null default '{}',
  -- Set when the record is planned.
  hash text,
  -- Kinds of detail rows that this record lists completely.
  complete text[] not null default '{}',
  -- Where it stood in the file: {"file", "line"}.
  at jsonb not null default '{}',
  findings jsonb not null default '[]',
  action text,
  -- What an update sets, and the row before.
  change jsonb,
  before jsonb,
  org_id uuid not null,
  staged_at timestamptz not null default now(),
  primary key (batch_id, n)
) with (fillfactor = 45);
create index on directory_sealed.import_stage (batch_id, entity, row_id);
create index on directory_sealed.import_stage (batch_id, entity, foreign_id);
alter table directory_sealed.import_stage enable row level security, force row level security;
create policy owner_all on directory_sealed.import_stage to own_directory using (true) with check (true);
create policy editor_own on directory_sealed.import_stage to app_editor
  using (org_id = directory.acting_org()) with check (org_id = directory.acting_org());
grant select, insert, update, delete on directory_sealed.import_stage to app_editor;

-- Fresh statistics before a large import is applied: without them its joins go row by row.
create function directory.analyze_stage() returns void
language plpgsql volatile security definer set search_path = directory, pg_temp as $$
begin
  analyze directory_sealed.import_stage;
  analyze directory.source_record;
end $$;

alter table directory_sealed.place_exact enable row level security, force row level security;
create policy owner_all on directory_sealed.place_exact to own_directory using (true) with check (true);
create policy editor_own on directory_sealed.place_exact to app_editor
  using (org_id = directory.acting_org()) with check (org_id = directory.acting_org());
grant select, insert, update on directory_sealed.place_exact to app_editor;

-- Three-way merge of one record: `base` is the last imported value, `incoming` the new one, `present` the row.
-- Gives {"set": what to write, "conflicts": fields edited here since the last import, which stay}.
create function directory.merge_three(base jsonb, incoming jsonb, present jsonb) returns jsonb
language sql immutable as $$
  select jsonb_build_object(
    'set', coalesce(jsonb_object_agg(key, value) filter (where verdict = 'set'), '{}'),
    'conflicts', coalesce(jsonb_agg(key order by key) filter (where verdict = 'conflict'), '[]'))
  from (
    select i.key, i.value, case
      when i.value = coalesce(present -> i.key, 'null') then 'same'
      when i.value = coalesce(base -> i.key, 'null') then 'same'
      when coalesce(present -> i.key, 'null') = coalesce(base -> i.key, 'null') then 'set'
      else 'conflict' end as verdict
    from jsonb_each(incoming) i
  ) fields
$$;

-- Takes away detail rows (a phone, a schedule …) that the source took away: `import_row.before` keeps them for undo.
-- The only way for an editor to remove anything; records that people could hold a link to are never removed by it.
create function directory.take_away(batch uuid) returns int
language plpgsql volatile security definer set search_path = directory, pg_temp as $$
declare
  total int := 0;
  done int;
  t text;
begin
  foreach t in array array['language', 'phone', 'contact', 'schedule', 'service_area', 'address', 'accessibility',
    'cost_option', 'required_document', 'funding', 'service_capacity', 'attribute', 'url', 'organization_identifier'] loop
    execute format('delete from directory.%I t using directory_sealed.import_stage s
      where s.batch_id = $1 and s.entity = %L and s.action = ''take_away'' and t.id = s.row_id
        and t.org_id = directory.acting_org()', t, t) using batch;
    get diagnostics done = row_count;
    total := total + done;
  end loop;
  delete from directory.fact t using directory_sealed.import_stage s
    where s.batch_id = batch and s.entity = 'fact' and s.action = 'take_away'
      and t.subject_type = s.cols ->> 'subject_type' and t.subject_id = (s.cols ->> 'subject_id')::uuid
      and t.code = s.cols ->> 'code' and t.org_id = directory.acting_org();
  get diagnostics done = row_count;
  total := total + done;
  delete from directory.field_text t using directory_sealed.import_stage s
    where s.batch_id = batch and s.entity = 'field_text' and s.action = 'take_away'
      and t.subject_id = (s.cols ->> 'subject_id')::uuid and t.field = s.cols ->> 'field'
      and t.lang = s.cols ->> 'lang' and t.org_id = directory.acting_org();
  get diagnostics done = row_count;
  total := total + done;
  delete from directory.service_need t using directory_sealed.import_stage s
    where s.batch_id = batch and s.entity = 'service_need' and s.action = 'take_away'
      and t.service_id = (s.cols ->> 'service_id')::uuid and t.need = s.cols ->> 'need'
      and t.org_id = directory.acting_org();
  get diagnostics done = row_count;
  total := total + done;
  delete from directory.source_record r using directory_sealed.import_stage s
    where s.batch_id = batch and s.action = 'take_away' and r.row_id = s.row_id and r.entity = s.entity
      and r.foreign_id = s.foreign_id
      and r.source_id in (select id from directory.source where org_id = directory.acting_org());
  return total;
end $$;

-- Undo: takes away what one import made, in the order in which rows rest on each other. A record that
-- something else has come to rest on since (an answer, a hold, another record) is closed instead.
create function directory.unmake(batch uuid, out removed int, out closed int)
language plpgsql volatile security definer set search_path = directory, pg_temp as $$
declare
  t text;
  done int;
  mine uuid[];
  rests text;
begin
  removed := 0;
  closed := 0;
  if not exists (select from directory.import_batch b join directory.source s on s.id = b.source_id
      where b.id = batch and s.org_id = directory.acting_org()) then
    return;
  end if;
  delete from directory.fact t using directory.import_row r join directory.source_record b on b.entity = r.entity and b.foreign_id = r.foreign_id
    where r.batch_id = batch and r.action = 'create' and r.entity = 'fact' and b.last_batch = batch
      and t.subject_id = (b.imported ->> 'subject_id')::uuid and t.code = b.imported ->> 'code' and t.subject_type = b.imported ->> 'subject_type';
  get diagnostics done = row_count; removed := removed + done;
  delete from directory.field_text t using directory.import_row r join directory.source_record b on b.entity = r.entity and b.foreign_id = r.foreign_id
    where r.batch_id = batch and r.action = 'create' and r.entity = 'field_text' and b.last_batch = batch
      and t.subject_id = (b.imported ->> 'subject_id')::uuid and t.field = b.imported ->> 'field' and t.lang = b.imported ->> 'lang';
  get diagnostics done = row_count; removed := removed + done;
  delete from directory.service_need t using directory.import_row r join directory.source_record b on b.entity = r.entity and b.foreign_id = r.foreign_id
    where r.batch_id = batch and r.action = 'create' and r.entity = 'service_need' and b.last_batch = batch
      and t.service_id = (b.imported ->> 'service_id')::uuid and t.need = b.imported ->> 'need';
  get diagnostics done = row_count; removed := removed + done;
  foreach t in array array['space_agreement', 'point', 'language', 'attribute', 'phone', 'contact', 'schedule', 'service_area', 'address',
    'accessibility', 'cost_option', 'required_document', 'funding', 'service_capacity', 'url', 'organization_identifier',
    'service_at_location', 'place_rule', 'location', 'service', 'program', 'organization', 'unit', 'taxonomy_term', 'taxonomy'] loop
    select coalesce(array_agg(b.row_id), '{}') into mine from directory.import_row r
      join directory.source_record b on b.entity = r.entity and b.foreign_id = r.foreign_id and b.last_batch = batch
      where r.batch_id = batch and r.action = 'create' and r.entity = t;
    rests := case t
      when 'service_at_location' then 'not exists (select from directory.feedback f where f.service_at_location_id = x.id)
        and not exists (select from directory.listing_hold h where h.service_at_location_id = x.id)'
      when 'service' then 'not exists (select from directory.service_at_location a where a.service_id = x.id)
        and not exists (select from directory.listing_hold h where h.service_id = x.id)'
      when 'location' then 'not exists (select from directory.service_at_location a where a.location_id = x.id)
        and not exists (select from directory.point p where p.location_id = x.id)'
      when 'program' then 'not exists (select from directory.service s where s.program_id = x.id)'
      when 'organization' then 'not exists (select from directory.service s where x.id in (s.organization_id, s.checked_by))
        and not exists (select from directory.program p where p.organization_id = x.id)
        and not exists (select from directory.location l where l.organization_id = x.id)
        and not exists (select from directory.fact f where f.said_by = x.id)
        and not exists (select from directory.organization o where o.parent_organization_id = x.id and not o.id = any ($1))'
      when 'unit' then 'not exists (select from directory.service_capacity c where c.unit_id = x.id)'
      when 'taxonomy_term' then 'not exists (select from directory.attribute a where a.taxonomy_term_id = x.id)
        and not exists (select from directory.taxonomy_term c where c.parent_id = x.id and not c.id = any ($1))'
      when 'taxonomy' then 'not exists (select from directory.taxonomy_term c where c.taxonomy_id = x.id)'
      when 'point' then 'not exists (select from directory.space_agreement g where g.location_id = x.location_id)'
      else 'true' end;
    execute format('delete from directory.%I x where x.%I = any ($1) and x.org_id = directory.acting_org() and (%s)',
      t, case when t in ('point', 'space_agreement', 'place_rule') then 'location_id' else 'id' end, rests) using mine;
    get diagnostics done = row_count; removed := removed + done;
    if t = 'service' then
      update directory.service set status = 'inactive', status_reason = 'import_undone', lifecycle = 'closed', version = version + 1, updated_at = now(), last_modified = now() where id = any (mine);
      get diagnostics done = row_count; closed := closed + done;
    elsif t in ('organization', 'service_at_location') then
      execute format('update directory.%I set lifecycle = ''closed'', version = version + 1, updated_at = now() where id = any ($1)', t) using mine;
      get diagnostics done = row_count; closed := closed + done;
    end if;
  end loop;
  delete from directory_sealed.place_exact x where x.org_id = directory.acting_org()
    and not exists (select from directory.location l where l.id = x.location_id);
  delete from directory.source_record b using directory.import_row r
    where r.batch_id = batch and r.action = 'create' and b.entity = r.entity and b.foreign_id = r.foreign_id and b.last_batch = batch;
end $$;

-- A place that becomes hidden loses its public address and coordinates at once, everywhere (PT-09).
create function directory.hide_places(batch uuid) returns int
language plpgsql volatile security definer set search_path = directory, pg_temp as $$
declare
  hidden uuid[];
  streets jsonb;
  telling constant text[] := array['latitude', 'longitude', 'external_identifier', 'external_identifier_type', 'transportation'];
begin
  select coalesce(array_agg(l.id), '{}') into hidden
    from directory.location l join directory.place_rule r on r.location_id = l.id
    where (r.disclosure <> 'exact' or r.publicity = 'unpublished')
      and l.org_id = directory.acting_org()
      and l.id in (select row_id from directory_sealed.import_stage where batch_id = batch and entity in ('location', 'place_rule'));
  -- The words by which a text would tell the place.
  select coalesce(jsonb_agg(distinct jsonb_build_object('id', w.id, 'street', lower(w.street))), '[]') into streets from (
    select location_id as id, address_1 as street from directory.address where location_id = any (hidden)
    union select location_id, address ->> 'address_1' from directory_sealed.place_exact where location_id = any (hidden)) w
    where length(w.street) >= 5;
  update directory.location set latitude = null, longitude = null, external_identifier = null,
    external_identifier_type = null, transportation = null
    where id = any (hidden)
      and num_nonnulls(latitude, longitude, external_identifier, external_identifier_type, transportation) > 0;
  delete from directory.address where location_id = any (hidden);
  -- Also from what earlier imports remember.
  update directory.import_row set before = before - telling
    where entity = 'location' and before ? 'id' and (before ->> 'id')::uuid = any (hidden);
  update directory.import_row r set before = (
      select coalesce(jsonb_object_agg(e.key, case when jsonb_typeof(e.value) = 'string'
        and position(w.street in lower(e.value #>> '{}')) > 0 then 'null' else e.value end), '{}') from jsonb_each(r.before) e)
    from jsonb_to_recordset(streets) as w(id uuid, street text)
    where r.before is not null and position(w.street in lower(r.before::text)) > 0
      and (r.entity = 'location' and r.before ->> 'id' = w.id::text
        or r.entity = 'service_at_location' and r.before ->> 'location_id' = w.id::text);
  update directory.import_row set before = null
    where entity = 'address' and before ? 'location_id' and (before ->> 'location_id')::uuid = any (hidden);
  update directory.source_record set imported = imported - telling
    where entity = 'location' and row_id = any (hidden);
  delete from directory.source_record
    where entity = 'address' and imported ? 'location_id' and (imported ->> 'location_id')::uuid = any (hidden);
  return cardinality(hidden);
end $$;

-- The change feed (section 3.6): which services a reader must look at again, written with the change itself.
create index on directory.change (xid, service_id);

create function directory.note_services(ids uuid[]) returns void
language plpgsql volatile security definer set search_path = directory, pg_temp as $$
begin
  insert into directory.change (service_id)
    select distinct w.id from unnest(ids) w(id)
    where w.id is not null and not exists (
      select from directory.change c where c.xid = pg_current_xact_id() and c.service_id = w.id);
  if found then
    perform pg_notify('directory_change', '');
  end if;
end $$;

-- One trigger for all tables: `touched` are the rows after (or, when rows go, before) the statement.
create function directory.note_change() returns trigger
language plpgsql volatile security definer set search_path = directory, pg_temp as $$
declare ids uuid[];
begin
  case tg_argv[0]
    when 'service' then
      select array_agg(distinct id) into ids from touched;
    when 'service_id' then
      select array_agg(distinct service_id) into ids from touched;
    when 'organization' then
      select array_agg(distinct s.id) into ids from directory.service s where s.organization_id in (select id from touched);
    when 'location' then
      select array_agg(distinct a.service_id) into ids from directory.service_at_location a where a.location_id in (select id from touched);
    when 'location_id' then
      select array_agg(distinct a.service_id) into ids from directory.service_at_location a where a.location_id in (select location_id from touched);
    when 'parents' then
      select array_agg(distinct x.id) into ids from (
        select (j ->> 'service_id')::uuid as id from (select to_jsonb(t) j from touched t) r where j ->> 'service_id' is not null
        union
        select a.service_id from (select to_jsonb(t) j from touched t) r
          join directory.service_at_location a on a.id = (j ->> 'service_at_location_id')::uuid
        union
        select a.service_id from (select to_jsonb(t) j from touched t) r
          join directory.service_at_location a on a.location_id = (j ->> 'location_id')::uuid
        union
        select s.id from (select to_jsonb(t) j from touched t) r
          join directory.service s on s.organization_id = (j ->> 'organization_id')::uuid) x;
    when 'subject' then
      select array_agg(distinct x.id) into ids from (
        select s.id from touched t join directory.service s on s.id = t.subject_id
        union
        select a.service_id from touched t join directory.service_at_location a on a.id = t.subject_id
        union
        select a.service_id from touched t join directory.service_at_location a on a.location_id = t.subject_id
        union
        select s.id from touched t join directory.service s on s.organization_id = t.subject_id) x;
  end case;
  if ids is not null then
    perform directory.note_services(ids);
  end if;
  return null;
end $$;

do $$
declare
  what record;
begin
  for what in select * from (values
    ('service', 'service'), ('organization', 'organization'), ('location', 'location'),
    ('service_at_location', 'service_id'), ('service_need', 'service_id'), ('cost_option', 'service_id'),
    ('required_document', 'service_id'), ('service_capacity', 'service_id'),
    ('place_rule', 'location_id'), ('address', 'location_id'), ('accessibility', 'location_id'),
    ('point', 'location_id'), ('space_agreement', 'location_id'),
    ('phone', 'parents'), ('schedule', 'parents'), ('language', 'parents'), ('service_area', 'parents'),
    ('contact', 'parents'), ('url', 'parents'), ('listing_hold', 'parents'),
    ('fact', 'subject'), ('field_text', 'subject')) v(name, how)
  loop
    execute format('create trigger note_insert after insert on directory.%I referencing new table as touched
      for each statement execute function directory.note_change(%L)', what.name, what.how);
    execute format('create trigger note_update after update on directory.%I referencing new table as touched
      for each statement execute function directory.note_change(%L)', what.name, what.how);
    execute format('create trigger note_delete after delete on directory.%I referencing old table as touched
      for each statement execute function directory.note_change(%L)', what.name, what.how);
  end loop;
end $$;

revoke execute on function directory.analyze_stage(), directory.unmake(uuid), directory.take_away(uuid), directory.hide_places(uuid), directory.note_services(uuid[]) from public;
grant execute on function directory.analyze_stage(), directory.unmake(uuid), directory.take_away(uuid), directory.hide_places(uuid) to app_editor;
reset role;

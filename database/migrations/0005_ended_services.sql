-- What is left to say of a code that was given to people once (design chapter 10, section 1.3; chapter 70,
-- patterns 7 and 8): that it has closed, since when we know it, and what is needed to name the nearest fit.
set role own_directory;

-- The day on which a record came into its present state, while that is not "listed". Rows that ended before
-- this table have no day: unknown.
create table directory.ending (
  subject_id uuid primary key,
  ended_on date not null
);

create function directory.note_ending() returns trigger
language plpgsql volatile security definer set search_path = directory, pg_temp as $$
declare
  status_before text := coalesce(to_jsonb(old) ->> 'status', 'active');
  status_after text;
begin
  if tg_op = 'DELETE' then
    delete from ending where subject_id = old.id;
    return null;
  end if;
  status_after := coalesce(to_jsonb(new) ->> 'status', 'active');
  if new.lifecycle = 'listed' and status_after = 'active' then
    delete from ending where subject_id = new.id;
  elsif new.lifecycle <> old.lifecycle or status_after <> status_before then
    insert into ending values (new.id, (now() at time zone 'UTC')::date)
      on conflict (subject_id) do update set ended_on = excluded.ended_on;
  end if;
  return null;
end $$;

create trigger note_ending after update of lifecycle, status or delete on directory.service
  for each row execute function directory.note_ending();
create trigger note_ending after update of lifecycle or delete on directory.service_at_location
  for each row execute function directory.note_ending();
create trigger note_ending after update of lifecycle or delete on directory.organization
  for each row execute function directory.note_ending();

-- `closed`: somebody said so. `paused`: closed for some time. `away`: not shown now (held, or gone from the
-- list that it came from); nobody has said that it closed, so the page does not say it either.
-- A hidden place keeps its area only; a service of an organisation that never was public is not told.
create or replace view directory.pub_ended_code with (security_barrier) as
  select x.code, s.name, s.source_lang,
    case
      when 'closed' in (x.lifecycle, s.lifecycle, o.lifecycle) or s.status = 'defunct' then 'closed'
      when s.status = 'temporarily closed' or s.status = 'active' and s.lifecycle = 'paused' then 'paused'
      else 'away' end as state,
    s.id as service_id,
    (select min(e.ended_on) from directory.ending e where e.subject_id in (x.id, s.id, o.id)) as ended_on,
    (select array_agg(n.need order by n.need) from directory.service_need n where n.service_id = s.id) as needs,
    (select jsonb_agg(jsonb_build_object('lang', t.lang, 'text', t.text, 'state', t.state) order by t.lang)
      from directory.field_text t
      where t.subject_type = 'service' and t.subject_id = s.id and t.field = 'name') as names,
    case when r.disclosure = 'exact' then l.latitude end as latitude,
    case when r.disclosure = 'exact' then l.longitude end as longitude,
    case when r.disclosure = 'exact' then r.area_place_id else directory.public_area(r.area_place_id) end as area_id
  from directory.service_at_location x
  join directory.service s on s.id = x.service_id and s.lifecycle in ('listed', 'paused', 'closed')
  join directory.organization o on o.id = s.organization_id and o.lifecycle in ('listed', 'paused', 'closed')
  join directory.place_rule r on r.location_id = x.location_id and r.publicity = 'public'
  join directory.location l on l.id = x.location_id
  where x.lifecycle in ('listed', 'paused', 'closed')
    and not exists (select from directory.open_sal v where v.id = x.id);

revoke execute on function directory.note_ending() from public;
reset role;

-- Information points and routes (INFO-08, INFO-01; design chapter 10, section 4.5): what a border, a port or a motorway stop shows on
-- a tablet, on paper and as a file, and the points along a way. Public places alone; nothing in here is about a person.

grant select on directory.pub_place_name to own_guidance;
set role own_guidance;

-- Each value once and in its form, none of them missing.
create function guidance.are_codes(p_values text[], p_form text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
as $$ select cardinality(p_values) = (select count(distinct v) filter (where v ~ p_form) from unnest(p_values) v) $$;

create sequence guidance.info_point_code start 10 minvalue 10;
create table guidance.info_point (
  code int primary key default nextval('guidance.info_point_code') check (code between 10 and 99999),
  territory text not null check (territory ~ '^[A-Z]{2}$'),
  kind text not null check (kind in ('border', 'port', 'airport', 'station', 'motorway', 'camp', 'centre', 'mobile')),
  -- Name by language: {"en": "..."}.
  name jsonb not null check (guidance.are_titles(name)),
  place_id int not null references directory.place_name,
  -- Where it stands, when that is known more nearly than the place.
  lat double precision check (lat between -90 and 90),
  lon double precision check (lon between -180 and 180),
  -- Numbers of cards, the first one first.
  cards int[] not null check (cardinality(cards) between 1 and 12),
  -- Codes of needs whose nearest places are shown.
  needs text[] not null check (cardinality(needs) <= 8 and guidance.are_codes(needs, '^[a-z]+([._][a-z]+)*$')),
  -- Languages of its prints and of the question on its tablet.
  languages text[] not null check (cardinality(languages) between 1 and 6 and guidance.are_codes(languages, '^[a-z]{2,3}$')),
  version int not null default 1,
  org_id uuid not null,
  withdrawn_at timestamptz,
  created_by uuid default guidance.acting_worker(),
  created_at timestamptz not null default clock_timestamp(),
  check ((lat is null) = (lon is null))
);
create index info_point_of_org on guidance.info_point (org_id, code);

create sequence guidance.route_code start 10 minvalue 10;
create table guidance.route (
  code int primary key default nextval('guidance.route_code') check (code between 10 and 99999),
  territory text not null check (territory ~ '^[A-Z]{2}$'),
  name jsonb not null check (guidance.are_titles(name)),
  -- Numbers of information points in the order in which people come to them.
  points int[] not null check (cardinality(points) between 2 and 20),
  version int not null default 1,
  org_id uuid not null,
  withdrawn_at timestamptz,
  created_by uuid default guidance.acting_worker(),
  created_at timestamptz not null default clock_timestamp()
);
create index route_of_org on guidance.route (org_id, code);

-- What both keep: number, owner and territory; a version more with every change; withdrawn for good. What is newly named must stand.
create function guidance.hold_info() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  given int[];
  had int[] := '{}';
  unknown int;
begin
  if tg_table_name = 'info_point' then given := new.cards; else given := new.points; end if;
  if array_position(given, null) is not null or cardinality(given) <> (select count(distinct c) from unnest(given) c) then
    raise exception 'each number once' using errcode = '23514', constraint = tg_table_name || '_once';
  end if;
  if tg_op = 'UPDATE' then
    if (new.code, new.org_id, new.territory, new.created_at, new.created_by)
        is distinct from (old.code, old.org_id, old.territory, old.created_at, old.created_by) then
      raise exception 'the number and the owner stay' using errcode = '42501';
    end if;
    if old.withdrawn_at is not null then
      raise exception 'what was withdrawn stays so' using errcode = '42501';
    end if;
    new.version := old.version + 1;
    if tg_table_name = 'info_point' then had := old.cards; else had := old.points; end if;
  end if;
  if tg_table_name = 'info_point' then
    unknown := (select c from unnest(given) c where c <> all (had) and not exists (
      select from guidance.card k where (k.code, k.territory) = (c, new.territory) and k.withdrawn_at is null) limit 1);
    if not exists (select from directory.pub_place_name p where (p.id, p.country) = (new.place_id, new.territory)) then
      raise exception 'the place lies in another country' using errcode = '23503', constraint = 'info_point_place_known';
    end if;
  else
    unknown := (select c from unnest(given) c where c <> all (had) and not exists (
      select from guidance.info_point k where (k.code, k.territory) = (c, new.territory) and k.withdrawn_at is null) limit 1);
  end if;
  if unknown is not null then
    raise exception 'there is no % in %', unknown, new.territory
      using errcode = '23503', constraint = tg_table_name || '_known', detail = unknown::text;
  end if;
  return new;
end $$;
create trigger hold_info before insert or update on guidance.info_point for each row execute function guidance.hold_info();
create trigger hold_info before insert or update on guidance.route for each row execute function guidance.hold_info();

do $$
declare t text;
begin
  foreach t in array array['info_point', 'route'] loop
    execute format('alter table guidance.%I enable row level security', t);
    execute format('alter table guidance.%I force row level security', t);
    execute format('create policy owner_all on guidance.%I to own_guidance using (true) with check (true)', t);
    execute format('create policy editor_reads on guidance.%I for select to app_editor using (true)', t);
    execute format('create policy jobs_reads on guidance.%I for select to app_jobs using (true)', t);
    execute format('create policy editor_adds on guidance.%I for insert to app_editor with check (org_id = guidance.acting_org())', t);
    execute format('create policy editor_changes on guidance.%I for update to app_editor
      using (org_id = guidance.acting_org()) with check (org_id = guidance.acting_org())', t);
    execute format('grant select on guidance.%I to app_editor, app_jobs', t);
    execute format('grant insert on guidance.%I to app_editor', t);
    execute format('grant usage on sequence guidance.%I to app_editor', t || '_code');
  end loop;
end $$;
grant update (kind, name, place_id, lat, lon, cards, needs, languages, withdrawn_at) on guidance.info_point to app_editor;
grant update (name, points, withdrawn_at) on guidance.route to app_editor;
revoke execute on function guidance.are_codes(text[], text) from public;
grant execute on function guidance.are_codes(text[], text) to app_editor;

create view guidance.pub_info_point with (security_barrier) as
  select i.code, i.territory, i.kind, i.name, i.place_id, i.lat, i.lon, p.lat as place_lat, p.lon as place_lon,
    i.cards, i.needs, i.languages, i.version
  from guidance.info_point i join directory.pub_place_name p on p.id = i.place_id
  where i.withdrawn_at is null;
create view guidance.pub_route with (security_barrier) as
  select r.code, r.territory, r.name, r.points, r.version from guidance.route r where r.withdrawn_at is null;
grant select on guidance.pub_info_point, guidance.pub_route to app_public, app_jobs;
reset role;

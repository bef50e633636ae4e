-- What the public may read (design chapter 10, sections 1.2 to 1.5), the change feed and feedback.
-- `app_public` has no right on any table: only on the views `pub_*` and the functions granted below.
-- The views run with the rights of their owner and as security barriers, so that neither a bug in a
-- handler nor an injected expression can see a row that they leave out.
set role own_directory;

-- Clocks of facts (section 1.3): how long a fact is believed after its check, in days.
-- The same table is in `src/directory/fact-codes.ts`; a test compares the two.
create table directory.fact_clock (
  code text primary key,
  review_days int not null,
  grace_days int not null
);
insert into directory.fact_clock (code, review_days, grace_days)
select code, 90, 30 from unnest(array[
  'shares_with_authorities', 'asks_name', 'asks_referral', 'asks_appointment', 'help_with_forms',
  'woman_provider', 'man_provider', 'women_only_hours', 'minors_alone', 'interpreter_on_request',
  'remote', 'home_visit', 'travel_paid', 'free', 'fee_waived', 'asks_insurance', 'asks_income',
  'asks_residence_paper', 'conditions_apply', 'asks_identity', 'asks_address', 'asks_guardian',
  'costs_covered', 'walk_in', 'phone_wifi_charge']) as code
union all
select code, 180, 60 from unnest(array[
  'private_room', 'languages_complete', 'step_free', 'accessible_toilet', 'sign_language',
  'lgbti_welcome', 'near_transport', 'language_support', 'flexible_age', 'recognises_foreign_study',
  'child_space', 'childcare']) as code
union all
select 'has_space', 1, 0;

-- The last days on which a record is fresh, and on which it is vouched for at all (section 1.3).
-- A record that was never checked is overdue from the start and withdrawn by the clock of its first import.
create function directory.fresh_until(checked_on date) returns date
language sql immutable as $$ select checked_on + 90 $$;
create function directory.vouched_until(checked_on date, first_imported_on date, created_at timestamptz) returns date
language sql immutable as $$
  select coalesce(checked_on, first_imported_on, (created_at at time zone 'UTC')::date) + 120
$$;
create function directory.freshness(checked_on date, first_imported_on date, created_at timestamptz, today date)
returns text language sql immutable as $$
  select case
    when today > directory.vouched_until(checked_on, first_imported_on, created_at) then 'withdrawn'
    when checked_on is null or today > directory.fresh_until(checked_on) then 'overdue'
    else 'fresh' end
$$;

-- The published area of a hidden place: town, district or larger, never finer (section 1.4).
create function directory.public_area(place_id int) returns int
language sql stable security definer set search_path = directory, pg_temp as $$
  with recursive up as (
    select id, kind, parent_id from directory.place_name where id = place_id
    union all
    select p.id, p.kind, p.parent_id from directory.place_name p join up on p.id = up.parent_id
    where up.kind in ('stop', 'quarter', 'village')
  )
  select id from up where kind not in ('stop', 'quarter', 'village') limit 1
$$;

-- Who may be seen: plain views that the public views below are made of; granted to nobody. ----------

create view directory.open_service as
  select s.* from directory.service s
  join directory.organization o on o.id = s.organization_id and o.lifecycle = 'listed'
  where s.lifecycle = 'listed' and s.status = 'active'
    and not exists (select from directory.listing_hold h where h.service_id = s.id
      and h.held_from <= now() and (h.held_until is null or h.held_until > now()));

-- A place without a rule is not public: absent permission means nothing is visible.
create view directory.open_place as
  select l.*, r.time_zone, r.disclosure, r.disclosure = 'exact' as exact,
    case when r.disclosure = 'exact' then r.area_place_id else directory.public_area(r.area_place_id) end as area_id
  from directory.location l
  join directory.place_rule r on r.location_id = l.id and r.publicity = 'public';

-- Where it may be told that something is offered there; whether the service itself may be seen comes on top.
create view directory.open_sal_place as
  select x.*, r.disclosure = 'exact' as exact from directory.service_at_location x
  join directory.place_rule r on r.location_id = x.location_id and r.publicity = 'public'
  where x.lifecycle = 'listed'
    and not exists (select from directory.listing_hold h where h.service_at_location_id = x.id
      and h.held_from <= now() and (h.held_until is null or h.held_until > now()));

create view directory.open_sal as
  select x.* from directory.open_sal_place x join directory.open_service s on s.id = x.service_id;

-- A service whose every place is closed, held or not public is not public itself.
create view directory.seen_service as
  select s.* from directory.open_service s
  where exists (select from directory.open_sal_place x where x.service_id = s.id)
    or not exists (select from directory.service_at_location x where x.service_id = s.id);

-- The same as questions about one row, where writing them out would make a view slow to plan.
create function directory.sees_organization(wanted uuid) returns boolean
language plpgsql stable security definer cost 5000 as $$ begin
  return exists (select from directory.organization o where o.id = wanted and o.lifecycle = 'listed');
end $$;
create function directory.sees_service(wanted uuid) returns boolean
language plpgsql stable security definer cost 5000 as $$ begin
  return exists (select from directory.seen_service s where s.id = wanted);
end $$;
-- True when also the place itself may be told: its address, its free text.
create function directory.tells_service_at_location(wanted uuid) returns boolean
language plpgsql stable security definer cost 5000 as $$ begin
  return exists (select from directory.open_sal x where x.id = wanted and x.exact);
end $$;
create function directory.tells_location(wanted uuid) returns boolean
language plpgsql stable security definer cost 5000 as $$ begin
  return exists (select from directory.place_rule r
    where r.location_id = wanted and r.publicity = 'public' and r.disclosure = 'exact');
end $$;
create function directory.tells_phone(wanted uuid) returns boolean
language plpgsql stable security definer cost 5000 as $$ begin
  return exists (select from directory.open_phone p where p.id = wanted and p.exact);
end $$;
create function directory.tells_schedule(wanted uuid) returns boolean
language plpgsql stable security definer cost 5000 as $$ begin
  return exists (select from directory.open_schedule c where c.id = wanted and c.exact);
end $$;
create function directory.sees_contact(wanted uuid) returns boolean
language plpgsql stable security definer cost 5000 as $$ begin
  return exists (select from directory.open_contact c where c.id = wanted);
end $$;
create function directory.sees_phone(wanted uuid) returns boolean
language plpgsql stable security definer cost 5000 as $$ begin
  return exists (select from directory.open_phone p where p.id = wanted);
end $$;

-- When something that belongs to a service last changed here; kept by the change feed below.
create table directory.service_touched (
  service_id uuid primary key references directory.service on delete cascade,
  at timestamptz not null
);
create index on directory.service_touched (at);

create index on directory.contact (service_id);
create index on directory.contact (service_at_location_id);
create index on directory.contact (location_id);
create index on directory.contact (organization_id);
create index on directory.phone (contact_id);
create index on directory.language (phone_id);
create index on directory.url (service_id);
create index on directory.url (organization_id);
create index on directory.funding (service_id);
create index on directory.funding (organization_id);
create index on directory.program (organization_id);
create index on directory.organization_identifier (organization_id);
create index on directory.service_area (service_at_location_id);

-- In what follows, `(select true from … where id = …)` asks about one row by its key; written with `exists`, the
-- planner may read the whole directory instead to answer for a few rows.

-- HSDS objects ---------------------------------------------------------------------------------------

create view directory.pub_organization with (security_barrier) as
  select o.id, o.code, o.name, o.alternate_name, o.description, o.email, o.website, o.uri, o.logo, o.tax_status,
    o.tax_id, o.year_incorporated, o.legal_status,
    (select p.id from directory.organization p where p.id = o.parent_organization_id and p.lifecycle = 'listed') as parent_organization_id,
    o.in_network, o.source_lang, o.created_at, o.updated_at
  from directory.organization o where o.lifecycle = 'listed';

create view directory.pub_service with (security_barrier) as
  select s.id, s.organization_id, s.program_id, s.name, s.alternate_name, s.description, s.url, s.email, s.status,
    s.interpretation_services, s.application_process, s.fees_description, s.wait_time, s.accreditations, s.licenses,
    case when not s.eligibility_held then s.eligibility_description end as eligibility_description, s.eligibility_held,
    s.minimum_age, s.maximum_age, s.alert, s.checked_on, s.checked_by, s.confirmed_by, s.confirmed_on, s.holiday_rule,
    s.first_imported_on, s.last_modified, coalesce(t.at, s.last_modified) as changed_at, s.source_lang, s.created_at,
    directory.fresh_until(s.checked_on) as fresh_until,
    directory.vouched_until(s.checked_on, s.first_imported_on, s.created_at) as vouched_until
  from directory.seen_service s left join directory.service_touched t on t.service_id = s.id;

-- What was public once and is not any more, with a status and no promise, so that others can follow.
create view directory.pub_ended_service with (security_barrier) as
  select s.id, s.organization_id, s.name,
    case
      when s.status in ('inactive', 'defunct') then s.status
      when s.lifecycle = 'paused' then 'temporarily closed'
      when s.lifecycle = 'closed' then 'defunct'
      else 'inactive' end as status,
    greatest(t.at, s.last_modified, (select max(h.held_from) from directory.listing_hold h
      where h.service_id = s.id and h.held_from <= now())) as changed_at
  from directory.service s
  join directory.organization o on o.id = s.organization_id and o.lifecycle in ('listed', 'paused', 'closed')
  left join directory.service_touched t on t.service_id = s.id
  where s.lifecycle in ('listed', 'paused', 'closed')
    and not exists (select from directory.seen_service v where v.id = s.id)
    and (not exists (select from directory.service_at_location x where x.service_id = s.id)
      or exists (select from directory.service_at_location x
        join directory.place_rule r on r.location_id = x.location_id and r.publicity = 'public'
        where x.service_id = s.id and x.lifecycle in ('listed', 'paused', 'closed')));

create view directory.pub_location with (security_barrier) as
  select l.id,
    (select o.id from directory.organization o where o.id = l.organization_id and o.lifecycle = 'listed') as organization_id,
    case when l.disclosure = 'phone_only' then 'virtual' else l.location_type end as location_type,
    case when l.exact then l.name end as name,
    case when l.exact then l.alternate_name end as alternate_name,
    case when l.exact then l.description end as description,
    case when l.exact then l.transportation end as transportation,
    case when l.exact then l.url end as url,
    case when l.exact then l.external_identifier end as external_identifier,
    case when l.exact then l.external_identifier_type end as external_identifier_type,
    case when l.exact then l.latitude end as latitude,
    case when l.exact then l.longitude end as longitude,
    l.time_zone, l.disclosure, l.area_id, l.source_lang
  from directory.open_place l;

create view directory.pub_service_at_location with (security_barrier) as
  select x.id, x.code, x.service_id, x.location_id, case when x.exact then x.description end as description,
    x.exact, x.source_lang, x.created_at, x.updated_at
  from directory.open_sal x;

-- A code that was given to people and is not listed now: the page says so instead of "not found".
create view directory.pub_ended_code with (security_barrier) as
  select x.code, s.name, s.source_lang,
    case when x.lifecycle = 'paused' or s.lifecycle = 'paused' or s.status = 'temporarily closed' then 'paused' else 'closed' end as state
  from directory.service_at_location x
  join directory.service s on s.id = x.service_id and s.lifecycle in ('listed', 'paused', 'closed')
  join directory.place_rule r on r.location_id = x.location_id and r.publicity = 'public'
  where x.lifecycle in ('listed', 'paused', 'closed')
    and not exists (select from directory.open_sal v where v.id = x.id);

create view directory.pub_program with (security_barrier) as
  select p.id, p.organization_id, p.name, p.alternate_name, p.description, p.source_lang
  from directory.program p
  where (select true from directory.organization w where w.id = p.organization_id and w.lifecycle = 'listed');

create view directory.pub_organization_identifier with (security_barrier) as
  select i.id, i.organization_id, i.identifier_scheme, i.identifier_type, i.identifier
  from directory.organization_identifier i
  where (select true from directory.organization w where w.id = i.organization_id and w.lifecycle = 'listed');

create view directory.pub_unit with (security_barrier) as
  select u.id, u.name, u.scheme, u.identifier, u.uri from directory.unit u;

create view directory.pub_address with (security_barrier) as
  -- `attention` stays out: it is where the names of persons are written.
  select a.id, a.location_id, a.address_1, a.address_2, a.city, a.region, a.state_province, a.postal_code,
    a.country, a.address_type
  from directory.address a
  where (select true from directory.place_rule w where w.location_id = a.location_id
      and w.publicity = 'public' and w.disclosure = 'exact');

-- A row that hangs on several objects is public when all of them are.
create view directory.open_contact as
  select c.* from directory.contact c
  where num_nonnulls(c.organization_id, c.service_id, c.service_at_location_id, c.location_id) > 0
    and (c.organization_id is null or (select true from directory.organization w where w.id = c.organization_id and w.lifecycle = 'listed'))
    and (c.service_id is null or (select true from directory.seen_service w where w.id = c.service_id))
    and (c.service_at_location_id is null or (select true from directory.open_sal w where w.id = c.service_at_location_id and w.exact))
    and (c.location_id is null or (select true from directory.place_rule w where w.location_id = c.location_id
      and w.publicity = 'public' and w.disclosure = 'exact'));

create view directory.pub_contact with (security_barrier) as
  select c.id, c.organization_id, c.service_id, c.service_at_location_id, c.location_id, c.title, c.department, c.email
  from directory.open_contact c;

-- At hidden places the number is told and its free text is not.
create view directory.open_phone as
  select p.*,
    (p.service_at_location_id is null or (select true from directory.open_sal w where w.id = p.service_at_location_id and w.exact))
    and (p.location_id is null or (select true from directory.place_rule w where w.location_id = p.location_id
      and w.publicity = 'public' and w.disclosure = 'exact')) as exact
  from directory.phone p
  where num_nonnulls(p.organization_id, p.service_id, p.service_at_location_id, p.location_id, p.contact_id) > 0
    and (p.organization_id is null or (select true from directory.organization w where w.id = p.organization_id and w.lifecycle = 'listed'))
    and (p.service_id is null or (select true from directory.seen_service w where w.id = p.service_id))
    and (p.service_at_location_id is null or (select true from directory.open_sal w where w.id = p.service_at_location_id))
    and (p.location_id is null or (select true from directory.place_rule w where w.location_id = p.location_id and w.publicity = 'public'))
    and (p.contact_id is null or directory.sees_contact(p.contact_id));

create view directory.pub_phone with (security_barrier) as
  select p.id, p.organization_id, p.service_id, p.service_at_location_id, p.location_id, p.contact_id, p.number, p.e164,
    p.extension, p.type, case when p.exact then p.description end as description, p.source_lang
  from directory.open_phone p;

create view directory.pub_url with (security_barrier) as
  select u.id, u.organization_id, u.service_id, u.label, u.url from directory.url u
  where num_nonnulls(u.organization_id, u.service_id) > 0
    and (u.organization_id is null or (select true from directory.organization w where w.id = u.organization_id and w.lifecycle = 'listed'))
    and (u.service_id is null or (select true from directory.seen_service w where w.id = u.service_id));

-- At hidden places the hours are told and their free text is not.
create view directory.open_schedule as
  select c.*, told.exact from directory.schedule c
  cross join lateral (select (c.service_at_location_id is null
      or (select true from directory.open_sal w where w.id = c.service_at_location_id and w.exact))
    and (c.location_id is null or (select true from directory.place_rule w where w.location_id = c.location_id
      and w.publicity = 'public' and w.disclosure = 'exact')) as exact offset 0) told
  where num_nonnulls(c.service_id, c.service_at_location_id, c.location_id) > 0
    and (c.service_id is null or (select true from directory.seen_service w where w.id = c.service_id))
    and (c.service_at_location_id is null or (select true from directory.open_sal w where w.id = c.service_at_location_id))
    and (c.location_id is null or (select true from directory.place_rule w where w.location_id = c.location_id and w.publicity = 'public'));

create view directory.pub_schedule with (security_barrier) as
  select c.id, c.service_id, c.location_id, c.service_at_location_id, c.valid_from, c.valid_to, c.dtstart, c.time_zone,
    c.until, c.count, c.wkst, c.freq, c.interval, c.byday, c.byweekno, c.bymonthday, c.byyearday,
    case when c.exact then c.description end as description, c.opens_at, c.closes_at,
    case when c.exact then c.schedule_link end as schedule_link,
    case when c.exact then c.attending_type end as attending_type,
    case when c.exact then c.notes end as notes,
    c.effect, c.replaces, c.women_only, c.source_lang
  from directory.open_schedule c;

create view directory.pub_service_area with (security_barrier) as
  select a.id, a.service_id, a.service_at_location_id, a.name, a.description, a.extent, a.extent_type, a.uri, a.source_lang
  from directory.service_area a
  where num_nonnulls(a.service_id, a.service_at_location_id) > 0
    and (a.service_id is null or (select true from directory.seen_service w where w.id = a.service_id))
    and (a.service_at_location_id is null or (select true from directory.open_sal w where w.id = a.service_at_location_id and w.exact));

create view directory.pub_language with (security_barrier) as
  select g.id, g.service_id, g.location_id, g.phone_id, g.name, g.code, g.note, g.mode from directory.language g
  where num_nonnulls(g.service_id, g.location_id, g.phone_id) > 0
    and (g.service_id is null or (select true from directory.seen_service w where w.id = g.service_id))
    and (g.location_id is null or (select true from directory.place_rule w where w.location_id = g.location_id and w.publicity = 'public'))
    and (g.phone_id is null or directory.sees_phone(g.phone_id));

create view directory.pub_accessibility with (security_barrier) as
  select a.id, a.location_id, a.description, a.details, a.url, a.source_lang from directory.accessibility a
  where (select true from directory.place_rule w where w.location_id = a.location_id
      and w.publicity = 'public' and w.disclosure = 'exact');

create view directory.pub_cost_option with (security_barrier) as
  select c.id, c.service_id, c.valid_from, c.valid_to, c.option, c.currency, c.amount, c.amount_description, c.source_lang
  from directory.cost_option c where (select true from directory.seen_service w where w.id = c.service_id);

create view directory.pub_required_document with (security_barrier) as
  select d.id, d.service_id, d.document, d.uri, d.doc_code, d.level, d.checked_on, d.source_lang
  from directory.required_document d where (select true from directory.seen_service w where w.id = d.service_id);

create view directory.pub_funding with (security_barrier) as
  select f.id, f.organization_id, f.service_id, f.source from directory.funding f
  where num_nonnulls(f.organization_id, f.service_id) > 0
    and (f.organization_id is null or (select true from directory.organization w where w.id = f.organization_id and w.lifecycle = 'listed'))
    and (f.service_id is null or (select true from directory.seen_service w where w.id = f.service_id));

create view directory.pub_service_capacity with (security_barrier) as
  select c.id, c.service_id, c.unit_id, c.available, c.maximum, c.description, c.updated,
    c.updated + c.stale_after as counts_until, c.stale_after
  from directory.service_capacity c where (select true from directory.seen_service w where w.id = c.service_id);

create view directory.pub_taxonomy with (security_barrier) as
  select t.id, t.name, t.description, t.uri, t.version_label as version from directory.taxonomy t;

create view directory.pub_taxonomy_term with (security_barrier) as
  select t.id, t.code, t.name, t.description, t.parent_id, t.taxonomy_id, t.taxonomy_label, t.language, t.term_uri
  from directory.taxonomy_term t;

create view directory.pub_attribute with (security_barrier) as
  select a.id, a.link_id, a.link_entity, a.taxonomy_term_id, a.link_type, a.value, a.label
  from directory.attribute a
  where (select true from directory.seen_service w where w.id = a.link_id)
    or (select true from directory.open_sal w where w.id = a.link_id and w.exact)
    or (select true from directory.place_rule w where w.location_id = a.link_id
      and w.publicity = 'public' and w.disclosure = 'exact')
    or (select true from directory.organization w where w.id = a.link_id and w.lifecycle = 'listed');

-- The Wayhouse profile -------------------------------------------------------------------------------

create view directory.pub_fact with (security_barrier) as
  select f.subject_type, f.subject_id, f.code, f.value, f.source_kind, f.said_by,
    (select o.name from directory.organization o where o.id = f.said_by and o.lifecycle = 'listed') as said_by_name,
    f.method, f.checked_on, f.review_by,
    case when f.subject_type in ('organization', 'service')
      or (select true from directory.place_rule w where w.location_id = f.subject_id
      and w.publicity = 'public' and w.disclosure = 'exact')
      or (select true from directory.open_sal w where w.id = f.subject_id and w.exact) then f.note end as note,
    -- The last day on which it counts; null when nobody said when it was checked: then it is unknown.
    coalesce(f.review_by, f.checked_on + coalesce(clock.review_days, 90)) + coalesce(clock.grace_days, 30) as counts_until
  from directory.fact f left join directory.fact_clock clock on clock.code = f.code
  where case f.subject_type
    when 'organization' then (select true from directory.organization w where w.id = f.subject_id and w.lifecycle = 'listed')
    when 'service' then (select true from directory.seen_service w where w.id = f.subject_id)
    when 'service_at_location' then (select true from directory.open_sal w where w.id = f.subject_id)
    else (select true from directory.place_rule w where w.location_id = f.subject_id and w.publicity = 'public') end;

-- A fact read at the most specific level that is not unknown (section 1.2). What visitors called into
-- question stays unknown: the answer of a wider level does not come back in its place.
create function directory.effective_facts(sals uuid[], today date)
returns table (service_at_location_id uuid, code text, value smallint)
language sql stable security definer set search_path = directory, pg_temp as $$
  with stated as (
    select x.id as sal, levels.level, f.code, f.value, f.source_kind,
      coalesce(f.review_by, f.checked_on + coalesce(clock.review_days, 90)) + coalesce(clock.grace_days, 30) as counts_until
    from open_sal x
    join service v on v.id = x.service_id
    cross join lateral (values (x.id, 0), (v.id, 1), (x.location_id, 2), (v.organization_id, 3)) as levels (subject, level)
    join fact f on f.subject_id = levels.subject
    left join fact_clock clock on clock.code = f.code
    where x.id = any (sals)
  )
  select distinct on (s.sal, s.code) s.sal, s.code, s.value
  from stated s
  where s.value <> 0 and today <= s.counts_until
    or s.value = 0 and s.source_kind = 'visitor_reports' and (s.counts_until is null or today <= s.counts_until)
  order by s.sal, s.code, s.level
$$;

create view directory.pub_field_text with (security_barrier) as
  select t.subject_type, t.subject_id, t.field, t.lang, t.text, t.state from directory.field_text t
  where case t.subject_type
    when 'organization' then (select true from directory.organization w where w.id = t.subject_id and w.lifecycle = 'listed')
    when 'program' then exists (select from directory.program p
      where p.id = t.subject_id and directory.sees_organization(p.organization_id))
    when 'service' then (select true from directory.seen_service w where w.id = t.subject_id) and not (t.field = 'eligibility_description'
      and exists (select from directory.service s where s.id = t.subject_id and s.eligibility_held))
    when 'service_at_location' then (select true from directory.open_sal w where w.id = t.subject_id and w.exact)
    when 'location' then (select true from directory.place_rule w where w.location_id = t.subject_id
      and w.publicity = 'public' and w.disclosure = 'exact')
    when 'accessibility' then exists (select from directory.accessibility a
      where a.id = t.subject_id and directory.tells_location(a.location_id))
    when 'phone' then directory.tells_phone(t.subject_id)
    when 'schedule' then directory.tells_schedule(t.subject_id)
    when 'cost_option' then exists (select from directory.cost_option c
      where c.id = t.subject_id and directory.sees_service(c.service_id))
    when 'required_document' then exists (select from directory.required_document d
      where d.id = t.subject_id and directory.sees_service(d.service_id))
    when 'service_area' then exists (select from directory.service_area a where a.id = t.subject_id
      and (a.service_id is null or directory.sees_service(a.service_id))
      and (a.service_at_location_id is null or directory.tells_service_at_location(a.service_at_location_id)))
    when 'taxonomy_term' then true
    else false end;

create view directory.pub_point with (security_barrier) as
  select p.location_id, p.code, p.kind, p.spaces, p.package_template, p.elements from directory.point p
  where (select true from directory.place_rule w where w.location_id = p.location_id and w.publicity = 'public');

create view directory.pub_space_agreement with (security_barrier) as
  select a.location_id, a.kind, a.guarantees, a.valid_from, a.valid_to, a.breached_on from directory.space_agreement a
  where (select true from directory.place_rule w where w.location_id = a.location_id and w.publicity = 'public');

create view directory.pub_service_need with (security_barrier) as
  select n.service_id, n.need from directory.service_need n
  where (select true from directory.seen_service w where w.id = n.service_id);

create view directory.pub_holiday with (security_barrier) as
  select h.territory, h.day, h.name, h.certain from directory.holiday h;

create view directory.pub_place_name with (security_barrier) as
  select p.id, p.code, p.kind, p.parent_id, p.country, p.names, p.lat, p.lon, p.population from directory.place_name p;

-- The change feed (section 3.6) -----------------------------------------------------------------------
-- Beside services, the feed names organisations and places that changed (their pages may have no service),
-- and, with all three empty, the whole directory: a new gazetteer or list of holidays.
alter table directory.change add column organization_id uuid, add column location_id uuid;

-- No barrier: it hides no row, and readers find their place in it by index.
create view directory.pub_change as
  select c.seq, c.xid, c.service_id, c.organization_id, c.location_id from directory.change c;

create or replace function directory.note_services(ids uuid[]) returns void
language plpgsql volatile security definer set search_path = directory, pg_temp as $$
declare fresh uuid[];
begin
  with added as (
    insert into directory.change (service_id)
      select distinct w.id from unnest(ids) w(id)
      where w.id is not null and not exists (
        select from directory.change c where c.xid = pg_current_xact_id() and c.service_id = w.id)
      returning service_id)
  select array_agg(service_id) into fresh from added;
  if fresh is null then return; end if;
  insert into directory.service_touched as t (service_id, at)
    select s.id, now() from directory.service s where s.id = any (fresh) order by s.id
    on conflict (service_id) do update set at = excluded.at where t.at < excluded.at;
  perform pg_notify('directory_change', '');
end $$;

create function directory.note_owners(organizations uuid[], locations uuid[]) returns void
language plpgsql volatile security definer set search_path = directory, pg_temp as $$
begin
  insert into directory.change (organization_id, location_id)
    select distinct w.id, null::uuid from unnest(organizations) w(id) where w.id is not null
    union all select distinct null::uuid, w.id from unnest(locations) w(id) where w.id is not null;
  if found then perform pg_notify('directory_change', ''); end if;
end $$;

-- Rows without a service of their own: what they belong to, found by the columns that they have.
create function directory.note_owner_change() returns trigger
language plpgsql volatile security definer set search_path = directory, pg_temp as $$
declare organizations uuid[]; locations uuid[];
begin
  if not exists (select from touched) then return null; end if;
  if tg_table_name in ('place_name', 'holiday') then
    insert into directory.change (service_id) values (null);
    perform pg_notify('directory_change', '');
    return null;
  end if;
  select array_agg(distinct coalesce(j ->> 'organization_id',
      case when tg_table_name = 'organization' then j ->> 'id' when j ->> 'subject_type' = 'organization' then j ->> 'subject_id' end)::uuid),
    array_agg(distinct coalesce(j ->> 'location_id',
      case when tg_table_name = 'location' then j ->> 'id' when j ->> 'subject_type' = 'location' then j ->> 'subject_id' end)::uuid)
    into organizations, locations from (select to_jsonb(t) j from touched t) r;
  perform directory.note_owners(organizations, locations);
  return null;
end $$;

do $$
declare
  owner_table text;
  event record;
begin
  foreach owner_table in array array['organization', 'location', 'place_rule', 'address', 'accessibility', 'point',
    'space_agreement', 'phone', 'schedule', 'fact', 'field_text', 'place_name', 'holiday'] loop
    for event in select * from (values ('insert', 'new'), ('update', 'new'), ('delete', 'old')) v(name, side) loop
      execute format('create trigger note_owner_%s after %s on directory.%I referencing %s table as touched
        for each statement execute function directory.note_owner_change()', event.name, event.name, owner_table, event.side);
    end loop;
  end loop;
  -- Tables that only the HSDS answers show.
  foreach owner_table in array array['funding', 'organization_identifier', 'program'] loop
    for event in select * from (values ('insert', 'new'), ('update', 'new'), ('delete', 'old')) v(name, side) loop
      execute format('create trigger note_%s after %s on directory.%I referencing %s table as touched
        for each statement execute function directory.note_change(''parents'')', event.name, event.name, owner_table, event.side);
    end loop;
  end loop;
end $$;

-- Public places with exact coordinates within some metres of a position (for the API's `proximity`).
create index on directory.location using gist (point(longitude, latitude));
create function directory.locations_near(lat double precision, lon double precision, metres double precision)
returns setof uuid language sql stable security definer set search_path = directory, pg_temp as $$
  select l.id from location l join place_rule r on r.location_id = l.id
  where r.publicity = 'public' and r.disclosure = 'exact'
    and point(l.longitude, l.latitude) <@ box(
      point(lon - metres / (111000 * greatest(cos(radians(lat)), 0.01)), lat - metres / 111000),
      point(lon + metres / (111000 * greatest(cos(radians(lat)), 0.01)), lat + metres / 111000))
    and 2 * 6371008.8 * asin(sqrt(least(1, sin(radians(l.latitude - lat) / 2) ^ 2
      + cos(radians(lat)) * cos(radians(l.latitude)) * sin(radians(l.longitude - lon) / 2) ^ 2))) <= metres
$$;

-- Services whose holds begin or end, or whose free places go stale, between two instants: nobody writes then.
create function directory.due_services(since timestamptz, until timestamptz) returns setof uuid
language sql stable security definer set search_path = directory, pg_temp as $$
  select coalesce(h.service_id, x.service_id) from listing_hold h
  left join service_at_location x on x.id = h.service_at_location_id
  where h.held_from > since and h.held_from <= until or h.held_until > since and h.held_until <= until
  union
  select c.service_id from service_capacity c
  where c.updated + c.stale_after > since and c.updated + c.stale_after <= until
$$;

-- Whose pages list these services, also when they are not listed any more.
create function directory.around_services(services uuid[])
returns table (organization_id uuid, location_id uuid)
language sql stable security definer set search_path = directory, pg_temp as $$
  select s.organization_id, x.location_id from service s
  left join service_at_location x on x.service_id = s.id where s.id = any (services)
$$;

-- The codes of what changed, listed or not: readers drop those that they can no longer see.
create function directory.codes_of(services uuid[], organizations uuid[], locations uuid[]) returns setof text
language sql stable security definer set search_path = directory, pg_temp as $$
  select code from service_at_location where service_id = any (services)
  union select code from organization where id = any (organizations)
  union select code from point where location_id = any (locations)
$$;

-- Readers rebuild when they were away for longer than the feed is kept.
create function directory.forget_changes(older_than interval) returns bigint
language sql security definer set search_path = directory, pg_temp as $$
  with gone as (delete from change where at < now() - older_than
    and xid < pg_snapshot_xmin(pg_current_snapshot()) returning 1)
  select count(*) from gone
$$;

-- Feedback (section 5.2): written through one function, read only as counts from ten answers up. -------

-- 'recorded', 'repeated' (the same answer again), 'conflict' (the id holds another answer), 'unknown_code'.
-- An answer without a reason may be given its reason later, once.
create function directory.give_feedback(feedback_id uuid, code_given text, outcome_given text, barrier_given text)
returns text language plpgsql security definer set search_path = directory, pg_temp as $$
declare place uuid; kept feedback;
begin
  select x.id into place from service_at_location x where x.code = code_given and x.lifecycle in ('listed', 'paused', 'closed')
    and exists (select from place_rule r where r.location_id = x.location_id and r.publicity = 'public');
  if place is null then return 'unknown_code'; end if;
  insert into feedback (id, month, service_at_location_id, outcome, barrier)
  values (feedback_id, date_trunc('month', now() at time zone 'UTC')::date, place, outcome_given, barrier_given)
  on conflict (id) do nothing;
  if found then return 'recorded'; end if;
  select * into kept from feedback f where f.id = feedback_id for update;
  if kept.service_at_location_id <> place or kept.outcome <> outcome_given then return 'conflict'; end if;
  if barrier_given is null or kept.barrier = barrier_given then return 'repeated'; end if;
  if kept.barrier is not null then return 'conflict'; end if;
  update feedback set barrier = barrier_given where id = feedback_id;
  return 'recorded';
end $$;

create view directory.pub_feedback_count with (security_barrier) as
  select x.code, f.outcome, count(*)::int as answers
  from directory.feedback f join directory.open_sal x on x.id = f.service_at_location_id
  where (select count(*) from directory.feedback every where every.service_at_location_id = f.service_at_location_id) >= 10
  group by x.code, f.outcome;

-- Rights ------------------------------------------------------------------------------------------------

do $$
declare name text;
begin
  for name in select viewname from pg_views where schemaname = 'directory' and viewname like 'pub\_%' loop
    execute format('grant select on directory.%I to app_public, app_editor, app_jobs', name);
  end loop;
end $$;
revoke execute on function directory.note_owners(uuid[], uuid[]), directory.note_services(uuid[]),
  directory.forget_changes(interval) from public;
grant execute on function directory.forget_changes(interval) to app_jobs;

reset role;
-- The views above are slow to plan and quick to run: each connection plans a statement once, whatever its values.
alter role app_public set plan_cache_mode = 'force_generic_plan';

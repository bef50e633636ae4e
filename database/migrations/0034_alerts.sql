-- Alerts (CRI-01; design chapter 10, section 5.1): what was issued, in which languages, for where, until when; what partners
-- sent; and who wants alerts by text message, known by nothing but a sealed number, an area and a language.
-- A public compartment like `directory`: nothing in `alerts` names a person. Every message stays as it was issued: an
-- update or a cancel is a new one.

do $$
begin
  if not exists (select from pg_roles where rolname = 'own_alerts') then
    create role own_alerts nologin;
  end if;
  execute format('grant own_alerts to %I', current_user);
end $$;
grant usage on language plpgsql, sql to own_alerts;

create schema alerts authorization own_alerts;
create schema alerts_sealed authorization own_alerts;
comment on schema alerts is 'Alerts and what partners sent: nothing in here names a person';
comment on schema alerts_sealed is 'Sealed numbers that want alerts by area; no login role may read a table';
grant usage on schema alerts to app_public, app_editor, app_jobs;
grant usage on schema alerts_sealed to app_jobs;
set role own_directory;
grant usage on schema directory to own_alerts;
grant select on directory.pub_place_name to own_alerts;
reset role;

set role own_alerts;

create function alerts.acting_org() returns uuid
language sql stable set search_path = pg_catalog, pg_temp
as $$ select nullif(current_setting('wayhouse.org', true), '')::uuid $$;
create function alerts.acting_worker() returns uuid
language sql stable set search_path = pg_catalog, pg_temp
as $$ select case when current_setting('wayhouse.actor', true) ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
  then current_setting('wayhouse.actor', true)::uuid end $$;

-- What came from partners, as it came: a draft that an officer adopts or sets aside, never shown by itself.
create table alerts.inbox (
  id uuid primary key,
  org_id uuid not null default alerts.acting_org(),
  received_at timestamptz not null default clock_timestamp(),
  partner text check (length(partner) between 1 and 120),
  cap text not null check (length(cap) between 1 and 512000),
  digest bytea not null check (length(digest) = 32),
  sender text not null,
  identifier text not null,
  sent text not null,
  kind text not null check (kind in ('Alert', 'Update', 'Cancel')),
  signature text not null check (signature in ('unsigned', 'valid', 'unknown_key')),
  signed_by text,
  decided text check (decided in ('adopted', 'set_aside')),
  unique (org_id, digest),
  check ((signature = 'valid') = (signed_by is not null))
);
create index inbox_waiting on alerts.inbox (org_id, received_at) where decided is null;

create table alerts.message (
  id uuid primary key,
  org_id uuid not null default alerts.acting_org(),
  -- The first message of its line; each is followed by at most one.
  chain_id uuid not null,
  prior_id uuid unique references alerts.message,
  kind text not null check (kind in ('alert', 'update', 'cancel')),
  status text not null check (status in ('actual', 'exercise', 'test')),
  hazard text not null check (hazard ~ '^[a-z_]{2,30}$'),
  urgency text not null check (urgency in ('Immediate', 'Expected', 'Future', 'Past', 'Unknown')),
  severity text not null check (severity in ('Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown')),
  certainty text not null check (certainty in ('Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown')),
  responses text[] not null default '{}' check (responses <@ array['Shelter', 'Evacuate', 'Prepare', 'Execute', 'Avoid', 'Monitor', 'Assess', 'AllClear', 'None']),
  -- Places of the gazetteer; none means the whole territory.
  areas int[] not null default '{}' check (cardinality(areas) <= 40),
  -- {polygons: [[[lat, lon], …]], circles: [[lat, lon, km]]}
  shapes jsonb not null default '{}' check (jsonb_typeof(shapes) = 'object'),
  services text[] not null default '{}' check (cardinality(services) <= 8),
  needs text[] not null default '{}' check (cardinality(needs) <= 8),
  source_lang text not null check (source_lang ~ '^[a-z]{2,3}$'),
  issued_at timestamptz not null default date_trunc('second', clock_timestamp()),
  effective_at timestamptz not null,
  expires_at timestamptz not null,
  adopted_from uuid references alerts.inbox,
  worker_id uuid default alerts.acting_worker(),
  check ((kind = 'alert') = (prior_id is null)),
  check ((kind = 'alert') = (chain_id = id)),
  check (expires_at > effective_at),
  -- What is true holds for two days at most; who knows that it goes on says so again by an update.
  check (expires_at <= effective_at + case status when 'actual' then interval '48 hours' else interval '7 days' end),
  check (effective_at <= issued_at + interval '7 days')
);
create index message_of_org on alerts.message (org_id, issued_at);
create index message_of_chain on alerts.message (chain_id);

create table alerts.info (
  message_id uuid not null references alerts.message,
  lang text not null check (lang ~ '^[a-z]{2,3}$'),
  headline text not null check (length(headline) between 3 and 120),
  description text not null check (length(description) between 3 and 800),
  instruction text not null check (length(instruction) between 3 and 800),
  -- `written` by an officer, `checked` by somebody who speaks it, `machine` draft: never shown.
  state text not null check (state in ('written', 'checked', 'machine')),
  primary key (message_id, lang)
);

create table alerts.partner (
  id uuid primary key,
  org_id uuid not null default alerts.acting_org(),
  name text not null check (length(name) between 2 and 120),
  -- SHA-256 of 256 random bits; a partner without one is only a key.
  token_hash bytea unique check (length(token_hash) = 32),
  -- RSA public key (PEM) whose signature is trusted.
  pem text check (pem like '-----BEGIN %'),
  ended_at timestamptz,
  check (token_hash is not null or pem is not null)
);

-- Rules that hold whatever a handler does ---------------------------------------------------------

create function alerts.hold_message() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare p alerts.message;
begin
  new.issued_at := date_trunc('second', clock_timestamp());
  new.effective_at := greatest(new.effective_at, new.issued_at);
  if new.prior_id is null then
    if new.expires_at <= new.issued_at then
      raise exception 'an alert ends after it begins' using errcode = '23514';
    end if;
    return new;
  end if;
  select * into p from alerts.message m where m.id = new.prior_id and m.org_id = new.org_id for update;
  if p.id is null then
    raise exception 'there is no such alert of this organisation' using errcode = '23503';
  end if;
  if p.kind = 'cancel' or p.expires_at <= new.issued_at then
    raise exception 'the alert is over' using errcode = '23514', constraint = 'message_over';
  end if;
  if p.status <> new.status or p.chain_id <> new.chain_id then
    raise exception 'a drill stays a drill, and a line its line' using errcode = '23514';
  end if;
  -- Whatever follows is later, also within one second.
  new.issued_at := greatest(new.issued_at, p.issued_at + interval '1 second');
  new.effective_at := greatest(new.effective_at, new.issued_at);
  return new;
end $$;
create trigger hold_message before insert on alerts.message for each row execute function alerts.hold_message();

create function alerts.append_only() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$ begin raise exception 'what was issued stays as it was' using errcode = '42501'; end $$;
create trigger append_only before update or delete on alerts.message for each row execute function alerts.append_only();
create trigger append_only before update or delete on alerts.info for each row execute function alerts.append_only();

-- An alert without words in its own language tells nobody anything.
create function alerts.hold_words() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from alerts.info i where (i.message_id, i.lang) = (new.id, new.source_lang) and i.state <> 'machine') then
    raise exception 'an alert has words in its own language' using errcode = '23514';
  end if;
  perform pg_notify('alerts', '');
  return null;
end $$;
create constraint trigger hold_words after insert on alerts.message deferrable initially deferred
  for each row execute function alerts.hold_words();

-- Who may write -------------------------------------------------------------------------------------

do $$
declare t text;
begin
  foreach t in array array['message', 'info', 'inbox', 'partner'] loop
    execute format('alter table alerts.%I enable row level security', t);
    execute format('alter table alerts.%I force row level security', t);
    execute format('create policy owner_all on alerts.%I to own_alerts using (true) with check (true)', t);
  end loop;
end $$;
create policy editor_reads on alerts.message for select to app_editor using (true);
create policy editor_reads on alerts.info for select to app_editor using (true);
create policy editor_reads on alerts.inbox for select to app_editor using (org_id = alerts.acting_org());
create policy editor_reads on alerts.partner for select to app_editor using (org_id = alerts.acting_org());
create policy editor_adds on alerts.message for insert to app_editor with check (org_id = alerts.acting_org());
-- Words come with their message, in one transaction, and never later.
create policy editor_adds on alerts.info for insert to app_editor
  with check (exists (select from alerts.message m where m.id = message_id and m.org_id = alerts.acting_org()
    and m.xmin = pg_current_xact_id()::xid));
create policy editor_adds on alerts.inbox for insert to app_editor with check (org_id = alerts.acting_org());
create policy editor_decides on alerts.inbox for update to app_editor
  using (org_id = alerts.acting_org() and decided is null) with check (org_id = alerts.acting_org());
create policy editor_adds on alerts.partner for insert to app_editor with check (org_id = alerts.acting_org());
create policy editor_ends on alerts.partner for update to app_editor
  using (org_id = alerts.acting_org()) with check (org_id = alerts.acting_org());
grant select, insert on alerts.message, alerts.info, alerts.inbox to app_editor;
grant update (decided) on alerts.inbox to app_editor;
-- The lock on the message before.
grant update (id) on alerts.message to app_editor;
create policy editor_locks on alerts.message for update to app_editor using (org_id = alerts.acting_org()) with check (false);
grant select (id, org_id, name, pem, ended_at), insert, update (ended_at) on alerts.partner to app_editor;

-- Whose token this is: for whoever brings one.
create function alerts.partner_of(p_hash bytea) returns table (org_id uuid, name text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select p.org_id, p.name from alerts.partner p where p.token_hash = p_hash and p.ended_at is null $$;
revoke execute on function alerts.partner_of(bytea) from public;
grant execute on function alerts.partner_of(bytea) to app_editor;

-- What the public may read: no tests, no machine drafts, nothing of who pressed the button. -----------

create view alerts.pub_message with (security_barrier) as
  select m.id, m.org_id, m.chain_id, m.prior_id, m.kind, m.status, m.hazard, m.urgency, m.severity, m.certainty, m.responses, m.areas,
    m.shapes, m.services, m.needs, m.source_lang, m.issued_at, m.effective_at, m.expires_at
  from alerts.message m where m.status <> 'test' and m.issued_at > now() - interval '60 days';
create view alerts.pub_info with (security_barrier) as
  select i.message_id, i.lang, i.headline, i.description, i.instruction, i.state
  from alerts.info i join alerts.message m on m.id = i.message_id
  where i.state <> 'machine' and m.status <> 'test' and m.issued_at > now() - interval '60 days';
grant select on alerts.pub_message, alerts.pub_info to app_public, app_editor, app_jobs;

-- Places around places: themselves, all that they lie in, and all that lies in them.
create function alerts.related_places(p_areas int[]) returns setof int
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  with recursive up as (
    select p.id, p.parent_id from directory.pub_place_name p where p.id = any (p_areas)
    union select p.id, p.parent_id from directory.pub_place_name p join up on p.id = up.parent_id
  ), down as (
    select p.id from directory.pub_place_name p where p.id = any (p_areas)
    union select p.id from directory.pub_place_name p join down on p.parent_id = down.id
  )
  select id from up union select id from down
$$;
revoke execute on function alerts.related_places(int[]) from public;

-- Numbers that want alerts ------------------------------------------------------------------------
-- A row says: some number (sealed outside, under a key that is in no database), an area, a language, the week of joining
-- or renewing. No login role has any right on these tables; the functions below are all there is, and none lists.

create table alerts_sealed.subscriber (
  -- HMAC-SHA256 of the number under the installation's key.
  digest bytea not null check (length(digest) = 32),
  area int not null,
  lang text not null check (lang ~ '^[a-z]{2,3}$'),
  sealed bytea not null check (length(sealed) between 32 and 80),
  -- A Monday.
  week date not null check (extract(isodow from week) = 1),
  reminded boolean not null default false,
  primary key (digest, area)
);
create index subscriber_area on alerts_sealed.subscriber (area);
create index subscriber_week on alerts_sealed.subscriber (week);

-- What has been sent of one alert: `trying` is written before, `sent` or `failed` after. Gone a day after the alert's end.
create table alerts_sealed.delivery (
  message_id uuid not null,
  digest bytea not null,
  state text not null check (state in ('trying', 'sent', 'failed')),
  primary key (message_id, digest)
);
-- Who delivers an alert now; a program that died gives way after its lease.
create table alerts_sealed.run (
  message_id uuid primary key,
  run uuid not null,
  until timestamptz not null,
  ends date not null
);
do $$
declare t text;
begin
  foreach t in array array['subscriber', 'delivery', 'run'] loop
    execute format('alter table alerts_sealed.%I enable row level security', t);
    execute format('alter table alerts_sealed.%I force row level security', t);
    execute format('create policy owner_all on alerts_sealed.%I to own_alerts using (true) with check (true)', t);
  end loop;
end $$;

-- 'new', 'renewed', 'too_many' (five areas a number), 'unknown_area'.
create function alerts_sealed.subscribe(p_digest bytea, p_sealed bytea, p_area int, p_lang text, p_week date) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare fresh boolean;
begin
  if not exists (select from directory.pub_place_name p where p.id = p_area) then return 'unknown_area'; end if;
  perform pg_advisory_xact_lock(hashtextextended(encode(p_digest, 'hex'), 0));
  if not exists (select from alerts_sealed.subscriber s where (s.digest, s.area) = (p_digest, p_area))
    and (select count(*) from alerts_sealed.subscriber s where s.digest = p_digest) >= 5 then
    return 'too_many';
  end if;
  insert into alerts_sealed.subscriber as s (digest, area, lang, sealed, week) values (p_digest, p_area, p_lang, p_sealed, p_week)
    on conflict (digest, area) do update set lang = excluded.lang, sealed = excluded.sealed
    returning xmax = 0 into fresh;
  -- One yes renews all areas of the number.
  update alerts_sealed.subscriber s set week = greatest(s.week, p_week), reminded = false where s.digest = p_digest;
  return case when fresh then 'new' else 'renewed' end;
end $$;

-- How many areas it had. Nothing of the number is left, not even what was sent to it.
create function alerts_sealed.stop(p_digest bytea) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare n int;
begin
  delete from alerts_sealed.subscriber s where s.digest = p_digest;
  get diagnostics n = row_count;
  delete from alerts_sealed.delivery d where d.digest = p_digest;
  return n;
end $$;

-- True when this run may deliver, until its lease ends; also prolongs the lease of a run that goes on.
create function alerts_sealed.lease(p_message uuid, p_run uuid, p_seconds int, p_ends date) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  insert into alerts_sealed.run as r (message_id, run, until, ends)
    values (p_message, p_run, clock_timestamp() + make_interval(secs => p_seconds), p_ends)
    on conflict (message_id) do update set run = excluded.run, until = excluded.until
    where r.run = excluded.run or r.until < clock_timestamp();
  return found;
end $$;
create function alerts_sealed.release(p_message uuid, p_run uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp
as $$ update alerts_sealed.run set until = clock_timestamp() where (message_id, run) = (p_message, p_run) $$;

-- Those whose sending a program that died had begun; to be sent again under the same id.
create function alerts_sealed.unfinished(p_message uuid) returns table (digest bytea, sealed bytea, lang text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select distinct on (s.digest) s.digest, s.sealed, s.lang from alerts_sealed.delivery d join alerts_sealed.subscriber s on s.digest = d.digest
  where d.message_id = p_message and d.state = 'trying' order by s.digest, s.area
$$;

-- The next numbers of an alert, written down as begun. No area means the whole territory.
create function alerts_sealed.take(p_message uuid, p_areas int[], p_most int) returns table (digest bytea, sealed bytea, lang text)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    with wanted as (
      select distinct on (s.digest) s.digest, s.sealed, s.lang from alerts_sealed.subscriber s
      where (cardinality(p_areas) = 0 or s.area in (select * from alerts.related_places(p_areas)))
        and not exists (select from alerts_sealed.delivery d where (d.message_id, d.digest) = (p_message, s.digest))
      order by s.digest, s.area limit p_most
    ), taken as (
      insert into alerts_sealed.delivery (message_id, digest, state) select p_message, w.digest, 'trying' from wanted w
        on conflict do nothing returning delivery.digest
    )
    select w.digest, w.sealed, w.lang from wanted w join taken t on t.digest = w.digest;
end $$;
create function alerts_sealed.done(p_message uuid, p_sent bytea[], p_failed bytea[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp
as $$
  update alerts_sealed.delivery d set state = case when d.digest = any (p_sent) then 'sent' else 'failed' end
    where d.message_id = p_message and d.digest = any (p_sent || p_failed)
$$;
create function alerts_sealed.progress(p_message uuid, p_areas int[]) returns table (sent int, failed int, waiting int)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select count(*) filter (where d.state = 'sent')::int, count(*) filter (where d.state = 'failed')::int,
    (count(*) filter (where d.state = 'trying') + (select count(distinct s.digest) from alerts_sealed.subscriber s
      where (cardinality(p_areas) = 0 or s.area in (select * from alerts.related_places(p_areas)))
        and not exists (select from alerts_sealed.delivery e where (e.message_id, e.digest) = (p_message, s.digest))))::int
  from alerts_sealed.delivery d where d.message_id = p_message
$$;

-- How many numbers an area has, in tens from ten upwards; nothing is said below.
create function alerts_sealed.counts() returns table (area int, at_least int)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select s.area, (count(*) / 10 * 10)::int from alerts_sealed.subscriber s group by s.area having count(*) >= 10 $$;

-- Numbers that hear once that their time is nearly over; told once, whatever happens.
create function alerts_sealed.take_reminders(p_before date, p_most int) returns table (digest bytea, sealed bytea, lang text)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    with due as (
      select distinct on (s.digest) s.digest, s.sealed, s.lang from alerts_sealed.subscriber s
      where s.week <= p_before and not s.reminded order by s.digest, s.area limit p_most
    ), marked as (
      update alerts_sealed.subscriber s set reminded = true from due where s.digest = due.digest returning s.digest
    )
    select d.digest, d.sealed, d.lang from due d where d.digest in (select m.digest from marked m);
end $$;
-- Takes away who did not renew, and what was sent of alerts that are over.
create function alerts_sealed.forget(p_before date, p_today date) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare n int;
begin
  delete from alerts_sealed.subscriber s where s.week <= p_before;
  get diagnostics n = row_count;
  delete from alerts_sealed.delivery d where exists (select from alerts_sealed.run r where r.message_id = d.message_id and r.ends < p_today);
  delete from alerts_sealed.run r where r.ends < p_today;
  return n;
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'alerts_sealed' loop
    execute format('revoke execute on function %s from public', f);
    execute format('grant execute on function %s to app_jobs', f);
  end loop;
end $$;
reset role;

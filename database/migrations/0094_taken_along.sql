-- A tablet takes along who was here before (PT-07, PT-03; design chapter 30, sections 1.3 and 5.1): a round works a whole day without a
-- network, and "have we met?" knew no names there but those given at the tablet since its last contact. Whoever leads the point allows it
-- for one tablet and for days; it gets how names sound, the year, the age group, the month and shortened digests of printed codes: no
-- name, no need, no contact. Who was given to which tablet stands in a list of its own and in the log of each.
set role own_sync;

create table sync.carrying (
  carrying_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  point_id uuid not null,
  device_id uuid not null,
  allowed_by uuid not null,
  from_at timestamptz not null default clock_timestamp(),
  until_at timestamptz not null,
  ended_at timestamptz,
  -- A tablet works for so long without a contact.
  check (until_at > from_at and until_at <= from_at + interval '3 days')
);
create unique index carrying_of_device on sync.carrying (org_id, device_id) where ended_at is null;
select fw.guard_table('sync.carrying', array[]::name[]);
create policy definer on sync.carrying to own_fw using (true) with check (true);
grant select, insert, update (ended_at) on sync.carrying to own_fw;

-- Who was given to a tablet: the list to act on when it is lost.
create table sync.device_manifest (
  carrying_id uuid not null references sync.carrying,
  subject uuid not null,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  point_id uuid not null,
  given_at timestamptz not null default clock_timestamp(),
  primary key (carrying_id, subject)
);
create index device_manifest_subject on sync.device_manifest (org_id, subject);
select fw.guard_table('sync.device_manifest', array[]::name[]);
grant insert, update (given_at) on sync.device_manifest to own_fw;
reset role;

set role own_fw;

-- Lets a tablet take along who is known at a point, for whole days from now; what it had leave for before ends. Null: there is no such
-- tablet in use, no such point of hers, or it has leave of a point that she does not lead.
create function fw.let_carry(p_device uuid, p_point uuid, p_days int) returns timestamptz
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  now_is timestamptz := clock_timestamp();
  until_is timestamptz := now_is + make_interval(days => p_days);
begin
  if c.kind <> 'staff' or c.purpose <> 'tally' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  elsif p_days is null or p_days not between 1 and 3 then
    raise exception using errcode = '23514', constraint = 'carrying_check', message = 'one to three days';
  elsif not (cardinality(coalesce(c.points, '{}')) = 0 or p_point = any (c.points)) or not fw.holds_role(c.actor, c.org_id, 'point_manager') then
    return null;
  end if;
  -- Two who lead the point decide one after the other, and a tablet that is being taken out of use gets no leave.
  perform from staff.device d where d.device_id = p_device and d.org_id = c.org_id and d.revoked_at is null for update;
  if not found or not exists (select from directory.point p where p.location_id = p_point and p.org_id = c.org_id) then
    return null;
  end if;
  -- A leave of a point that she does not lead is not hers to end.
  if exists (select from sync.carrying k where k.org_id = c.org_id and k.device_id = p_device and k.ended_at is null and k.until_at > now_is
      and cardinality(coalesce(c.points, '{}')) > 0 and k.point_id <> all (c.points)) then
    return null;
  end if;
  update sync.carrying k set ended_at = now_is where k.org_id = c.org_id and k.device_id = p_device and k.ended_at is null;
  insert into sync.carrying (carrying_id, org_id, purpose_id, point_id, device_id, allowed_by, from_at, until_at)
    values (gen_random_uuid(), c.org_id, 'desk.visit', p_point, p_device, c.actor, now_is, until_is);
  perform fw.note('carrying.allowed', jsonb_build_object('device', p_device, 'point', p_point, 'days', p_days));
  return until_is;
end $$;

-- Takes the leave back: the tablet drops what it took along at its next contact. False when there was none.
create function fw.end_carrying(p_device uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose <> 'tally' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  elsif not fw.holds_role(c.actor, c.org_id, 'point_manager') then
    return false;
  end if;
  update sync.carrying k set ended_at = clock_timestamp() where k.org_id = c.org_id and k.device_id = p_device and k.ended_at is null
    and (cardinality(coalesce(c.points, '{}')) = 0 or k.point_id = any (c.points));
  if not found then
    return false;
  end if;
  perform fw.note('carrying.ended', jsonb_build_object('device', p_device));
  return true;
end $$;

-- What tablets of the organisation were last let take along, whether she may end it, and how many people each was given in the half year
-- for which that is kept.
create function fw.carryings() returns table (device_id uuid, point_id uuid, from_at timestamptz, until_at timestamptz, ended_at timestamptz, own boolean,
  people int)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose <> 'tally' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query select distinct on (k.device_id) k.device_id, k.point_id, k.from_at, k.until_at, k.ended_at,
      cardinality(coalesce(c.points, '{}')) = 0 or k.point_id = any (c.points),
      (select count(distinct m.subject)::int from sync.carrying o join sync.device_manifest m on m.carrying_id = o.carrying_id
        where o.org_id = c.org_id and o.device_id = k.device_id and (cardinality(coalesce(c.points, '{}')) = 0 or o.point_id = any (c.points)))
    from sync.carrying k where k.org_id = c.org_id order by k.device_id, k.from_at desc;
end $$;

-- Whom a tablet was given at points of hers, those given last first, for whoever leads a point; with how many there are. Each who is shown
-- has it in her own log.
create function fw.manifest_of(p_device uuid, p_from int, p_most int) returns table (subject uuid, age_band text, month text, total int)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  dead uuid[] := fw.erasing();
  shown uuid[];
  n int;
begin
  if c.kind <> 'staff' or c.purpose <> 'tally' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  elsif not fw.holds_role(c.actor, c.org_id, 'point_manager') then
    return;
  end if;
  with given as (
    select m.subject as who, max(m.given_at) as at from sync.carrying k join sync.device_manifest m on m.carrying_id = k.carrying_id
      where k.org_id = c.org_id and k.device_id = p_device and (cardinality(coalesce(c.points, '{}')) = 0 or k.point_id = any (c.points))
        and m.subject <> all (dead) group by m.subject),
  page as (select g.who, g.at from given g order by g.at desc, g.who offset greatest(p_from, 0) limit least(greatest(p_most, 0), 50))
  select (select count(*)::int from given), (select array_agg(s.who order by s.at desc, s.who) from page s) into n, shown;
  if shown is not null then
    perform fw.touch(shown);
  end if;
  return query select p.subject, p.age_band, to_char(p.last_contact, 'YYYY-MM'), n
    from unnest(shown) with ordinality t(id, at) join casework.person p on p.subject = t.id and p.org_id = c.org_id order by t.at;
end $$;

-- The leave of the tablet on which this sign-in works; no row when there is none, or it is over.
create function fw.carrying_here(p_session_hash bytea) returns table (carrying_id uuid, point_id uuid, until_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose <> 'desk.visit' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query select k.carrying_id, k.point_id, k.until_at
    from staff.session s join staff.device d on d.device_id = s.device_id and d.org_id = s.org_id
    join sync.carrying k on k.device_id = d.device_id and k.org_id = d.org_id
    where s.session_hash = p_session_hash and s.account_id = c.actor and s.org_id = c.org_id and s.ended_at is null and d.revoked_at is null
      and k.ended_at is null and k.until_at > clock_timestamp() and (cardinality(coalesce(c.points, '{}')) = 0 or k.point_id = any (c.points));
end $$;

-- Who was in contact in the last 90 days and was at the point, the newest 5,000: each token with who stands for it, the month, how a name
-- sounds (sealed under the key of the circle) and digests of printed codes, shortened. That she was at the point is known by the sound of her
-- name there, or by what happened in the days for which events name her. Who has neither name nor code could not be told by a tablet, and is
-- not given. Each, and who stands for her, is in the list of the tablet and in her own log. Whoever would rather start new is known by her
-- slip alone. Each table is read once, also before anybody has counted their rows.
create function fw.take_along(p_session_hash bytea) returns table (token uuid, subject uuid, month text, circle_key_id uuid, sketch_id uuid, sealed bytea, codes bytea[])
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set enable_nestloop = off
as $$
declare
  c fw.context := fw.ctx();
  dead uuid[] := fw.erasing();
  k record;
  taken uuid[];
  given uuid[];
begin
  select * into k from fw.carrying_here(p_session_hash);
  if not found then
    return;
  end if;
  select array_agg(x.subject) into taken from (
    select p.subject from casework.person p
      where p.org_id = c.org_id and p.last_contact >= current_date - 90 and p.subject <> all (dead)
        and (p.subject in (select s.subject from ident.name_sketch s where s.org_id = c.org_id and s.point_id = k.point_id)
          or p.subject in (select e.subject from casework.event e where e.org_id = c.org_id and e.point_id = k.point_id and e.subject is not null
            and e.compartment = 'general' and e.purpose_id in ('desk.visit', 'desk.screen'))
          and p.subject in (select h.subject from casework.handle h where h.org_id = c.org_id and h.kind <> 'spoken' and h.state = 'live'
            and (h.expires_at is null or h.expires_at > clock_timestamp())))
      order by p.last_contact desc, p.subject limit 5000) x;
  if taken is null then
    return;
  end if;
  given := array(select t from unnest(taken) t union
    select r.root from unnest(taken) t join casework.person_root r on r.subject = t and r.org_id = c.org_id where r.root <> all (dead));
  insert into sync.device_manifest as m (carrying_id, subject, org_id, purpose_id, point_id)
    select k.carrying_id, g, c.org_id, 'desk.visit', k.point_id from unnest(given) g
    on conflict on constraint device_manifest_pkey do update set given_at = excluded.given_at;
  perform fw.note('taken_along', jsonb_build_object('carrying', k.carrying_id), given);
  return query
    with sketch as materialized (
      select distinct on (s.subject) s.subject as hers, s.circle_key_id as key_id, s.sketch_id as id, s.sealed as bytes
        from unnest(taken) t join ident.name_sketch s on s.subject = t
        where s.org_id = c.org_id and s.point_id = k.point_id order by s.subject, s.tx desc, s.sketch_id),
    code as materialized (
      select h.subject as hers, array_agg(substr(h.code_hash, 1, 12)) as all_codes
        from unnest(taken) t join casework.handle h on h.subject = t
        where h.org_id = c.org_id and h.kind <> 'spoken' and h.state = 'live' and (h.expires_at is null or h.expires_at > clock_timestamp())
        group by h.subject)
    select p.subject, case when r.root is null or r.root = any (dead) then p.subject else r.root end, to_char(p.last_contact, 'YYYY-MM'),
      n.key_id, n.id, n.bytes, coalesce(h.all_codes, '{}')
    from unnest(taken) t join casework.person p on p.subject = t and p.org_id = c.org_id
    left join casework.person_root r on r.subject = p.subject and r.org_id = p.org_id
    left join sketch n on n.hers = p.subject
    left join code h on h.hers = p.subject;
end $$;

revoke execute on function fw.let_carry(uuid, uuid, int), fw.end_carrying(uuid), fw.carryings(), fw.manifest_of(uuid, int, int), fw.carrying_here(bytea),
  fw.take_along(bytea) from public;
grant execute on function fw.let_carry(uuid, uuid, int), fw.end_carrying(uuid), fw.carryings(), fw.manifest_of(uuid, int, int), fw.carrying_here(bytea) to app_desk;
grant execute on function fw.take_along(bytea) to app_ident;

insert into fw.erasure_map (schema_name, table_name, action, org_column) values ('sync', 'device_manifest', 'delete', 'org_id');
insert into fw.retention (schema_name, table_name, purpose_id, starts, clock_column, keep, most, action) values
  ('sync', 'device_manifest', 'desk.visit', 'created', 'given_at', '180 days', '365 days', 'erase');
insert into fw.column_class (schema_name, table_name, column_name, class, concept)
  select 'sync', c.relname, a.attname, 'coded', 'who was given to a tablet: ' || replace(a.attname, '_', ' ')
  from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.oid in ('sync.carrying'::regclass, 'sync.device_manifest'::regclass) and a.attnum > 0 and not a.attisdropped;
reset role;

-- A tablet that is taken out of use has no leave any more, also when it comes back.
do $$
declare
  was text := pg_get_functiondef('fw.revoke_device(uuid)'::regprocedure);
  now_is text := replace(was, $q$  perform fw.note('device.revoked'$q$,
    $q$  update sync.carrying k set ended_at = clock_timestamp() where k.org_id = c.org_id and k.device_id = p_device and k.ended_at is null;
  perform fw.note('device.revoked'$q$);
begin
  if now_is = was then
    raise exception 'fw.revoke_device is not as expected';
  end if;
  set local role own_fw;
  execute now_is;
  reset role;
end $$;

-- People found again and joined (design chapter 30, sections 1.1, 1.3, 1.4): sketches of names for each point, sealed under a key
-- of that point; links that can be undone; codes resolved inside one organisation; single lines erased (FIRE-09).

set role own_ident;

-- The key of a point's circle, itself sealed by the keeper under a key whose subject is circle_key_id. One row for each point.
create table ident.circle_key (
  circle_key_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  point_id uuid not null,
  sealed bytea not null,
  made_at timestamptz not null default clock_timestamp(),
  -- Rows that went since the key was made: copies of them in backups open until it is renewed.
  gone int not null default 0,
  -- Keys before this one, not yet destroyed.
  retiring uuid[] not null default '{}',
  unique (org_id, point_id)
);
select fw.guard_table('ident.circle_key', array[]::name[]);
create policy definer on ident.circle_key to own_fw using (true) with check (true);
grant select, insert, update on ident.circle_key to own_fw;

-- How a name sounds, with the year, sealed under the key of the circle. Its number is that of the name.
create table ident.name_sketch (
  sketch_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  point_id uuid not null,
  circle_key_id uuid not null,
  subject uuid not null,
  sealed bytea not null check (octet_length(sealed) <= 2000),
  created_at timestamptz not null default clock_timestamp(),
  tx xid8 not null default pg_current_xact_id()
);
create index name_sketch_circle on ident.name_sketch (org_id, point_id, tx);
create index name_sketch_subject on ident.name_sketch (org_id, subject);
grant select on ident.name_sketch to app_ident;
select fw.guard_table('ident.name_sketch', array['app_ident']);
grant insert, update (circle_key_id, sealed, tx) on ident.name_sketch to own_fw;
reset role;

set role own_casework;

-- Two tokens of one person, said so by somebody. A proposal until confirmed; undone, the row stays as what was tried.
create table casework.identity_link (
  link_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  subject uuid not null,
  other uuid not null,
  evidence text not null check (evidence in ('both_slips_shown', 'card_shown', 'person_says', 'compared')),
  made_by uuid not null,
  made_at timestamptz not null default clock_timestamp(),
  confirmed_by uuid,
  confirmed_at timestamptz,
  undone_by uuid,
  undone_at timestamptz,
  undo_reason text check (undo_reason in ('not_same', 'person_asked', 'mistake')),
  check (subject <> other),
  check ((confirmed_at is null) = (confirmed_by is null)),
  check ((undone_at is null) = (undone_by is null) and (undone_at is null) = (undo_reason is null)),
  -- Two slips in one hand need no second worker; everything else does (WH031).
  check (confirmed_by is null or confirmed_by <> made_by or evidence = 'both_slips_shown')
);
create index identity_link_subject on casework.identity_link (org_id, subject);
create index identity_link_other on casework.identity_link (org_id, other);
create index identity_link_waiting on casework.identity_link (org_id, made_at) where confirmed_at is null and undone_at is null;
create unique index identity_link_once on casework.identity_link (org_id, least(subject, other), greatest(subject, other)) where undone_at is null;
grant select on casework.identity_link to app_desk;
grant insert, update (confirmed_by, confirmed_at, undone_by, undone_at, undo_reason) on casework.identity_link to own_fw;
select fw.guard_table('casework.identity_link', array['app_desk']);
create policy alive_other_desk on casework.identity_link as restrictive to app_desk using (other <> all ((select fw.erasing())::uuid[]));

-- Who stands for a token while links live; a token without a row stands for itself. Made anew from the links, never edited.
create table casework.person_root (
  subject uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  root uuid not null,
  joined_at timestamptz not null default clock_timestamp()
);
create index person_root_root on casework.person_root (org_id, root);
grant select on casework.person_root to app_desk;
grant insert, update (root) on casework.person_root to own_fw;
select fw.guard_table('casework.person_root', array['app_desk']);

-- A line is emptied at the person's word.
grant update (op_id, visit_id, device_id, device_seq, hlc, at_device, recorded_at, clock_offset_ms, body, sealed, tx) on casework.event to own_fw;
reset role;

set role own_fw;

-- Both ends of a link are people of its organisation.
create function fw.before_link() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if (select count(*) from casework.person p where p.subject in (new.subject, new.other) and p.org_id = new.org_id) <> 2 then
    raise exception using errcode = 'WH012', message = 'a link joins two people of one organisation';
  end if;
  return new;
end $$;

-- Makes the roots of everybody whom these tokens are or were joined with: the oldest token of those that living links connect.
create function fw.recompute_roots(p_org uuid, p_seeds uuid[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  everybody uuid[];
begin
  with recursive near(subject) as (
    select unnest(p_seeds || array(select r.subject from casework.person_root r where r.org_id = p_org
      and r.root in (select q.root from casework.person_root q where q.org_id = p_org and q.subject = any (p_seeds))))
    union
    select case when l.subject = n.subject then l.other else l.subject end from near n join casework.identity_link l
      on l.org_id = p_org and n.subject in (l.subject, l.other) and l.confirmed_at is not null and l.undone_at is null
  )
  select array_agg(subject) into everybody from near;
  delete from casework.person_root r where r.org_id = p_org and r.subject = any (everybody);
  insert into casework.person_root (subject, org_id, purpose_id, root)
    with recursive reach(start, subject) as (
      select p.subject, p.subject from casework.person p where p.org_id = p_org and p.subject = any (everybody)
      union
      select r.start, case when l.subject = r.subject then l.other else l.subject end from reach r join casework.identity_link l
        on l.org_id = p_org and r.subject in (l.subject, l.other) and l.confirmed_at is not null and l.undone_at is null
    )
    select distinct on (r.start) r.start, p_org, 'desk.visit', p.subject
    from reach r join casework.person p on p.subject = r.subject and p.org_id = p_org
    where exists (select from reach m where m.start = r.start and m.subject <> r.start)
    order by r.start, p.created_at, p.subject;
end $$;

create function fw.after_link_gone() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform fw.recompute_roots(old.org_id, array[old.subject, old.other]);
  return null;
end $$;

-- With a person go the links that name her on either side.
create function fw.after_person_gone() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  delete from casework.identity_link l where l.org_id = old.org_id and old.subject in (l.subject, l.other);
  delete from casework.person_root r where r.org_id = old.org_id and r.subject = old.subject;
  return null;
end $$;

-- Whoever would rather start new is compared with nobody.
create function fw.after_no_link() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  delete from ident.name_sketch k where k.org_id = new.org_id and k.subject = new.subject;
  return null;
end $$;

create function fw.after_sketch_gone() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update ident.circle_key k set gone = k.gone + g.n
    from (select o.org_id, o.point_id, count(*)::int n from went o group by 1, 2) g
    where k.org_id = g.org_id and k.point_id = g.point_id;
  return null;
end $$;

-- The key of a point's circle as the keeper sealed it; no row where nobody was named yet, or when the worker has no such point.
create function fw.circle_key(p_point uuid) returns table (circle_key_id uuid, sealed bytea, gone int)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose not in ('desk.visit', 'desk.screen') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query select k.circle_key_id, k.sealed, k.gone from ident.circle_key k
    where k.org_id = c.org_id and k.point_id = p_point and (cardinality(coalesce(c.points, '{}')) = 0 or p_point = any (c.points));
end $$;

-- The first key of a circle; when another program was quicker, its key stays. In the place of a key that opens no more (a backup
-- was put back) its sketches go with it: they open no more either.
create function fw.put_circle_key(p_point uuid, p_id uuid, p_sealed bytea, p_lost uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose not in ('desk.visit', 'desk.screen') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  elsif not (cardinality(coalesce(c.points, '{}')) = 0 or p_point = any (c.points)) then
    raise exception using errcode = '42501', message = 'not at this point';
  end if;
  insert into ident.circle_key (circle_key_id, org_id, purpose_id, point_id, sealed)
    values (p_id, c.org_id, 'desk.visit', p_point, p_sealed) on conflict (org_id, point_id) do nothing;
  if not found and p_lost is not null then
    perform pg_advisory_xact_lock(hashtextextended('circle|' || c.org_id || p_point, 0));
    update ident.circle_key k set circle_key_id = p_id, sealed = p_sealed, made_at = clock_timestamp(), gone = 0, retiring = k.retiring || p_lost
      where k.org_id = c.org_id and k.point_id = p_point and k.circle_key_id = p_lost;
    if found then
      delete from ident.name_sketch s where s.org_id = c.org_id and s.point_id = p_point and s.circle_key_id = p_lost;
    end if;
  end if;
end $$;

-- Puts sketches into a circle: `[{id, subject, sealed}]`, sealed in hex. False, and nothing put, when the key is not the circle's
-- any more. Who is being erased, or would rather start new, gets none.
create function fw.put_sketches(p_point uuid, p_key uuid, p_rows jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose not in ('desk.visit', 'desk.screen') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  elsif not (cardinality(coalesce(c.points, '{}')) = 0 or p_point = any (c.points)) then
    raise exception using errcode = '42501', message = 'not at this point';
  end if;
  -- Renewing the key waits for this, and this for it; a lock on the row would be written anew by every registration.
  perform pg_advisory_xact_lock_shared(hashtextextended('circle|' || c.org_id || p_point, 0));
  perform from ident.circle_key k where k.circle_key_id = p_key and k.org_id = c.org_id and k.point_id = p_point;
  if not found then
    return false;
  end if;
  insert into ident.name_sketch (sketch_id, org_id, purpose_id, point_id, circle_key_id, subject, sealed)
    select x.id, c.org_id, c.purpose, p_point, p_key, x.subject, decode(x.sealed, 'hex')
    from jsonb_to_recordset(p_rows) x(id uuid, subject uuid, sealed text)
    where x.subject <> all (fw.erasing())
      and not exists (select from casework.person p where p.org_id = c.org_id and p.subject = x.subject and p.no_link)
    on conflict (sketch_id) do nothing;
  return true;
end $$;

-- What the desk shows of people whose names are alike: who stands for them, the age group, the month of the last visit.
create function fw.alike(p_subjects uuid[]) returns table (subject uuid, root uuid, age_band text, month text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  dead uuid[] := fw.erasing();
begin
  if c.kind <> 'staff' or c.purpose not in ('desk.visit', 'desk.screen') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query select p.subject, case when r.root = any (dead) then p.subject else coalesce(r.root, p.subject) end, p.age_band, to_char(p.last_contact, 'YYYY-MM')
    from casework.person p left join casework.person_root r on r.subject = p.subject and r.org_id = p.org_id
    where p.org_id = c.org_id and p.subject = any (p_subjects) and p.subject <> all (dead) and not p.no_link;
end $$;

-- A circle whose key has to be renewed: somebody of it is being erased, a key before it was not destroyed yet, or rows went and
-- a week is over. Locks it until the end of the transaction. No row when all is well.
create function fw.circle_due() returns table (point_id uuid, circle_key_id uuid, sealed bytea, retiring uuid[], renew boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'job' or c.purpose <> 'job.retention' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query
    with due as (
      select k.circle_key_id, (k.gone > 0 and k.made_at < clock_timestamp() - interval '7 days')
        or exists (select from ident.name_sketch s join consent.erasing e on e.org_id = s.org_id and e.subject = s.subject
          where s.org_id = k.org_id and s.point_id = k.point_id and not fw.is_held(s.org_id, s.subject))
        or (k.gone > 0 and exists (select from consent.erasing e where e.org_id = k.org_id and e.finished_at is null and e.asked_at > k.made_at)) renew
      from ident.circle_key k where k.org_id = c.org_id
    )
    select k.point_id, k.circle_key_id, k.sealed, k.retiring, d.renew
    from due d join ident.circle_key k on k.circle_key_id = d.circle_key_id
    where d.renew or cardinality(k.retiring) > 0
    order by k.circle_key_id limit 1 for update of k;
end $$;

-- Sketches of a circle that is being renewed. Those of people who are being erased are deleted here, not given out.
create function fw.circle_rows(p_point uuid) returns table (sketch_id uuid, sealed bytea)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'job' or c.purpose <> 'job.retention' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  -- Whoever is putting a sketch under the old key comes first.
  perform pg_advisory_xact_lock(hashtextextended('circle|' || c.org_id || p_point, 0));
  delete from ident.name_sketch s using consent.erasing e
    where s.org_id = c.org_id and s.point_id = p_point and e.org_id = s.org_id and e.subject = s.subject and not fw.is_held(s.org_id, s.subject);
  return query select s.sketch_id, s.sealed from ident.name_sketch s where s.org_id = c.org_id and s.point_id = p_point order by s.sketch_id;
end $$;

-- The circle under its new key, wholly: `[{id, sealed}]` has a row for each that stands. The old key waits to be destroyed.
create function fw.renew_circle(p_point uuid, p_old uuid, p_new uuid, p_sealed bytea, p_rows jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'job' or c.purpose <> 'job.retention' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  update ident.name_sketch s set sealed = decode(x.sealed, 'hex'), circle_key_id = p_new, tx = pg_current_xact_id()
    from jsonb_to_recordset(p_rows) x(id uuid, sealed text)
    where s.sketch_id = x.id and s.org_id = c.org_id and s.point_id = p_point;
  -- What could not be opened any more compares with nobody.
  delete from ident.name_sketch s where s.org_id = c.org_id and s.point_id = p_point and s.circle_key_id <> p_new;
  update ident.circle_key k set circle_key_id = p_new, sealed = p_sealed, made_at = clock_timestamp(), gone = 0, retiring = k.retiring || p_old
    where k.org_id = c.org_id and k.point_id = p_point and k.circle_key_id = p_old;
  perform fw.note('circle.renewed', jsonb_build_object('point', p_point));
end $$;

create function fw.circle_key_destroyed(p_point uuid, p_old uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'job' or c.purpose <> 'job.retention' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  update ident.circle_key k set retiring = array_remove(k.retiring, p_old) where k.org_id = c.org_id and k.point_id = p_point;
end $$;

-- A code to its token, inside the acting organisation only. `found`; `none` for a wrong, ended or foreign code, which are told
-- apart nowhere; `too_many` after twenty of those within an hour, also for a code that is right.
create function fw.find_handle(p_hashes bytea[]) returns table (state text, subject uuid, root uuid, kind text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  tried bytea;
  starts timestamptz := date_bin(interval '1 hour', clock_timestamp(), timestamptz '2020-01-01');
  gone double precision := extract(epoch from clock_timestamp() - starts) / 3600;
  tries double precision;
  dead uuid[] := fw.erasing();
begin
  if c.kind <> 'staff' or c.purpose not in ('desk.visit', 'desk.screen') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  tried := sha256(convert_to('handle|' || c.actor, 'UTF8'));
  select coalesce(sum(case when a.window_start = starts then a.n else a.n * (1 - gone) end), 0) into tries
    from staff.attempt a where a.key_hash = tried and a.window_start in (starts, starts - interval '1 hour');
  if tries >= 20 then
    return query select 'too_many', null::uuid, null::uuid, null::text;
    return;
  end if;
  select h.subject, h.kind into subject, kind from casework.handle h
    where h.org_id = c.org_id and h.code_hash = any (p_hashes) and h.state = 'live' and (h.expires_at is null or h.expires_at > clock_timestamp())
      and h.subject <> all (dead) limit 1;
  if subject is null then
    perform fw.count_attempt(tried, interval '1 hour', 20);
    return query select 'none', null::uuid, null::uuid, null::text;
    return;
  end if;
  root := (select r.root from casework.person_root r where r.org_id = c.org_id and r.subject = find_handle.subject and r.root <> all (dead));
  root := coalesce(root, subject);
  state := 'found';
  return next;
end $$;

-- Joins two tokens (1.4): at once when both codes are shown, otherwise as a proposal. The hashes are of the codes of each.
-- `joined`, `waiting`, `same` (joined already), `none` (unknown, another organisation's, or not their codes), `too_many`.
create function fw.make_link(p_link uuid, p_subject uuid, p_other uuid, p_evidence text, p_codes_subject bytea[], p_codes_other bytea[]) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  side record;
  h record;
  at_once boolean := p_evidence = 'both_slips_shown';
  roots uuid[];
begin
  if c.kind <> 'staff' or c.purpose <> 'desk.visit' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('roots|' || c.org_id, 0));
  if p_subject = p_other or (select count(*) from casework.person p where p.org_id = c.org_id and p.subject in (p_subject, p_other)
      and p.subject <> all (fw.erasing())) <> 2 then
    return 'none';
  end if;
  roots := array(select coalesce(r.root, x.s) from unnest(array[p_subject, p_other]) with ordinality x(s, n)
    left join casework.person_root r on r.subject = x.s and r.org_id = c.org_id order by x.n);
  if roots[1] = roots[2] then
    return 'same';
  end if;
  if at_once then
    for side in select * from (values (1, p_codes_subject), (2, p_codes_other)) v(n, hashes) loop
      select * into h from fw.find_handle(side.hashes);
      if h.state = 'too_many' then
        return 'too_many';
      end if;
      if h.root is distinct from roots[side.n] then
        return 'none';
      end if;
    end loop;
  end if;
  insert into casework.identity_link (link_id, org_id, purpose_id, subject, other, evidence, made_by, confirmed_by, confirmed_at)
    values (p_link, c.org_id, c.purpose, p_subject, p_other, p_evidence, c.actor,
      case when at_once then c.actor end, case when at_once then clock_timestamp() end)
    on conflict (org_id, least(subject, other), greatest(subject, other)) where undone_at is null do nothing;
  if not found and at_once then
    -- What was proposed before is shown now.
    update casework.identity_link l set undone_by = c.actor, undone_at = clock_timestamp(), undo_reason = 'mistake'
      where l.org_id = c.org_id and l.undone_at is null and l.confirmed_at is null
        and least(l.subject, l.other) = least(p_subject, p_other) and greatest(l.subject, l.other) = greatest(p_subject, p_other);
    insert into casework.identity_link (link_id, org_id, purpose_id, subject, other, evidence, made_by, confirmed_by, confirmed_at)
      values (p_link, c.org_id, c.purpose, p_subject, p_other, p_evidence, c.actor, c.actor, clock_timestamp());
  end if;
  if at_once then
    perform fw.recompute_roots(c.org_id, array[p_subject, p_other]);
  end if;
  perform fw.note(case when at_once then 'link.made' else 'link.proposed' end, null, array[p_subject, p_other]);
  return case when at_once then 'joined' else 'waiting' end;
end $$;

-- A second worker confirms. False when nothing of that number waits. WH031 for whoever proposed it.
create function fw.confirm_link(p_link uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  l casework.identity_link;
begin
  if c.kind <> 'staff' or c.purpose <> 'desk.visit' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('roots|' || c.org_id, 0));
  select * into l from casework.identity_link x where x.link_id = p_link and x.org_id = c.org_id and x.confirmed_at is null and x.undone_at is null
    and x.subject <> all (fw.erasing()) and x.other <> all (fw.erasing()) for update;
  if not found then
    return false;
  end if;
  if l.made_by = c.actor then
    raise exception using errcode = 'WH031', message = 'a second person has to confirm it';
  end if;
  update casework.identity_link x set confirmed_by = c.actor, confirmed_at = clock_timestamp() where x.link_id = p_link;
  perform fw.recompute_roots(c.org_id, array[l.subject, l.other]);
  perform fw.note('link.made', null, array[l.subject, l.other]);
  return true;
end $$;

-- Takes a link or a proposal back: what stood before stands again. Null when there is none; else whom it had joined, and since when.
create function fw.undo_link(p_link uuid, p_reason text) returns table (subject uuid, other uuid, root uuid, since timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  l casework.identity_link;
begin
  if c.kind <> 'staff' or c.purpose <> 'desk.visit' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('roots|' || c.org_id, 0));
  select * into l from casework.identity_link x where x.link_id = p_link and x.org_id = c.org_id and x.undone_at is null
    and x.subject <> all (fw.erasing()) and x.other <> all (fw.erasing()) for update;
  if not found then
    return;
  end if;
  subject := l.subject;
  other := l.other;
  since := l.confirmed_at;
  root := (select r.root from casework.person_root r where r.org_id = c.org_id and r.subject = l.subject);
  update casework.identity_link x set undone_by = c.actor, undone_at = clock_timestamp(), undo_reason = p_reason where x.link_id = p_link;
  perform fw.recompute_roots(c.org_id, array[l.subject, l.other]);
  perform fw.note('link.undone', null, array[l.subject, l.other]);
  return next;
end $$;

-- One line of a person's record goes, at her word: by her own code, or by a worker beside her. Of an event stays what can be
-- counted, tied to nobody: kind, place, hour; of a service also the item and how many; of the opening of a visit the heads.
-- False when there is no such line of hers. WH013 while an order holds her record.
create function fw.delete_line(p_subject uuid, p_kind text, p_id uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  n int;
begin
  if not (c.kind = 'person' and c.purpose = 'own.access' and c.subject = p_subject)
    and not (c.kind = 'staff' and c.purpose = 'desk.visit' and p_subject <> all (fw.erasing())) then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  if fw.is_held(c.org_id, p_subject) then
    raise exception using errcode = 'WH013', message = 'erasure waits';
  end if;
  if p_kind = 'event' then
    update casework.event e set subject = null, sealed = null, op_id = gen_random_uuid(), device_id = null, device_seq = null,
        visit_id = case when e.kind = 'visit_opened' then e.visit_id end,
        hlc = '000000000000-0000-00000000', clock_offset_ms = 0, at_device = date_trunc('hour', e.at_device), recorded_at = date_trunc('hour', e.recorded_at),
        body = case e.kind
          when 'service_given' then coalesce((select jsonb_object_agg(b.key, b.value) from jsonb_each(e.body) b where b.key in ('service_code', 'item_code', 'quantity')), '{}')
          when 'visit_opened' then coalesce((select jsonb_object_agg(b.key, b.value) from jsonb_each(e.body) b where b.key in ('channel', 'heads')), '{}')
          else '{}' end,
        tx = pg_current_xact_id()
      where e.org_id = c.org_id and e.event_id = p_id and e.subject = p_subject and e.compartment = 'general'
        and (c.kind = 'person' or cardinality(coalesce(c.points, '{}')) = 0 or e.point_id = any (c.points));
  elsif p_kind = 'name' then
    delete from ident.name_sketch k where k.org_id = c.org_id and k.sketch_id = p_id and k.subject = p_subject;
    delete from ident.name k where k.org_id = c.org_id and k.name_id = p_id and k.subject = p_subject;
  elsif p_kind = 'contact' then
    delete from ident.contact k where k.org_id = c.org_id and k.contact_id = p_id and k.subject = p_subject;
  else
    raise exception using errcode = 'WH021', message = 'neither an event, a name nor a contact';
  end if;
  get diagnostics n = row_count;
  if n > 0 then
    perform fw.note('line.deleted', null, array[p_subject]);
  end if;
  return n > 0;
end $$;

revoke execute on function fw.before_link(), fw.recompute_roots(uuid, uuid[]), fw.after_link_gone(), fw.after_person_gone(), fw.after_no_link(), fw.after_sketch_gone(),
  fw.circle_key(uuid), fw.put_circle_key(uuid, uuid, bytea, uuid), fw.put_sketches(uuid, uuid, jsonb), fw.alike(uuid[]), fw.circle_due(), fw.circle_rows(uuid),
  fw.renew_circle(uuid, uuid, uuid, bytea, jsonb), fw.circle_key_destroyed(uuid, uuid), fw.find_handle(bytea[]),
  fw.make_link(uuid, uuid, uuid, text, bytea[], bytea[]), fw.confirm_link(uuid), fw.undo_link(uuid, text), fw.delete_line(uuid, text, uuid) from public;
grant execute on function fw.circle_key(uuid), fw.put_circle_key(uuid, uuid, bytea, uuid), fw.put_sketches(uuid, uuid, jsonb), fw.find_handle(bytea[]),
  fw.make_link(uuid, uuid, uuid, text, bytea[], bytea[]), fw.confirm_link(uuid), fw.undo_link(uuid, text), fw.delete_line(uuid, text, uuid) to app_desk;
grant execute on function fw.circle_key(uuid), fw.alike(uuid[]) to app_ident;
-- What a code alone does not even name stays out of its lines too.
grant execute on function fw.is_silent(text) to app_desk, app_ident;
grant execute on function fw.circle_due(), fw.circle_rows(uuid), fw.renew_circle(uuid, uuid, uuid, bytea, jsonb), fw.circle_key_destroyed(uuid, uuid) to app_consent;
grant execute on function fw.before_link(), fw.after_link_gone(), fw.after_person_gone(), fw.after_no_link() to own_casework;
grant execute on function fw.after_sketch_gone() to own_ident;

insert into fw.erasure_map (schema_name, table_name, action, org_column) values
  ('ident', 'name_sketch', 'delete', 'org_id'), ('casework', 'identity_link', 'delete', 'org_id'), ('casework', 'person_root', 'delete', 'org_id');
insert into fw.retention (schema_name, table_name, purpose_id, starts, clock_column, keep, most, action) values
  ('ident', 'name_sketch', 'desk.visit', 'created', 'created_at', '180 days', '365 days', 'erase'),
  ('ident', 'name_sketch', 'desk.screen', 'created', 'created_at', '180 days', '365 days', 'erase'),
  ('casework', 'identity_link', 'desk.visit', 'created', 'made_at', '730 days', '730 days', 'erase'),
  ('casework', 'person_root', 'desk.visit', 'created', 'joined_at', '730 days', '730 days', 'erase');
insert into fw.column_class (schema_name, table_name, column_name, class, concept)
  select n.nspname, c.relname, a.attname, case a.attname when 'sealed' then 'sealed' else 'coded' end,
    case c.relname when 'circle_key' then 'key of a point''s circle of names: ' when 'name_sketch' then 'how a name sounds: '
      when 'identity_link' then 'two tokens of one person: ' else 'who stands for a token: ' end || replace(a.attname, '_', ' ')
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
  where (n.nspname, c.relname) in (('ident', 'circle_key'), ('ident', 'name_sketch'), ('casework', 'identity_link'), ('casework', 'person_root'))
    and a.attnum > 0 and not a.attisdropped;
reset role;

set role own_casework;
create trigger one_house before insert or update of subject, other, org_id on casework.identity_link for each row execute function fw.before_link();
create trigger link_gone after delete on casework.identity_link for each row execute function fw.after_link_gone();
create trigger person_gone after delete on casework.person for each row execute function fw.after_person_gone();
create trigger no_link after update of no_link on casework.person for each row when (new.no_link and not old.no_link) execute function fw.after_no_link();
reset role;
set role own_ident;
create trigger sketch_gone after delete on ident.name_sketch referencing old table as went for each statement execute function fw.after_sketch_gone();
reset role;

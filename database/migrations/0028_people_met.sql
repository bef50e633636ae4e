-- Notes before a token, and names that came in without the question (design chapter 30, sections 1.3 and 2.1; FIRE-09, FIRE-10).

set role own_casework;

-- The name of the key of `sealed` where it is not the subject's: what was written before there was a token has a key of its own.
-- The nil number stands where somebody was who is gone: nothing is tied to such a row again, and its key is destroyed.
alter table casework.event add column note_key uuid;
create index event_note_key on casework.event (org_id, note_key) where note_key is not null;
grant update (note_key) on casework.event to own_fw;

-- Who of a point may be somebody who came in without having been asked "Have we met?".
create table casework.possible_duplicate (
  subject uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  point_id uuid not null,
  -- The likeliest first; null until they were compared.
  others uuid[] check (cardinality(others) between 1 and 5),
  -- To whom she said no: kept only until they were compared.
  not_me uuid[] not null default '{}' check (cardinality(not_me) <= 5 and (others is null or not_me = '{}')),
  since timestamptz not null default clock_timestamp()
);
create index possible_duplicate_point on casework.possible_duplicate (org_id, point_id, since);
grant select, insert on casework.possible_duplicate to app_desk;
grant update (others, not_me) on casework.possible_duplicate to own_fw;
select fw.guard_table('casework.possible_duplicate', array['app_desk']);
reset role;

set role own_fw;

-- What stands: notes without a token have the key of their visit; events of a visit with a token are hers. A line that was deleted stays nobody's.
update casework.event e set note_key = coalesce(e.visit_id, e.event_id) where e.subject is null and e.sealed is not null;
update casework.event e set note_key = '00000000-0000-0000-0000-000000000000'
  where e.subject is null and e.sealed is null and e.hlc = '000000000000-0000-00000000';
update casework.event e set subject = v.subject, tx = pg_current_xact_id()
  from (select distinct on (x.org_id, x.visit_id) x.org_id, x.visit_id, x.subject from casework.event x
    where x.subject is not null and x.visit_id is not null order by x.org_id, x.visit_id, x.hlc desc, x.event_id desc) v
  where e.org_id = v.org_id and e.visit_id = v.visit_id and e.subject is null and (e.note_key is null or e.sealed is not null);

-- What comes later for a visit goes where it belongs, whoever sends it: to the compartment that took the visit over, and to the
-- token of the visit, whichever of the two comes first. Of somebody who is gone, nothing in free words is taken.
create or replace function fw.before_event() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  hers uuid;
begin
  if new.visit_id is not null and new.kind not in ('visit_opened', 'pathway_opened') then
    select p.compartment into new.compartment from casework.pathway p where p.visit_id = new.visit_id and p.org_id = new.org_id;
    new.compartment := coalesce(new.compartment, 'general');
  else
    new.compartment := 'general';
  end if;
  new.note_key := case when new.subject is null and new.sealed is not null then new.event_id end;
  if new.visit_id is null then
    return new;
  end if;
  if new.subject is null then
    select e.subject into hers from casework.event e
      where e.org_id = new.org_id and e.visit_id = new.visit_id and (e.subject is not null or (e.note_key is not null and e.sealed is null))
      order by (e.subject is not null) desc, e.hlc desc, e.event_id desc limit 1;
    if found and (hers is null or exists (select from consent.erasing g where g.org_id = new.org_id and g.subject = hers)) then
      new.sealed := null;
      new.note_key := nobody;
    else
      new.subject := hers;
    end if;
  else
    update casework.event e set subject = new.subject, tx = pg_current_xact_id()
      where e.org_id = new.org_id and e.visit_id = new.visit_id and e.subject is null and (e.note_key is null or e.sealed is not null);
    if found then
      update casework.pathway p set subject = new.subject where p.org_id = new.org_id and p.visit_id = new.visit_id and p.subject is null;
    end if;
  end if;
  return new;
end $$;

-- Where a token goes from an event, by erasure, by a clock or by her own word, free words go too. The key of a note is remembered
-- until it is destroyed.
create function fw.before_event_nobodys() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  new.sealed := null;
  new.note_key := coalesce(new.note_key, '00000000-0000-0000-0000-000000000000');
  return new;
end $$;

-- Keys of notes that a person's own ticket opens beside her own: asked by the keeper, when it issues one.
create function fw.keys_of_notes(p_org uuid, p_subject uuid) returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(distinct e.note_key), '{}') from casework.event e
  where e.org_id = p_org and e.subject = p_subject and e.compartment = 'general' and e.note_key is not null and e.sealed is not null
$$;

-- Keys of notes that have to be destroyed: those of a person who is being erased, or, without one, those whose note is gone.
create function fw.note_keys_to_destroy(p_subject uuid) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'job' or c.purpose <> 'job.retention' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query select distinct e.note_key from casework.event e
    where e.org_id = c.org_id and e.note_key is not null and e.note_key <> '00000000-0000-0000-0000-000000000000'
      and case when p_subject is not null then e.subject = p_subject
        else e.sealed is null and not exists (select from casework.event o where o.org_id = e.org_id and o.note_key = e.note_key and o.sealed is not null) end
    limit 1000;
end $$;

create function fw.note_key_destroyed(p_key uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'job' or c.purpose <> 'job.retention' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  update casework.event e set note_key = '00000000-0000-0000-0000-000000000000', sealed = null where e.org_id = c.org_id and e.note_key = p_key;
end $$;

-- As before (0008); and a note that never became anybody's goes with the clock of its event.
create or replace function fw.expire() returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  n bigint;
  done jsonb;
begin
  if c.kind <> 'job' or c.purpose <> 'job.retention' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  done := fw.expire_at(c.org_id, clock_timestamp());
  update casework.event e set sealed = null from fw.retention t
    where t.schema_name = 'casework' and t.table_name = 'event' and t.purpose_id = e.purpose_id and e.org_id = c.org_id
      and e.subject is null and e.sealed is not null and e.recorded_at + t.keep < clock_timestamp();
  get diagnostics n = row_count;
  if n > 0 then
    done := done || jsonb_build_object('casework.event notes', n);
  end if;
  perform fw.note('retention.ran', jsonb_build_object('tables', (select count(*) from jsonb_object_keys(done))));
  return done;
end $$;

-- Whoever would rather start new is compared with nobody (0021), and proposed to nobody.
create or replace function fw.after_no_link() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  delete from ident.name_sketch k where k.org_id = new.org_id and k.subject = new.subject;
  perform fw.forget_possible(new.org_id, new.subject);
  return null;
end $$;

-- With a person go the links that name her on either side (0021), and what may be her.
create or replace function fw.after_person_gone() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  delete from casework.identity_link l where l.org_id = old.org_id and old.subject in (l.subject, l.other);
  delete from casework.person_root r where r.org_id = old.org_id and r.subject = old.subject;
  perform fw.forget_possible(old.org_id, old.subject);
  return null;
end $$;

create function fw.forget_possible(p_org uuid, p_subject uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  delete from casework.possible_duplicate d where d.org_id = p_org and (d.subject = p_subject or d.others = array[p_subject]);
  update casework.possible_duplicate d set others = array_remove(d.others, p_subject), not_me = array_remove(d.not_me, p_subject)
    where d.org_id = p_org and (p_subject = any (d.others) or p_subject = any (d.not_me));
end $$;

-- Who came to a point without having been asked, the oldest first: with what her name sounds like while nobody has compared it.
create function fw.possible(p_point uuid) returns table (subject uuid, others uuid[], not_me uuid[], since timestamptz, sketch_id uuid, sealed bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  dead uuid[] := fw.erasing();
begin
  if c.kind <> 'staff' or c.purpose <> 'desk.visit' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query select d.subject, d.others, d.not_me, d.since, k.sketch_id, k.sealed from casework.possible_duplicate d
    left join lateral (select n.sketch_id, n.sealed from ident.name_sketch n
      where d.others is null and n.org_id = d.org_id and n.point_id = d.point_id and n.subject = d.subject order by n.tx desc, n.sketch_id limit 1) k on true
    where d.org_id = c.org_id and d.point_id = p_point and d.subject <> all (dead)
      and (cardinality(coalesce(c.points, '{}')) = 0 or p_point = any (c.points))
    order by d.since, d.subject limit 200;
end $$;

-- What comparing found; nobody, and there is nothing to ask. A decision that was taken meanwhile stands.
create function fw.put_possible(p_subject uuid, p_others uuid[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose <> 'desk.visit' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  if cardinality(p_others) = 0 then
    delete from casework.possible_duplicate d where d.org_id = c.org_id and d.subject = p_subject;
  else
    update casework.possible_duplicate d set others = p_others, not_me = '{}' where d.org_id = c.org_id and d.subject = p_subject;
  end if;
end $$;

-- A worker has looked: the question goes, and no pair stays. False when there was none.
create function fw.settle_possible(p_subject uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose <> 'desk.visit' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  delete from casework.possible_duplicate d where d.org_id = c.org_id and d.subject = p_subject and d.others is not null
    and d.subject <> all (fw.erasing()) and (cardinality(coalesce(c.points, '{}')) = 0 or d.point_id = any (c.points));
  if found then
    perform fw.note('possible.settled', null, array[p_subject]);
  end if;
  return found;
end $$;

revoke execute on function fw.before_event_nobodys(), fw.keys_of_notes(uuid, uuid), fw.note_keys_to_destroy(uuid), fw.note_key_destroyed(uuid),
  fw.forget_possible(uuid, uuid), fw.possible(uuid), fw.put_possible(uuid, uuid[]), fw.settle_possible(uuid) from public;
grant execute on function fw.before_event_nobodys() to own_casework;
grant execute on function fw.keys_of_notes(uuid, uuid) to app_keeper;
grant execute on function fw.note_keys_to_destroy(uuid), fw.note_key_destroyed(uuid) to app_consent;
grant execute on function fw.possible(uuid), fw.put_possible(uuid, uuid[]) to app_ident;
grant execute on function fw.settle_possible(uuid) to app_desk;

insert into fw.erasure_map (schema_name, table_name, action, org_column) values ('casework', 'possible_duplicate', 'delete', 'org_id');
insert into fw.retention (schema_name, table_name, purpose_id, starts, clock_column, keep, most, action) values
  ('casework', 'possible_duplicate', 'desk.visit', 'created', 'since', '180 days', '365 days', 'erase'),
  ('casework', 'possible_duplicate', 'desk.screen', 'created', 'since', '180 days', '365 days', 'erase');
insert into fw.column_class (schema_name, table_name, column_name, class, concept) values
  ('casework', 'event', 'note_key', 'coded', 'name of the key of a note that was written before a token');
insert into fw.column_class (schema_name, table_name, column_name, class, concept)
  select 'casework', c.relname, a.attname, 'coded', 'who may be somebody known: ' || replace(a.attname, '_', ' ')
  from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.oid = 'casework.possible_duplicate'::regclass and a.attnum > 0 and not a.attisdropped;
reset role;

set role own_casework;
create trigger nobodys before update of subject on casework.event for each row when (old.subject is not null and new.subject is null)
  execute function fw.before_event_nobodys();
reset role;

-- Protected paths (VUL-03, VUL-04, PT-07; design chapter 20, section 7, and chapter 30, sections 1.2 and 2.1): role keys that
-- only holders make, steps with an owner and a deadline, adults who claim a child, spaces that suit.

-- 1. Role keys. Whoever works in a compartment makes its keys; an administrator, who gives roles, can make none.
set role own_staff;
revoke select, insert, update on staff.role_key, staff.member_key, staff.role_key_holder from app_staff;
revoke update (closed_at) on staff.role_key from app_staff;
revoke update (wrapped_passkey, wrapped_passphrase, wrapped_sheet) on staff.member_key from app_staff;
revoke delete on staff.role_key_holder from app_staff;
-- Any of the three ways opens it; which ones she has is hers to choose.
alter table staff.member_key alter column wrapped_sheet drop not null;
alter table staff.member_key add constraint member_key_can_be_opened check (num_nonnulls(wrapped_passkey, wrapped_passphrase, wrapped_sheet) > 0);
-- Who is told when something goes wrong in the compartment.
alter table staff.role_key add column lead_id uuid;
grant insert, update (recipient, wrapped_passkey, wrapped_passphrase, wrapped_sheet, made_at) on staff.member_key to own_fw;
grant insert, update (closed_at) on staff.role_key to own_fw;
grant insert, delete on staff.role_key_holder to own_fw;
reset role;

set role own_child;
alter table child.file add column visit_id uuid;
create index file_visit on child.file (org_id, visit_id);
reset role;
set role own_survivor;
alter table survivor.file add column visit_id uuid;
create index file_visit on survivor.file (org_id, visit_id);
reset role;

set role own_fw;

-- Whether somebody works in a role of her organisation now: granted, not over, and trained for it.
create function fw.holds_role(p_account uuid, p_org uuid, p_role text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select exists (select from staff.role_grant g join staff.account a using (account_id)
    where g.account_id = p_account and g.org_id = p_org and a.org_id = p_org and g.role = p_role and a.closed_at is null
      and g.revoked_at is null and g.from_at <= clock_timestamp() and (g.until_at is null or g.until_at > clock_timestamp())
      and (g.course is null or exists (select from staff.training t where t.account_id = g.account_id and t.course = g.course
        and t.passed_on <= current_date and t.valid_until >= current_date)))
$$;

-- The compartment for which this transaction acts.
create function fw.acting_compartment() returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose not in ('child.protect', 'survivor.support') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return case c.purpose when 'child.protect' then 'child' else 'survivor' end;
end $$;

-- Who works here, with the public half of her own key and the generations that she can open.
create function fw.compartment_people() returns table (account_id uuid, name text, recipient text, active boolean, generations int[])
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  room text := fw.acting_compartment();
begin
  return query select a.account_id, a.display_name, m.recipient, fw.holds_role(a.account_id, c.org_id, room),
      array(select h.generation from staff.role_key_holder h where h.org_id = c.org_id and h.compartment = room and h.account_id = a.account_id order by 1)
    from staff.account a left join staff.member_key m on m.account_id = a.account_id
    where a.org_id = c.org_id and (exists (select from staff.role_grant g where g.account_id = a.account_id and g.org_id = c.org_id and g.role = room
        and g.revoked_at is null and a.closed_at is null)
      or exists (select from staff.role_key_holder h where h.org_id = c.org_id and h.compartment = room and h.account_id = a.account_id))
    order by a.display_name, a.account_id;
end $$;

-- The own key as it lies here: wrapped, of no use without what she alone has.
create function fw.own_member_key() returns table (recipient text, wrapped_passkey bytea, wrapped_passphrase bytea, wrapped_sheet bytea, made_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  perform fw.acting_compartment();
  return query select m.recipient, m.wrapped_passkey, m.wrapped_passphrase, m.wrapped_sheet, m.made_at from staff.member_key m where m.account_id = c.actor;
end $$;

-- Puts the own key away, or another wrap of it. A new key takes the place of a lost one only while somebody else can open what
-- the lost one opened: otherwise files would be lost with it (WH031).
create function fw.put_member_key(p_recipient text, p_passkey bytea, p_passphrase bytea, p_sheet bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  known text;
begin
  perform fw.acting_compartment();
  select m.recipient into known from staff.member_key m where m.account_id = c.actor for update;
  if known <> p_recipient then
    if exists (select from staff.role_key_holder h where h.account_id = c.actor and not exists (select from staff.role_key_holder o
        where (o.org_id, o.compartment, o.generation) = (h.org_id, h.compartment, h.generation) and o.account_id <> h.account_id)) then
      raise exception using errcode = 'WH031', message = 'another holder needs this key first';
    end if;
    delete from staff.role_key_holder h where h.account_id = c.actor;
  end if;
  insert into staff.member_key as m (account_id, org_id, recipient, wrapped_passkey, wrapped_passphrase, wrapped_sheet)
    values (c.actor, c.org_id, p_recipient, p_passkey, p_passphrase, p_sheet)
    on conflict (account_id) do update set recipient = excluded.recipient,
      wrapped_passkey = coalesce(excluded.wrapped_passkey, case when m.recipient = excluded.recipient then m.wrapped_passkey end),
      wrapped_passphrase = coalesce(excluded.wrapped_passphrase, case when m.recipient = excluded.recipient then m.wrapped_passphrase end),
      wrapped_sheet = coalesce(excluded.wrapped_sheet, case when m.recipient = excluded.recipient then m.wrapped_sheet end),
      made_at = case when m.recipient = excluded.recipient then m.made_at else clock_timestamp() end;
  perform fw.note('member_key.put');
end $$;

-- Generations of the key of this compartment, the latest first.
create function fw.role_keys() returns table (generation int, recipient text, made_at timestamptz, closed_at timestamptz, lead_id uuid, holders int)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  room text := fw.acting_compartment();
begin
  return query select k.generation, k.recipient, k.made_at, k.closed_at, k.lead_id,
      (select count(*)::int from staff.role_key_holder h where (h.org_id, h.compartment, h.generation) = (k.org_id, k.compartment, k.generation))
    from staff.role_key k where k.org_id = c.org_id and k.compartment = room order by k.generation desc;
end $$;

-- What was sealed to the key of whoever asks: the private halves that she may open.
create function fw.own_shares() returns table (generation int, sealed_private bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  room text := fw.acting_compartment();
begin
  return query select h.generation, h.sealed_private from staff.role_key_holder h
    where h.org_id = c.org_id and h.compartment = room and h.account_id = c.actor order by 1;
end $$;

-- A new generation, with all who hold it from now on. Only a holder of the one before makes it, for the others trust whom she
-- adds; where none of them works here any more, somebody begins anew, and what was sealed before stays closed to her.
-- Whoever is not among the holders loses her shares of the generations that its maker can open.
create function fw.new_role_key(p_generation int, p_recipient text, p_lead uuid, p_holders jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  room text := fw.acting_compartment();
  latest int := coalesce((select max(k.generation) from staff.role_key k where k.org_id = c.org_id and k.compartment = room), 0);
  h record;
begin
  if p_generation <> latest + 1 then
    raise exception using errcode = '23505', constraint = 'role_key_pkey', message = 'another generation came first';
  end if;
  if exists (select from staff.role_key_holder o where o.org_id = c.org_id and o.compartment = room and o.generation = latest
      and fw.holds_role(o.account_id, c.org_id, room))
    and not exists (select from staff.role_key_holder o where o.org_id = c.org_id and o.compartment = room and o.generation = latest and o.account_id = c.actor) then
    raise exception using errcode = 'WH031', message = 'a holder of the key has to do this';
  end if;
  if not exists (select from jsonb_to_recordset(p_holders) x(account uuid) where x.account = c.actor) then
    raise exception using errcode = '23514', constraint = 'holders_include_maker', message = 'its maker holds it';
  end if;
  if not exists (select from jsonb_to_recordset(p_holders) x(account uuid) where x.account = p_lead) then
    raise exception using errcode = '23514', constraint = 'lead_is_holder', message = 'the lead holds it';
  end if;
  update staff.role_key k set closed_at = clock_timestamp() where k.org_id = c.org_id and k.compartment = room and k.closed_at is null;
  insert into staff.role_key (org_id, compartment, generation, recipient, lead_id) values (c.org_id, room, p_generation, p_recipient, p_lead);
  for h in select * from jsonb_to_recordset(p_holders) x(account uuid, recipient text, sealed text) loop
    if not exists (select from staff.member_key m where m.account_id = h.account and m.org_id = c.org_id and m.recipient = h.recipient) then
      raise exception using errcode = '23514', constraint = 'holder_has_key', message = 'not the key of this holder';
    end if;
    if not fw.holds_role(h.account, c.org_id, room) then
      raise exception using errcode = '23514', constraint = 'holder_works_here', message = 'this holder does not work here';
    end if;
    insert into staff.role_key_holder (org_id, compartment, generation, account_id, sealed_private)
      values (c.org_id, room, p_generation, h.account, decode(h.sealed, 'hex'));
  end loop;
  delete from staff.role_key_holder o where o.org_id = c.org_id and o.compartment = room
    and not exists (select from jsonb_to_recordset(p_holders) x(account uuid) where x.account = o.account_id)
    and exists (select from staff.role_key_holder mine where (mine.org_id, mine.compartment, mine.generation) = (o.org_id, o.compartment, o.generation)
      and mine.account_id = c.actor);
  perform fw.note('role_key.made', jsonb_build_object('generation', p_generation, 'holders', jsonb_array_length(p_holders)));
end $$;

-- An earlier generation for somebody who holds the present one, given by whoever can open both.
create function fw.share_role_key(p_generation int, p_account uuid, p_recipient text, p_sealed bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  room text := fw.acting_compartment();
begin
  if not exists (select from staff.role_key_holder o where o.org_id = c.org_id and o.compartment = room and o.generation = p_generation and o.account_id = c.actor) then
    raise exception using errcode = 'WH031', message = 'a holder of the key has to do this';
  end if;
  if not exists (select from staff.role_key k join staff.role_key_holder o using (org_id, compartment, generation)
      join staff.member_key m on m.account_id = o.account_id
      where k.org_id = c.org_id and k.compartment = room and k.closed_at is null and o.account_id = p_account and m.recipient = p_recipient) then
    raise exception using errcode = '23514', constraint = 'holder_has_key', message = 'not a holder of the present key';
  end if;
  insert into staff.role_key_holder (org_id, compartment, generation, account_id, sealed_private)
    values (c.org_id, room, p_generation, p_account, p_sealed)
    on conflict do nothing;
  perform fw.note('role_key.shared', jsonb_build_object('generation', p_generation));
end $$;

-- What tablets seal to: keys that somebody holds. A compartment without a holder is closed for new files.
create function fw.published_role_keys() returns table (compartment text, generation int, recipient text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query select k.compartment, k.generation, k.recipient from staff.role_key k
    where k.org_id = c.org_id and k.closed_at is null and k.compartment in ('child', 'survivor')
      and exists (select from staff.role_key_holder h join staff.account a using (account_id)
        where (h.org_id, h.compartment, h.generation) = (k.org_id, k.compartment, k.generation) and a.closed_at is null)
    order by k.compartment;
end $$;

-- What was sealed on a device to the key of a role, with the visit that it belongs to.
drop function fw.put_sealed_file(uuid, text, uuid, int, bytea);
create function fw.put_sealed_file(p_file uuid, p_compartment text, p_subject uuid, p_visit uuid, p_generation int, p_sealed bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose not in ('desk.visit', 'desk.screen') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  if p_subject = any (fw.erasing()) then
    return;
  end if;
  if p_compartment = 'child' then
    insert into child.file (file_id, org_id, purpose_id, subject, visit_id, generation, sealed)
      values (p_file, c.org_id, 'child.protect', p_subject, p_visit, p_generation, p_sealed);
  elsif p_compartment = 'survivor' then
    insert into survivor.file (file_id, org_id, purpose_id, subject, visit_id, generation, sealed)
      values (p_file, c.org_id, 'survivor.support', p_subject, p_visit, p_generation, p_sealed);
  else
    raise exception using errcode = 'WH012', message = 'no such compartment';
  end if;
end $$;

-- How the visits of this compartment began: ticket, heads and place stand in the desk's own log.
create function fw.pathway_openings() returns table (visit_id uuid, point_id uuid, at_device timestamptz, body jsonb)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  room text := fw.acting_compartment();
begin
  return query select distinct on (e.visit_id) e.visit_id, e.point_id, e.at_device, e.body
    from casework.pathway p join casework.event e on e.org_id = p.org_id and e.visit_id = p.visit_id and e.kind = 'visit_opened'
    where p.org_id = c.org_id and p.compartment = room and (cardinality(coalesce(c.points, '{}')) = 0 or e.point_id = any (c.points))
      and (p.subject is null or p.subject <> all (fw.erasing()))
    order by e.visit_id, e.event_id desc;
end $$;

-- 2. Steps: their owner works in the compartment, and whoever writes is who is signed in.
create function fw.before_step() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if tg_op = 'INSERT' then
    new.made_by := c.actor;
    new.made_at := clock_timestamp();
  end if;
  if (tg_op = 'INSERT' or new.owner_id is distinct from old.owner_id) and new.owner_id is not null
    and not fw.holds_role(new.owner_id, new.org_id, tg_table_schema) then
    raise exception using errcode = '23514', constraint = 'owner_works_here', message = 'the owner does not work in this compartment';
  end if;
  if not exists (select from casework.pathway p where p.visit_id = new.visit_id and p.org_id = new.org_id and p.compartment = tg_table_schema) then
    raise exception using errcode = '23514', constraint = 'visit_is_here', message = 'not a visit of this compartment';
  end if;
  if new.state <> 'open' and (tg_op = 'INSERT' or old.state = 'open') then
    new.closed_by := c.actor;
    new.closed_at := clock_timestamp();
  elsif new.state = 'open' then
    new.closed_by := null;
    new.closed_at := null;
  end if;
  return new;
end $$;

-- An adult who says that a child belongs to her: stated first, then verified, contested or ended, by whoever is signed in.
create function fw.before_guardianship() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if tg_op = 'INSERT' then
    if new.state <> 'stated' then
      raise exception using errcode = '23514', constraint = 'guardianship_begins_stated', message = 'first it is stated';
    end if;
    if not exists (select from casework.pathway p where p.visit_id = new.visit_id and p.org_id = new.org_id and p.compartment = 'child') then
      raise exception using errcode = '23514', constraint = 'visit_is_here', message = 'not a visit of this compartment';
    end if;
    new.stated_by := c.actor;
    new.stated_at := clock_timestamp();
    new.verified_by := null;
  elsif new.state is distinct from old.state then
    if old.state = 'ended' or new.state = 'stated' then
      raise exception using errcode = '23514', constraint = 'guardianship_goes_on', message = 'this cannot be taken back';
    end if;
    if new.state = 'verified' then
      new.verified_by := c.actor;
    end if;
    new.changed_at := clock_timestamp();
  end if;
  return new;
end $$;

-- Handing a child over: only to an adult whom another officer has verified (duty pair verify_guardian / release_child).
create function fw.before_release() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  g record;
begin
  select * into g from child.guardianship x where x.guardianship_id = new.guardianship_id and x.org_id = new.org_id and x.visit_id = new.visit_id for share;
  if g.state is distinct from 'verified' or g.until_on < current_date then
    raise exception using errcode = 'WH032', message = 'this adult is not verified';
  end if;
  if g.verified_by = c.actor then
    raise exception using errcode = 'WH031', message = 'whoever verified does not hand over';
  end if;
  new.handed_by := c.actor;
  new.handed_at := clock_timestamp();
  return new;
end $$;

revoke execute on function fw.holds_role(uuid, uuid, text), fw.acting_compartment(), fw.compartment_people(), fw.own_member_key(),
  fw.put_member_key(text, bytea, bytea, bytea), fw.role_keys(), fw.own_shares(), fw.new_role_key(int, text, uuid, jsonb),
  fw.share_role_key(int, uuid, text, bytea), fw.published_role_keys(), fw.put_sealed_file(uuid, text, uuid, uuid, int, bytea),
  fw.pathway_openings(), fw.before_step(), fw.before_guardianship(), fw.before_release() from public;
grant execute on function fw.compartment_people(), fw.own_member_key(), fw.put_member_key(text, bytea, bytea, bytea), fw.role_keys(), fw.own_shares(),
  fw.new_role_key(int, text, uuid, jsonb), fw.share_role_key(int, uuid, text, bytea), fw.pathway_openings() to app_child, app_survivor;
grant execute on function fw.published_role_keys(), fw.put_sealed_file(uuid, text, uuid, uuid, int, bytea) to app_desk;
grant execute on function fw.before_step() to own_child, own_survivor;
grant execute on function fw.before_guardianship(), fw.before_release() to own_child;
reset role;

-- The operation gives the visit of each file too.
do $$
declare
  was text := pg_get_functiondef('sync.apply(jsonb, bytea, uuid, uuid, int)'::regprocedure);
  now_is text := replace(replace(was, 'fw.put_sealed_file(x.file_id, x.compartment, x.subject, x.generation,',
      'fw.put_sealed_file(x.file_id, x.compartment, x.subject, x.visit_id, x.generation,'),
    'x(file_id uuid, compartment text, subject uuid, generation int, sealed text)',
    'x(file_id uuid, compartment text, subject uuid, visit_id uuid, generation int, sealed text)');
begin
  if length(now_is) - length(was) <> length('x.visit_id, visit_id uuid, ') then
    raise exception 'sync.apply is not as expected';
  end if;
  set local role own_sync;
  execute now_is;
  reset role;
end $$;

do $$
declare
  room text;
  purpose text;
begin
  for room, purpose in values ('child', 'child.protect'), ('survivor', 'survivor.support') loop
    execute format('set local role %I', 'own_' || room);
    execute format($t$
      create table %1$I.step (
        step_id uuid primary key,
        org_id uuid not null references fw.organisation,
        purpose_id text not null references fw.purpose check (purpose_id = %2$L),
        visit_id uuid not null,
        subject uuid,
        kind text not null,
        owner_id uuid,
        due_at timestamptz,
        state text not null default 'open' check (state in ('open', 'done', 'not_possible', 'not_wanted')),
        generation int check (generation > 0),
        sealed bytea check (octet_length(sealed) <= 67108864),
        made_by uuid not null,
        made_at timestamptz not null default clock_timestamp(),
        closed_by uuid,
        closed_at timestamptz,
        constraint step_has_owner_and_deadline check (owner_id is not null and due_at is not null),
        check ((state = 'open') = (closed_at is null) and (closed_at is null) = (closed_by is null)),
        check ((sealed is null) = (generation is null))
      )$t$, room, purpose);
    execute format('create index step_visit on %I.step (org_id, visit_id)', room);
    execute format('create index step_due on %I.step (org_id, due_at) where state = ''open''', room);
    execute format('grant select, insert, update (owner_id, due_at, state) on %I.step to %I', room, 'app_' || room);
    execute format('select fw.guard_table(%L, array[%L]::name[])', room || '.step', 'app_' || room);
    execute format('create trigger who_and_where before insert or update on %I.step for each row execute function fw.before_step()', room);
    execute format($t$
      create table %1$I.alarm (
        alarm_id uuid primary key default gen_random_uuid(),
        org_id uuid not null references fw.organisation,
        purpose_id text not null references fw.purpose check (purpose_id = %2$L),
        visit_id uuid not null,
        subject uuid,
        kind text not null check (kind in ('release_refused', 'adult_contested', 'placed_unsuitably', 'space_override')),
        reason text not null,
        lead_id uuid,
        made_by uuid not null,
        made_at timestamptz not null default clock_timestamp(),
        seen_by uuid,
        seen_at timestamptz,
        check ((seen_by is null) = (seen_at is null))
      )$t$, room, purpose);
    execute format('create index alarm_waiting on %I.alarm (org_id, made_at) where seen_at is null', room);
    execute format('grant select, update (seen_by, seen_at) on %I.alarm to %I', room, 'app_' || room);
    execute format('select fw.guard_table(%L, array[%L]::name[])', room || '.alarm', 'app_' || room);
    execute format('grant insert on %I.alarm to own_fw', room);
    execute 'reset role';
  end loop;
end $$;

set role own_child;
alter table child.step add constraint step_kind_check
  check (kind in ('safe_placement', 'trusted_adult', 'best_interest', 'tracing', 'health', 'school'));

-- adult_id is made in this compartment and joins with nothing; who it is stands in a sealed file.
create table child.guardianship (
  guardianship_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose check (purpose_id = 'child.protect'),
  visit_id uuid not null,
  subject uuid,
  adult_id uuid not null,
  basis text not null check (basis in ('said', 'kin_carer', 'informal_carer', 'appointed')),
  state text not null default 'stated' check (state in ('stated', 'verified', 'contested', 'ended')),
  until_on date,
  stated_by uuid not null,
  stated_at timestamptz not null default clock_timestamp(),
  verified_by uuid,
  changed_at timestamptz,
  check (state <> 'verified' or verified_by is not null)
);
create index guardianship_visit on child.guardianship (org_id, visit_id);
grant select, insert, update (state, until_on) on child.guardianship to app_child;
select fw.guard_table('child.guardianship', array['app_child']);
create trigger who_and_when before insert or update on child.guardianship for each row execute function fw.before_guardianship();

create table child.release (
  release_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose check (purpose_id = 'child.protect'),
  visit_id uuid not null,
  subject uuid,
  guardianship_id uuid not null references child.guardianship on delete cascade,
  handed_by uuid not null,
  handed_at timestamptz not null default clock_timestamp()
);
create index release_visit on child.release (org_id, visit_id);
grant select, insert on child.release to app_child;
select fw.guard_table('child.release', array['app_child']);
create trigger duty_pair before insert on child.release for each row execute function fw.before_release();
reset role;

-- Which help she takes is hers to choose, and nothing is reported without her, but where a child's life is at stake (VUL-04).
set role own_survivor;
alter table survivor.step
  add constraint step_kind_check check (kind in ('medical', 'psychosocial', 'safe_shelter', 'legal', 'report', 'prevention')),
  add column choice text not null default 'offered' check (choice in ('offered', 'chosen', 'declined')),
  add column child_life boolean not null default false,
  add constraint report_is_her_decision check (kind <> 'report' or state <> 'done' or choice = 'chosen' or child_life),
  add constraint declined_is_not_done check (choice <> 'declined' or state <> 'done' or child_life);
grant update (choice) on survivor.step to app_survivor;
reset role;

-- 3. Spaces (PT-07)
set role own_casework;
create table casework.space_override (
  override_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  point_id uuid not null,
  visit_id uuid not null,
  place_kind text not null check (place_kind in ('minors', 'women_children', 'mother_baby', 'private_room', 'open')),
  why text not null check (why in ('no_space_free', 'with_known_adult', 'health_reason', 'safer_there', 'person_asked')),
  named_by uuid not null,
  made_at timestamptz not null default clock_timestamp(),
  until_at timestamptz not null,
  check (until_at > made_at and until_at <= made_at + interval '24 hours')
);
create index space_override_visit on casework.space_override (org_id, visit_id);
grant select on casework.space_override to app_desk;
select fw.guard_table('casework.space_override', array['app_desk']);
create policy definer on casework.space_override to own_fw using (true) with check (true);
grant select, insert on casework.space_override to own_fw;
grant insert on casework.event to own_fw;
reset role;

set role own_fw;
-- Tells the compartment's lead: a row of the compartment, seen by nobody else.
create function fw.put_alarm(p_room text, p_org uuid, p_visit uuid, p_subject uuid, p_actor uuid, p_kind text, p_reason text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  the_lead uuid := (select k.lead_id from staff.role_key k where k.org_id = p_org and k.compartment = p_room and k.closed_at is null);
begin
  if p_room = 'child' then
    insert into child.alarm (org_id, purpose_id, visit_id, subject, kind, reason, lead_id, made_by)
      values (p_org, 'child.protect', p_visit, p_subject, p_kind, p_reason, the_lead, p_actor);
  else
    insert into survivor.alarm (org_id, purpose_id, visit_id, subject, kind, reason, lead_id, made_by)
      values (p_org, 'survivor.support', p_visit, p_subject, p_kind, p_reason, the_lead, p_actor);
  end if;
end $$;

create function fw.raise_alarm(p_visit uuid, p_kind text, p_reason text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  room text := fw.acting_compartment();
  p casework.pathway;
begin
  select * into p from casework.pathway x where x.visit_id = p_visit and x.org_id = c.org_id and x.compartment = room;
  if found then
    perform fw.put_alarm(room, c.org_id, p_visit, p.subject, c.actor, p_kind, p_reason);
    perform fw.note('alarm.raised', jsonb_build_object('kind', p_kind));
  end if;
end $$;

-- For whom a space must suit: `child` and `survivor` on their paths, `minor` when everybody of the visit is under age.
create function fw.placed_as(p_org uuid, p_visit uuid, p_subject uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (select p.compartment from casework.pathway p where p.visit_id = p_visit and p.org_id = p_org),
    (select case when bool_and(q.age_band in ('0-4', '5-11', '12-17')) then 'minor' end from casework.person q
      where q.org_id = p_org and (q.subject = p_subject or p_subject is null and q.subject in (select e.subject from casework.event e
        where e.org_id = p_org and e.visit_id = p_visit and e.subject is not null))))
$$;
create function fw.space_suits(p_who text, p_place text) returns boolean
language sql immutable security definer set search_path = pg_catalog, pg_temp
as $$
  select case p_who when 'child' then p_place = 'minors' when 'survivor' then p_place = 'private_room'
    when 'minor' then p_place in ('minors', 'mother_baby', 'women_children') else true end
$$;

-- Nobody under age and nobody on a protected path is put where it does not suit (WH033), unless somebody answers for it by name
-- and until an hour that is set. What was given offline under an exception that has ended since still stands.
create function fw.before_space() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  who text := fw.placed_as(new.org_id, new.visit_id, new.subject);
  place text := new.body ->> 'place_kind';
begin
  if who is null or fw.space_suits(who, place)
    and (who = 'minor' or exists (select from directory.point p where p.location_id = new.point_id and place = any (p.spaces))) then
    return new;
  end if;
  if exists (select from casework.space_override o where o.org_id = new.org_id and o.visit_id = new.visit_id and o.place_kind = place
      and (o.until_at > clock_timestamp() or new.at_device between o.made_at and o.until_at)) then
    return new;
  end if;
  raise exception using errcode = 'WH033', message = 'this space does not suit';
end $$;

-- A visit that is taken over while it stands in an unsuitable space: refused in the same operation, told to the lead after it.
create function fw.after_pathway() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  e record;
begin
  select x.tx, x.actor_id into e from (select v.tx, v.actor_id, v.body ->> 'place_kind' place from casework.event v
      where v.org_id = new.org_id and v.visit_id = new.visit_id and v.kind = 'space_given' order by v.recorded_at desc limit 1) x
    where not fw.space_suits(new.compartment, x.place)
      and not exists (select from casework.space_override o where o.org_id = new.org_id and o.visit_id = new.visit_id and o.place_kind = x.place and o.until_at > clock_timestamp());
  if found then
    if e.tx = pg_current_xact_id() then
      raise exception using errcode = 'WH033', message = 'this space does not suit';
    end if;
    perform fw.put_alarm(new.compartment, new.org_id, new.visit_id, new.subject, e.actor_id, 'placed_unsuitably', 'before_path');
  end if;
  return null;
end $$;

-- An exception, by name and for at most a day: whoever leads the point, or works in the compartment. The lead is told.
create function fw.name_override(p_override uuid, p_point uuid, p_visit uuid, p_place text, p_why text, p_until timestamptz) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  p casework.pathway;
begin
  if c.kind <> 'staff' or c.purpose not in ('tally', 'child.protect', 'survivor.support')
    or cardinality(coalesce(c.points, '{}')) > 0 and p_point <> all (c.points) then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  select * into p from casework.pathway x where x.visit_id = p_visit and x.org_id = c.org_id;
  if c.purpose <> 'tally' and p.purpose_id is distinct from c.purpose then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  insert into casework.space_override (override_id, org_id, purpose_id, point_id, visit_id, place_kind, why, named_by, until_at)
    values (p_override, c.org_id, c.purpose, p_point, p_visit, p_place, p_why, c.actor, p_until);
  if p.visit_id is not null then
    perform fw.put_alarm(p.compartment, c.org_id, p_visit, p.subject, c.actor, 'space_override', p_why);
  end if;
  perform fw.note('space.override', jsonb_build_object('override', p_override));
end $$;

-- A space given by those who look after the visit: the desk's own event, under the same rule.
create function fw.place_visit(p_event uuid, p_visit uuid, p_place text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  room text := fw.acting_compartment();
  the_point uuid := (select e.point_id from casework.event e where e.org_id = c.org_id and e.visit_id = p_visit order by e.recorded_at limit 1);
  p casework.pathway;
begin
  select * into p from casework.pathway x where x.visit_id = p_visit and x.org_id = c.org_id and x.compartment = room;
  if p.visit_id is null or the_point is null or cardinality(coalesce(c.points, '{}')) > 0 and the_point <> all (c.points) then
    raise exception using errcode = '23514', constraint = 'visit_is_here', message = 'not a visit of this compartment';
  end if;
  insert into casework.event (event_id, op_id, kind, org_id, purpose_id, point_id, visit_id, subject, actor_id, at_device, body)
    values (p_event, p_event, 'space_given', c.org_id, 'desk.visit', the_point, p_visit, p.subject, c.actor, clock_timestamp(), jsonb_build_object('place_kind', p_place))
    on conflict do nothing;
end $$;

revoke execute on function fw.put_alarm(text, uuid, uuid, uuid, uuid, text, text), fw.raise_alarm(uuid, text, text), fw.placed_as(uuid, uuid, uuid),
  fw.space_suits(text, text), fw.before_space(), fw.after_pathway(), fw.name_override(uuid, uuid, uuid, text, text, timestamptz), fw.place_visit(uuid, uuid, text) from public;
grant execute on function fw.raise_alarm(uuid, text, text), fw.place_visit(uuid, uuid, text) to app_child, app_survivor;
grant execute on function fw.name_override(uuid, uuid, uuid, text, text, timestamptz) to app_desk, app_child, app_survivor;
grant execute on function fw.before_space(), fw.after_pathway() to own_casework;

insert into fw.erasure_map (schema_name, table_name, action, org_column) values
  ('child', 'step', 'delete', 'org_id'), ('child', 'alarm', 'delete', 'org_id'), ('child', 'guardianship', 'delete', 'org_id'),
  ('child', 'release', 'delete', 'org_id'), ('survivor', 'step', 'delete', 'org_id'), ('survivor', 'alarm', 'delete', 'org_id');
insert into fw.retention (schema_name, table_name, purpose_id, starts, clock_column, keep, most, action) values
  ('child', 'step', 'child.protect', 'created', 'made_at', '3650 days', '9132 days', 'erase'),
  ('child', 'alarm', 'child.protect', 'created', 'made_at', '3650 days', '9132 days', 'erase'),
  ('child', 'guardianship', 'child.protect', 'created', 'stated_at', '3650 days', '9132 days', 'erase'),
  ('child', 'release', 'child.protect', 'created', 'handed_at', '3650 days', '9132 days', 'erase'),
  ('survivor', 'step', 'survivor.support', 'created', 'made_at', '730 days', '3650 days', 'erase'),
  ('survivor', 'alarm', 'survivor.support', 'created', 'made_at', '730 days', '3650 days', 'erase');
insert into fw.column_class (schema_name, table_name, column_name, class, concept) values
  ('staff', 'role_key', 'lead_id', 'coded', 'account that is told when something goes wrong'),
  ('child', 'file', 'visit_id', 'coded', 'id of a visit'),
  ('survivor', 'file', 'visit_id', 'coded', 'id of a visit');
insert into fw.column_class (schema_name, table_name, column_name, class, concept)
  select n.nspname, c.relname, a.attname, case a.attname when 'sealed' then 'end_sealed' else 'coded' end,
    case n.nspname when 'casework' then 'exception from the rule of spaces: ' else 'protected path, ' || c.relname || ': ' end || replace(a.attname, '_', ' ')
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
  where (n.nspname in ('child', 'survivor') and c.relname in ('step', 'alarm', 'guardianship', 'release') or n.nspname = 'casework' and c.relname = 'space_override')
    and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped;
reset role;

set role own_casework;
create trigger suits before insert on casework.event for each row when (new.kind = 'space_given') execute function fw.before_space();
create trigger placed after insert on casework.pathway for each row execute function fw.after_pathway();
reset role;

-- The desk (design chapter 30, sections 1, 2, 5): operations from devices, coded values known to the database,
-- visits that a compartment takes over, and what a device asks for anew.

do $$
begin
  if not exists (select from pg_roles where rolname = 'own_sync') then
    create role own_sync nologin;
  end if;
  execute format('grant own_sync to %I', current_user);
end $$;
grant usage on language plpgsql to own_sync;

create schema sync authorization own_sync;
comment on schema sync is 'Operations of devices: what came, what became of it, what waits for a manager';
grant usage on schema sync to app_desk, own_fw, app_backup;
grant usage on schema fw, audit to own_sync;
-- A protected path reads the visits that it took over.
grant usage on schema casework to app_child, app_survivor;

set role own_fw;
grant references on fw.organisation, fw.purpose to own_sync;
grant execute on function fw.guard_table(regclass, name[], text, name), fw.home_org(), fw.own_row(), fw.readable(), fw.acting_purpose(),
  fw.points(), fw.erasing(), fw.ctx(), fw.note(text, jsonb, uuid[]) to own_sync;

insert into fw.field (field_id, concept, data_type, class, justification, needed_to_serve, purposes)
select n.field_id, n.concept, n.data_type, 'coded', n.justification, n.needed, f.purposes
from (values
  ('ticket_picture', 'ticket of the day', 'code', 'The picture by which somebody is called today, so that no name is called out', true),
  ('ticket_number', 'ticket of the day', 'number', 'The number beside the picture, so that two people never have the same ticket', true),
  ('asked_how', 'how language was asked', 'code', 'Shows that a language was asked by picture, sound, word or sign and never guessed', true),
  ('agreement_seen', 'agreement shown', 'flag', 'That the notice about the agreement of the place was shown when the point opened', true),
  ('spaces', 'spaces open', 'codes', 'Which protected spaces are ready today, so that children are put nowhere else', true),
  ('services', 'services open', 'codes', 'Which services the point gives today, so that nobody is sent to a closed door', true),
  ('present', 'workers present', 'ids', 'Which workers are here today: two of a role are needed before some services open', true),
  ('counted_by', 'second counter', 'id', 'Who counted the stock as second person, so that losses cannot be hidden by one', false),
  ('override_until', 'end of an exception', 'time', 'Until when a space may be used against its rule, so that exceptions end by themselves', true),
  ('booking', 'state of a booking', 'code', 'What became of a booking of an interpreter, so that gaps are seen and filled', true),
  ('setting', 'setting of a booking', 'code', 'Whether an interpreter is needed in the room, by phone or by video', true),
  ('sensitive', 'sensitive talk', 'flag', 'That a talk needs a rested, trained interpreter, without saying what it is about', true),
  ('gap', 'gap met', 'code', 'What was missing (a language, a woman, a space), so that it can be counted and filled', false),
  ('referral_state', 'state of a referral', 'code', 'Where a referral stands, so that its answer comes back to the person', true)
) n(field_id, concept, data_type, justification, needed)
cross join lateral (select x.purposes from fw.field x where x.field_id = 'channel') f;

-- Values that forms and events may hold, each looked at when it came in: they need no second judgement at every write.
create table fw.coded_value (
  coded_value text primary key check (coded_value ~ '^[a-z0-9][a-z0-9_.:+-]{0,80}$')
);
insert into fw.coded_value select distinct value from (values
  ('0-4'), ('12-17'), ('18-59'), ('5-11'), ('60+'), ('accepted'), ('afraid'), ('afraid:no'), ('afraid:seen'), ('afraid:seen_declined'),
  ('afraid:yes'), ('age_rule'), ('any_time'), ('appointment'), ('baby_food'), ('baby_kit'), ('ball'), ('bell'), ('bird'), ('blanket'),
  ('wheel'), ('breath'), ('breath:no'), ('breath:seen'), ('breath:seen_declined'), ('breath:yes'), ('call_emergency'), ('cancelled'),
  ('card'), ('charging'), ('chat'), ('child'), ('child.childcare'), ('child.homework'), ('child.mother_baby'), ('child.protection'),
  ('child.space'), ('child_alone'), ('child_alone:no'), ('child_alone:seen'), ('child_alone:seen_declined'), ('child_alone:yes'),
  ('child_path'), ('childcare'), ('clothes'), ('cloud'), ('coat'), ('cup'), ('did_not_know'), ('dignity_kit'), ('done'), ('dressing'),
  ('drum'), ('dry_clothes'), ('duplicate'), ('either'), ('ended'), ('family'), ('family.bereavement'), ('family.contact'), ('family.guardian'),
  ('family.reunification'), ('family.tracing'), ('fear'), ('fee'), ('first_aid_here'), ('fish'), ('food'), ('food.baby'), ('food.groceries'),
  ('food.meal'), ('food.voucher'), ('food:no'), ('food:seen'), ('food:seen_declined'), ('food:yes'), ('food_now'), ('full'),
  ('got_better'), ('got_worse'), ('group'), ('hard'), ('hard:no'), ('hard:seen'), ('hard:seen_declined'), ('hard:yes'), ('hat'),
  ('health'), ('health.child'), ('health.dental'), ('health.doctor'), ('health.emergency'), ('health.first_aid'), ('health.maternal'),
  ('health.mental_first_aid'), ('health.orientation'), ('health.outbreak'), ('health.pharmacy'), ('health.physiotherapy'), ('health.psychiatry'),
  ('health.screening'), ('health.sexual'), ('health.specialist'), ('health.therapy'), ('health.transport'), ('health.vaccination'),
  ('hear'), ('hear:much'), ('hear:none'), ('hear:not_at_all'), ('hear:some'), ('hears'), ('help_companion'), ('helper_beside'),
  ('home'), ('hours'), ('housing'), ('housing.eviction'), ('housing.repair'), ('housing.sanitation'), ('housing.search'), ('housing.tenure'),
  ('hurt'), ('hurt:no'), ('hurt:seen'), ('hurt:seen_declined'), ('hurt:yes'), ('hurt_declined'), ('hygiene_kit'), ('insurance'),
  ('interpreter'), ('interpreter_here_now'), ('items'), ('items.baby'), ('items.cash'), ('items.clothing'), ('items.hygiene'),
  ('items.menstrual'), ('items.package'), ('items.shoes'), ('joined'), ('key'), ('kite'), ('lamp'), ('language'), ('law'), ('law.advice'),
  ('law.complaint'), ('law.crime_report'), ('law.information'), ('law.representation'), ('leaf'),
  ('learning'), ('learning.certification'), ('learning.conversation'), ('learning.digital'), ('learning.language'), ('learning.orientation'),
  ('learning.vocational'), ('left'), ('man'), ('meal'), ('medicine'), ('menstrual_kit'), ('minors'), ('mistake'), ('mobile'),
  ('money'), ('money.bank'), ('money.insurance'), ('money.loan'), ('money.remittance'), ('mother_baby'), ('mother_baby_corner'),
  ('moved_on'), ('must_leave'), ('next_step'), ('no'), ('no_language'), ('no_same_sex'), ('no_service_here'), ('no_steps'),
  ('no_trust'), ('not_answered'), ('not_asked'), ('not_attended'), ('not_our_service'), ('now'), ('observed'), ('observed_help_declined'),
  ('offered'), ('one_thing_at_a_time'), ('open'), ('other'), ('other_item'), ('others'), ('others:no'), ('others:seen'), ('others:seen_declined'),
  ('others:yes'), ('papers'), ('papers.birth'), ('papers.card'), ('papers.identity'), ('papers.translation'), ('papers.vault'),
  ('partly_received'), ('person_asked'), ('phone'), ('phone_card'), ('picture'), ('place'), ('place:no'), ('place:seen'), ('place:seen_declined'),
  ('place:yes'), ('place_tonight'), ('pregnant'), ('pregnant:no'), ('pregnant:seen'), ('pregnant:seen_declined'), ('pregnant:yes'),
  ('pregnant_hurt'), ('private'), ('private_room'), ('quiet_room'), ('read_aloud'), ('reads'), ('received'), ('refused'), ('remember'),
  ('remember:much'), ('remember:none'), ('remember:not_at_all'), ('remember:some'), ('room'), ('safety'), ('safety.hate'), ('safety.hotline'),
  ('safety.lgbti'), ('safety.trafficking'), ('safety.violence'), ('said'), ('school'), ('school.catch_up'), ('school.early'),
  ('school.enrolment'), ('school.group'), ('school.scholarship'), ('school.validation'), ('school_kit'), ('see'), ('see:much'),
  ('see:none'), ('see:not_at_all'), ('see:some'), ('see_midwife'), ('see_nurse'), ('service_qr'), ('shell'), ('shelter'), ('shelter.children'),
  ('shelter.day'), ('shelter.night'), ('shelter.reception'), ('shelter.safe_place'), ('shelter.temporary'), ('shelter.women'),
  ('shoes'), ('signed'), ('signs'), ('sleeping_bag'), ('slip'), ('snack'), ('soon'), ('sound'), ('space'), ('speaks'), ('spoken'),
  ('star'), ('status'), ('sticker'), ('survivor'), ('survivor_path'), ('talk'), ('talk.charging'), ('talk.community'), ('talk.complaint'),
  ('talk.information'), ('talk.interpretation'), ('talk.mediation'), ('talk.outreach'), ('talk.phone_wifi'), ('tent'), ('test'),
  ('ticket'), ('time_and_pictures'), ('today'), ('together'), ('too_far'), ('too_long'), ('toy'), ('transport'), ('tree'), ('typed_wrong'),
  ('unavailable'), ('understand'), ('understand:much'), ('understand:none'), ('understand:not_at_all'), ('understand:some'),
  ('underwear'), ('undone'), ('unknown'), ('unwell'), ('video'), ('voucher'), ('walk'), ('walk:much'), ('walk:none'), ('walk:not_at_all'),
  ('walk:some'), ('walk_in'), ('wash'), ('wash:much'), ('wash:none'), ('wash:not_at_all'), ('wash:some'), ('water'), ('water.drinking'),
  ('water.laundry'), ('water.shower'), ('water.supply'), ('water.toilet'), ('wish'), ('wish:no'), ('wish:seen'), ('wish:seen_declined'),
  ('wish:yes'), ('with_small_child'), ('woman'), ('women_children'), ('work'), ('work.business'), ('work.mediation'), ('work.micro_credit'),
  ('work.recruiter_check'), ('work.rights'), ('work.search'), ('work.wages'), ('write_down'), ('wrong_person'),
  ('yes')
) listed(value);

-- As before (0012), but what is on the list is known to be good, and a flat body is judged in one look.
create or replace function fw.check_fields(p_body jsonb, p_purpose text) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  item record;
  part text;
begin
  if jsonb_typeof(p_body) = 'array' then
    for item in select value from jsonb_array_elements(p_body) loop
      perform fw.check_fields(item.value, p_purpose);
    end loop;
  elsif jsonb_typeof(p_body) = 'object' then
    for item in
      select e.key, e.value, f.data_type, f.purposes from jsonb_each(p_body) e left join fw.field f on f.field_id = e.key
    loop
      if item.data_type is null or p_purpose <> all (item.purposes) then
        if exists (select from fw.judge_name(item.key) j where j.tier = 0) then
          raise exception using errcode = 'WH020', message = 'this is never held', column = item.key;
        end if;
        raise exception using errcode = 'WH021', message = 'not an approved field for this purpose', column = item.key;
      end if;
      if item.data_type in ('code', 'codes') then
        -- A language tag (BCP 47) is a code of its own kind.
        for part in
          select v #>> '{}' from jsonb_path_query(item.value, 'strict $.** ? (@.type() == "string")') v
            where not (item.key = 'tags' and v #>> '{}' ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$')
          except select c.coded_value from fw.coded_value c
        loop
          if exists (select from fw.judge_name(part) j where j.tier = 0) then
            raise exception using errcode = 'WH020', message = 'this is never held', column = item.key;
          end if;
        end loop;
      end if;
      if jsonb_typeof(item.value) = 'object' or (jsonb_typeof(item.value) = 'array' and jsonb_path_exists(item.value, '$[*] ? (@.type() == "object")')) then
        perform fw.check_fields(item.value, p_purpose);
      end if;
    end loop;
  end if;
end $$;
reset role;

-- What a device asks for: everything that was committed since its last look, by the number of the transaction.
set role own_casework;
alter table casework.event add column tx xid8 not null default pg_current_xact_id();
create index event_feed on casework.event (org_id, point_id, tx);
create index handle_code on casework.handle (code_hash) where state = 'live';

-- Visits that a compartment took over (VUL-03, VUL-04). Only functions of fw see which.
create table casework.pathway (
  visit_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  subject uuid,
  compartment text not null check (compartment in ('child', 'survivor')),
  opened_at timestamptz not null default clock_timestamp()
);
create index pathway_subject on casework.pathway (org_id, subject);
grant select on casework.pathway to app_child, app_survivor;
select fw.guard_table('casework.pathway', array['app_child', 'app_survivor']);
create policy compartment_child on casework.pathway as restrictive to app_child using (compartment = 'child');
create policy compartment_survivor on casework.pathway as restrictive to app_survivor using (compartment = 'survivor');
grant insert on casework.pathway to own_fw;

-- The desk sees its general events; a compartment sees the visits that it took over, and no others.
create policy compartment_desk on casework.event as restrictive to app_desk using (compartment = 'general') with check (true);
do $$
declare
  c text;
begin
  foreach c in array array['child', 'survivor'] loop
    execute format('grant select on casework.event to %I', 'app_' || c);
    execute format('create policy home_%1$s on casework.event for select to app_%1$s using (org_id = (select fw.home_org()))', c);
    execute format('create policy hers_%1$s on casework.event for select to app_%1$s using ((subject, org_id) = (select o.subject, o.org_id from fw.own_row() o))', c);
    execute format('create policy alive_%1$s on casework.event as restrictive to app_%1$s using (subject is null or subject <> all ((select fw.erasing())::uuid[]))', c);
    execute format('create policy purpose_%1$s on casework.event as restrictive to app_%1$s using (purpose_id = any ((select fw.readable())::text[]))', c);
    execute format('create policy point_%1$s on casework.event as restrictive to app_%1$s using (cardinality((select fw.points())) = 0 or point_id = any ((select fw.points())::uuid[]))', c);
    execute format('create policy compartment_%1$s on casework.event as restrictive to app_%1$s using (compartment = %1$L)', c);
  end loop;
end $$;
grant update (compartment) on casework.event to own_fw;
reset role;

set role own_fw;
insert into fw.purpose_use (collected_for, used_for)
  select c, u from unnest(array['desk.visit', 'desk.screen']) c, unnest(array['child.protect', 'survivor.support']) u
  on conflict do nothing;

-- A visit goes into other hands: its events, but for its opening and that it was taken over, are the compartment's from now on.
create function fw.open_pathway(p_visit uuid, p_subject uuid, p_compartment text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose not in ('desk.visit', 'desk.screen', 'child.protect', 'survivor.support') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  insert into casework.pathway (visit_id, org_id, purpose_id, subject, compartment)
    values (p_visit, c.org_id, case p_compartment when 'child' then 'child.protect' else 'survivor.support' end, p_subject, p_compartment)
    on conflict (visit_id) do nothing;
  update casework.event e set compartment = p_compartment
    where e.org_id = c.org_id and e.visit_id = p_visit and e.kind not in ('visit_opened', 'pathway_opened') and e.compartment = 'general';
  perform fw.note('pathway.opened', null, case when p_subject is not null then array[p_subject] end);
end $$;

-- What comes later for such a visit goes where it belongs, whoever sends it.
create function fw.before_event() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if new.visit_id is not null and new.kind not in ('visit_opened', 'pathway_opened') then
    select p.compartment into new.compartment from casework.pathway p where p.visit_id = new.visit_id and p.org_id = new.org_id;
    new.compartment := coalesce(new.compartment, 'general');
  else
    new.compartment := 'general';
  end if;
  return new;
end $$;

-- What was sealed on a device to the key of a role goes into its compartment, which the device cannot read.
create function fw.put_sealed_file(p_file uuid, p_compartment text, p_subject uuid, p_generation int, p_sealed bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose not in ('desk.visit', 'desk.screen') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  if p_compartment = 'child' then
    insert into child.file (file_id, org_id, purpose_id, subject, generation, sealed)
      values (p_file, c.org_id, 'child.protect', p_subject, p_generation, p_sealed);
  elsif p_compartment = 'survivor' then
    insert into survivor.file (file_id, org_id, purpose_id, subject, generation, sealed)
      values (p_file, c.org_id, 'survivor.support', p_subject, p_generation, p_sealed);
  else
    raise exception using errcode = 'WH012', message = 'no such compartment';
  end if;
end $$;

-- What somebody wants to be called, or how she is reached: sealed by the keeper, put away in the transaction of the act.
create function fw.put_ident(p_kind text, p_id uuid, p_subject uuid, p_sealed bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose not in ('desk.visit', 'desk.screen', 'shelter.stay', 'aid.hand_out') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  if p_subject = any (fw.erasing()) then
    return;
  end if;
  if p_kind = 'name' then
    insert into ident.name (name_id, org_id, purpose_id, subject, sealed) values (p_id, c.org_id, c.purpose, p_subject, p_sealed);
  elsif p_kind = 'contact' then
    insert into ident.contact (contact_id, org_id, purpose_id, subject, sealed) values (p_id, c.org_id, c.purpose, p_subject, p_sealed);
  else
    raise exception using errcode = 'WH021', message = 'neither a name nor a contact';
  end if;
end $$;

-- Service points of the acting organisation, the unpublished ones too, with the dates of their agreements (PT-01, PT-02).
create function fw.own_points() returns table (point_id uuid, code text, kind text, name text, spaces text[], agreement text,
  guarantees text[], valid_from date, valid_to date, breached_on date)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query select p.location_id, p.code, p.kind, l.name, p.spaces, coalesce(a.kind, 'none'), coalesce(a.guarantees, '{}'), a.valid_from, a.valid_to, a.breached_on
    from directory.point p join directory.location l on l.id = p.location_id left join directory.space_agreement a on a.location_id = p.location_id
    where p.org_id = c.org_id and (cardinality(coalesce(c.points, '{}')) = 0 or p.location_id = any (c.points))
    order by l.name;
end $$;

-- The tablet of a point makes itself known, once. Answers `live`, or `revoked` when it was taken out of use, or when
-- another organisation has the number: such a device gets nothing.
create function fw.register_device(p_device uuid, p_label text, p_secret_hash bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  d staff.device;
begin
  if c.kind <> 'staff' or c.purpose <> 'desk.visit' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  insert into staff.device (device_id, org_id, label, shared, secret_hash, registered_by)
    values (p_device, c.org_id, p_label, true, p_secret_hash, c.actor) on conflict do nothing;
  if found then
    perform fw.note('device.registered', jsonb_build_object('device', p_device));
  end if;
  select * into d from staff.device x where x.device_id = p_device;
  return case when d.org_id = c.org_id and d.secret_hash = p_secret_hash and d.revoked_at is null then 'live' else 'revoked' end;
end $$;

-- Null for a device that is none of this organisation's.
create function fw.device_state(p_device uuid) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  return (select case when d.revoked_at is null then 'live' else 'revoked' end from staff.device d
    where d.device_id = p_device and d.org_id = c.org_id);
end $$;

create function fw.devices() returns table (device_id uuid, label text, registered_at timestamptz, revoked_at timestamptz,
  point_id uuid, waiting int, oldest_at timestamptz, reported_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose not in ('desk.visit', 'staff.manage') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query select d.device_id, d.label, d.registered_at, d.revoked_at, r.point_id, r.waiting, r.oldest_at, r.reported_at
    from staff.device d left join sync.device_report r on r.device_id = d.device_id and r.org_id = d.org_id
    where d.org_id = c.org_id order by d.registered_at;
end $$;

-- A lost tablet: from now on it gets nothing but the order to forget. Anybody at the desk may say so; it can be registered anew.
create function fw.revoke_device(p_device uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose not in ('desk.visit', 'staff.manage') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  update staff.device d set revoked_at = clock_timestamp() where d.device_id = p_device and d.org_id = c.org_id and d.revoked_at is null;
  if not found then
    return false;
  end if;
  update staff.session s set ended_at = clock_timestamp() where s.device_id = p_device and s.ended_at is null;
  perform fw.note('device.revoked', jsonb_build_object('device', p_device));
  return true;
end $$;

revoke execute on function fw.open_pathway(uuid, uuid, text), fw.before_event(), fw.put_sealed_file(uuid, text, uuid, int, bytea),
  fw.put_ident(text, uuid, uuid, bytea), fw.own_points(), fw.register_device(uuid, text, bytea), fw.device_state(uuid), fw.devices(), fw.revoke_device(uuid) from public;
grant execute on function fw.open_pathway(uuid, uuid, text), fw.put_sealed_file(uuid, text, uuid, int, bytea), fw.put_ident(text, uuid, uuid, bytea), fw.own_points(),
  fw.register_device(uuid, text, bytea), fw.device_state(uuid), fw.devices(), fw.revoke_device(uuid) to app_desk;
grant execute on function fw.devices(), fw.revoke_device(uuid) to app_staff;
grant execute on function fw.before_event() to own_casework;
reset role;

set role own_casework;
create trigger place before insert on casework.event for each row execute function fw.before_event();
reset role;
set role own_directory;
grant usage on schema directory to own_fw;
grant select on directory.point, directory.space_agreement, directory.location to own_fw;
create policy desk_reads on directory.point for select to own_fw using (true);
create policy desk_reads on directory.space_agreement for select to own_fw using (true);
create policy desk_reads on directory.location for select to own_fw using (true);
reset role;
set role own_ident;
grant insert on ident.name, ident.contact to own_fw;
reset role;
set role own_child;
grant insert on child.file to own_fw;
reset role;
set role own_survivor;
grant insert on survivor.file to own_fw;
reset role;
set role own_staff;
grant select, insert, update (revoked_at) on staff.device to own_fw;
grant update (ended_at) on staff.session to own_fw;
reset role;

set role own_sync;

-- One row for each operation that was ever answered: told twice, the first answer stands.
create table sync.op (
  op_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  point_id uuid not null,
  worker_id uuid not null,
  device_id uuid not null,
  -- Null when the device had used the number before: a restored device counts anew.
  device_seq bigint check (device_seq > 0),
  content_hash bytea not null check (octet_length(content_hash) = 32),
  result text not null check (result in ('recorded', 'granted', 'quarantined')),
  received_at timestamptz not null default clock_timestamp(),
  unique (org_id, device_id, device_seq)
);
grant select, insert on sync.op to app_desk;
select fw.guard_table('sync.op', array['app_desk']);

-- What a manager has to decide: as it came, sealed to the node (5.4, 5.6). Never lost, never applied by itself.
create table sync.held (
  op_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  point_id uuid not null,
  worker_id uuid not null,
  device_id uuid not null,
  reason text not null check (reason in ('device_revoked', 'role_lapsed', 'clock_doubt', 'asked_for')),
  sealed bytea not null,
  held_at timestamptz not null default clock_timestamp(),
  decided_by uuid,
  decided_at timestamptz,
  decision text check (decision in ('admitted', 'dropped')),
  check ((decided_at is null) = (decision is null) and (decision is null) = (decided_by is null))
);
create index held_waiting on sync.held (org_id, held_at) where decision is null;
grant select, insert, update (decided_by, decided_at, decision) on sync.held to app_desk;
select fw.guard_table('sync.held', array['app_desk']);

-- What each device told of itself at its last contact (5.5).
create table sync.device_report (
  device_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  point_id uuid not null,
  worker_id uuid not null,
  waiting int not null check (waiting >= 0),
  oldest_at timestamptz,
  highest_seq bigint not null check (highest_seq >= 0),
  clock_offset_ms bigint not null,
  reported_at timestamptz not null default clock_timestamp()
);
grant select, insert, update (point_id, worker_id, waiting, oldest_at, highest_seq, clock_offset_ms, reported_at) on sync.device_report to app_desk;
select fw.guard_table('sync.device_report', array['app_desk']);
create policy definer on sync.device_report to own_fw using (true) with check (true);
grant select on sync.device_report to own_fw;

-- With what a session signs the work of one device, and what it was permitted when it came in: work that arrives after the
-- session has ended is judged by this (5.4). It holds no secret.
create table sync.session_key (
  key_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  worker_id uuid not null,
  device_id uuid not null,
  public_key bytea not null check (octet_length(public_key) = 65),
  purposes text[] not null,
  points uuid[] not null,
  from_at timestamptz not null default clock_timestamp(),
  until_at timestamptz not null check (until_at <= from_at + interval '7 days')
);
create unique index session_key_public on sync.session_key (org_id, public_key);
grant select, insert on sync.session_key to app_desk;
select fw.guard_table('sync.session_key', array['app_desk']);

-- One operation, wholly or not at all, under the policies of whoever acts: nothing here has more rights than the caller.
-- p_op is the operation with texts already sealed (hex) and codes already digested. Answers `recorded`, `granted`, `again`
-- (told before, same content) or `other` (told before, other content).
create function sync.apply(p_op jsonb, p_hash bytea, p_worker uuid, p_device uuid, p_offset int) returns text
language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp
as $$
declare
  org uuid := fw.home_org();
  dead uuid[] := fw.erasing();
  the_purpose text := p_op ->> 'purpose';
  the_point uuid := (p_op ->> 'point_id')::uuid;
  known bytea;
  n int;
begin
  insert into sync.op (op_id, org_id, purpose_id, point_id, worker_id, device_id, device_seq, content_hash, result)
    values ((p_op ->> 'op_id')::uuid, org, the_purpose, the_point, p_worker, p_device, (p_op ->> 'device_seq')::bigint, p_hash, 'recorded')
    on conflict do nothing;
  if not found then
    select o.content_hash into known from sync.op o where o.op_id = (p_op ->> 'op_id')::uuid;
    if found then
      return case when known = p_hash then 'again' else 'other' end;
    end if;
    insert into sync.op (op_id, org_id, purpose_id, point_id, worker_id, device_id, content_hash, result)
      values ((p_op ->> 'op_id')::uuid, org, the_purpose, the_point, p_worker, p_device, p_hash, 'recorded')
      on conflict (op_id) do nothing;
    if not found then
      return 'other';
    end if;
  end if;

  insert into casework.person as p (subject, org_id, purpose_id, age_band, sex, no_link)
    select x.subject, org, the_purpose, coalesce(x.age_band, 'unknown'), coalesce(x.sex, 'not_asked'), coalesce(x.no_link, false)
    from jsonb_to_recordset(coalesce(p_op -> 'people', '[]')) x(subject uuid, age_band text, sex text, no_link boolean)
    where x.subject <> all (dead)
    on conflict (subject) do update set
      age_band = case when excluded.age_band = 'unknown' then p.age_band else excluded.age_band end,
      sex = case when excluded.sex = 'not_asked' then p.sex else excluded.sex end,
      no_link = p.no_link or excluded.no_link,
      last_contact = current_date;

  insert into casework.handle (handle_id, org_id, purpose_id, subject, kind, code_hash)
    select x.handle_id, org, the_purpose, x.subject, x.kind, decode(x.code_hash, 'hex')
    from jsonb_to_recordset(coalesce(p_op -> 'handles', '[]')) x(handle_id uuid, subject uuid, kind text, code_hash text)
    where x.subject <> all (dead);

  perform fw.put_ident(x.kind, x.id, x.subject, decode(x.sealed, 'hex'))
    from jsonb_to_recordset(coalesce(p_op -> 'idents', '[]')) x(kind text, id uuid, subject uuid, sealed text);

  perform fw.put_sealed_file(x.file_id, x.compartment, x.subject, x.generation, decode(x.sealed, 'hex'))
    from jsonb_to_recordset(coalesce(p_op -> 'files', '[]')) x(file_id uuid, compartment text, subject uuid, generation int, sealed text);

  -- What is said of somebody erased stays as a count without her.
  insert into casework.event (event_id, op_id, kind, v, org_id, purpose_id, point_id, visit_id, subject, actor_id, device_id, device_seq,
      hlc, at_device, clock_offset_ms, supersedes, body, sealed)
    select x.event_id, (p_op ->> 'op_id')::uuid, x.kind, x.v, org, the_purpose, the_point, x.visit_id,
      case when x.subject = any (dead) then null else x.subject end, p_worker, p_device, (p_op ->> 'device_seq')::bigint,
      p_op ->> 'hlc', x.at, p_offset, x.supersedes, x.body, case when x.subject = any (dead) then null else decode(x.sealed, 'hex') end
    from jsonb_to_recordset(p_op -> 'events') x(event_id uuid, kind text, v smallint, visit_id uuid, subject uuid, at timestamptz,
      supersedes uuid, body jsonb, sealed text);
  get diagnostics n = row_count;

  perform fw.open_pathway(x.visit_id, (select e.subject from casework.event e where e.org_id = org and e.visit_id = x.visit_id and e.subject is not null limit 1), x.compartment)
    from jsonb_to_recordset(coalesce(p_op -> 'pathways', '[]')) x(visit_id uuid, compartment text);
  return 'recorded';
end $$;
revoke execute on function sync.apply(jsonb, bytea, uuid, uuid, int) from public;
grant execute on function sync.apply(jsonb, bytea, uuid, uuid, int) to app_desk;
reset role;

set role own_fw;
insert into fw.erasure_map (schema_name, table_name, action, org_column) values ('casework', 'pathway', 'blank_subject', 'org_id');
insert into fw.retention (schema_name, table_name, purpose_id, starts, clock_column, keep, most, action)
  select 'casework', 'pathway', p, 'created', 'opened_at', interval '3650 days', interval '9132 days', 'blank_subject'
  from unnest(array['child.protect', 'survivor.support']) p;
insert into fw.column_class (schema_name, table_name, column_name, class, concept) values
  ('casework', 'event', 'tx', 'coded', 'transaction that stored it'),
  ('casework', 'pathway', 'visit_id', 'coded', 'visit taken over'),
  ('casework', 'pathway', 'org_id', 'coded', 'organisation whose row it is'),
  ('casework', 'pathway', 'purpose_id', 'coded', 'purpose of the compartment'),
  ('casework', 'pathway', 'subject', 'coded', 'token of a person in one organisation'),
  ('casework', 'pathway', 'compartment', 'coded', 'which protected path'),
  ('casework', 'pathway', 'opened_at', 'coded', 'when it was taken over'),
  ('fw', 'coded_value', 'coded_value', 'reference', 'value that forms may hold');
insert into fw.column_class (schema_name, table_name, column_name, class, concept)
  select 'sync', c.relname, a.attname, case a.attname when 'sealed' then 'sealed' else 'coded' end,
    'operation of a device: ' || replace(a.attname, '_', ' ')
  from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relnamespace = 'sync'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped;
reset role;

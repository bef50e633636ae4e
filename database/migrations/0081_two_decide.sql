-- What is sent out of a child's path, and for a survivor under 18, two officers decide (VUL-03, VUL-04, REF-01; design chapter 20,
-- section 7, chapter 30, section 4). The first prepares: what would be sent lies sealed to the role key, and no packet, no link and no
-- code exist yet. A second officer, who holds that key too, reads it and confirms: only then the packet is made. That she is another
-- person stands in the tables themselves, whoever writes. A child's rows are like a survivor's, column by column, in its own compartment.

set role own_survivor;
alter table survivor.referral
  drop constraint referral_agreed_check,
  drop constraint referral_of_age_check,
  drop constraint referral_state_check,
  alter column reply_key drop not null,
  add column network_id uuid,
  -- SHA-256 of what waits, with a random number in it: what is confirmed is what was prepared.
  add column digest bytea check (octet_length(digest) = 32),
  -- Who confirmed, or said no.
  add column second_by uuid,
  add column second_at timestamptz,
  add constraint asked check (agreed in ('common_language', 'interpreter') or agreed = 'too_small' and not of_age),
  add constraint referral_state_check check (state in ('ready', 'sent', 'opened', 'question', 'accepted', 'overdue', 'declined', 'received',
    'partly_received', 'refused', 'not_attended', 'unknown', 'withdrawn', 'cancelled', 'expired')),
  add constraint another_person check (second_by <> made_by),
  add constraint second_has_time check ((second_by is null) = (second_at is null)),
  add constraint prepared_is_whole check (of_age or digest is not null and network_id is not null),
  add constraint two_decide check (of_age or second_by is not null and second_at is not null or state in ('ready', 'withdrawn', 'cancelled', 'expired')),
  add constraint sent_has_reply_key check (reply_key is not null or state in ('ready', 'withdrawn', 'cancelled', 'expired'));
reset role;

set role own_fw;
grant execute on function fw.is_final_referral(text) to own_child;
reset role;

set role own_child;
create table child.referral (
  referral_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose check (purpose_id = 'child.protect'),
  visit_id uuid not null,
  subject uuid,
  number text not null check (number ~ '^[0-9]{4}$'),
  to_org uuid not null,
  may_receive boolean not null default true check (may_receive),
  agreement_id uuid not null,
  packet_id uuid not null unique,
  service_type text not null,
  page_lang text not null,
  level text not null check (level in ('now', 'soon', 'today', 'any_time')),
  state text not null default 'ready' check (state in ('ready', 'sent', 'opened', 'question', 'accepted', 'overdue', 'declined', 'received',
    'partly_received', 'refused', 'not_attended', 'unknown', 'withdrawn', 'cancelled', 'expired')),
  owner_id uuid not null,
  changes int not null default 0,
  -- How the child was asked, and wants it; or that it is too small to be asked.
  agreed text not null check (agreed in ('common_language', 'interpreter', 'too_small')),
  of_age boolean not null check (not of_age),
  fields text[] not null,
  categories text[] not null,
  generation int not null check (generation > 0),
  sealed bytea not null check (octet_length(sealed) <= 67108864),
  ask_key text not null check (length(ask_key) <= 100),
  reply_key text check (length(reply_key) <= 100),
  replied bytea check (octet_length(replied) <= 4000),
  made_by uuid not null,
  sent_at timestamptz not null default clock_timestamp(),
  answer_from timestamptz not null,
  answer_due timestamptz not null,
  escalate_at timestamptz not null,
  answered_at timestamptz,
  appointment_at timestamptz,
  reason text,
  provider_outcome text,
  person_outcome text,
  ends_at timestamptz not null,
  closed_at timestamptz,
  network_id uuid not null,
  digest bytea not null check (octet_length(digest) = 32),
  second_by uuid,
  second_at timestamptz,
  check (fw.is_final_referral(state) = (closed_at is not null)),
  check (org_id <> to_org),
  constraint another_person check (second_by <> made_by),
  constraint second_has_time check ((second_by is null) = (second_at is null)),
  constraint two_decide check (second_by is not null or state in ('ready', 'withdrawn', 'cancelled', 'expired')),
  constraint sent_has_reply_key check (reply_key is not null or state in ('ready', 'withdrawn', 'cancelled', 'expired')),
  foreign key (to_org, may_receive) references fw.organisation (org_id, may_receive)
);
create index referral_visit on child.referral (org_id, visit_id);

create table child.referral_change (
  change_id uuid primary key default gen_random_uuid(),
  referral_id uuid not null references child.referral on delete cascade,
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'child.protect' references fw.purpose check (purpose_id = 'child.protect'),
  n int not null,
  step text not null,
  to_state text not null,
  party text not null check (party in ('sender', 'recipient', 'person', 'clock')),
  actor uuid,
  at timestamptz not null default clock_timestamp(),
  reason text,
  generation int,
  words bytea check (octet_length(words) <= 4000),
  unique (referral_id, n)
);

create table child.way_in (
  access_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'child.protect' references fw.purpose check (purpose_id = 'child.protect'),
  subject uuid,
  packet_id uuid not null unique,
  to_org uuid not null,
  may_receive boolean not null default true check (may_receive),
  sealed bytea not null check (octet_length(sealed) <= 65536),
  locator_hash bytea not null unique check (octet_length(locator_hash) = 32),
  proof_hash bytea not null check (octet_length(proof_hash) = 32),
  wrapped bytea not null,
  browser_hash bytea check (octet_length(browser_hash) = 32),
  browser_wrapped bytea,
  tries int not null default 0,
  locked_at timestamptz,
  ends_at timestamptz not null,
  withdrawn_at timestamptz,
  deleted_at timestamptz,
  foreign key (to_org, may_receive) references fw.organisation (org_id, may_receive)
);
create index way_in_end on child.way_in (org_id, ends_at);

grant select on child.referral to app_child;
grant select on child.referral_change to app_child;
grant select (org_id, purpose_id, subject, packet_id, locked_at, withdrawn_at, deleted_at) on child.way_in to app_child;
select fw.guard_table('child.referral', array['app_child']::name[]);
select fw.guard_table('child.referral_change', array['app_child']::name[]);
select fw.guard_table('child.way_in', array['app_child']::name[]);
create policy definer on child.referral_change to own_fw using (true) with check (true);
grant insert, update on child.referral to own_fw;
grant select, insert on child.referral_change to own_fw;
grant insert, update on child.way_in to own_fw;
reset role;

set role own_fw;

-- The compartment of a row, by its purpose.
create function fw.room_of(p_purpose text) returns text
language sql immutable set search_path = pg_catalog, pg_temp
as $$ select case p_purpose when 'child.protect' then 'child' when 'survivor.support' then 'survivor' end $$;

-- Where a referral stands at a moment, as the columns of either compartment say it.
create function fw.sealed_state_of(p_state text, p_closed_at timestamptz, p_ends_at timestamptz, p_appointment_at timestamptz, p_answered_at timestamptz,
  p_answer_due timestamptz, p_now timestamptz) returns text
language sql immutable set search_path = pg_catalog, pg_temp
as $$
  select case
    when p_closed_at is not null then p_state
    when p_state = 'accepted' then
      case when least(p_ends_at, coalesce(p_appointment_at, p_answered_at) + interval '22 days') <= p_now then 'unknown' else p_state end
    when p_ends_at <= p_now then 'expired'
    when p_state in ('sent', 'opened', 'overdue') and p_answer_due + interval '21 days' <= p_now then 'unknown'
    when p_state in ('sent', 'opened') and p_answer_due <= p_now then 'overdue'
    else p_state end
$$;
create or replace function fw.sealed_state_at(r survivor.referral, p_now timestamptz) returns text
language sql immutable set search_path = pg_catalog, pg_temp
as $$ select fw.sealed_state_of(r.state, r.closed_at, r.ends_at, r.appointment_at, r.answered_at, r.answer_due, p_now) $$;

-- Sends one packet, where she is of age and said yes; prepares it where two decide. Either way: an agreement that lives, no field that
-- the kind of service does not need. False when it had gone before. In the log it is a step of the path like any other. WH011, WH051.
create or replace function fw.send_sealed_referral(p jsonb, p_sealed bytea, p_packet bytea, p_access jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  room text := fw.acting_compartment();
  now_is timestamptz := clock_timestamp();
  alone boolean := room = 'survivor' and (p ->> 'of_age')::boolean;
  e referrals.network_entry;
  path casework.pathway;
  k staff.role_key;
  known boolean;
  ages text[];
  wanted text[] := array(select jsonb_array_elements_text(p -> 'fields'));
  crossing text[] := array(select jsonb_array_elements_text(p -> 'categories'));
begin
  execute format('select exists (select from %I.referral x where x.referral_id = $1)', room) into known using (p ->> 'referral_id')::uuid;
  if known then
    return false;
  end if;
  select * into path from casework.pathway x where x.visit_id = (p ->> 'visit_id')::uuid and x.org_id = c.org_id and x.compartment = room
    and (x.subject is null or x.subject <> all (fw.erasing()));
  if not found then
    raise exception using errcode = '23514', constraint = 'visit_is_here', message = 'not a visit of this compartment';
  end if;
  ages := array(select q.age_band from casework.person q where q.org_id = c.org_id and q.subject = path.subject);
  if alone is distinct from (p_packet is not null) or alone and ages && array['0-4', '5-11', '12-17'] then
    raise exception using errcode = '23514', constraint = 'two_must_decide', message = 'not of age';
  end if;
  if p ->> 'agreed' = 'too_small' and ages && array['5-11', '12-17'] then
    raise exception using errcode = '23514', constraint = 'wish_is_asked', message = 'old enough to be asked';
  end if;
  select * into e from referrals.network_entry x where x.network_id = (p ->> 'network_id')::uuid and x.org_id = c.org_id and x.route = 'link' and x.ended_at is null;
  if not found then
    raise exception using errcode = '23514', constraint = 'recipient_is_known', message = 'no such recipient';
  end if;
  if e.suspended_at is not null then
    raise exception using errcode = 'WH051', message = 'this service is suspended';
  end if;
  if exists (select unnest(wanted) except select f.field from fw.packet_profile f where f.service_type = e.service_type and f.v = (p ->> 'profile_v')::int) then
    raise exception using errcode = '23514', constraint = 'field_is_needed', message = 'this service does not need it';
  end if;
  select * into k from staff.role_key x where x.org_id = c.org_id and x.compartment = room and x.closed_at is null and x.generation = (p ->> 'generation')::int;
  if not found then
    raise exception using errcode = '23514', constraint = 'key_is_live', message = 'another key came first';
  end if;
  perform fw.agreement_lock(e.agreement_id, c.org_id, e.to_org, crossing);
  execute format('insert into %I.referral (referral_id, org_id, purpose_id, visit_id, subject, number, to_org, agreement_id, packet_id, service_type, page_lang,
      level, owner_id, changes, agreed, of_age, fields, categories, generation, sealed, ask_key, reply_key, made_by, sent_at, answer_from, answer_due,
      escalate_at, ends_at, state, network_id, digest)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $15, $16, $17, $18, $19, $20, $21, $13, $22, $22, $22 + $23, $22 + $23 * 2, $22 + $24,
      $25, $26, $27)', room)
    using (p ->> 'referral_id')::uuid, c.org_id, c.purpose, path.visit_id, path.subject, p ->> 'number', e.to_org, e.agreement_id, (p ->> 'packet_id')::uuid,
      e.service_type, e.page_lang, p ->> 'level', c.actor, p ->> 'agreed', alone, wanted, crossing, k.generation, p_sealed, k.recipient,
      case when alone then p ->> 'reply_key' end, now_is, fw.answer_time(p ->> 'level'),
      -- A wish and a reason grow old: what nobody confirms within a week is asked for anew.
      case when alone then interval '30 days' else interval '7 days' end, case when alone then 'sent' else 'ready' end, e.network_id,
      decode(p ->> 'digest', 'hex');
  if alone then
    perform fw.open_sealed_way(room, c.org_id, path.subject, (p ->> 'packet_id')::uuid, e.to_org, p_packet, p_access);
  end if;
  execute format('insert into %I.referral_change (referral_id, org_id, n, step, to_state, party, actor) values ($1, $2, 1, $3, $4, ''sender'', $5)', room)
    using (p ->> 'referral_id')::uuid, c.org_id, case when alone then 'send' else 'prepare' end, case when alone then 'sent' else 'ready' end, c.actor;
  perform fw.note('step.added', jsonb_build_object('step', gen_random_uuid()));
  return true;
end $$;

-- The way in of a recipient, with the packet that it opens.
create function fw.open_sealed_way(p_room text, p_org uuid, p_subject uuid, p_packet_id uuid, p_to uuid, p_packet bytea, p_access jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('insert into %I.way_in (access_id, org_id, subject, packet_id, to_org, sealed, locator_hash, proof_hash, wrapped, ends_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp() + interval ''44 days'')', p_room)
    using (p_access ->> 'access_id')::uuid, p_org, p_subject, p_packet_id, p_to, p_packet, decode(p_access ->> 'locator_hash', 'base64'),
      decode(p_access ->> 'proof_hash', 'base64'), decode(p_access ->> 'wrapped', 'base64');
end $$;

-- A referral of the own compartment and house, held until the end of the transaction. WH050 when it changed meanwhile.
create function fw.sealed_referral_held(p_referral uuid, p_changes int) returns survivor.referral
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  r survivor.referral;
begin
  execute format('select * from %I.referral x where x.referral_id = $1 and x.org_id = $2 and (x.subject is null or x.subject <> all (fw.erasing())) for update',
    fw.acting_compartment()) into r using p_referral, c.org_id;
  if r.referral_id is not null and r.changes is distinct from p_changes then
    raise exception using errcode = 'WH050', message = 'somebody was faster';
  end if;
  return r;
end $$;

-- The second officer's yes: another person than the one who prepared, who can open what she confirms. The packet is made now, and holds
-- what was prepared (digest). Null when it is none of hers. WH011, WH031, WH050, WH051.
create function fw.confirm_sealed_referral(p jsonb, p_packet bytea, p_access jsonb) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  room text := fw.acting_compartment();
  now_is timestamptz := clock_timestamp();
  r survivor.referral := fw.sealed_referral_held((p ->> 'referral_id')::uuid, (p ->> 'changes')::int);
  e referrals.network_entry;
begin
  if r.referral_id is null then
    return null;
  end if;
  if c.actor = r.made_by then
    raise exception using errcode = 'WH031', message = 'whoever prepared does not confirm';
  end if;
  if not exists (select from staff.role_key_holder h
      where (h.org_id, h.compartment, h.generation) = (r.org_id, room, r.generation) and h.account_id = c.actor) then
    raise exception using errcode = 'WH031', message = 'a holder of the key has to do this';
  end if;
  if fw.sealed_state_at(r, now_is) <> 'ready' then
    raise exception using errcode = 'WH050', message = 'not a step from here';
  end if;
  if decode(p ->> 'digest', 'hex') is distinct from r.digest then
    raise exception using errcode = '23514', constraint = 'as_prepared', message = 'not what was prepared';
  end if;
  select * into e from referrals.network_entry x where x.network_id = r.network_id and x.org_id = c.org_id and x.to_org = r.to_org
    and x.agreement_id = r.agreement_id and x.route = 'link' and x.ended_at is null;
  if not found then
    raise exception using errcode = '23514', constraint = 'recipient_is_known', message = 'no such recipient';
  end if;
  if e.suspended_at is not null then
    raise exception using errcode = 'WH051', message = 'this service is suspended';
  end if;
  perform fw.agreement_lock(r.agreement_id, r.org_id, r.to_org, r.categories);
  execute format('update %I.referral x set state = ''sent'', changes = $2, second_by = $3, second_at = $4, reply_key = $5, sent_at = $4, answer_from = $4,
      answer_due = $4 + $6, escalate_at = $4 + $6 * 2, ends_at = $4 + interval ''30 days'' where x.referral_id = $1', room)
    using r.referral_id, r.changes + 1, c.actor, now_is, p ->> 'reply_key', fw.answer_time(r.level);
  perform fw.open_sealed_way(room, r.org_id, r.subject, r.packet_id, r.to_org, p_packet, p_access);
  execute format('insert into %I.referral_change (referral_id, org_id, n, step, to_state, party, actor) values ($1, $2, $3, ''send'', ''sent'', ''sender'', $4)', room)
    using r.referral_id, r.org_id, r.changes + 1, c.actor;
  perform fw.note('step.added', jsonb_build_object('step', gen_random_uuid()));
  return 'sent';
end $$;

-- The second officer's no, with a reason: it is over, and nothing had left. Null when it is none of hers. WH031, WH050.
create function fw.decline_sealed_referral(p_referral uuid, p_changes int, p_reason text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  room text := fw.acting_compartment();
  r survivor.referral := fw.sealed_referral_held(p_referral, p_changes);
  moved text;
begin
  if r.referral_id is null then
    return null;
  end if;
  if c.actor = r.made_by then
    raise exception using errcode = 'WH031', message = 'whoever prepared says no by stopping it';
  end if;
  if fw.sealed_state_at(r, clock_timestamp()) <> 'ready' then
    raise exception using errcode = 'WH050', message = 'not a step from here';
  end if;
  if p_reason is null or p_reason <> all (array['other_wish', 'not_safe', 'too_much', 'better_place', 'not_now']) then
    raise exception using errcode = '23514', constraint = 'second_says_why', message = 'a reason';
  end if;
  moved := fw.move_sealed_referral(room, p_referral, 'cancel', 'sender', c.actor, jsonb_build_object('reason', p_reason), null);
  execute format('update %I.referral x set second_by = $2, second_at = clock_timestamp(), reason = $3 where x.referral_id = $1', room)
    using p_referral, c.actor, p_reason;
  perform fw.note('step.changed', jsonb_build_object('step', gen_random_uuid()));
  return moved;
end $$;

-- One step, whoever takes it: looked up among the steps of every referral (fw.referral_rule), from where it stands by now. WH050.
drop function fw.move_sealed_referral(uuid, text, text, uuid, jsonb, bytea);
create function fw.move_sealed_referral(p_room text, p_referral uuid, p_step text, p_party text, p_actor uuid, p_details jsonb, p_words bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  r survivor.referral;
  now_is timestamptz := clock_timestamp();
  before text;
  target text;
  is_outcome boolean := p_step in ('received', 'partly_received', 'refused', 'not_attended');
  change text;
begin
  -- Of what is none of theirs there is no compartment.
  if p_room is null then
    return null;
  end if;
  change := format('insert into %I.referral_change (referral_id, org_id, n, step, to_state, party, actor, reason, generation, words)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', p_room);
  execute format('select * from %I.referral x where x.referral_id = $1 for update', p_room) into r using p_referral;
  if r.referral_id is null then
    return null;
  end if;
  before := fw.sealed_state_at(r, now_is);
  select u.to_state into target from fw.referral_rule u where (u.step, u.from_state, u.party) = (p_step, before, p_party);
  -- What nobody has confirmed can only end; a packet leaves by fw.confirm_sealed_referral alone.
  if target is null or r.reply_key is null and p_step not in ('withdraw', 'cancel') then
    raise exception using errcode = 'WH050', message = 'not a step from here';
  end if;
  if before <> r.state then
    r.changes := r.changes + 1;
    execute change using r.referral_id, r.org_id, r.changes, case before when 'overdue' then 'lapse' when 'expired' then 'expire' else 'give_up' end, before, 'clock',
      null::uuid, null::text, null::int, null::bytea;
  end if;
  -- Her own word counts; what others say later stands beside it.
  if is_outcome and p_party = 'person' then
    r.person_outcome := p_step;
  elsif is_outcome then
    r.provider_outcome := p_step;
    if r.person_outcome is not null then
      target := before;
    end if;
  end if;
  if p_step = 'open' and before = 'overdue' then
    r.answer_from := now_is;
    r.answer_due := now_is + fw.answer_time(r.level) / 2;
  elsif p_step in ('ask', 'reply') then
    r.answer_from := now_is;
    r.answer_due := now_is + fw.answer_time(r.level);
    r.escalate_at := now_is + fw.answer_time(r.level) * 2;
  elsif p_step = 'accept' then
    r.appointment_at := (p_details ->> 'appointment_at')::timestamptz;
  end if;
  if p_step in ('accept', 'decline') then
    r.answered_at := coalesce(r.answered_at, now_is);
  end if;
  if p_step = 'decline' or is_outcome and target = p_step then
    r.reason := p_details ->> 'reason';
  end if;
  r.changes := r.changes + 1;
  r.state := target;
  execute format('update %I.referral x set state = $2, changes = $3, answer_from = $4, answer_due = $5, escalate_at = $6, answered_at = $7,
      appointment_at = $8, reason = $9, provider_outcome = $10, person_outcome = $11, replied = case $12 when ''reply'' then $13 else x.replied end,
      closed_at = case when fw.is_final_referral($2) then coalesce(x.closed_at, $14) end where x.referral_id = $1', p_room)
    using r.referral_id, r.state, r.changes, r.answer_from, r.answer_due, r.escalate_at, r.answered_at, r.appointment_at, r.reason, r.provider_outcome,
      r.person_outcome, p_step, p_words, now_is;
  if fw.is_final_referral(r.state) then
    -- A packet that nobody is to read any more has no content any more.
    execute format('update %I.way_in w set ends_at = least(w.ends_at, $2 + interval ''14 days''),
        sealed = case when $3 in (''declined'', ''withdrawn'', ''cancelled'', ''expired'') then ''\x00'' else w.sealed end,
        withdrawn_at = case when $3 = ''withdrawn'' then coalesce(w.withdrawn_at, $2) else w.withdrawn_at end where w.packet_id = $1', p_room)
      using r.packet_id, now_is, r.state;
  end if;
  execute change using r.referral_id, r.org_id, r.changes, p_step, r.state, p_party, p_actor, p_details ->> 'reason',
    case when p_step = 'ask' then r.generation end, case when p_step = 'ask' then p_words end;
  return r.state;
end $$;

-- A step of an officer: her reply, what she heard, what the person says of how it went or that she takes it back. Null when it is none of hers.
create or replace function fw.step_sealed_referral(p_referral uuid, p_step text, p_changes int, p_details jsonb, p_words bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  r survivor.referral := fw.sealed_referral_held(p_referral, p_changes);
  moved text;
begin
  if r.referral_id is null then
    return null;
  end if;
  moved := fw.move_sealed_referral(fw.acting_compartment(), p_referral, p_step, case when p_step in ('withdraw', 'received', 'partly_received', 'refused',
    'not_attended') then 'person' else 'sender' end, c.actor, coalesce(p_details, '{}'), p_words);
  perform fw.note('step.changed', jsonb_build_object('step', gen_random_uuid()));
  return moved;
end $$;

-- What a link's holder may still read and answer: WH010 once it is taken back, erased or past its time, WH011 without an agreement.
create or replace function fw.sealed_packet_held(p_packet uuid) returns survivor.referral
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  room text;
  taken_back timestamptz;
  r survivor.referral;
begin
  if c.kind <> 'job' or c.purpose <> 'referral.receive' then
    return null;
  end if;
  select x.room, x.withdrawn_at into room, taken_back
    from (select 'survivor' as room, w.withdrawn_at from survivor.way_in w where w.packet_id = p_packet and w.to_org = c.org_id
      union all select 'child', w.withdrawn_at from child.way_in w where w.packet_id = p_packet and w.to_org = c.org_id) x limit 1;
  if room is null then
    return null;
  end if;
  execute format('select * from %I.referral x where x.packet_id = $1 for update', room) into r using p_packet;
  if r.referral_id is not null then
    -- As it stands now that nobody else writes.
    execute format('select w.withdrawn_at from %I.way_in w where w.packet_id = $1', room) into taken_back using p_packet;
  end if;
  if r.referral_id is null or r.ends_at <= clock_timestamp() or taken_back is not null
    or exists (select from consent.erasing e where e.org_id = r.org_id and e.subject = r.subject) then
    raise exception using errcode = 'WH010', message = 'no live consent';
  end if;
  perform fw.agreement_lock(r.agreement_id, r.org_id, r.to_org, r.categories);
  return r;
end $$;

-- The recipient's side. To whoever comes by a link a packet of either compartment, and any other, give the same.
create or replace function fw.read_sealed_packet(p_packet uuid)
returns table (sealed bytea, state text, level text, number text, from_org uuid, answer_due timestamptz, appointment_at timestamptz, replied bytea, ask_key text, grant_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  r survivor.referral := fw.sealed_packet_held(p_packet);
  room text := fw.room_of(r.purpose_id);
  content bytea;
begin
  if r.referral_id is null then
    return;
  end if;
  execute format('select w.sealed from %I.way_in w where w.packet_id = $1', room) into content using p_packet;
  if content is null or octet_length(content) < 2 then
    return;
  end if;
  perform fw.note('packet.opened', jsonb_build_object('packet', p_packet));
  if fw.sealed_state_at(r, clock_timestamp()) in ('sent', 'overdue') then
    perform fw.move_sealed_referral(room, r.referral_id, 'open', 'recipient', null, '{}', null);
    execute format('select * from %I.referral x where x.referral_id = $1', room) into r using r.referral_id;
  end if;
  return query select content, fw.sealed_state_at(r, clock_timestamp()), r.level, r.number, r.org_id, r.answer_due, r.appointment_at, r.replied, r.ask_key, r.packet_id;
end $$;

create or replace function fw.try_sealed_locator(p_hash bytea, p_proof bytea, p_browser bytea, p_counted boolean) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  w survivor.way_in;
  room text := case when exists (select from child.way_in x where x.locator_hash = p_hash) then 'child' else 'survivor' end;
begin
  execute format('select * from %I.way_in x where x.locator_hash = $1 for update', room) into w using p_hash;
  if w.access_id is null or w.locked_at is not null or w.ends_at <= clock_timestamp() then
    return null;
  end if;
  if (case when p_browser is null then sha256(p_proof) = w.proof_hash else coalesce(sha256(p_browser) = w.browser_hash, false) end) then
    if w.tries > 0 then
      execute format('update %I.way_in x set tries = 0 where x.access_id = $1', room) using w.access_id;
    end if;
    return jsonb_build_object('access', w.access_id, 'packet', w.packet_id, 'to_org', w.to_org, 'ends_at', w.ends_at,
      'wrapped', encode(case when p_browser is null then w.wrapped else w.browser_wrapped end, 'base64'), 'grant', w.packet_id);
  end if;
  if p_browser is null and p_counted then
    execute format('update %I.way_in x set tries = x.tries + 1, locked_at = case when x.tries >= 4 then clock_timestamp() end where x.access_id = $1', room)
      using w.access_id;
  end if;
  return null;
end $$;

-- Erased or past its time: what its recipient still has is to be deleted, and the link says so.
create or replace function fw.after_sealed_referral() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('update %I.way_in w set sealed = ''\x00'', withdrawn_at = coalesce(w.withdrawn_at, clock_timestamp()) where w.packet_id = $1', tg_table_schema)
    using old.packet_id;
  return null;
end $$;

create or replace function fw.before_way_in() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if new.subject is null then
    execute format('select r.subject from %I.referral r where r.packet_id = $1', tg_table_schema) into new.subject using new.packet_id;
  end if;
  return new;
end $$;

revoke execute on function fw.room_of(text), fw.sealed_state_of(text, timestamptz, timestamptz, timestamptz, timestamptz, timestamptz, timestamptz),
  fw.open_sealed_way(text, uuid, uuid, uuid, uuid, bytea, jsonb), fw.sealed_referral_held(uuid, int), fw.confirm_sealed_referral(jsonb, bytea, jsonb),
  fw.decline_sealed_referral(uuid, int, text), fw.move_sealed_referral(text, uuid, text, text, uuid, jsonb, bytea) from public;
revoke execute on function fw.sealed_state_at(survivor.referral, timestamptz) from app_survivor;
grant execute on function fw.sealed_state_of(text, timestamptz, timestamptz, timestamptz, timestamptz, timestamptz, timestamptz),
  fw.confirm_sealed_referral(jsonb, bytea, jsonb), fw.decline_sealed_referral(uuid, int, text) to app_child, app_survivor;
grant execute on function fw.sealed_recipients(), fw.organisations(), fw.send_sealed_referral(jsonb, bytea, bytea, jsonb),
  fw.step_sealed_referral(uuid, text, int, jsonb, bytea) to app_child;
grant execute on function fw.after_sealed_referral(), fw.before_way_in() to own_child;

insert into fw.erasure_map (schema_name, table_name, action, org_column) values
  ('child', 'referral', 'delete', 'org_id'), ('child', 'way_in', 'blank_subject', 'org_id');
insert into fw.retention (schema_name, table_name, purpose_id, starts, clock_column, keep, most, action) values
  ('child', 'referral', 'child.protect', 'purpose_met', 'ends_at', '90 days', '180 days', 'erase'),
  ('child', 'way_in', 'child.protect', 'purpose_met', 'ends_at', '0 days', '30 days', 'erase');
insert into fw.column_class (schema_name, table_name, column_name, class, concept)
  select n.nspname, c.relname, a.attname,
    case when a.attname in ('sealed', 'words', 'replied') then 'end_sealed' when a.attname like '%wrapped' then 'wrapped'
      when a.attname in ('ask_key', 'reply_key') then 'clear' when a.attname in ('org_id', 'to_org', 'agreement_id', 'may_receive') then 'reference' else 'coded' end,
    'protected path, ' || replace(c.relname, '_', ' ') || ': ' || replace(a.attname, '_', ' ')
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
  where (n.nspname = 'child' and c.relname in ('referral', 'referral_change', 'way_in')
      or n.nspname = 'survivor' and c.relname = 'referral' and a.attname in ('network_id', 'digest', 'second_by', 'second_at'))
    and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped;
reset role;

-- Functions that say the same of one compartment more.
do $$
declare
  change record;
  was text;
  parts int;
begin
  for change in select * from (values
    ('fw.answer_packet(uuid, text, jsonb, bytea)', 'fw.move_sealed_referral(held.referral_id', 'fw.move_sealed_referral(fw.room_of(held.purpose_id), held.referral_id'),
    ('fw.ask_key(uuid)', E'c.kind = ''job''));', E'c.kind = ''job''),\n    (select r.ask_key from child.referral r where r.packet_id = p_packet and r.to_org = c.org_id and c.kind = ''job''));'),
    ('fw.packets_to_delete()', 'from survivor.way_in w', 'from (select x.packet_id, x.deleted_at, x.to_org, x.withdrawn_at from survivor.way_in x union all select x.packet_id, x.deleted_at, x.to_org, x.withdrawn_at from child.way_in x) w'),
    ('fw.confirm_deleted(uuid)', E'    if not found then\n      return false;', E'    if not found then
      update child.way_in w set deleted_at = coalesce(w.deleted_at, clock_timestamp()) where w.packet_id = p_grant and w.to_org = c.org_id
        and w.withdrawn_at is not null and c.kind = ''job'' and c.purpose = ''referral.receive'';\n    end if;\n    if not found then\n      return false;'),
    ('fw.locator_face(bytea)', E'  union all\n', E'  union all
  select jsonb_build_object(''from'', o.name, ''answer_due'', case when fw.sealed_state_of(r.state, r.closed_at, r.ends_at, r.appointment_at, r.answered_at, r.answer_due,
      clock_timestamp()) in (''sent'', ''opened'', ''question'', ''overdue'') then r.answer_due end, ''lang'', coalesce(r.page_lang, ''en''))
    from child.way_in w join fw.organisation o on o.org_id = w.org_id left join child.referral r on r.packet_id = w.packet_id
    where w.locator_hash = p_hash and w.locked_at is null and w.ends_at > clock_timestamp()\n  union all\n'),
    ('fw.remember_browser(uuid, bytea, bytea)', E'  return found;', E'  if found then\n    return true;\n  end if;
  update child.way_in w set browser_hash = p_hash, browser_wrapped = p_wrapped
    where w.access_id = p_access and w.to_org = c.org_id and w.locked_at is null;\n  return found;'),
    ('fw.after_path_named()', E'  return null;', E'  update child.referral set subject = new.subject where org_id = new.org_id and visit_id = new.visit_id and subject is null;
  update child.way_in w set subject = new.subject from child.referral r
    where r.packet_id = w.packet_id and r.org_id = new.org_id and r.visit_id = new.visit_id and w.subject is null;\n  return null;')
  ) x(fn, part, instead) loop
    was := pg_get_functiondef(change.fn::regprocedure);
    parts := array_length(string_to_array(was, change.part), 1);
    if parts <> 2 then
      raise exception '% is not as expected: % times', change.fn, parts - 1;
    end if;
    set local role own_fw;
    execute replace(was, change.part, change.instead);
    reset role;
  end loop;
end $$;

set role own_child;
create trigger gone after delete on child.referral for each row execute function fw.after_sealed_referral();
create trigger hers before insert on child.referral for each row execute function fw.before_path_row();
create trigger hers before insert on child.way_in for each row execute function fw.before_way_in();
reset role;

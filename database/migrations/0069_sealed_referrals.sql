-- Referrals out of the path of survivors (VUL-04, REF-01, REF-03, FIRE-06; design chapter 20, section 2, chapter 30, sections 2.1
-- and 4): rows of the compartment, seen by its officers alone. The recipient comes in by the same functions as for every other
-- referral and meets the same answers, so that nothing tells the one from the other. No clock of the program looks at them: what is
-- late follows from the hour at which an officer looks, so that no job runs because one exists.

set role own_fw;
grant execute on function fw.is_final_referral(text) to own_survivor;
reset role;
set role own_referrals;
grant select on referrals.network_entry to own_fw;
reset role;

set role own_survivor;
create table survivor.referral (
  referral_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose check (purpose_id = 'survivor.support'),
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
  state text not null default 'sent' check (state in ('sent', 'opened', 'question', 'accepted', 'overdue', 'declined', 'received',
    'partly_received', 'refused', 'not_attended', 'unknown', 'withdrawn', 'cancelled', 'expired')),
  owner_id uuid not null,
  changes int not null default 0,
  -- Her own yes, and that she is of age, as the officer who asked her says: for whoever is not, two have to decide (0023).
  agreed text not null check (agreed in ('common_language', 'interpreter')),
  of_age boolean not null check (of_age),
  fields text[] not null,
  categories text[] not null,
  -- What was sent, sealed to the role key. Questions are sealed to it too, replies to the key in the packet.
  generation int not null check (generation > 0),
  sealed bytea not null check (octet_length(sealed) <= 67108864),
  ask_key text not null check (length(ask_key) <= 100),
  reply_key text not null check (length(reply_key) <= 100),
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
  check (fw.is_final_referral(state) = (closed_at is not null)),
  check (org_id <> to_org),
  foreign key (to_org, may_receive) references fw.organisation (org_id, may_receive)
);
create index referral_visit on survivor.referral (org_id, visit_id);

create table survivor.referral_change (
  change_id uuid primary key default gen_random_uuid(),
  referral_id uuid not null references survivor.referral on delete cascade,
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'survivor.support' references fw.purpose check (purpose_id = 'survivor.support'),
  n int not null,
  step text not null,
  to_state text not null,
  party text not null check (party in ('sender', 'recipient', 'person', 'clock')),
  -- An officer; nobody of the recipient.
  actor uuid,
  at timestamptz not null default clock_timestamp(),
  reason text,
  -- A question, under the role key of that generation.
  generation int,
  words bytea check (octet_length(words) <= 4000),
  unique (referral_id, n)
);

-- The way in of the recipient, with the packet that it opens: under locator and code, which nobody stored.
create table survivor.way_in (
  access_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'survivor.support' references fw.purpose check (purpose_id = 'survivor.support'),
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
  -- Taken back; and when the recipient said that it deleted what it had.
  withdrawn_at timestamptz,
  deleted_at timestamptz,
  foreign key (to_org, may_receive) references fw.organisation (org_id, may_receive)
);
create index way_in_end on survivor.way_in (org_id, ends_at);

grant select on survivor.referral, survivor.referral_change to app_survivor;
grant select (org_id, purpose_id, subject, packet_id, locked_at, withdrawn_at, deleted_at) on survivor.way_in to app_survivor;
select fw.guard_table('survivor.referral', array['app_survivor']::name[]);
select fw.guard_table('survivor.referral_change', array['app_survivor']::name[]);
select fw.guard_table('survivor.way_in', array['app_survivor']::name[]);
create policy definer on survivor.referral_change to own_fw using (true) with check (true);
grant insert, update on survivor.referral to own_fw;
grant select, insert on survivor.referral_change to own_fw;
grant insert, update on survivor.way_in to own_fw;
reset role;

set role own_fw;

-- Where a referral stands at a moment: what its deadlines have made of it since somebody last touched it.
create function fw.sealed_state_at(r survivor.referral, p_now timestamptz) returns text
language sql immutable set search_path = pg_catalog, pg_temp
as $$
  select case
    when r.closed_at is not null then r.state
    when r.state = 'accepted' then
      case when least(r.ends_at, coalesce(r.appointment_at, r.answered_at) + interval '22 days') <= p_now then 'unknown' else r.state end
    when r.ends_at <= p_now then 'expired'
    when r.state in ('sent', 'opened', 'overdue') and r.answer_due + interval '21 days' <= p_now then 'unknown'
    when r.state in ('sent', 'opened') and r.answer_due <= p_now then 'overdue'
    else r.state end
$$;

-- The agreement of two organisations, held until the end of the transaction (as fw.share_lock does where a consent is a row of its
-- own). WH011.
create function fw.agreement_lock(p_agreement uuid, p_from uuid, p_to uuid, p_categories text[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
begin
  perform from consent.agreement a
    where a.agreement_id = p_agreement
      and a.state = 'live' and a.starts_at <= clock_timestamp() and a.ends_at > clock_timestamp()
      and a.purposes @> array['referral.send'] and a.categories @> p_categories
      and ((a.party_a = p_from and a.party_b = p_to) or (a.party_a = p_to and a.party_b = p_from))
    for share;
  if not found then
    raise exception using errcode = 'WH011', message = 'no live agreement';
  end if;
  perform from fw.organisation o where o.org_id in (p_from, p_to) order by o.org_id for share;
  perform from fw.organisation o where o.org_id in (p_from, p_to) and o.cut_at <= clock_timestamp();
  if found then
    raise exception using errcode = 'WH011', message = 'organisation closed';
  end if;
end $$;

-- Whom officers can send somebody to: services of the own network that are reached by a link, under an agreement that lives.
create function fw.sealed_recipients() returns table (network_id uuid, name text, service_type text, listing_code text, telephone text, email text, categories text[])
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  perform fw.acting_compartment();
  return query select e.network_id, o.name, e.service_type, e.listing_code, e.telephone, e.email, a.categories
    from referrals.network_entry e join fw.organisation o on o.org_id = e.to_org join consent.agreement a on a.agreement_id = e.agreement_id
    where e.org_id = c.org_id and e.route = 'link' and e.ended_at is null and e.suspended_at is null and o.cut_at is null
      and a.state = 'live' and a.starts_at <= clock_timestamp() and a.ends_at > clock_timestamp() and a.purposes @> array['referral.send']
    order by o.name, e.listing_code limit 500;
end $$;

-- Sends one packet: her yes, an agreement that lives, no field that the kind of service does not need. False when it had gone before.
-- In the log it is a step of the path like any other. WH011, WH051.
create function fw.send_sealed_referral(p jsonb, p_sealed bytea, p_packet bytea, p_access jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  now_is timestamptz := clock_timestamp();
  e referrals.network_entry;
  path casework.pathway;
  k staff.role_key;
  wanted text[] := array(select jsonb_array_elements_text(p -> 'fields'));
  crossing text[] := array(select jsonb_array_elements_text(p -> 'categories'));
begin
  if fw.acting_compartment() <> 'survivor' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  if exists (select from survivor.referral x where x.referral_id = (p ->> 'referral_id')::uuid) then
    return false;
  end if;
  select * into path from casework.pathway x where x.visit_id = (p ->> 'visit_id')::uuid and x.org_id = c.org_id and x.compartment = 'survivor'
    and (x.subject is null or x.subject <> all (fw.erasing()));
  if not found then
    raise exception using errcode = '23514', constraint = 'visit_is_here', message = 'not a visit of this compartment';
  end if;
  if exists (select from casework.person q where q.org_id = c.org_id and q.subject = path.subject and q.age_band in ('0-4', '5-11', '12-17')) then
    raise exception using errcode = '23514', constraint = 'two_must_decide', message = 'not of age';
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
  select * into k from staff.role_key x where x.org_id = c.org_id and x.compartment = 'survivor' and x.closed_at is null and x.generation = (p ->> 'generation')::int;
  if not found then
    raise exception using errcode = '23514', constraint = 'key_is_live', message = 'another key came first';
  end if;
  perform fw.agreement_lock(e.agreement_id, c.org_id, e.to_org, crossing);
  insert into survivor.referral (referral_id, org_id, purpose_id, visit_id, subject, number, to_org, agreement_id, packet_id, service_type, page_lang, level,
      owner_id, changes, agreed, of_age, fields, categories, generation, sealed, ask_key, reply_key, made_by, sent_at, answer_from, answer_due, escalate_at, ends_at)
    values ((p ->> 'referral_id')::uuid, c.org_id, 'survivor.support', path.visit_id, path.subject, p ->> 'number', e.to_org, e.agreement_id,
      (p ->> 'packet_id')::uuid, e.service_type, e.page_lang, p ->> 'level', c.actor, 1, p ->> 'agreed', (p ->> 'of_age')::boolean, wanted, crossing,
      k.generation, p_sealed, k.recipient, p ->> 'reply_key', c.actor, now_is, now_is, now_is + fw.answer_time(p ->> 'level'),
      now_is + fw.answer_time(p ->> 'level') * 2, now_is + interval '30 days');
  insert into survivor.way_in (access_id, org_id, subject, packet_id, to_org, sealed, locator_hash, proof_hash, wrapped, ends_at)
    values ((p_access ->> 'access_id')::uuid, c.org_id, path.subject, (p ->> 'packet_id')::uuid, e.to_org, p_packet, decode(p_access ->> 'locator_hash', 'base64'),
      decode(p_access ->> 'proof_hash', 'base64'), decode(p_access ->> 'wrapped', 'base64'), now_is + interval '44 days');
  insert into survivor.referral_change (referral_id, org_id, n, step, to_state, party, actor)
    values ((p ->> 'referral_id')::uuid, c.org_id, 1, 'send', 'sent', 'sender', c.actor);
  perform fw.note('step.added');
  return true;
end $$;

-- One step, whoever takes it: looked up among the steps of every referral (fw.referral_rule), from where it stands by now. WH050.
create function fw.move_sealed_referral(p_referral uuid, p_step text, p_party text, p_actor uuid, p_details jsonb, p_words bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  r survivor.referral;
  now_is timestamptz := clock_timestamp();
  before text;
  target text;
  is_outcome boolean := p_step in ('received', 'partly_received', 'refused', 'not_attended');
begin
  select * into r from survivor.referral x where x.referral_id = p_referral for update;
  if not found then
    return null;
  end if;
  before := fw.sealed_state_at(r, now_is);
  select u.to_state into target from fw.referral_rule u where (u.step, u.from_state, u.party) = (p_step, before, p_party);
  if target is null then
    raise exception using errcode = 'WH050', message = 'not a step from here';
  end if;
  if before <> r.state then
    r.changes := r.changes + 1;
    insert into survivor.referral_change (referral_id, org_id, n, step, to_state, party)
      values (r.referral_id, r.org_id, r.changes, case before when 'overdue' then 'lapse' when 'expired' then 'expire' else 'give_up' end, before, 'clock');
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
  update survivor.referral x set state = r.state, changes = r.changes, answer_from = r.answer_from, answer_due = r.answer_due,
    escalate_at = r.escalate_at, answered_at = r.answered_at, appointment_at = r.appointment_at, reason = r.reason,
    provider_outcome = r.provider_outcome, person_outcome = r.person_outcome, replied = case p_step when 'reply' then p_words else x.replied end,
    closed_at = case when fw.is_final_referral(r.state) then coalesce(x.closed_at, now_is) end
    where x.referral_id = r.referral_id;
  if fw.is_final_referral(r.state) then
    -- A packet that nobody is to read any more has no content any more.
    update survivor.way_in w set ends_at = least(w.ends_at, now_is + interval '14 days'),
      sealed = case when r.state in ('declined', 'withdrawn', 'cancelled', 'expired') then '\x00' else w.sealed end,
      withdrawn_at = case when r.state = 'withdrawn' then coalesce(w.withdrawn_at, now_is) else w.withdrawn_at end
      where w.packet_id = r.packet_id;
  end if;
  insert into survivor.referral_change (referral_id, org_id, n, step, to_state, party, actor, reason, generation, words)
    values (r.referral_id, r.org_id, r.changes, p_step, r.state, p_party, p_actor, p_details ->> 'reason',
      case when p_step = 'ask' then r.generation end, case when p_step = 'ask' then p_words end);
  return r.state;
end $$;

-- A step of an officer: her reply, what she heard, what the person says of how it went or that she takes it back. Null when it is none of hers.
create function fw.step_sealed_referral(p_referral uuid, p_step text, p_changes int, p_details jsonb, p_words bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  r survivor.referral;
  moved text;
begin
  if fw.acting_compartment() <> 'survivor' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  select * into r from survivor.referral x where x.referral_id = p_referral and x.org_id = c.org_id and (x.subject is null or x.subject <> all (fw.erasing())) for update;
  if not found then
    return null;
  end if;
  if r.changes <> p_changes then
    raise exception using errcode = 'WH050', message = 'somebody was faster';
  end if;
  moved := fw.move_sealed_referral(p_referral, p_step, case when p_step in ('withdraw', 'received', 'partly_received', 'refused', 'not_attended')
    then 'person' else 'sender' end, c.actor, coalesce(p_details, '{}'), p_words);
  perform fw.note('step.changed');
  return moved;
end $$;

-- What a link's holder may still read and answer: WH010 once it is taken back, erased or past its time, WH011 without an agreement.
create function fw.sealed_packet_held(p_packet uuid) returns survivor.referral
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  r survivor.referral;
begin
  if c.kind <> 'job' or c.purpose <> 'referral.receive'
    or not exists (select from survivor.way_in w where w.packet_id = p_packet and w.to_org = c.org_id) then
    return null;
  end if;
  select * into r from survivor.referral x where x.packet_id = p_packet for update;
  if not found or r.ends_at <= clock_timestamp() or exists (select from consent.erasing e where e.org_id = r.org_id and e.subject = r.subject)
    or exists (select from survivor.way_in w where w.packet_id = p_packet and w.withdrawn_at is not null) then
    raise exception using errcode = 'WH010', message = 'no live consent';
  end if;
  perform fw.agreement_lock(r.agreement_id, r.org_id, r.to_org, r.categories);
  return r;
end $$;

-- The recipient's side: the functions of every referral, which look into the compartment where they find nothing of their own. To
-- whoever comes by a link both give the same.
create function fw.read_sealed_packet(p_packet uuid)
returns table (sealed bytea, state text, level text, number text, from_org uuid, answer_due timestamptz, appointment_at timestamptz, replied bytea, ask_key text, grant_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  r survivor.referral := fw.sealed_packet_held(p_packet);
begin
  if r.referral_id is null or not exists (select from survivor.way_in w where w.packet_id = p_packet and octet_length(w.sealed) > 1) then
    return;
  end if;
  perform fw.note('packet.opened', jsonb_build_object('packet', p_packet));
  if fw.sealed_state_at(r, clock_timestamp()) in ('sent', 'overdue') then
    perform fw.move_sealed_referral(r.referral_id, 'open', 'recipient', null, '{}', null);
  end if;
  return query select w.sealed, fw.sealed_state_at(x, clock_timestamp()), x.level, x.number, x.org_id, x.answer_due, x.appointment_at, x.replied, x.ask_key, x.packet_id
    from survivor.referral x join survivor.way_in w using (packet_id) where x.packet_id = p_packet;
end $$;

create or replace function fw.read_packet(p_packet uuid)
returns table (sealed bytea, state text, level text, number text, from_org uuid, answer_due timestamptz, appointment_at timestamptz, replied bytea, ask_key text, grant_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  k referrals.packet;
  content bytea;
begin
  select * into k from referrals.packet x where x.packet_id = p_packet and x.to_org = c.org_id;
  if not found then
    return query select * from fw.read_sealed_packet(p_packet);
    return;
  end if;
  if c.kind not in ('staff', 'job') or c.purpose <> 'referral.receive' then
    return;
  end if;
  content := fw.open_packet(p_packet);
  if content is null or octet_length(content) < 2 then
    return;
  end if;
  if k.state in ('sent', 'overdue') then
    perform fw.move_referral((select r.referral_id from referrals.referral r where r.packet_id = p_packet), 'open', 'recipient',
      case c.kind when 'staff' then 'account' else 'link' end, null, '{}', null);
  end if;
  return query select content, x.state, x.level, x.number, x.from_org, x.answer_due, x.appointment_at, x.replied, x.ask_key, x.grant_id
    from referrals.packet x where x.packet_id = p_packet;
end $$;

create or replace function fw.answer_packet(p_packet uuid, p_step text, p_details jsonb, p_words bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  k referrals.packet;
  held survivor.referral;
begin
  select * into k from referrals.packet x where x.packet_id = p_packet and x.to_org = c.org_id;
  if not found then
    held := fw.sealed_packet_held(p_packet);
    return fw.move_sealed_referral(held.referral_id, p_step, 'recipient', null, coalesce(p_details, '{}'), p_words);
  end if;
  if c.kind not in ('staff', 'job') or c.purpose <> 'referral.receive' then
    return null;
  end if;
  perform fw.share_lock(k.grant_id, k.agreement_id, k.from_org, k.to_org, k.purpose_id, k.categories);
  return fw.move_referral((select r.referral_id from referrals.referral r where r.packet_id = p_packet), p_step, 'recipient',
    case c.kind when 'staff' then 'account' else 'link' end, null, coalesce(p_details, '{}'), p_words);
end $$;

-- To what a recipient's question is sealed.
create function fw.ask_key(p_packet uuid) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind not in ('staff', 'job') or c.purpose <> 'referral.receive' then
    return null;
  end if;
  return coalesce((select k.ask_key from referrals.packet k where k.packet_id = p_packet and k.to_org = c.org_id),
    (select r.ask_key from survivor.referral r where r.packet_id = p_packet and r.to_org = c.org_id and c.kind = 'job'));
end $$;

create or replace function fw.packets_to_delete() returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind not in ('staff', 'job') or c.purpose <> 'referral.receive' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return coalesce((select jsonb_agg(jsonb_build_object('grant', n.grant_id, 'number', k.number, 'why', n.why, 'made_at', n.made_at,
      'answer_due', n.answer_due, 'deleted_at', n.deleted_at) order by n.made_at desc)
    from (select * from consent.withdrawal_notice x where x.to_org = c.org_id and (x.deleted_at is null or x.deleted_at > clock_timestamp() - interval '14 days')
      order by x.made_at desc limit 200) n left join referrals.packet k on k.grant_id = n.grant_id), '[]')
    -- By a link alone: no list of anybody's shows it.
    || coalesce((select jsonb_agg(jsonb_build_object('grant', w.packet_id, 'deleted_at', w.deleted_at)) from survivor.way_in w
      where c.kind = 'job' and w.to_org = c.org_id and w.withdrawn_at is not null), '[]');
end $$;

create or replace function fw.confirm_deleted(p_grant uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  r referrals.referral;
begin
  update consent.withdrawal_notice n set deleted_at = coalesce(n.deleted_at, clock_timestamp()) where n.grant_id = p_grant and n.to_org = c.org_id
    and c.kind in ('staff', 'job') and c.purpose = 'referral.receive';
  if not found then
    update survivor.way_in w set deleted_at = coalesce(w.deleted_at, clock_timestamp()) where w.packet_id = p_grant and w.to_org = c.org_id
      and w.withdrawn_at is not null and c.kind = 'job' and c.purpose = 'referral.receive';
    if not found then
      return false;
    end if;
  end if;
  select * into r from referrals.referral x where x.grant_id = p_grant;
  if r.referral_id is not null then
    perform fw.tell(r, 'owner', 'deleted');
  end if;
  perform fw.note('packet.deleted', jsonb_build_object('grant', p_grant));
  return true;
end $$;

create or replace function fw.locator_face(p_hash bytea) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object('from', o.name, 'answer_due', case when k.state in ('sent', 'opened', 'question', 'overdue') then k.answer_due end, 'lang', e.page_lang)
    from referrals.recipient_access a join fw.organisation o on o.org_id = a.org_id join referrals.packet k on k.packet_id = a.packet_id
    join referrals.referral r on r.referral_id = a.referral_id join referrals.network_entry e on e.network_id = r.network_id
    where a.locator_hash = p_hash and a.locked_at is null and a.ends_at > clock_timestamp()
  union all
  select jsonb_build_object('from', o.name, 'answer_due', case when fw.sealed_state_at(r, clock_timestamp()) in ('sent', 'opened', 'question', 'overdue')
      then r.answer_due end, 'lang', coalesce(r.page_lang, 'en'))
    from survivor.way_in w join fw.organisation o on o.org_id = w.org_id left join survivor.referral r on r.packet_id = w.packet_id
    where w.locator_hash = p_hash and w.locked_at is null and w.ends_at > clock_timestamp()
$$;

create function fw.try_sealed_locator(p_hash bytea, p_proof bytea, p_browser bytea, p_counted boolean) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  w survivor.way_in;
begin
  select * into w from survivor.way_in x where x.locator_hash = p_hash for update;
  if not found or w.locked_at is not null or w.ends_at <= clock_timestamp() then
    return null;
  end if;
  if (case when p_browser is null then sha256(p_proof) = w.proof_hash else coalesce(sha256(p_browser) = w.browser_hash, false) end) then
    if w.tries > 0 then
      update survivor.way_in x set tries = 0 where x.access_id = w.access_id;
    end if;
    return jsonb_build_object('access', w.access_id, 'packet', w.packet_id, 'to_org', w.to_org, 'ends_at', w.ends_at,
      'wrapped', encode(case when p_browser is null then w.wrapped else w.browser_wrapped end, 'base64'), 'grant', w.packet_id);
  end if;
  if p_browser is null and p_counted then
    update survivor.way_in x set tries = x.tries + 1, locked_at = case when x.tries >= 4 then clock_timestamp() end where x.access_id = w.access_id;
  end if;
  return null;
end $$;

create or replace function fw.try_locator(p_hash bytea, p_proof bytea, p_browser bytea, p_counted boolean) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  a referrals.recipient_access;
  r referrals.referral;
  fits boolean;
begin
  select * into a from referrals.recipient_access x where x.locator_hash = p_hash for update;
  if not found then
    return fw.try_sealed_locator(p_hash, p_proof, p_browser, p_counted);
  end if;
  if a.locked_at is not null or a.ends_at <= clock_timestamp() then
    return null;
  end if;
  fits := case when p_browser is null then sha256(p_proof) = a.proof_hash else coalesce(sha256(p_browser) = a.browser_hash, false) end;
  if fits then
    if a.tries > 0 then
      update referrals.recipient_access x set tries = 0 where x.access_id = a.access_id;
    end if;
    return jsonb_build_object('access', a.access_id, 'packet', a.packet_id, 'to_org', a.to_org, 'ends_at', a.ends_at,
      'wrapped', encode(case when p_browser is null then a.wrapped else a.browser_wrapped end, 'base64'),
      'grant', (select x.grant_id from referrals.referral x where x.referral_id = a.referral_id));
  end if;
  if p_browser is null and p_counted then
    update referrals.recipient_access x set tries = x.tries + 1, locked_at = case when x.tries >= 4 then clock_timestamp() end where x.access_id = a.access_id;
    if a.tries >= 4 then
      select * into r from referrals.referral x where x.referral_id = a.referral_id;
      if found then
        perform fw.tell(r, 'owner', 'locked');
      end if;
    end if;
  end if;
  return null;
end $$;

create or replace function fw.remember_browser(p_access uuid, p_hash bytea, p_wrapped bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'job' or c.purpose <> 'referral.receive' then
    return false;
  end if;
  update referrals.recipient_access a set browser_hash = p_hash, browser_wrapped = p_wrapped
    where a.access_id = p_access and a.to_org = c.org_id and a.locked_at is null;
  if found then
    return true;
  end if;
  update survivor.way_in w set browser_hash = p_hash, browser_wrapped = p_wrapped
    where w.access_id = p_access and w.to_org = c.org_id and w.locked_at is null;
  return found;
end $$;

-- Erased or past its time: what its recipient still has is to be deleted, and the link says so.
create function fw.after_sealed_referral() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update survivor.way_in w set sealed = '\x00', withdrawn_at = coalesce(w.withdrawn_at, clock_timestamp()) where w.packet_id = old.packet_id;
  return null;
end $$;

revoke execute on function fw.sealed_state_at(survivor.referral, timestamptz), fw.agreement_lock(uuid, uuid, uuid, text[]), fw.sealed_recipients(),
  fw.send_sealed_referral(jsonb, bytea, bytea, jsonb), fw.move_sealed_referral(uuid, text, text, uuid, jsonb, bytea),
  fw.step_sealed_referral(uuid, text, int, jsonb, bytea), fw.sealed_packet_held(uuid), fw.read_sealed_packet(uuid), fw.ask_key(uuid),
  fw.try_sealed_locator(bytea, bytea, bytea, boolean), fw.after_sealed_referral() from public;
grant execute on function fw.sealed_state_at(survivor.referral, timestamptz), fw.sealed_recipients(), fw.organisations(),
  fw.send_sealed_referral(jsonb, bytea, bytea, jsonb), fw.step_sealed_referral(uuid, text, int, jsonb, bytea) to app_survivor;
grant execute on function fw.ask_key(uuid) to app_desk;
grant execute on function fw.after_sealed_referral() to own_survivor;

insert into fw.erasure_map (schema_name, table_name, action, org_column) values
  ('survivor', 'referral', 'delete', 'org_id'), ('survivor', 'way_in', 'blank_subject', 'org_id');
insert into fw.retention (schema_name, table_name, purpose_id, starts, clock_column, keep, most, action) values
  ('survivor', 'referral', 'survivor.support', 'purpose_met', 'ends_at', '90 days', '180 days', 'erase'),
  ('survivor', 'way_in', 'survivor.support', 'purpose_met', 'ends_at', '0 days', '30 days', 'erase');
insert into fw.column_class (schema_name, table_name, column_name, class, concept)
  select n.nspname, c.relname, a.attname,
    case when a.attname in ('sealed', 'words', 'replied') then 'end_sealed' when a.attname like '%wrapped' then 'wrapped'
      when a.attname in ('ask_key', 'reply_key') then 'clear' when a.attname in ('org_id', 'to_org', 'agreement_id', 'may_receive') then 'reference' else 'coded' end,
    'protected path, ' || replace(c.relname, '_', ' ') || ': ' || replace(a.attname, '_', ' ')
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
  where n.nspname = 'survivor' and c.relname in ('referral', 'referral_change', 'way_in') and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped;
reset role;

set role own_survivor;
create trigger gone after delete on survivor.referral for each row execute function fw.after_sealed_referral();
reset role;

-- Referrals that come back (REF-01, REF-02, REF-03, REF-05, FIRE-06; design chapter 30, section 4). Nobody changes a referral but
-- the functions below: each step is looked up in fw.referral_rule, so that no handler can forge one, and each leaves its row in
-- referrals.referral_change, its event for the person's timeline and its line in the log. All times are the database's own.

set role own_fw;

-- Every step that exists (src/referrals/states.ts).
create table fw.referral_rule (
  step text not null,
  from_state text not null,
  to_state text not null,
  party text not null check (party in ('sender', 'recipient', 'person', 'clock')),
  primary key (step, from_state, party)
);
insert into fw.referral_rule (step, from_state, to_state, party)
select r.step, f, r.to_state, p
from (values
  ('prepare', array['draft'], 'ready', array['sender']),
  ('revise', array['ready'], 'draft', array['sender']),
  ('send', array['ready'], 'sent', array['sender']),
  ('open', array['sent', 'overdue'], 'opened', array['recipient']),
  ('ask', array['opened'], 'question', array['recipient']),
  ('reply', array['question'], 'opened', array['sender']),
  ('accept', array['opened', 'question', 'overdue'], 'accepted', array['recipient']),
  ('decline', array['opened', 'question', 'overdue'], 'declined', array['recipient']),
  ('accept', array['sent', 'opened', 'question', 'overdue'], 'accepted', array['sender']),
  ('decline', array['sent', 'opened', 'question', 'overdue'], 'declined', array['sender']),
  ('lapse', array['sent', 'opened'], 'overdue', array['clock']),
  ('give_up', array['overdue', 'question', 'accepted'], 'unknown', array['clock']),
  ('withdraw', array['draft', 'ready', 'sent', 'opened', 'question', 'overdue', 'accepted'], 'withdrawn', array['person', 'sender']),
  ('cancel', array['draft', 'ready', 'sent', 'opened', 'question', 'overdue', 'accepted'], 'cancelled', array['sender']),
  ('expire', array['draft', 'ready', 'sent', 'opened', 'question', 'overdue', 'accepted'], 'expired', array['clock'])
) r(step, from_states, to_state, parties), unnest(r.from_states) f, unnest(r.parties) p
union all
select o, f, o, p.party
from unnest(array['received', 'partly_received', 'refused', 'not_attended']) o
cross join (values
  ('recipient', array['accepted', 'unknown']),
  ('sender', array['sent', 'opened', 'question', 'overdue', 'accepted', 'unknown']),
  ('person', array['sent', 'opened', 'question', 'overdue', 'accepted', 'unknown', 'declined', 'expired'])
) p(party, from_states)
cross join lateral unnest(p.from_states || array['received', 'partly_received', 'refused', 'not_attended']) f;

-- What may be in a packet for each kind of service, and why (src/referrals/packet.ts). A change of fields is a new version.
create table fw.packet_profile (
  service_type text not null check (service_type ~ '^[a-z]+$'),
  v int not null check (v > 0),
  field text not null check (field in ('needs', 'level', 'languages', 'modes', 'same_sex', 'adaptations', 'age_band', 'good_times',
    'sentence', 'chosen_name', 'contact')),
  justification text not null check (length(justification) >= 30),
  primary key (service_type, v, field)
);
insert into fw.packet_profile (service_type, v, field, justification)
select t.service_type, 1, f.field, f.justification
from unnest(array['health', 'shelter', 'food', 'water', 'items', 'family', 'child', 'safety', 'law', 'papers', 'school', 'learning', 'work', 'housing', 'money', 'talk']) t(service_type)
cross join (values
  ('needs', 'What she comes for: without it nobody can say yes or no'),
  ('level', 'How soon it must be, so that the answer comes in time'),
  ('languages', 'So that somebody who speaks one of them is there'),
  ('modes', 'Whether she hears, reads or signs it, so that words reach her'),
  ('same_sex', 'Her wish for a woman or a man, which the place promises to meet or declines'),
  ('adaptations', 'What must be prepared so that she can use the place'),
  ('good_times', 'When she can come, so that the time offered does not cost her work'),
  ('sentence', 'One sentence for what no code says; warned about when it speaks of papers'),
  ('chosen_name', 'Only if she ticks it: how she wants to be called there'),
  ('contact', 'Only if she ticks it: otherwise the answer goes through the sender')
) f(field, justification);
insert into fw.packet_profile (service_type, v, field, justification) values
  ('health', 1, 'age_band', 'Care and doses differ for children, adults and older people'),
  ('shelter', 1, 'age_band', 'Rooms for children and for older people are different ones'),
  ('food', 1, 'age_band', 'Food for babies is another than for adults'),
  ('items', 1, 'age_band', 'Sizes and hygiene articles depend on it'),
  ('family', 1, 'age_band', 'Tracing for a child follows another path'),
  ('child', 1, 'age_band', 'Groups and protection depend on the age of the child'),
  ('school', 1, 'age_band', 'The class of a school is found by age'),
  ('learning', 1, 'age_band', 'Courses are for young people or for adults'),
  ('work', 1, 'age_band', 'Work of young people is protected by other rules');

-- How long a provider has to answer (section 4.5).
create function fw.answer_time(p_level text) returns interval
language sql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$ select case p_level when 'now' then interval '10 minutes' when 'any_time' then interval '72 hours' else interval '24 hours' end $$;

create function fw.is_final_referral(p_state text) returns boolean
language sql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$ select p_state in ('received', 'partly_received', 'refused', 'not_attended', 'unknown', 'declined', 'withdrawn', 'cancelled', 'expired') $$;

insert into fw.field (field_id, concept, data_type, class, justification, needed_to_serve, purposes)
select 'referral_state', 'state of a referral', 'code', 'coded', 'Where a referral stands, so that its answer comes back to the person', true, f.purposes
  from fw.field f where f.field_id = 'channel'
on conflict do nothing;
grant execute on function fw.answer_time(text), fw.is_final_referral(text) to own_referrals;
grant references on fw.packet_profile to own_referrals;
reset role;

-- Values of these events, where the database keeps a list of values that were looked at.
do $$
begin
  if to_regclass('fw.coded_value') is not null then
    insert into fw.coded_value select v from unnest(array['draft', 'ready', 'sent', 'opened', 'question', 'overdue', 'declined', 'withdrawn',
      'expired', 'accepted', 'cancelled', 'received', 'partly_received', 'refused', 'not_attended', 'unknown', 'discrimination']) v
      on conflict do nothing;
  end if;
end $$;

set role own_referrals;

-- Whom this organisation sends people to: a service, the organisation behind it, and the way to reach it. No person's name.
create table referrals.network_entry (
  network_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'referral.send' references fw.purpose check (purpose_id = 'referral.send'),
  to_org uuid not null,
  may_receive boolean not null default true check (may_receive),
  listing_code text not null check (listing_code ~ '^[0-9]{1,9}$'),
  service_type text not null check (service_type ~ '^[a-z]+$'),
  route text not null check (route in ('account', 'link', 'phone', 'paper')),
  telephone text check (length(telephone) between 3 and 40),
  email text check (length(email) between 5 and 120),
  answer_hours text check (length(answer_hours) <= 80),
  page_lang text not null default 'en' check (page_lang ~ '^[a-z]{2,3}$'),
  agreement_id uuid not null,
  suspended_at timestamptz,
  suspended_why text check (suspended_why in ('status_refusal', 'safety', 'not_working', 'other')),
  reviewed_by uuid,
  reviewed_at timestamptz,
  ended_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  unique (org_id, listing_code, to_org),
  check (org_id <> to_org),
  check ((suspended_at is null) = (suspended_why is null)),
  check (route not in ('phone') or telephone is not null),
  check (route <> 'link' or telephone is not null or email is not null),
  foreign key (to_org, may_receive) references fw.organisation (org_id, may_receive)
);

create table referrals.referral (
  referral_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'referral.send' references fw.purpose check (purpose_id = 'referral.send'),
  point_id uuid not null,
  subject uuid not null,
  visit_id uuid,
  -- Said aloud together with a spoken code; finds nothing by itself.
  number text not null check (number ~ '^[0-9]{4}$'),
  network_id uuid not null references referrals.network_entry,
  to_org uuid not null,
  may_receive boolean not null default true check (may_receive),
  service_type text not null,
  listing_code text not null,
  needs text[] not null check (cardinality(needs) between 1 and 5),
  level text not null check (level in ('now', 'soon', 'today', 'any_time')),
  state text not null default 'draft' check (state in ('draft', 'ready', 'sent', 'opened', 'question', 'accepted', 'overdue', 'declined',
    'received', 'partly_received', 'refused', 'not_attended', 'unknown', 'withdrawn', 'cancelled', 'expired')),
  follows uuid,
  owner_id uuid,
  next_due_at timestamptz,
  changes int not null default 0,
  -- What is to be sent, and the key by which answers in words are opened: under the person's own key.
  content bytea,
  profile_v int not null,
  fields text[] not null,
  categories text[] not null,
  conditions jsonb,
  grant_id uuid,
  agreement_id uuid,
  packet_id uuid,
  made_by uuid not null,
  made_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz,
  answer_from timestamptz not null,
  answer_due timestamptz not null,
  escalate_at timestamptz not null,
  escalated boolean not null default false,
  reminded int not null default 0,
  answered_at timestamptz,
  late boolean not null default false,
  appointment_at timestamptz,
  bring text[] not null default '{}',
  outcome_from timestamptz,
  outcome_asked int not null default 0,
  ends_at timestamptz not null,
  reason text,
  provider_outcome text,
  provider_reason text,
  person_outcome text,
  person_reason text,
  need_open boolean not null default true,
  closed_at timestamptz,
  -- A referral that nobody owns, or that nobody will look at again, cannot be stored.
  check (fw.is_final_referral(state) or (owner_id is not null and next_due_at is not null)),
  check (fw.is_final_referral(state) = (closed_at is not null)),
  check (state in ('draft', 'ready', 'withdrawn', 'cancelled', 'expired') or (grant_id is not null and agreement_id is not null
    and packet_id is not null and sent_at is not null)),
  check (org_id <> to_org),
  foreign key (to_org, may_receive) references fw.organisation (org_id, may_receive)
);
create index referral_due on referrals.referral (next_due_at) where next_due_at is not null;
create index referral_owner on referrals.referral (org_id, owner_id, next_due_at);
create index referral_subject on referrals.referral (org_id, subject);
create unique index referral_grant on referrals.referral (grant_id) where grant_id is not null;
create unique index referral_packet on referrals.referral (packet_id) where packet_id is not null;
create index referral_network on referrals.referral (network_id, sent_at);
create index referral_agreement on referrals.referral (agreement_id) where closed_at is null;

-- Each step: who, when, by which route. What was said in words is sealed to the other side.
create table referrals.referral_change (
  change_id uuid primary key default gen_random_uuid(),
  referral_id uuid not null references referrals.referral on delete cascade,
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'referral.send' references fw.purpose,
  n int not null,
  step text not null,
  from_state text not null,
  to_state text not null,
  party text not null check (party in ('sender', 'recipient', 'person', 'clock')),
  route text not null check (route in ('desk', 'account', 'link', 'own', 'clock')),
  -- An account of the own organisation only: who answers elsewhere is that organisation's matter.
  actor uuid,
  at timestamptz not null default clock_timestamp(),
  reason text,
  words bytea check (octet_length(words) <= 4000),
  unique (referral_id, n)
);

-- What somebody has to be told. A gateway may carry it; until then it is a task of the owner. It never says that it arrived.
create table referrals.message (
  message_id uuid primary key default gen_random_uuid(),
  referral_id uuid references referrals.referral on delete cascade,
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'referral.send' references fw.purpose,
  to_whom text not null check (to_whom in ('owner', 'manager', 'recipient', 'person', 'dpo', 'on_call')),
  channel text not null check (channel in ('console', 'sms', 'email', 'telephone')),
  key text not null check (key ~ '^[a-z_]{2,40}$'),
  n int not null default 1,
  made_at timestamptz not null default clock_timestamp(),
  state text not null default 'waiting' check (state in ('waiting', 'handed_over', 'done')),
  done_at timestamptz,
  done_by uuid
);
create index message_waiting on referrals.message (org_id, made_at) where state = 'waiting';
create index message_referral on referrals.message (referral_id);

-- The way in of a recipient without an account. The locator, the code and the key are nowhere: only what each of them hashes to,
-- and the packet's key wrapped under both.
create table referrals.recipient_access (
  access_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'referral.send' references fw.purpose,
  referral_id uuid not null,
  packet_id uuid not null,
  to_org uuid not null,
  may_receive boolean not null default true check (may_receive),
  locator_hash bytea not null unique check (octet_length(locator_hash) = 32),
  proof_hash bytea not null check (octet_length(proof_hash) = 32),
  wrapped bytea not null,
  browser_hash bytea check (octet_length(browser_hash) = 32),
  browser_wrapped bytea,
  tries int not null default 0,
  locked_at timestamptz,
  made_at timestamptz not null default clock_timestamp(),
  ends_at timestamptz not null,
  foreign key (to_org, may_receive) references fw.organisation (org_id, may_receive)
);
create index recipient_access_packet on referrals.recipient_access (packet_id);
create index recipient_access_end on referrals.recipient_access (ends_at);

-- Somebody was turned away for what she is (FIRE-01): the service is not suggested until somebody looked at it.
create table referrals.violation (
  violation_id uuid primary key default gen_random_uuid(),
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'referral.send' references fw.purpose,
  network_id uuid not null references referrals.network_entry on delete cascade,
  kind text not null check (kind in ('status_refusal', 'discrimination')),
  reported_by text not null check (reported_by in ('sender', 'recipient', 'person')),
  made_at timestamptz not null default clock_timestamp(),
  finding text check (finding in ('confirmed', 'mended', 'not_so')),
  reviewed_by uuid,
  reviewed_at timestamptz,
  check ((finding is null) = (reviewed_at is null))
);

-- How consent was given: strokes, or at most thirty seconds of voice, under the person's own key. A thumb mark stays on paper.
create table referrals.consent_sign (
  grant_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'referral.send' references fw.purpose,
  subject uuid not null,
  kind text not null check (kind in ('strokes', 'voice', 'sheet')),
  sealed bytea not null check (octet_length(sealed) <= 300000),
  made_at timestamptz not null default clock_timestamp()
);
create index consent_sign_subject on referrals.consent_sign (org_id, subject);

-- Who is called when it must be now (REF-05).
create table referrals.on_call (
  on_call_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose check (purpose_id = 'desk.visit'),
  point_id uuid not null,
  focus text not null check (focus in ('health', 'protection', 'child')),
  worker_id uuid not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  rank int not null default 1 check (rank between 1 and 9),
  check (from_at < until_at and until_at <= from_at + interval '14 days')
);
create index on_call_now on referrals.on_call (org_id, point_id, focus, until_at);
create table referrals.alert (
  alert_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose check (purpose_id = 'desk.visit'),
  point_id uuid not null,
  focus text not null check (focus in ('health', 'protection', 'child')),
  raised_by uuid not null,
  raised_at timestamptz not null default clock_timestamp(),
  stage text not null default 'first' check (stage in ('first', 'next', 'manager', 'emergency')),
  asked uuid,
  next_due_at timestamptz,
  taken_by uuid,
  taken_at timestamptz,
  check ((taken_by is null) = (taken_at is null)),
  check (taken_at is not null or stage = 'emergency' or next_due_at is not null)
);
create index alert_due on referrals.alert (next_due_at) where taken_at is null;

-- Keys of packets whose content is gone: the recipient's copies in old backups are to be unreadable too.
create table referrals.spent_key (
  packet_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'referral.receive' references fw.purpose check (purpose_id = 'referral.receive'),
  made_at timestamptz not null default clock_timestamp()
);
create index spent_key_org on referrals.spent_key (org_id);

-- What a recipient may know of where a packet stands; its words and its content are read through functions.
alter table referrals.packet
  add column number text check (number ~ '^[0-9]{4}$'),
  add column service_type text,
  add column listing_code text,
  add column level text,
  add column state text,
  add column answer_due timestamptz,
  add column reminded int not null default 0,
  add column appointment_at timestamptz,
  add column sealed_for text check (sealed_for in ('organisation', 'pair')),
  -- Public halves (age, X25519): questions are sealed to the sender's, replies to the one whose other half is in the packet.
  add column ask_key text check (length(ask_key) <= 100),
  add column reply_key text check (length(reply_key) <= 100),
  add column replied bytea;

grant select, delete on referrals.spent_key to app_desk;
grant select, insert on referrals.spent_key to own_fw;
grant select on referrals.network_entry, referrals.referral, referrals.referral_change, referrals.message, referrals.violation,
  referrals.on_call, referrals.alert to app_desk;
grant insert, update (route, telephone, email, answer_hours, page_lang, agreement_id, suspended_at, suspended_why, ended_at)
  on referrals.network_entry to app_desk;
grant update (state, done_at, done_by) on referrals.message to app_desk;
grant select (access_id, org_id, purpose_id, referral_id, packet_id, to_org, tries, locked_at, made_at, ends_at) on referrals.recipient_access to app_desk;
grant insert on referrals.consent_sign, referrals.on_call to app_desk;
grant update (until_at, rank) on referrals.on_call to app_desk;
grant select (number, service_type, listing_code, level, state, answer_due, reminded, appointment_at, sealed_for, ask_key, reply_key) on referrals.packet to app_desk;

select fw.guard_table('referrals.network_entry', array['app_desk']);
select fw.guard_table('referrals.referral', array['app_desk']);
select fw.guard_table('referrals.referral_change', array['app_desk']);
select fw.guard_table('referrals.message', array['app_desk']);
select fw.guard_table('referrals.recipient_access', array['app_desk']);
select fw.guard_table('referrals.violation', array['app_desk']);
select fw.guard_table('referrals.consent_sign', array['app_desk']);
select fw.guard_table('referrals.on_call', array['app_desk']);
select fw.guard_table('referrals.alert', array['app_desk']);
select fw.guard_table('referrals.spent_key', array['app_desk']);
create policy definer on referrals.spent_key to own_fw using (true) with check (true);
create policy definer on referrals.network_entry to own_fw using (true) with check (true);
create policy definer on referrals.referral_change to own_fw using (true) with check (true);
create policy definer on referrals.message to own_fw using (true) with check (true);
create policy definer on referrals.recipient_access to own_fw using (true) with check (true);
create policy definer on referrals.violation to own_fw using (true) with check (true);
create policy definer on referrals.on_call to own_fw using (true) with check (true);
create policy definer on referrals.alert to own_fw using (true) with check (true);
grant select, insert, update on referrals.referral, referrals.alert to own_fw;
grant select, insert on referrals.referral_change, referrals.message, referrals.violation to own_fw;
grant update (finding, reviewed_by, reviewed_at) on referrals.violation to own_fw;
grant select on referrals.network_entry, referrals.on_call to own_fw;
grant update (suspended_at, suspended_why, reviewed_by, reviewed_at) on referrals.network_entry to own_fw;
grant select, insert, update, delete on referrals.recipient_access to own_fw;
grant insert on referrals.packet, referrals.packet_origin to own_fw;
grant update (sealed, state, answer_due, reminded, appointment_at, reply_key, replied) on referrals.packet to own_fw;
reset role;

set role own_casework;
grant insert on casework.event to own_fw;
reset role;
set role own_consent;
grant update (deleted_at) on consent.withdrawal_notice to own_fw;
reset role;

set role own_fw;

-- When the clock has to look at a referral again (src/referrals/deadlines.ts, nextDue); null when it is final.
create function fw.referral_next(r referrals.referral) returns timestamptz
language sql immutable set search_path = pg_catalog, pg_temp
as $$
  select case when fw.is_final_referral(r.state) then null else least(r.ends_at, case
    when r.state in ('draft', 'ready') then case when r.reminded = 0 then r.answer_due when not r.escalated then r.escalate_at else r.ends_at end
    when r.state in ('sent', 'opened') then least(
      case r.reminded when 0 then r.answer_from + (r.answer_due - r.answer_from) * 0.5
        when 1 then r.answer_from + (r.answer_due - r.answer_from) * 0.8 else r.answer_due end,
      case when not r.escalated then r.escalate_at end)
    when r.state = 'question' then case when r.escalated then r.ends_at else r.answer_due end
    when r.state = 'overdue' then least(r.answer_due + interval '21 days', case when not r.escalated then r.escalate_at end)
    when r.state = 'accepted' then r.outcome_from + case r.outcome_asked when 0 then interval '24 hours' when 1 then interval '168 hours'
      when 2 then interval '504 hours' else interval '528 hours' end
    end) end
$$;

-- A random id that begins with the time (RFC 9562, version 7), so that events of a month lie together.
create function fw.event_number(p_ms bigint) returns uuid
language sql volatile set search_path = pg_catalog, pg_temp
as $$
  select (lpad(to_hex(p_ms), 12, '0') || '7' || substr(h, 1, 3) || substr('89ab', 1 + (get_byte(decode(substr(h, 4, 2), 'hex'), 0) & 3), 1)
    || substr(h, 6, 15))::uuid from (select replace(gen_random_uuid()::text, '-', '') || replace(gen_random_uuid()::text, '-', '') x) r,
    lateral (select substr(x, 1, 8) || substr(x, 21, 24) h) y
$$;

-- One line on the person's timeline (kinds referral_made and referral_step of the desk).
create function fw.tell_timeline(r referrals.referral, p_kind text, p_actor uuid, p_reason text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  ms bigint := floor(extract(epoch from clock_timestamp()) * 1000);
begin
  insert into casework.event (event_id, op_id, kind, org_id, purpose_id, point_id, visit_id, subject, actor_id, hlc, at_device, body)
  values (fw.event_number(ms), gen_random_uuid(), p_kind, r.org_id, 'referral.send', r.point_id, r.visit_id, r.subject,
    coalesce(p_actor, r.org_id), lpad(to_hex(ms), 12, '0') || '-0000-' || lpad(to_hex(r.changes), 8, '0'), clock_timestamp(),
    case p_kind when 'referral_made'
      then jsonb_build_object('referral_id', r.referral_id, 'service_code', r.needs[1], 'to_org', r.to_org, 'level', r.level)
      else jsonb_strip_nulls(jsonb_build_object('referral_id', r.referral_id, 'referral_state', r.state, 'reason', p_reason,
        'outcome', case when r.state in ('received', 'partly_received', 'refused', 'not_attended', 'unknown') then r.state end)) end);
end $$;

create function fw.tell(r referrals.referral, p_whom text, p_key text, p_n int default 1) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  e referrals.network_entry;
begin
  select * into e from referrals.network_entry x where x.network_id = r.network_id;
  -- Whoever has an account finds it in the own list.
  if p_whom = 'recipient' and e.route = 'account' then
    return;
  end if;
  insert into referrals.message (referral_id, org_id, to_whom, channel, key, n)
  values (r.referral_id, r.org_id, p_whom, case when p_whom <> 'recipient' then 'console'
    when e.route = 'link' and e.telephone is not null then 'sms' when e.route = 'link' then 'email' else 'telephone' end, p_key, p_n);
end $$;

-- Takes one step, for every way in: looks it up, moves the clocks, mirrors it to the packet, leaves its traces.
-- WH050 when the step does not follow from where the referral stands. The caller holds consent and agreement where they matter.
create function fw.move_referral(p_referral uuid, p_step text, p_party text, p_route text, p_actor uuid, p_details jsonb, p_words bytea)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  r referrals.referral;
  before text;
  target text;
  now_is timestamptz := clock_timestamp();
  why text := p_details ->> 'reason';
  is_outcome boolean := p_step in ('received', 'partly_received', 'refused', 'not_attended');
begin
  select * into r from referrals.referral x where x.referral_id = p_referral for update;
  if not found then
    return null;
  end if;
  before := r.state;
  select u.to_state into target from fw.referral_rule u where (u.step, u.from_state, u.party) = (p_step, r.state, p_party);
  if target is null then
    raise exception using errcode = 'WH050', message = 'not a step from here';
  end if;
  -- What she said counts; what others say later stands beside it.
  if is_outcome and r.person_outcome is not null and p_party <> 'person' then
    target := r.state;
  end if;
  if p_step = 'open' and r.state = 'overdue' then
    r.answer_from := now_is;
    r.answer_due := now_is + fw.answer_time(r.level) / 2;
    r.reminded := 2;
  elsif p_step in ('ask', 'reply', 'send') then
    r.answer_from := now_is;
    r.answer_due := now_is + fw.answer_time(r.level);
    r.escalate_at := now_is + fw.answer_time(r.level) * 2;
    r.escalated := false;
    r.reminded := 0;
  elsif p_step = 'accept' then
    r.appointment_at := (p_details ->> 'appointment_at')::timestamptz;
    r.bring := coalesce(array(select jsonb_array_elements_text(p_details -> 'bring')), '{}');
    r.outcome_from := coalesce(r.appointment_at, now_is);
    r.outcome_asked := 0;
  elsif p_step = 'lapse' then
    r.late := true;
  end if;
  if p_step in ('accept', 'decline') and r.answered_at is null then
    r.answered_at := now_is;
  end if;
  if is_outcome and p_party = 'person' then
    r.person_outcome := p_step;
    r.person_reason := why;
  elsif is_outcome then
    r.provider_outcome := p_step;
    r.provider_reason := why;
  end if;
  if (is_outcome and (p_party = 'person' or r.person_outcome is null)) or p_step = 'decline' then
    r.reason := why;
  end if;
  r.state := target;
  r.changes := r.changes + 1;
  if fw.is_final_referral(target) then
    r.closed_at := coalesce(r.closed_at, now_is);
    r.need_open := r.need_open and target not in ('received', 'unknown') and not coalesce((p_details ->> 'given_up')::boolean, false);
  end if;
  r.next_due_at := fw.referral_next(r);
  update referrals.referral x set state = r.state, changes = r.changes, next_due_at = r.next_due_at, answer_from = r.answer_from,
    answer_due = r.answer_due, escalate_at = r.escalate_at, escalated = r.escalated, reminded = r.reminded, answered_at = r.answered_at,
    late = r.late, appointment_at = r.appointment_at, bring = r.bring, outcome_from = r.outcome_from, outcome_asked = r.outcome_asked,
    reason = r.reason, provider_outcome = r.provider_outcome, provider_reason = r.provider_reason, person_outcome = r.person_outcome,
    person_reason = r.person_reason, need_open = r.need_open, closed_at = r.closed_at where x.referral_id = r.referral_id;
  if r.packet_id is not null then
    -- A packet that nobody is to read any more has no content any more.
    update referrals.packet k set state = r.state, answer_due = r.answer_due, appointment_at = r.appointment_at,
      replied = case when p_step = 'reply' then p_words else k.replied end,
      sealed = case when r.state in ('declined', 'withdrawn', 'cancelled', 'expired') then '\x00' else k.sealed end,
      outcome_at = case when r.state in ('received', 'partly_received', 'refused', 'not_attended', 'unknown', 'declined', 'cancelled', 'expired', 'withdrawn')
        then coalesce(k.outcome_at, now_is) end
      where k.packet_id = r.packet_id;
    if fw.is_final_referral(r.state) then
      update referrals.recipient_access a set ends_at = least(a.ends_at, now_is + interval '14 days') where a.packet_id = r.packet_id;
    end if;
  end if;
  insert into referrals.referral_change (referral_id, org_id, n, step, from_state, to_state, party, route, actor, reason, words)
    values (r.referral_id, r.org_id, r.changes, p_step, before, r.state, p_party, p_route, p_actor, why, p_words);
  -- What is still being written is no step of hers.
  if p_step not in ('prepare', 'revise') then
    perform fw.tell_timeline(r, case p_step when 'send' then 'referral_made' else 'referral_step' end, p_actor, why);
  end if;
  if p_party in ('recipient', 'person') and p_step <> 'open' then
    perform fw.tell(r, 'owner', p_step);
  end if;
  if is_outcome and r.person_outcome is not null and r.provider_outcome is not null and r.person_outcome <> r.provider_outcome then
    perform fw.tell(r, 'owner', 'difference');
  end if;
  if (p_step = 'reply' or p_step in ('withdraw', 'cancel') and before not in ('draft', 'ready')) then
    perform fw.tell(r, 'recipient', p_step);
  end if;
  if why in ('other') and r.reason = 'other' then
    perform fw.tell(r, 'owner', 'recode');
  end if;
  if why = 'status' or why = 'discrimination' then
    insert into referrals.violation (org_id, network_id, kind, reported_by)
      values (r.org_id, r.network_id, case why when 'status' then 'status_refusal' else why end, p_party);
    perform fw.tell(r, 'manager', 'violation');
    if why = 'status' then
      update referrals.network_entry e set suspended_at = now_is, suspended_why = 'status_refusal', reviewed_at = null, reviewed_by = null
        where e.network_id = r.network_id and e.suspended_at is null;
    end if;
  end if;
  if exists (select from audit.stage s where s.act = 'open' and s.xid = pg_current_xact_id_if_assigned()) then
    -- The person stands in the log of the organisation that knows her; the other one's log names the packet.
    if (select (fw.ctx()).org_id) = r.org_id then
      perform fw.note('referral.' || p_step, jsonb_build_object('referral', r.referral_id), array[r.subject]);
    else
      perform fw.note('packet.' || p_step, jsonb_build_object('packet', r.packet_id));
    end if;
  end if;
  return r.state;
end $$;

-- A draft. The owner is whoever makes it. Twice with one id is once. WH021 names a field that the profile does not have,
-- WH051 says that the service is suspended until somebody looked at it.
create function fw.make_referral(p jsonb, p_content bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  e referrals.network_entry;
  r referrals.referral;
  f text;
begin
  if c.kind <> 'staff' or c.purpose <> 'referral.send' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  select * into r from referrals.referral x where x.referral_id = (p ->> 'referral_id')::uuid;
  if found then
    if r.org_id <> c.org_id then
      raise exception using errcode = '23505', message = 'this id is taken';
    end if;
    return r.state;
  end if;
  if cardinality(c.points) > 0 and not (p ->> 'point_id')::uuid = any (c.points) then
    raise exception using errcode = '42501', message = 'not at this point';
  end if;
  select * into e from referrals.network_entry x where x.network_id = (p ->> 'network_id')::uuid and x.org_id = c.org_id and x.ended_at is null;
  if not found then
    return null;
  end if;
  if e.suspended_at is not null then
    raise exception using errcode = 'WH051', message = 'this service is suspended';
  end if;
  if (p ->> 'subject')::uuid = any (fw.erasing()) then
    return null;
  end if;
  for f in select jsonb_array_elements_text(p -> 'fields') loop
    if not exists (select from fw.packet_profile x where (x.service_type, x.v, x.field) = (e.service_type, (p ->> 'profile_v')::int, f)) then
      raise exception using errcode = 'WH021', message = 'not a field of this profile', column = f;
    end if;
  end loop;
  insert into referrals.referral (referral_id, org_id, point_id, subject, visit_id, number, network_id, to_org, service_type, listing_code, needs,
      level, follows, owner_id, next_due_at, content, profile_v, fields, categories, made_by, answer_from, answer_due, escalate_at, ends_at)
    values ((p ->> 'referral_id')::uuid, c.org_id, (p ->> 'point_id')::uuid, (p ->> 'subject')::uuid, (p ->> 'visit_id')::uuid, p ->> 'number',
      e.network_id, e.to_org, e.service_type, e.listing_code, array(select jsonb_array_elements_text(p -> 'needs')), p ->> 'level',
      (p ->> 'follows')::uuid, c.actor, clock_timestamp() + fw.answer_time(p ->> 'level'), p_content, (p ->> 'profile_v')::int,
      array(select jsonb_array_elements_text(p -> 'fields')), array(select jsonb_array_elements_text(p -> 'categories')), c.actor,
      clock_timestamp(), clock_timestamp() + fw.answer_time(p ->> 'level'), clock_timestamp() + 2 * fw.answer_time(p ->> 'level'),
      clock_timestamp() + interval '30 days') returning * into r;
  insert into referrals.referral_change (referral_id, org_id, n, step, from_state, to_state, party, route, actor)
    values (r.referral_id, r.org_id, 0, 'make', 'draft', 'draft', 'sender', 'desk', c.actor);
  -- The need goes on with the new one.
  update referrals.referral x set need_open = false where x.referral_id = r.follows and x.org_id = c.org_id and x.subject = r.subject
    and x.closed_at is not null;
  perform fw.note('referral.made', jsonb_build_object('referral', r.referral_id), array[r.subject]);
  return r.state;
end $$;

-- What a worker of the sender may see and move: her organisation, her points, nobody who is being erased.
create function fw.may_move(c fw.context, r referrals.referral) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
as $$
  select r.org_id = c.org_id and r.subject <> all (fw.erasing()) and case c.kind
    when 'person' then c.purpose = 'own.access' and r.subject = c.subject
    when 'staff' then c.purpose in ('referral.send', 'followup.outcome') and (c.points is null or cardinality(c.points) = 0 or r.point_id = any (c.points))
    else false end
$$;

-- A draft is written anew: only while it is one.
create function fw.write_draft(p_referral uuid, p jsonb, p_content bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  r referrals.referral;
  f text;
begin
  select * into r from referrals.referral x where x.referral_id = p_referral for update;
  if not found or c.kind <> 'staff' or c.purpose <> 'referral.send' or not fw.may_move(c, r) then
    return null;
  end if;
  if r.state <> 'draft' then
    raise exception using errcode = 'WH050', message = 'only a draft can be changed';
  end if;
  for f in select jsonb_array_elements_text(p -> 'fields') loop
    if not exists (select from fw.packet_profile x where (x.service_type, x.v, x.field) = (r.service_type, (p ->> 'profile_v')::int, f)) then
      raise exception using errcode = 'WH021', message = 'not a field of this profile', column = f;
    end if;
  end loop;
  update referrals.referral x set content = p_content, level = p ->> 'level', needs = array(select jsonb_array_elements_text(p -> 'needs')),
    profile_v = (p ->> 'profile_v')::int, fields = array(select jsonb_array_elements_text(p -> 'fields')),
    categories = array(select jsonb_array_elements_text(p -> 'categories')), changes = x.changes + 1 where x.referral_id = p_referral;
  return 'draft';
end $$;

-- Ready: a live consent of this person, for this recipient, that covers what would go. WH010 without one.
create function fw.prepare_referral(p_referral uuid, p_grant uuid) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  r referrals.referral;
  g consent.record;
begin
  select * into g from consent.record x where x.grant_id = p_grant for share;
  select * into r from referrals.referral x where x.referral_id = p_referral for update;
  if not found or c.kind <> 'staff' or c.purpose <> 'referral.send' or not fw.may_move(c, r) then
    return null;
  end if;
  if r.grant_id = p_grant and r.state = 'ready' then
    return r.state;
  end if;
  if g.grant_id is null or (g.subject, g.from_org, g.to_org, g.purpose_id) is distinct from (r.subject, r.org_id, r.to_org, 'referral.send')
    or not g.categories @> r.categories or g.withdrawn_at is not null or g.not_after <= clock_timestamp() then
    raise exception using errcode = 'WH010', message = 'no live consent';
  end if;
  update referrals.referral x set grant_id = p_grant, ends_at = g.not_after where x.referral_id = p_referral;
  return fw.move_referral(p_referral, 'prepare', 'sender', 'desk', c.actor, '{}', null);
end $$;

-- Freezes the packet and sends it: one transaction under the locks of consent and agreement. WH010, WH011, WH050, WH051.
create function fw.send_referral(p_referral uuid, p_packet uuid, p jsonb, p_sealed bytea, p_access jsonb) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  r referrals.referral;
  e referrals.network_entry;
begin
  select * into r from referrals.referral x where x.referral_id = p_referral;
  if not found or c.kind <> 'staff' or c.purpose <> 'referral.send' or not fw.may_move(c, r) then
    return null;
  end if;
  select * into e from referrals.network_entry x where x.network_id = r.network_id;
  if e.suspended_at is not null or e.ended_at is not null then
    raise exception using errcode = 'WH051', message = 'this service is suspended';
  end if;
  -- Consent before referral, always in this order, as a withdrawal takes them.
  perform fw.share_lock(r.grant_id, e.agreement_id, r.org_id, r.to_org, 'referral.send', r.categories);
  select * into r from referrals.referral x where x.referral_id = p_referral for update;
  if r.packet_id = p_packet and r.state = 'sent' then
    return r.state;
  end if;
  if r.state <> 'ready' or r.changes is distinct from (p ->> 'changes')::int then
    raise exception using errcode = 'WH050', message = 'not a step from here';
  end if;
  if (e.route = 'link') <> (p_access is not null) then
    raise exception using errcode = '22023', message = 'a link needs its locator, and only a link';
  end if;
  insert into referrals.packet (packet_id, from_org, to_org, grant_id, agreement_id, purpose_id, categories, sealed, number, service_type, listing_code,
      level, state, answer_due, sealed_for, ask_key, reply_key)
    values (p_packet, r.org_id, r.to_org, r.grant_id, e.agreement_id, 'referral.send', r.categories, p_sealed, r.number, r.service_type, r.listing_code,
      r.level, 'sent', clock_timestamp() + fw.answer_time(r.level), case when p_access is null then 'organisation' else 'pair' end,
      p ->> 'ask_key', p ->> 'reply_key');
  insert into referrals.packet_origin (packet_id, org_id, purpose_id, subject) values (p_packet, r.org_id, 'referral.send', r.subject);
  if p_access is not null then
    insert into referrals.recipient_access (access_id, org_id, referral_id, packet_id, to_org, locator_hash, proof_hash, wrapped, ends_at)
      values ((p_access ->> 'access_id')::uuid, r.org_id, r.referral_id, p_packet, r.to_org, decode(p_access ->> 'locator_hash', 'base64'),
        decode(p_access ->> 'proof_hash', 'base64'), decode(p_access ->> 'wrapped', 'base64'), r.ends_at + interval '14 days');
  end if;
  update referrals.referral x set packet_id = p_packet, agreement_id = e.agreement_id, sent_at = clock_timestamp(), conditions = p -> 'conditions'
    where x.referral_id = p_referral;
  perform fw.tell(r, 'recipient', 'sent');
  -- The one exception, when waiting would cost a life: whoever watches over data is told at once (T12).
  if exists (select from consent.record g where g.grant_id = r.grant_id and g.exception is not null) then
    perform fw.tell(r, 'dpo', 'exception');
  end if;
  return fw.move_referral(p_referral, 'send', 'sender', 'desk', c.actor, '{}', null);
end $$;

-- A new pair for a recipient who lost the code: the packet is sealed anew, the old pair and the remembered browser end.
create function fw.replace_access(p_referral uuid, p jsonb, p_sealed bytea, p_access jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  r referrals.referral;
begin
  select * into r from referrals.referral x where x.referral_id = p_referral;
  if not found or c.kind <> 'staff' or c.purpose <> 'referral.send' or not fw.may_move(c, r) or r.packet_id is null then
    return false;
  end if;
  perform fw.share_lock(r.grant_id, r.agreement_id, r.org_id, r.to_org, 'referral.send', r.categories);
  select * into r from referrals.referral x where x.referral_id = p_referral for update;
  if r.state not in ('sent', 'opened', 'question', 'overdue', 'accepted') then
    raise exception using errcode = 'WH050', message = 'not a step from here';
  end if;
  -- An answer in words was sealed to the key in the old packet: it goes along again only if it is given again.
  update referrals.packet k set sealed = p_sealed, reply_key = p ->> 'reply_key', replied = null where k.packet_id = r.packet_id and k.sealed_for = 'pair';
  if not found then
    return false;
  end if;
  delete from referrals.recipient_access a where a.packet_id = r.packet_id;
  insert into referrals.recipient_access (access_id, org_id, referral_id, packet_id, to_org, locator_hash, proof_hash, wrapped, ends_at)
    values ((p_access ->> 'access_id')::uuid, r.org_id, r.referral_id, r.packet_id, r.to_org, decode(p_access ->> 'locator_hash', 'base64'),
      decode(p_access ->> 'proof_hash', 'base64'), decode(p_access ->> 'wrapped', 'base64'), r.ends_at + interval '14 days');
  perform fw.note('referral.new_code', jsonb_build_object('referral', r.referral_id), array[r.subject]);
  return true;
end $$;

-- A step of the sender's staff, or of the person by her own code. Null when there is no such referral for who asks.
-- Withdrawing takes back the consent itself; the referral follows it.
create function fw.step_referral(p_referral uuid, p_step text, p_changes int, p_details jsonb, p_words bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  r referrals.referral;
begin
  select * into r from referrals.referral x where x.referral_id = p_referral;
  if not found or not fw.may_move(c, r) then
    return null;
  end if;
  if c.kind = 'staff' and c.purpose = 'followup.outcome' and p_step not in ('received', 'partly_received', 'refused', 'not_attended') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  if p_step in ('prepare', 'send') then
    raise exception using errcode = 'WH050', message = 'these have their own ways';
  end if;
  if p_changes is not null and p_changes <> r.changes then
    raise exception using errcode = 'WH050', message = 'somebody was faster';
  end if;
  if p_step = 'withdraw' and r.grant_id is not null and not fw.is_final_referral(r.state) then
    if fw.withdraw(r.grant_id, case c.kind when 'person' then 'token' else coalesce(p_details ->> 'how', 'worker') end) then
      return (select x.state from referrals.referral x where x.referral_id = p_referral);
    end if;
  end if;
  return fw.move_referral(p_referral, p_step, case c.kind when 'person' then 'person' else 'sender' end,
    case c.kind when 'person' then 'own' else 'desk' end, c.actor, coalesce(p_details, '{}'), p_words);
end $$;

-- A step of the organisation that a packet went to: its staff, or the page behind a link. WH010 and WH011 when it may not see it any more.
create function fw.answer_packet(p_packet uuid, p_step text, p_details jsonb, p_words bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  k referrals.packet;
begin
  select * into k from referrals.packet x where x.packet_id = p_packet and x.to_org = c.org_id;
  if not found or c.kind not in ('staff', 'job') or c.purpose <> 'referral.receive' then
    return null;
  end if;
  perform fw.share_lock(k.grant_id, k.agreement_id, k.from_org, k.to_org, k.purpose_id, k.categories);
  return fw.move_referral((select r.referral_id from referrals.referral r where r.packet_id = p_packet), p_step, 'recipient',
    case c.kind when 'staff' then 'account' else 'link' end, null, coalesce(p_details, '{}'), p_words);
end $$;

-- What a packet holds, for the organisation it went to; the first look opens it. Logged, and in the person's own log.
create function fw.read_packet(p_packet uuid)
returns table (sealed bytea, state text, level text, number text, from_org uuid, answer_due timestamptz, appointment_at timestamptz, replied bytea, ask_key text, grant_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  k referrals.packet;
  content bytea;
begin
  select * into k from referrals.packet x where x.packet_id = p_packet and x.to_org = c.org_id;
  if not found or c.kind not in ('staff', 'job') or c.purpose <> 'referral.receive' then
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

-- Packets that the acting organisation had and has to delete: their number, why and until when. Nothing of what was in them.
create function fw.packets_to_delete() returns jsonb
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
      order by x.made_at desc limit 200) n left join referrals.packet k on k.grant_id = n.grant_id), '[]');
end $$;

-- The recipient says that it deleted what it had. False when nothing was asked of it.
create function fw.confirm_deleted(p_grant uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  r referrals.referral;
begin
  update consent.withdrawal_notice n set deleted_at = coalesce(n.deleted_at, clock_timestamp()) where n.grant_id = p_grant and n.to_org = c.org_id
    and c.kind in ('staff', 'job') and c.purpose = 'referral.receive';
  if not found then
    return false;
  end if;
  select * into r from referrals.referral x where x.grant_id = p_grant;
  if r.referral_id is not null then
    perform fw.tell(r, 'owner', 'deleted');
  end if;
  perform fw.note('packet.deleted', jsonb_build_object('grant', p_grant));
  return true;
end $$;

-- A consent taken back, in whatever way: the referral and its packet end in the same transaction.
create function fw.after_withdrawal() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  r record;
  s record;
begin
  select x.kind, x.actor into s from audit.stage x where x.act = 'open' and x.xid = pg_current_xact_id_if_assigned();
  for r in select x.referral_id from referrals.referral x where x.grant_id = new.grant_id and x.closed_at is null loop
    perform fw.move_referral(r.referral_id, 'withdraw', case s.kind when 'person' then 'person' else 'sender' end,
      case s.kind when 'person' then 'own' else 'desk' end, s.actor, '{}', null);
  end loop;
  return null;
end $$;

-- A packet that was deleted or emptied leaves its key to be destroyed.
create function fw.after_packet() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  insert into referrals.spent_key (packet_id, org_id) values (old.packet_id, old.to_org) on conflict do nothing;
  return null;
end $$;

-- An agreement that ended: the clock looks at what went under it at once.
create function fw.after_agreement() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update referrals.referral r set next_due_at = clock_timestamp() where r.agreement_id = new.agreement_id and r.closed_at is null;
  return null;
end $$;

-- Organisations for which the clock has something to do now.
create function fw.referral_orgs_due() returns table (org_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select r.org_id from referrals.referral r where r.next_due_at <= clock_timestamp()
  union select a.org_id from referrals.alert a where a.next_due_at <= clock_timestamp() and a.taken_at is null
  union select a.org_id from referrals.recipient_access a where a.ends_at < clock_timestamp()
  union select k.org_id from referrals.spent_key k
  union select r.org_id from consent.record g join referrals.referral r on r.grant_id = g.grant_id
    where g.exception is not null and g.reviewed_by is null and g.review_due <= clock_timestamp()
      and not exists (select from referrals.message m where m.referral_id = r.referral_id and m.key = 'exception_unreviewed')
$$;

-- What the clock found due: for each referral, the steps, the notices and the counters of `advance`. A referral that moved meanwhile
-- is left for the next round. An agreement that is not live any more ends what went under it.
create function fw.tick_referrals(p_items jsonb) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  item jsonb;
  due jsonb;
  notice jsonb;
  r referrals.referral;
  done int := 0;
begin
  if c.kind <> 'job' or c.purpose <> 'referral.send' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  for item in select value from jsonb_array_elements(p_items) order by value ->> 'referral_id' loop
    select * into r from referrals.referral x where x.referral_id = (item ->> 'referral_id')::uuid and x.org_id = c.org_id for update;
    if not found or r.changes <> (item ->> 'changes')::int or r.closed_at is not null or r.next_due_at > clock_timestamp() then
      continue;
    end if;
    for due in select value from jsonb_array_elements(item -> 'done') loop
      if due ? 'step' then
        perform fw.move_referral(r.referral_id, due ->> 'step', 'clock', 'clock', null, '{}', null);
      end if;
      update referrals.referral x set reminded = coalesce((due #>> '{set,reminded}')::int, x.reminded),
        outcome_asked = coalesce((due #>> '{set,outcome_asked}')::int, x.outcome_asked),
        escalated = x.escalated or coalesce((due #>> '{set,escalated}')::boolean, false)
        where x.referral_id = r.referral_id returning * into r;
      update referrals.packet k set reminded = k.reminded + 1 where k.packet_id = r.packet_id and due -> 'notices' @> '[{"to": "recipient"}]';
      for notice in select value from jsonb_array_elements(due -> 'notices') loop
        perform fw.tell(r, notice ->> 'to', notice ->> 'key', (notice ->> 'n')::int);
      end loop;
    end loop;
    if r.closed_at is null and r.agreement_id is not null and not exists (select from consent.agreement a where a.agreement_id = r.agreement_id
        and a.state = 'live' and a.ends_at > clock_timestamp()) then
      perform fw.move_referral(r.referral_id, case r.state when 'accepted' then 'give_up' else 'expire' end, 'clock', 'clock', null, '{}', null);
      perform fw.tell(r, 'owner', 'agreement_ended');
    else
      update referrals.referral x set next_due_at = fw.referral_next(x) where x.referral_id = r.referral_id;
    end if;
    done := done + 1;
  end loop;
  return done;
end $$;

-- What is past its time in one organisation: ways in, contents of packets two weeks and of drafts thirty days after the end.
create function fw.tidy_referrals() returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'job' or c.purpose <> 'referral.send' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  delete from referrals.recipient_access a where a.org_id = c.org_id and a.ends_at < clock_timestamp();
  perform fw.tell(r, 'dpo', 'exception_unreviewed') from consent.record g join referrals.referral r on r.grant_id = g.grant_id
    where r.org_id = c.org_id and g.exception is not null and g.reviewed_by is null and g.review_due <= clock_timestamp()
      and not exists (select from referrals.message m where m.referral_id = r.referral_id and m.key = 'exception_unreviewed');
  update referrals.packet k set sealed = '\x00', replied = null where k.from_org = c.org_id and k.outcome_at < clock_timestamp() - interval '14 days'
    and octet_length(k.sealed) > 1;
  update referrals.referral r set content = null where r.org_id = c.org_id and r.closed_at < clock_timestamp() - interval '30 days' and r.content is not null;
end $$;

-- Who asks, until when, in which language: all that a link alone shows. Null for whatever opens nothing.
create function fw.locator_face(p_hash bytea) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object('from', o.name, 'answer_due', case when k.state in ('sent', 'opened', 'question', 'overdue') then k.answer_due end, 'lang', e.page_lang)
    from referrals.recipient_access a join fw.organisation o on o.org_id = a.org_id join referrals.packet k on k.packet_id = a.packet_id
    join referrals.referral r on r.referral_id = a.referral_id join referrals.network_entry e on e.network_id = r.network_id
    where a.locator_hash = p_hash and a.locked_at is null and a.ends_at > clock_timestamp()
$$;

-- The one look at a locator with its code or a remembered browser: by what both hash to. Counted before it is judged; the fifth
-- wrong one locks it and tells the sender. Null whatever is wrong.
create function fw.try_locator(p_hash bytea, p_proof bytea, p_browser bytea, p_counted boolean) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  a referrals.recipient_access;
  r referrals.referral;
  fits boolean;
begin
  select * into a from referrals.recipient_access x where x.locator_hash = p_hash for update;
  if not found or a.locked_at is not null or a.ends_at <= clock_timestamp() then
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

-- One browser is remembered: the packet's key wrapped under its own secret, which only it has.
create function fw.remember_browser(p_access uuid, p_hash bytea, p_wrapped bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  update referrals.recipient_access a set browser_hash = p_hash, browser_wrapped = p_wrapped
    where a.access_id = p_access and a.to_org = c.org_id and c.kind = 'job' and c.purpose = 'referral.receive' and a.locked_at is null;
  return found;
end $$;

-- The referrals of the person who asks: where each stands, each step, what others said of it.
create function fw.my_referrals() returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'person' or c.purpose <> 'own.access' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return coalesce((select jsonb_agg(jsonb_build_object('referral', r.referral_id, 'number', r.number, 'to', o.name, 'needs', r.needs, 'state', r.state,
      'appointment_at', r.appointment_at, 'bring', r.bring, 'reason', r.reason, 'provider_outcome', r.provider_outcome, 'person_outcome', r.person_outcome,
      'sent_at', r.sent_at, 'answer_due', r.answer_due, 'fields', r.fields, 'need_open', r.need_open,
      'steps', (select coalesce(jsonb_agg(jsonb_build_object('state', h.to_state, 'party', h.party, 'at', h.at) order by h.n), '[]')
        from referrals.referral_change h where h.referral_id = r.referral_id and h.from_state <> h.to_state)) order by r.made_at desc)
    from (select * from referrals.referral x where x.org_id = c.org_id and x.subject = c.subject and x.subject <> all (fw.erasing()) and x.state <> 'draft'
      order by x.made_at desc limit 50) r join fw.organisation o on o.org_id = r.to_org), '[]');
end $$;

-- Share of referrals of a service that were answered in time in 90 days, and how many were asked.
create function fw.answer_rate(p_network uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object('asked', count(*), 'in_time', count(*) filter (where r.answered_at is not null and not r.late))
    from referrals.referral r where r.network_id = p_network and r.org_id = fw.home_org() and r.sent_at > clock_timestamp() - interval '90 days'
      and (r.answered_at is not null or r.late)
$$;

-- Somebody looked at a service that turned people away: it is suggested again, or stays away.
create function fw.review_violation(p_violation uuid, p_finding text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  network uuid;
begin
  if c.kind <> 'staff' or c.purpose <> 'referral.send' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  update referrals.violation v set finding = p_finding, reviewed_by = c.actor, reviewed_at = clock_timestamp()
    where v.violation_id = p_violation and v.org_id = c.org_id and v.finding is null returning v.network_id into network;
  if not found then
    return false;
  end if;
  if p_finding in ('mended', 'not_so') and not exists (select from referrals.violation v where v.network_id = network and v.finding is null) then
    update referrals.network_entry e set suspended_at = null, suspended_why = null, reviewed_by = c.actor, reviewed_at = clock_timestamp()
      where e.network_id = network and e.suspended_why = 'status_refusal';
  end if;
  perform fw.note('violation.reviewed', jsonb_build_object('violation', p_violation));
  return true;
end $$;

-- Small changes of the owner's: who owns it, a better name for `other`, what became of the need. False when there is none.
create function fw.hand_over(p_referral uuid, p jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  r referrals.referral;
begin
  select * into r from referrals.referral x where x.referral_id = p_referral for update;
  if not found or c.kind <> 'staff' or c.purpose <> 'referral.send' or not fw.may_move(c, r) then
    return false;
  end if;
  if p ? 'owner' and r.closed_at is null and not exists (select from staff.account a where a.account_id = (p ->> 'owner')::uuid
      and a.org_id = c.org_id and a.closed_at is null) then
    return false;
  end if;
  update referrals.referral x set owner_id = coalesce((p ->> 'owner')::uuid, x.owner_id),
    reason = case when p ? 'reason' and x.reason = 'other' then p ->> 'reason' else x.reason end,
    need_open = x.need_open and not p ? 'need' where x.referral_id = p_referral;
  perform fw.note('referral.' || case when p ? 'owner' then 'owner' when p ? 'reason' then 'recoded' else 'need' end,
    jsonb_build_object('referral', p_referral), array[r.subject]);
  return true;
end $$;

-- The owner asks for somebody above: now, not at a deadline.
create function fw.escalate_referral(p_referral uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  r referrals.referral;
begin
  select * into r from referrals.referral x where x.referral_id = p_referral for update;
  if not found or c.kind <> 'staff' or c.purpose <> 'referral.send' or not fw.may_move(c, r) or r.closed_at is not null then
    return false;
  end if;
  if not r.escalated then
    update referrals.referral x set escalated = true where x.referral_id = p_referral returning * into r;
    update referrals.referral x set next_due_at = fw.referral_next(r) where x.referral_id = p_referral;
    perform fw.tell(r, 'manager', 'asked_for');
    perform fw.note('referral.escalated', jsonb_build_object('referral', p_referral), array[r.subject]);
  end if;
  return true;
end $$;

-- The urgent channel (REF-05): rings who is on call for this at this point. Twice with one id is once. The id of who is asked, if anybody.
create function fw.raise_alert(p_alert uuid, p_point uuid, p_focus text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  first_one uuid;
begin
  if c.kind <> 'staff' or c.purpose <> 'desk.visit' or (cardinality(c.points) > 0 and not p_point = any (c.points)) then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  select o.worker_id into first_one from referrals.on_call o where o.org_id = c.org_id and o.point_id = p_point and o.focus = p_focus
    and o.from_at <= clock_timestamp() and o.until_at > clock_timestamp() order by o.rank, o.on_call_id limit 1;
  insert into referrals.alert (alert_id, org_id, purpose_id, point_id, focus, raised_by, asked, stage, next_due_at)
    values (p_alert, c.org_id, c.purpose, p_point, p_focus, c.actor, first_one, case when first_one is null then 'manager' else 'first' end,
      clock_timestamp() + case when first_one is null then interval '30 minutes' else interval '10 minutes' end)
    on conflict (alert_id) do nothing;
  if found then
    -- Neutral: "Desk 4 needs you".
    insert into referrals.message (org_id, to_whom, channel, key) values (c.org_id, case when first_one is null then 'manager' else 'on_call' end, 'sms', 'alert');
    perform fw.note('alert.raised', jsonb_build_object('alert', p_alert));
  end if;
  return first_one;
end $$;

-- Somebody comes. False when it was taken already, or there is none.
create function fw.take_alert(p_alert uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  update referrals.alert a set taken_by = c.actor, taken_at = clock_timestamp(), next_due_at = null
    where a.alert_id = p_alert and a.org_id = c.org_id and a.taken_at is null and c.kind = 'staff' and c.purpose = 'desk.visit'
      and (cardinality(c.points) = 0 or a.point_id = any (c.points));
  if not found then
    return false;
  end if;
  perform fw.note('alert.taken', jsonb_build_object('alert', p_alert));
  return true;
end $$;

-- The stage that the clock found for each alert that nobody took.
create function fw.tick_alerts(p_items jsonb) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  item jsonb;
  done int := 0;
begin
  if c.kind <> 'job' or c.purpose <> 'referral.send' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  for item in select value from jsonb_array_elements(p_items) loop
    update referrals.alert a set stage = item ->> 'stage', asked = coalesce((item ->> 'asked')::uuid, a.asked),
      next_due_at = case item ->> 'stage' when 'next' then a.raised_at + interval '20 minutes' when 'manager' then a.raised_at + interval '30 minutes' end
      where a.alert_id = (item ->> 'alert_id')::uuid and a.org_id = c.org_id and a.taken_at is null and a.next_due_at <= clock_timestamp();
    if found then
      done := done + 1;
      insert into referrals.message (org_id, to_whom, channel, key)
        values (c.org_id, case item ->> 'stage' when 'next' then 'on_call' else 'manager' end, 'sms', case item ->> 'stage' when 'emergency' then 'alert_untaken' else 'alert' end);
    end if;
  end loop;
  return done;
end $$;

-- Her own log also shows who elsewhere opened what was sent for her (section 4.6); the other organisation does not know whose it was.
create or replace function fw.my_log() returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'person' or c.purpose <> 'own.access' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return coalesce((select jsonb_agg(jsonb_build_object('hour', date_trunc('hour', d.at), 'organisation', d.org_id,
      'kind', d.kind, 'purpose', d.purpose, 'act', d.act, 'leaf', d.leaf_index) order by d.leaf_index desc)
    from (select d.* from (
        select * from audit.detail d where d.org_id = c.org_id and (d.subject = c.subject or d.subjects @> array[c.subject])
          and not fw.is_silent(d.purpose)
        union all
        select d.* from referrals.packet_origin o join audit.detail d on d.details ->> 'packet' = o.packet_id::text
          where o.org_id = c.org_id and o.subject = c.subject and d.details ? 'packet' and d.act = 'packet.opened' and d.org_id <> c.org_id
      ) d order by d.leaf_index desc limit 500) d), '[]');
end $$;

revoke execute on function fw.answer_time(text), fw.is_final_referral(text), fw.referral_next(referrals.referral), fw.event_number(bigint),
  fw.tell_timeline(referrals.referral, text, uuid, text), fw.tell(referrals.referral, text, text, int),
  fw.move_referral(uuid, text, text, text, uuid, jsonb, bytea), fw.make_referral(jsonb, bytea), fw.may_move(fw.context, referrals.referral),
  fw.write_draft(uuid, jsonb, bytea), fw.prepare_referral(uuid, uuid), fw.send_referral(uuid, uuid, jsonb, bytea, jsonb),
  fw.replace_access(uuid, jsonb, bytea, jsonb), fw.step_referral(uuid, text, int, jsonb, bytea), fw.answer_packet(uuid, text, jsonb, bytea),
  fw.read_packet(uuid), fw.packets_to_delete(), fw.confirm_deleted(uuid), fw.after_withdrawal(), fw.after_packet(), fw.after_agreement(), fw.referral_orgs_due(),
  fw.tick_referrals(jsonb), fw.tidy_referrals(), fw.locator_face(bytea), fw.try_locator(bytea, bytea, bytea, boolean),
  fw.remember_browser(uuid, bytea, bytea), fw.my_referrals(), fw.answer_rate(uuid), fw.review_violation(uuid, text), fw.hand_over(uuid, jsonb),
  fw.escalate_referral(uuid), fw.raise_alert(uuid, uuid, text), fw.take_alert(uuid), fw.tick_alerts(jsonb) from public;
grant execute on function fw.make_referral(jsonb, bytea), fw.write_draft(uuid, jsonb, bytea), fw.prepare_referral(uuid, uuid),
  fw.send_referral(uuid, uuid, jsonb, bytea, jsonb), fw.replace_access(uuid, jsonb, bytea, jsonb), fw.step_referral(uuid, text, int, jsonb, bytea),
  fw.answer_packet(uuid, text, jsonb, bytea), fw.read_packet(uuid), fw.packets_to_delete(), fw.confirm_deleted(uuid), fw.tick_referrals(jsonb),
  fw.tidy_referrals(), fw.remember_browser(uuid, bytea, bytea), fw.my_referrals(), fw.answer_rate(uuid), fw.review_violation(uuid, text),
  fw.hand_over(uuid, jsonb), fw.escalate_referral(uuid), fw.raise_alert(uuid, uuid, text), fw.take_alert(uuid), fw.tick_alerts(jsonb) to app_desk;
grant execute on function fw.referral_orgs_due() to app_jobs;
grant execute on function fw.locator_face(bytea), fw.try_locator(bytea, bytea, bytea, boolean) to app_keeper;
grant execute on function fw.after_withdrawal(), fw.after_agreement() to own_consent;
grant execute on function fw.after_packet() to own_referrals;
-- Checks of the table are evaluated by whoever writes it.
grant execute on function fw.is_final_referral(text) to app_desk, app_backup;

insert into fw.erasure_map (schema_name, table_name, action, org_column) values
  ('referrals', 'referral', 'delete', 'org_id'), ('referrals', 'consent_sign', 'delete', 'org_id');
insert into fw.retention (schema_name, table_name, purpose_id, starts, clock_column, keep, most, action) values
  ('referrals', 'referral', 'referral.send', 'purpose_met', 'closed_at', '90 days', '180 days', 'erase'),
  ('referrals', 'consent_sign', 'referral.send', 'created', 'made_at', '60 days', '180 days', 'erase');

reset role;
set role own_referrals;
create trigger emptied after update of sealed on referrals.packet
  for each row when (octet_length(new.sealed) <= 1 and octet_length(old.sealed) > 1) execute function fw.after_packet();
create trigger gone after delete on referrals.packet for each row when (octet_length(old.sealed) > 1) execute function fw.after_packet();
reset role;
set role own_audit;
create index detail_packet on audit.detail ((details ->> 'packet')) where details ? 'packet';
reset role;
set role own_consent;
create trigger referrals_follow after update of withdrawn_at on consent.record
  for each row when (old.withdrawn_at is null and new.withdrawn_at is not null) execute function fw.after_withdrawal();
create trigger referrals_follow after update of state on consent.agreement
  for each row when (old.state = 'live' and new.state <> 'live') execute function fw.after_agreement();
reset role;

set role own_fw;
insert into fw.column_class (schema_name, table_name, column_name, class, concept) values
  ('fw', 'referral_rule', 'step', 'reference', 'which step'),
  ('fw', 'referral_rule', 'from_state', 'reference', 'state before'),
  ('fw', 'referral_rule', 'to_state', 'reference', 'state after'),
  ('fw', 'referral_rule', 'party', 'reference', 'which side took the step'),
  ('fw', 'packet_profile', 'service_type', 'reference', 'kind of service'),
  ('fw', 'packet_profile', 'v', 'reference', 'version'),
  ('fw', 'packet_profile', 'field', 'reference', 'field of a packet'),
  ('fw', 'packet_profile', 'justification', 'reference', 'why a service needs it'),
  ('referrals', 'network_entry', 'network_id', 'reference', 'id of a service in the network'),
  ('referrals', 'network_entry', 'org_id', 'reference', 'organisation whose row it is'),
  ('referrals', 'network_entry', 'purpose_id', 'coded', 'purpose fixed at collection'),
  ('referrals', 'network_entry', 'to_org', 'reference', 'organisation that receives'),
  ('referrals', 'network_entry', 'may_receive', 'reference', 'that the recipient may receive anything'),
  ('referrals', 'network_entry', 'listing_code', 'reference', 'public number of a service'),
  ('referrals', 'network_entry', 'service_type', 'coded', 'kind of service'),
  ('referrals', 'network_entry', 'route', 'coded', 'way by which it is reached or was done'),
  ('referrals', 'network_entry', 'telephone', 'clear', 'public telephone of an organisation'),
  ('referrals', 'network_entry', 'email', 'clear', 'public mail address of an organisation'),
  ('referrals', 'network_entry', 'answer_hours', 'clear', 'hours in which an organisation answers'),
  ('referrals', 'network_entry', 'page_lang', 'clear', 'language of the pages of a recipient'),
  ('referrals', 'network_entry', 'agreement_id', 'reference', 'id of an agreement'),
  ('referrals', 'network_entry', 'suspended_at', 'coded', 'since when it is not suggested'),
  ('referrals', 'network_entry', 'suspended_why', 'coded', 'why it is not suggested'),
  ('referrals', 'network_entry', 'reviewed_by', 'coded', 'account that reviewed it'),
  ('referrals', 'network_entry', 'reviewed_at', 'coded', 'when it was reviewed'),
  ('referrals', 'network_entry', 'ended_at', 'coded', 'when it left the network'),
  ('referrals', 'network_entry', 'created_at', 'coded', 'when the row was made'),
  ('referrals', 'referral', 'referral_id', 'coded', 'id of a referral'),
  ('referrals', 'referral', 'org_id', 'reference', 'organisation whose row it is'),
  ('referrals', 'referral', 'purpose_id', 'coded', 'purpose fixed at collection'),
  ('referrals', 'referral', 'point_id', 'coded', 'service point'),
  ('referrals', 'referral', 'subject', 'coded', 'token of a person in one organisation'),
  ('referrals', 'referral', 'visit_id', 'coded', 'id of a visit'),
  ('referrals', 'referral', 'number', 'coded', 'four digits that are said aloud'),
  ('referrals', 'referral', 'network_id', 'reference', 'id of a service in the network'),
  ('referrals', 'referral', 'to_org', 'reference', 'organisation that receives'),
  ('referrals', 'referral', 'may_receive', 'reference', 'that the recipient may receive anything'),
  ('referrals', 'referral', 'service_type', 'coded', 'kind of service'),
  ('referrals', 'referral', 'listing_code', 'reference', 'public number of a service'),
  ('referrals', 'referral', 'needs', 'coded', 'needs that this service is to meet'),
  ('referrals', 'referral', 'level', 'coded', 'urgency'),
  ('referrals', 'referral', 'state', 'coded', 'where it stands'),
  ('referrals', 'referral', 'follows', 'coded', 'referral that this one follows'),
  ('referrals', 'referral', 'owner_id', 'coded', 'account that owns it'),
  ('referrals', 'referral', 'next_due_at', 'coded', 'when somebody has to look again'),
  ('referrals', 'referral', 'changes', 'coded', 'how many steps were taken'),
  ('referrals', 'referral', 'content', 'sealed', 'what is to be sent, and the key of answers in words'),
  ('referrals', 'referral', 'profile_v', 'reference', 'version of the packet profile'),
  ('referrals', 'referral', 'fields', 'coded', 'which fields are sent, not what they say'),
  ('referrals', 'referral', 'categories', 'coded', 'kinds of data that may cross'),
  ('referrals', 'referral', 'conditions', 'coded', 'what was known of the service when it was sent'),
  ('referrals', 'referral', 'grant_id', 'coded', 'id of a consent'),
  ('referrals', 'referral', 'agreement_id', 'reference', 'id of an agreement'),
  ('referrals', 'referral', 'packet_id', 'coded', 'id of a packet'),
  ('referrals', 'referral', 'made_by', 'coded', 'account that made it'),
  ('referrals', 'referral', 'made_at', 'coded', 'when the row was made'),
  ('referrals', 'referral', 'sent_at', 'coded', 'when it was sent'),
  ('referrals', 'referral', 'answer_from', 'coded', 'since when an answer is waited for'),
  ('referrals', 'referral', 'answer_due', 'coded', 'until when an answer is due'),
  ('referrals', 'referral', 'escalate_at', 'coded', 'when a manager gets it'),
  ('referrals', 'referral', 'escalated', 'coded', 'whether a manager has it'),
  ('referrals', 'referral', 'reminded', 'coded', 'how often was reminded'),
  ('referrals', 'referral', 'answered_at', 'coded', 'when it was answered'),
  ('referrals', 'referral', 'late', 'coded', 'whether the deadline had passed'),
  ('referrals', 'referral', 'appointment_at', 'coded', 'time that the provider gave'),
  ('referrals', 'referral', 'bring', 'coded', 'what to bring, coded'),
  ('referrals', 'referral', 'outcome_from', 'coded', 'since when the outcome is asked for'),
  ('referrals', 'referral', 'outcome_asked', 'coded', 'how often the outcome was asked for'),
  ('referrals', 'referral', 'ends_at', 'coded', 'when it ends'),
  ('referrals', 'referral', 'reason', 'coded', 'coded reason'),
  ('referrals', 'referral', 'provider_outcome', 'coded', 'outcome by the provider'),
  ('referrals', 'referral', 'provider_reason', 'coded', 'reason by the provider'),
  ('referrals', 'referral', 'person_outcome', 'coded', 'outcome by the person'),
  ('referrals', 'referral', 'person_reason', 'coded', 'reason by the person'),
  ('referrals', 'referral', 'need_open', 'coded', 'whether the need is still open'),
  ('referrals', 'referral', 'closed_at', 'coded', 'when it ended'),
  ('referrals', 'referral_change', 'change_id', 'coded', 'id of a step'),
  ('referrals', 'referral_change', 'referral_id', 'coded', 'id of a referral'),
  ('referrals', 'referral_change', 'org_id', 'reference', 'organisation whose row it is'),
  ('referrals', 'referral_change', 'purpose_id', 'coded', 'purpose fixed at collection'),
  ('referrals', 'referral_change', 'n', 'coded', 'order of steps or reminders'),
  ('referrals', 'referral_change', 'step', 'coded', 'which step'),
  ('referrals', 'referral_change', 'from_state', 'coded', 'state before'),
  ('referrals', 'referral_change', 'to_state', 'coded', 'state after'),
  ('referrals', 'referral_change', 'party', 'coded', 'which side took the step'),
  ('referrals', 'referral_change', 'route', 'coded', 'way by which it is reached or was done'),
  ('referrals', 'referral_change', 'actor', 'coded', 'account of the own organisation that did it'),
  ('referrals', 'referral_change', 'at', 'coded', 'when it happened'),
  ('referrals', 'referral_change', 'reason', 'coded', 'coded reason'),
  ('referrals', 'referral_change', 'words', 'end_sealed', 'question or reply, sealed to the other side'),
  ('referrals', 'message', 'message_id', 'coded', 'id of a message'),
  ('referrals', 'message', 'referral_id', 'coded', 'id of a referral'),
  ('referrals', 'message', 'org_id', 'reference', 'organisation whose row it is'),
  ('referrals', 'message', 'purpose_id', 'coded', 'purpose fixed at collection'),
  ('referrals', 'message', 'to_whom', 'coded', 'who has to be told'),
  ('referrals', 'message', 'channel', 'coded', 'by which way'),
  ('referrals', 'message', 'key', 'coded', 'key of a neutral text'),
  ('referrals', 'message', 'n', 'coded', 'order of steps or reminders'),
  ('referrals', 'message', 'made_at', 'coded', 'when the row was made'),
  ('referrals', 'message', 'state', 'coded', 'where it stands'),
  ('referrals', 'message', 'done_at', 'coded', 'when somebody told it'),
  ('referrals', 'message', 'done_by', 'coded', 'account that told it'),
  ('referrals', 'recipient_access', 'access_id', 'coded', 'id of a way in'),
  ('referrals', 'recipient_access', 'org_id', 'reference', 'organisation whose row it is'),
  ('referrals', 'recipient_access', 'purpose_id', 'coded', 'purpose fixed at collection'),
  ('referrals', 'recipient_access', 'referral_id', 'coded', 'id of a referral'),
  ('referrals', 'recipient_access', 'packet_id', 'coded', 'id of a packet'),
  ('referrals', 'recipient_access', 'to_org', 'reference', 'organisation that receives'),
  ('referrals', 'recipient_access', 'may_receive', 'reference', 'that the recipient may receive anything'),
  ('referrals', 'recipient_access', 'locator_hash', 'coded', 'hash of a random locator'),
  ('referrals', 'recipient_access', 'proof_hash', 'coded', 'hash of what locator and code give'),
  ('referrals', 'recipient_access', 'wrapped', 'wrapped', 'key of a packet under locator and code'),
  ('referrals', 'recipient_access', 'browser_hash', 'coded', 'hash of a secret of one browser'),
  ('referrals', 'recipient_access', 'browser_wrapped', 'wrapped', 'key of a packet under that secret'),
  ('referrals', 'recipient_access', 'tries', 'coded', 'wrong codes in a row'),
  ('referrals', 'recipient_access', 'locked_at', 'coded', 'when it was locked'),
  ('referrals', 'recipient_access', 'made_at', 'coded', 'when the row was made'),
  ('referrals', 'recipient_access', 'ends_at', 'coded', 'when it ends'),
  ('referrals', 'violation', 'violation_id', 'coded', 'id of a report that somebody was turned away'),
  ('referrals', 'violation', 'org_id', 'reference', 'organisation whose row it is'),
  ('referrals', 'violation', 'purpose_id', 'coded', 'purpose fixed at collection'),
  ('referrals', 'violation', 'network_id', 'reference', 'id of a service in the network'),
  ('referrals', 'violation', 'kind', 'coded', 'kind of row'),
  ('referrals', 'violation', 'reported_by', 'coded', 'which side said so'),
  ('referrals', 'violation', 'made_at', 'coded', 'when the row was made'),
  ('referrals', 'violation', 'finding', 'coded', 'what the review found'),
  ('referrals', 'violation', 'reviewed_by', 'coded', 'account that reviewed it'),
  ('referrals', 'violation', 'reviewed_at', 'coded', 'when it was reviewed'),
  ('referrals', 'consent_sign', 'grant_id', 'coded', 'id of a consent'),
  ('referrals', 'consent_sign', 'org_id', 'reference', 'organisation whose row it is'),
  ('referrals', 'consent_sign', 'purpose_id', 'coded', 'purpose fixed at collection'),
  ('referrals', 'consent_sign', 'subject', 'coded', 'token of a person in one organisation'),
  ('referrals', 'consent_sign', 'kind', 'coded', 'kind of row'),
  ('referrals', 'consent_sign', 'sealed', 'sealed', 'how consent was given, strokes or voice'),
  ('referrals', 'consent_sign', 'made_at', 'coded', 'when the row was made'),
  ('referrals', 'on_call', 'on_call_id', 'coded', 'id of a duty'),
  ('referrals', 'on_call', 'org_id', 'reference', 'organisation whose row it is'),
  ('referrals', 'on_call', 'purpose_id', 'coded', 'purpose fixed at collection'),
  ('referrals', 'on_call', 'point_id', 'coded', 'service point'),
  ('referrals', 'on_call', 'focus', 'coded', 'for what somebody is called'),
  ('referrals', 'on_call', 'worker_id', 'coded', 'account on duty'),
  ('referrals', 'on_call', 'from_at', 'coded', 'start of a duty'),
  ('referrals', 'on_call', 'until_at', 'coded', 'end of a duty'),
  ('referrals', 'on_call', 'rank', 'coded', 'order of calling'),
  ('referrals', 'alert', 'alert_id', 'coded', 'id of an urgent call'),
  ('referrals', 'alert', 'org_id', 'reference', 'organisation whose row it is'),
  ('referrals', 'alert', 'purpose_id', 'coded', 'purpose fixed at collection'),
  ('referrals', 'alert', 'point_id', 'coded', 'service point'),
  ('referrals', 'alert', 'focus', 'coded', 'for what somebody is called'),
  ('referrals', 'alert', 'raised_by', 'coded', 'account that called'),
  ('referrals', 'alert', 'raised_at', 'coded', 'when it was called'),
  ('referrals', 'alert', 'stage', 'coded', 'how far an urgent call went'),
  ('referrals', 'alert', 'asked', 'coded', 'account that is called'),
  ('referrals', 'alert', 'next_due_at', 'coded', 'when somebody has to look again'),
  ('referrals', 'alert', 'taken_by', 'coded', 'account that comes'),
  ('referrals', 'alert', 'taken_at', 'coded', 'when somebody said that she comes'),
  ('referrals', 'spent_key', 'packet_id', 'coded', 'id of a packet'),
  ('referrals', 'spent_key', 'org_id', 'reference', 'organisation whose row it is'),
  ('referrals', 'spent_key', 'purpose_id', 'coded', 'purpose fixed at collection'),
  ('referrals', 'spent_key', 'made_at', 'coded', 'when the row was made'),
  ('referrals', 'packet', 'number', 'coded', 'four digits that are said aloud'),
  ('referrals', 'packet', 'service_type', 'coded', 'kind of service'),
  ('referrals', 'packet', 'listing_code', 'reference', 'public number of a service'),
  ('referrals', 'packet', 'level', 'coded', 'urgency'),
  ('referrals', 'packet', 'state', 'coded', 'where it stands'),
  ('referrals', 'packet', 'answer_due', 'coded', 'until when an answer is due'),
  ('referrals', 'packet', 'reminded', 'coded', 'how often was reminded'),
  ('referrals', 'packet', 'appointment_at', 'coded', 'time that the provider gave'),
  ('referrals', 'packet', 'sealed_for', 'coded', 'under what a packet is sealed'),
  ('referrals', 'packet', 'ask_key', 'clear', 'public key for questions'),
  ('referrals', 'packet', 'reply_key', 'clear', 'public key for replies'),
  ('referrals', 'packet', 'replied', 'end_sealed', 'reply, sealed to the holder of the packet');
reset role;

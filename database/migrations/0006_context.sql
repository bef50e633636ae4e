-- The context: a signed ticket that becomes an audit row (design chapter 20, sections 2 to 6).
-- A transaction of a guarded compartment begins with fw.begin(ticket). The row which that leaves in
-- audit.stage is the context: no row, no context, no data.

do $$
declare
  name text;
begin
  foreach name in array array[
    'own_fw', 'own_audit', 'own_consent', 'own_casework', 'own_ident', 'own_referrals', 'own_staff', 'own_register',
    'own_health', 'own_survivor', 'own_legal', 'own_child', 'own_kin', 'own_detention', 'own_vault'
  ] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I nologin', name);
    end if;
    execute format('grant %I to %I', name, current_user);
  end loop;
  foreach name in array array[
    'app_desk', 'app_ident', 'app_consent', 'app_staff', 'app_register', 'app_seq', 'app_keeper', 'app_backup',
    'app_health', 'app_survivor', 'app_legal', 'app_child', 'app_kin', 'app_detention', 'app_vault'
  ] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls', name);
    end if;
  end loop;
  -- Other sessions of one role can read its query texts; these roles leave none behind.
  if (select rolsuper from pg_roles where rolname = current_user) then
    foreach name in array array[
      'app_public', 'app_editor', 'app_jobs',
      'app_desk', 'app_ident', 'app_consent', 'app_staff', 'app_register', 'app_seq', 'app_keeper', 'app_backup',
      'app_health', 'app_survivor', 'app_legal', 'app_child', 'app_kin', 'app_detention', 'app_vault'
    ] loop
      execute format('alter role %I set track_activities = off', name);
    end loop;
    -- Large objects ignore row security: nobody makes, reads or writes one.
    for name in select p.oid::regprocedure::text from pg_proc p
      where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^(lo_|loread$|lowrite$)' loop
      execute format('revoke execute on function %s from public', name);
    end loop;
  end if;
end $$;

-- An injected DO block or temporary function has no language to be written in.
revoke usage on language plpgsql from public;
grant usage on language plpgsql to own_directory, own_fw, own_audit, own_consent, own_casework, own_ident, own_referrals,
  own_staff, own_register, own_health, own_survivor, own_legal, own_child, own_kin, own_detention, own_vault;

create schema fw authorization own_fw;
create schema audit authorization own_audit;
comment on schema fw is 'Reference tables and functions of the firewall; no login role may touch its tables';
comment on schema audit is 'Staged events, the tree and its details; only the sequencer reads them';
grant usage on schema fw to app_desk, app_ident, app_consent, app_staff, app_register, app_seq, app_keeper, app_jobs,
  app_health, app_survivor, app_legal, app_child, app_kin, app_detention, app_vault, own_audit, own_consent, own_casework,
  own_ident, own_referrals, own_staff, own_register, own_health, own_survivor, own_legal, own_child, own_kin, own_detention, own_vault;
grant usage on schema audit to own_fw, app_seq;

set role own_fw;

-- Organisations that can be a party to anything (FIRE-03). There is no enforcement kind, no 'other', no free text.
create table fw.organisation (
  org_id uuid primary key,
  name text not null check (length(name) between 2 and 200),
  country text not null check (country ~ '^[A-Z]{2}$'),
  kind text not null check (kind in ('humanitarian', 'health', 'education', 'legal_aid', 'labour', 'municipal_social',
    'shelter', 'consular', 'accreditation', 'independent_monitor', 'authority_channel', 'network')),
  functions text[] not null default '{}',
  -- A person said of this organisation, before a second one, that it has no immigration enforcement function.
  no_enforcement_function boolean not null check (no_enforcement_function),
  proposed_by uuid not null,
  approved_by uuid not null check (approved_by <> proposed_by),
  created_at timestamptz not null default clock_timestamp(),
  may_receive boolean generated always as (kind is not null) stored,
  may_export boolean generated always as (kind not in ('authority_channel', 'consular')) stored,
  cut_at timestamptz,
  unique (org_id, may_receive),
  unique (org_id, may_export)
);

-- Purposes: fixed at collection (FIRE-07). Their plain words are in the message catalogues.
create table fw.purpose (
  purpose_id text primary key check (purpose_id ~ '^[a-z]+(\.[a-z_]+)?$'),
  legal_basis text not null check (legal_basis in ('vital_interest', 'consent', 'public_interest', 'legal_duty', 'own_request')),
  essential boolean not null
);
insert into fw.purpose values
  ('desk.visit', 'vital_interest', true), ('desk.screen', 'vital_interest', true),
  ('referral.send', 'consent', true), ('referral.receive', 'consent', true),
  ('shelter.stay', 'vital_interest', true), ('aid.hand_out', 'vital_interest', true), ('health.care', 'vital_interest', true),
  ('school.enrol', 'consent', true), ('training.enrol', 'consent', false),
  ('legal.advice', 'consent', true), ('legal.claim', 'consent', true),
  ('child.protect', 'vital_interest', true), ('survivor.support', 'consent', true),
  ('kin.trace', 'consent', true), ('detention.visit', 'consent', true),
  ('campaign.register', 'public_interest', true), ('followup.outcome', 'consent', false),
  ('own.access', 'own_request', true), ('job.retention', 'legal_duty', false), ('dpo.oversight', 'legal_duty', false),
  ('request.authority', 'legal_duty', false), ('export.recurring', 'consent', false),
  ('statistics', 'public_interest', false), ('tally', 'public_interest', false),
  ('staff.manage', 'legal_duty', false), ('agreement.manage', 'legal_duty', false);

-- What was collected for one purpose and may be read for another: short, reviewed, changed by migration only.
create table fw.purpose_use (
  collected_for text not null references fw.purpose,
  used_for text not null references fw.purpose,
  primary key (used_for, collected_for)
);
insert into fw.purpose_use select purpose_id, purpose_id from fw.purpose;
insert into fw.purpose_use (collected_for, used_for) values
  ('desk.screen', 'desk.visit'), ('desk.visit', 'desk.screen'), ('referral.send', 'desk.visit'),
  ('desk.visit', 'referral.send'), ('desk.screen', 'referral.send'), ('desk.visit', 'referral.receive'),
  ('referral.send', 'referral.receive'), ('referral.send', 'followup.outcome'), ('referral.receive', 'followup.outcome'),
  ('legal.advice', 'legal.claim'), ('desk.visit', 'tally');
insert into fw.purpose_use
  select p.purpose_id, u.used_for from fw.purpose p, (values ('own.access'), ('job.retention')) u(used_for)
  where p.purpose_id not in ('own.access', 'job.retention', 'staff.manage', 'agreement.manage', 'statistics', 'tally',
    'dpo.oversight', 'request.authority')
  on conflict do nothing;

-- Padded key states of the keeper's ticket key (RFC 2104): key xor ipad, key xor opad. Never dumped, replaced every 24 h.
create table fw.mac_key (
  key_no int primary key check (key_no > 0),
  ki bytea not null check (octet_length(ki) = 64),
  ko bytea not null check (octet_length(ko) = 64),
  made_at timestamptz not null default clock_timestamp(),
  retired_at timestamptz not null
);

-- What every column of a guarded schema holds: a column without an entry fails the build.
create table fw.column_class (
  schema_name text not null,
  table_name text not null,
  column_name text not null,
  class text not null check (class in ('clear', 'coded', 'sealed', 'end_sealed', 'wrapped', 'reference')),
  concept text not null check (length(concept) between 3 and 120),
  primary key (schema_name, table_name, column_name)
);

-- Where a person's rows are, and what erasing does to each place (section 7).
create table fw.erasure_map (
  schema_name text not null,
  table_name text not null,
  subject_column text not null default 'subject',
  action text not null check (action in ('delete', 'blank_subject')),
  -- Own organisation only: the column that says whose row it is.
  org_column text not null default 'org_id',
  primary key (schema_name, table_name)
);

-- Retention clocks (FIRE-10).
create table fw.retention (
  schema_name text not null,
  table_name text not null,
  purpose_id text not null references fw.purpose,
  starts text not null check (starts in ('created', 'last_contact', 'purpose_met', 'campaign_closed', 'agreement_ended', 'decision')),
  clock_column text not null,
  keep interval not null check (keep >= interval '0'),
  most interval not null,
  action text not null check (action in ('erase', 'blank_subject', 'erase_after_facts')),
  check (keep <= most),
  primary key (schema_name, table_name, purpose_id)
);

grant references on fw.organisation, fw.purpose to own_consent, own_casework, own_ident, own_referrals, own_staff, own_register,
  own_health, own_survivor, own_legal, own_child, own_kin, own_detention, own_vault;

create type fw.context as (kind text, actor uuid, org_id uuid, points uuid[], purpose text, subject uuid, reads text[]);

reset role;
set role own_audit;

-- One row opens each transaction (act 'open'); further rows note what else it did. Numbered densely by each backend,
-- so that a row taken away is a gap.
create table audit.stage (
  stage_id bigint generated always as identity primary key,
  xid xid8 not null,
  act text not null default 'open' check (act ~ '^[a-z][a-z_.]{1,47}$'),
  nonce bytea unique check ((nonce is null) = (act <> 'open')),
  login name not null,
  producer int not null,
  n bigint not null,
  at timestamptz not null,
  exp timestamptz not null,
  kind text not null check (kind in ('staff', 'person', 'job', 'glass')),
  actor uuid,
  org_id uuid not null,
  purpose text not null,
  route text not null,
  subject uuid,
  subjects uuid[],
  points uuid[],
  reads text[] not null,
  details jsonb,
  leaf_index bigint,
  unique (producer, n)
);
create unique index stage_context on audit.stage (xid) where act = 'open';
create index stage_waiting on audit.stage (stage_id) where leaf_index is null;

create table audit.producer (pid int primary key, n bigint not null);

-- The tree's leaves: no personal data (section 9). The tiles on disk are made from this table.
create table audit.leaf (
  leaf_index bigint primary key check (leaf_index >= 0),
  leaf bytea not null check (octet_length(leaf) <= 512)
);

-- What a leaf's commitments were made of; can be erased without breaking the tree.
create table audit.detail (
  leaf_index bigint primary key references audit.leaf,
  at timestamptz not null,
  kind text not null,
  actor uuid,
  org_id uuid not null,
  purpose text not null,
  route text not null,
  act text not null,
  subject uuid,
  subjects uuid[],
  details jsonb,
  actor_key bytea,
  subject_key bytea
);
create index detail_subject on audit.detail (subject, leaf_index) where subject is not null;
create index detail_subjects on audit.detail using gin (subjects) where subjects is not null;
create index detail_actor on audit.detail (org_id, actor, leaf_index);

grant select, insert, update on audit.stage, audit.producer to own_fw;
grant select, update on audit.stage to app_seq;
grant delete on audit.stage to app_seq;
grant select on audit.producer to app_seq;
grant select, insert on audit.leaf, audit.detail to app_seq;
grant select on audit.detail to own_fw;
grant update (actor, route, subject, subjects, details, actor_key, subject_key) on audit.detail to own_fw;

reset role;
set role own_fw;

-- HMAC-SHA-256 (RFC 2104) with the padded keys ready, so that no extension is needed.
create function fw.hmac(ki bytea, ko bytea, message bytea) returns bytea
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $$ select sha256(ko || sha256(ki || message)) $$;

create function fw.base64url(value text) returns bytea
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $$ select decode(translate(value, '-_', '+/') || repeat('=', (4 - length(value) % 4) % 4), 'base64') $$;

-- The keeper's door: a new ticket key; its own one before stays good for a minute, for tickets under way. Several programs
-- have a key each; one that was killed leaves a key that ends by itself.
create function fw.put_mac_key(p_key_no int, p_ki bytea, p_ko bytea, p_previous int default null) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update fw.mac_key set retired_at = clock_timestamp() + interval '60 s' where key_no = p_previous and retired_at > clock_timestamp() + interval '60 s';
  insert into fw.mac_key (key_no, ki, ko, retired_at) values (p_key_no, p_ki, p_ko, clock_timestamp() + interval '25 hours');
  delete from fw.mac_key where retired_at < clock_timestamp() - interval '1 hour';
end $$;

-- The highest number used, so that a restarted keeper goes on from it.
create function fw.last_mac_key() returns int
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select coalesce(max(key_no), 0) from fw.mac_key $$;

-- Verifies the ticket and stages the event of this transaction. Nothing else can open a context.
--   WH002 forged or malformed, WH003 expired, WH004 organisation closed, WH005 for another login role,
--   WH001 in a transaction that would not see what others commit, or with a cursor held from another context
--   23505 on audit.stage: used before, or a second context in one transaction
create function fw.begin(p_ticket text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
declare
  part text[] := string_to_array(p_ticket, '|');
  the_key fw.mac_key;
  mac bytea;
  expires timestamptz;
  now_is timestamptz := clock_timestamp();
  readable text[];
  next_n bigint;
begin
  -- A withdrawal counts from its commit, so every statement must look anew; and what a cursor kept is nobody's context.
  if current_setting('transaction_isolation') <> 'read committed' or exists (select from pg_cursors q where q.is_holdable) then
    raise exception using errcode = 'WH001', message = 'no context here';
  end if;
  if cardinality(part) is distinct from 13 or part[1] <> 'w1' or part[2] !~ '^[0-9]{1,9}$' or part[13] !~ '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$' then
    raise exception using errcode = 'WH002', message = 'ticket refused';
  end if;
  select * into the_key from fw.mac_key k
    where k.key_no = part[2]::int and k.retired_at > now_is;
  if not found then
    raise exception using errcode = 'WH002', message = 'ticket refused';
  end if;
  mac := fw.hmac(the_key.ki, the_key.ko, convert_to(left(p_ticket, length(p_ticket) - 44), 'UTF8'));
  -- Comparing digests of both tells nothing of how much of a guess was right.
  if sha256(mac) <> sha256(fw.base64url(part[13])) then
    raise exception using errcode = 'WH002', message = 'ticket refused';
  end if;
  expires := to_timestamp(part[11]::bigint / 1000.0);
  if expires <= now_is or expires > now_is + interval '31 s' then
    raise exception using errcode = 'WH003', message = 'ticket expired';
  end if;
  if part[3] <> session_user then
    raise exception using errcode = 'WH005', message = 'ticket for another role';
  end if;
  if part[4] not in ('staff', 'person', 'job', 'glass') or (part[4] in ('staff', 'glass') and part[5] = '')
    or (part[4] in ('person', 'glass') and part[10] = '') then
    raise exception using errcode = 'WH002', message = 'ticket refused';
  end if;
  if not exists (select from fw.organisation o where o.org_id = part[6]::uuid and (o.cut_at is null or o.cut_at > now_is)) then
    raise exception using errcode = 'WH004', message = 'organisation closed';
  end if;
  select coalesce(array_agg(u.collected_for), '{}') into readable from fw.purpose_use u where u.used_for = part[8];
  if readable = '{}' then
    raise exception using errcode = 'WH002', message = 'ticket refused';
  end if;
  insert into audit.producer as p values (pg_backend_pid(), 1)
    on conflict (pid) do update set n = p.n + 1 returning p.n into next_n;
  insert into audit.stage (xid, nonce, login, producer, n, at, exp, kind, actor, org_id, purpose, route, subject, points, reads)
  values (pg_current_xact_id(), fw.base64url(part[12]), session_user, pg_backend_pid(), next_n, now_is, expires, part[4],
    nullif(part[5], '')::uuid, part[6]::uuid, part[8], part[9], nullif(part[10], '')::uuid,
    case when part[7] = '' then null else string_to_array(part[7], ',')::uuid[] end, readable);
end $$;

-- The context of this transaction. Raises WH001 (none), WH003 (expired), WH004 (organisation closed).
create function fw.ctx() returns fw.context
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
declare
  r record;
begin
  select s.kind, s.actor, s.org_id, s.points, s.purpose, s.subject, s.reads, s.exp, o.cut_at into r
    from audit.stage s join fw.organisation o using (org_id)
    where s.act = 'open' and s.xid = pg_current_xact_id_if_assigned();
  if not found then
    raise exception using errcode = 'WH001', message = 'no context';
  elsif r.exp <= clock_timestamp() then
    raise exception using errcode = 'WH003', message = 'context expired';
  elsif r.cut_at <= clock_timestamp() then
    raise exception using errcode = 'WH004', message = 'organisation closed';
  end if;
  return row(r.kind, r.actor, r.org_id, r.points, r.purpose, r.subject, r.reads)::fw.context;
end $$;

-- Says what else this transaction did: an act's name, coded details (no personal data in the keys), and people it touched.
create function fw.note(p_act text, p_details jsonb default null, p_subjects uuid[] default null) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
declare
  c fw.context := fw.ctx();
  next_n bigint;
  opened audit.stage;
begin
  if p_act = 'open' then
    raise exception using errcode = 'WH002', message = 'act refused';
  end if;
  select * into opened from audit.stage s where s.act = 'open' and s.xid = pg_current_xact_id();
  update audit.producer p set n = p.n + 1 where p.pid = opened.producer returning p.n into next_n;
  insert into audit.stage (xid, act, login, producer, n, at, exp, kind, actor, org_id, purpose, route, subject, subjects, points, reads, details)
  values (opened.xid, p_act, opened.login, opened.producer, next_n, clock_timestamp(), opened.exp, c.kind, c.actor, c.org_id, c.purpose,
    opened.route, c.subject, p_subjects, c.points, c.reads, p_details);
end $$;

-- The people whose rows this transaction reads, when they are many: each finds it in her own log.
create function fw.touch(p_subjects uuid[]) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$ select fw.note('read', null, p_subjects) $$;

-- What the policies ask: each is one look at the context row, evaluated once for a statement and as directly as can be,
-- for every guarded statement pays for it. Who opens the row (home_org, own_row) checks the ticket's time and the
-- organisation; the rest only narrow. Without a context home_org raises, the others answer null: nothing passes.
create function fw.home_org() returns uuid
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
declare
  r record;
begin
  select s.kind, s.org_id, s.exp, o.cut_at into r
    from audit.stage s join fw.organisation o using (org_id)
    where s.act = 'open' and s.xid = pg_current_xact_id_if_assigned();
  if not found then
    raise exception using errcode = 'WH001', message = 'no context';
  elsif r.exp <= clock_timestamp() then
    raise exception using errcode = 'WH003', message = 'context expired';
  elsif r.cut_at <= clock_timestamp() then
    raise exception using errcode = 'WH004', message = 'organisation closed';
  end if;
  return case when r.kind in ('staff', 'job') then r.org_id end;
end $$;
-- Of a person with her own token, and of staff by break-glass: one record, read only, in the organisation of the ticket.
create function fw.own_row() returns table (subject uuid, org_id uuid)
language sql stable parallel restricted rows 1 security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
begin atomic
  select s.subject, s.org_id from audit.stage s join fw.organisation o using (org_id)
    where s.act = 'open' and s.xid = pg_current_xact_id_if_assigned() and s.kind in ('person', 'glass')
      and s.exp > clock_timestamp() and (o.cut_at is null or o.cut_at > clock_timestamp());
end;
create function fw.own_subject() returns uuid
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
begin atomic
  select o.subject from fw.own_row() o;
end;
create function fw.readable() returns text[]
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
begin atomic
  select s.reads from audit.stage s where s.act = 'open' and s.xid = pg_current_xact_id_if_assigned();
end;
create function fw.acting_purpose() returns text
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
begin atomic
  select s.purpose from audit.stage s where s.act = 'open' and s.xid = pg_current_xact_id_if_assigned();
end;
-- '{}' for all points; null without a context.
create function fw.points() returns uuid[]
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
begin atomic
  select coalesce(s.points, '{}') from audit.stage s where s.act = 'open' and s.xid = pg_current_xact_id_if_assigned();
end;

revoke execute on all functions in schema fw from public;
grant execute on function fw.begin(text), fw.ctx(), fw.note(text, jsonb, uuid[]), fw.touch(uuid[]),
  fw.home_org(), fw.own_row(), fw.own_subject(), fw.readable(), fw.acting_purpose(), fw.points() to
  app_desk, app_ident, app_consent, app_staff, app_register, app_jobs,
  app_health, app_survivor, app_legal, app_child, app_kin, app_detention, app_vault,
  own_audit, own_consent, own_casework, own_ident, own_referrals, own_staff, own_register,
  own_health, own_survivor, own_legal, own_child, own_kin, own_detention, own_vault;
grant execute on function fw.put_mac_key(int, bytea, bytea, int), fw.last_mac_key() to app_keeper;

reset role;

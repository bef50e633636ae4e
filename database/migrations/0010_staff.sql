-- People who work here: accounts, ways to sign in, sessions, roles, training (design chapter 20, section 14).
-- Before somebody has signed in there is no context, so sign-in asks through functions that give one row or a verdict.

create schema staff authorization own_staff;
comment on schema staff is 'Accounts, roles, sessions and devices of staff; no client address, no browser text';
grant usage on schema staff to app_staff, own_fw, app_backup, app_keeper;

set role own_fw;
insert into fw.purpose values ('staff.sign_in', 'legal_duty', false);
insert into fw.purpose_use (collected_for, used_for) values ('staff.sign_in', 'staff.sign_in'), ('staff.manage', 'staff.sign_in'), ('staff.sign_in', 'staff.manage');
reset role;

set role own_staff;

create table staff.account (
  account_id uuid primary key,
  org_id uuid not null references fw.organisation,
  -- Chosen by the administrator; folded to lower case. It need not be a name or an address.
  login text not null unique check (login = lower(login) and login ~ '^[^\s|]{3,100}$'),
  display_name text not null check (length(display_name) between 1 and 100),
  languages text[] not null default '{}',
  password_hash text,
  totp_sealed bytea,
  totp_last bigint not null default 0,
  shared_device_minutes int,
  created_by uuid,
  created_at timestamptz not null default clock_timestamp(),
  closed_at timestamptz
);
create index account_org on staff.account (org_id, login);

create table staff.passkey (
  credential_id bytea primary key check (octet_length(credential_id) <= 1023),
  org_id uuid not null references fw.organisation,
  account_id uuid not null references staff.account on delete cascade,
  public_key bytea not null,
  counter bigint not null default 0,
  transports text[] not null default '{}',
  backed_up boolean not null,
  label text not null check (length(label) between 1 and 60),
  created_at timestamptz not null default clock_timestamp(),
  last_used_on date
);
create index passkey_account on staff.passkey (account_id);

-- One-time codes for when the second factor is lost: only their hashes, each used once.
create table staff.recovery_code (
  code_hash bytea primary key check (octet_length(code_hash) = 32),
  org_id uuid not null references fw.organisation,
  account_id uuid not null references staff.account on delete cascade,
  made_at timestamptz not null default clock_timestamp(),
  used_at timestamptz
);

create table staff.identity (
  issuer text not null,
  subject_hash bytea not null check (octet_length(subject_hash) = 32),
  org_id uuid not null references fw.organisation,
  account_id uuid not null references staff.account on delete cascade,
  created_at timestamptz not null default clock_timestamp(),
  primary key (issuer, subject_hash)
);

-- OpenID Connect providers that an organisation pinned; the secret is sealed with the node's own key.
create table staff.provider (
  org_id uuid not null references fw.organisation,
  issuer text not null check (issuer ~ '^https://'),
  client_id text not null,
  client_secret_sealed bytea,
  label text not null check (length(label) between 1 and 60),
  added_by uuid not null,
  approved_by uuid not null check (approved_by <> added_by),
  primary key (org_id, issuer)
);

create table staff.device (
  device_id uuid primary key,
  org_id uuid not null references fw.organisation,
  label text not null check (length(label) between 1 and 60),
  shared boolean not null default false,
  secret_hash bytea not null unique check (octet_length(secret_hash) = 32),
  registered_by uuid not null,
  registered_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz
);

create table staff.session (
  session_hash bytea primary key check (octet_length(session_hash) = 32),
  session_id uuid not null unique,
  org_id uuid not null references fw.organisation,
  account_id uuid not null references staff.account on delete cascade,
  device_id uuid references staff.device,
  how text not null check (how in ('passkey', 'password', 'provider', 'recovery')),
  idle interval not null check (idle <= interval '15 minutes'),
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  proof_at timestamptz not null default clock_timestamp(),
  ends_at timestamptz not null,
  ended_at timestamptz,
  check (ends_at <= started_at + interval '12 hours 1 second')
);
create index session_account on staff.session (account_id) where ended_at is null;

create table staff.role_grant (
  grant_id uuid primary key,
  org_id uuid not null references fw.organisation,
  account_id uuid not null references staff.account on delete cascade,
  role text not null check (role in ('volunteer', 'desk', 'mediator', 'interpreter', 'caseworker', 'clinician', 'psychologist',
    'shelter', 'distribution', 'mobile', 'point_manager', 'child', 'survivor', 'tracing', 'adviser', 'hotline', 'cards',
    'complaints', 'safeguarding', 'monitor', 'detention_monitor', 'documenter', 'dpo', 'liaison', 'administrator', 'auditor',
    'statistician', 'planner', 'editor', 'translator')),
  points uuid[],
  from_at timestamptz not null default clock_timestamp(),
  until_at timestamptz,
  -- A role that needs training ends with it (VOL-04).
  course text,
  granted_by uuid not null,
  granted_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz,
  check (granted_by <> account_id),
  check (until_at is null or until_at > from_at)
);
create index role_grant_account on staff.role_grant (account_id) where revoked_at is null;

create table staff.training (
  org_id uuid not null references fw.organisation,
  account_id uuid not null references staff.account on delete cascade,
  course text not null check (course ~ '^[a-z][a-z_]{1,40}$'),
  hours numeric(5, 1) not null check (hours > 0),
  passed_on date not null,
  valid_until date not null check (valid_until > passed_on),
  recorded_by uuid not null check (recorded_by <> account_id),
  primary key (account_id, course, passed_on)
);

-- Tries in a window, by the hash of what was tried: unknown names are counted like known ones.
create table staff.attempt (
  key_hash bytea not null check (octet_length(key_hash) = 32),
  window_start timestamptz not null,
  n int not null default 1,
  primary key (key_hash, window_start)
);

-- A way in for a new account, or back in for a known one: made by one administrator, and for recovery by two.
create table staff.invitation (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  org_id uuid not null references fw.organisation,
  account_id uuid not null references staff.account on delete cascade,
  why text not null check (why in ('new', 'recovery')),
  made_by uuid not null,
  second_by uuid,
  made_at timestamptz not null default clock_timestamp(),
  ends_at timestamptz not null,
  used_at timestamptz,
  check (made_by <> account_id and second_by is distinct from made_by and second_by is distinct from account_id)
);

-- Somebody asks for an organisation, somebody else approves it (FIRE-03).
create table staff.organisation_proposal (
  proposal_id uuid primary key,
  org_id uuid not null references fw.organisation,
  new_org_id uuid not null unique,
  name text not null,
  country text not null,
  kind text not null,
  functions text[] not null default '{}',
  domains text[] not null default '{}',
  no_enforcement_function boolean not null check (no_enforcement_function),
  proposed_by uuid not null,
  proposed_at timestamptz not null default clock_timestamp(),
  decided_by uuid check (decided_by <> proposed_by),
  decided_at timestamptz,
  approved boolean
);

-- Role keys of end-sealed compartments: public halves, and private halves sealed to each holder's own key (section 7).
create table staff.member_key (
  account_id uuid primary key references staff.account on delete cascade,
  org_id uuid not null references fw.organisation,
  recipient text not null check (recipient ~ '^age1[0-9a-z]{58}$'),
  wrapped_passkey bytea,
  wrapped_passphrase bytea,
  wrapped_sheet bytea not null,
  made_at timestamptz not null default clock_timestamp()
);
create table staff.role_key (
  org_id uuid not null references fw.organisation,
  compartment text not null check (compartment in ('survivor', 'legal', 'child', 'kin', 'detention')),
  generation int not null check (generation > 0),
  recipient text not null check (recipient ~ '^age1[0-9a-z]{58}$'),
  made_at timestamptz not null default clock_timestamp(),
  closed_at timestamptz,
  primary key (org_id, compartment, generation)
);
create table staff.role_key_holder (
  org_id uuid not null,
  compartment text not null,
  generation int not null,
  account_id uuid not null references staff.account on delete cascade,
  sealed_private bytea not null,
  added_at timestamptz not null default clock_timestamp(),
  primary key (org_id, compartment, generation, account_id),
  foreign key (org_id, compartment, generation) references staff.role_key
);

do $$
declare
  t text;
begin
  foreach t in array array['account', 'passkey', 'recovery_code', 'identity', 'provider', 'device', 'session', 'role_grant', 'training',
    'invitation', 'organisation_proposal', 'member_key', 'role_key', 'role_key_holder'] loop
    execute format('alter table staff.%I enable row level security', t);
    execute format('alter table staff.%I force row level security', t);
    execute format('create policy home_staff on staff.%I to app_staff using (org_id = (select fw.home_org())) with check (org_id = (select fw.home_org()))', t);
    execute format('create policy purpose_staff on staff.%I as restrictive to app_staff using ((select fw.acting_purpose()) in (''staff.manage'', ''staff.sign_in''))
      with check ((select fw.acting_purpose()) in (''staff.manage'', ''staff.sign_in''))', t);
    execute format('create policy definer on staff.%I to own_fw using (true) with check (true)', t);
    execute format('create policy backup on staff.%I for select to app_backup using (true)', t);
    execute format('grant select on staff.%I to app_backup, own_fw', t);
    execute format('grant select, insert on staff.%I to app_staff', t);
  end loop;
end $$;
alter table staff.attempt enable row level security;
alter table staff.attempt force row level security;
create policy definer on staff.attempt to own_fw using (true) with check (true);
grant select, insert, update, delete on staff.attempt to own_fw;
grant update (display_name, languages, password_hash, totp_sealed, totp_last, closed_at) on staff.account to app_staff;
grant update (counter, last_used_on, label, backed_up) on staff.passkey to app_staff;
grant delete on staff.passkey, staff.recovery_code, staff.identity, staff.provider, staff.role_key_holder to app_staff;
grant update (used_at) on staff.recovery_code, staff.invitation to app_staff;
grant update (second_by) on staff.invitation to app_staff;
grant update (revoked_at, label, shared) on staff.device to app_staff;
grant update (seen_at, proof_at, ended_at) on staff.session to app_staff;
grant update (revoked_at) on staff.role_grant to app_staff;
grant update (decided_by, decided_at, approved) on staff.organisation_proposal to app_staff;
grant update (closed_at) on staff.role_key to app_staff;
grant update (wrapped_passkey, wrapped_passphrase, wrapped_sheet) on staff.member_key to app_staff;
grant update (seen_at) on staff.session to own_fw;
grant update (decided_by, decided_at, approved) on staff.organisation_proposal to own_fw;

-- Separation of duties inside one organisation: these four are four people.
create function staff.separate_duties() returns trigger
language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp
as $$
declare
  apart text[] := array['dpo', 'administrator', 'complaints', 'auditor'];
begin
  if new.role = any (apart) and exists (
    select from staff.role_grant g where g.account_id = new.account_id and g.org_id = new.org_id and g.role = any (apart)
      and g.role <> new.role and g.revoked_at is null and (g.until_at is null or g.until_at > clock_timestamp())
  ) then
    raise exception using errcode = 'WH031', message = 'these duties belong to different people', column = 'role';
  end if;
  return new;
end $$;
revoke execute on function staff.separate_duties() from public;
create trigger separate_duties before insert on staff.role_grant for each row execute function staff.separate_duties();

reset role;
set role own_fw;

-- Bodies that can never be a party, as data kept by the network: plain names, mail domains, registry numbers (FIRE-03).
create table fw.barred (
  barred_id int generated always as identity primary key,
  country text not null check (country ~ '^([A-Z]{2}|\*)$'),
  names text[] not null,
  domains text[] not null default '{}',
  source text not null
);

create function fw.plain_name(value text) returns text
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $$ select trim(regexp_replace(lower(normalize(value, nfkc)), '[^[:alnum:]]+', ' ', 'g')) $$;

-- Whatever kind was chosen, and again at each renaming: WH022.
create function fw.refuse_barred() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  plain text := ' ' || fw.plain_name(new.name) || ' ';
begin
  if exists (
    select from fw.barred b, unnest(b.names) barred_name
    where b.country in ('*', new.country) and position(' ' || fw.plain_name(barred_name) || ' ' in plain) > 0
  ) then
    raise exception using errcode = 'WH022', message = 'recipient barred', column = 'name';
  end if;
  return new;
end $$;
create trigger refuse_barred before insert or update of name, country on fw.organisation for each row execute function fw.refuse_barred();

create function fw.is_barred_domain(p_domain text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select exists (select from fw.barred b, unnest(b.domains) d
    where lower(p_domain) = d or lower(p_domain) like '%.' || d)
$$;

-- Approves a proposal of this organisation's own people: a second person, never the first. The new organisation exists from then on.
create function fw.approve_organisation(p_proposal uuid) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  p staff.organisation_proposal;
  d text;
begin
  select * into p from staff.organisation_proposal x where x.proposal_id = p_proposal and x.org_id = c.org_id and x.decided_at is null for update;
  if not found or c.kind <> 'staff' or c.purpose <> 'staff.manage' then
    return null;
  end if;
  if p.proposed_by = c.actor then
    raise exception using errcode = 'WH031', message = 'a second person has to approve';
  end if;
  foreach d in array p.domains loop
    if fw.is_barred_domain(d) then
      raise exception using errcode = 'WH022', message = 'recipient barred', column = 'domains';
    end if;
  end loop;
  insert into fw.organisation (org_id, name, country, kind, functions, no_enforcement_function, proposed_by, approved_by)
    values (p.new_org_id, p.name, p.country, p.kind, p.functions, p.no_enforcement_function, p.proposed_by, c.actor);
  update staff.organisation_proposal set decided_by = c.actor, decided_at = clock_timestamp(), approved = true where proposal_id = p_proposal;
  perform fw.note('organisation.approved', jsonb_build_object('organisation', p.new_org_id));
  return p.new_org_id;
end $$;

-- Cuts an organisation off, or lets it back: everything of it and to it stops at the next statement.
create function fw.cut_organisation(p_org uuid, p_cut boolean) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  is_network boolean := exists (select from fw.organisation o where o.org_id = c.org_id and o.kind = 'network');
begin
  if c.kind <> 'staff' or c.purpose <> 'agreement.manage' or not (is_network or (p_cut and p_org = c.org_id)) then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  update fw.organisation o set cut_at = case when p_cut then clock_timestamp() end
    where o.org_id = p_org and (o.cut_at is null) = p_cut and (o.org_id <> c.org_id or p_cut);
  if not found then
    return false;
  end if;
  perform fw.note(case when p_cut then 'organisation.cut' else 'organisation.restored' end, jsonb_build_object('organisation', p_org));
  return true;
end $$;

-- Names of organisations are public; who works there is not.
create function fw.organisations() returns table (org_id uuid, name text, country text, kind text, cut boolean, may_receive boolean, may_export boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select o.org_id, o.name, o.country, o.kind, coalesce(o.cut_at <= clock_timestamp(), false), o.may_receive, o.may_export from fw.organisation o order by o.name $$;

-- One row of what sign-in has to know, or none. Nothing is counted, nothing is changed.
create function fw.sign_in_facts(p_login text) returns table (account_id uuid, org_id uuid, password_hash text, totp_sealed bytea, totp_last bigint, open boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select a.account_id, a.org_id, a.password_hash, a.totp_sealed, a.totp_last,
    a.closed_at is null and (o.cut_at is null or o.cut_at > clock_timestamp())
  from staff.account a join fw.organisation o using (org_id) where a.login = lower(p_login)
$$;
create function fw.passkey_facts(p_credential bytea) returns table (account_id uuid, org_id uuid, public_key bytea, counter bigint, transports text[], open boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select k.account_id, k.org_id, k.public_key, k.counter, k.transports, a.closed_at is null and (o.cut_at is null or o.cut_at > clock_timestamp())
  from staff.passkey k join staff.account a using (account_id) join fw.organisation o on o.org_id = a.org_id where k.credential_id = p_credential
$$;
create function fw.identity_facts(p_issuer text, p_subject_hash bytea) returns table (account_id uuid, org_id uuid, open boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select i.account_id, i.org_id, a.closed_at is null and (o.cut_at is null or o.cut_at > clock_timestamp())
  from staff.identity i join staff.account a using (account_id) join fw.organisation o on o.org_id = a.org_id
  where i.issuer = p_issuer and i.subject_hash = p_subject_hash
$$;
create function fw.provider_facts(p_org uuid, p_issuer text) returns table (org_id uuid, issuer text, client_id text, client_secret_sealed bytea, label text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select p.org_id, p.issuer, p.client_id, p.client_secret_sealed, p.label from staff.provider p where p.org_id = p_org and p.issuer = p_issuer $$;
create function fw.invitation_facts(p_token_hash bytea) returns table (account_id uuid, org_id uuid, why text, login text, display_name text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select i.account_id, i.org_id, i.why, a.login, a.display_name from staff.invitation i join staff.account a using (account_id)
  where i.token_hash = p_token_hash and i.used_at is null and i.ends_at > clock_timestamp() and (i.why = 'new' or i.second_by is not null)
    and a.closed_at is null
$$;

-- Counts a try and says whether there are too many: at most `p_most` in `p_window`, unknown names like known ones.
-- The window slides: what is left of the one before counts by its share, so that its end gives no second round of tries.
create function fw.count_attempt(p_key_hash bytea, p_window interval, p_most int) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  now_is timestamptz := clock_timestamp();
  starts timestamptz := date_bin(p_window, now_is, timestamptz '2020-01-01');
  gone double precision := extract(epoch from now_is - starts) / extract(epoch from p_window);
  tries int;
  before int;
begin
  insert into staff.attempt as a values (p_key_hash, starts, 1)
    on conflict (key_hash, window_start) do update set n = a.n + 1 returning a.n into tries;
  select a.n into before from staff.attempt a where a.key_hash = p_key_hash and a.window_start = starts - p_window;
  delete from staff.attempt a where a.window_start < now_is - interval '2 days';
  return tries + coalesce(before, 0) * (1 - gone) <= p_most;
end $$;

-- The session behind a cookie, with what its holder may do now; touches `seen_at` at most once in 30 s. One row or none.
create function fw.session_facts(p_session_hash bytea) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  s staff.session;
  a staff.account;
  now_is timestamptz := clock_timestamp();
begin
  select * into s from staff.session x where x.session_hash = p_session_hash and x.ended_at is null and x.ends_at > now_is
    and x.seen_at + x.idle > now_is;
  if not found then
    return null;
  end if;
  select * into a from staff.account x where x.account_id = s.account_id and x.closed_at is null;
  if not found then
    return null;
  end if;
  perform from staff.device d where d.device_id = s.device_id and d.revoked_at is not null;
  if found then
    return null;
  end if;
  perform from fw.organisation o where o.org_id = s.org_id and o.cut_at <= now_is;
  if found then
    return null;
  end if;
  if s.seen_at < now_is - interval '30 s' then
    update staff.session set seen_at = now_is where session_hash = p_session_hash;
  end if;
  return jsonb_build_object('session', s.session_id, 'account', s.account_id, 'org', s.org_id, 'name', a.display_name, 'login', a.login,
    'how', s.how, 'device', s.device_id, 'proof_ms', floor(extract(epoch from s.proof_at) * 1000), 'ends_ms', floor(extract(epoch from s.ends_at) * 1000),
    'idle_s', extract(epoch from s.idle),
    'roles', coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'points', g.points, 'course', g.course) order by g.role)
      from staff.role_grant g where g.account_id = s.account_id and g.org_id = s.org_id and g.revoked_at is null
        and g.from_at <= now_is and (g.until_at is null or g.until_at > now_is)
        and (g.course is null or exists (select from staff.training t where t.account_id = g.account_id and t.course = g.course
          and t.passed_on <= now_is::date and t.valid_until >= now_is::date))), '[]'));
end $$;

-- The person behind a slip or card: the organisation that issued it and its token. Nobody else's code works there.
create function fw.person_of(p_code_hash bytea) returns table (org_id uuid, subject uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select h.org_id, h.subject from casework.handle h
  where h.code_hash = p_code_hash and h.state = 'live' and (h.expires_at is null or h.expires_at > clock_timestamp())
    and not exists (select from consent.erasing e where e.org_id = h.org_id and e.subject = h.subject)
  limit 1
$$;

revoke execute on function fw.plain_name(text), fw.refuse_barred(), fw.is_barred_domain(text), fw.approve_organisation(uuid), fw.cut_organisation(uuid, boolean),
  fw.organisations(), fw.sign_in_facts(text), fw.passkey_facts(bytea), fw.identity_facts(text, bytea), fw.provider_facts(uuid, text),
  fw.invitation_facts(bytea), fw.count_attempt(bytea, interval, int), fw.session_facts(bytea), fw.person_of(bytea) from public;
grant execute on function fw.is_barred_domain(text), fw.approve_organisation(uuid), fw.organisations(), fw.sign_in_facts(text), fw.passkey_facts(bytea),
  fw.identity_facts(text, bytea), fw.provider_facts(uuid, text), fw.invitation_facts(bytea), fw.count_attempt(bytea, interval, int) to app_staff;
grant execute on function fw.cut_organisation(uuid, boolean), fw.organisations() to app_consent;
grant execute on function fw.organisations() to app_desk, app_register;
grant execute on function fw.session_facts(bytea), fw.person_of(bytea), fw.count_attempt(bytea, interval, int) to app_keeper;

reset role;

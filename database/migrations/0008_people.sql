-- People as tokens, what is sealed about them, and what crosses (design chapters 20 and 30).
-- Every table here is guarded: home rows of one organisation, one purpose, forced row security.

create schema casework authorization own_casework;
create schema ident authorization own_ident;
create schema referrals authorization own_referrals;
comment on schema casework is 'Tokens and events: coded values under a pseudonym that differs in every organisation';
comment on schema ident is 'Chosen names and contacts, sealed; never joined to another schema in SQL';
comment on schema referrals is 'Packets: the only thing that crosses';
grant usage on schema casework to app_desk, own_fw, app_backup;
grant usage on schema ident to app_ident, own_fw, app_backup;
grant usage on schema referrals to app_desk, own_fw, app_backup;
grant usage on schema consent, fw, audit to app_backup;

set role own_casework;

create table casework.person (
  subject uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  age_band text not null default 'unknown' check (age_band in ('0-4', '5-11', '12-17', '18-59', '60+', 'unknown')),
  sex text not null default 'not_asked' check (sex in ('woman', 'man', 'other', 'not_asked')),
  no_link boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  last_contact date not null default current_date
);
create index person_org on casework.person (org_id, last_contact);

create table casework.handle (
  handle_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  subject uuid not null,
  kind text not null check (kind in ('slip', 'service_qr', 'card', 'sticker', 'spoken')),
  code_hash bytea not null check (octet_length(code_hash) = 32),
  state text not null default 'live' check (state in ('live', 'replaced', 'lost', 'expired')),
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz,
  unique (org_id, code_hash)
);
create index handle_subject on casework.handle (org_id, subject);

-- What happened, in order of happening; corrections are further events.
create table casework.event (
  event_id uuid not null,
  op_id uuid not null,
  kind text not null check (kind ~ '^[a-z]+(_[a-z]+)*$'),
  v smallint not null default 1,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  point_id uuid not null,
  visit_id uuid,
  subject uuid,
  actor_id uuid not null,
  device_id uuid,
  device_seq bigint,
  hlc text,
  at_device timestamptz not null,
  clock_offset_ms int not null default 0,
  recorded_at timestamptz not null default clock_timestamp(),
  compartment text not null default 'general',
  supersedes uuid,
  body jsonb not null default '{}' check (jsonb_typeof(body) = 'object'),
  sealed bytea,
  primary key (event_id)
) partition by range (event_id);
create table casework.event_rest partition of casework.event default;
create index event_visit on casework.event (org_id, visit_id);
create index event_subject on casework.event (org_id, subject) where subject is not null;
create index event_point on casework.event (org_id, point_id, event_id);
alter table casework.event_rest enable row level security;
alter table casework.event_rest force row level security;

grant select, insert on casework.person, casework.handle, casework.event to app_desk;
grant update (age_band, sex, no_link, last_contact) on casework.person to app_desk;
grant update (state, expires_at) on casework.handle to app_desk;
select fw.guard_table('casework.person', array['app_desk']);
select fw.guard_table('casework.handle', array['app_desk']);
select fw.guard_table('casework.event', array['app_desk']);

reset role;
set role own_ident;

create table ident.name (
  name_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  subject uuid not null,
  sealed bytea not null,
  created_at timestamptz not null default clock_timestamp()
);
create index name_subject on ident.name (org_id, subject);

create table ident.contact (
  contact_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  subject uuid not null,
  sealed bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  ends_at timestamptz
);
create index contact_subject on ident.contact (org_id, subject);

-- Look-up by bucket inside one organisation (section 8): several people share each bucket.
create table ident.blind (
  blind_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  field text not null check (field in ('surname_year', 'phone', 'card')),
  bucket bytea not null check (octet_length(bucket) between 1 and 8),
  subject uuid not null,
  created_at timestamptz not null default clock_timestamp()
);
create index blind_bucket on ident.blind (org_id, field, bucket);

grant select, insert, delete on ident.name, ident.contact, ident.blind to app_ident;
grant update (sealed) on ident.name, ident.contact to app_ident;
select fw.guard_table('ident.name', array['app_ident']);
select fw.guard_table('ident.contact', array['app_ident']);
select fw.guard_table('ident.blind', array['app_ident']);

reset role;
set role own_referrals;

create table referrals.packet (
  packet_id uuid primary key,
  from_org uuid not null references fw.organisation,
  to_org uuid not null,
  may_receive boolean not null default true check (may_receive),
  grant_id uuid not null,
  agreement_id uuid not null,
  purpose_id text not null references fw.purpose,
  categories text[] not null check (cardinality(categories) > 0),
  sealed bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  outcome_at timestamptz,
  foreign key (to_org, may_receive) references fw.organisation (org_id, may_receive),
  unique (packet_id, from_org)
);
create index packet_to on referrals.packet (to_org, created_at);
create index packet_from on referrals.packet (from_org, created_at);
create index packet_grant on referrals.packet (grant_id);

-- Whose packet it is: home only, the receiver never sees it.
create table referrals.packet_origin (
  packet_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  subject uuid not null,
  created_at timestamptz not null default clock_timestamp(),
  -- Of its sender only: another organisation can lay no claim to a packet.
  foreign key (packet_id, org_id) references referrals.packet (packet_id, from_org) on delete cascade
);
create index packet_origin_subject on referrals.packet_origin (org_id, subject);

grant insert on referrals.packet to app_desk;
-- The content is read through fw.open_packet only.
grant select (packet_id, from_org, to_org, may_receive, grant_id, agreement_id, purpose_id, categories, created_at, outcome_at)
  on referrals.packet to app_desk;
grant select, insert on referrals.packet_origin to app_desk;
select fw.guard_table('referrals.packet', array['app_desk'], 'crossing');
select fw.guard_table('referrals.packet_origin', array['app_desk']);
create policy definer on referrals.packet to own_fw using (true) with check (true);
grant select, delete on referrals.packet to own_fw;
grant update (outcome_at) on referrals.packet to own_fw;

reset role;

-- End-sealed compartments: encrypted on the device to a role key; the server holds noise.
do $$
declare
  c record;
begin
  for c in select * from (values
    ('health', array['health.care']), ('survivor', array['survivor.support']), ('legal', array['legal.advice', 'legal.claim']),
    ('child', array['child.protect']), ('kin', array['kin.trace']), ('detention', array['detention.visit'])
  ) x(name, purposes) loop
    execute format('create schema %I authorization %I', c.name, 'own_' || c.name);
    execute format('grant usage on schema %I to %I, own_fw, app_backup', c.name, 'app_' || c.name);
    execute format('set local role %I', 'own_' || c.name);
    execute format($t$
      create table %I.file (
        file_id uuid primary key,
        org_id uuid not null references fw.organisation,
        purpose_id text not null references fw.purpose check (purpose_id = any (%L::text[])),
        subject uuid,
        generation int not null check (generation > 0),
        sealed bytea not null check (octet_length(sealed) <= 67108864),
        created_on date not null default current_date
      )$t$, c.name, c.purposes);
    execute format('create index file_subject on %I.file (org_id, subject)', c.name);
    execute format('grant select, insert on %I.file to %I', c.name, 'app_' || c.name);
    execute format('select fw.guard_table(%L, array[%L]::name[])', c.name || '.file', 'app_' || c.name);
    execute 'reset role';
  end loop;
  execute 'create schema vault authorization own_vault';
end $$;
grant usage on schema vault to app_vault, own_fw, app_backup;

set role own_fw;

-- What a packet holds, for its two ends, while consent and agreement live. WH010, WH011 when they do not; no row when not theirs.
create function fw.open_packet(p_packet uuid) returns bytea
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  p referrals.packet;
begin
  select * into p from referrals.packet k
    where k.packet_id = p_packet and c.kind in ('staff', 'job') and c.org_id in (k.from_org, k.to_org) and k.purpose_id = any (c.reads);
  if not found or exists (select from consent.erasing e join consent.record g on g.from_org = e.org_id and g.subject = e.subject
      where g.grant_id = p.grant_id) then
    return null;
  end if;
  if c.org_id = p.to_org then
    perform fw.share_lock(p.grant_id, p.agreement_id, p.from_org, p.to_org, p.purpose_id, p.categories);
  end if;
  perform fw.note('packet.opened', jsonb_build_object('packet', p_packet));
  return p.sealed;
end $$;

-- Takes a consent back at once, and says to the recipient what to delete. Only the organisation that holds the grant,
-- or the person herself. How many packets had left is counted, never called back. False when there is nothing to take back.
create function fw.withdraw(p_grant uuid, p_how text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  g consent.record;
begin
  select * into g from consent.record r
    where r.grant_id = p_grant
      and ((c.kind in ('staff', 'job') and r.from_org = c.org_id) or (c.kind = 'person' and r.subject = c.subject and r.from_org = c.org_id))
    for update;
  if not found or g.withdrawn_at is not null then
    return false;
  end if;
  update consent.record set withdrawn_at = clock_timestamp(), withdrawn_how = p_how,
    left_before = (select count(*) from referrals.packet k where k.grant_id = p_grant)
    where grant_id = p_grant;
  insert into consent.withdrawal_notice (grant_id, to_org, why) values (p_grant, g.to_org, 'withdrawn') on conflict do nothing;
  perform fw.note('consent.withdrawn', jsonb_build_object('grant', p_grant), array[g.subject]);
  return true;
end $$;

-- Suspends or ends an agreement at once; either party may.
create function fw.stop_agreement(p_agreement uuid, p_state text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
begin
  if p_state not in ('suspended', 'ended') or c.purpose <> 'agreement.manage' or c.kind <> 'staff' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  update consent.agreement a set state = p_state
    where a.agreement_id = p_agreement and c.org_id in (a.party_a, a.party_b) and a.state <> 'ended';
  if not found then
    return false;
  end if;
  perform fw.note('agreement.' || p_state, jsonb_build_object('agreement', p_agreement));
  return true;
end $$;

revoke execute on function fw.open_packet(uuid), fw.withdraw(uuid, text), fw.stop_agreement(uuid, text) from public;
grant execute on function fw.open_packet(uuid) to app_desk;
grant execute on function fw.withdraw(uuid, text) to app_consent, app_desk;
grant execute on function fw.stop_agreement(uuid, text) to app_consent;

insert into fw.erasure_map (schema_name, table_name, action, org_column) values
  ('casework', 'handle', 'delete', 'org_id'), ('casework', 'person', 'delete', 'org_id'),
  ('casework', 'event', 'blank_subject', 'org_id'),
  ('ident', 'name', 'delete', 'org_id'), ('ident', 'contact', 'delete', 'org_id'), ('ident', 'blind', 'delete', 'org_id'),
  ('referrals', 'packet_origin', 'delete', 'org_id'), ('consent', 'record', 'delete', 'from_org'),
  ('health', 'file', 'delete', 'org_id'), ('survivor', 'file', 'delete', 'org_id'), ('legal', 'file', 'delete', 'org_id'),
  ('child', 'file', 'delete', 'org_id'), ('kin', 'file', 'delete', 'org_id'), ('detention', 'file', 'delete', 'org_id');

insert into fw.retention (schema_name, table_name, purpose_id, starts, clock_column, keep, most, action)
select t.s, t.t, p.purpose_id, t.starts, t.col, t.keep::interval, t.most::interval, t.action
from (values
  ('casework', 'person', 'last_contact', 'last_contact', '180 days', '730 days', 'erase'),
  ('casework', 'handle', 'created', 'created_at', '180 days', '730 days', 'erase'),
  ('casework', 'event', 'created', 'recorded_at', '30 days', '180 days', 'blank_subject'),
  ('ident', 'name', 'created', 'created_at', '180 days', '730 days', 'erase'),
  ('ident', 'contact', 'created', 'created_at', '180 days', '730 days', 'erase'),
  ('ident', 'blind', 'created', 'created_at', '180 days', '730 days', 'erase'),
  ('referrals', 'packet_origin', 'created', 'created_at', '180 days', '730 days', 'erase'),
  ('consent', 'record', 'purpose_met', 'not_after', '30 days', '730 days', 'erase'),
  ('health', 'file', 'created', 'created_on', '730 days', '3650 days', 'erase'),
  ('survivor', 'file', 'created', 'created_on', '730 days', '3650 days', 'erase'),
  ('legal', 'file', 'created', 'created_on', '365 days', '3650 days', 'erase'),
  ('child', 'file', 'created', 'created_on', '3650 days', '9132 days', 'erase'),
  ('kin', 'file', 'created', 'created_on', '730 days', '3650 days', 'erase'),
  ('detention', 'file', 'created', 'created_on', '365 days', '3650 days', 'erase')
) t(s, t, starts, col, keep, most, action)
cross join fw.purpose p
where p.purpose_id not in ('own.access', 'job.retention', 'dpo.oversight', 'request.authority', 'statistics', 'tally', 'staff.manage', 'agreement.manage');

-- A person's rows of the acting organisation go, by the map. The erasure must have been asked for, and no hold may stand.
create function fw.erase_rows(p_subject uuid) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  m fw.erasure_map;
  n bigint;
  done jsonb := '{}';
begin
  if not (c.purpose = 'own.access' and c.kind = 'person' and c.subject = p_subject)
    and not (c.purpose = 'job.retention' and c.kind in ('staff', 'job')) then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  perform from consent.erasing e where e.org_id = c.org_id and e.subject = p_subject and e.finished_at is null;
  if not found then
    raise exception using errcode = 'WH012', message = 'erasure was not asked for';
  end if;
  if fw.is_held(c.org_id, p_subject) then
    raise exception using errcode = 'WH013', message = 'erasure waits';
  end if;
  -- Shares under way hold the grant: wait for them, so that what they send goes too.
  perform from consent.record g where g.from_org = c.org_id and g.subject = p_subject order by g.grant_id for update;
  insert into consent.withdrawal_notice (grant_id, to_org, why)
    select g.grant_id, g.to_org, 'erased' from consent.record g
    where g.from_org = c.org_id and g.subject = p_subject and exists (select from referrals.packet k where k.grant_id = g.grant_id)
    on conflict do nothing;
  delete from referrals.packet k using referrals.packet_origin o where o.packet_id = k.packet_id and o.subject = p_subject
    and o.org_id = c.org_id and k.from_org = c.org_id;
  for m in select * from fw.erasure_map x order by x.schema_name, x.table_name loop
    if m.action = 'delete' then
      execute format('delete from %I.%I where %I = $1 and %I = $2', m.schema_name, m.table_name, m.subject_column, m.org_column)
        using p_subject, c.org_id;
    else
      execute format('update %I.%I set %I = null where %I = $1 and %I = $2', m.schema_name, m.table_name, m.subject_column, m.subject_column, m.org_column)
        using p_subject, c.org_id;
    end if;
    get diagnostics n = row_count;
    done := done || jsonb_build_object(m.schema_name || '.' || m.table_name, n);
  end loop;
  update audit.detail d set subject = null, subject_key = null, details = null where d.org_id = c.org_id and d.subject = p_subject;
  update audit.detail d set subjects = array_remove(d.subjects, p_subject) where d.org_id = c.org_id and d.subjects @> array[p_subject];
  return done;
end $$;

-- Whether an order holds this person's rows: answered truly once the register exists (0010).
create function fw.is_held(p_org uuid, p_subject uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select false $$;

-- Runs the retention clocks of one organisation as of one moment; returns what went, by table and purpose.
create function fw.expire_at(p_org uuid, p_now timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  r record;
  n bigint;
  done jsonb := '{}';
begin
  for r in select t.*, m.subject_column, m.org_column from fw.retention t join fw.erasure_map m using (schema_name, table_name)
    order by t.schema_name, t.table_name, t.purpose_id loop
    if r.action = 'blank_subject' then
      execute format('update %1$I.%2$I set %3$I = null where %4$I = $1 and purpose_id = $2 and %3$I is not null and %5$I + $3 < $4
          and not fw.is_held($1, %3$I)', r.schema_name, r.table_name, r.subject_column, r.org_column, r.clock_column)
        using p_org, r.purpose_id, r.keep, p_now;
    else
      execute format('delete from %1$I.%2$I where %4$I = $1 and purpose_id = $2 and %5$I + $3 < $4 and not fw.is_held($1, %3$I)',
        r.schema_name, r.table_name, r.subject_column, r.org_column, r.clock_column)
        using p_org, r.purpose_id, r.keep, p_now;
    end if;
    get diagnostics n = row_count;
    if n > 0 then
      done := done || jsonb_build_object(r.schema_name || '.' || r.table_name || ' ' || r.purpose_id, n);
    end if;
  end loop;
  -- A packet names no person: it goes thirty days after its outcome, or half a year after sending when none came.
  delete from referrals.packet k
    where k.from_org = p_org and coalesce(k.outcome_at + interval '30 days', k.created_at + interval '180 days') < p_now
      and not exists (select from referrals.packet_origin o where o.packet_id = k.packet_id and fw.is_held(p_org, o.subject));
  get diagnostics n = row_count;
  if n > 0 then
    done := done || jsonb_build_object('referrals.packet', n);
  end if;
  return done;
end $$;

-- The nightly run: now, and for the organisation of the ticket.
create function fw.expire() returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  done jsonb;
begin
  if c.kind <> 'job' or c.purpose <> 'job.retention' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  done := fw.expire_at(c.org_id, clock_timestamp());
  perform fw.note('retention.ran', jsonb_build_object('tables', (select count(*) from jsonb_object_keys(done))));
  return done;
end $$;

revoke execute on function fw.erase_rows(uuid), fw.is_held(uuid, uuid), fw.expire_at(uuid, timestamptz), fw.expire() from public;
grant execute on function fw.erase_rows(uuid) to app_consent, app_jobs;
grant execute on function fw.expire() to app_jobs;

reset role;

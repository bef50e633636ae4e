-- Demands by authorities, holds, break-glass and exports (design chapter 20, section 10; FIRE-04, FIRE-11).
-- Nothing in here is ever deleted by anybody.

create schema register authorization own_register;
comment on schema register is 'Demands by authorities, holds, break-glass and exports; no role may delete';
grant usage on schema register to app_register, own_fw, app_backup;

set role own_register;

create table register.request (
  request_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'request.authority' references fw.purpose check (purpose_id = 'request.authority'),
  received_on date not null,
  channel text not null check (channel in ('letter', 'visit', 'telephone', 'mail', 'court', 'other_channel')),
  authority_name text not null check (length(authority_name) between 2 and 200),
  instrument text not null check (instrument in ('none', 'letter', 'subpoena', 'court_order', 'warrant', 'statute')),
  claimed_basis text not null check (length(claimed_basis) between 2 and 500),
  offence_class text not null check (offence_class in ('none_stated', 'immigration', 'petty', 'property', 'fraud', 'labour', 'homicide',
    'grave_violence', 'sexual_violence', 'child_abuse', 'trafficking', 'torture')),
  -- May name a person: sealed.
  data_sought_sealed bytea not null,
  secrecy_until date,
  counsel_ref text,
  state text not null default 'received' check (state in ('received', 'under_review', 'challenged', 'narrowed', 'complied', 'refused', 'withdrawn')),
  outcome text,
  categories_given text[] not null default '{}',
  persons_band text not null default '0' check (persons_band in ('0', '1-9', '10-24', '25-99', '100+')),
  told_state text not null default 'not_yet' check (told_state in ('not_yet', 'told', 'secrecy', 'unreachable', 'nobody_named')),
  told_check_due date,
  dpo uuid,
  second_officer uuid,
  recorded_by uuid not null,
  recorded_at timestamptz not null default clock_timestamp(),
  decided_on date,
  -- An immigration offence can be recorded, and never approved (T25).
  check (state <> 'complied' or (offence_class in ('homicide', 'grave_violence', 'sexual_violence', 'child_abuse', 'trafficking', 'torture')
    and dpo is not null and second_officer is not null and dpo <> second_officer and counsel_ref is not null and cardinality(categories_given) > 0)),
  check (state in ('complied', 'narrowed') or cardinality(categories_given) = 0),
  check ((state in ('complied', 'refused', 'withdrawn')) = (decided_on is not null))
);
create index request_received on register.request (received_on);

create table register.hold (
  hold_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'request.authority' references fw.purpose check (purpose_id = 'request.authority'),
  request_id uuid not null references register.request,
  subject uuid not null,
  placed_by uuid not null,
  second_by uuid not null check (second_by <> placed_by),
  placed_at timestamptz not null default clock_timestamp(),
  until timestamptz not null,
  lifted_at timestamptz,
  check (until <= placed_at + interval '90 days 1 second')
);
create index hold_subject on register.hold (org_id, subject) where lifted_at is null;

create table register.hold_proposal (
  hold_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'request.authority' references fw.purpose check (purpose_id = 'request.authority'),
  request_id uuid not null references register.request,
  subject uuid not null,
  days int not null check (days between 1 and 90),
  placed_by uuid not null,
  placed_at timestamptz not null default clock_timestamp(),
  decided_at timestamptz
);

create table register.breakglass (
  glass_id uuid primary key,
  org_id uuid not null references fw.organisation,
  subject uuid not null,
  store text not null check (store in ('casework', 'ident', 'health', 'survivor', 'legal', 'child', 'kin', 'detention')),
  for_purpose text not null references fw.purpose,
  -- Free texts may say something of a person: sealed.
  reason_sealed bytea not null,
  asked_by uuid not null,
  asked_at timestamptz not null default clock_timestamp(),
  granted_by uuid check (granted_by <> asked_by),
  granted_at timestamptz,
  opened_at timestamptz,
  closes_at timestamptz,
  closed_at timestamptz,
  state text not null default 'asked' check (state in ('asked', 'granted', 'open', 'closed', 'reviewed')),
  review_due timestamptz,
  reviewed_by uuid check (reviewed_by <> asked_by and reviewed_by <> granted_by),
  review text check (review in ('justified', 'not_justified', 'escalated')),
  person_told text not null default 'not_yet' check (person_told in ('not_yet', 'told', 'would_endanger', 'unreachable')),
  not_told_reason_sealed bytea,
  check (closes_at <= granted_at + interval '30 minutes 1 second'),
  check ((state = 'asked') = (granted_by is null)),
  check (person_told <> 'would_endanger' or not_told_reason_sealed is not null),
  check ((state = 'reviewed') = (reviewed_by is not null))
);
create index breakglass_live on register.breakglass (asked_by, subject) where state in ('granted', 'open');

-- Exports: columns from a purpose's list, an agreement, a registered key, an end, a second person above fifty rows.
create table register.export_job (
  job_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'export.recurring' references fw.purpose check (purpose_id = 'export.recurring'),
  to_org uuid not null,
  may_export boolean not null default true check (may_export),
  agreement_id uuid not null,
  columns text[] not null check (cardinality(columns) > 0),
  row_limit int not null check (row_limit between 1 and 100000),
  recipient_key text not null check (recipient_key ~ '^age1[0-9a-z]{58}$'),
  asked_by uuid not null,
  asked_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  approved_by uuid,
  approved_at timestamptz,
  made_at timestamptz,
  row_count int,
  file_sha256 bytea,
  download_hash bytea,
  downloaded_at timestamptz,
  ended_at timestamptz,
  check (expires_at <= asked_at + interval '72 hours 1 second'),
  check (approved_by <> asked_by),
  check (made_at is null or row_limit <= 50 or approved_by is not null),
  foreign key (to_org, may_export) references fw.organisation (org_id, may_export)
);

-- Two people who do not exist, in each file: a leaked file names its job.
create table register.export_canary (
  org_id uuid not null references fw.organisation,
  job_id uuid not null references register.export_job,
  mark text not null unique,
  primary key (job_id, mark)
);

do $$
declare
  t text;
begin
  foreach t in array array['request', 'hold', 'hold_proposal', 'export_job'] loop
    execute format('grant select, insert on register.%I to app_register', t);
    execute format('select fw.guard_table(%L, array[''app_register''], ''kept'')', 'register.' || t);
  end loop;
  foreach t in array array['breakglass', 'export_canary'] loop
    execute format('alter table register.%I enable row level security', t);
    execute format('alter table register.%I force row level security', t);
    execute format('create policy home_register on register.%I to app_register using (org_id = (select fw.home_org())) with check (org_id = (select fw.home_org()))', t);
    execute format('create policy backup on register.%I for select to app_backup using (true)', t);
    execute format('grant select on register.%I to app_backup', t);
  end loop;
  foreach t in array array['request', 'hold', 'hold_proposal', 'breakglass', 'export_job', 'export_canary'] loop
    execute format('create policy definer on register.%I to own_fw using (true) with check (true)', t);
  end loop;
end $$;
create policy purpose_register on register.export_canary as restrictive to app_register
  using ((select fw.acting_purpose()) = 'export.recurring') with check ((select fw.acting_purpose()) = 'export.recurring');
grant select, insert on register.export_canary, register.breakglass to app_register;
grant update (reviewed_by, review, state, person_told, not_told_reason_sealed) on register.breakglass to app_register;
grant update (counsel_ref, state, outcome, categories_given, persons_band, told_state, told_check_due, dpo, second_officer, decided_on, secrecy_until)
  on register.request to app_register;
grant update (decided_at) on register.hold_proposal to app_register;
grant update (lifted_at) on register.hold to app_register;
grant update (approved_by, approved_at, made_at, row_count, file_sha256, download_hash, downloaded_at, ended_at) on register.export_job to app_register;
grant select on register.request, register.hold, register.hold_proposal, register.breakglass, register.export_job, register.export_canary to own_fw;
grant insert on register.hold to own_fw;
grant update (decided_at) on register.hold_proposal to own_fw;
grant update (granted_by, granted_at, opened_at, closes_at, closed_at, state, review_due) on register.breakglass to own_fw;
grant update (approved_by, approved_at, downloaded_at) on register.export_job to own_fw;

reset role;
set role own_fw;

-- A demand goes forward only, and each step is an event of the tree, so that none can vanish.
create function fw.note_request() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  next_states jsonb := '{"received": ["under_review", "withdrawn"], "under_review": ["challenged", "narrowed", "complied", "refused", "withdrawn"],
    "challenged": ["narrowed", "complied", "refused", "withdrawn"], "narrowed": ["complied", "refused", "withdrawn"]}';
begin
  if tg_op = 'INSERT' then
    if new.state <> 'received' then
      raise exception using errcode = '23514', message = 'a demand begins as received', column = 'state';
    end if;
    perform fw.note('request.received', jsonb_build_object('request', new.request_id));
    return new;
  end if;
  if new.state <> old.state then
    if not coalesce(next_states -> old.state ? new.state, false) then
      raise exception using errcode = '23514', message = 'this state cannot follow', column = 'state';
    end if;
    perform fw.note('request.' || new.state, jsonb_build_object('request', new.request_id));
  end if;
  return new;
end $$;

create or replace function fw.is_held(p_org uuid, p_subject uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select exists (select from register.hold h where h.org_id = p_org and h.subject = p_subject and h.lifted_at is null and h.until > clock_timestamp())
$$;

-- The second person places the hold that the first proposed.
create function fw.place_hold(p_hold uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  p register.hold_proposal;
begin
  select * into p from register.hold_proposal x where x.hold_id = p_hold and x.org_id = c.org_id and x.decided_at is null;
  if not found or c.kind <> 'staff' or c.purpose <> 'request.authority' then
    return false;
  end if;
  if p.placed_by = c.actor then
    raise exception using errcode = 'WH031', message = 'a second person has to place it';
  end if;
  insert into register.hold (hold_id, org_id, request_id, subject, placed_by, second_by, until)
    values (p.hold_id, p.org_id, p.request_id, p.subject, p.placed_by, c.actor, clock_timestamp() + make_interval(days => p.days));
  update register.hold_proposal set decided_at = clock_timestamp() where hold_id = p_hold;
  perform fw.note('hold.placed', jsonb_build_object('request', p.request_id), array[p.subject]);
  return true;
end $$;

-- Break-glass: granted by a second person from outside the asker's team, for thirty minutes, for one person's record.
create function fw.grant_breakglass(p_glass uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  g register.breakglass;
begin
  select * into g from register.breakglass x where x.glass_id = p_glass and x.org_id = c.org_id and x.state = 'asked' for update;
  if not found or c.kind <> 'staff' then
    return false;
  end if;
  if g.asked_by = c.actor then
    raise exception using errcode = 'WH031', message = 'a second person has to grant it';
  end if;
  update register.breakglass set granted_by = c.actor, granted_at = clock_timestamp(), state = 'granted',
    closes_at = clock_timestamp() + interval '30 minutes', review_due = clock_timestamp() + interval '72 hours' where glass_id = p_glass;
  perform fw.note('glass.granted', jsonb_build_object('glass', p_glass), array[g.subject]);
  return true;
end $$;

-- For the keeper: whether this account may open this person's rows of this store for this purpose by a live break-glass.
create function fw.breakglass_open(p_account uuid, p_org uuid, p_subject uuid, p_store text, p_purpose text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update register.breakglass g set state = 'closed', closed_at = g.closes_at where g.state in ('granted', 'open') and g.closes_at <= clock_timestamp();
  update register.breakglass g set state = 'open', opened_at = coalesce(g.opened_at, clock_timestamp())
    where g.asked_by = p_account and g.org_id = p_org and g.subject = p_subject and g.store = p_store and g.for_purpose = p_purpose
      and g.state in ('granted', 'open') and g.closes_at > clock_timestamp();
  return found;
end $$;

-- Columns that an export may carry, by purpose; changed by migration only.
create table fw.export_column (
  purpose_id text not null references fw.purpose,
  column_id text not null,
  expression text not null,
  primary key (purpose_id, column_id)
);
insert into fw.export_column values
  ('export.recurring', 'age_band', 'p.age_band'),
  ('export.recurring', 'sex', 'p.sex'),
  ('export.recurring', 'month_of_last_contact', 'to_char(p.last_contact, ''YYYY-MM'')');

-- The rows of an approved job: people with a live consent to this recipient for this purpose, and nobody else.
-- Sharing is locked while they are read, so that a withdrawal comes wholly before or wholly after.
create function fw.export_rows(p_job uuid) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  j register.export_job;
  picked text;
  held jsonb;
  people uuid[];
  g record;
begin
  select * into j from register.export_job x where x.job_id = p_job and x.org_id = c.org_id and x.made_at is null and x.expires_at > clock_timestamp();
  if not found or c.kind <> 'staff' or c.purpose <> 'export.recurring' then
    return null;
  end if;
  if j.row_limit > 50 and j.approved_by is null then
    raise exception using errcode = 'WH031', message = 'a second person has to approve it';
  end if;
  select string_agg(format('%L, %s', e.column_id, e.expression), ', ' order by e.column_id) into picked
    from fw.export_column e where e.purpose_id = j.purpose_id and e.column_id = any (j.columns);
  if (select count(*) from fw.export_column e where e.purpose_id = j.purpose_id and e.column_id = any (j.columns)) <> cardinality(j.columns) then
    raise exception using errcode = 'WH021', message = 'a column is not in the list', column = 'columns';
  end if;
  people := '{}';
  for g in select * from consent.record r where r.from_org = j.org_id and r.to_org = j.to_org and r.purpose_id = j.purpose_id
      and r.withdrawn_at is null and r.not_after > clock_timestamp() order by r.grant_id limit j.row_limit loop
    perform fw.share_lock(g.grant_id, j.agreement_id, j.org_id, j.to_org, j.purpose_id, array['export']);
    people := people || g.subject;
  end loop;
  execute format('select coalesce(jsonb_agg(jsonb_build_object(%s) order by random()), ''[]'') from casework.person p where p.org_id = $1 and p.subject = any ($2)', picked)
    into held using j.org_id, people;
  perform fw.note('export.made', jsonb_build_object('job', p_job), people);
  return held;
end $$;

create function fw.approve_export(p_job uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  j register.export_job;
begin
  select * into j from register.export_job x where x.job_id = p_job and x.org_id = c.org_id and x.approved_by is null and x.made_at is null for update;
  if not found or c.kind <> 'staff' or c.purpose <> 'export.recurring' then
    return false;
  end if;
  if j.asked_by = c.actor then
    raise exception using errcode = 'WH031', message = 'a second person has to approve it';
  end if;
  update register.export_job set approved_by = c.actor, approved_at = clock_timestamp() where job_id = p_job;
  perform fw.note('export.approved', jsonb_build_object('job', p_job));
  return true;
end $$;

-- What the transparency report is made of, zeros included; persons only in bands. The same register gives the same bytes.
create function fw.transparency(p_from date, p_to date) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'from', p_from, 'to', p_to,
    'received', (select count(*) from register.request r where r.received_on >= p_from and r.received_on < p_to),
    'by_state', (select jsonb_object_agg(s.state, (select count(*) from register.request r where r.state = s.state and r.received_on >= p_from and r.received_on < p_to))
      from unnest(array['received', 'under_review', 'challenged', 'narrowed', 'complied', 'refused', 'withdrawn']) s(state)),
    'by_instrument', (select jsonb_object_agg(s.instrument, (select count(*) from register.request r where r.instrument = s.instrument and r.received_on >= p_from and r.received_on < p_to))
      from unnest(array['none', 'letter', 'subpoena', 'court_order', 'warrant', 'statute']) s(instrument)),
    'about_immigration', (select count(*) from register.request r where r.offence_class = 'immigration' and r.received_on >= p_from and r.received_on < p_to),
    'persons_concerned', (select jsonb_object_agg(b.band, (select count(*) from register.request r where r.state = 'complied' and r.persons_band = b.band and r.received_on >= p_from and r.received_on < p_to))
      from unnest(array['0', '1-9', '10-24', '25-99', '100+']) b(band)),
    'holds', (select count(*) from register.hold h where h.placed_at >= p_from and h.placed_at < p_to),
    'break_glass', (select count(*) from register.breakglass g where g.granted_at >= p_from and g.granted_at < p_to),
    'break_glass_not_justified', (select count(*) from register.breakglass g where g.review = 'not_justified' and g.granted_at >= p_from and g.granted_at < p_to))
$$;

revoke execute on function fw.note_request(), fw.place_hold(uuid), fw.grant_breakglass(uuid), fw.breakglass_open(uuid, uuid, uuid, text, text),
  fw.export_rows(uuid), fw.approve_export(uuid), fw.transparency(date, date) from public;
grant execute on function fw.note_request() to own_register;
grant execute on function fw.place_hold(uuid), fw.grant_breakglass(uuid), fw.export_rows(uuid), fw.approve_export(uuid), fw.transparency(date, date) to app_register;
grant execute on function fw.breakglass_open(uuid, uuid, uuid, text, text) to app_keeper;
grant usage on schema fw to app_public;
grant execute on function fw.transparency(date, date) to app_public;

reset role;
set role own_register;
create trigger note_request before insert or update on register.request for each row execute function fw.note_request();
reset role;

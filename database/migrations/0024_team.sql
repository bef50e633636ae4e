-- The team of the day (VOL-01, VOL-02, VOL-04, VUL-05, LANG-03, LANG-04; design chapter 30, sections 3.1, 3.7 and 6): what a role
-- needs, the code of conduct and who signed it, shifts and who is here, what people say of themselves, interpreters.

set role own_staff;
alter table staff.role_grant drop constraint role_grant_role_check;
alter table staff.role_grant add constraint role_grant_role_check check (role in ('volunteer', 'desk', 'mediator', 'interpreter', 'caseworker',
  'clinician', 'psychologist', 'shelter', 'distribution', 'mobile', 'point_manager', 'child', 'survivor', 'tracing', 'adviser', 'hotline', 'cards',
  'complaints', 'safeguarding', 'monitor', 'detention_monitor', 'documenter', 'dpo', 'liaison', 'administrator', 'auditor',
  'statistician', 'planner', 'editor', 'translator', 'health_volunteer', 'health_worker'));
-- What a training dealt with: curricula are made of these.
alter table staff.training add column subjects text[] not null default '{}' check (cardinality(subjects) <= 30);

create table staff.conduct_code (
  org_id uuid not null references fw.organisation,
  version int not null check (version > 0),
  published_on date not null default current_date,
  published_by uuid not null,
  primary key (org_id, version)
);
create table staff.conduct_signed (
  account_id uuid not null references staff.account on delete cascade,
  org_id uuid not null,
  version int not null,
  lang text not null check (lang ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  signed_at timestamptz not null default clock_timestamp(),
  primary key (account_id, version),
  foreign key (org_id, version) references staff.conduct_code
);
create table staff.shift (
  shift_id uuid primary key,
  org_id uuid not null references fw.organisation,
  point_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at and ends_at <= starts_at + interval '16 hours'),
  languages text[] not null default '{}' check (cardinality(languages) <= 20),
  made_by uuid not null,
  made_at timestamptz not null default clock_timestamp()
);
create index shift_point on staff.shift (org_id, point_id, starts_at);
create table staff.assignment (
  shift_id uuid not null references staff.shift on delete cascade,
  account_id uuid not null references staff.account on delete cascade,
  org_id uuid not null references fw.organisation,
  role text not null check (length(role) between 3 and 40),
  assigned_by uuid not null,
  primary key (shift_id, account_id)
);
create table staff.presence (
  presence_id uuid primary key,
  account_id uuid not null references staff.account on delete cascade,
  org_id uuid not null references fw.organisation,
  point_id uuid not null,
  came_at timestamptz not null default clock_timestamp(),
  left_at timestamptz check (left_at >= came_at)
);
create index presence_point on staff.presence (org_id, point_id, came_at);
create unique index presence_once on staff.presence (account_id) where left_at is null;
-- Said by oneself and only if one wishes. The community is told to nobody; it is counted.
create table staff.declaration (
  account_id uuid primary key references staff.account on delete cascade,
  org_id uuid not null references fw.organisation,
  gender text check (gender in ('woman', 'man', 'other')),
  community text check (length(community) between 2 and 60),
  declared_at timestamptz not null default clock_timestamp()
);
create table staff.interpreter (
  account_id uuid primary key references staff.account on delete cascade,
  org_id uuid not null references fw.organisation,
  qualification text not null check (qualification in ('qualified', 'lay')),
  settings text[] not null check (cardinality(settings) > 0 and settings <@ array['room', 'phone', 'video']),
  added_by uuid not null check (added_by <> account_id)
);
create table staff.interpreter_booking (
  booking_id uuid primary key,
  org_id uuid not null references fw.organisation,
  account_id uuid not null references staff.account on delete cascade,
  visit_id uuid,
  setting text not null check (setting in ('room', 'phone', 'video')),
  sensitive boolean not null,
  state text not null default 'offered' check (state in ('offered', 'accepted', 'joined', 'ended', 'unavailable', 'cancelled')),
  asked_by uuid not null,
  asked_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  check ((state in ('ended', 'unavailable', 'cancelled')) = (ended_at is not null))
);
create index interpreter_booking_account on staff.interpreter_booking (account_id, asked_at);
-- Somebody wants another interpreter, and need not say why.
create table staff.interpreter_veto (
  visit_id uuid not null,
  account_id uuid not null references staff.account on delete cascade,
  org_id uuid not null references fw.organisation,
  made_at timestamptz not null default clock_timestamp(),
  primary key (visit_id, account_id)
);

do $$
declare
  t text;
begin
  foreach t in array array['conduct_code', 'conduct_signed', 'shift', 'assignment', 'presence', 'declaration', 'interpreter', 'interpreter_booking', 'interpreter_veto'] loop
    execute format('alter table staff.%I enable row level security', t);
    execute format('alter table staff.%I force row level security', t);
    execute format('create policy home_staff on staff.%I to app_staff using (org_id = (select fw.home_org())) with check (org_id = (select fw.home_org()))', t);
    execute format('create policy purpose_staff on staff.%I as restrictive to app_staff using ((select fw.acting_purpose()) in (''staff.manage'', ''staff.sign_in''))
      with check ((select fw.acting_purpose()) in (''staff.manage'', ''staff.sign_in''))', t);
    execute format('create policy definer on staff.%I to own_fw using (true) with check (true)', t);
    execute format('create policy backup on staff.%I for select to app_backup using (true)', t);
    execute format('grant select on staff.%I to app_backup, own_fw', t);
  end loop;
end $$;
grant select, insert on staff.conduct_code, staff.conduct_signed, staff.shift, staff.assignment, staff.presence, staff.interpreter to app_staff;
grant delete on staff.assignment, staff.interpreter to app_staff;
grant update (left_at) on staff.presence to app_staff;
grant insert, update (gender, community, declared_at), delete on staff.declaration to own_fw;
grant insert, update (state, ended_at) on staff.interpreter_booking to own_fw;
grant insert on staff.interpreter_veto to own_fw;
reset role;

set role own_fw;
-- Curricula that open a role: hours and subjects of a course, all in force on the day (VOL-02).
create table fw.role_requirement (
  role text primary key,
  course text not null,
  hours numeric(5, 1) not null check (hours > 0),
  subjects text[] not null
);
insert into fw.role_requirement values
  ('health_volunteer', 'health_volunteer', 20, array['culture', 'law', 'insurance', 'ethics', 'communication', 'first_aid', 'surveillance', 'health_promotion']),
  ('health_worker', 'health_worker', 40, array['culture', 'law', 'insurance', 'ethics', 'communication', 'first_aid', 'surveillance', 'health_promotion']);
-- Forms in which people are registered, with the module that opens them, passed within a year (VOL-04), and the roles that fill them in.
create table fw.role_form (
  role text not null,
  form text not null references fw.purpose,
  course text not null,
  primary key (role, form)
);
insert into fw.role_form
  select r, f, 'data_protection' from (values
    ('volunteer', array['desk.visit']), ('desk', array['desk.visit', 'desk.screen']), ('mediator', array['desk.visit']),
    ('caseworker', array['desk.visit', 'desk.screen', 'shelter.stay']), ('shelter', array['desk.visit', 'shelter.stay']),
    ('distribution', array['aid.hand_out', 'campaign.register']), ('mobile', array['desk.visit', 'desk.screen', 'aid.hand_out']),
    ('point_manager', array['desk.visit']), ('hotline', array['desk.visit']),
    ('health_volunteer', array['desk.visit', 'desk.screen']), ('health_worker', array['desk.visit', 'desk.screen'])) x(r, forms), unnest(forms) f;

-- What a role lacks on a day, so that it opens by itself with what is passed and signed, and closes by itself with the day on
-- which that ends. A new code of conduct leaves thirty days to whoever was here before it.
create function fw.role_missing(p_account uuid, p_org uuid, p_role text, p_course text, p_day date) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  with passed as materialized (select t.course, t.hours, t.subjects, t.passed_on from staff.training t
    where t.account_id = p_account and t.passed_on <= p_day and t.valid_until >= p_day)
  select coalesce(array_agg(m order by m collate "C"), '{}') from (
    select 'course:' || p_course m where p_course is not null and not exists (select from passed p where p.course = p_course)
    union
    select 'hours:' || r.course from fw.role_requirement r
      where r.role = p_role and coalesce((select sum(p.hours) from passed p where p.course = r.course), 0) < r.hours
    union
    select 'subject:' || s from fw.role_requirement r, unnest(r.subjects) s
      where r.role = p_role and not exists (select from passed p where p.course = r.course and s = any (p.subjects))
    union
    select 'module:' || f.course from fw.role_form f
      where f.role = p_role and not exists (select from passed p where p.course = f.course and p.passed_on > p_day - 365)
    union
    select 'conduct:' || c.version from (select k.version, k.published_on from staff.conduct_code k where k.org_id = p_org order by k.version desc limit 1) c
      where not exists (select from staff.conduct_signed s where s.account_id = p_account and s.version = c.version)
        and not (p_day < c.published_on + 30 and exists (select from staff.account a where a.account_id = p_account and a.created_at::date <= c.published_on))
  ) x
$$;

create or replace function fw.holds_role(p_account uuid, p_org uuid, p_role text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select exists (select from staff.role_grant g join staff.account a using (account_id)
    where g.account_id = p_account and g.org_id = p_org and a.org_id = p_org and g.role = p_role and a.closed_at is null
      and g.revoked_at is null and g.from_at <= clock_timestamp() and (g.until_at is null or g.until_at > clock_timestamp())
      and fw.role_missing(g.account_id, g.org_id, g.role, g.course, current_date) = '{}')
$$;

-- Sessions leave out roles that lack anything today: here, and nowhere else, is decided what somebody may do.
do $$
declare
  was text := pg_get_functiondef('fw.session_facts(bytea)'::regprocedure);
  now_is text := regexp_replace(was, 'and \(g\.course is null or exists \(select from staff\.training.*?now_is::date\)\)',
    'and fw.role_missing(g.account_id, g.org_id, g.role, g.course, now_is::date) = ''{}''', 's');
begin
  if now_is = was then
    raise exception 'fw.session_facts is not as expected';
  end if;
  execute now_is;
end $$;

-- Nobody signs, comes or goes for somebody else.
create function fw.for_oneself() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if new.account_id <> c.actor then
    raise exception using errcode = 'WH031', message = 'only for oneself';
  end if;
  return new;
end $$;

-- The team of a point as rules need it: grants, trainings, signatures, who is here. For the desk and for whoever leads it.
create function fw.team_facts(p_point uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose not in ('desk.visit', 'desk.screen', 'tally', 'staff.manage')
    or p_point is not null and cardinality(coalesce(c.points, '{}')) > 0 and p_point <> all (c.points) then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return jsonb_build_object(
    'conduct', (select jsonb_build_object('version', k.version, 'published_on', k.published_on) from staff.conduct_code k where k.org_id = c.org_id order by k.version desc limit 1),
    'people', coalesce((select jsonb_agg(jsonb_build_object('account', a.account_id, 'name', a.display_name, 'languages', a.languages, 'created_on', a.created_at::date,
        'gender', d.gender,
        'grants', (select jsonb_agg(jsonb_build_object('role', g.role, 'course', g.course, 'until_ms', floor(extract(epoch from g.until_at) * 1000)) order by g.role)
          from staff.role_grant g where g.account_id = a.account_id and g.org_id = c.org_id and g.revoked_at is null and g.from_at <= clock_timestamp()
            and (g.until_at is null or g.until_at > clock_timestamp()) and (p_point is null or g.points is null or p_point = any (g.points))),
        'training', coalesce((select jsonb_agg(jsonb_build_object('course', t.course, 'hours', t.hours, 'subjects', t.subjects, 'passed_on', t.passed_on, 'valid_until', t.valid_until))
          from staff.training t where t.account_id = a.account_id), '[]'),
        'signed', coalesce((select jsonb_agg(s.version) from staff.conduct_signed s where s.account_id = a.account_id), '[]'),
        'here_since_ms', (select floor(extract(epoch from p.came_at) * 1000) from staff.presence p where p.account_id = a.account_id and p.left_at is null and (p_point is null or p.point_id = p_point)),
        'interpreter', (select jsonb_build_object('qualification', i.qualification, 'settings', i.settings) from staff.interpreter i where i.account_id = a.account_id)
        ) order by a.display_name, a.account_id)
      from staff.account a left join staff.declaration d on d.account_id = a.account_id
      where a.org_id = c.org_id and a.closed_at is null and exists (select from staff.role_grant g where g.account_id = a.account_id and g.org_id = c.org_id
        and g.revoked_at is null and g.from_at <= clock_timestamp() and (g.until_at is null or g.until_at > clock_timestamp())
        and (p_point is null or g.points is null or p_point = any (g.points)))), '[]'),
    'gone', coalesce((select jsonb_agg(jsonb_build_object('account', p.account_id, 'came_ms', floor(extract(epoch from p.came_at) * 1000), 'left_ms', floor(extract(epoch from p.left_at) * 1000)))
      from staff.presence p where p.org_id = c.org_id and p.point_id = p_point and p.left_at > clock_timestamp() - interval '24 hours'), '[]'));
end $$;

-- Totals only: how many of the team speak what visitors speak, and how many come from which community. Few are not told apart.
create function fw.team_mirror() returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose <> 'staff.manage' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return jsonb_build_object(
    'languages', coalesce((select jsonb_agg(jsonb_build_object('tag', x.tag, 'team', x.team, 'visits', case when x.visits >= 5 then x.visits end) order by x.visits desc, x.tag)
      from (select coalesce(t.tag, v.tag) tag, coalesce(t.n, 0) team, coalesce(v.n, 0) visits from
        (select l tag, count(*) n from staff.account a, unnest(a.languages) l where a.org_id = c.org_id and a.closed_at is null group by 1) t
        full join (select e.body -> 'tags' ->> 0 tag, count(distinct e.visit_id) n from casework.event e
          where e.org_id = c.org_id and e.kind = 'language_asked' and e.recorded_at > clock_timestamp() - interval '90 days' group by 1) v on v.tag = t.tag
        where coalesce(t.tag, v.tag) <> 'not_answered' and (t.n > 0 or v.n >= 5)) x), '[]'),
    'communities', coalesce((select jsonb_agg(jsonb_build_object('community', x.community, 'n', x.n) order by x.n desc, x.community)
      from (select d.community, count(*) n from staff.declaration d join staff.account a using (account_id)
        where d.org_id = c.org_id and a.closed_at is null and d.community is not null group by 1 having count(*) >= 3) x), '[]'),
    'team', (select count(*) from staff.account a where a.org_id = c.org_id and a.closed_at is null));
end $$;

-- What somebody says of herself: hers to set, to see and to take back.
create function fw.declare_oneself(p_gender text, p_community text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose <> 'staff.sign_in' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  if p_gender is null and p_community is null then
    delete from staff.declaration d where d.account_id = c.actor;
  else
    insert into staff.declaration as d (account_id, org_id, gender, community) values (c.actor, c.org_id, p_gender, p_community)
      on conflict (account_id) do update set gender = excluded.gender, community = excluded.community, declared_at = clock_timestamp();
  end if;
end $$;
create function fw.own_declaration() returns table (gender text, community text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query select d.gender, d.community from staff.declaration d where d.account_id = c.actor;
end $$;

-- Who cannot interpret now: who rests after a hard talk (24 h), is in another one, or is not wanted in this visit.
create function fw.interpreters_away(p_visit uuid) returns table (account_id uuid, why text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose not in ('desk.visit', 'desk.screen') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query
    select b.account_id, 'resting' from staff.interpreter_booking b where b.org_id = c.org_id and b.sensitive and b.state = 'ended' and b.ended_at > clock_timestamp() - interval '24 hours'
    union select b.account_id, 'busy' from staff.interpreter_booking b where b.org_id = c.org_id and b.state in ('accepted', 'joined') and b.asked_at > clock_timestamp() - interval '4 hours'
    union select v.account_id, 'not_wanted' from staff.interpreter_veto v where v.org_id = c.org_id and v.visit_id = p_visit;
end $$;

create function fw.book_interpreter(p_booking uuid, p_account uuid, p_visit uuid, p_setting text, p_sensitive boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if exists (select from fw.interpreters_away(p_visit) w where w.account_id = p_account) then
    raise exception using errcode = '23514', constraint = 'interpreter_is_free', message = 'resting, in another talk, or not wanted';
  end if;
  if not exists (select from staff.account a where a.account_id = p_account and a.org_id = c.org_id and a.closed_at is null) then
    raise exception using errcode = '23514', constraint = 'interpreter_works_here', message = 'nobody of this organisation';
  end if;
  insert into staff.interpreter_booking (booking_id, org_id, account_id, visit_id, setting, sensitive, asked_by)
    values (p_booking, c.org_id, p_account, p_visit, p_setting, p_sensitive, c.actor) on conflict do nothing;
end $$;

create function fw.move_booking(p_booking uuid, p_state text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose not in ('desk.visit', 'desk.screen') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  update staff.interpreter_booking b set state = p_state, ended_at = case when p_state in ('ended', 'unavailable', 'cancelled') then clock_timestamp() end
    where b.booking_id = p_booking and b.org_id = c.org_id and b.state not in ('ended', 'unavailable', 'cancelled');
  return found;
end $$;

create function fw.veto_interpreter(p_visit uuid, p_account uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose not in ('desk.visit', 'desk.screen') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  insert into staff.interpreter_veto (visit_id, account_id, org_id)
    select p_visit, a.account_id, c.org_id from staff.account a where a.account_id = p_account and a.org_id = c.org_id on conflict do nothing;
end $$;

revoke execute on function fw.role_missing(uuid, uuid, text, text, date), fw.for_oneself(), fw.team_facts(uuid), fw.team_mirror(), fw.declare_oneself(text, text),
  fw.own_declaration(), fw.interpreters_away(uuid), fw.book_interpreter(uuid, uuid, uuid, text, boolean), fw.move_booking(uuid, text), fw.veto_interpreter(uuid, uuid) from public;
grant execute on function fw.team_facts(uuid) to app_desk, app_staff;
grant execute on function fw.role_missing(uuid, uuid, text, text, date) to app_staff;
grant execute on function fw.team_mirror(), fw.declare_oneself(text, text), fw.own_declaration() to app_staff;
grant execute on function fw.interpreters_away(uuid), fw.book_interpreter(uuid, uuid, uuid, text, boolean), fw.move_booking(uuid, text), fw.veto_interpreter(uuid, uuid) to app_desk;
grant execute on function fw.for_oneself() to own_staff;

insert into fw.column_class (schema_name, table_name, column_name, class, concept) values
  ('staff', 'training', 'subjects', 'coded', 'training: subjects');
insert into fw.column_class (schema_name, table_name, column_name, class, concept)
  select n.nspname, c.relname, a.attname, case n.nspname when 'fw' then 'reference' else 'coded' end,
    replace(c.relname, '_', ' ') || ': ' || replace(a.attname, '_', ' ')
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
  where (n.nspname = 'staff' and c.relname in ('conduct_code', 'conduct_signed', 'shift', 'assignment', 'presence', 'declaration', 'interpreter', 'interpreter_booking', 'interpreter_veto')
      or n.nspname = 'fw' and c.relname in ('role_requirement', 'role_form'))
    and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped;
reset role;

set role own_staff;
create trigger for_oneself before insert on staff.conduct_signed for each row execute function fw.for_oneself();
create trigger for_oneself before insert or update on staff.presence for each row execute function fw.for_oneself();
reset role;

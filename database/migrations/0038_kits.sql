-- Session kits for peers (design chapter 10, section 4.5; ORI-01, ORI-03): cards in an order, and what comes back from sessions,
-- which is counts alone: no place finer than the territory, no day, no name and no words.

set role own_guidance;

-- Every key a language code, every value a short text.
create function guidance.are_titles(p_titles jsonb) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
as $$ select jsonb_typeof(p_titles) = 'object' and p_titles <> '{}'
  and not exists (select from jsonb_each(case when jsonb_typeof(p_titles) = 'object' then p_titles else '{}' end) t
    where t.key !~ '^[a-z]{2,3}$' or jsonb_typeof(t.value) <> 'string' or length(t.value #>> '{}') not between 2 and 80) $$;

create sequence guidance.kit_code start 10 minvalue 10;
create table guidance.kit (
  code int primary key default nextval('guidance.kit_code') check (code between 10 and 99999),
  territory text not null check (territory ~ '^[A-Z]{2}$'),
  -- Name by language: {"en": "..."}.
  title jsonb not null check (guidance.are_titles(title)),
  -- Numbers of cards in the order of the session.
  cards int[] not null check (cardinality(cards) between 1 and 8 and array_position(cards, null) is null),
  minutes smallint not null check (minutes between 10 and 240),
  version int not null default 1,
  org_id uuid not null,
  withdrawn_at timestamptz,
  created_by uuid default guidance.acting_worker(),
  created_at timestamptz not null default clock_timestamp()
);
create index kit_of_org on guidance.kit (org_id, code);

create table guidance.kit_report (
  -- Made of the copy and the number of its report: the same line typed twice counts once.
  id uuid primary key,
  kit int not null references guidance.kit,
  version int not null check (version > 0),
  -- Random numbers that say which copy came from which, and nothing of whoever holds it.
  copy_code text not null check (copy_code ~ '^[0-9]{9}$'),
  parent_code text check (parent_code ~ '^[0-9]{9}$' and parent_code <> copy_code),
  month date not null default date_trunc('month', clock_timestamp() at time zone 'UTC')::date check (extract(day from month) = 1),
  sessions smallint not null check (sessions between 1 and 60),
  people smallint not null check (people between 0 and 200),
  answer_right smallint not null check (answer_right between 0 and answer_asked),
  answer_asked smallint not null check (answer_asked between 0 and 1600),
  step_right smallint not null check (step_right between 0 and step_asked),
  step_asked smallint not null check (step_asked between 0 and 1600)
);
create index kit_report_of_kit on guidance.kit_report (kit, month);

create function guidance.hold_kit() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  unknown int := (select c from unnest(new.cards) c where not exists (select from guidance.card k where (k.code, k.territory) = (c, new.territory)) limit 1);
begin
  if cardinality(new.cards) <> (select count(distinct c) from unnest(new.cards) c) then
    raise exception 'a kit has each card once' using errcode = '23514', constraint = 'kit_cards_once';
  end if;
  if tg_op = 'INSERT' then
    if unknown is not null then
      raise exception 'there is no card % in %', unknown, new.territory using errcode = '23503', constraint = 'kit_cards_known', detail = unknown::text;
    end if;
    return new;
  end if;
  if (new.code, new.org_id, new.territory, new.cards, new.created_at, new.created_by)
      is distinct from (old.code, old.org_id, old.territory, old.cards, old.created_at, old.created_by) then
    raise exception 'the number, owner and cards of a kit stay' using errcode = '42501';
  end if;
  if old.withdrawn_at is not null then
    raise exception 'a kit that was withdrawn stays so' using errcode = '42501';
  end if;
  new.version := old.version + 1;
  return new;
end $$;
create trigger hold_kit before insert or update on guidance.kit for each row execute function guidance.hold_kit();

do $$
declare t text;
begin
  foreach t in array array['kit', 'kit_report'] loop
    execute format('alter table guidance.%I enable row level security', t);
    execute format('alter table guidance.%I force row level security', t);
    execute format('create policy owner_all on guidance.%I to own_guidance using (true) with check (true)', t);
    execute format('create policy editor_reads on guidance.%I for select to app_editor using (true)', t);
    execute format('create policy jobs_reads on guidance.%I for select to app_jobs using (true)', t);
    execute format('grant select on guidance.%I to app_editor, app_jobs', t);
  end loop;
end $$;
create policy editor_adds on guidance.kit for insert to app_editor with check (org_id = guidance.acting_org());
create policy editor_changes on guidance.kit for update to app_editor
  using (org_id = guidance.acting_org()) with check (org_id = guidance.acting_org());
grant insert on guidance.kit to app_editor;
grant update (title, minutes, withdrawn_at) on guidance.kit to app_editor;
grant usage on sequence guidance.kit_code to app_editor;
revoke execute on function guidance.are_titles(jsonb) from public;
grant execute on function guidance.are_titles(jsonb) to app_editor;

create view guidance.pub_kit with (security_barrier) as
  select k.code, k.territory, k.title, k.cards, k.minutes, k.version from guidance.kit k where k.withdrawn_at is null;
grant select on guidance.pub_kit to app_public, app_jobs;

-- What a session counted. True also for what was counted before; false for a kit or version that never was.
create function guidance.report_kit(p_id uuid, p_kit int, p_version int, p_copy text, p_parent text, p_sessions int, p_people int,
  p_answer_right int, p_answer_asked int, p_step_right int, p_step_asked int) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare this_month date := date_trunc('month', clock_timestamp() at time zone 'UTC')::date;
begin
  -- One after the other for a kit, so that no flood slips past the limit of the month.
  perform from guidance.kit k where k.code = p_kit and p_version between 1 and k.version for no key update;
  if not found then return false; end if;
  if (select count(*) from guidance.kit_report r where (r.kit, r.month) = (p_kit, this_month)) >= 200 then return true; end if;
  insert into guidance.kit_report (id, kit, version, copy_code, parent_code, month, sessions, people, answer_right, answer_asked, step_right, step_asked)
    values (p_id, p_kit, p_version, p_copy, p_parent, this_month, p_sessions, p_people, p_answer_right, p_answer_asked, p_step_right, p_step_asked)
    on conflict (id) do nothing;
  return true;
end $$;
revoke execute on function guidance.report_kit(uuid, int, int, text, text, int, int, int, int, int, int) from public;
grant execute on function guidance.report_kit(uuid, int, int, text, text, int, int, int, int, int, int) to app_public;
reset role;

-- Recordings (INFO-07, LANG-02; design chapter 10, sections 4.1 and 4.3): nobody hears one in public before people other than
-- whoever brought it have listened; one whose words or values are no longer those that are out is silent. And an address
-- stays in nothing that is no longer out: a place may become hidden afterwards.
set role own_guidance;

alter table guidance.medium
  -- The saved words that it reads, and the value of each reference in them as it is said.
  add column revision int,
  add column spoken jsonb not null default '{}' check (jsonb_typeof(spoken) = 'object'),
  -- When its sound was taken out because it says an address that may be hidden now.
  add column emptied_at timestamptz,
  add unique (id, card, lang),
  add foreign key (card, lang, revision) references guidance.revision;
update guidance.medium d set
  revision = coalesce(
    (select max(r.revision) from guidance.revision r where (r.card, r.lang, r.meaning) = (d.card, d.lang, d.meaning) and r.at <= d.at),
    (select min(r.revision) from guidance.revision r where (r.card, r.lang, r.meaning) = (d.card, d.lang, d.meaning))),
  spoken = coalesce(
    (select q.resolved from guidance.publication q
      where (q.card, q.lang, q.meaning) = (d.card, d.lang, d.meaning) and q.issued_at <= d.at order by q.version desc limit 1),
    (select q.resolved from guidance.publication q
      where (q.card, q.lang, q.meaning) = (d.card, d.lang, d.meaning) order by q.version limit 1),
    '{}');
update guidance.medium set removed_at = clock_timestamp() where revision is null and removed_at is null;
alter table guidance.medium add check (revision is not null or removed_at is not null);

create table guidance.hearing (
  medium uuid not null,
  card int not null,
  lang text not null,
  worker_id uuid not null default guidance.acting_worker(),
  verdict text not null check (verdict in ('right', 'returned')),
  note text check (length(note) between 3 and 400),
  at timestamptz not null default clock_timestamp(),
  primary key (medium, worker_id, verdict),
  foreign key (medium, card, lang) references guidance.medium (id, card, lang) on delete cascade,
  check ((verdict = 'returned') = (note is not null))
);

-- Who brings a recording, when and of which meaning is not for the handler to say.
create function guidance.hold_medium() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  new.worker_id := guidance.acting_worker();
  new.at := clock_timestamp();
  new.removed_at := null;
  new.meaning := (select r.meaning from guidance.revision r where (r.card, r.lang, r.revision) = (new.card, new.lang, new.revision));
  return new;
end $$;
create trigger hold_medium before insert on guidance.medium for each row execute function guidance.hold_medium();

create function guidance.hold_hearing() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare m guidance.medium;
begin
  new.worker_id := guidance.acting_worker();
  new.at := clock_timestamp();
  select * into m from guidance.medium d where d.id = new.medium and d.removed_at is null;
  if m.id is null then
    raise exception 'this recording was taken away' using errcode = '23503';
  end if;
  if new.verdict = 'right' and m.worker_id = new.worker_id then
    raise exception 'whoever brought a recording is not its listener' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger hold_hearing before insert on guidance.hearing for each row execute function guidance.hold_hearing();
create trigger note_change after insert on guidance.hearing for each row execute function guidance.note_change();

-- How each recording stands: heard by enough people, sent back, and between which revisions the words are those that it reads:
-- from `since` to before `until`. The same rule, with more words, is `src/guidance/recordings.ts`; a test compares the two.
create view guidance.recording with (security_barrier) as
  select d.id, d.card, d.lang, d.kind, d.spoken,
    b.returned or d.emptied_at is not null as returned,
    d.emptied_at is null and not b.returned and b.listeners >= case when c.safety then 2 else 1 end as heard,
    coalesce((select max(r.revision) from guidance.revision r
      where (r.card, r.lang) = (d.card, d.lang) and r.revision <= d.revision and r.change = 'meaning'), 1) as since,
    coalesce((select min(r.revision) from guidance.revision r
      where (r.card, r.lang) = (d.card, d.lang) and r.revision > d.revision and r.change = 'meaning'), 2147483647) as until
  from guidance.medium d
  join guidance.card c on c.code = d.card
  cross join lateral (
    select coalesce(bool_or(h.verdict = 'returned'), false) as returned,
      count(*) filter (where h.verdict = 'right' and h.worker_id is distinct from d.worker_id) as listeners
    from guidance.hearing h where h.medium = d.id) b
  where d.removed_at is null;

create or replace view guidance.pub_medium with (security_barrier) as
  select d.id, d.card, d.lang, d.meaning, d.kind, d.mime, length(d.content) as bytes, d.seconds, d.synthetic, d.sha256, d.content
  from guidance.medium d
  join guidance.recording s on s.id = d.id
  where s.heard and exists (select from guidance.publication p
    where (p.card, p.lang) = (d.card, d.lang) and p.ended_at is null
      and p.revision >= s.since and p.revision < s.until and p.resolved = s.spoken);

alter table guidance.hearing enable row level security;
alter table guidance.hearing force row level security;
create policy owner_all on guidance.hearing to own_guidance using (true) with check (true);
create policy editor_reads on guidance.hearing for select to app_editor using (true);
create policy jobs_reads on guidance.hearing for select to app_jobs using (true);
create policy editor_adds on guidance.hearing for insert to app_editor
  with check (exists (select from guidance.card c where c.code = card and c.org_id = guidance.acting_org()));
grant select on guidance.hearing to app_editor, app_jobs;
grant insert on guidance.hearing to app_editor;
grant select on guidance.recording to app_editor, app_jobs;

-- A recording that nobody but its author has heard is none (INFO-07).
create or replace function guidance.lacking(p_card int, p_lang text, p_revision int, p_override text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
  c guidance.card;
  r guidance.revision;
  is_source boolean;
  source_meaning int;
  reviewers uuid[];
  checkers uuid[];
begin
  select * into strict c from guidance.card where code = p_card;
  select * into strict r from guidance.revision t where (t.card, t.lang, t.revision) = (p_card, p_lang, p_revision);
  is_source := r.lang = c.source_lang;
  if c.withdrawn_at is not null then return 'withdrawn'; end if;
  if c.expires_on <= (clock_timestamp() at time zone 'UTC')::date then return 'expired'; end if;
  if exists (select from guidance.mark m where (m.card, m.lang, m.revision, m.mark) = (p_card, p_lang, p_revision, 'returned')) then
    return 'returned';
  end if;
  select max(s.meaning) into source_meaning from guidance.revision s where (s.card, s.lang) = (p_card, c.source_lang);
  if r.meaning < source_meaning and (c.safety or not is_source) then return 'outdated'; end if;
  if r.origin = 'machine' and (c.safety or c.topic in ('health', 'legal_help', 'documents', 'safety', 'emergency') or c.kind in ('right', 'safety', 'emergency'))
    and not exists (select from guidance.mark m where (m.card, m.lang, m.revision, m.mark) = (p_card, p_lang, p_revision, 'reviewed')) then
    return 'machine_draft';
  end if;
  select coalesce(array_agg(m.worker_id) filter (where m.mark = 'reviewed'), '{}'), coalesce(array_agg(m.worker_id) filter (where m.mark = 'back_checked'), '{}')
    into reviewers, checkers
    from guidance.mark m where (m.card, m.lang, m.revision) = (p_card, p_lang, p_revision) and m.worker_id is distinct from r.worker_id;
  if cardinality(reviewers) = 0 then return 'review'; end if;
  if c.safety then
    -- Three people: one wrote, another reviewed, a third checked it back.
    if not exists (select from unnest(reviewers) a, unnest(checkers) b where a <> b) then return 'back_check'; end if;
    if not exists (select from guidance.mark m where (m.card, m.lang, m.revision, m.mark) = (p_card, p_lang, p_revision, 'understood')
      and m.asked >= 10 and m.right_answers * 10 >= m.asked * 8) then
      return 'understood';
    end if;
  end if;
  if (c.kind = 'emergency' or c.essential) and p_override is null
    and not exists (select from guidance.recording s where (s.card, s.lang, s.kind) = (p_card, p_lang, 'audio')
      and s.heard and p_revision >= s.since and p_revision < s.until) then
    return 'audio';
  end if;
  return null;
end $$;

-- What editors have to do about recordings, kept with the act that makes it so. `listen`: one of the newest words waits for
-- its listener. `record`: there are recordings, but none that says what is true now.
alter table guidance.todo drop constraint todo_kind_check;
alter table guidance.todo add constraint todo_kind_check check (kind in ('words', 'older', 'listen', 'record'));

create function guidance.weigh_recordings(p_card int, p_lang text) returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  newest int;
  waits boolean := false;
  missing boolean := false;
begin
  if exists (select from guidance.card c where c.code = p_card and c.withdrawn_at is null)
    and exists (select from guidance.medium d where (d.card, d.lang, d.kind) = (p_card, p_lang, 'audio') and d.removed_at is null) then
    newest := (select max(r.revision) from guidance.revision r where (r.card, r.lang) = (p_card, p_lang));
    select bool_or(x.says and not x.heard), not bool_or(x.says) into waits, missing from (
      select s.heard, not s.returned and newest >= s.since and newest < s.until
        and not exists (select from guidance.publication p where (p.card, p.lang) = (p_card, p_lang) and p.ended_at is null
          and p.revision >= s.since and p.revision < s.until and p.resolved <> s.spoken) as says
      from guidance.recording s where (s.card, s.lang, s.kind) = (p_card, p_lang, 'audio')) x;
  end if;
  delete from guidance.todo t where (t.card, t.lang) = (p_card, p_lang)
    and (t.kind = 'listen' and not waits or t.kind = 'record' and not missing);
  insert into guidance.todo (card, lang, kind)
    select p_card, p_lang, k from unnest(array['listen', 'record']) k where case k when 'listen' then waits else missing end
    on conflict (card, lang, kind) do nothing;
end $$;

create function guidance.follow_recordings() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  perform guidance.weigh_recordings(new.card, new.lang);
  return null;
end $$;
create trigger weigh_recordings after insert or update on guidance.medium for each row execute function guidance.follow_recordings();
create trigger weigh_recordings after insert on guidance.hearing for each row execute function guidance.follow_recordings();
create trigger weigh_recordings after insert on guidance.revision for each row execute function guidance.follow_recordings();
create trigger weigh_recordings after insert or update on guidance.publication for each row execute function guidance.follow_recordings();

-- A card that becomes one of safety needs a further listener.
create function guidance.follow_safety() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  perform guidance.weigh_recordings(new.code, l.lang)
    from (select distinct d.lang from guidance.medium d where d.card = new.code and d.removed_at is null) l;
  return null;
end $$;
create trigger weigh_recordings after update of safety on guidance.card
  for each row when (new.safety <> old.safety) execute function guidance.follow_safety();
revoke execute on function guidance.weigh_recordings(int, text) from public;
grant execute on function guidance.weigh_recordings(int, text) to app_editor, app_jobs;

-- Addresses ---------------------------------------------------------------------------------------

create function guidance.without_addresses(p_values jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp
as $$ select coalesce(jsonb_object_agg(v.key, v.value) filter (where v.key !~ '^svc:[0-9]+\.address$'), '{}') from jsonb_each(p_values) v $$;

create or replace function guidance.hold_publication() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  c guidance.card;
  lacks text;
  last int;
  out_now int;
begin
  if tg_op = 'UPDATE' then
    if (new.card, new.lang, new.version, new.revision, new.meaning, new.resolved, new.issued_at, new.issued_by, new.override_why)
        is distinct from (old.card, old.lang, old.version, old.revision, old.meaning, old.resolved, old.issued_at, old.issued_by, old.override_why)
      or old.ended_at is not null then
      raise exception 'what was published stays as it was' using errcode = '42501';
    end if;
    -- What has ended keeps no address: the place may be hidden by now, or one day.
    if new.ended_at is not null then new.resolved := guidance.without_addresses(new.resolved); end if;
    return new;
  end if;
  select * into c from guidance.card k where k.code = new.card for no key update;
  select p.revision into out_now from guidance.publication p where (p.card, p.lang) = (new.card, new.lang) and p.ended_at is null;
  lacks := case
    when out_now > new.revision then 'outdated'
    when out_now = new.revision and current_user = 'app_jobs' and c.withdrawn_at is null
      and (c.expires_on is null or c.expires_on > (clock_timestamp() at time zone 'UTC')::date) then null
    else guidance.lacking(new.card, new.lang, new.revision, new.override_why) end;
  if lacks is not null then
    raise exception 'lacking %', lacks using errcode = 'P0001', detail = lacks;
  end if;
  select max(p.version) into last from guidance.publication p where (p.card, p.lang) = (new.card, new.lang);
  new.version := coalesce(last, 0) + 1;
  new.meaning := (select r.meaning from guidance.revision r where (r.card, r.lang, r.revision) = (new.card, new.lang, new.revision));
  update guidance.publication p set ended_at = clock_timestamp(), ended_why = 'replaced'
    where (p.card, p.lang) = (new.card, new.lang) and p.ended_at is null;
  return new;
end $$;

alter table guidance.publication disable trigger hold_publication;
update guidance.publication set resolved = guidance.without_addresses(resolved)
  where ended_at is not null and resolved <> guidance.without_addresses(resolved);
alter table guidance.publication enable trigger hold_publication;

-- A recording that says an address is that address: when the directory says another or none any more, its sound goes. The row
-- stays, so that its editor is told to make a new one.
create function guidance.empty_recordings(p_card int, p_lang text, p_reference text) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare emptied int;
begin
  update guidance.medium d set content = '\x00', sha256 = sha256('\x00'), seconds = null,
      spoken = guidance.without_addresses(d.spoken), emptied_at = clock_timestamp()
    where (d.card, d.lang) = (p_card, p_lang) and d.spoken ? p_reference and p_reference ~ '^svc:[0-9]+\.address$';
  get diagnostics emptied = row_count;
  return emptied;
end $$;
revoke execute on function guidance.empty_recordings(int, text, text) from public;
grant execute on function guidance.empty_recordings(int, text, text) to app_jobs;
revoke execute on function guidance.without_addresses(jsonb) from public;
grant execute on function guidance.without_addresses(jsonb) to app_editor, app_jobs;
reset role;

-- Guidance cards (design chapter 10, section 4; INFO-03, INFO-04, INFO-05, INFO-07, LANG-02): what is true of a card,
-- its words in each language, who found what about them, what was given to the public, rumours and suggestions.
-- A public compartment like `directory`: nothing in here names a person. Workers stand here by their number alone.

do $$
begin
  if not exists (select from pg_roles where rolname = 'own_guidance') then
    create role own_guidance nologin;
  end if;
  execute format('grant own_guidance to %I', current_user);
end $$;
grant usage on language plpgsql, sql to own_guidance;

create schema guidance authorization own_guidance;
comment on schema guidance is 'Guidance cards and what became of them: nothing in here names a person';
grant usage on schema guidance to app_public, app_editor, app_jobs;
set role own_directory;
grant usage on schema directory to own_guidance;
grant references on directory.place_name to own_guidance;
reset role;

set role own_guidance;

create function guidance.acting_org() returns uuid
language sql stable set search_path = pg_catalog, pg_temp
as $$ select nullif(current_setting('wayhouse.org', true), '')::uuid $$;
-- The worker who acts; the command line and jobs have none.
create function guidance.acting_worker() returns uuid
language sql stable set search_path = pg_catalog, pg_temp
as $$ select case when current_setting('wayhouse.actor', true) ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
  then current_setting('wayhouse.actor', true)::uuid end $$;

create sequence guidance.card_code start 100 minvalue 100;
create table guidance.card (
  code int primary key default nextval('guidance.card_code') check (code between 100 and 9999999),
  territory text not null check (territory ~ '^[A-Z]{2}$'),
  place_id int references directory.place_name,
  topic text not null check (topic in ('emergency', 'health', 'shelter', 'food_water', 'children', 'school', 'work', 'legal_help',
    'family', 'documents', 'money', 'travel', 'safety', 'information')),
  kind text not null check (kind in ('right', 'how_to', 'safety', 'emergency', 'rumour_answer', 'service_notice', 'lesson')),
  safety boolean not null default false,
  essential boolean not null default false,
  org_id uuid not null,
  owner_role text not null check (length(owner_role) between 2 and 120),
  publisher text not null check (length(publisher) between 2 and 120),
  source_lang text not null check (source_lang ~ '^[a-z]{2,3}$'),
  -- [{name, url?, dated?}]: no card without one.
  sources jsonb not null check (jsonb_typeof(sources) = 'array' and jsonb_array_length(sources) between 1 and 12),
  confirmed_by text check (length(confirmed_by) between 2 and 120),
  confirmed_on date,
  checked_on date not null,
  review_by date not null,
  expires_on date,
  needs text[] not null default '{}' check (cardinality(needs) <= 8),
  services text[] not null default '{}' check (cardinality(services) <= 8),
  pictogram text check (pictogram ~ '^[a-z_]{2,30}$'),
  withdrawn_at timestamptz,
  withdrawn_why text check (withdrawn_why in ('not_true', 'not_confirmed', 'harmful', 'no_longer_needed', 'other')),
  version int not null default 1,
  created_by uuid default guidance.acting_worker(),
  created_at timestamptz not null default clock_timestamp(),
  check ((confirmed_by is null) = (confirmed_on is null)),
  check (review_by >= checked_on and review_by <= checked_on + 366),
  check (kind <> 'rumour_answer' or expires_on <= checked_on + 30),
  check (kind not in ('safety', 'emergency') or safety),
  check ((withdrawn_at is null) = (withdrawn_why is null))
);
create index card_of_topic on guidance.card (territory, topic, code);
create index card_of_org on guidance.card (org_id, code);
create index card_review on guidance.card (review_by) where withdrawn_at is null;

-- One saved state of the words of a card in a language; never changed afterwards.
create table guidance.revision (
  card int not null references guidance.card,
  lang text not null check (lang ~ '^[a-z]{2,3}$'),
  revision int not null check (revision > 0),
  question text not null check (length(question) between 1 and 200),
  answer text not null check (length(answer) between 1 and 600),
  next_step text not null check (length(next_step) between 1 and 200),
  action text not null check (action in ('call', 'go', 'send', 'read')),
  target text check (length(target) between 1 and 200),
  child text check (length(child) between 1 and 600),
  alt text check (length(alt) between 1 and 200),
  meaning int not null check (meaning > 0),
  change text not null check (change in ('typo', 'meaning')),
  origin text not null check (origin in ('written', 'machine', 'imported')),
  worker_id uuid default guidance.acting_worker(),
  at timestamptz not null default clock_timestamp(),
  primary key (card, lang, revision)
);

-- What somebody found about a revision (LANG-02): a later one never takes an earlier one away.
create table guidance.mark (
  card int not null,
  lang text not null,
  revision int not null,
  mark text not null check (mark in ('reviewed', 'back_checked', 'understood', 'confirmed', 'returned')),
  worker_id uuid not null default guidance.acting_worker(),
  at timestamptz not null default clock_timestamp(),
  asked int check (asked between 1 and 1000),
  right_answers int check (right_answers between 0 and 1000),
  note text check (length(note) <= 600),
  primary key (card, lang, revision, mark, worker_id),
  foreign key (card, lang, revision) references guidance.revision,
  check ((mark = 'understood') = (asked is not null) and (asked is null) = (right_answers is null)),
  check (right_answers <= asked)
);

create table guidance.medium (
  id uuid primary key,
  card int not null references guidance.card,
  lang text not null check (lang ~ '^[a-z]{2,3}$'),
  -- The meaning that it speaks: after a change of meaning it is no longer played.
  meaning int not null,
  kind text not null check (kind in ('audio', 'sign_video')),
  mime text not null check (mime ~ '^(audio|video)/[a-z0-9.+-]+$'),
  content bytea not null check (length(content) between 1 and 4194304),
  seconds smallint check (seconds between 1 and 600),
  synthetic boolean not null,
  sha256 bytea not null check (length(sha256) = 32),
  worker_id uuid default guidance.acting_worker(),
  at timestamptz not null default clock_timestamp(),
  removed_at timestamptz
);
create index medium_of_card on guidance.medium (card, lang) where removed_at is null;

create table guidance.publication (
  card int not null,
  lang text not null,
  version int not null check (version > 0),
  revision int not null,
  meaning int not null,
  -- The value that each reference had at publication, by reference.
  resolved jsonb not null default '{}' check (jsonb_typeof(resolved) = 'object'),
  issued_at timestamptz not null default clock_timestamp(),
  issued_by uuid default guidance.acting_worker(),
  -- Why an emergency card went out without what it should have, and who said so (INFO-07).
  override_why text check (length(override_why) between 10 and 400),
  ended_at timestamptz,
  ended_why text check (ended_why in ('replaced', 'withdrawn', 'reference_lost', 'source_changed')),
  primary key (card, lang, version),
  foreign key (card, lang, revision) references guidance.revision,
  check ((ended_at is null) = (ended_why is null))
);
create unique index publication_current on guidance.publication (card, lang) where ended_at is null;

-- What changed, for pages, packs and messages that follow: written with the change itself.
create table guidance.change (
  seq bigint generated always as identity primary key,
  card int not null,
  at timestamptz not null default clock_timestamp()
);

create table guidance.rumour (
  id uuid primary key,
  org_id uuid not null default guidance.acting_org(),
  heard_on date not null,
  place_id int references directory.place_name,
  lang text not null check (lang ~ '^[a-z]{2,3}$'),
  as_heard text not null check (length(as_heard) between 3 and 400),
  medium text not null check (medium in ('talk', 'phone_group', 'social_media', 'leaflet', 'radio', 'loudspeaker', 'other')),
  harm smallint not null check (harm between 1 and 3),
  state text not null default 'new' check (state in ('new', 'checking', 'answered', 'closed')),
  same_as uuid references guidance.rumour,
  card int references guidance.card,
  note text check (length(note) <= 600),
  version int not null default 1,
  worker_id uuid default guidance.acting_worker(),
  at timestamptz not null default clock_timestamp(),
  answered_at timestamptz,
  check ((state = 'answered') <= (card is not null))
);
create index rumour_open on guidance.rumour (org_id, harm desc, at) where state in ('new', 'checking');

-- What a reader without an account says of a card; nothing about the reader, and gone after ninety days.
create table guidance.suggestion (
  id uuid primary key,
  card int not null references guidance.card,
  lang text not null check (lang ~ '^[a-z]{2,3}$'),
  version int not null,
  kind text not null check (kind in ('not_true', 'not_clear', 'bad_words', 'something_missing', 'number_wrong')),
  words text check (length(words) between 1 and 280),
  day date not null default (clock_timestamp() at time zone 'UTC')::date,
  decided text check (decided in ('used', 'not_used')),
  decided_by uuid
);
create index suggestion_of_card on guidance.suggestion (card, day);

-- Rules that hold whatever a handler does ---------------------------------------------------------

-- A card's own facts: the identity and the owner never change, each change counts.
create function guidance.hold_card() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if (new.code, new.org_id, new.source_lang, new.created_at) is distinct from (old.code, old.org_id, old.source_lang, old.created_at) then
    raise exception 'the code, owner and source language of a card stay' using errcode = '42501';
  end if;
  if old.withdrawn_at is not null and new.withdrawn_at is not null then
    raise exception 'card_withdrawn' using errcode = 'P0001';
  end if;
  new.version := old.version + 1;
  return new;
end $$;
create trigger hold_card before update on guidance.card for each row execute function guidance.hold_card();

-- Revisions count up by one; a translation states a meaning of the source that exists.
create function guidance.hold_revision() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  the_card guidance.card;
  last guidance.revision;
  known int;
begin
  select * into strict the_card from guidance.card c where c.code = new.card for no key update;
  select * into last from guidance.revision r where (r.card, r.lang) = (new.card, new.lang) order by r.revision desc limit 1;
  if new.revision <> coalesce(last.revision, 0) + 1 then
    raise exception 'somebody else saved revision % of card % in % meanwhile', last.revision, new.card, new.lang using errcode = '40001';
  end if;
  if new.lang = the_card.source_lang then
    if new.meaning <> coalesce(last.meaning, 0) + (case when last.meaning is null or new.change = 'meaning' then 1 else 0 end) then
      raise exception 'the meaning of the source counts up by its own changes' using errcode = '23514';
    end if;
  else
    select max(r.meaning) into known from guidance.revision r where (r.card, r.lang) = (new.card, the_card.source_lang);
    if known is null or new.meaning > known or new.meaning < coalesce(last.meaning, 1) then
      raise exception 'a translation states a meaning that the source has' using errcode = '23514';
    end if;
  end if;
  return new;
end $$;
create trigger hold_revision before insert on guidance.revision for each row execute function guidance.hold_revision();

-- What a revision still lacks before it may be given to the public; null when nothing (LANG-02, INFO-07).
-- The same rule, with more words, is `src/guidance/lacking.ts`; a test compares the two.
create function guidance.lacking(p_card int, p_lang text, p_revision int, p_override text) returns text
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
    and not exists (select from guidance.medium d where (d.card, d.lang) = (p_card, p_lang) and d.kind = 'audio' and d.meaning = r.meaning and d.removed_at is null) then
    return 'audio';
  end if;
  return null;
end $$;

create function guidance.hold_publication() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  lacks text;
  last int;
begin
  if tg_op = 'UPDATE' then
    if (new.card, new.lang, new.version, new.revision, new.meaning, new.resolved, new.issued_at, new.issued_by, new.override_why)
        is distinct from (old.card, old.lang, old.version, old.revision, old.meaning, old.resolved, old.issued_at, old.issued_by, old.override_why)
      or old.ended_at is not null then
      raise exception 'what was published stays as it was' using errcode = '42501';
    end if;
    return new;
  end if;
  perform from guidance.card c where c.code = new.card for no key update;
  lacks := guidance.lacking(new.card, new.lang, new.revision, new.override_why);
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
create trigger hold_publication before insert or update on guidance.publication for each row execute function guidance.hold_publication();

-- A changed source takes down the other languages of a safety card in the same transaction (LANG-02).
create function guidance.follow_source() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  update guidance.publication p set ended_at = clock_timestamp(), ended_why = 'source_changed'
    from guidance.card c
    where c.code = new.card and c.safety and new.lang = c.source_lang and p.card = new.card and p.lang <> new.lang
      and p.ended_at is null and p.meaning < new.meaning;
  return null;
end $$;
create trigger follow_source after insert on guidance.publication for each row execute function guidance.follow_source();

create function guidance.follow_withdrawal() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  update guidance.publication p set ended_at = clock_timestamp(), ended_why = 'withdrawn' where p.card = new.code and p.ended_at is null;
  return null;
end $$;
create trigger follow_withdrawal after update of withdrawn_at on guidance.card
  for each row when (new.withdrawn_at is not null) execute function guidance.follow_withdrawal();

create function guidance.note_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  insert into guidance.change (card) values (case tg_table_name when 'card' then (to_jsonb(new) ->> 'code')::int else (to_jsonb(new) ->> 'card')::int end);
  perform pg_notify('guidance', '');
  return null;
end $$;
create trigger note_change after insert or update on guidance.publication for each row execute function guidance.note_change();
create trigger note_change after update on guidance.card for each row execute function guidance.note_change();
create trigger note_change after insert or update on guidance.medium for each row execute function guidance.note_change();

-- Whose editors may write ------------------------------------------------------------------------

do $$
declare t text;
begin
  foreach t in array array['card', 'revision', 'mark', 'medium', 'publication', 'change', 'rumour', 'suggestion'] loop
    execute format('alter table guidance.%I enable row level security', t);
    execute format('alter table guidance.%I force row level security', t);
    execute format('create policy owner_all on guidance.%I to own_guidance using (true) with check (true)', t);
    execute format('create policy editor_reads on guidance.%I for select to app_editor using (true)', t);
    execute format('create policy jobs_reads on guidance.%I for select to app_jobs using (true)', t);
    execute format('grant select on guidance.%I to app_editor, app_jobs', t);
  end loop;
  foreach t in array array['revision', 'mark', 'medium', 'publication'] loop
    execute format('create policy editor_adds on guidance.%I for insert to app_editor
      with check (exists (select from guidance.card c where c.code = card and c.org_id = guidance.acting_org()))', t);
    execute format('grant insert on guidance.%I to app_editor', t);
  end loop;
end $$;
create policy editor_adds on guidance.card for insert to app_editor with check (org_id = guidance.acting_org());
create policy editor_changes on guidance.card for update to app_editor
  using (org_id = guidance.acting_org()) with check (org_id = guidance.acting_org());
create policy editor_notes on guidance.change for insert to app_editor with check (true);
create policy jobs_note on guidance.change for insert to app_jobs with check (true);
create policy editor_ends on guidance.publication for update to app_editor
  using (exists (select from guidance.card c where c.code = card and c.org_id = guidance.acting_org())) with check (true);
create policy editor_removes on guidance.medium for update to app_editor
  using (exists (select from guidance.card c where c.code = card and c.org_id = guidance.acting_org())) with check (true);
create policy editor_adds on guidance.rumour for insert to app_editor with check (org_id = guidance.acting_org());
create policy editor_changes on guidance.rumour for update to app_editor
  using (org_id = guidance.acting_org()) with check (org_id = guidance.acting_org());
create policy editor_decides on guidance.suggestion for update to app_editor
  using (exists (select from guidance.card c where c.code = card and c.org_id = guidance.acting_org())) with check (true);
grant insert on guidance.card, guidance.rumour, guidance.change to app_editor;
grant usage on sequence guidance.card_code to app_editor;
grant update (territory, place_id, topic, kind, safety, essential, owner_role, publisher, sources, confirmed_by, confirmed_on, checked_on, review_by,
  expires_on, needs, services, pictogram, withdrawn_at, withdrawn_why, version) on guidance.card to app_editor;
grant update (ended_at, ended_why) on guidance.publication to app_editor;
grant update (removed_at) on guidance.medium to app_editor;
grant update (state, same_as, card, note, answered_at, harm, version) on guidance.rumour to app_editor;
grant update (decided, decided_by) on guidance.suggestion to app_editor;
-- Jobs: a card whose reference has another value now is published anew with the same words, or ended.
create policy jobs_publish on guidance.publication for insert to app_jobs with check (true);
create policy jobs_end on guidance.publication for update to app_jobs using (true) with check (true);
create policy jobs_forget on guidance.suggestion for delete to app_jobs using (day < (clock_timestamp() at time zone 'UTC')::date - 90);
grant insert on guidance.publication, guidance.change to app_jobs;
grant update (ended_at, ended_why) on guidance.publication to app_jobs;
grant delete on guidance.suggestion to app_jobs;
-- Triggers run with the rights of whoever writes and lock the card that they belong to.
create policy jobs_locks on guidance.card for update to app_jobs using (true) with check (false);
grant update (version) on guidance.card to app_jobs;

-- What the public may read -----------------------------------------------------------------------

create view guidance.pub_card with (security_barrier) as
  select c.code, c.territory, c.place_id, c.topic, c.kind, c.safety, c.essential, c.owner_role, c.publisher, c.source_lang, c.sources,
    c.confirmed_by, c.confirmed_on, c.checked_on, c.review_by, c.expires_on, c.needs, c.services, c.pictogram, c.withdrawn_at, c.withdrawn_why,
    (select max(r.meaning) from guidance.revision r where (r.card, r.lang) = (c.code, c.source_lang)
      and exists (select from guidance.publication p where (p.card, p.lang, p.meaning) = (r.card, r.lang, r.meaning))) as meaning
  from guidance.card c
  where exists (select from guidance.publication p where p.card = c.code);

-- The words only of what is current: what ended is known by its number alone.
create view guidance.pub_publication with (security_barrier) as
  select p.card, p.lang, p.version, p.revision, p.meaning, p.issued_at, p.ended_at, p.ended_why,
    case when p.ended_at is null then p.resolved end as resolved,
    case when p.ended_at is null then to_jsonb(w) end as words,
    r.origin = 'machine' as machine
  from guidance.publication p
  join guidance.revision r on (r.card, r.lang, r.revision) = (p.card, p.lang, p.revision)
  cross join lateral (select r.question, r.answer, r.next_step, r.action, r.target, r.child, r.alt) w;

create view guidance.pub_medium with (security_barrier) as
  select d.id, d.card, d.lang, d.meaning, d.kind, d.mime, length(d.content) as bytes, d.seconds, d.synthetic, d.sha256, d.content
  from guidance.medium d
  where d.removed_at is null and exists (select from guidance.publication p
    where (p.card, p.lang, p.meaning) = (d.card, d.lang, d.meaning) and p.ended_at is null);

create view guidance.pub_change with (security_barrier) as select seq, card, at from guidance.change;

grant select on guidance.pub_card, guidance.pub_publication, guidance.pub_medium, guidance.pub_change to app_public, app_jobs;

-- A reader's suggestion: only about what is published, and nothing is told back.
create function guidance.suggest(p_id uuid, p_card int, p_lang text, p_version int, p_kind text, p_words text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from guidance.publication p where (p.card, p.lang, p.version) = (p_card, p_lang, p_version)) then return false; end if;
  -- A flood about one card fills nothing: the editor has heard enough for a day.
  if (select count(*) from guidance.suggestion s where s.card = p_card and s.day = (clock_timestamp() at time zone 'UTC')::date) >= 200 then return true; end if;
  insert into guidance.suggestion (id, card, lang, version, kind, words) values (p_id, p_card, p_lang, p_version, p_kind, p_words)
    on conflict (id) do nothing;
  return true;
end $$;
revoke execute on function guidance.suggest(uuid, int, text, int, text, text) from public;
grant execute on function guidance.suggest(uuid, int, text, int, text, text) to app_public;
revoke execute on function guidance.lacking(int, text, int, text) from public;
grant execute on function guidance.lacking(int, text, int, text) to app_editor, app_jobs;
revoke execute on function guidance.acting_org(), guidance.acting_worker() from public;
grant execute on function guidance.acting_org(), guidance.acting_worker() to app_editor, app_jobs, app_public;
reset role;

-- What editors and translators have to look at (LANG-02), kept with the act that makes it so: lists stay quick with
-- ten thousand cards in twenty languages.
set role own_guidance;

create table guidance.todo (
  card int not null references guidance.card,
  lang text not null,
  -- `words`: saved and not given to the public yet. `older`: the source means something else since.
  kind text not null check (kind in ('words', 'older')),
  revision int,
  since timestamptz not null default clock_timestamp(),
  primary key (card, lang, kind)
);
create index todo_since on guidance.todo (kind, since, card);
create index todo_of_language on guidance.todo (lang, since, card);
alter table guidance.todo enable row level security;
alter table guidance.todo force row level security;
create policy owner_all on guidance.todo to own_guidance using (true) with check (true);
create policy editor_reads on guidance.todo for select to app_editor using (true);
create policy jobs_all on guidance.todo to app_jobs using (true) with check (true);
create policy editor_own on guidance.todo to app_editor
  using (exists (select from guidance.card c where c.code = card and c.org_id = guidance.acting_org()))
  with check (exists (select from guidance.card c where c.code = card and c.org_id = guidance.acting_org()));
grant select, insert, update, delete on guidance.todo to app_editor, app_jobs;

create function guidance.remember_words() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  insert into guidance.todo (card, lang, kind, revision) values (new.card, new.lang, 'words', new.revision)
    on conflict (card, lang, kind) do update set revision = excluded.revision, since = excluded.since;
  delete from guidance.todo t using guidance.card c
    where c.code = new.card and (t.card, t.lang, t.kind) = (new.card, new.lang, 'older')
      and new.meaning >= (select coalesce(max(p.meaning), 0) from guidance.publication p where (p.card, p.lang) = (new.card, c.source_lang));
  return null;
end $$;
create trigger remember_words after insert on guidance.revision for each row execute function guidance.remember_words();

create function guidance.remember_publication() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  source text := (select c.source_lang from guidance.card c where c.code = new.card);
begin
  delete from guidance.todo t where (t.card, t.lang, t.kind) = (new.card, new.lang, 'words') and t.revision <= new.revision;
  if new.lang <> source then
    delete from guidance.todo t where (t.card, t.lang, t.kind) = (new.card, new.lang, 'older')
      and new.meaning >= (select coalesce(max(p.meaning), 0) from guidance.publication p where (p.card, p.lang) = (new.card, source));
    return null;
  end if;
  insert into guidance.todo (card, lang, kind)
    select new.card, r.lang, 'older' from guidance.revision r
    where r.card = new.card and r.lang <> source group by r.lang having max(r.meaning) < new.meaning
    on conflict (card, lang, kind) do nothing;
  return null;
end $$;
create trigger remember_publication after insert on guidance.publication for each row execute function guidance.remember_publication();

create function guidance.forget_todo() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  delete from guidance.todo t where t.card = new.code;
  return null;
end $$;
create trigger forget_todo after update of withdrawn_at on guidance.card
  for each row when (new.withdrawn_at is not null) execute function guidance.forget_todo();

insert into guidance.todo (card, lang, kind, revision, since)
  select r.card, r.lang, 'words', max(r.revision), max(r.at) from guidance.revision r group by r.card, r.lang
  having max(r.revision) > coalesce((select max(p.revision) from guidance.publication p where (p.card, p.lang) = (r.card, r.lang)), 0);

-- Which languages a card is out in, and which cards are out in a language.
create index publication_of_language on guidance.publication (lang, card) where ended_at is null;
reset role;

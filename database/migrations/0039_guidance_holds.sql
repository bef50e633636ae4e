-- What a second reading of guidance found (INFO-03, INFO-07, LANG-02).
set role own_guidance;

-- Changes are counted in the order of commits: readers overlooked one that had counted first and ended last.
create or replace function guidance.note_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(hashtext('guidance.change'));
  insert into guidance.change (card) values (case tg_table_name when 'card' then (to_jsonb(new) ->> 'code')::int else (to_jsonb(new) ->> 'card')::int end);
  perform pg_notify('guidance', '');
  return null;
end $$;

-- The same words with other values of their references need no new readers, whatever drafts lie on top of them;
-- and words that are older than those that are out are not given out again.
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

-- A recording speaks the values that were out when it was made, or first out after it: with other values it is silent.
create or replace view guidance.pub_medium with (security_barrier) as
  select d.id, d.card, d.lang, d.meaning, d.kind, d.mime, length(d.content) as bytes, d.seconds, d.synthetic, d.sha256, d.content
  from guidance.medium d
  where d.removed_at is null and exists (select from guidance.publication p
    where (p.card, p.lang, p.meaning) = (d.card, d.lang, d.meaning) and p.ended_at is null
      and p.resolved = coalesce(
        (select q.resolved from guidance.publication q
          where (q.card, q.lang, q.meaning) = (d.card, d.lang, d.meaning) and q.issued_at <= d.at order by q.version desc limit 1),
        (select q.resolved from guidance.publication q
          where (q.card, q.lang, q.meaning) = (d.card, d.lang, d.meaning) order by q.version limit 1)));
reset role;

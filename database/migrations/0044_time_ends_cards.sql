-- A card whose time is over is ended like any other, so that its addresses go (T15, PT-09; design chapter 10, section 4.3): on the
-- day it expires, or when its review is so late that it is not shown any more. And how recordings stand is weighed by one act at a
-- time: two listeners at the same moment, or a listener while somebody mends the spelling, did not see each other.
set role own_guidance;
alter table guidance.publication drop constraint publication_ended_why_check;
alter table guidance.publication add constraint publication_ended_why_check
  check (ended_why in ('replaced', 'withdrawn', 'reference_lost', 'source_changed', 'expired', 'not_confirmed'));

create or replace function guidance.weigh_recordings(p_card int, p_lang text) returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  newest int;
  waits boolean := false;
  missing boolean := false;
begin
  -- Whoever comes second waits here, and then reads what the first has written.
  perform pg_advisory_xact_lock(hashtext('guidance.recordings'), hashtext(p_card || ' ' || p_lang));
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
reset role;

-- 0088 wrote the lock of a held row anew from 0057 and lost what 0076 had added to it: that a hold and an erasure at one moment wait for
-- each other. Both stand here: the shared lock, and that a held row may be sealed anew, since it says what it said.
set role own_fw;
create or replace function fw.keep_held() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if session_user ~ '^app_' then
    perform pg_advisory_xact_lock_shared(hashtextextended('hold|' || old.org_id, 0));
  end if;
  if session_user ~ '^app_' and fw.is_held(old.org_id, old.subject) and not (tg_op = 'UPDATE' and fw.is_resealing()) then
    raise exception using errcode = 'WH013', message = 'erasure waits';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
reset role;

-- While a hold stands, no statement takes away what is held (design chapter 20, section 7), whatever a handler forgot to ask: names and
-- contacts are the rows that a login role may delete or write over itself. And two tidier things of staff: a tablet is registered and
-- taken out of use by functions alone, and tries of signing in are swept by their time, not by reading all there are.
set role own_fw;
create function fw.keep_held() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if session_user ~ '^app_' and fw.is_held(old.org_id, old.subject) then
    raise exception using errcode = 'WH013', message = 'erasure waits';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
revoke execute on function fw.keep_held() from public;
grant execute on function fw.keep_held() to own_ident;
reset role;

set role own_ident;
create trigger keep_held before delete or update of sealed on ident.name for each row execute function fw.keep_held();
create trigger keep_held before delete or update of sealed on ident.contact for each row execute function fw.keep_held();
create trigger keep_held before delete on ident.blind for each row execute function fw.keep_held();
reset role;

set role own_staff;
revoke insert, update on staff.device from app_staff;
create index attempt_window on staff.attempt (window_start);
reset role;

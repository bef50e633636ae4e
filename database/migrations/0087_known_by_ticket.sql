-- What every row of the desk paid twice (issue 4, show 2; issue 3, show 5): the organisation and the purpose of a new row are those of a
-- ticket that was judged in the same transaction (the policies of fw.guard_table say so for the roles of the program, the functions that
-- insert take them from fw.ctx or from a row), and asking a foreign key of each row again locks the one row of the organisation and the
-- one of the purpose that everybody at work in it shares. With two at once each such lock is written anew. So the tables that grow
-- with every visitor ask no more, and nothing that they stand on can go or change its name.
alter table casework.event drop constraint event_org_id_fkey, drop constraint event_purpose_id_fkey;
alter table casework.person drop constraint person_org_id_fkey, drop constraint person_purpose_id_fkey;
alter table casework.handle drop constraint handle_org_id_fkey, drop constraint handle_purpose_id_fkey;
alter table sync.op drop constraint op_org_id_fkey, drop constraint op_purpose_id_fkey;
alter table ident.name drop constraint name_org_id_fkey, drop constraint name_purpose_id_fkey;
alter table ident.contact drop constraint contact_org_id_fkey, drop constraint contact_purpose_id_fkey;
alter table ident.name_sketch drop constraint name_sketch_org_id_fkey, drop constraint name_sketch_purpose_id_fkey;

set role own_fw;
create function fw.stays_known() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using errcode = '23001', message = 'rows stand on it: it can neither go nor change its name';
end $$;
revoke execute on function fw.stays_known() from public;
create trigger stays_known before delete or truncate on fw.organisation for each statement execute function fw.stays_known();
create trigger stays_known before delete or truncate on fw.purpose for each statement execute function fw.stays_known();
create trigger keeps_name before update on fw.organisation for each row when (new.org_id is distinct from old.org_id) execute function fw.stays_known();
create trigger keeps_name before update on fw.purpose for each row when (new.purpose_id is distinct from old.purpose_id) execute function fw.stays_known();
reset role;

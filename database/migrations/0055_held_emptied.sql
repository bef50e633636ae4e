-- Work that a manager decided about is in the record, or is not taken: what it said does not stay beside it (FIRE-10; design chapter 30,
-- section 5.4). It carries names and notes under a key of the node, which no erasure of a person destroys.
set role own_sync;
create function sync.empty_decided() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  new.sealed := '\x00';
  return new;
end $$;
revoke execute on function sync.empty_decided() from public;
create trigger empty_decided before update of decision on sync.held for each row when (new.decision is not null) execute function sync.empty_decided();
-- What was decided before this rule. The owner sees her own rows while row security is not forced on her.
alter table sync.held no force row level security;
update sync.held set sealed = '\x00' where decision is not null;
alter table sync.held force row level security;
reset role;

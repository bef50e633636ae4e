-- What the desk's door still let through, and what it did not say back (design chapter 30, sections 5.3 to 5.6).

set role own_fw;
-- Whether a point is one of the acting organisation's, whatever this worker's own points are.
create function fw.is_own_point(p_point uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  return exists (select from directory.point p where p.location_id = p_point and p.org_id = c.org_id);
end $$;
revoke execute on function fw.is_own_point(uuid) from public;
grant execute on function fw.is_own_point(uuid) to app_desk;
reset role;

-- Work at a point that does not exist is refused; what was taken before it closed is answered as before.
do $$
declare
  was text := pg_get_functiondef('sync.apply(jsonb, bytea, uuid, uuid, int)'::regprocedure);
  look text := $look$  if not fw.is_own_point(the_point) and not exists (select from sync.op o where o.op_id = (p_op ->> 'op_id')::uuid) then
    return 'no_point';
  end if;
$look$;
  first text := '  insert into sync.op (op_id, org_id, purpose_id, point_id, worker_id, device_id, device_seq, content_hash, result)';
  now_is text := replace(was, first, look || first);
begin
  if length(now_is) - length(was) <> length(look) then
    raise exception 'sync.apply is not as expected';
  end if;
  set local role own_sync;
  execute now_is;
  reset role;
end $$;

-- Why a manager did not take what waited: its maker reads it on her tablet.
set role own_sync;
alter table sync.held
  add column why text check (why in ('recorded_already', 'not_so', 'wrong_person', 'after_loss', 'make_anew', 'other')),
  add check (why is null or decision = 'dropped');
grant update (why) on sync.held to app_desk;
reset role;

set role own_fw;
insert into fw.column_class (schema_name, table_name, column_name, class, concept) values
  ('sync', 'held', 'why', 'coded', 'operation of a device: why it was not taken');
reset role;

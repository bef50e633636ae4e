-- A browser in which people of two organisations work is a tablet of each (0065). The order to forget says of which organisation it is,
-- so that the tablet empties what it keeps for that one and leaves the other's whole (FIRE-03; design chapter 30, section 5.6). It was
-- known only that somebody had called the tablet lost.
set role own_fw;
drop function fw.is_lost_device(uuid, bytea);

-- The organisations that took a tablet out of use which shows its own secret.
create function fw.houses_of_lost_device(p_device uuid, p_secret_hash bytea) returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select d.org_id from staff.device d
    where d.device_id = p_device and d.secret_hash = p_secret_hash and d.revoked_at is not null
    order by d.org_id
$$;
revoke execute on function fw.houses_of_lost_device(uuid, bytea) from public;
grant execute on function fw.houses_of_lost_device(uuid, bytea) to app_keeper;
reset role;

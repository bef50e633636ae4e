-- A tablet that was taken out of use gets nothing but the order to forget (design chapter 30, section 5.6): a sign-in is bound to the
-- tablet on which it works, so that it ends with it, and the order is given to whoever shows the tablet's own secret, signed in or not.

set role own_staff;
grant update (device_id) on staff.session to own_fw;
reset role;

set role own_fw;

-- The sign-in that registers a tablet works there. False for one that is not the actor's own, or a tablet that is out of use.
create function fw.bind_session(p_device uuid, p_session_hash bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose <> 'desk.visit' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  update staff.session s set device_id = p_device where s.session_hash = p_session_hash and s.account_id = c.actor and s.org_id = c.org_id
    and s.ended_at is null and exists (select from staff.device d where d.device_id = p_device and d.org_id = c.org_id and d.revoked_at is null);
  return found;
end $$;

-- Whether a tablet that shows its own secret was taken out of use.
create function fw.is_lost_device(p_device uuid, p_secret_hash bytea) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select exists (select from staff.device d where d.device_id = p_device and d.secret_hash = p_secret_hash and d.revoked_at is not null)
$$;

revoke execute on function fw.bind_session(uuid, bytea), fw.is_lost_device(uuid, bytea) from public;
grant execute on function fw.bind_session(uuid, bytea) to app_desk;
grant execute on function fw.is_lost_device(uuid, bytea) to app_keeper;
reset role;

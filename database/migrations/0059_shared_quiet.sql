-- A sign-in on a tablet that several people use ends after ten minutes of quiet (design chapter 20, section 14). It was said and stood
-- in no row: every sign-in had the quarter of an hour of an own device.
set role own_staff;
grant update (idle) on staff.session to own_fw;
reset role;

set role own_fw;
create or replace function fw.bind_session(p_device uuid, p_session_hash bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose <> 'desk.visit' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  update staff.session s set device_id = p_device, idle = case when d.shared then least(s.idle, interval '10 minutes') else s.idle end
    from staff.device d where s.session_hash = p_session_hash and s.account_id = c.actor and s.org_id = c.org_id
    and s.ended_at is null and d.device_id = p_device and d.org_id = c.org_id and d.revoked_at is null;
  return found;
end $$;
reset role;

-- A tablet that was called lost by mistake, or was found, is taken back into use by whoever leads a point (design chapter 30, section
-- 5.6): until now its browser had to be cleared. Its sign-ins stay ended, and what it was told to forget stays forgotten; work of it that
-- waits for a decision goes on waiting.
set role own_fw;
create function fw.return_device(p_device uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose not in ('tally', 'staff.manage') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  update staff.device d set revoked_at = null where d.device_id = p_device and d.org_id = c.org_id and d.revoked_at is not null;
  if not found then
    return false;
  end if;
  perform fw.note('device.returned', jsonb_build_object('device', p_device));
  return true;
end $$;
revoke execute on function fw.return_device(uuid) from public;
grant execute on function fw.return_device(uuid) to app_desk;
reset role;

-- Whoever opens the desk in a browser for the first time says whether it is a shared tablet or her own (design chapter 20, section 14;
-- chapter 30, section 5.2): every browser counted as a shared one. What nobody said is shared. It may be said anew later.
set role own_staff;
grant update (shared) on staff.device to own_fw;
reset role;

set role own_fw;
drop function fw.register_device(uuid, text, bytea);
-- The tablet of a point makes itself known. Answers `live`, or `revoked` when this organisation took it out of use, or when
-- it shows another secret than the one that it was known by. `p_shared` null: nothing is said of it.
create function fw.register_device(p_device uuid, p_label text, p_secret_hash bytea, p_shared boolean) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  d staff.device;
begin
  if c.kind <> 'staff' or c.purpose <> 'desk.visit' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  insert into staff.device (device_id, org_id, label, shared, secret_hash, registered_by)
    values (p_device, c.org_id, p_label, coalesce(p_shared, true), p_secret_hash, c.actor) on conflict do nothing;
  if found then
    perform fw.note('device.registered', jsonb_build_object('device', p_device, 'shared', coalesce(p_shared, true)));
  end if;
  select * into d from staff.device x where x.device_id = p_device and x.org_id = c.org_id;
  if d.secret_hash is distinct from p_secret_hash or d.revoked_at is not null then
    return 'revoked';
  end if;
  if d.shared <> p_shared then
    update staff.device x set shared = p_shared where x.device_id = p_device and x.org_id = c.org_id;
    perform fw.note('device.use_told', jsonb_build_object('device', p_device, 'shared', p_shared));
  end if;
  return 'live';
end $$;

drop function fw.devices();
create function fw.devices() returns table (device_id uuid, label text, shared boolean, registered_at timestamptz, revoked_at timestamptz,
  point_id uuid, waiting int, oldest_at timestamptz, reported_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose not in ('desk.visit', 'staff.manage') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query select d.device_id, d.label, d.shared, d.registered_at, d.revoked_at, r.point_id, r.waiting, r.oldest_at, r.reported_at
    from staff.device d left join sync.device_report r on r.device_id = d.device_id and r.org_id = d.org_id
    where d.org_id = c.org_id order by d.registered_at;
end $$;
revoke execute on function fw.register_device(uuid, text, bytea, boolean), fw.devices() from public;
grant execute on function fw.register_device(uuid, text, bytea, boolean), fw.devices() to app_desk;
grant execute on function fw.devices() to app_staff;
reset role;

-- Which pictures a tablet gives out at a point (design chapter 30, section 3; chapter 70, section 4): its place there, which no
-- other tablet of the point has. A place that nobody used for a month goes to the next.

set role own_sync;
create table sync.ticket_slot (
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  point_id uuid not null,
  device_id uuid not null,
  slot int not null check (slot >= 0),
  used_on date not null default current_date,
  primary key (org_id, point_id, device_id),
  unique (org_id, point_id, slot)
);
grant select, insert, update (device_id, used_on) on sync.ticket_slot to app_desk;
select fw.guard_table('sync.ticket_slot', array['app_desk']);

-- The place of a device at a point, given now when it has none. Under the policies of whoever acts.
create function sync.slot_of(p_point uuid, p_device uuid) returns int
language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp
as $$
declare
  org uuid := fw.home_org();
  found_slot int;
begin
  update sync.ticket_slot s set used_on = current_date where s.org_id = org and s.point_id = p_point and s.device_id = p_device
    returning s.slot into found_slot;
  if found then
    return found_slot;
  end if;
  update sync.ticket_slot s set device_id = p_device, used_on = current_date
    where (s.org_id, s.point_id, s.slot) = (select t.org_id, t.point_id, t.slot from sync.ticket_slot t
      where t.org_id = org and t.point_id = p_point and t.used_on < current_date - 30 order by t.slot limit 1 for update skip locked)
    returning s.slot into found_slot;
  if found then
    return found_slot;
  end if;
  loop
    insert into sync.ticket_slot (org_id, purpose_id, point_id, device_id, slot)
      select org, fw.acting_purpose(), p_point, p_device, coalesce(max(t.slot) + 1, 0) from sync.ticket_slot t where t.org_id = org and t.point_id = p_point
      on conflict do nothing returning slot into found_slot;
    if found then
      return found_slot;
    end if;
    select s.slot into found_slot from sync.ticket_slot s where s.org_id = org and s.point_id = p_point and s.device_id = p_device;
    if found then
      return found_slot;
    end if;
  end loop;
end $$;
revoke execute on function sync.slot_of(uuid, uuid) from public;
grant execute on function sync.slot_of(uuid, uuid) to app_desk;
reset role;

set role own_fw;
insert into fw.column_class (schema_name, table_name, column_name, class, concept)
  select 'sync', 'ticket_slot', a.attname, 'coded', 'pictures of a tablet: ' || replace(a.attname, '_', ' ')
  from pg_attribute a where a.attrelid = 'sync.ticket_slot'::regclass and a.attnum > 0 and not a.attisdropped;
reset role;

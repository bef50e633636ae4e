-- A browser in which people of two organisations work is a tablet of each, and neither learns of the other (FIRE-03; design chapter 30,
-- section 5.6). Its number was known once for the whole installation: whoever came second was answered as with a tablet that was taken
-- out of use, and an order to forget that emptied the first one's work.
set role own_staff;
alter table staff.session drop constraint session_device_id_fkey;
alter table staff.device drop constraint device_pkey, drop constraint device_secret_hash_key;
alter table staff.device add primary key (org_id, device_id), add unique (org_id, secret_hash);
alter table staff.session add foreign key (org_id, device_id) references staff.device (org_id, device_id);
reset role;

set role own_sync;
alter table sync.device_report drop constraint device_report_pkey;
alter table sync.device_report add primary key (org_id, device_id);
reset role;

do $$
declare
  was text;
  now_is text;
  part text[];
begin
  foreach part slice 1 in array array[
    ['fw.session_facts(bytea)', 'where d.device_id = s.device_id and d.revoked_at', 'where d.device_id = s.device_id and d.org_id = s.org_id and d.revoked_at'],
    ['fw.register_device(uuid, text, bytea)', 'where x.device_id = p_device;', 'where x.device_id = p_device and x.org_id = c.org_id;'],
    ['fw.revoke_device(uuid)', 'where s.device_id = p_device and s.ended_at', 'where s.device_id = p_device and s.org_id = c.org_id and s.ended_at']
  ] loop
    was := pg_get_functiondef(part[1]::regprocedure);
    now_is := replace(was, part[2], part[3]);
    if now_is = was then
      raise exception '% is not as expected', part[1];
    end if;
    set local role own_fw;
    execute now_is;
    reset role;
  end loop;
end $$;

-- Whoever comes again by her slip is in contact (FIRE-10; design chapter 20, section 13). The day of the last contact moved only with acts
-- that say something of the person herself: a regular who showed her slip each week was deleted half a year after her registration.
set role own_casework;
grant update (last_contact) on casework.person to own_fw;
reset role;

set role own_fw;
-- With her go the tokens that were joined with hers. What a protected path adds moves nothing: the desk sees the month.
create function fw.after_contact() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
declare
  hers uuid[];
begin
  select array_agg(x.subject) into hers from (
    select t.subject from told t where t.subject is not null and t.compartment = 'general'
    union
    select o.subject from told t join casework.person_root r on r.subject = t.subject and r.org_id = t.org_id
      join casework.person_root o on o.org_id = r.org_id and o.root = r.root
      where t.compartment = 'general') x;
  -- One after the other in one order, so that two visits of joined tokens never wait for each other; and nobody of another organisation,
  -- whatever number an event names.
  perform from casework.person p where p.subject = any (hers) and p.org_id in (select t.org_id from told t) and p.last_contact < current_date
    order by p.subject for no key update;
  if found then
    update casework.person p set last_contact = current_date
      where p.subject = any (hers) and p.org_id in (select t.org_id from told t) and p.last_contact < current_date;
  end if;
  return null;
end $$;
revoke execute on function fw.after_contact() from public;
grant execute on function fw.after_contact() to own_casework;
reset role;

set role own_casework;
create trigger contact after insert on casework.event referencing new table as told for each statement execute function fw.after_contact();
reset role;

-- What ties the events of a visit to its token is asked for every event that comes in. Its plan is made while the table is empty,
-- when all indexes that begin with the organisation look alike, and kept by the connection: it could then read every event of the
-- organisation for each new one. So it is asked by the visit alone, which has an index of its own in place of the one by organisation
-- and visit, and the organisation is compared afterwards (issue 4, show 2).
set role own_casework;
drop index casework.event_visit;
create index event_of_visit on casework.event (visit_id);
reset role;

do $$
declare
  was text := pg_get_functiondef('fw.before_event()'::regprocedure);
  by_org text := 'e.org_id = new.org_id and e.visit_id = new.visit_id';
  by_visit text := 'e.visit_id = new.visit_id and coalesce(e.org_id) = new.org_id';
  now_is text := replace(was, by_org, by_visit);
begin
  if length(now_is) - length(was) <> 2 * (length(by_visit) - length(by_org)) then
    raise exception 'fw.before_event is not as expected';
  end if;
  set local role own_fw;
  execute now_is;
  alter function fw.before_event() set enable_seqscan = off;
  reset role;
end $$;

-- What is said of one visit is written one transaction after the other (VUL-03; issue 4, delivers 5). Two operations of one batch are
-- taken in at the same moment: neither saw that the other opened a protected path, or brought the token, and an answer stayed at the
-- desk that belongs to the compartment. Who comes second waits for the first, and every statement after that sees what it wrote.
do $$
declare
  was text := pg_get_functiondef('fw.before_event()'::regprocedure);
  beginning text := E'begin\n  if new.visit_id is not null and new.kind not in';
  waits text := E'begin\n  if new.visit_id is not null then\n    perform pg_advisory_xact_lock(hashtextextended(''visit|'' || new.visit_id, 0));\n  end if;\n  if new.visit_id is not null and new.kind not in';
  now_is text := replace(was, beginning, waits);
begin
  if length(now_is) - length(was) <> length(waits) - length(beginning) then
    raise exception 'fw.before_event is not as expected';
  end if;
  set local role own_fw;
  execute now_is;
  reset role;
end $$;

do $$
declare
  was text := pg_get_functiondef('fw.open_pathway(uuid, uuid, text)'::regprocedure);
  beginning text := '  insert into casework.pathway (visit_id';
  waits text := E'  perform pg_advisory_xact_lock(hashtextextended(''visit|'' || p_visit, 0));\n' || beginning;
  now_is text := replace(was, beginning, waits);
begin
  if length(now_is) - length(was) <> length(waits) - length(beginning) then
    raise exception 'fw.open_pathway is not as expected';
  end if;
  set local role own_fw;
  execute now_is;
  reset role;
end $$;

-- Tries of one code, or of one worker, are counted one after the other (design chapter 30, sections 1.1 and 4.9). Five wrong numbers
-- for a code that is said, and twenty codes of a worker that open nothing, shut the way for an hour; but who looked while others were
-- still under way did not see them, and as many got through as came at one moment. Who comes second waits for the first, and then sees
-- what it counted.
do $$
declare
  was text := pg_get_functiondef('fw.person_by_spoken(bytea, text, boolean)'::regprocedure);
  beginning text := E'begin\n  if (select sum(a.n) from staff.attempt a';
  waits text := E'begin\n  perform pg_advisory_xact_lock(hashtextextended(''own|'' || encode(p_digest, ''hex''), 0));\n  if (select sum(a.n) from staff.attempt a';
  now_is text := replace(was, beginning, waits);
begin
  if length(now_is) - length(was) <> length(waits) - length(beginning) then
    raise exception 'fw.person_by_spoken is not as expected';
  end if;
  set local role own_fw;
  execute now_is;
  reset role;
end $$;

do $$
declare
  was text := pg_get_functiondef('fw.find_handle(bytea[])'::regprocedure);
  beginning text := '  select coalesce(sum(case when a.window_start = starts';
  waits text := E'  perform pg_advisory_xact_lock(hashtextextended(''handle|'' || encode(tried, ''hex''), 0));\n' || beginning;
  now_is text := replace(was, beginning, waits);
begin
  if length(now_is) - length(was) <> length(waits) - length(beginning) then
    raise exception 'fw.find_handle is not as expected';
  end if;
  set local role own_fw;
  execute now_is;
  reset role;
end $$;

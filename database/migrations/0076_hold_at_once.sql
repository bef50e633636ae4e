-- A hold and whatever takes away come one after the other (FIRE-04, FIRE-10; design chapter 20, section 7). Until now a hold that was
-- placed between a look and the deed stopped nothing: keys were destroyed that it should have kept. Who takes away asks under a lock that
-- many share and that placing a hold has alone; who asked before the hold is waited for, who asks after it sees it.
do $$
declare
  change record;
  was text;
begin
  for change in select * from (values
    ('fw.place_hold(uuid)', E'  insert into register.hold (', E'  perform pg_advisory_xact_lock(hashtextextended(''hold|'' || c.org_id, 0));\n'),
    ('fw.erase_rows(uuid)', E'  if fw.is_held(c.org_id, p_subject) then', E'  perform pg_advisory_xact_lock_shared(hashtextextended(''hold|'' || c.org_id, 0));\n'),
    ('fw.delete_line(uuid, text, uuid)', E'  if fw.is_held(c.org_id, p_subject) then', E'  perform pg_advisory_xact_lock_shared(hashtextextended(''hold|'' || c.org_id, 0));\n'),
    ('fw.expire()', E'  done := fw.expire_at(', E'  perform pg_advisory_xact_lock_shared(hashtextextended(''hold|'' || c.org_id, 0));\n'),
    ('fw.tidy_referrals()', E'  update referrals.packet k set sealed', E'  perform pg_advisory_xact_lock_shared(hashtextextended(''hold|'' || c.org_id, 0));\n'),
    ('fw.keep_held()', E'  if session_user ~ ''^app_'' and', E'  if session_user ~ ''^app_'' then\n    perform pg_advisory_xact_lock_shared(hashtextextended(''hold|'' || old.org_id, 0));\n  end if;\n')
  ) x (function_name, place, waits) loop
    was := pg_get_functiondef(change.function_name::regprocedure);
    if array_length(string_to_array(was, change.place), 1) <> 2 then
      raise exception '% is not as expected', change.function_name;
    end if;
    set local role own_fw;
    execute replace(was, change.place, change.waits || change.place);
    reset role;
  end loop;
end $$;

-- Asked by the job inside each transaction that destroys a key of hers or her rows. Volatile: what it looks at after the wait is what
-- stands then, not what stood when its statement began.
set role own_fw;
create or replace function fw.is_erasure_held(p_subject uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'job' or c.purpose <> 'job.retention' then
    return false;
  end if;
  perform pg_advisory_xact_lock_shared(hashtextextended('hold|' || c.org_id, 0));
  return fw.is_held(c.org_id, p_subject);
end $$;
reset role;

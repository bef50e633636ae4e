-- What names an erased person on its other side goes with her rows too, also when it came while they went, or after: a link that a worker
-- was making at that moment, who stood for whom, who may be whom (FIRE-10; design chapter 20, section 7). Until now these went only
-- with the row of the person herself, and what came later stayed for good.
do $$
declare
  was text := pg_get_functiondef('fw.erase_rows(uuid)'::regprocedure);
  place text := '  update audit.detail d set subject = null,';
begin
  if array_length(string_to_array(was, place), 1) <> 2 then
    raise exception 'fw.erase_rows is not as expected';
  end if;
  set local role own_fw;
  execute replace(was, place, $sides$  delete from casework.identity_link l where l.org_id = c.org_id and l.other = p_subject;
  delete from casework.person_root r where r.org_id = c.org_id and r.root = p_subject;
  perform fw.forget_possible(c.org_id, p_subject);
$sides$ || place);
  reset role;
end $$;

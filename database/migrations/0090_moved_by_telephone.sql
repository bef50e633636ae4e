-- The desk may write down another time that a provider told by telephone (REF-03; design chapter 30, section 4.8), as it may write
-- down a yes. Whoever owns the referral gets the same task as when the provider says it on its page: the person has to be told.
set role own_fw;
insert into fw.referral_rule (step, from_state, to_state, party) values ('move', 'accepted', 'accepted', 'sender');
reset role;

do $$
declare
  was text := pg_get_functiondef('fw.move_referral(uuid, text, text, text, uuid, jsonb, bytea)'::regprocedure);
  part text := E'if p_party in (''recipient'', ''person'') and p_step <> ''open'' and not (';
begin
  if array_length(string_to_array(was, part), 1) <> 2 then
    raise exception 'fw.move_referral is not as expected';
  end if;
  set local role own_fw;
  execute replace(was, part, E'if (p_party in (''recipient'', ''person'') and p_step <> ''open'' or p_step = ''move'') and not (');
  reset role;
end $$;

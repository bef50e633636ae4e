-- Ten minutes of quiet are those of the person (design chapter 20, section 14). A tablet asks every few seconds by itself, and that kept a
-- sign-in alive until the tablet locked, and ten minutes more. Now a request says how long ago somebody last did something there; null
-- where nobody did anything at all.
do $$
declare
  was text := pg_get_functiondef('fw.session_facts(bytea)'::regprocedure);
  head text := 'fw.session_facts(p_session_hash bytea)';
  touch text := $part$if s.seen_at < now_is - interval '30 s' then
    update staff.session set seen_at = now_is where session_hash = p_session_hash;$part$;
begin
  if position(head in was) = 0 or position(touch in was) = 0 then
    raise exception 'fw.session_facts is not as expected';
  end if;
  set local role own_fw;
  execute replace(replace(was, head, 'fw.session_facts(p_session_hash bytea, p_quiet interval)'), touch,
    $part$if s.seen_at < now_is - greatest(p_quiet, interval '0') - interval '30 s' then
    update staff.session set seen_at = now_is - greatest(p_quiet, interval '0') where session_hash = p_session_hash and p_quiet is not null;$part$);
  drop function fw.session_facts(bytea);
  revoke execute on function fw.session_facts(bytea, interval) from public;
  grant execute on function fw.session_facts(bytea, interval) to app_keeper;
  reset role;
end $$;

-- Two questions that every registration paid for (issue 4, show 2): how to open a protected path that it does not open was planned
-- anew each time, and each coded answer was compared with the list of all codes instead of looked up in its index.
do $$
declare
  was text := pg_get_functiondef('sync.apply(jsonb, bytea, uuid, uuid, int)'::regprocedure);
  opening text := '  perform fw.open_pathway(';
  ending text := '  return ''recorded'';';
  now_is text := replace(replace(was, opening, '  if p_op ? ''pathways'' then' || chr(10) || opening), ending, '  end if;' || chr(10) || ending);
begin
  if length(now_is) - length(was) <> length('  if p_op ? ''pathways'' then  end if;') + 2 then
    raise exception 'sync.apply is not as expected';
  end if;
  set local role own_sync;
  execute now_is;
  reset role;
end $$;

do $$
declare
  was text := pg_get_functiondef('fw.check_fields(jsonb, text)'::regprocedure);
  listing text := 'except select c.coded_value from fw.coded_value c';
  lookup text := 'and (select c.coded_value from fw.coded_value c where c.coded_value = v #>> ''{}'') is null';
  now_is text := replace(was, listing, lookup);
begin
  if length(now_is) - length(was) <> length(lookup) - length(listing) then
    raise exception 'fw.check_fields is not as expected';
  end if;
  set local role own_fw;
  execute now_is;
  alter function fw.check_fields(jsonb, text) set enable_seqscan = off;
  reset role;
end $$;

-- Each field and each code of a body is looked up by its key; before, a hash of all fields and one of all codes were made for
-- every row that was written (issue 3, show 5; issue 4, show 2).
do $$
declare
  was text := pg_get_functiondef('fw.check_fields(jsonb, text)'::regprocedure);
  from_at int := position('  if jsonb_typeof(p_body) = ''object'' and ' in was);
  to_at int := position('  if jsonb_typeof(p_body) = ''array'' then' in was);
  quick text := $quick$  if jsonb_typeof(p_body) = 'object' and not jsonb_path_exists(p_body, 'strict $.*.** ? (@.type() == "object")') and (
    select coalesce(bool_and((
      select p_purpose = any (f.purposes) and (f.data_type not in ('code', 'codes') or case jsonb_typeof(e.value)
        when 'string' then e.key = 'tags' and e.value #>> '{}' ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'
          or (select c.coded_value from fw.coded_value c where c.coded_value = e.value #>> '{}') is not null
        when 'array' then (
          select coalesce(bool_and((e.key = 'tags' and t.said ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$') is true
            or (select c.coded_value from fw.coded_value c where c.coded_value = t.said) is not null), true)
          from jsonb_array_elements_text(e.value) t(said))
        else false end)
      from fw.field f where f.field_id = e.key) is true), true)
    from jsonb_each(p_body) e) then
    return;
  end if;
$quick$;
begin
  if from_at = 0 or to_at < from_at then
    raise exception 'fw.check_fields is not as expected';
  end if;
  set local role own_fw;
  execute left(was, from_at - 1) || quick || substr(was, to_at);
  reset role;
end $$;

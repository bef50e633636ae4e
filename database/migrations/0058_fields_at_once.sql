-- Most bodies hold nothing but approved fields with known codes. Those are told in one statement; whatever it is not sure of is
-- looked at part by part as before, and named exactly (issue 4, show 2; chapter 20, section 13).
do $$
declare
  was text := pg_get_functiondef('fw.check_fields(jsonb, text)'::regprocedure);
  beginning text := 'begin' || chr(10) || '  if jsonb_typeof(p_body) = ''array'' then';
  quick text := $quick$begin
  if jsonb_typeof(p_body) = 'object' and (
    select coalesce(bool_and(
      f.field_id is not null and p_purpose = any (f.purposes)
      and not jsonb_path_exists(e.value, 'strict $.** ? (@.type() == "object")')
      and (f.data_type not in ('code', 'codes') or case jsonb_typeof(e.value)
        when 'string' then e.key = 'tags' and e.value #>> '{}' ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'
          or exists (select from fw.coded_value c where c.coded_value = e.value #>> '{}')
        when 'array' then not exists (select from jsonb_array_elements_text(e.value) t(said)
          where (e.key = 'tags' and t.said ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$') is not true
            and not exists (select from fw.coded_value c where c.coded_value = t.said))
        else false end)
    ), true) from jsonb_each(p_body) e left join fw.field f on f.field_id = e.key) then
    return;
  end if;
$quick$;
  now_is text := replace(was, beginning, quick || '  if jsonb_typeof(p_body) = ''array'' then');
begin
  if length(now_is) - length(was) <> length(quick) - length('begin' || chr(10)) then
    raise exception 'fw.check_fields is not as expected';
  end if;
  set local role own_fw;
  execute now_is;
  reset role;
end $$;

-- What every registration paid for row by row (issue 4, show 2).

-- In a young or fast-growing installation the plans of fw.put_sketches went through all people of the organisation for each name, since
-- they were made when there were few: now only her own row can be looked up. A key that was renewed meanwhile
-- is an error, so that the act can be sent with its commit and is undone by the server.
do $$
declare
  was text := pg_get_functiondef('fw.put_sketches(uuid, uuid, jsonb)'::regprocedure);
  by_org text := 'where p.org_id = c.org_id and p.subject = any';
  by_subject text := 'where coalesce(p.org_id) = c.org_id and p.subject = any';
  joined text := 'not exists (select from casework.person p where p.org_id = c.org_id and p.subject = x.subject and p.no_link)';
  looked_up text := '(select p.no_link from casework.person p where coalesce(p.org_id) = c.org_id and p.subject = x.subject) is not true';
  quiet text := 'return false;';
  loud text := 'raise exception using errcode = ''WH041'', message = ''the key of the circle was renewed'';';
  now_is text := replace(replace(replace(was, by_org, by_subject), joined, looked_up), quiet, loud);
begin
  if length(now_is) - length(was)
    <> length(by_subject) - length(by_org) + length(looked_up) - length(joined) + length(loud) - length(quiet) then
    raise exception 'fw.put_sketches is not as expected';
  end if;
  set local role own_fw;
  execute now_is;
  alter function fw.put_sketches(uuid, uuid, jsonb) set enable_seqscan = off;
  reset role;
end $$;

-- The fields of the events of one statement are looked at together: of one registration they are six.
set role own_fw;
create function fw.after_bodies() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
declare
  one record;
begin
  -- Whatever is not plainly fine is looked at by itself, which names what is wrong.
  for one in
    select b.body, b.purpose_id from bodies b
    where b.body <> '{}' and (
      jsonb_path_exists(b.body, 'strict $.*.** ? (@.type() == "object")')
      or exists (
        select from jsonb_each(b.body) e left join fw.field f on f.field_id = e.key
        where not coalesce(b.purpose_id = any (f.purposes) and (f.data_type not in ('code', 'codes') or case jsonb_typeof(e.value)
          when 'string' then e.key = 'tags' and e.value #>> '{}' ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'
            or (select c.coded_value from fw.coded_value c where c.coded_value = e.value #>> '{}') is not null
          when 'array' then (
            select coalesce(bool_and((e.key = 'tags' and t.said ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$') is true
              or (select c.coded_value from fw.coded_value c where c.coded_value = t.said) is not null), true)
            from jsonb_array_elements_text(e.value) t(said))
          else false end), false)))
  loop
    perform fw.check_fields(one.body, one.purpose_id);
  end loop;
  return null;
end $$;
revoke execute on function fw.after_bodies() from public;
grant execute on function fw.after_bodies() to own_casework;
reset role;

set role own_casework;
drop trigger fields on casework.event;
create trigger fields before update of body on casework.event for each row execute function fw.before_body();
create trigger fields_of_all after insert on casework.event referencing new table as bodies for each statement execute function fw.after_bodies();
reset role;

-- An interpreter for a visit of a protected path (LANG-03, LANG-04, VUL-04; design chapter 30, section 3.7). Officers see who can
-- interpret, as the desk does, and ask her themselves; that they asked is an event of the visit, which is the compartment's, as the
-- desk's own request before it. No row of bookings: no screen of the desk makes one, so that each would tell of a path.
do $$
declare
  fn text;
  was text;
  part text := 'c.purpose not in (''desk.visit'', ''desk.screen''';
begin
  foreach fn in array array['fw.team_facts(uuid)', 'fw.interpreters_away(uuid)'] loop
    was := pg_get_functiondef(fn::regprocedure);
    if array_length(string_to_array(was, part), 1) <> 2 then
      raise exception '% is not as expected', fn;
    end if;
    set local role own_fw;
    execute replace(was, part, part || ', ''child.protect'', ''survivor.support''');
    reset role;
  end loop;
end $$;

set role own_fw;
grant execute on function fw.team_facts(uuid), fw.interpreters_away(uuid) to app_child, app_survivor;

-- Asked, or what became of it: an event of a visit of the own compartment, with these words and no other. In the log it is a step.
create function fw.interpret_visit(p_event uuid, p_visit uuid, p_kind text, p_body jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  room text := fw.acting_compartment();
  the_point uuid := (select e.point_id from casework.event e where e.org_id = c.org_id and e.visit_id = p_visit order by e.recorded_at limit 1);
  p casework.pathway;
begin
  select * into p from casework.pathway x where x.visit_id = p_visit and x.org_id = c.org_id and x.compartment = room
    and (x.subject is null or x.subject <> all (fw.erasing()));
  if p.visit_id is null or the_point is null or cardinality(coalesce(c.points, '{}')) > 0 and the_point <> all (c.points) then
    raise exception using errcode = '23514', constraint = 'visit_is_here', message = 'not a visit of this compartment';
  end if;
  if not coalesce(case p_kind
      when 'interpreter_asked' then p_body - array['interpreter_ref', 'tags', 'setting', 'same_sex', 'sensitive'] = '{}' and p_body ->> 'setting' in ('room', 'phone', 'video')
        and coalesce(p_body ->> 'same_sex', 'either') in ('woman', 'man', 'either') and jsonb_typeof(coalesce(p_body -> 'sensitive', 'true')) = 'boolean'
        and jsonb_array_length(p_body -> 'tags') between 1 and 3 and p_body ? 'interpreter_ref'
      when 'interpreter_answered' then p_body - array['interpreter_ref', 'booking'] = '{}'
        and p_body ->> 'booking' in ('accepted', 'joined', 'ended', 'unavailable', 'cancelled')
      when 'communication' then p_body - array['interpreter_ref', 'tags', 'shared_language'] = '{}' and p_body -> 'shared_language' = 'false'
        and jsonb_array_length(p_body -> 'tags') between 1 and 3
      end, false)
    or p_kind <> 'interpreter_asked' and not exists (select from casework.event e where e.org_id = c.org_id and e.visit_id = p_visit
      and e.kind = 'interpreter_asked' and e.body ->> 'interpreter_ref' = p_body ->> 'interpreter_ref') then
    raise exception using errcode = '23514', constraint = 'interpreter_words', message = 'not what is said of an interpreter';
  end if;
  insert into casework.event (event_id, op_id, kind, org_id, purpose_id, point_id, visit_id, subject, actor_id, at_device, body)
    values (p_event, p_event, p_kind, c.org_id, 'desk.visit', the_point, p_visit, p.subject, c.actor, clock_timestamp(), p_body)
    on conflict do nothing;
  perform fw.note('step.added', jsonb_build_object('step', gen_random_uuid()));
end $$;
revoke execute on function fw.interpret_visit(uuid, uuid, text, jsonb) from public;
grant execute on function fw.interpret_visit(uuid, uuid, text, jsonb) to app_child, app_survivor;
reset role;

-- A recipient may move an appointment after the yes, or give one that the yes did not have: a step that stays where it was (REF-03;
-- design chapter 30, section 4.8). The questions how it went begin anew from the new time; whoever sent it is told, and finds in the
-- history which time was said when. The end of consent bounds all of it, as before.
set role own_fw;
insert into fw.referral_rule (step, from_state, to_state, party) values ('move', 'accepted', 'accepted', 'recipient');
insert into fw.column_class (schema_name, table_name, column_name, class, concept) values
  ('referrals', 'referral_change', 'appointment_at', 'coded', 'time that the provider gave');
reset role;

set role own_referrals;
alter table referrals.referral_change add column appointment_at timestamptz;
reset role;

do $$
declare
  change record;
  was text;
  parts int;
begin
  for change in select * from (values
    ('fw.move_referral(uuid, text, text, text, uuid, jsonb, bytea)', array[
      E'  elsif p_step = ''lapse'' then\n',
      E'if p_step not in (''prepare'', ''revise'') then',
      E'if p_party in (''recipient'', ''person'') and p_step <> ''open'' then',
      'party, route, actor, reason, words)',
      'p_party, p_route, p_actor, why, p_words)'], array[
      E'  elsif p_step = ''move'' then
    if p_details ->> ''appointment_at'' is null then
      raise exception using errcode = ''WH050'', message = ''a step without its time'';
    end if;
    -- Sent twice it is one step.
    if r.appointment_at = (p_details ->> ''appointment_at'')::timestamptz then
      return r.state;
    end if;
    r.appointment_at := (p_details ->> ''appointment_at'')::timestamptz;
    r.outcome_from := r.appointment_at;
    r.outcome_asked := 0;
  elsif p_step = ''lapse'' then\n',
      -- Her timeline says where it stands, which is where it stood.
      E'if p_step not in (''prepare'', ''revise'', ''move'') then',
      -- One task is enough: whoever does it tells the latest time.
      E'if p_party in (''recipient'', ''person'') and p_step <> ''open'' and not (p_step = ''move'' and exists (select from referrals.message m
      where m.referral_id = r.referral_id and m.to_whom = ''owner'' and m.key = ''move'' and m.state = ''waiting'')) then',
      'party, route, actor, reason, words, appointment_at)',
      E'p_party, p_route, p_actor, why, p_words,\n      case when p_step in (''accept'', ''move'') then r.appointment_at end)']),
    ('fw.move_sealed_referral(text, uuid, text, text, uuid, jsonb, bytea)', array[
      E'  elsif p_step = ''accept'' then\n'], array[
      E'  elsif p_step = ''move'' then
    if p_details ->> ''appointment_at'' is null then
      raise exception using errcode = ''WH050'', message = ''a step without its time'';
    end if;
    if r.appointment_at = (p_details ->> ''appointment_at'')::timestamptz then
      return r.state;
    end if;
    r.appointment_at := (p_details ->> ''appointment_at'')::timestamptz;
  elsif p_step = ''accept'' then\n'])
  ) x(fn, part, instead) loop
    was := pg_get_functiondef(change.fn::regprocedure);
    for nth in 1..array_length(change.part, 1) loop
      parts := array_length(string_to_array(was, change.part[nth]), 1);
      if parts <> 2 then
        raise exception '% is not as expected: % times %', change.fn, parts - 1, change.part[nth];
      end if;
      was := replace(was, change.part[nth], change.instead[nth]);
    end loop;
    set local role own_fw;
    execute was;
    reset role;
  end loop;
end $$;

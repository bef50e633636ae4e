-- Small things that came out wrong when somebody pressed twice, changed a mind, or went home without a word.
do $$
declare
  change record;
  was text;
  parts int;
begin
  for change in select * from (values
    ('fw.move_referral(uuid, text, text, text, uuid, jsonb, bytea)', array[
      -- A second press of one button: one word, one task, one report of a service that turned somebody away (REF-02, REF-03).
      E'  -- What she said counts; what others say later stands beside it.\n',
      -- A need that was closed as met, or as never known, is open again when it turns out otherwise, unless another referral took it along.
      E'    r.need_open := r.need_open and target not in'], array[
      E'  if is_outcome and (p_step, why) is not distinct from (case p_party when ''person'' then r.person_outcome else r.provider_outcome end,
      case p_party when ''person'' then r.person_reason else r.provider_reason end)
      and p_step = (select h.step from referrals.referral_change h where h.referral_id = r.referral_id and h.party = p_party
        and h.step in (''received'', ''partly_received'', ''refused'', ''not_attended'') order by h.n desc limit 1) then
    return r.state;
  end if;
  -- What she said counts; what others say later stands beside it.\n',
      E'    r.need_open := (r.need_open or is_outcome and before in (''received'', ''unknown'')
      and not exists (select from referrals.referral f where f.follows = r.referral_id)) and target not in']),
    -- A draft that has become more urgent, or less, is missed at its own time.
    ('fw.write_draft(uuid, jsonb, bytea)', array[
      E'  return ''draft'';'], array[
      E'  if p ->> ''level'' <> r.level then
    update referrals.referral x set answer_from = clock_timestamp(), answer_due = clock_timestamp() + fw.answer_time(x.level),
      escalate_at = clock_timestamp() + 2 * fw.answer_time(x.level), reminded = 0, escalated = false
      where x.referral_id = p_referral returning * into r;
    update referrals.referral x set next_due_at = fw.referral_next(r) where x.referral_id = p_referral;
  end if;
  return ''draft'';']),
    -- A need that is still open is handed to somebody who is here, whether its referral is closed or not.
    ('fw.hand_over(uuid, jsonb)', array[
      E'if p ? ''owner'' and r.closed_at is null and not exists'], array[
      E'if p ? ''owner'' and not exists']),
    -- Whoever went home without saying so is here no longer than the longest shift (VUL-05).
    ('fw.team_facts(uuid)', array[
      E'p.left_at is null and (p_point is null',
      E'extract(epoch from p.left_at) * 1000)',
      E'p.left_at > clock_timestamp() - interval ''24 hours'''], array[
      E'p.left_at is null and p.came_at > clock_timestamp() - interval ''16 hours'' and (p_point is null',
      E'extract(epoch from coalesce(p.left_at, p.came_at + interval ''16 hours'')) * 1000)',
      E'coalesce(p.left_at, p.came_at + interval ''16 hours'') > clock_timestamp() - interval ''24 hours''
        and coalesce(p.left_at, p.came_at + interval ''16 hours'') <= clock_timestamp()']),
    -- A visit that ended stays ended when she deletes that line: its end keeps its visit, as its opening does, and nothing else.
    ('fw.delete_line(uuid, text, uuid)', array[
      E'case when e.kind = ''visit_opened'' then e.visit_id end'], array[
      E'case when e.kind in (''visit_opened'', ''visit_closed'') then e.visit_id end'])
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

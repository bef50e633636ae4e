-- She may take back what the other one can still read after the outcome (FIRE-06; design chapter 30, section 4.9): until now her page
-- offered it only while an answer was waited for. How it ended stays as it was said; what was sent is gone at once, and whoever had
-- it is told to delete what was written down.
set role own_fw;
-- What was sent still has its content, and a consent that lives.
create function fw.is_readable_still(r referrals.referral) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
as $$
  select exists (select from referrals.packet k join consent.record g on g.grant_id = r.grant_id
    where k.packet_id = r.packet_id and octet_length(k.sealed) > 1 and g.withdrawn_at is null and g.not_after > clock_timestamp())
$$;

-- Takes back consent for one that has ended. False when there is nothing left to take back.
create function fw.take_back_read(r referrals.referral) returns boolean
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
begin
  if not fw.is_readable_still(r) or not fw.withdraw(r.grant_id, 'token') then
    return false;
  end if;
  update referrals.packet k set sealed = '\x00', replied = null where k.packet_id = r.packet_id and not fw.is_held(r.org_id, r.subject);
  return true;
end $$;
revoke execute on function fw.is_readable_still(referrals.referral), fw.take_back_read(referrals.referral) from public;
reset role;

do $$
declare
  change record;
  was text;
begin
  for change in select * from (values
    ('fw.step_referral(uuid, text, int, jsonb, bytea)',
      E'  return fw.move_referral(p_referral, p_step,',
      E'  if p_step = ''withdraw'' and c.kind = ''person'' and fw.take_back_read(r) then\n    return r.state;\n  end if;\n  return fw.move_referral(p_referral, p_step,'),
    ('fw.my_referrals()', '''listing'', r.listing_code,', '''listing'', r.listing_code, ''readable'', fw.is_readable_still(r::referrals.referral),')
  ) x(fn, part, instead) loop
    was := pg_get_functiondef(change.fn::regprocedure);
    if array_length(string_to_array(was, change.part), 1) <> 2 then
      raise exception '% is not as expected', change.fn;
    end if;
    set local role own_fw;
    execute replace(was, change.part, change.instead);
    reset role;
  end loop;
end $$;

-- A break-glass opens what was collected for one purpose that people come for. Purposes that read whatever there is (a person's own look,
-- the clocks of retention), or that nothing of a person is collected for, are no reason to open her record (design chapter 20, section 10).
set role own_register;
create or replace function register.hold_glass() returns trigger
language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp
as $$
begin
  if current_user !~ '^app_' then
    return new;
  end if;
  if fw.acting_purpose() is distinct from 'glass.ask' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  if tg_op = 'INSERT' and new.for_purpose <> all (array['desk.visit', 'desk.screen', 'referral.send', 'referral.receive', 'shelter.stay', 'aid.hand_out',
      'health.care', 'school.enrol', 'training.enrol', 'legal.advice', 'legal.claim', 'child.protect', 'survivor.support', 'kin.trace', 'detention.visit',
      'campaign.register', 'followup.outcome']) then
    raise exception using errcode = '23514', message = 'no purpose that people come for', column = 'for_purpose', constraint = 'for_purpose';
  end if;
  if tg_op = 'UPDATE' and (new.state <> 'reviewed' or old.state not in ('granted', 'open', 'closed') or old.closes_at > clock_timestamp()
      or new.review is null) then
    raise exception using errcode = '42501', message = 'it is reviewed once, when its time is over';
  end if;
  return new;
end $$;
reset role;

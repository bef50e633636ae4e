-- The list of who is being erased is written by those who need it and by nobody else (FIRE-10; design chapter 20, section 7): the
-- person asks, with her own slip; the job of retention goes on with it. Until now a worker's ticket for any purpose could put somebody
-- on it, which hides her whole record, or end what was asked for. And rows go by the job alone: no path of a worker or of the person
-- takes them away herself, past the destroying of the keys.
set role own_consent;
drop policy home_consent on consent.erasing;
create policy home_consent on consent.erasing for select to app_consent
  using (org_id = (select (c).org_id from fw.ctx() c where (c).kind = 'job' and (c).purpose = 'job.retention'));
create policy home_consent_goes_on on consent.erasing for update to app_consent
  using (org_id = (select (c).org_id from fw.ctx() c where (c).kind = 'job' and (c).purpose = 'job.retention'))
  with check (org_id = (select (c).org_id from fw.ctx() c where (c).kind = 'job' and (c).purpose = 'job.retention'));
drop policy own_consent_asks on consent.erasing;
create policy own_consent_asks on consent.erasing for insert to app_consent
  with check (subject = (select fw.own_subject())
    and org_id = (select (c).org_id from fw.ctx() c where (c).kind = 'person' and (c).purpose = 'own.access'));
-- What she says is that she asks; when, and how far it is, she does not.
revoke insert on consent.erasing from app_consent;
grant insert (org_id, subject, erasure_no) on consent.erasing to app_consent;
reset role;

do $$
declare
  was text := pg_get_functiondef('fw.erase_rows(uuid)'::regprocedure);
  wide text := $wide$if not (c.purpose = 'own.access' and c.kind = 'person' and c.subject = p_subject)
    and not (c.purpose = 'job.retention' and c.kind in ('staff', 'job')) then$wide$;
begin
  if position(wide in was) = 0 then
    raise exception 'fw.erase_rows is not as expected';
  end if;
  set local role own_fw;
  execute replace(was, wide, $narrow$if c.purpose <> 'job.retention' or c.kind <> 'job' then$narrow$);
  revoke execute on function fw.erase_rows(uuid) from app_jobs;
  reset role;
end $$;

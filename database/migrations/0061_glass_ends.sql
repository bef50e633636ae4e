-- A break-glass ends with its thirty minutes: no ticket is given for it that would live on after them. A ticket lives for thirty seconds.
set role own_fw;
create or replace function fw.breakglass_open(p_account uuid, p_org uuid, p_subject uuid, p_store text, p_purpose text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update register.breakglass g set state = 'closed', closed_at = g.closes_at where g.state in ('granted', 'open') and g.closes_at <= clock_timestamp();
  update register.breakglass g set state = 'open', opened_at = coalesce(g.opened_at, clock_timestamp())
    where g.asked_by = p_account and g.org_id = p_org and g.subject = p_subject and g.store = p_store and g.for_purpose = p_purpose
      and g.state in ('granted', 'open') and g.closes_at > clock_timestamp() + interval '31 seconds';
  return found;
end $$;
reset role;

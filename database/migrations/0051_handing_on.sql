-- What is told of a survivor somewhere else stands sealed in a step of her path, and is hers to choose: such a step is not done
-- unless she chose it (VUL-04; design chapter 30, section 2.1), as a report is not (0023).

set role own_fw;
create or replace function fw.before_step() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if tg_op = 'INSERT' then
    new.made_by := c.actor;
    new.made_at := clock_timestamp();
  end if;
  if (tg_op = 'INSERT' or new.owner_id is distinct from old.owner_id) and new.owner_id is not null
    and not fw.holds_role(new.owner_id, new.org_id, tg_table_schema) then
    raise exception using errcode = '23514', constraint = 'owner_works_here', message = 'the owner does not work in this compartment';
  end if;
  if not exists (select from casework.pathway p where p.visit_id = new.visit_id and p.org_id = new.org_id and p.compartment = tg_table_schema) then
    raise exception using errcode = '23514', constraint = 'visit_is_here', message = 'not a visit of this compartment';
  end if;
  if new.state <> 'open' and (tg_op = 'INSERT' or old.state = 'open') then
    new.closed_by := c.actor;
    new.closed_at := clock_timestamp();
  elsif new.state = 'open' then
    new.closed_by := null;
    new.closed_at := null;
  end if;
  if tg_table_schema = 'survivor' and new.sealed is not null and new.state = 'done' then
    if new.choice <> 'chosen' and not (new.kind = 'report' and new.child_life) then
      raise exception using errcode = '23514', constraint = 'handing_on_is_her_decision', message = 'she has not chosen it';
    end if;
  end if;
  return new;
end $$;
reset role;

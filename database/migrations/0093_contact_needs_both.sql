-- A child's family is looked for and met only when everybody concerned wants it (FAM-01, J6; design chapter 30, section 1.2): the child,
-- a verified adult who answers for the child, and then whoever was found. Each is written down with who heard it and when. It stands
-- in the step itself, inside the compartment. Steps that were done before stay as they are.

set role own_fw;
-- Who heard it, and when; and that nobody was asked, and nothing is done, before those who have to want it do.
create function fw.before_contact() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  answers boolean := false;
begin
  if new.assent is distinct from old.assent then
    if new.assent = 'too_small' and exists (
      select from casework.pathway w join casework.person p on p.org_id = w.org_id and p.subject = w.subject
        where w.org_id = new.org_id and w.visit_id = new.visit_id and p.age_band in ('5-11', '12-17')) then
      raise exception using errcode = '23514', constraint = 'wish_is_asked', message = 'old enough to be asked';
    end if;
    new.assent_by := c.actor;
    new.assent_at := clock_timestamp();
  end if;
  if new.guardian_id is not null then
    select g.state = 'verified' and (g.until_on is null or g.until_on >= current_date) into answers
      from child.guardianship g where g.guardianship_id = new.guardian_id and g.org_id = new.org_id and g.visit_id = new.visit_id for share;
  end if;
  if new.guardian_id is distinct from old.guardian_id then
    if answers is not true then
      raise exception using errcode = '23514', constraint = 'guardian_is_verified', message = 'this adult is not verified';
    end if;
    new.guardian_by := c.actor;
    new.guardian_at := clock_timestamp();
  end if;
  if new.sought is distinct from old.sought then
    if new.assent is null or new.assent = 'does_not' or answers is not true then
      raise exception using errcode = '23514', constraint = 'asked_after_both', message = 'nobody is asked before the child and a verified adult want it';
    end if;
    new.sought_by := c.actor;
    new.sought_at := clock_timestamp();
  end if;
  if new.kind = 'tracing' and new.state = 'done' and old.state is distinct from 'done'
    and (new.assent is null or new.assent = 'does_not' or answers is not true or new.sought is distinct from 'agrees') then
    raise exception using errcode = '23514', constraint = 'contact_needs_both', message = 'not everybody wants it';
  end if;
  return new;
end $$;
revoke execute on function fw.before_contact() from public;
grant execute on function fw.before_contact() to own_child;

insert into fw.column_class (schema_name, table_name, column_name, class, concept)
  select 'child', 'step', x.name, 'coded', 'protected path, step: ' || x.says
    from (values ('assent', 'what the child said to contact with family'), ('assent_by', 'who heard it'), ('assent_at', 'when'),
      ('guardian_id', 'the verified adult who wants it'), ('guardian_by', 'who heard it'), ('guardian_at', 'when'),
      ('sought', 'what whoever was found said'), ('sought_by', 'who heard it'), ('sought_at', 'when')) x (name, says);
reset role;

set role own_child;
alter table child.step
  -- What the child said; or that it is too small to be asked.
  add column assent text check (assent in ('wants', 'does_not', 'too_small')),
  add column assent_by uuid,
  add column assent_at timestamptz,
  -- The verified adult who wants it.
  add column guardian_id uuid references child.guardianship on delete cascade,
  add column guardian_by uuid,
  add column guardian_at timestamptz,
  -- What whoever was found said.
  add column sought text check (sought in ('agrees', 'does_not')),
  add column sought_by uuid,
  add column sought_at timestamptz,
  add constraint only_tracing check (kind = 'tracing' or (assent is null and guardian_id is null and sought is null)),
  add constraint heard_by_somebody check ((assent is null) = (assent_by is null) and (assent_by is null) = (assent_at is null)
    and (guardian_id is null) = (guardian_by is null) and (guardian_by is null) = (guardian_at is null)
    and (sought is null) = (sought_by is null) and (sought_by is null) = (sought_at is null)),
  add constraint contact_needs_both check (kind <> 'tracing' or state <> 'done'
    or coalesce(assent in ('wants', 'too_small') and guardian_id is not null and sought = 'agrees', false)) not valid;
create index step_guardian on child.step (guardian_id) where guardian_id is not null;
grant update (assent, guardian_id, sought) on child.step to app_child;
create trigger who_agreed before insert or update on child.step for each row execute function fw.before_contact();
reset role;

-- The register's second person is somebody who said so herself (design chapter 20, section 10). A demand is met when one officer
-- agreed to exactly this and another then meets it; break-glass, holds and exports change their state through functions alone;
-- a review is not written over; an export is given out once, whoever asks at the same moment.

set role own_register;

-- What is handed over can stand there from the first officer's word on.
alter table register.request drop constraint request_check1;
alter table register.request add constraint request_check1
  check (state in ('complied', 'narrowed') or cardinality(categories_given) = 0 or dpo is not null);

-- Of each table the columns that are written; what is taken from a table is taken from its columns.
revoke insert, update on register.request, register.hold, register.hold_proposal, register.breakglass, register.export_job from app_register;

grant insert (request_id, org_id, received_on, channel, authority_name, instrument, claimed_basis, offence_class, data_sought_sealed, secrecy_until,
  counsel_ref, recorded_by, told_check_due) on register.request to app_register;
grant update (counsel_ref, state, outcome, categories_given, persons_band, told_state, told_check_due, dpo, second_officer, decided_on, secrecy_until)
  on register.request to app_register;
grant update (lifted_at) on register.hold to app_register;
grant insert (hold_id, org_id, request_id, subject, days, placed_by) on register.hold_proposal to app_register;
grant insert (glass_id, org_id, subject, store, for_purpose, reason_sealed, asked_by) on register.breakglass to app_register;
grant update (reviewed_by, review, state, person_told, not_told_reason_sealed) on register.breakglass to app_register;
grant insert (job_id, org_id, to_org, agreement_id, columns, row_limit, recipient_key, asked_by, expires_at) on register.export_job to app_register;
grant update (row_count, file_sha256) on register.export_job to app_register;
grant update (made_at) on register.export_job to own_fw;

-- A hold is tied to a demand of the own register; another's is like one that is not there.
create function register.hold_own_demand() returns trigger
language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp
as $$
begin
  if current_user ~ '^app_' and not exists (select from register.request r where r.request_id = new.request_id) then
    raise exception using errcode = '23503', message = 'no such demand', constraint = 'hold_proposal_request_id_fkey';
  end if;
  return new;
end $$;

-- A break-glass is asked for and reviewed under its own purpose, and reviewed once, when its time is over.
create function register.hold_glass() returns trigger
language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp
as $$
begin
  if current_user !~ '^app_' then
    return new;
  end if;
  if fw.acting_purpose() is distinct from 'glass.ask' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  if tg_op = 'UPDATE' and (new.state <> 'reviewed' or old.state not in ('granted', 'open', 'closed') or old.closes_at > clock_timestamp()
      or new.review is null) then
    raise exception using errcode = '42501', message = 'it is reviewed once, when its time is over';
  end if;
  return new;
end $$;
revoke execute on function register.hold_own_demand(), register.hold_glass() from public;
create trigger own_demand before insert on register.hold_proposal for each row execute function register.hold_own_demand();
create trigger hold_glass before insert or update on register.breakglass for each row execute function register.hold_glass();

create trigger in_own_name before insert or update on register.request for each row execute function fw.in_own_name('recorded_by');
create trigger in_own_name before insert or update on register.hold_proposal for each row execute function fw.in_own_name('placed_by');
create trigger in_own_name before insert or update on register.breakglass for each row execute function fw.in_own_name('asked_by', 'reviewed_by');
create trigger in_own_name before insert or update on register.export_job for each row execute function fw.in_own_name('asked_by');
create trigger stays_ended before update on register.hold for each row execute function fw.stays_ended('lifted_at');
create trigger stays_ended before update on register.export_job for each row execute function fw.stays_ended('row_count', 'file_sha256');
reset role;

set role own_fw;

-- A demand goes forward only, each step an event of the tree, so that none can vanish. What one officer agreed to hand over stands
-- with her name in `dpo` until somebody writes another content or another state: then she has not agreed to that.
create or replace function fw.note_request() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  next_states jsonb := '{"received": ["under_review", "withdrawn"], "under_review": ["challenged", "narrowed", "complied", "refused", "withdrawn"],
    "challenged": ["narrowed", "complied", "refused", "withdrawn"], "narrowed": ["complied", "refused", "withdrawn"]}';
begin
  if tg_op = 'INSERT' then
    if new.state <> 'received' then
      raise exception using errcode = '23514', message = 'a demand begins as received', column = 'state';
    end if;
    perform fw.note('request.received', jsonb_build_object('request', new.request_id));
    return new;
  end if;
  if new.state <> old.state and not coalesce(next_states -> old.state ? new.state, false) then
    raise exception using errcode = '23514', message = 'this state cannot follow', column = 'state';
  end if;
  if new.state <> 'complied' and new.dpo is not distinct from old.dpo and (new.state <> old.state
      or (new.categories_given, new.persons_band, new.counsel_ref) is distinct from (old.categories_given, old.persons_band, old.counsel_ref)) then
    new.dpo := null;
  end if;
  if new.state not in ('complied', 'narrowed') and new.dpo is null then
    new.categories_given := '{}';
    new.persons_band := '0';
  end if;
  if new.state <> old.state then
    perform fw.note('request.' || new.state, jsonb_build_object('request', new.request_id));
  elsif new.dpo is distinct from old.dpo and new.dpo is not null then
    perform fw.note('request.agreed', jsonb_build_object('request', new.request_id));
  end if;
  return new;
end $$;

-- After the checks of the table have spoken: who agrees does so herself, before; who meets it is another one, now.
create function fw.request_by_two() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  who uuid := (fw.ctx()).actor;
begin
  if new.state = 'complied' and old.state <> 'complied' then
    if old.dpo is null or old.dpo = who or new.second_officer is distinct from who
      or (new.dpo, new.categories_given, new.persons_band, new.counsel_ref) is distinct from (old.dpo, old.categories_given, old.persons_band, old.counsel_ref) then
      raise exception using errcode = 'WH031', message = 'another officer has to agree to exactly this first', column = 'dpo';
    end if;
  elsif (new.dpo is distinct from old.dpo and new.dpo is not null and new.dpo is distinct from who)
    or new.second_officer is distinct from old.second_officer then
    raise exception using errcode = 'WH031', message = 'nobody agrees in the name of somebody else', column = 'dpo';
  end if;
  return null;
end $$;
revoke execute on function fw.request_by_two() from public;
grant execute on function fw.request_by_two() to own_register;

-- As before, and under its own purpose alone.
create or replace function fw.grant_breakglass(p_glass uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  g register.breakglass;
begin
  select * into g from register.breakglass x where x.glass_id = p_glass and x.org_id = c.org_id and x.state = 'asked' for update;
  if not found or c.kind <> 'staff' or c.purpose <> 'glass.ask' then
    return false;
  end if;
  if g.asked_by = c.actor then
    raise exception using errcode = 'WH031', message = 'a second person has to grant it';
  end if;
  update register.breakglass set granted_by = c.actor, granted_at = clock_timestamp(), state = 'granted',
    closes_at = clock_timestamp() + interval '30 minutes', review_due = clock_timestamp() + interval '72 hours' where glass_id = p_glass;
  perform fw.note('glass.granted', jsonb_build_object('glass', p_glass), array[g.subject]);
  return true;
end $$;

-- The rows of an approved job: people with a live consent to this recipient for this purpose, and nobody else. It is made from now
-- on: who asks at the same moment waits here, and has nothing. Sharing is locked while they are read, so that a withdrawal comes
-- wholly before or wholly after. Somebody who is being erased is left out, and stops nobody else's.
create or replace function fw.export_rows(p_job uuid) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  j register.export_job;
  picked text;
  held jsonb;
  people uuid[];
  g record;
begin
  select * into j from register.export_job x where x.job_id = p_job and x.org_id = c.org_id and x.made_at is null and x.expires_at > clock_timestamp()
    for update;
  if not found or c.kind <> 'staff' or c.purpose <> 'export.recurring' then
    return null;
  end if;
  if j.row_limit > 50 and j.approved_by is null then
    raise exception using errcode = 'WH031', message = 'a second person has to approve it';
  end if;
  select string_agg(format('%L, %s', e.column_id, e.expression), ', ' order by e.column_id) into picked
    from fw.export_column e where e.purpose_id = j.purpose_id and e.column_id = any (j.columns);
  if (select count(*) from fw.export_column e where e.purpose_id = j.purpose_id and e.column_id = any (j.columns)) <> cardinality(j.columns) then
    raise exception using errcode = 'WH021', message = 'a column is not in the list', column = 'columns';
  end if;
  people := '{}';
  for g in select * from consent.record r where r.from_org = j.org_id and r.to_org = j.to_org and r.purpose_id = j.purpose_id
      and r.withdrawn_at is null and r.not_after > clock_timestamp() and r.categories @> array['export']
      and not exists (select from consent.erasing e where e.org_id = r.from_org and e.subject = r.subject)
      order by r.grant_id limit j.row_limit loop
    perform fw.share_lock(g.grant_id, j.agreement_id, j.org_id, j.to_org, j.purpose_id, array['export']);
    people := people || g.subject;
  end loop;
  execute format('select coalesce(jsonb_agg(jsonb_build_object(%s) order by random()), ''[]'') from casework.person p where p.org_id = $1 and p.subject = any ($2)', picked)
    into held using j.org_id, people;
  update register.export_job set made_at = clock_timestamp(), downloaded_at = clock_timestamp() where job_id = p_job;
  perform fw.note('export.made', jsonb_build_object('job', p_job), people);
  return held;
end $$;
reset role;

set role own_register;
create trigger request_by_two after update on register.request for each row execute function fw.request_by_two();
reset role;

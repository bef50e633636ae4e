-- Clocks that nothing ran (FIRE-10; design chapter 20, section 13). Details of accesses end after 24 months: the log's leaves, which name
-- nobody, stay as they are and prove the order for ever. An account ends twelve months after its holder left, with her name, ways in,
-- roles, trainings and shifts; what she did stays under her number. Work of a tablet that nobody decided about ends after 180 days, as
-- long as the node's key to it lives: it counts as not taken, its content is emptied and its maker is told; 180 days later its row goes.
set role own_audit;
grant delete on audit.detail to own_fw;
reset role;
set role own_sync;
create policy definer on sync.held to own_fw using (true) with check (true);
grant select, delete, update (decision, decided_by, decided_at, why) on sync.held to own_fw;
reset role;
set role own_staff;
grant delete on staff.account to own_fw;
create index account_left on staff.account (org_id, closed_at) where closed_at is not null;
reset role;

set role own_fw;
-- What falls due of one organisation as of one moment, as fw.expire_at does for what is a person's; rows that went, by table.
create function fw.end_clocks_at(p_org uuid, p_now timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  cut timestamptz := p_now - interval '24 months';
  -- Details stand in the order of their leaves: from the first that is young enough on nothing is looked at.
  young bigint := (select d.leaf_index from audit.detail d where d.at >= cut order by d.leaf_index limit 1);
  n bigint;
  done jsonb := '{}';
begin
  delete from audit.detail d where (young is null or d.leaf_index < young) and d.at < cut and d.org_id = p_org
    and not exists (select from unnest(coalesce(d.subjects, '{}') || d.subject) s where s is not null and fw.is_held(p_org, s));
  get diagnostics n = row_count;
  if n > 0 then
    done := done || jsonb_build_object('audit.detail', n);
  end if;
  delete from sync.held h where h.org_id = p_org and h.decided_at + interval '180 days' < p_now;
  get diagnostics n = row_count;
  if n > 0 then
    done := done || jsonb_build_object('sync.held decided', n);
  end if;
  update sync.held h set decision = 'dropped', why = 'other', decided_by = '00000000-0000-0000-0000-000000000000', decided_at = p_now
    where h.org_id = p_org and h.decision is null and h.held_at + interval '180 days' < p_now;
  get diagnostics n = row_count;
  if n > 0 then
    done := done || jsonb_build_object('sync.held undecided', n);
  end if;
  return done;
end $$;

-- Accounts of one organisation whose holders left more than twelve months before a moment.
create function fw.accounts_left_at(p_org uuid, p_now timestamptz) returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select a.account_id from staff.account a where a.org_id = p_org and a.closed_at + interval '12 months' < p_now order by a.closed_at limit 1000
$$;

create function fw.accounts_left() returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'job' or c.purpose <> 'job.retention' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query select fw.accounts_left_at(c.org_id, clock_timestamp());
end $$;

-- One of them, with all that hangs on it. Its keys are destroyed before, in the same act.
create function fw.forget_account(p_account uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'job' or c.purpose <> 'job.retention' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  delete from staff.account a where a.account_id = p_account
    and a.account_id in (select fw.accounts_left_at(c.org_id, clock_timestamp()));
  if not found then
    return false;
  end if;
  perform fw.note('account.forgotten', jsonb_build_object('account', p_account));
  return true;
end $$;

revoke execute on function fw.end_clocks_at(uuid, timestamptz), fw.accounts_left_at(uuid, timestamptz), fw.accounts_left(),
  fw.forget_account(uuid) from public;
grant execute on function fw.accounts_left(), fw.forget_account(uuid) to app_jobs;
reset role;

do $$
declare
  was text := pg_get_functiondef('fw.expire()'::regprocedure);
  place text := 'done := fw.expire_at(c.org_id, clock_timestamp());';
begin
  if position(place in was) = 0 then
    raise exception 'fw.expire is not as expected';
  end if;
  set local role own_fw;
  execute replace(was, place, place || ' done := done || fw.end_clocks_at(c.org_id, clock_timestamp());');
  reset role;
end $$;

-- Refused sign-ins leave a trace (ASVS 16.3.1): counted for each account, way, reason and quarter of an hour, so that a guesser makes one
-- row longer and not many; nothing of what was typed, no address, no browser. Whoever's name or link it was is looked up here, in one
-- statement for all who were refused at that moment, so that a name that nobody has costs the same. Not in the tamper-evident log: its
-- tree is public, and would grow for names that exist alone. What it holds of them is how many there were, at each sign-in.
set role own_staff;
create table staff.refused_try (
  quarter timestamptz not null check (quarter = date_bin('15 minutes', quarter, '2020-01-01 00:00Z')),
  way text not null check (way in ('password', 'code', 'passkey', 'provider', 'link', 'proof')),
  why text not null check (why in ('unknown', 'wrong', 'used', 'late', 'closed', 'too_many', 'provider')),
  -- None where no account has this name, link, passkey or identity.
  account_id uuid references staff.account on delete cascade,
  n bigint not null check (n > 0),
  unique nulls not distinct (account_id, quarter, way, why)
);
create index refused_try_quarter on staff.refused_try (quarter);
alter table staff.refused_try enable row level security;
alter table staff.refused_try force row level security;
create policy definer on staff.refused_try to own_fw using (true) with check (true);
grant select, insert, update (n), delete on staff.refused_try to own_fw;
reset role;

set role own_fw;
-- Counts tries that were refused; each says whose it was by sign-in name, account or link, or says nothing.
create function fw.count_refused(p_ways text[], p_whys text[], p_logins text[], p_accounts uuid[], p_links bytea[]) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
  insert into staff.refused_try as r (quarter, way, why, account_id, n)
  select date_bin('15 minutes', clock_timestamp(), '2020-01-01 00:00Z'), t.way,
    -- A link that opens nothing: of an account, it was used or is past its end.
    case when t.why <> 'unknown' or i.account_id is null then t.why when i.used_at is not null then 'used' else 'late' end,
    a.account_id, count(*)
  from unnest(p_ways, p_whys, p_logins, p_accounts, p_links) as t (way, why, login, account_id, link)
    left join staff.invitation i on i.token_hash = t.link
    left join staff.account named on named.login = t.login
    left join staff.account a on a.account_id = coalesce(t.account_id, i.account_id, named.account_id)
  -- Always in one order: two processes that count the same rows do not wait for each other in a circle.
  group by 2, 3, 4 order by 4, 2, 3
  on conflict (account_id, quarter, way, why) do update set n = r.n + excluded.n
$$;

-- Tries of an account that were refused in quarters that were not over at `p_since`: for its holder, and for who manages accounts.
create function fw.refused_tries(p_account uuid, p_since timestamptz) returns table (quarter timestamptz, way text, why text, n bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if not (c.purpose = 'staff.sign_in' and c.actor = p_account or c.purpose = 'staff.manage' and c.kind = 'staff') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query select r.quarter, r.way, r.why, r.n from staff.refused_try r join staff.account a using (account_id)
    where r.account_id = p_account and a.org_id = c.org_id and r.quarter > coalesce(p_since, '-infinity') - interval '15 minutes';
end $$;
revoke execute on function fw.count_refused(text[], text[], text[], uuid[], bytea[]), fw.refused_tries(uuid, timestamptz) from public;
grant execute on function fw.count_refused(text[], text[], text[], uuid[], bytea[]), fw.refused_tries(uuid, timestamptz) to app_staff;
reset role;

-- They are forgotten after ninety days; those of nobody by whichever organisation's clock comes first.
do $$
declare
  was text := pg_get_functiondef('fw.end_clocks_at(uuid, timestamptz)'::regprocedure);
  ending text := E'  return done;\nend';
  clock text := $part$  delete from staff.refused_try r where r.quarter + interval '90 days' < p_now
    and (r.account_id is null or r.account_id in (select a.account_id from staff.account a where a.org_id = p_org));
  get diagnostics n = row_count;
  if n > 0 then
    done := done || jsonb_build_object('staff.refused_try', n);
  end if;
$part$;
begin
  if position(ending in was) = 0 then
    raise exception 'fw.end_clocks_at is not as expected';
  end if;
  set local role own_fw;
  execute replace(was, ending, clock || ending);
  reset role;
end $$;

insert into fw.column_class (schema_name, table_name, column_name, class, concept) values
  ('staff', 'refused_try', 'quarter', 'coded', 'refused sign-in: quarter of an hour'),
  ('staff', 'refused_try', 'way', 'coded', 'refused sign-in: way'),
  ('staff', 'refused_try', 'why', 'coded', 'refused sign-in: reason'),
  ('staff', 'refused_try', 'account_id', 'coded', 'refused sign-in: account'),
  ('staff', 'refused_try', 'n', 'coded', 'refused sign-in: how many');

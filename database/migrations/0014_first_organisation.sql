-- The first organisation of an installation and its two first administrators: possible once, while there is none.
set role own_staff;
grant insert on staff.account, staff.role_grant, staff.invitation to own_fw;
reset role;
set role own_fw;

create function fw.first_organisation(p_org uuid, p_name text, p_country text, p_kind text, p_accounts uuid[], p_logins text[], p_names text[], p_tokens bytea[])
returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  i int;
begin
  lock table fw.organisation in share row exclusive mode;
  if exists (select from fw.organisation) or cardinality(p_accounts) <> 2 then
    return false;
  end if;
  insert into fw.organisation (org_id, name, country, kind, no_enforcement_function, proposed_by, approved_by)
    values (p_org, p_name, p_country, p_kind, true, p_accounts[1], p_accounts[2]);
  for i in 1..2 loop
    insert into staff.account (account_id, org_id, login, display_name, created_by) values (p_accounts[i], p_org, lower(p_logins[i]), p_names[i], p_accounts[3 - i]);
    insert into staff.role_grant (grant_id, org_id, account_id, role, granted_by) values (gen_random_uuid(), p_org, p_accounts[i], 'administrator', p_accounts[3 - i]);
    insert into staff.invitation (token_hash, org_id, account_id, why, made_by, ends_at)
      values (p_tokens[i], p_org, p_accounts[i], 'new', p_accounts[3 - i], clock_timestamp() + interval '72 hours');
  end loop;
  return true;
end $$;

revoke execute on function fw.first_organisation(uuid, text, text, text, uuid[], text[], text[], bytea[]) from public;
grant execute on function fw.first_organisation(uuid, text, text, text, uuid[], text[], text[], bytea[]) to app_staff;
reset role;

-- Asking for, granting and reviewing a break-glass is a purpose of its own.
set role own_fw;
insert into fw.purpose values ('glass.ask', 'vital_interest', false);
insert into fw.purpose_use (collected_for, used_for) values ('glass.ask', 'glass.ask');
reset role;

-- When the keys of an erased person were destroyed: the erasure is complete when no epoch from before is left.
set role own_consent;
alter table consent.erasing add column shredded_at timestamptz;
grant update (shredded_at) on consent.erasing to app_consent;
reset role;
insert into fw.column_class (schema_name, table_name, column_name, class, concept)
  values ('consent', 'erasing', 'shredded_at', 'coded', 'when the keys of the erased person were destroyed');

-- Whether a hold stops an erasure of the acting organisation: a verdict for the job, nothing about the demand behind it.
set role own_fw;
create function fw.is_erasure_held(p_subject uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  return c.kind = 'job' and c.purpose = 'job.retention' and fw.is_held(c.org_id, p_subject);
end $$;
revoke execute on function fw.is_erasure_held(uuid) from public;
grant execute on function fw.is_erasure_held(uuid) to app_consent;
reset role;

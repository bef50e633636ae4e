-- Who did something is what the signed ticket says, never what a handler writes (design chapter 20, sections 10, 12 and 14). Every
-- rule that takes two people rests on these columns. And a link for a new account is no way into one that somebody has.

set role own_fw;

-- Columns named by the trigger hold whoever acts, or what stood there. Functions of owners and a restore have their own rules.
-- WH031 for another name.
create function fw.in_own_name() returns trigger
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
  now_is jsonb := to_jsonb(new);
  was jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) end;
  col text;
begin
  if current_user !~ '^app_' then
    return new;
  end if;
  foreach col in array tg_argv loop
    if now_is ->> col is not null and now_is ->> col is distinct from was ->> col
      and (now_is ->> col)::uuid is distinct from (fw.ctx()).actor then
      raise exception using errcode = 'WH031', message = 'nobody acts in the name of somebody else', column = col;
    end if;
  end loop;
  return new;
end $$;

-- What ended stays ended, whatever a handler writes: columns that are set once.
create function fw.stays_ended() returns trigger
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
  col text;
begin
  if current_user !~ '^app_' then
    return new;
  end if;
  foreach col in array tg_argv loop
    if to_jsonb(old) ->> col is not null and to_jsonb(new) ->> col is distinct from to_jsonb(old) ->> col then
      raise exception using errcode = '42501', message = 'what ended stays ended', column = col;
    end if;
  end loop;
  return new;
end $$;

revoke execute on function fw.in_own_name(), fw.stays_ended() from public;
grant execute on function fw.in_own_name(), fw.stays_ended() to own_staff, own_consent, own_register;

-- Whom a link is for: of a new account while nobody has set it up, of a way back once a second person has said yes.
create or replace function fw.invitation_facts(p_token_hash bytea) returns table (account_id uuid, org_id uuid, why text, login text, display_name text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select i.account_id, i.org_id, i.why, a.login, a.display_name from staff.invitation i join staff.account a using (account_id)
  where i.token_hash = p_token_hash and i.used_at is null and i.ends_at > clock_timestamp() and a.closed_at is null
    and case i.why when 'new' then a.password_hash is null
        and not exists (select from staff.passkey k where k.account_id = a.account_id)
        and not exists (select from staff.identity n where n.account_id = a.account_id)
      else i.second_by is not null end
$$;
reset role;

set role own_staff;
-- The same where links are made and used. Two links of one account are used one after the other.
create function staff.hold_invitation() returns trigger
language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp
as $$
begin
  if current_user !~ '^app_' or (tg_op = 'UPDATE' and (new.used_at is null or old.used_at is not null)) then
    return new;
  end if;
  if tg_op = 'INSERT' and (new.second_by is not null or new.used_at is not null) then
    raise exception using errcode = 'WH031', message = 'a link begins unused, and with one person';
  end if;
  perform from staff.account a where a.account_id = new.account_id for no key update;
  if new.why = 'new' and exists (select from staff.account a where a.account_id = new.account_id and (a.password_hash is not null
      or exists (select from staff.passkey k where k.account_id = a.account_id)
      or exists (select from staff.identity n where n.account_id = a.account_id))) then
    raise exception using errcode = 'WH031', message = 'somebody has this account: a way back takes two', column = 'why';
  end if;
  if tg_op = 'UPDATE' and new.why = 'recovery' and new.second_by is null then
    raise exception using errcode = 'WH031', message = 'a second person has not said yes';
  end if;
  return new;
end $$;
revoke execute on function staff.hold_invitation() from public;
create trigger hold_invitation before insert or update of used_at on staff.invitation for each row execute function staff.hold_invitation();

-- A provider is pinned as it was proposed by one person and approved by another.
create function staff.hold_provider() returns trigger
language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp
as $$
begin
  if current_user ~ '^app_' and not exists (select from staff.provider_proposal p where p.org_id = new.org_id and p.approved
      and (p.issuer, p.client_id, p.label, p.proposed_by, p.decided_by) = (new.issuer, new.client_id, new.label, new.added_by, new.approved_by)) then
    raise exception using errcode = 'WH031', message = 'two people pin a provider';
  end if;
  return new;
end $$;
revoke execute on function staff.hold_provider() from public;
create trigger hold_provider before insert on staff.provider for each row execute function staff.hold_provider();

-- Duties that are kept apart, also when two administrators give them at one moment: the account is held while one looks.
create or replace function staff.separate_duties() returns trigger
language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp
as $$
declare
  apart text[] := array['dpo', 'administrator', 'complaints', 'auditor'];
begin
  if new.role <> all (apart) then
    return new;
  end if;
  if current_user ~ '^app_' then
    perform from staff.account a where a.account_id = new.account_id for no key update;
  end if;
  if exists (
    select from staff.role_grant g where g.account_id = new.account_id and g.org_id = new.org_id and g.role = any (apart)
      and g.role <> new.role and g.revoked_at is null and (g.until_at is null or g.until_at > clock_timestamp())
  ) then
    raise exception using errcode = 'WH031', message = 'these duties belong to different people', column = 'role';
  end if;
  return new;
end $$;

create trigger in_own_name before insert or update on staff.invitation for each row execute function fw.in_own_name('made_by', 'second_by');
create trigger in_own_name before insert or update on staff.role_grant for each row execute function fw.in_own_name('granted_by');
create trigger in_own_name before insert or update on staff.training for each row execute function fw.in_own_name('recorded_by');
create trigger in_own_name before insert or update on staff.interpreter for each row execute function fw.in_own_name('added_by');
create trigger in_own_name before insert or update on staff.organisation_proposal for each row execute function fw.in_own_name('proposed_by', 'decided_by');
create trigger in_own_name before insert or update on staff.provider_proposal for each row execute function fw.in_own_name('proposed_by', 'decided_by');
create trigger in_own_name before insert or update on staff.provider for each row execute function fw.in_own_name('approved_by');
create trigger stays_ended before update on staff.invitation for each row execute function fw.stays_ended('used_at', 'second_by');
create trigger stays_ended before update on staff.role_grant for each row execute function fw.stays_ended('revoked_at');
create trigger stays_ended before update on staff.account for each row execute function fw.stays_ended('closed_at');
create trigger stays_ended before update on staff.session for each row execute function fw.stays_ended('ended_at');
create trigger stays_ended before update on staff.recovery_code for each row execute function fw.stays_ended('used_at');
create trigger stays_ended before update on staff.device for each row execute function fw.stays_ended('revoked_at');
reset role;

set role own_consent;
create trigger in_own_name before insert or update on consent.agreement for each row execute function fw.in_own_name('harm_assessor', 'signed_a_by', 'signed_b_by');
reset role;

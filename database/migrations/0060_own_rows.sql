-- Whose row it is (design chapter 20, section 14). Under `staff.sign_in`, which everybody who is signed in has, rows of the own account
-- alone are written; under `staff.manage` nobody writes a way into somebody's account. Until now the verbs saw to both, and a faulty
-- one could have given a colleague's role or password to whoever asked.

set role own_staff;
-- 'own': of the own account, under staff.sign_in; under staff.manage only with 'or_managed'. 'managed': under staff.manage alone.
create function staff.hold_own() returns trigger
language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp
as $$
declare
  row_is jsonb := case tg_op when 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
  purpose text;
begin
  if current_user ~ '^app_' then
    purpose := fw.acting_purpose();
    if purpose = 'staff.sign_in' and (tg_argv[0] = 'managed' or (row_is ->> 'account_id')::uuid is distinct from (fw.ctx()).actor
        or (tg_op = 'UPDATE' and (to_jsonb(old) ->> 'account_id')::uuid is distinct from (fw.ctx()).actor)) then
      raise exception using errcode = 'WH012', message = 'of the own account only';
    end if;
    if purpose = 'staff.manage' and tg_argv[0] = 'own' then
      raise exception using errcode = 'WH012', message = 'whose account it is writes that';
    end if;
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;

-- What an administrator may do to an account: make it without a way in, and close it.
create function staff.hold_account() returns trigger
language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp
as $$
begin
  if current_user !~ '^app_' then
    return new;
  end if;
  if tg_op = 'INSERT' then
    if fw.acting_purpose() <> 'staff.manage' or new.password_hash is not null or new.totp_sealed is not null or new.closed_at is not null then
      raise exception using errcode = 'WH012', message = 'an account begins without a way in';
    end if;
    return new;
  end if;
  if fw.acting_purpose() = 'staff.manage' then
    if (new.display_name, new.languages, new.password_hash, new.totp_sealed, new.totp_last)
        is distinct from (old.display_name, old.languages, old.password_hash, old.totp_sealed, old.totp_last) then
      raise exception using errcode = 'WH012', message = 'whose account it is writes that';
    end if;
  elsif new.account_id is distinct from (fw.ctx()).actor or new.closed_at is distinct from old.closed_at then
    raise exception using errcode = 'WH012', message = 'of the own account only';
  end if;
  return new;
end $$;
revoke execute on function staff.hold_own(), staff.hold_account() from public;

create trigger hold_account before insert or update on staff.account for each row execute function staff.hold_account();
do $$
declare
  t text;
begin
  foreach t in array array['passkey', 'recovery_code', 'identity'] loop
    execute format('create trigger hold_own before insert or update or delete on staff.%I for each row execute function staff.hold_own(''own'')', t);
  end loop;
  foreach t in array array['role_grant', 'training', 'provider', 'provider_proposal', 'organisation_proposal', 'interpreter', 'shift', 'assignment',
    'conduct_code', 'conduct_text'] loop
    execute format('create trigger hold_own before insert or update or delete on staff.%I for each row execute function staff.hold_own(''managed'')', t);
  end loop;
end $$;
create trigger hold_own before insert on staff.session for each row execute function staff.hold_own('own');
create trigger hold_own_end before update on staff.session for each row execute function staff.hold_own('or_managed');
create trigger hold_own before insert on staff.invitation for each row execute function staff.hold_own('managed');
create trigger hold_own_use before update on staff.invitation for each row execute function staff.hold_own('or_managed');
reset role;

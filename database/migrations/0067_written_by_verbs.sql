-- A login role may write what its verbs write, and nothing else (design chapter 20, sections 2 and 5). Names, contacts and buckets are
-- written by functions of the firewall alone; `app_ident` only reads them. At the desk a code is given out alive and from now, and
-- never changed; a person is added to by what she says of herself (sync.apply): what is known does not become unknown, who does not
-- want to be linked stays so, and the last contact is today's.
set role own_ident;
revoke insert, delete on ident.name, ident.contact, ident.blind from app_ident;
revoke update (sealed) on ident.name, ident.contact from app_ident;
reset role;

set role own_casework;
revoke insert on casework.person, casework.handle from app_desk;
grant insert (subject, org_id, purpose_id, age_band, sex, no_link) on casework.person to app_desk;
grant insert (handle_id, org_id, purpose_id, subject, kind, code_hash) on casework.handle to app_desk;
revoke update (state, expires_at) on casework.handle from app_desk;

create function casework.hold_said() returns trigger
language plpgsql volatile security invoker set search_path = pg_catalog, pg_temp
as $$
begin
  if current_user ~ '^app_' then
    raise exception using errcode = '42501', message = 'what she said of herself is added to, not taken back';
  end if;
  return new;
end $$;
revoke execute on function casework.hold_said() from public;
create trigger hold_said before update of age_band, sex, no_link, last_contact on casework.person for each row
  when (old.no_link and not new.no_link
    or new.age_band = 'unknown' and old.age_band <> 'unknown'
    or new.sex = 'not_asked' and old.sex <> 'not_asked'
    or new.last_contact <> old.last_contact and new.last_contact <> current_date)
  execute function casework.hold_said();
reset role;

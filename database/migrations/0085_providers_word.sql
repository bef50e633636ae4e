-- What the token of a provider must say of a second factor (ASVS 6.8.4): whoever pins it states accepted `acr` values, accepted `amr`
-- values (RFC 8176) and the greatest age of `auth_time`; all that is stated must be met. Where neither list is stated, the provider's
-- word is one factor, and the account's own second step is asked after it.
-- Providers pinned before state nothing, so their people are asked for their own second step from now on. Whoever has none is let in for
-- thirty days more, and told so at each sign-in; nobody is locked out by the update itself.
set role own_staff;
alter table staff.provider_proposal
  add column accepted_acr text[] not null default '{}',
  add column accepted_amr text[] not null default '{}',
  add column max_age_s int check (max_age_s between 60 and 43200);
alter table staff.provider
  add column accepted_acr text[] not null default '{}',
  add column accepted_amr text[] not null default '{}',
  add column max_age_s int check (max_age_s between 60 and 43200),
  -- Until then who has no second step of her own comes in without one; only for what was pinned before.
  add column own_step_from timestamptz default (clock_timestamp() + interval '30 days');
alter table staff.provider alter column own_step_from drop default;
do $$
declare
  t text;
begin
  foreach t in array array['provider', 'provider_proposal'] loop
    execute format('alter table staff.%I
      add constraint %1$s_word_is_young check (cardinality(accepted_acr) + cardinality(accepted_amr) = 0 or max_age_s is not null),
      add constraint %1$s_few_values check (cardinality(accepted_acr) <= 10 and cardinality(accepted_amr) <= 10),
      add constraint %1$s_second_factor check (not accepted_acr && array[''0'']
        and not accepted_amr && array[''pwd'', ''pin'', ''kba'', ''user'', ''wia'', ''geo'', ''rba'', ''sms'', ''tel''])', t);
  end loop;
end $$;
-- No role gives a provider these thirty days.
revoke insert on staff.provider from app_staff;
grant insert (org_id, issuer, client_id, client_secret_sealed, label, added_by, approved_by, accepted_acr, accepted_amr, max_age_s)
  on staff.provider to app_staff;

alter table staff.refused_try drop constraint refused_try_why_check;
alter table staff.refused_try add constraint refused_try_why_check
  check (why in ('unknown', 'wrong', 'used', 'late', 'closed', 'too_many', 'provider', 'weak', 'no_step'));
reset role;

set role own_fw;
drop function fw.provider_facts(uuid, text);
create function fw.provider_facts(p_org uuid, p_issuer text) returns table (org_id uuid, issuer text, client_id text, client_secret_sealed bytea,
  label text, accepted_acr text[], accepted_amr text[], max_age_s int, own_step_from timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select p.org_id, p.issuer, p.client_id, p.client_secret_sealed, p.label, p.accepted_acr, p.accepted_amr, p.max_age_s, p.own_step_from
  from staff.provider p where p.org_id = p_org and p.issuer = p_issuer
$$;
revoke execute on function fw.provider_facts(uuid, text) from public;
grant execute on function fw.provider_facts(uuid, text) to app_staff;
reset role;

insert into fw.column_class (schema_name, table_name, column_name, class, concept) values
  ('staff', 'provider_proposal', 'accepted_acr', 'coded', 'provider proposal: accepted acr'),
  ('staff', 'provider_proposal', 'accepted_amr', 'coded', 'provider proposal: accepted amr'),
  ('staff', 'provider_proposal', 'max_age_s', 'coded', 'provider proposal: greatest age of a sign-in'),
  ('staff', 'provider', 'accepted_acr', 'coded', 'provider: accepted acr'),
  ('staff', 'provider', 'accepted_amr', 'coded', 'provider: accepted amr'),
  ('staff', 'provider', 'max_age_s', 'coded', 'provider: greatest age of a sign-in'),
  ('staff', 'provider', 'own_step_from', 'coded', 'provider: from when the own second step is asked of everybody');

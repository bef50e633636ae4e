-- Sign-in through an organisation's own OpenID Connect provider: one person proposes it, another pins it (design chapter 20, section 14).
set role own_staff;
create table staff.provider_proposal (
  proposal_id uuid primary key,
  org_id uuid not null references fw.organisation,
  issuer text not null check (issuer ~ '^https://[^/?#]+' and length(issuer) <= 300),
  client_id text not null check (length(client_id) between 1 and 200),
  client_secret_sealed bytea,
  label text not null check (length(label) between 1 and 60),
  proposed_by uuid not null,
  proposed_at timestamptz not null default clock_timestamp(),
  decided_by uuid,
  decided_at timestamptz,
  approved boolean,
  -- Whoever asked may take it back, never approve it.
  check (approved is not true or decided_by <> proposed_by),
  check ((decided_by is null) = (decided_at is null) and (decided_by is null) = (approved is null))
);
create index provider_proposal_org on staff.provider_proposal (org_id) where decided_at is null;

alter table staff.provider_proposal enable row level security;
alter table staff.provider_proposal force row level security;
create policy home_staff on staff.provider_proposal to app_staff using (org_id = (select fw.home_org())) with check (org_id = (select fw.home_org()));
create policy purpose_staff on staff.provider_proposal as restrictive to app_staff
  using ((select fw.acting_purpose()) in ('staff.manage', 'staff.sign_in'))
  with check ((select fw.acting_purpose()) in ('staff.manage', 'staff.sign_in'));
create policy definer on staff.provider_proposal to own_fw using (true) with check (true);
create policy backup on staff.provider_proposal for select to app_backup using (true);
grant select on staff.provider_proposal to app_backup, own_fw;
grant select, insert on staff.provider_proposal to app_staff;
grant update (decided_by, decided_at, approved) on staff.provider_proposal to app_staff;

-- A proposal is taken back by whoever made it, or refused by somebody else; only approving needs two.
alter table staff.organisation_proposal drop constraint organisation_proposal_check;
alter table staff.organisation_proposal add constraint organisation_proposal_two_people check (approved is not true or decided_by <> proposed_by);
reset role;

set role own_fw;
-- Which providers the sign-in page can offer: names that organisations chose for their buttons, nothing secret.
create function fw.providers() returns table (org_id uuid, issuer text, label text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select p.org_id, p.issuer, p.label from staff.provider p join fw.organisation o using (org_id)
  where o.cut_at is null or o.cut_at > clock_timestamp() order by p.label, p.issuer
$$;
revoke execute on function fw.providers() from public;
grant execute on function fw.providers() to app_staff;

-- No provider of a barred body, whoever pins it and whatever the program forgot to ask.
create function fw.refuse_barred_issuer() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if fw.is_barred_domain(substring(new.issuer from '^https://(?:[^/@]*@)?([^/:?#]+)')) then
    raise exception using errcode = 'WH022', message = 'recipient barred', column = 'issuer';
  end if;
  return new;
end $$;
revoke execute on function fw.refuse_barred_issuer() from public;
grant execute on function fw.refuse_barred_issuer() to own_staff;
reset role;
set role own_staff;
create trigger refuse_barred_issuer before insert or update of issuer on staff.provider for each row execute function fw.refuse_barred_issuer();
create trigger refuse_barred_issuer before insert or update of issuer on staff.provider_proposal for each row execute function fw.refuse_barred_issuer();
reset role;

insert into fw.column_class (schema_name, table_name, column_name, class, concept) values
  ('staff', 'provider_proposal', 'proposal_id', 'coded', 'provider proposal: proposal id'),
  ('staff', 'provider_proposal', 'org_id', 'coded', 'organisation whose row it is'),
  ('staff', 'provider_proposal', 'issuer', 'coded', 'provider proposal: issuer'),
  ('staff', 'provider_proposal', 'client_id', 'coded', 'provider proposal: client id'),
  ('staff', 'provider_proposal', 'client_secret_sealed', 'sealed', 'provider proposal: client secret sealed'),
  ('staff', 'provider_proposal', 'label', 'coded', 'provider proposal: label'),
  ('staff', 'provider_proposal', 'proposed_by', 'coded', 'provider proposal: proposed by'),
  ('staff', 'provider_proposal', 'proposed_at', 'coded', 'provider proposal: proposed at'),
  ('staff', 'provider_proposal', 'decided_by', 'coded', 'provider proposal: decided by'),
  ('staff', 'provider_proposal', 'decided_at', 'coded', 'provider proposal: decided at'),
  ('staff', 'provider_proposal', 'approved', 'coded', 'provider proposal: approved');

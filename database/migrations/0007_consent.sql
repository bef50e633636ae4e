-- Consent, agreements and the rule of crossing (design chapter 20, sections 4 and 12; FIRE-05, FIRE-06).

create schema consent authorization own_consent;
comment on schema consent is 'What people agreed to, what organisations signed, what was taken back';
grant usage on schema consent to own_fw, app_consent, app_desk, app_jobs;

set role own_consent;

-- An agreement between two organisations. `live` needs every safeguard and an assessment of harm by somebody else.
create table consent.agreement (
  agreement_id uuid primary key,
  party_a uuid not null references fw.organisation,
  party_b uuid not null references fw.organisation,
  purposes text[] not null check (cardinality(purposes) > 0),
  categories text[] not null check (cardinality(categories) > 0),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  document_sha256 bytea check (octet_length(document_sha256) = 32),
  state text not null default 'draft' check (state in ('draft', 'assessed', 'signed', 'live', 'suspended', 'ended')),
  no_onward_transfer boolean not null default false,
  no_enforcement_use boolean not null default false,
  notice_of_demand_hours int check (notice_of_demand_hours > 0),
  audit_right boolean not null default false,
  deletion_at_end boolean not null default false,
  harm_exposed text,
  harm_to_whom text,
  harm_likelihood text check (harm_likelihood in ('low', 'medium', 'high')),
  harm_severity text check (harm_severity in ('low', 'medium', 'high')),
  harm_mitigation text,
  harm_assessor uuid,
  signed_a_by uuid,
  signed_b_by uuid,
  no_immigration_effect boolean not null default false,
  effect_text text,
  changed_at timestamptz not null default clock_timestamp(),
  check (party_a <> party_b),
  check (starts_at < ends_at),
  check (not no_immigration_effect or effect_text is not null),
  check (state not in ('assessed', 'signed', 'live') or (harm_exposed is not null and harm_to_whom is not null and harm_likelihood is not null
    and harm_severity is not null and harm_mitigation is not null and harm_assessor is not null)),
  check (state not in ('signed', 'live') or (signed_a_by is not null and signed_b_by is not null and signed_a_by <> signed_b_by)),
  check (state <> 'live' or (no_onward_transfer and no_enforcement_use and notice_of_demand_hours <= 24 and audit_right and deletion_at_end
    and document_sha256 is not null and harm_assessor is distinct from signed_a_by and harm_assessor is distinct from signed_b_by))
);
create index agreement_parties on consent.agreement (party_a, party_b);
create index agreement_party_b on consent.agreement (party_b);

-- One row is one grant: one recipient, one purpose (fields after ISO/IEC TS 27560).
create table consent.record (
  grant_id uuid primary key,
  subject uuid not null,
  from_org uuid not null references fw.organisation,
  to_org uuid not null,
  may_receive boolean not null default true check (may_receive),
  purpose_id text not null references fw.purpose,
  categories text[] not null check (cardinality(categories) > 0),
  notice_id text not null,
  notice_version int not null check (notice_version > 0),
  notice_lang text not null check (notice_lang ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  explained text not null check (explained in ('read', 'played', 'interpreted', 'signed')),
  shared_language boolean not null,
  interpreter_ref uuid,
  given text not null check (given in ('signature', 'mark', 'thumb', 'witnessed_voice', 'device')),
  witness uuid,
  guardian_role text check (guardian_role in ('parent', 'kin_carer', 'appointed', 'assent_of_child')),
  given_at timestamptz not null default clock_timestamp(),
  not_after timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_how text check (withdrawn_how in ('token', 'slip', 'telephone', 'worker', 'merge', 'erasure')),
  left_before int,
  exception text check (exception in ('life_saving')),
  review_due timestamptz,
  reviewed_by uuid,
  check (from_org <> to_org),
  check (shared_language or interpreter_ref is not null),
  check (given <> 'witnessed_voice' or witness is not null),
  check (given_at < not_after),
  check ((withdrawn_at is null) = (withdrawn_how is null)),
  check ((exception is null) = (review_due is null)),
  foreign key (to_org, may_receive) references fw.organisation (org_id, may_receive)
);
create index record_subject on consent.record (from_org, subject);
create index record_to on consent.record (to_org, grant_id);

-- People on their way out: invisible from the next statement on.
create table consent.erasing (
  org_id uuid not null references fw.organisation,
  subject uuid not null,
  erasure_no uuid not null unique,
  asked_at timestamptz not null default clock_timestamp(),
  step int not null default 1 check (step between 1 and 9),
  held boolean not null default false,
  finished_at timestamptz,
  primary key (org_id, subject)
);

-- What a recipient has to be told, and did: to delete within seven days.
create table consent.withdrawal_notice (
  grant_id uuid not null,
  to_org uuid not null references fw.organisation,
  why text not null check (why in ('withdrawn', 'erased', 'agreement_ended')),
  made_at timestamptz not null default clock_timestamp(),
  answer_due timestamptz not null default clock_timestamp() + interval '7 days',
  deleted_at timestamptz,
  primary key (grant_id, why)
);

grant select on consent.record, consent.agreement, consent.erasing, consent.withdrawal_notice to own_fw;
grant update (withdrawn_at, withdrawn_how, left_before) on consent.record to own_fw;
grant update (state) on consent.agreement to own_fw;
grant insert on consent.withdrawal_notice to own_fw;

grant select, insert on consent.record to app_consent;
grant select on consent.record, consent.agreement, consent.withdrawal_notice to app_desk;
grant select, insert, update on consent.agreement to app_consent;
grant select, insert on consent.erasing to app_consent;
grant update (step, held, finished_at) on consent.erasing to app_consent;
grant select on consent.withdrawal_notice to app_consent;
grant update (deleted_at) on consent.withdrawal_notice to app_consent;

reset role;
set role own_fw;

-- People whose erasure has begun in the acting organisation; '{}' when none, null only without a context.
create function fw.erasing() returns uuid[]
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
begin atomic
  select array(select e.subject from consent.erasing e where e.org_id = s.org_id)
    from audit.stage s where s.act = 'open' and s.xid = pg_current_xact_id_if_assigned();
end;

-- The grants of those people: what crossed for them is out of use at once, though a packet names no person.
create function fw.erasing_grants() returns uuid[]
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
begin atomic
  select array(select g.grant_id from consent.erasing e join consent.record g on g.from_org = e.org_id and g.subject = e.subject
      where e.org_id = s.org_id)
    from audit.stage s where s.act = 'open' and s.xid = pg_current_xact_id_if_assigned();
end;

-- True while this grant and this agreement let these categories go from one organisation to the other for this purpose,
-- and the person who gave the grant is not being erased.
create function fw.share_ok(p_grant uuid, p_agreement uuid, p_from uuid, p_to uuid, p_purpose text, p_categories text[])
returns boolean language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from consent.record g
    join consent.agreement a on a.agreement_id = p_agreement
    join fw.organisation f on f.org_id = p_from
    join fw.organisation t on t.org_id = p_to
    where g.grant_id = p_grant
      and g.from_org = p_from and g.to_org = p_to and g.purpose_id = p_purpose and g.categories @> p_categories
      and g.withdrawn_at is null and g.not_after > clock_timestamp()
      and a.state = 'live' and a.starts_at <= clock_timestamp() and a.ends_at > clock_timestamp()
      and a.purposes @> array[p_purpose] and a.categories @> p_categories
      and ((a.party_a = p_from and a.party_b = p_to) or (a.party_a = p_to and a.party_b = p_from))
      and (f.cut_at is null or f.cut_at > clock_timestamp()) and (t.cut_at is null or t.cut_at > clock_timestamp())
      and not exists (select from consent.erasing e where e.org_id = g.from_org and e.subject = g.subject)
  );
end;

-- The same questions with the rows held until the end of the transaction, so that a withdrawal either comes before
-- (and this raises) or waits. WH010 consent missing, WH011 agreement missing.
create function fw.share_lock(p_grant uuid, p_agreement uuid, p_from uuid, p_to uuid, p_purpose text, p_categories text[])
returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
begin
  perform from consent.record g
    where g.grant_id = p_grant
      and g.from_org = p_from and g.to_org = p_to and g.purpose_id = p_purpose and g.categories @> p_categories
      and g.withdrawn_at is null and g.not_after > clock_timestamp()
      and not exists (select from consent.erasing e where e.org_id = g.from_org and e.subject = g.subject)
    for share of g;
  if not found then
    raise exception using errcode = 'WH010', message = 'no live consent';
  end if;
  perform from consent.agreement a
    where a.agreement_id = p_agreement
      and a.state = 'live' and a.starts_at <= clock_timestamp() and a.ends_at > clock_timestamp()
      and a.purposes @> array[p_purpose] and a.categories @> p_categories
      and ((a.party_a = p_from and a.party_b = p_to) or (a.party_a = p_to and a.party_b = p_from))
    for share;
  if not found then
    raise exception using errcode = 'WH011', message = 'no live agreement';
  end if;
  -- Held too, so that nothing crosses after a cut has been committed.
  perform from fw.organisation o where o.org_id in (p_from, p_to) order by o.org_id for share;
  perform from fw.organisation o where o.org_id in (p_from, p_to) and o.cut_at <= clock_timestamp();
  if found then
    raise exception using errcode = 'WH011', message = 'organisation closed';
  end if;
end $$;

-- Before anything crosses: on every table that crosses, so that no handler can forget.
create function fw.before_crossing() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform fw.share_lock(new.grant_id, new.agreement_id, new.from_org, new.to_org, new.purpose_id, new.categories);
  return new;
end $$;

-- What one party may do to an agreement by itself (section 12): write drafts, sign for itself alone, stop. Never sign for the
-- other, change what was signed, or take up again what the other suspended: that needs both signatures anew.
-- Runs as whoever writes: the rules bind app_consent; functions of own_fw and a restore have their own.
create function fw.before_agreement() returns trigger
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
  mine uuid;
begin
  if current_user <> 'app_consent' then
    return new;
  end if;
  mine := fw.home_org();
  if tg_op = 'INSERT' then
    if new.state <> 'draft' or new.signed_a_by is not null or new.signed_b_by is not null then
      raise exception using errcode = 'WH011', message = 'an agreement begins as a draft without signatures';
    end if;
    return new;
  end if;
  if (new.agreement_id, new.party_a, new.party_b) is distinct from (old.agreement_id, old.party_a, old.party_b) then
    raise exception using errcode = 'WH011', message = 'parties are fixed';
  end if;
  if new.state <> old.state and (old.state, new.state) not in (('draft', 'assessed'), ('assessed', 'draft'), ('assessed', 'signed'),
    ('signed', 'live'), ('suspended', 'draft')) and not (new.state = 'ended' or (old.state = 'live' and new.state = 'suspended')) then
    raise exception using errcode = 'WH011', message = 'not the next state of an agreement';
  end if;
  if old.state = 'ended' then
    raise exception using errcode = 'WH011', message = 'the agreement has ended';
  end if;
  if new.state = 'draft' then
    if new.signed_a_by is not null or new.signed_b_by is not null then
      raise exception using errcode = 'WH011', message = 'a draft has no signatures';
    end if;
    return new;
  end if;
  if new.signed_a_by is distinct from old.signed_a_by and (old.signed_a_by is not null or old.state <> 'assessed' or mine <> old.party_a)
    or new.signed_b_by is distinct from old.signed_b_by and (old.signed_b_by is not null or old.state <> 'assessed' or mine <> old.party_b) then
    raise exception using errcode = 'WH011', message = 'each party signs once, for itself, what was assessed';
  end if;
  if old.state <> 'draft' and to_jsonb(new) - '{state,signed_a_by,signed_b_by,changed_at}'::text[]
    <> to_jsonb(old) - '{state,signed_a_by,signed_b_by,changed_at}'::text[] then
    raise exception using errcode = 'WH011', message = 'what was assessed is fixed: go back to a draft';
  end if;
  return new;
end $$;

-- Writes all policies of a guarded table from one template (section 4). Run it as the table's owner.
--   shape 'home':     rows belong to the organisation in `org_column`
--   shape 'crossing': rows go from `from_org` to `to_org` under a grant and an agreement
--   shape 'kept':     home rows that outlive an erasure and that the person has elsewhere (holds)
create function fw.guard_table(p_table regclass, p_roles name[], p_shape text default 'home', p_org_column name default 'org_id') returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
declare
  role_name name;
  tag text;
  org name := case p_shape when 'crossing' then 'from_org' else p_org_column end;
  has_subject boolean := p_shape <> 'kept' and exists (select from pg_attribute where attrelid = p_table and attname = 'subject' and not attisdropped);
  has_point boolean := exists (select from pg_attribute where attrelid = p_table and attname = 'point_id' and not attisdropped);
begin
  if p_shape not in ('home', 'crossing', 'kept') then
    raise exception 'shape % is not known', p_shape;
  end if;
  execute format('alter table %s enable row level security', p_table);
  execute format('alter table %s force row level security', p_table);
  foreach role_name in array p_roles loop
    tag := replace(role_name, 'app_', '');
    execute format('create policy home_%s on %s to %I using (%I = (select fw.home_org())) with check (%I = (select fw.home_org()))',
      tag, p_table, role_name, org, org);
    if has_subject then
      execute format('create policy own_%s on %s for select to %I using ((subject, %I) = (select o.subject, o.org_id from fw.own_row() o))',
        tag, p_table, role_name, org);
      execute format('create policy alive_%s on %s as restrictive to %I using (subject is null or subject <> all ((select fw.erasing())::uuid[]))',
        tag, p_table, role_name);
    end if;
    execute format('create policy purpose_%s on %s as restrictive to %I using (purpose_id = any ((select fw.readable())::text[])) with check (purpose_id = (select fw.acting_purpose()))',
      tag, p_table, role_name);
    if has_point then
      execute format('create policy point_%s on %s as restrictive to %I using (cardinality((select fw.points())) = 0 or point_id = any ((select fw.points())::uuid[]))',
        tag, p_table, role_name);
    end if;
    if p_shape = 'crossing' then
      execute format('create policy alive_%s on %s as restrictive to %I using (grant_id <> all ((select fw.erasing_grants())::uuid[]))',
        tag, p_table, role_name);
      execute format('create policy shared_%s on %s for select to %I using (to_org = (select fw.home_org()) and fw.share_ok(grant_id, agreement_id, from_org, to_org, purpose_id, categories))',
        tag, p_table, role_name);
    end if;
  end loop;
  if has_subject then
    -- Erasure and retention act by functions of this owner.
    execute format('create policy definer on %s to own_fw using (true) with check (true)', p_table);
    execute format('grant select, delete, update (subject) on %s to own_fw', p_table);
  end if;
  execute format('create policy backup on %s for select to app_backup using (true)', p_table);
  execute format('grant select on %s to app_backup', p_table);
  if p_shape = 'crossing' then
    execute format('create trigger crossing before insert or update of grant_id, agreement_id, from_org, to_org, purpose_id, categories on %s for each row execute function fw.before_crossing()', p_table);
  end if;
end $$;

revoke execute on function fw.erasing(), fw.erasing_grants(), fw.share_ok(uuid, uuid, uuid, uuid, text, text[]), fw.share_lock(uuid, uuid, uuid, uuid, text, text[]),
  fw.before_crossing(), fw.before_agreement(), fw.guard_table(regclass, name[], text, name) from public;
grant execute on function fw.erasing(), fw.erasing_grants(), fw.share_ok(uuid, uuid, uuid, uuid, text, text[]) to
  app_desk, app_ident, app_consent, app_staff, app_register, app_jobs,
  app_health, app_survivor, app_legal, app_child, app_kin, app_detention, app_vault;
grant execute on function fw.before_crossing(), fw.before_agreement(), fw.guard_table(regclass, name[], text, name),
  fw.share_lock(uuid, uuid, uuid, uuid, text, text[]) to
  own_consent, own_casework, own_ident, own_referrals, own_staff, own_register,
  own_health, own_survivor, own_legal, own_child, own_kin, own_detention, own_vault;

reset role;
set role own_consent;

select fw.guard_table('consent.record', array['app_consent', 'app_desk'], 'home', 'from_org');

create trigger rules before insert or update on consent.agreement for each row execute function fw.before_agreement();
alter table consent.agreement enable row level security;
alter table consent.agreement force row level security;
create policy definer on consent.agreement to own_fw using (true) with check (true);
create policy backup on consent.agreement for select to app_backup using (true);
grant select on consent.agreement to app_backup;
create policy party_consent on consent.agreement to app_consent
  using ((select fw.home_org()) in (party_a, party_b)) with check ((select fw.home_org()) in (party_a, party_b));
create policy purpose_consent on consent.agreement as restrictive to app_consent
  using (true) with check ((select fw.acting_purpose()) = 'agreement.manage');
create policy purpose_desk on consent.agreement as restrictive to app_desk
  using (true) with check ((select fw.acting_purpose()) = 'agreement.manage');
create policy party_desk on consent.agreement for select to app_desk using ((select fw.home_org()) in (party_a, party_b));

alter table consent.erasing enable row level security;
alter table consent.erasing force row level security;
create policy definer on consent.erasing to own_fw using (true) with check (true);
create policy backup on consent.erasing for select to app_backup using (true);
grant select on consent.erasing to app_backup;
create policy home_consent on consent.erasing to app_consent
  using (org_id = (select fw.home_org())) with check (org_id = (select fw.home_org()));
create policy own_consent_asks on consent.erasing for insert to app_consent
  with check (subject = (select fw.own_subject()) and org_id = (select (c).org_id from fw.ctx() c where (c).kind = 'person'));

alter table consent.withdrawal_notice enable row level security;
alter table consent.withdrawal_notice force row level security;
create policy definer on consent.withdrawal_notice to own_fw using (true) with check (true);
create policy backup on consent.withdrawal_notice for select to app_backup using (true);
grant select on consent.withdrawal_notice to app_backup;
create policy told_consent on consent.withdrawal_notice to app_consent
  using (to_org = (select fw.home_org())) with check (to_org = (select fw.home_org()));
create policy told_desk on consent.withdrawal_notice for select to app_desk using (to_org = (select fw.home_org()));

reset role;

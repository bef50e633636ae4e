-- A person's own record (FIRE-09, FIRE-10; design chapter 20, sections 9, 12 and 16): until when things are kept, what she says is
-- wrong, slips for her acts, an erasure asked after by its number; and the warnings before an agreement ends (FIRE-05).

set role own_casework;

-- What a person says is wrong in her record: sealed for the organisation that holds it.
create table casework.correction (
  correction_id uuid primary key,
  org_id uuid not null references fw.organisation,
  purpose_id text not null references fw.purpose,
  subject uuid not null,
  sealed bytea not null check (octet_length(sealed) <= 20000),
  state text not null default 'asked' check (state in ('asked', 'corrected', 'kept')),
  created_at timestamptz not null default clock_timestamp(),
  answered_at timestamptz,
  check ((state = 'asked') = (answered_at is null))
);
create index correction_waiting on casework.correction (org_id, created_at) where state = 'asked';
create index correction_subject on casework.correction (org_id, subject);
grant select on casework.correction to app_desk;
grant insert, update (state, answered_at) on casework.correction to own_fw;
select fw.guard_table('casework.correction', array['app_desk']);
reset role;

set role own_consent;

-- Said once for each side and step before an agreement ends; a longer agreement is warned of anew.
create table consent.agreement_warning (
  agreement_id uuid not null references consent.agreement,
  org_id uuid not null references fw.organisation,
  purpose_id text not null default 'agreement.manage' references fw.purpose,
  ends_at timestamptz not null,
  days int not null check (days in (60, 30, 7)),
  made_at timestamptz not null default clock_timestamp(),
  primary key (agreement_id, org_id, ends_at, days)
);
grant select on consent.agreement_warning to app_consent;
grant select, insert on consent.agreement_warning to own_fw;
select fw.guard_table('consent.agreement_warning', array['app_consent']);
create policy definer on consent.agreement_warning to own_fw using (true) with check (true);
reset role;

set role own_audit;
-- Slips of an erasure are found by its number, which names nobody.
create index detail_erasure on audit.detail ((details ->> 'erasure'), leaf_index) where details ? 'erasure';
reset role;

set role own_fw;

insert into fw.column_class (schema_name, table_name, column_name, class, concept) values
  ('casework', 'correction', 'correction_id', 'coded', 'id of what a person says is wrong'),
  ('casework', 'correction', 'org_id', 'reference', 'organisation whose row it is'),
  ('casework', 'correction', 'purpose_id', 'coded', 'purpose declared at collection'),
  ('casework', 'correction', 'subject', 'coded', 'pseudonym of a person in one organisation'),
  ('casework', 'correction', 'sealed', 'sealed', 'what the person says is wrong, in her words'),
  ('casework', 'correction', 'state', 'coded', 'whether it was answered, and how'),
  ('casework', 'correction', 'created_at', 'coded', 'when it was said'),
  ('casework', 'correction', 'answered_at', 'coded', 'when it was answered'),
  ('consent', 'agreement_warning', 'agreement_id', 'reference', 'agreement that ends soon'),
  ('consent', 'agreement_warning', 'org_id', 'reference', 'party that is warned'),
  ('consent', 'agreement_warning', 'purpose_id', 'coded', 'purpose declared at collection'),
  ('consent', 'agreement_warning', 'ends_at', 'clear', 'end of the agreement when the warning was given'),
  ('consent', 'agreement_warning', 'days', 'clear', 'step of the warning: days before the end'),
  ('consent', 'agreement_warning', 'made_at', 'clear', 'when the warning was given');
insert into fw.erasure_map (schema_name, table_name, action, org_column) values ('casework', 'correction', 'delete', 'org_id');
insert into fw.retention (schema_name, table_name, purpose_id, starts, clock_column, keep, most, action)
  values ('casework', 'correction', 'own.access', 'created', 'created_at', '180 days', '730 days', 'erase');
-- Whoever serves at the desk reads what a person says is wrong: that is what she says it for.
insert into fw.purpose_use (collected_for, used_for) values ('own.access', 'desk.visit');

-- Purposes of compartments that a code alone does not even name: somebody may stand behind her (section 9).
create function fw.is_silent(p_purpose text) returns boolean
language sql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$ select p_purpose in ('survivor.support', 'legal.advice', 'legal.claim', 'child.protect', 'kin.trace', 'detention.visit', 'health.care') $$;

-- What is held about the person who asks: by table and purpose, and the last day of it by its clock when nothing new comes.
create function fw.my_data() returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  m record;
  held jsonb := '[]';
  part jsonb;
begin
  if c.kind <> 'person' or c.purpose <> 'own.access' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  for m in select x.*, (select min(t.clock_column) from fw.retention t where (t.schema_name, t.table_name) = (x.schema_name, x.table_name)) clock
    from fw.erasure_map x where x.schema_name in ('casework', 'ident', 'consent', 'referrals') order by 1, 2 loop
    execute format('select jsonb_agg(jsonb_build_object(''table'', %L, ''purpose'', x.purpose_id, ''rows'', x.n, ''until'', (x.newest + t.keep)::date)
        order by x.purpose_id)
      from (select purpose_id, count(*) n, max(%s)::timestamptz newest from %I.%I where %I = $1 and %I = $2 group by purpose_id) x
      left join fw.retention t on (t.schema_name, t.table_name, t.purpose_id) = (%L, %L, x.purpose_id)
      where not fw.is_silent(x.purpose_id)',
      m.schema_name || '.' || m.table_name, coalesce(quote_ident(m.clock), 'null'), m.schema_name, m.table_name, m.subject_column, m.org_column,
      m.schema_name, m.table_name)
      into part using c.subject, c.org_id;
    held := held || coalesce(part, '[]');
  end loop;
  return held;
end $$;

create function fw.my_log() returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'person' or c.purpose <> 'own.access' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return coalesce((select jsonb_agg(jsonb_build_object('hour', date_trunc('hour', d.at), 'organisation', d.org_id,
      'kind', d.kind, 'purpose', d.purpose, 'act', d.act, 'leaf', d.leaf_index) order by d.leaf_index desc)
    from (select * from audit.detail d where d.org_id = c.org_id and (d.subject = c.subject or d.subjects @> array[c.subject])
      and not fw.is_silent(d.purpose) order by d.leaf_index desc limit 500) d), '[]');
end $$;

-- Entries of the log for which the person who asks can have a slip, newest first: what was done, to which consent or correction.
create function fw.my_slips() returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'person' or c.purpose <> 'own.access' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return coalesce((select jsonb_agg(jsonb_build_object('act', d.act, 'leaf', d.leaf_index,
      'thing', coalesce(d.details ->> 'grant', d.details ->> 'correction')) order by d.leaf_index desc)
    from (select * from audit.detail d where d.org_id = c.org_id and (d.subject = c.subject or d.subjects @> array[c.subject])
      and d.act in ('consent.given', 'consent.withdrawn', 'correction.asked') and not fw.is_silent(d.purpose)
      order by d.leaf_index desc limit 100) d), '[]');
end $$;

-- The person says what is wrong. False when twenty such notes wait for an answer; the same id twice is one.
create function fw.ask_correction(p_correction uuid, p_sealed bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'person' or c.purpose <> 'own.access' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  if (select count(*) from casework.correction k where k.org_id = c.org_id and k.subject = c.subject and k.state = 'asked') >= 20 then
    return false;
  end if;
  insert into casework.correction (correction_id, org_id, purpose_id, subject, sealed)
    values (p_correction, c.org_id, c.purpose, c.subject, p_sealed) on conflict (correction_id) do nothing;
  if found then
    perform fw.note('correction.asked', jsonb_build_object('correction', p_correction), array[c.subject]);
  end if;
  return true;
end $$;

-- One of the staff answers it: corrected, or kept as it was. False when there is none that waits.
create function fw.answer_correction(p_correction uuid, p_state text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  whose uuid;
begin
  if c.kind <> 'staff' or c.purpose <> 'desk.visit' or p_state not in ('corrected', 'kept') then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  update casework.correction k set state = p_state, answered_at = clock_timestamp()
    where k.correction_id = p_correction and k.org_id = c.org_id and k.state = 'asked' and k.subject <> all (fw.erasing())
    returning k.subject into whose;
  if not found then
    return false;
  end if;
  perform fw.note('correction.answered', jsonb_build_object('correction', p_correction), array[whose]);
  return true;
end $$;

-- The number of the erasure that the person who asks has asked for already.
create function fw.my_erasure() returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'person' or c.purpose <> 'own.access' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return (select e.erasure_no from consent.erasing e where e.org_id = c.org_id and e.subject = c.subject);
end $$;

-- How far an erasure is, for whoever has its number: no person, no organisation, no hold. Before there is any context.
create function fw.erasure_state(p_no uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object('step', case when e.step >= 9 then 'complete' when e.step >= 5 then 'destroyed' else 'asked' end,
    'asked_on', e.asked_at::date,
    'leaf', (select max(d.leaf_index) from audit.detail d where d.details ? 'erasure' and d.details ->> 'erasure' = p_no::text))
  from consent.erasing e where e.erasure_no = p_no
$$;

-- Stages a warning for the acting organisation, once for each step, for every living agreement that ends in 60, 30 or 7 days;
-- of several steps passed at once only the nearest. @returns how many were staged.
create function fw.warn_agreements() returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  w record;
  staged int := 0;
begin
  if c.kind <> 'job' or c.purpose <> 'job.retention' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  for w in select a.agreement_id, a.ends_at, min(s.days) days from consent.agreement a, unnest(array[60, 30, 7]) s(days)
      where c.org_id in (a.party_a, a.party_b) and a.state = 'live' and a.ends_at > clock_timestamp()
        and a.ends_at <= clock_timestamp() + make_interval(days => s.days)
      group by a.agreement_id, a.ends_at order by a.ends_at, a.agreement_id loop
    insert into consent.agreement_warning (agreement_id, org_id, ends_at, days)
      values (w.agreement_id, c.org_id, w.ends_at, w.days) on conflict do nothing;
    if found then
      perform fw.note('agreement.ends_soon', jsonb_build_object('agreement', w.agreement_id, 'days', w.days));
      staged := staged + 1;
    end if;
  end loop;
  return staged;
end $$;

revoke execute on function fw.my_data(), fw.my_log() from public;
grant execute on function fw.my_data(), fw.my_log() to app_desk;
revoke execute on function fw.is_silent(text), fw.my_slips(), fw.ask_correction(uuid, bytea), fw.answer_correction(uuid, text), fw.my_erasure(),
  fw.erasure_state(uuid), fw.warn_agreements() from public;
grant execute on function fw.my_slips(), fw.ask_correction(uuid, bytea), fw.answer_correction(uuid, text) to app_desk;
grant execute on function fw.is_silent(text), fw.my_erasure(), fw.warn_agreements() to app_consent;
grant execute on function fw.erasure_state(uuid) to app_keeper;

reset role;

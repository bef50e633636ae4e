-- The rest of referrals (REF-02, REF-03, FIRE-06; design chapter 30, sections 4.3, 4.5, 4.9): an act without a yes, when waiting would
-- cost a life, says why and is looked at by a second person; a manager sees what is late without a person in it; a person finds one
-- referral by the code that she says and its four digits.

set role own_consent;
alter table consent.record
  add column exception_why text check (exception_why in ('unconscious', 'cannot_be_understood', 'no_time')),
  add column reviewed_at timestamptz,
  add column finding text check (finding in ('right', 'avoidable', 'wrong')),
  add constraint record_why_check check (exception_why is null or exception is not null),
  add constraint record_review_check check ((reviewed_at is null) = (finding is null) and (reviewed_at is null or reviewed_by is not null)),
  -- Whoever was not asked has not been told anything either, in no language; and nobody else is left unasked.
  drop constraint record_explained_check,
  drop constraint record_given_check,
  drop constraint record_check1,
  add constraint record_explained_check check (explained in ('read', 'played', 'interpreted', 'signed') or explained = 'not_asked' and exception is not null),
  add constraint record_given_check check (given in ('signature', 'mark', 'thumb', 'witnessed_voice', 'device') or given = 'not_asked' and exception is not null),
  add constraint record_check1 check (shared_language or interpreter_ref is not null or exception is not null);
create index record_exception on consent.record (review_due) where exception is not null and reviewed_by is null;
grant update (reviewed_by, reviewed_at, finding) on consent.record to own_fw;
reset role;

set role own_referrals;
grant update (state, done_at, done_by) on referrals.message to own_fw;
reset role;

set role own_fw;
insert into fw.column_class (schema_name, table_name, column_name, class, concept) values
  ('consent', 'record', 'exception_why', 'coded', 'why somebody in danger of her life was not asked'),
  ('consent', 'record', 'reviewed_at', 'coded', 'when a second person looked at an exception'),
  ('consent', 'record', 'finding', 'coded', 'what a second person found of an exception');
reset role;

-- An exception is for what must be now, and for nothing else.
do $$
declare
  was text := pg_get_functiondef('fw.prepare_referral(uuid, uuid)'::regprocedure);
  first text := '  update referrals.referral x set grant_id = p_grant, ends_at = g.not_after';
  rule text := $rule$  if g.exception is not null and r.level <> 'now' then
    raise exception using errcode = 'WH010', message = 'an exception is for what must be now';
  end if;
$rule$;
  now_is text := replace(was, first, rule || first);
begin
  if length(now_is) - length(was) <> length(rule) then
    raise exception 'fw.prepare_referral is not as expected';
  end if;
  set local role own_fw;
  execute now_is;
  reset role;
end $$;

set role own_fw;

-- Acts without a yes in the acting organisation, those that nobody has looked at first: no person, no need.
create function fw.exceptions() returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose <> 'dpo.oversight' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return coalesce((select jsonb_agg(to_jsonb(x) order by x.reviewed_at is not null, x.given_at) from (
    select g.grant_id, g.exception_why as why, g.categories, g.given_at, g.review_due, g.reviewed_at, g.finding, g.withdrawn_at, o.name as to_name,
        r.point_id, r.service_type, r.state, h.actor as made_by, h.actor = c.actor as is_own
      from consent.record g join fw.organisation o on o.org_id = g.to_org
      left join referrals.referral r on r.grant_id = g.grant_id
      left join lateral (select s.actor from referrals.referral_change s where s.referral_id = r.referral_id and s.step = 'prepare' order by s.n desc limit 1) h on true
      where g.from_org = c.org_id and g.exception is not null and (g.reviewed_at is null or g.reviewed_at > clock_timestamp() - interval '90 days')
      order by g.reviewed_at is not null, g.given_at limit 200) x), '[]');
end $$;

-- A second person looked at it: never one who had a part in it. What was wrong is taken back at once, as if the person had done so.
create function fw.review_exception(p_grant uuid, p_finding text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  g consent.record;
  r referrals.referral;
begin
  if c.kind <> 'staff' or c.purpose <> 'dpo.oversight' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  select * into g from consent.record x where x.grant_id = p_grant and x.from_org = c.org_id and x.exception is not null for update;
  if not found then
    return false;
  end if;
  select * into r from referrals.referral x where x.grant_id = p_grant;
  if r.made_by = c.actor or exists (select from referrals.referral_change h where h.referral_id = r.referral_id and h.actor = c.actor) then
    raise exception using errcode = 'WH031', message = 'a second person has to look at it';
  end if;
  if g.reviewed_at is not null then
    return g.finding = p_finding;
  end if;
  update consent.record x set reviewed_by = c.actor, reviewed_at = clock_timestamp(), finding = p_finding where x.grant_id = p_grant;
  if p_finding = 'wrong' then
    perform fw.withdraw(p_grant, 'worker');
  end if;
  update referrals.message m set state = 'done', done_at = clock_timestamp(), done_by = c.actor
    where m.referral_id = r.referral_id and m.key in ('exception', 'exception_due', 'exception_unreviewed') and m.state = 'waiting';
  perform fw.note('exception.reviewed', jsonb_build_object('grant', p_grant, 'finding', p_finding), array[g.subject]);
  return true;
end $$;

-- Who has to hear of an exception that nobody has looked at: who watches over data after a day, and when the time is over the
-- manager too. `review_due` lies three days after it was made.
create function fw.exceptions_due() returns table (referral_id uuid, org_id uuid, to_whom text, key text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select r.referral_id, r.org_id, t.to_whom, t.key
    from consent.record g join referrals.referral r on r.grant_id = g.grant_id
    cross join (values ('dpo', 'exception_due', interval '48 hours'), ('dpo', 'exception_unreviewed', interval '0'),
      ('manager', 'exception_unreviewed', interval '0')) t(to_whom, key, before)
    where g.exception is not null and g.reviewed_by is null and g.review_due - t.before <= clock_timestamp()
      and r.sent_at is not null
      and not exists (select from referrals.message m where m.referral_id = r.referral_id and m.key = t.key and m.to_whom = t.to_whom)
$$;

create or replace function fw.referral_orgs_due() returns table (org_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select r.org_id from referrals.referral r where r.next_due_at <= clock_timestamp()
  union select a.org_id from referrals.alert a where a.next_due_at <= clock_timestamp() and a.taken_at is null
  union select a.org_id from referrals.recipient_access a where a.ends_at < clock_timestamp()
  union select k.org_id from referrals.spent_key k
  union select x.org_id from fw.exceptions_due() x
$$;

create or replace function fw.tidy_referrals() returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'job' or c.purpose <> 'referral.send' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  delete from referrals.recipient_access a where a.org_id = c.org_id and a.ends_at < clock_timestamp();
  perform fw.tell(r, x.to_whom, x.key) from fw.exceptions_due() x join referrals.referral r on r.referral_id = x.referral_id
    where x.org_id = c.org_id;
  update referrals.packet k set sealed = '\x00', replied = null where k.from_org = c.org_id and k.outcome_at < clock_timestamp() - interval '14 days'
    and octet_length(k.sealed) > 1;
  update referrals.referral r set content = null where r.org_id = c.org_id and r.closed_at < clock_timestamp() - interval '30 days' and r.content is not null;
end $$;

-- What waits too long in the network of the acting organisation, at all of its points: the service, how late, whom to call. No person,
-- no token, no need: the four digits are what the service knows it by.
create function fw.overdue_referrals() returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose <> 'tally' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return coalesce((select jsonb_agg(to_jsonb(x) order by x.waits_since) from (
    select r.network_id, o.name as to_name, r.listing_code, r.service_type, e.route, e.telephone, e.email, e.answer_hours,
        fw.answer_rate(r.network_id) as rate, r.number, r.point_id, r.level, r.state, r.escalated, r.owner_id, r.answer_due as waits_since
      from referrals.referral r join referrals.network_entry e using (network_id) join fw.organisation o on o.org_id = r.to_org
      where r.org_id = c.org_id and r.closed_at is null and r.subject <> all (fw.erasing())
        and (r.state = 'overdue' or r.escalated or r.state in ('sent', 'opened', 'question') and r.answer_due <= clock_timestamp())
      order by r.answer_due limit 500) x), '[]');
end $$;

-- As before (0025), with the number of the service in the directory, and whether it went without her yes.
create or replace function fw.my_referrals() returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'person' or c.purpose <> 'own.access' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return coalesce((select jsonb_agg(jsonb_build_object('referral', r.referral_id, 'number', r.number, 'to', o.name, 'needs', r.needs, 'state', r.state,
      'appointment_at', r.appointment_at, 'bring', r.bring, 'reason', r.reason, 'provider_outcome', r.provider_outcome, 'person_outcome', r.person_outcome,
      'sent_at', r.sent_at, 'answer_due', r.answer_due, 'fields', r.fields, 'need_open', r.need_open, 'listing', r.listing_code,
      'exception', (select jsonb_build_object('why', g.exception_why, 'finding', g.finding) from consent.record g
        where g.grant_id = r.grant_id and g.exception is not null),
      'steps', (select coalesce(jsonb_agg(jsonb_build_object('state', h.to_state, 'party', h.party, 'at', h.at) order by h.n), '[]')
        from referrals.referral_change h where h.referral_id = r.referral_id and h.from_state <> h.to_state)) order by r.made_at desc)
    from (select * from referrals.referral x where x.org_id = c.org_id and x.subject = c.subject and x.subject <> all (fw.erasing()) and x.state <> 'draft'
      order by x.made_at desc limit 50) r join fw.organisation o on o.org_id = r.to_org), '[]');
end $$;

-- Whose referral it is, by the code that she says and its four digits (section 4.9). Five wrong tries for one code lock this way in for
-- an hour; a code that nobody has is counted as one that somebody has. `p_counted`: a try from outside.
create function fw.person_by_spoken(p_digest bytea, p_number text, p_counted boolean) returns table (org_id uuid, subject uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  key bytea := sha256('own|' || p_digest);
begin
  if (select sum(a.n) from staff.attempt a where a.key_hash = key and a.window_start > clock_timestamp() - interval '1 hour') >= 5 then
    return;
  end if;
  return query select h.org_id, h.subject from casework.handle h
    where h.code_hash = p_digest and h.kind = 'spoken' and h.state = 'live' and (h.expires_at is null or h.expires_at > clock_timestamp())
      and not exists (select from consent.erasing e where e.org_id = h.org_id and e.subject = h.subject)
      and exists (select from referrals.referral r where r.org_id = h.org_id and r.subject = h.subject and r.number = p_number and r.state <> 'draft')
    limit 1;
  if not found and p_counted then
    insert into staff.attempt as a values (key, clock_timestamp(), 1)
      on conflict (key_hash, window_start) do update set n = a.n + 1;
  end if;
end $$;

revoke execute on function fw.exceptions(), fw.review_exception(uuid, text), fw.exceptions_due(), fw.overdue_referrals(),
  fw.person_by_spoken(bytea, text, boolean) from public;
grant execute on function fw.exceptions(), fw.review_exception(uuid, text) to app_register;
grant execute on function fw.overdue_referrals() to app_desk;
grant execute on function fw.person_by_spoken(bytea, text, boolean) to app_keeper;
reset role;

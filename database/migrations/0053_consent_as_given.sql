-- What a consent may be is asked by the database too (design chapter 20, section 12; FIRE-06, T12): how long it lasts for its purpose,
-- that whoever hears a spoken yes is a colleague other than the one who writes it down, and that nobody reviews an exception that
-- she gave herself, whether a referral hangs on it or not. A new consent is neither taken back nor reviewed yet.

set role own_consent;
revoke insert on consent.record from app_consent;
grant insert (grant_id, subject, from_org, to_org, may_receive, purpose_id, categories, notice_id, notice_version, notice_lang, explained, shared_language,
  interpreter_ref, given, witness, guardian_role, given_at, not_after, exception, exception_why, review_due) on consent.record to app_consent;
reset role;

set role own_fw;

-- The longest time of a consent, in days, by purpose; `src/firewall/consent/give-consent.ts` says the same, and a test compares them.
create function fw.consent_days(p_purpose text) returns int
language sql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$ select case when p_purpose in ('followup.outcome', 'school.enrol', 'training.enrol', 'export.recurring') then 180 else 30 end $$;

create function fw.hold_consent() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context;
begin
  if session_user !~ '^app_' then
    return new;
  end if;
  c := fw.ctx();
  if new.given_at > clock_timestamp() + interval '1 minute' or new.given_at < clock_timestamp() - interval '7 days' then
    raise exception using errcode = '23514', message = 'given about now', column = 'given_at', constraint = 'given_at';
  end if;
  if new.not_after > clock_timestamp() + make_interval(days => fw.consent_days(new.purpose_id)) + interval '1 minute' then
    raise exception using errcode = '23514', message = 'longer than the purpose allows', column = 'not_after', constraint = 'days';
  end if;
  if new.exception is not null and new.review_due > clock_timestamp() + interval '72 hours 1 minute' then
    raise exception using errcode = '23514', message = 'an exception is looked at within three days', column = 'review_due', constraint = 'review_due';
  end if;
  if new.witness = c.actor then
    raise exception using errcode = 'WH031', message = 'somebody else has to hear a spoken yes', column = 'witness';
  end if;
  if new.witness is not null and not exists (select from staff.account a where a.account_id = new.witness and a.org_id = c.org_id and a.closed_at is null) then
    raise exception using errcode = '23514', message = 'a colleague', column = 'witness', constraint = 'witness';
  end if;
  return new;
end $$;

-- Who wrote a consent down, by the log: the row does not say it.
create function fw.consent_writer(p_grant uuid, p_org uuid, p_subject uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (select s.actor from audit.stage s where s.act = 'consent.given' and s.org_id = p_org and s.details ->> 'grant' = p_grant::text limit 1),
    (select d.actor from audit.detail d where d.subjects @> array[p_subject] and d.act = 'consent.given' and d.org_id = p_org
      and d.details ->> 'grant' = p_grant::text limit 1))
$$;

create or replace function fw.exceptions() returns jsonb
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
        r.point_id, r.service_type, r.state, coalesce(h.actor, w.actor) as made_by, c.actor in (h.actor, w.actor) is true as is_own
      from consent.record g join fw.organisation o on o.org_id = g.to_org
      left join referrals.referral r on r.grant_id = g.grant_id
      left join lateral (select s.actor from referrals.referral_change s where s.referral_id = r.referral_id and s.step = 'prepare' order by s.n desc limit 1) h on true
      cross join lateral (select fw.consent_writer(g.grant_id, g.from_org, g.subject) as actor) w
      where g.from_org = c.org_id and g.exception is not null and (g.reviewed_at is null or g.reviewed_at > clock_timestamp() - interval '90 days')
      order by g.reviewed_at is not null, g.given_at limit 200) x), '[]');
end $$;

create or replace function fw.review_exception(p_grant uuid, p_finding text) returns boolean
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
  if r.made_by = c.actor or fw.consent_writer(g.grant_id, g.from_org, g.subject) = c.actor
    or exists (select from referrals.referral_change h where h.referral_id = r.referral_id and h.actor = c.actor) then
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

revoke execute on function fw.consent_days(text), fw.hold_consent(), fw.consent_writer(uuid, uuid, uuid) from public;
grant execute on function fw.hold_consent() to own_consent;
reset role;

set role own_consent;
create trigger hold_consent before insert on consent.record for each row execute function fw.hold_consent();
reset role;

-- While a hold stands, nothing of a person's record is erased (design chapter 20, section 7): contents of packets and drafts, which are
-- forgotten by a clock of their own, wait for it too: their keys are destroyed with them, so they would not have come back. And that
-- clock runs in an organisation in which nothing else falls due: until now it did not, and contents stayed months longer.
set role own_referrals;
create index packet_to_empty on referrals.packet (outcome_at) where octet_length(sealed) > 1;
create index referral_to_empty on referrals.referral (closed_at) where content is not null;
reset role;

set role own_fw;
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
    and octet_length(k.sealed) > 1
    and not exists (select from referrals.packet_origin o where o.packet_id = k.packet_id and fw.is_held(c.org_id, o.subject));
  update referrals.referral r set content = null where r.org_id = c.org_id and r.closed_at < clock_timestamp() - interval '30 days' and r.content is not null
    and not fw.is_held(c.org_id, r.subject);
end $$;

create or replace function fw.referral_orgs_due() returns table (org_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select r.org_id from referrals.referral r where r.next_due_at <= clock_timestamp()
  union select a.org_id from referrals.alert a where a.next_due_at <= clock_timestamp() and a.taken_at is null
  union select a.org_id from referrals.recipient_access a where a.ends_at < clock_timestamp()
  union select k.org_id from referrals.spent_key k
  union select x.org_id from fw.exceptions_due() x
  union select k.from_org from referrals.packet k where k.outcome_at < clock_timestamp() - interval '14 days' and octet_length(k.sealed) > 1
    and not exists (select from referrals.packet_origin o where o.packet_id = k.packet_id and fw.is_held(k.from_org, o.subject))
  union select r.org_id from referrals.referral r where r.closed_at < clock_timestamp() - interval '30 days' and r.content is not null
    and not fw.is_held(r.org_id, r.subject)
$$;
reset role;

-- Stored values can be sealed anew under another algorithm (ASVS 5.0, 11.2.2). Opening and sealing is the keeper's alone: no plain
-- value comes here. What is here gives one job, under its own signed route, the sealed bytes of a column in lots, and puts others
-- where exactly these stood. Nothing else of a row is touched, so that no feed tells a tablet of it.

set role own_ident;
grant update (sealed) on ident.name, ident.contact to own_fw;
set role own_casework;
grant update (sealed) on casework.correction to own_fw;
set role own_referrals;
grant update (sealed) on referrals.consent_sign to own_fw;
set role own_staff;
grant update (totp_sealed) on staff.account to own_fw;
grant update (client_secret_sealed) on staff.provider, staff.provider_proposal to own_fw;
set role own_register;
grant update (data_sought_sealed) on register.request to own_fw;
grant update (reason_sealed, not_told_reason_sealed) on register.breakglass to own_fw;
reset role;

set role own_fw;

-- Whether this transaction is the job that seals values anew: the route stands in its signed ticket.
create function fw.is_resealing() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
  select exists (select from audit.stage s where s.act = 'open' and s.xid = pg_current_xact_id_if_assigned()
    and s.kind = 'job' and s.purpose = 'job.retention' and s.route = 'job:reseal')
$$;

-- Every column that the keeper seals: its table, its organisation, the id of its row and the type of that, the place as it was sealed
-- for, whose key it is, and which rows are sealed by the keeper at all. A packet for a link is sealed under the link's own secret.
create function fw.sealed_columns() returns table (place text, tab text, col text, org text, id text, id_type text, row_id text, key text, which text)
language sql immutable set search_path = pg_catalog, pg_temp
as $$
  values
    ('ident.name.sealed', 'ident.name', 'sealed', 'org_id', 'name_id', 'uuid', 't.name_id::text', 't.subject', 'true'),
    ('ident.contact.sealed', 'ident.contact', 'sealed', 'org_id', 'contact_id', 'uuid', 't.contact_id::text', 't.subject', 'true'),
    ('casework.event.sealed', 'casework.event', 'sealed', 'org_id', 'event_id', 'uuid', 't.event_id::text', 'coalesce(t.note_key, t.subject)',
      'coalesce(t.note_key, t.subject) is not null'),
    ('casework.correction.sealed', 'casework.correction', 'sealed', 'org_id', 'correction_id', 'uuid', 't.correction_id::text', 't.subject', 'true'),
    ('referrals.referral.content', 'referrals.referral', 'content', 'org_id', 'referral_id', 'uuid', 't.referral_id::text', 't.subject', 'true'),
    ('referrals.consent_sign.sealed', 'referrals.consent_sign', 'sealed', 'org_id', 'grant_id', 'uuid', 't.grant_id::text', 't.subject', 'true'),
    ('referrals.packet.sealed', 'referrals.packet', 'sealed', 'to_org', 'packet_id', 'uuid', 't.packet_id::text', 't.packet_id',
      'octet_length(t.sealed) > 1 and not exists (select from referrals.recipient_access a where a.packet_id = t.packet_id)'),
    ('staff.account.totp_sealed', 'staff.account', 'totp_sealed', 'org_id', 'account_id', 'uuid', 't.account_id::text', 't.account_id', 'true'),
    ('staff.provider.client_secret_sealed', 'staff.provider', 'client_secret_sealed', 'org_id', 'issuer', 'text',
      't.org_id || '' '' || replace(t.issuer, ''|'', ''%7C'')', 't.org_id', 'true'),
    ('staff.provider_proposal.client_secret_sealed', 'staff.provider_proposal', 'client_secret_sealed', 'org_id', 'proposal_id', 'uuid',
      't.org_id || '' '' || replace(t.issuer, ''|'', ''%7C'')', 't.org_id', 'true'),
    ('register.request.data_sought_sealed', 'register.request', 'data_sought_sealed', 'org_id', 'request_id', 'uuid', 't.request_id::text', 't.request_id', 'true'),
    ('register.breakglass.reason_sealed', 'register.breakglass', 'reason_sealed', 'org_id', 'glass_id', 'uuid', 't.glass_id::text', 't.glass_id', 'true'),
    ('register.breakglass.not_told_reason_sealed', 'register.breakglass', 'not_told_reason_sealed', 'org_id', 'glass_id', 'uuid', 't.glass_id::text',
      't.glass_id', 'true')
$$;

-- Values of one column that are not in this form, in order of their rows, after one of them. People who are being erased are not
-- left out: a hold keeps what is theirs, and whose keys are gone has nothing that could be sealed.
create function fw.values_to_reseal(p_place text, p_form int, p_after text, p_most int)
returns table (id text, row_id text, key uuid, sealed bytea)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  s record;
begin
  if not fw.is_resealing() then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  select * into strict s from fw.sealed_columns() x where x.place = p_place;
  return query execute format('select t.%1$I::text, %2$s, %3$s, t.%4$I from %5$s t
      where t.%6$I = $1 and t.%4$I is not null and get_byte(nullif(substr(t.%4$I, 1, 1), ''''), 0) <> $2 and ($3 is null or t.%1$I > $3::%7$s) and %8$s
      order by t.%1$I limit $4', s.id, s.row_id, s.key, s.col, s.tab, s.org, s.id_type, s.which)
    using c.org_id, p_form, p_after, p_most;
end $$;

-- Puts values where the old ones stand, if they still do: what somebody wrote meanwhile stays. Returns how many it were.
create function fw.put_resealed(p_place text, p_ids text[], p_old bytea[], p_new bytea[]) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  s record;
  n int;
begin
  if not fw.is_resealing() then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  if exists (select from unnest(p_old, p_new) x(old, new)
      where octet_length(x.old) is distinct from octet_length(x.new) or get_byte(x.old, 0) = get_byte(x.new, 0)) then
    raise exception using errcode = '22023', message = 'that is not the same value in another form';
  end if;
  select * into strict s from fw.sealed_columns() x where x.place = p_place;
  execute format('update %1$s t set %2$I = x.new from unnest($1, $2, $3) x(id, old, new)
      where t.%3$I = x.id::%4$s and t.%5$I = $4 and t.%2$I = x.old', s.tab, s.col, s.id, s.id_type, s.org)
    using p_ids, p_old, p_new, c.org_id;
  get diagnostics n = row_count;
  perform fw.note('values.resealed', jsonb_build_object('column', p_place, 'rows', n));
  return n;
end $$;

-- How many values of the organisation stand in which form, by column; the circles', which get new keys instead, too.
create function fw.sealed_forms() returns table (place text, form int, n bigint)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  s record;
begin
  if not fw.is_resealing() then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  for s in select * from fw.sealed_columns() union all
      values ('ident.circle_key.sealed', 'ident.circle_key', 'sealed', 'org_id', '', '', '', '', 'true'),
        ('ident.name_sketch.sealed', 'ident.name_sketch', 'sealed', 'org_id', '', '', '', '', 'true') loop
    return query execute format('select $1, coalesce(get_byte(nullif(substr(t.%1$I, 1, 1), ''''), 0), 0), count(*) from %2$s t
      where t.%3$I = $2 and t.%1$I is not null and %4$s group by 2', s.col, s.tab, s.org, s.which) using s.place, c.org_id;
  end loop;
end $$;

-- A circle whose key is not sealed in this form; locked, as by `fw.circle_due`. It is renewed with all that it has.
create function fw.circle_in_other_form(p_form int) returns table (point_id uuid, circle_key_id uuid, sealed bytea, retiring uuid[], renew boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'job' or c.purpose <> 'job.retention' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query select k.point_id, k.circle_key_id, k.sealed, k.retiring, true from ident.circle_key k
    where k.org_id = c.org_id and get_byte(nullif(substr(k.sealed, 1, 1), ''), 0) <> p_form order by k.circle_key_id limit 1 for update of k;
end $$;

-- As before (0057); sealed anew, a held name says what it said.
create or replace function fw.keep_held() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if session_user ~ '^app_' and fw.is_held(old.org_id, old.subject) and not (tg_op = 'UPDATE' and fw.is_resealing()) then
    raise exception using errcode = 'WH013', message = 'erasure waits';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;

revoke execute on function fw.is_resealing(), fw.sealed_columns(), fw.values_to_reseal(text, int, text, int),
  fw.put_resealed(text, text[], bytea[], bytea[]), fw.sealed_forms(), fw.circle_in_other_form(int) from public;
grant execute on function fw.values_to_reseal(text, int, text, int), fw.put_resealed(text, text[], bytea[], bytea[]), fw.sealed_forms() to app_jobs;
grant execute on function fw.circle_in_other_form(int) to app_consent;
reset role;

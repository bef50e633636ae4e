-- Numbers that were to hear that their alerts end, and did not: a gateway was away, or an alert came first. They are told later.
set role own_alerts;
create function alerts_sealed.remind_later(p_digests bytea[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp
as $$ update alerts_sealed.subscriber s set reminded = false where s.digest = any (p_digests) $$;
revoke execute on function alerts_sealed.remind_later(bytea[]) from public;
grant execute on function alerts_sealed.remind_later(bytea[]) to app_jobs;
reset role;

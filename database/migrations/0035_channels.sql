-- Channels without pages (design chapter 10, sections 3.5, 4.5 and 7; INFO-05): whom nothing is sent to, and how many
-- messages there were. No number stands in here: a digest under a key that the database does not hold, and a day.

do $$
begin
  if not exists (select from pg_roles where rolname = 'own_channels') then
    create role own_channels nologin;
  end if;
  execute format('grant own_channels to %I', current_user);
end $$;
grant usage on language plpgsql, sql to own_channels;

create schema channels authorization own_channels;
comment on schema channels is 'Numbers that nothing is sent to, as keyed digests, and counts of messages by day: no number, no text';
grant usage on schema channels to app_public, app_jobs;
set role own_channels;

create table channels.opt_out (
  digest bytea primary key check (octet_length(digest) = 32),
  since date not null
);
comment on table channels.opt_out is 'keyed digest of a phone (HMAC-SHA-256, key in the keystore); kept for two years after the last STOP';

create table channels.day_count (
  day date not null,
  channel text not null check (channel ~ '^[a-z][a-z0-9_-]{0,31}$'),
  what text not null check (what in ('received', 'answered', 'silent', 'sent', 'delivered', 'failed', 'refused')),
  count bigint not null check (count > 0),
  primary key (day, channel, what)
);

-- True when it was not on the list before. A STOP that comes again counts its two years anew.
create function channels.stop(p_digest bytea) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare fresh boolean;
begin
  insert into channels.opt_out as o (digest, since) values (p_digest, (now() at time zone 'UTC')::date)
    on conflict (digest) do update set since = excluded.since
    returning xmax = 0 into fresh;
  return fresh;
end $$;

-- True when it was on the list.
create function channels.start(p_digest bytea) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  delete from channels.opt_out o where o.digest = p_digest;
  return found;
end $$;

-- Which of these are on the list. What is not asked for is not told.
create function channels.stopped(p_digests bytea[]) returns setof bytea
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select o.digest from channels.opt_out o where o.digest = any (p_digests) $$;

create function channels.add_counts(p_day date, p_channels text[], p_whats text[], p_counts bigint[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp
as $$
  insert into channels.day_count as d (day, channel, what, count)
    select p_day, c, w, sum(n)::bigint from unnest(p_channels, p_whats, p_counts) as x (c, w, n) group by c, w order by c, w
    on conflict (day, channel, what) do update set count = d.count + excluded.count
$$;

create function channels.counts_since(p_day date) returns table (day date, channel text, what text, count bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select d.day, d.channel, d.what, d.count from channels.day_count d where d.day >= p_day order by 1, 2, 3 $$;

-- Takes away what is over: digests after two years, counts after four hundred days. How many rows went.
create function channels.forget() returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare n int; m int; today date := (now() at time zone 'UTC')::date;
begin
  delete from channels.opt_out o where o.since < today - interval '2 years';
  get diagnostics n = row_count;
  delete from channels.day_count d where d.day < today - 400;
  get diagnostics m = row_count;
  return n + m;
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'channels' loop
    execute format('revoke execute on function %s from public', f);
  end loop;
end $$;
grant execute on function channels.stop(bytea), channels.start(bytea), channels.stopped(bytea[]),
  channels.add_counts(date, text[], text[], bigint[]), channels.counts_since(date) to app_public;
grant execute on function channels.forget() to app_jobs;
reset role;

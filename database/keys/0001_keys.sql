-- The keys database (design chapter 20, sections 2 and 7): wrapped data keys and what the keeper must
-- remember. It stands apart from the main database, so that no statement there can reach it.
-- One login role, app_keeper. What wraps the keys of an epoch is never in here: it lies in the keystore,
-- a folder outside data and backups, and is overwritten when the epoch ends.

do $$
begin
  if not exists (select from pg_roles where rolname = 'own_keys') then
    create role own_keys nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'app_keeper') then
    create role app_keeper login nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
  -- The migrating role must be able to act as the owner to create things in its name.
  execute format('grant own_keys to %I', current_user);
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to app_keeper', current_database());
  -- A plan that was made while a table was empty would scan it for ever: look-ups go by index.
  alter role app_keeper set enable_seqscan = off;
end $$;

revoke all on schema public from public;
create schema keys authorization own_keys;
grant usage on schema keys to app_keeper;
grant usage on language plpgsql to own_keys;
revoke usage on language plpgsql from public;

set local role own_keys;

-- Each week has its epoch. New keys go to the current one; a leaving one is copied from, then destroyed.
create table keys.epoch (
  epoch int primary key check (epoch > 0),
  state text not null check (state in ('current', 'leaving', 'destroyed')),
  made_at timestamptz not null,
  destroyed_at timestamptz,
  check ((state = 'destroyed') = (destroyed_at is not null))
);
create unique index one_current on keys.epoch ((true)) where state = 'current';
create unique index one_leaving on keys.epoch ((true)) where state = 'leaving';

-- One data key of one subject in one store. `ref` is an HMAC of the subject under a secret of the node,
-- so that this table by itself names nobody.
create table keys.dek (
  epoch int not null,
  ref bytea not null check (octet_length(ref) = 16),
  store text not null,
  version smallint not null check (version > 0),
  org uuid not null,
  wrapped bytea not null check (octet_length(wrapped) = 60),
  primary key (epoch, ref, org, store, version)
) partition by list (epoch);

-- Half of what wraps an organisation's data keys, and the key of its blind indexes.
create table keys.org_secret (
  epoch int not null references keys.epoch,
  org uuid not null,
  kind text not null check (kind in ('wrap', 'index')),
  wrapped bytea not null check (octet_length(wrapped) = 60),
  primary key (epoch, org, kind)
);

-- Secrets of the node itself: for `ref`, for tombstones, and the seed of the key that signs the log.
create table keys.node_secret (
  epoch int not null references keys.epoch,
  kind text not null check (kind in ('ref', 'tombstone', 'sign')),
  wrapped bytea not null check (octet_length(wrapped) = 60),
  primary key (epoch, kind)
);

-- How far a rotation has come, so that a killed one goes on where it stopped.
create table keys.rotation (
  from_epoch int primary key references keys.epoch,
  to_epoch int not null references keys.epoch,
  step text not null check (step in ('copy', 'check', 'backup', 'destroy', 'drop', 'done')),
  after_ref bytea,
  copied bigint not null default 0,
  started_at timestamptz not null,
  done_at timestamptz
);

-- Every ticket that was issued. The sequencer settles those that it has seen in the log; what stays
-- unsettled was used in a transaction that did not commit, and is logged from here.
create table keys.ticket (
  nonce bytea primary key check (octet_length(nonce) = 16),
  audience text not null,
  kind text not null,
  actor uuid,
  org uuid not null,
  points uuid[] not null,
  purpose text not null,
  route text not null,
  subject uuid,
  issued_at timestamptz not null,
  exp timestamptz not null,
  settled_at timestamptz
);
create index ticket_unsettled on keys.ticket (issued_at) where settled_at is null;
create index ticket_settled on keys.ticket (settled_at) where settled_at is not null;

-- HMACs of erased subjects, kept for 60 days: longer than any backup, so that a restore erases them again.
create table keys.tombstone (
  mac bytea primary key check (octet_length(mac) = 32),
  at timestamptz not null
);

-- How many values each person of staff had opened, and how many look-ups she made, in slots of five minutes.
create table keys.opens (
  who uuid not null,
  kind text not null check (kind in ('open', 'look_up')),
  slot timestamptz not null,
  n int not null check (n >= 0),
  primary key (who, kind, slot)
);

-- Each rehearsal of recovery. A node cannot be opened to real people before its first.
create table keys.drill (
  at timestamptz primary key,
  seconds int not null check (seconds >= 0),
  shares int not null,
  keys_opened int not null,
  held_by text not null
);

-- Adds p_n to who's count unless the hour's sum would pass p_limit. Gives the sum, or -1 when refused.
create function keys.count_opens(p_who uuid, p_kind text, p_n int, p_limit int, p_at timestamptz)
returns int language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_slot constant timestamptz := date_bin('5 minutes', p_at, 'epoch');
  v_sum int;
begin
  insert into keys.opens as o (who, kind, slot, n) values (p_who, p_kind, v_slot, p_n)
  on conflict (who, kind, slot) do update set n = o.n + excluded.n;
  select sum(n) into v_sum from keys.opens
   where who = p_who and kind = p_kind and slot > v_slot - interval '1 hour' and slot <= v_slot;
  if v_sum > p_limit then
    update keys.opens set n = n - p_n where who = p_who and kind = p_kind and slot = v_slot;
    return -1;
  end if;
  return v_sum;
end $$;

-- A partition for the keys of one epoch; twice does nothing.
create function keys.open_epoch(p_epoch int) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  execute format('create table if not exists keys.%I partition of keys.dek for values in (%s)',
                 'dek_' || p_epoch, p_epoch);
end $$;

-- Drops the keys of an epoch that was destroyed, and only of such a one.
create function keys.drop_epoch(p_epoch int) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
begin
  if not exists (select from keys.epoch where epoch = p_epoch and state = 'destroyed') then
    raise exception 'epoch % is not destroyed', p_epoch using errcode = '55000';
  end if;
  execute format('drop table if exists keys.%I', 'dek_' || p_epoch);
end $$;

revoke all on all functions in schema keys from public;
grant execute on function keys.count_opens, keys.open_epoch, keys.drop_epoch to app_keeper;
grant select, insert on keys.epoch to app_keeper;
grant update (state, destroyed_at) on keys.epoch to app_keeper;
grant select, insert, delete on keys.dek, keys.org_secret, keys.node_secret to app_keeper;
grant select, insert on keys.rotation to app_keeper;
grant update (step, after_ref, copied, done_at) on keys.rotation to app_keeper;
grant select, insert, delete on keys.ticket to app_keeper;
grant update (settled_at) on keys.ticket to app_keeper;
grant select, insert, delete on keys.tombstone to app_keeper;
grant select, insert, delete on keys.opens to app_keeper;
grant update (n) on keys.opens to app_keeper;
grant select, insert on keys.drill to app_keeper;

reset role;

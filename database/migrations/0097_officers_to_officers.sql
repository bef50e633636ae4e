-- Out of a protected path to an organisation that has accounts here (VUL-03, VUL-04, REF-01, REF-03, FIRE-06; design chapter 20,
-- section 2, chapter 30, section 4): from officers to the officers of the same compartment there, and to nobody else on either side. The
-- packet is sealed to the role key of theirs; it stands among the sender's rows, and is met by functions that ask for their
-- compartment. The agreement of the two has to name the purpose of the path beside that of sending: both have signed that they do this.

do $$
declare
  room text;
begin
  foreach room in array array['child', 'survivor'] loop
    execute format('set local role %I', 'own_' || room);
    execute format('alter table %I.way_in
      alter column locator_hash drop not null,
      alter column proof_hash drop not null,
      alter column wrapped drop not null,
      -- Of the role key of the recipient to which the packet is sealed; then there is no link.
      add column to_generation int check (to_generation > 0),
      add constraint one_way_in check (to_generation is null and locator_hash is not null and proof_hash is not null and wrapped is not null
        or to_generation is not null and coalesce(locator_hash, proof_hash, wrapped, browser_hash, browser_wrapped) is null)', room);
    execute format('create index way_in_received on %I.way_in (to_org) where to_generation is not null', room);
    execute format('grant select (to_generation) on %I.way_in to %I', room, 'app_' || room);
    reset role;
  end loop;
end $$;

set role own_fw;
insert into fw.column_class (schema_name, table_name, column_name, class, concept) values
  ('child', 'way_in', 'to_generation', 'coded', 'protected path, way in: to generation'),
  ('survivor', 'way_in', 'to_generation', 'coded', 'protected path, way in: to generation');

-- An agreement that lives and names the purpose of the path too.
create function fw.path_agreement_lives(p_agreement uuid, p_purpose text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select exists (select from consent.agreement a where a.agreement_id = p_agreement and a.state = 'live' and a.starts_at <= clock_timestamp()
    and a.ends_at > clock_timestamp() and a.purposes @> array['referral.send', p_purpose])
$$;

-- Whom officers can send somebody to, under an agreement that lives: services that are reached by a link, and organisations with
-- accounts where officers of the same compartment hold a key. By which agreement officers write to officers is said above.
drop function fw.sealed_recipients();
create function fw.sealed_recipients() returns table (network_id uuid, name text, service_type text, listing_code text, telephone text, email text, categories text[],
  page_lang text, to_generation int, to_recipient text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  room text := fw.acting_compartment();
begin
  return query select e.network_id, o.name, e.service_type, e.listing_code, e.telephone, e.email, a.categories, e.page_lang, k.generation, k.recipient
    from referrals.network_entry e join fw.organisation o on o.org_id = e.to_org join consent.agreement a on a.agreement_id = e.agreement_id
      left join staff.role_key k on e.route = 'account' and k.org_id = e.to_org and k.compartment = room and k.closed_at is null
    where e.org_id = c.org_id and e.ended_at is null and e.suspended_at is null and o.cut_at is null
      and a.state = 'live' and a.starts_at <= clock_timestamp() and a.ends_at > clock_timestamp() and a.purposes @> array['referral.send']
      and (e.route = 'link' or k.generation is not null and fw.path_agreement_lives(e.agreement_id, c.purpose))
    order by o.name, e.listing_code limit 500;
end $$;

-- That the way goes with the service: a link to whoever is reached by one; to officers their live key, and an agreement for it. An
-- agreement is held already (fw.agreement_lock). WH011.
create function fw.sealed_way_fits(p_room text, e referrals.network_entry, p_purpose text, p_access jsonb, p_reply_key text, p_leaves boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  k staff.role_key;
begin
  if e.route = 'link' then
    if p_leaves and p_access ? 'to_generation' then
      raise exception using errcode = '23514', constraint = 'recipient_is_known', message = 'not reached this way';
    end if;
    return;
  end if;
  if not fw.path_agreement_lives(e.agreement_id, p_purpose) then
    raise exception using errcode = 'WH011', message = 'no agreement for this';
  end if;
  select * into k from staff.role_key x where x.org_id = e.to_org and x.compartment = p_room and x.closed_at is null;
  if not found then
    raise exception using errcode = '23514', constraint = 'recipient_is_known', message = 'nobody there holds a key';
  end if;
  if p_leaves and (p_access ? 'locator_hash' or (p_access ->> 'to_generation')::int is distinct from k.generation or p_reply_key is distinct from k.recipient) then
    raise exception using errcode = '23514', constraint = 'key_is_live', message = 'another key came first';
  end if;
end $$;

create or replace function fw.open_sealed_way(p_room text, p_org uuid, p_subject uuid, p_packet_id uuid, p_to uuid, p_packet bytea, p_access jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('insert into %I.way_in (access_id, org_id, subject, packet_id, to_org, sealed, locator_hash, proof_hash, wrapped, to_generation, ends_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp() + interval ''44 days'')', p_room)
    using (p_access ->> 'access_id')::uuid, p_org, p_subject, p_packet_id, p_to, p_packet, decode(p_access ->> 'locator_hash', 'base64'),
      decode(p_access ->> 'proof_hash', 'base64'), decode(p_access ->> 'wrapped', 'base64'), (p_access ->> 'to_generation')::int;
end $$;

-- What its recipient may still read and answer, a link's holder or an officer of the same compartment there: WH010 once it is taken back,
-- erased or past its time, WH011 without an agreement.
create or replace function fw.sealed_packet_held(p_packet uuid) returns survivor.referral
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  c fw.context := fw.ctx();
  by_link boolean := c.kind = 'job' and c.purpose = 'referral.receive';
  room text;
  taken_back timestamptz;
  r survivor.referral;
begin
  if not by_link and (c.kind <> 'staff' or fw.room_of(c.purpose) is null) then
    return null;
  end if;
  select x.room, x.withdrawn_at into room, taken_back
    from (select 'survivor' as room, w.withdrawn_at, w.to_generation from survivor.way_in w where w.packet_id = p_packet and w.to_org = c.org_id
      union all select 'child', w.withdrawn_at, w.to_generation from child.way_in w where w.packet_id = p_packet and w.to_org = c.org_id) x
    where (x.to_generation is null) = by_link and (by_link or x.room = fw.room_of(c.purpose)) limit 1;
  if room is null then
    return null;
  end if;
  execute format('select * from %I.referral x where x.packet_id = $1 for update', room) into r using p_packet;
  if r.referral_id is not null then
    -- As it stands now that nobody else writes.
    execute format('select w.withdrawn_at from %I.way_in w where w.packet_id = $1', room) into taken_back using p_packet;
  end if;
  if r.referral_id is null or r.ends_at <= clock_timestamp() or taken_back is not null
    or exists (select from consent.erasing e where e.org_id = r.org_id and e.subject = r.subject) then
    raise exception using errcode = 'WH010', message = 'no live consent';
  end if;
  perform fw.agreement_lock(r.agreement_id, r.org_id, r.to_org, r.categories);
  if not by_link and not fw.path_agreement_lives(r.agreement_id, c.purpose) then
    raise exception using errcode = 'WH011', message = 'no agreement for this';
  end if;
  return r;
end $$;

-- What other organisations ask of the officers of this compartment: who asks, how soon, how it stands; without what is sealed. What was
-- taken back, or lost its agreement, stays until somebody says that what was written down is deleted.
create function fw.sealed_received() returns table (packet_id uuid, number text, from_name text, service_type text, level text, state text, answer_due timestamptz,
  appointment_at timestamptz, taken_back boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  room text := fw.acting_compartment();
begin
  return query execute format($q$
    select w.packet_id, r.number, o.name, r.service_type, r.level, s.state, r.answer_due, r.appointment_at, s.taken_back
    from %1$I.way_in w join fw.organisation o on o.org_id = w.org_id left join %1$I.referral r on r.packet_id = w.packet_id
      cross join lateral (select fw.sealed_state_of(r.state, r.closed_at, r.ends_at, r.appointment_at, r.answered_at, r.answer_due, clock_timestamp()) as state,
        r.referral_id is null or w.withdrawn_at is not null or not fw.path_agreement_lives(r.agreement_id, $2)
          or exists (select from consent.erasing e where e.org_id = r.org_id and e.subject = r.subject) as taken_back) s
    where w.to_org = $1 and w.to_generation is not null and w.ends_at > clock_timestamp() and w.deleted_at is null
      and (s.taken_back or r.ends_at > clock_timestamp() and octet_length(w.sealed) > 1)
    order by r.closed_at is not null, r.answer_due, w.packet_id limit 200$q$, room) using c.org_id, c.purpose;
end $$;

-- One of them as its officers read it. What is sealed comes once somebody said that she reads it (`open`). WH010, WH011.
create function fw.read_sealed_received(p_packet uuid) returns table (sealed bytea, to_generation int, replied bytea, ask_key text, provider_outcome text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  room text := fw.acting_compartment();
  r survivor.referral := fw.sealed_packet_held(p_packet);
begin
  if r.referral_id is null then
    return;
  end if;
  return query execute format('select case when $2 not in (''sent'', ''overdue'') then w.sealed end, w.to_generation, $3, $4, $5
    from %I.way_in w where w.packet_id = $1 and octet_length(w.sealed) > 1', room)
    using p_packet, fw.sealed_state_at(r, clock_timestamp()), r.replied, r.ask_key, r.provider_outcome;
end $$;

-- A step of theirs. In the log of their organisation it is a changed step of a path like any other. Null when it is none of theirs.
create function fw.answer_sealed_received(p_packet uuid, p_step text, p_details jsonb, p_words bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s'
as $$
declare
  room text := fw.acting_compartment();
  r survivor.referral := fw.sealed_packet_held(p_packet);
  moved text;
begin
  moved := fw.move_sealed_referral(case when r.referral_id is not null then room end, r.referral_id, p_step, 'recipient', null, coalesce(p_details, '{}'), p_words);
  if moved is not null then
    perform fw.note('step.changed', jsonb_build_object('step', gen_random_uuid()));
  end if;
  return moved;
end $$;

-- They deleted what they had written down of what was taken back.
create function fw.deleted_sealed_received(p_packet uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  n int;
begin
  if not exists (select from fw.sealed_received() x where x.packet_id = p_packet and x.taken_back) then
    return false;
  end if;
  execute format('update %I.way_in w set deleted_at = clock_timestamp() where w.packet_id = $1 and w.to_org = $2 and w.deleted_at is null', fw.acting_compartment())
    using p_packet, c.org_id;
  get diagnostics n = row_count;
  if n > 0 then
    perform fw.note('step.changed', jsonb_build_object('step', gen_random_uuid()));
  end if;
  return n > 0;
end $$;

revoke execute on function fw.path_agreement_lives(uuid, text), fw.sealed_recipients(),
  fw.sealed_way_fits(text, referrals.network_entry, text, jsonb, text, boolean), fw.sealed_received(), fw.read_sealed_received(uuid),
  fw.answer_sealed_received(uuid, text, jsonb, bytea), fw.deleted_sealed_received(uuid) from public;
grant execute on function fw.sealed_recipients(), fw.sealed_received(), fw.read_sealed_received(uuid),
  fw.answer_sealed_received(uuid, text, jsonb, bytea), fw.deleted_sealed_received(uuid) to app_child, app_survivor;
reset role;

do $$
declare
  change record;
  was text;
  parts int;
begin
  for change in select * from (values
    ('fw.send_sealed_referral(jsonb, bytea, bytea, jsonb)', array[
      'x.route = ''link''',
      'perform fw.agreement_lock(e.agreement_id, c.org_id, e.to_org, crossing);'], array[
      'x.route in (''link'', ''account'')',
      E'perform fw.agreement_lock(e.agreement_id, c.org_id, e.to_org, crossing);\n  perform fw.sealed_way_fits(room, e, c.purpose, p_access, p ->> ''reply_key'', alone);']),
    ('fw.confirm_sealed_referral(jsonb, bytea, jsonb)', array[
      'x.route = ''link''',
      'perform fw.agreement_lock(r.agreement_id, r.org_id, r.to_org, r.categories);'], array[
      'x.route in (''link'', ''account'')',
      E'perform fw.agreement_lock(r.agreement_id, r.org_id, r.to_org, r.categories);\n  perform fw.sealed_way_fits(room, e, c.purpose, p_access, p ->> ''reply_key'', true);']),
    -- What officers were sent is on no list of a link's job.
    ('fw.packets_to_delete()', array[
      'from survivor.way_in x', 'from child.way_in x'], array[
      'from survivor.way_in x where x.to_generation is null', 'from child.way_in x where x.to_generation is null'])
  ) x(fn, part, instead) loop
    was := pg_get_functiondef(change.fn::regprocedure);
    for nth in 1..array_length(change.part, 1) loop
      parts := array_length(string_to_array(was, change.part[nth]), 1);
      if parts <> 2 then
        raise exception '% is not as expected: % times %', change.fn, parts - 1, change.part[nth];
      end if;
      was := replace(was, change.part[nth], change.instead[nth]);
    end loop;
    set local role own_fw;
    execute was;
    reset role;
  end loop;
end $$;

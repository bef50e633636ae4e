-- Who changes the keys of a house does so one after the other (design chapter 20, section 7). Two last holders who let go of a share at
-- the same moment each saw the other one hold it, and every file of the compartment was lost; a generation was sealed to a key that its
-- holder was replacing, and a share went to somebody whom a new generation left out.
set role own_fw;
create or replace function fw.put_member_key(p_recipient text, p_passkey bytea, p_passphrase bytea, p_sheet bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  known text;
begin
  perform fw.acting_compartment();
  perform pg_advisory_xact_lock(hashtextextended('role_key|' || c.org_id, 0));
  select m.recipient into known from staff.member_key m where m.account_id = c.actor for update;
  if known <> p_recipient then
    if exists (select from staff.role_key_holder h where h.account_id = c.actor and not exists (select from staff.role_key_holder o
        where (o.org_id, o.compartment, o.generation) = (h.org_id, h.compartment, h.generation) and o.account_id <> h.account_id)) then
      raise exception using errcode = 'WH031', message = 'another holder needs this key first';
    end if;
    delete from staff.role_key_holder h where h.account_id = c.actor;
  end if;
  insert into staff.member_key as m (account_id, org_id, recipient, wrapped_passkey, wrapped_passphrase, wrapped_sheet)
    values (c.actor, c.org_id, p_recipient, p_passkey, p_passphrase, p_sheet)
    on conflict (account_id) do update set recipient = excluded.recipient,
      wrapped_passkey = coalesce(excluded.wrapped_passkey, case when m.recipient = excluded.recipient then m.wrapped_passkey end),
      wrapped_passphrase = coalesce(excluded.wrapped_passphrase, case when m.recipient = excluded.recipient then m.wrapped_passphrase end),
      wrapped_sheet = coalesce(excluded.wrapped_sheet, case when m.recipient = excluded.recipient then m.wrapped_sheet end),
      made_at = case when m.recipient = excluded.recipient then m.made_at else clock_timestamp() end;
  perform fw.note('member_key.put');
end $$;

create or replace function fw.new_role_key(p_generation int, p_recipient text, p_lead uuid, p_holders jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  room text := fw.acting_compartment();
  latest int;
  h record;
begin
  perform pg_advisory_xact_lock(hashtextextended('role_key|' || c.org_id, 0));
  latest := coalesce((select max(k.generation) from staff.role_key k where k.org_id = c.org_id and k.compartment = room), 0);
  if p_generation <> latest + 1 then
    raise exception using errcode = '23505', constraint = 'role_key_pkey', message = 'another generation came first';
  end if;
  if exists (select from staff.role_key_holder o where o.org_id = c.org_id and o.compartment = room and o.generation = latest
      and fw.holds_role(o.account_id, c.org_id, room))
    and not exists (select from staff.role_key_holder o where o.org_id = c.org_id and o.compartment = room and o.generation = latest and o.account_id = c.actor) then
    raise exception using errcode = 'WH031', message = 'a holder of the key has to do this';
  end if;
  if not exists (select from jsonb_to_recordset(p_holders) x(account uuid) where x.account = c.actor) then
    raise exception using errcode = '23514', constraint = 'holders_include_maker', message = 'its maker holds it';
  end if;
  if not exists (select from jsonb_to_recordset(p_holders) x(account uuid) where x.account = p_lead) then
    raise exception using errcode = '23514', constraint = 'lead_is_holder', message = 'the lead holds it';
  end if;
  update staff.role_key k set closed_at = clock_timestamp() where k.org_id = c.org_id and k.compartment = room and k.closed_at is null;
  insert into staff.role_key (org_id, compartment, generation, recipient, lead_id) values (c.org_id, room, p_generation, p_recipient, p_lead);
  for h in select * from jsonb_to_recordset(p_holders) x(account uuid, recipient text, sealed text) loop
    if not exists (select from staff.member_key m where m.account_id = h.account and m.org_id = c.org_id and m.recipient = h.recipient) then
      raise exception using errcode = '23514', constraint = 'holder_has_key', message = 'not the key of this holder';
    end if;
    if not fw.holds_role(h.account, c.org_id, room) then
      raise exception using errcode = '23514', constraint = 'holder_works_here', message = 'this holder does not work here';
    end if;
    insert into staff.role_key_holder (org_id, compartment, generation, account_id, sealed_private)
      values (c.org_id, room, p_generation, h.account, decode(h.sealed, 'hex'));
  end loop;
  delete from staff.role_key_holder o where o.org_id = c.org_id and o.compartment = room
    and not exists (select from jsonb_to_recordset(p_holders) x(account uuid) where x.account = o.account_id)
    and exists (select from staff.role_key_holder mine where (mine.org_id, mine.compartment, mine.generation) = (o.org_id, o.compartment, o.generation)
      and mine.account_id = c.actor);
  perform fw.note('role_key.made', jsonb_build_object('generation', p_generation, 'holders', jsonb_array_length(p_holders)));
end $$;

create or replace function fw.share_role_key(p_generation int, p_account uuid, p_recipient text, p_sealed bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
  room text := fw.acting_compartment();
begin
  perform pg_advisory_xact_lock(hashtextextended('role_key|' || c.org_id, 0));
  if not exists (select from staff.role_key_holder o where o.org_id = c.org_id and o.compartment = room and o.generation = p_generation and o.account_id = c.actor) then
    raise exception using errcode = 'WH031', message = 'a holder of the key has to do this';
  end if;
  if not exists (select from staff.role_key k join staff.role_key_holder o using (org_id, compartment, generation)
      join staff.member_key m on m.account_id = o.account_id
      where k.org_id = c.org_id and k.compartment = room and k.closed_at is null and o.account_id = p_account and m.recipient = p_recipient) then
    raise exception using errcode = '23514', constraint = 'holder_has_key', message = 'not a holder of the present key';
  end if;
  insert into staff.role_key_holder (org_id, compartment, generation, account_id, sealed_private)
    values (c.org_id, room, p_generation, p_account, p_sealed)
    on conflict do nothing;
  perform fw.note('role_key.shared', jsonb_build_object('generation', p_generation));
end $$;
reset role;

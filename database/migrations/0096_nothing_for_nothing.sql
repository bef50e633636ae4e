-- What a registration asks the database for and gets no answer that matters (issue 4, show 2).
set role own_fw;
-- Whoever writes of somebody who was in contact today, which is nearly everybody, changes nothing: that is asked first, in one look.
create or replace function fw.after_contact() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
declare
  hers uuid[];
  homes uuid[];
begin
  select array_agg(t.subject), array_agg(t.org_id) into hers, homes
    from told t where t.subject is not null and t.compartment = 'general';
  if hers is null then
    return null;
  end if;
  select array_agg(p.subject) into hers from casework.person p
    where p.org_id = any (homes) and p.last_contact < current_date
      and p.subject = any (hers || array(
        select o.subject from casework.person_root r join casework.person_root o on o.org_id = r.org_id and o.root = r.root
          where r.subject = any (hers) and r.org_id = any (homes)));
  if hers is null then
    return null;
  end if;
  perform from casework.person p where p.subject = any (hers) order by p.subject for no key update;
  update casework.person p set last_contact = current_date where p.subject = any (hers) and p.last_contact < current_date;
  return null;
end $$;

-- The same question without a cursor, which cost a quarter of it.
create or replace function fw.after_bodies() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
begin
  -- Whatever is not plainly fine is looked at by itself, which names what is wrong.
  perform fw.check_fields(b.body, b.purpose_id) from bodies b
    where b.body <> '{}' and (
      jsonb_path_exists(b.body, 'strict $.*.** ? (@.type() == "object")')
      or exists (
        select from jsonb_each(b.body) e left join fw.field f on f.field_id = e.key
        where not coalesce(b.purpose_id = any (f.purposes) and (f.data_type not in ('code', 'codes') or case jsonb_typeof(e.value)
          when 'string' then e.key = 'tags' and e.value #>> '{}' ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'
            or (select c.coded_value from fw.coded_value c where c.coded_value = e.value #>> '{}') is not null
          when 'array' then (
            select coalesce(bool_and((e.key = 'tags' and t.said ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$') is true
              or (select c.coded_value from fw.coded_value c where c.coded_value = t.said) is not null), true)
            from jsonb_array_elements_text(e.value) t(said))
          else false end), false)));
  return null;
end $$;

-- One look for each event instead of two and an update that finds nothing: which path the visit is on, and whether anything said
-- of it still waits for a token.
create or replace function fw.before_event() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  hers uuid;
  locked text;
  place text;
  unnamed boolean;
begin
  new.note_key := case when new.subject is null and new.sealed is not null then new.event_id end;
  new.compartment := 'general';
  if new.visit_id is null then
    return new;
  end if;
  locked := pg_advisory_xact_lock(hashtextextended('visit|' || new.visit_id, 0))::text;
  select (select p.compartment from casework.pathway p where p.visit_id = new.visit_id and p.org_id = new.org_id),
    new.subject is not null and exists (select from casework.event e
      where e.visit_id = new.visit_id and coalesce(e.org_id) = new.org_id and e.subject is null and (e.note_key is null or e.sealed is not null))
    into place, unnamed;
  if new.kind not in ('visit_opened', 'pathway_opened') then
    new.compartment := coalesce(place, 'general');
  end if;
  if unnamed then
    update casework.event e set subject = new.subject, tx = pg_current_xact_id()
      where e.visit_id = new.visit_id and coalesce(e.org_id) = new.org_id and e.subject is null and (e.note_key is null or e.sealed is not null);
    update casework.pathway p set subject = new.subject where p.org_id = new.org_id and p.visit_id = new.visit_id and p.subject is null;
  elsif new.subject is null then
    select e.subject into hers from casework.event e
      where e.visit_id = new.visit_id and coalesce(e.org_id) = new.org_id and (e.subject is not null or (e.note_key is not null and e.sealed is null))
      order by (e.subject is not null) desc, e.hlc desc, e.event_id desc limit 1;
    if found and (hers is null or exists (select from consent.erasing g where g.org_id = new.org_id and g.subject = hers)) then
      new.sealed := null;
      new.note_key := nobody;
    else
      new.subject := hers;
    end if;
  end if;
  return new;
end $$;
reset role;

-- Nothing is inserted from a list that is empty.
create or replace function sync.apply(p_op jsonb, p_hash bytea, p_worker uuid, p_device uuid, p_offset integer) returns text
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  org uuid := fw.home_org();
  dead uuid[] := fw.erasing();
  the_op uuid := (p_op ->> 'op_id')::uuid;
  the_purpose text := p_op ->> 'purpose';
  the_point uuid := (p_op ->> 'point_id')::uuid;
  the_seq bigint := (p_op ->> 'device_seq')::bigint;
  known bytea;
begin
  if not fw.is_own_point(the_point) and not exists (select from sync.op o where o.op_id = the_op) then
    return 'no_point';
  end if;
  insert into sync.op (op_id, org_id, purpose_id, point_id, worker_id, device_id, device_seq, content_hash, result)
    values (the_op, org, the_purpose, the_point, p_worker, p_device, the_seq, p_hash, 'recorded')
    on conflict do nothing;
  if not found then
    select o.content_hash into known from sync.op o where o.op_id = the_op;
    if found then
      return case when known = p_hash then 'again' else 'other' end;
    end if;
    insert into sync.op (op_id, org_id, purpose_id, point_id, worker_id, device_id, content_hash, result)
      values (the_op, org, the_purpose, the_point, p_worker, p_device, p_hash, 'recorded')
      on conflict (op_id) do nothing;
    if not found then
      return 'other';
    end if;
  end if;

  if p_op -> 'people' <> '[]' then
    insert into casework.person as p (subject, org_id, purpose_id, age_band, sex, no_link)
      select x.subject, org, the_purpose, coalesce(x.age_band, 'unknown'), coalesce(x.sex, 'not_asked'), coalesce(x.no_link, false)
      from jsonb_to_recordset(p_op -> 'people') x(subject uuid, age_band text, sex text, no_link boolean)
      where x.subject <> all (dead)
      on conflict (subject) do update set
        age_band = case when excluded.age_band = 'unknown' then p.age_band else excluded.age_band end,
        sex = case when excluded.sex = 'not_asked' then p.sex else excluded.sex end,
        no_link = p.no_link or excluded.no_link,
        last_contact = current_date;
  end if;

  if p_op -> 'handles' <> '[]' then
    insert into casework.handle (handle_id, org_id, purpose_id, subject, kind, code_hash)
      select x.handle_id, org, the_purpose, x.subject, x.kind, decode(x.code_hash, 'hex')
      from jsonb_to_recordset(p_op -> 'handles') x(handle_id uuid, subject uuid, kind text, code_hash text)
      where x.subject <> all (dead);
  end if;

  if p_op -> 'idents' <> '[]' then
    perform fw.put_ident(x.kind, x.id, x.subject, decode(x.sealed, 'hex'))
      from jsonb_to_recordset(p_op -> 'idents') x(kind text, id uuid, subject uuid, sealed text);
  end if;

  if p_op -> 'files' <> '[]' then
    perform fw.put_sealed_file(x.file_id, x.compartment, x.subject, x.visit_id, x.generation, decode(x.sealed, 'hex'))
      from jsonb_to_recordset(p_op -> 'files') x(file_id uuid, compartment text, subject uuid, visit_id uuid, generation int, sealed text);
  end if;

  -- What is said of somebody erased stays as a count without her.
  insert into casework.event (event_id, op_id, kind, v, org_id, purpose_id, point_id, visit_id, subject, actor_id, device_id, device_seq,
      hlc, at_device, clock_offset_ms, supersedes, body, sealed)
    select x.event_id, the_op, x.kind, x.v, org, the_purpose, the_point, x.visit_id,
      case when x.subject = any (dead) then null else x.subject end, p_worker, p_device, the_seq,
      p_op ->> 'hlc', x.at, p_offset, x.supersedes, x.body, case when x.subject = any (dead) then null else decode(x.sealed, 'hex') end
    from jsonb_to_recordset(p_op -> 'events') x(event_id uuid, kind text, v smallint, visit_id uuid, subject uuid, at timestamptz,
      supersedes uuid, body jsonb, sealed text);

  if p_op ? 'pathways' then
    perform fw.open_pathway(x.visit_id, (select e.subject from casework.event e where e.org_id = org and e.visit_id = x.visit_id and e.subject is not null limit 1), x.compartment)
      from jsonb_to_recordset(coalesce(p_op -> 'pathways', '[]')) x(visit_id uuid, compartment text);
  end if;
  return 'recorded';
end $$;

-- No plan asks for these by their value; to sort them was half of what gathering statistics cost.
alter table casework.event alter column body set statistics 0, alter column sealed set statistics 0;
alter table casework.event_rest alter column body set statistics 0, alter column sealed set statistics 0;
alter table audit.stage alter column reads set statistics 0, alter column details set statistics 0, alter column nonce set statistics 0;

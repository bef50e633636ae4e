-- A token that comes after a protected path was opened is the token of everything that stands on the path (FIRE-09; issue 4, delivers
-- 5): events and the path got it, while files, steps, alarms, guardians, handings over and what was sent on by a link stayed nobody's,
-- and an erasing passed them by. Whoever writes such a row waits for the visit, like its events (0073).
set role own_fw;
create function fw.before_path_row() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if new.visit_id is null then
    return new;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('visit|' || new.visit_id, 0));
  new.subject := coalesce(new.subject, (select p.subject from casework.pathway p where p.visit_id = new.visit_id and p.org_id = new.org_id));
  return new;
end $$;

create function fw.before_way_in() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  new.subject := coalesce(new.subject, (select r.subject from survivor.referral r where r.packet_id = new.packet_id));
  return new;
end $$;

create function fw.after_path_named() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update child.file set subject = new.subject where org_id = new.org_id and visit_id = new.visit_id and subject is null;
  update child.step set subject = new.subject where org_id = new.org_id and visit_id = new.visit_id and subject is null;
  update child.alarm set subject = new.subject where org_id = new.org_id and visit_id = new.visit_id and subject is null;
  update child.guardianship set subject = new.subject where org_id = new.org_id and visit_id = new.visit_id and subject is null;
  update child.release set subject = new.subject where org_id = new.org_id and visit_id = new.visit_id and subject is null;
  update survivor.file set subject = new.subject where org_id = new.org_id and visit_id = new.visit_id and subject is null;
  update survivor.step set subject = new.subject where org_id = new.org_id and visit_id = new.visit_id and subject is null;
  update survivor.alarm set subject = new.subject where org_id = new.org_id and visit_id = new.visit_id and subject is null;
  update survivor.referral set subject = new.subject where org_id = new.org_id and visit_id = new.visit_id and subject is null;
  update survivor.way_in w set subject = new.subject from survivor.referral r
    where r.packet_id = w.packet_id and r.org_id = new.org_id and r.visit_id = new.visit_id and w.subject is null;
  return null;
end $$;
revoke execute on function fw.before_path_row(), fw.before_way_in(), fw.after_path_named() from public;
grant execute on function fw.before_path_row() to own_child, own_survivor;
grant execute on function fw.before_way_in() to own_survivor;
grant execute on function fw.after_path_named() to own_casework;
reset role;

set role own_child;
create trigger hers before insert on child.file for each row execute function fw.before_path_row();
create trigger hers before insert on child.step for each row execute function fw.before_path_row();
create trigger hers before insert on child.alarm for each row execute function fw.before_path_row();
create trigger hers before insert on child.guardianship for each row execute function fw.before_path_row();
create trigger hers before insert on child.release for each row execute function fw.before_path_row();
alter table child.step disable trigger who_and_where;
alter table child.guardianship disable trigger who_and_when;
set role own_survivor;
create trigger hers before insert on survivor.file for each row execute function fw.before_path_row();
create trigger hers before insert on survivor.step for each row execute function fw.before_path_row();
create trigger hers before insert on survivor.alarm for each row execute function fw.before_path_row();
create trigger hers before insert on survivor.referral for each row execute function fw.before_path_row();
create trigger hers before insert on survivor.way_in for each row execute function fw.before_way_in();
alter table survivor.step disable trigger who_and_where;
set role own_casework;
create trigger named after insert or update of subject on casework.pathway
  for each row when (new.subject is not null) execute function fw.after_path_named();

-- What stands there already.
set role own_fw;
do $$
declare
  one text;
begin
  foreach one in array array['child.file', 'child.step', 'child.alarm', 'child.guardianship', 'child.release', 'survivor.file', 'survivor.step',
    'survivor.alarm', 'survivor.referral'] loop
    execute format('update %s x set subject = p.subject from casework.pathway p
      where p.visit_id = x.visit_id and p.org_id = x.org_id and p.subject is not null and x.subject is null', one);
  end loop;
  update survivor.way_in w set subject = r.subject from survivor.referral r where r.packet_id = w.packet_id and w.subject is null and r.subject is not null;
end $$;
set role own_child;
alter table child.step enable trigger who_and_where;
alter table child.guardianship enable trigger who_and_when;
set role own_survivor;
alter table survivor.step enable trigger who_and_where;
reset role;

-- Both note an id of their own, as every other act here does.
do $$
declare
  said text;
  was text;
begin
  foreach said in array array['fw.send_sealed_referral(jsonb, bytea, bytea, jsonb)|step.added', 'fw.step_sealed_referral(uuid, text, int, jsonb, bytea)|step.changed'] loop
    was := pg_get_functiondef(split_part(said, '|', 1)::regprocedure);
    if position(format('perform fw.note(%L);', split_part(said, '|', 2)) in was) = 0 then
      raise exception '% is not as expected', said;
    end if;
    set local role own_fw;
    execute replace(was, format('perform fw.note(%L);', split_part(said, '|', 2)),
      format('perform fw.note(%L, jsonb_build_object(''step'', gen_random_uuid()));', split_part(said, '|', 2)));
    reset role;
  end loop;
end $$;

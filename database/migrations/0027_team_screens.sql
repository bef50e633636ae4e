-- What the screens of the team need (VOL-01, VOL-04, LANG-03; design chapter 30, section 6): the text of a code of conduct in each
-- language in which it can be signed, when somebody can come, a shift taken back, and how much interpreters had to do.

set role own_staff;
-- What was signed stays as it was read: texts are added with their version and never changed.
create table staff.conduct_text (
  org_id uuid not null,
  version int not null,
  lang text not null check (lang ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  body text not null check (length(body) between 100 and 20000),
  primary key (org_id, version, lang),
  foreign key (org_id, version) references staff.conduct_code
);
-- Parts of the week in which somebody can come, said by oneself: '1.morning' is Monday morning.
create table staff.availability (
  account_id uuid primary key references staff.account on delete cascade,
  org_id uuid not null references fw.organisation,
  slots text[] not null check (cardinality(slots) <= 28
    and array_to_string(slots, ' ') ~ '^([1-7]\.(morning|afternoon|evening|night)( [1-7]\.(morning|afternoon|evening|night))*)?$'),
  said_at timestamptz not null default clock_timestamp()
);

do $$
declare
  t text;
begin
  foreach t in array array['conduct_text', 'availability'] loop
    execute format('alter table staff.%I enable row level security', t);
    execute format('alter table staff.%I force row level security', t);
    execute format('create policy home_staff on staff.%I to app_staff using (org_id = (select fw.home_org())) with check (org_id = (select fw.home_org()))', t);
    execute format('create policy purpose_staff on staff.%I as restrictive to app_staff using ((select fw.acting_purpose()) in (''staff.manage'', ''staff.sign_in''))
      with check ((select fw.acting_purpose()) in (''staff.manage'', ''staff.sign_in''))', t);
    execute format('create policy definer on staff.%I to own_fw using (true) with check (true)', t);
    execute format('create policy backup on staff.%I for select to app_backup using (true)', t);
    execute format('grant select on staff.%I to app_backup, own_fw', t);
  end loop;
end $$;
grant select, insert on staff.conduct_text, staff.availability to app_staff;
grant update (slots, said_at) on staff.availability to app_staff;
grant delete on staff.shift to app_staff;
create trigger for_oneself before insert or update on staff.availability for each row execute function fw.for_oneself();
reset role;

set role own_fw;
-- How much interpreters had to do in 30 days, and what was missing: totals, no visit and no person. Few are not told apart.
create function fw.interpreter_work() returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose <> 'staff.manage' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return jsonb_build_object(
    'interpreters', coalesce((select jsonb_agg(jsonb_build_object('account', i.account_id, 'ended', x.ended, 'hard', x.hard, 'refused', x.refused,
        'running', x.running, 'rests_until_ms', floor(extract(epoch from x.rests_until) * 1000)))
      from staff.interpreter i join staff.account a using (account_id) cross join lateral (
        select count(*) filter (where b.state = 'ended') ended, count(*) filter (where b.state = 'ended' and b.sensitive) hard,
          count(*) filter (where b.state = 'unavailable') refused,
          count(*) filter (where b.state in ('accepted', 'joined') and b.asked_at > clock_timestamp() - interval '4 hours') running,
          max(b.ended_at) filter (where b.sensitive and b.state = 'ended' and b.ended_at > clock_timestamp() - interval '24 hours') + interval '24 hours' rests_until
        from staff.interpreter_booking b where b.account_id = i.account_id and b.asked_at > clock_timestamp() - interval '30 days') x
      where i.org_id = c.org_id and a.closed_at is null), '[]'),
    'gaps', coalesce((select jsonb_agg(jsonb_build_object('gap', g.gap, 'n', g.n) order by g.n desc, g.gap)
      from (select e.body ->> 'gap' gap, count(*) n from casework.event e
        where e.org_id = c.org_id and e.kind = 'gap_met' and e.recorded_at > clock_timestamp() - interval '30 days'
          and e.body ->> 'gap' in ('language', 'same_sex', 'interpreter')
          and not exists (select from casework.event v where v.org_id = c.org_id and v.kind = 'voided' and v.supersedes = e.event_id)
        group by 1 having count(*) >= 5) g), '[]'));
end $$;
revoke execute on function fw.interpreter_work() from public;
grant execute on function fw.interpreter_work(), fw.own_points() to app_staff;

insert into fw.column_class (schema_name, table_name, column_name, class, concept)
  select n.nspname, c.relname, a.attname, case a.attname when 'body' then 'clear' else 'coded' end, replace(c.relname, '_', ' ') || ': ' || replace(a.attname, '_', ' ')
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
  where n.nspname = 'staff' and c.relname in ('conduct_text', 'availability') and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped;
reset role;

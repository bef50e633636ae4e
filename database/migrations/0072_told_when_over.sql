-- The transparency report tells half years that are over, and tells each as it stood when it was first asked for in the half year of
-- the asking (design chapter 20, section 10; 0048). Told as it stood at each moment, a daily reader saw a single demand come, with its
-- state, instrument and band, and saw it move afterwards; so what changes is told twice a year, all at once.
set role own_fw;
create table fw.transparency_told (
  from_day date primary key,
  told_in date not null,
  figures jsonb not null
);
insert into fw.column_class (schema_name, table_name, column_name, class, concept) values
  ('fw', 'transparency_told', 'from_day', 'coded', 'first day of a half year'),
  ('fw', 'transparency_told', 'told_in', 'coded', 'first day of the half year in which it was told so'),
  ('fw', 'transparency_told', 'figures', 'coded', 'counts of demands, holds and break-glass');

-- The half year that begins on that day, as of a moment; null for any other day and for one that is not over.
create function fw.transparency_at(p_from date, p_now timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  today date := (p_now at time zone 'UTC')::date;
  half date := make_date(extract(year from today)::int, case when extract(month from today) < 7 then 1 else 7 end, 1);
  next date := (p_from + interval '6 months')::date;
  told jsonb;
begin
  if extract(day from p_from) <> 1 or extract(month from p_from) not in (1, 7) or next > half then
    return null;
  end if;
  -- Nothing can have been counted before there was a register: such years are not kept.
  if p_from < date '2020-01-01' then
    return fw.transparency_between(p_from, next);
  end if;
  select t.figures into told from fw.transparency_told t where t.from_day = p_from and t.told_in >= half;
  if found then
    return told;
  end if;
  insert into fw.transparency_told as t values (p_from, half, fw.transparency_between(p_from, next))
    on conflict (from_day) do update set told_in = excluded.told_in, figures = excluded.figures where t.told_in < excluded.told_in;
  select t.figures into told from fw.transparency_told t where t.from_day = p_from;
  return told;
end $$;
create or replace function fw.transparency(p_from date) returns jsonb
language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$ select fw.transparency_at(p_from, clock_timestamp()) $$;
revoke execute on function fw.transparency_at(date, timestamptz) from public;
reset role;

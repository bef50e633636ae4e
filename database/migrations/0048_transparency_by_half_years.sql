-- The transparency report is of whole half years (design chapter 20, section 10). A report of any days that were asked
-- for gave the figures of one demand at a time: its state, its instrument and its band beside the day on which it came.
set role own_fw;
alter function fw.transparency(date, date) rename to transparency_between;
revoke execute on function fw.transparency_between(date, date) from app_register, app_public;

-- The half year that begins on that day; null for any other day.
create function fw.transparency(p_from date) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select case when extract(day from p_from) = 1 and extract(month from p_from) in (1, 7)
    then fw.transparency_between(p_from, (p_from + interval '6 months')::date) end
$$;
revoke execute on function fw.transparency(date) from public;
grant execute on function fw.transparency(date) to app_register, app_public;
reset role;

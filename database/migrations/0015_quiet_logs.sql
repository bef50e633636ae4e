-- Log hygiene (design chapter 20, section 15): whatever the server's own settings are, nothing that a statement of a login role
-- carried reaches the server's log. The roles cannot change these for themselves, except the two that say how much of a
-- parameter stands beside an error, which nobody reads once errors are not written.
-- Setting them needs a superuser; where the owner of the database is none, `wayhouse doctor` names what is missing.
do $$
declare
  role_name text;
  setting text[];
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    raise notice 'log settings of the login roles are left to an administrator: see wayhouse doctor';
    return;
  end if;
  for role_name in select rolname from pg_roles where rolname ~ '^app_' and rolcanlogin loop
    foreach setting slice 1 in array array[
      ['log_statement', 'none'],
      ['log_duration', 'off'],
      ['log_min_duration_statement', '-1'],
      ['log_min_duration_sample', '-1'],
      ['log_transaction_sample_rate', '0'],
      ['log_min_messages', 'fatal'],
      ['log_min_error_statement', 'panic'],
      ['log_error_verbosity', 'terse'],
      ['log_parameter_max_length', '0'],
      ['log_parameter_max_length_on_error', '0'],
      ['log_lock_waits', 'off'],
      ['log_temp_files', '-1'],
      ['track_activities', 'off']
    ] loop
      execute format('alter role %I set %I = %L', role_name, setting[1], setting[2]);
    end loop;
  end loop;
end $$;

-- Names are compared without what capitals hide: a Turkish dotless i, a dot that combining left behind, a Greek final sigma.
-- Found by `wayhouse conformance firewall`: in capitals, five barred names passed.
set role own_fw;
create or replace function fw.plain_name(value text) returns text
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $$
  select trim(regexp_replace(translate(lower(normalize(value, nfkc)), U&'\0131\03C2\0307', U&'i\03C3'), '[^[:alnum:]]+', ' ', 'g'))
$$;
reset role;

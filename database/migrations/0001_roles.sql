-- Roles and the schemas they own (design chapter 20, section 2).
-- A compartment is a schema with a NOLOGIN owner and login roles that hold only what they need.
-- Login roles get their passwords from the program at each migration; none is stored here.

do $$
declare role_name text;
begin
  foreach role_name in array array['own_directory'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I nologin', role_name);
    end if;
  end loop;
  foreach role_name in array array['app_public', 'app_editor', 'app_jobs'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I login nosuperuser nocreatedb nocreaterole nobypassrls', role_name);
    end if;
  end loop;
  -- The migrating role must be able to act as the owner to create things in its name.
  execute format('grant own_directory to %I', current_user);
end $$;

revoke all on schema public from public;
create schema directory authorization own_directory;
create schema directory_sealed authorization own_directory;
comment on schema directory is 'Public services: nothing in here names a person';
comment on schema directory_sealed is 'True addresses of places that must stay hidden (PT-09)';
grant usage on schema directory to app_public, app_editor, app_jobs;
grant usage on schema directory_sealed to app_editor;

-- When something was last sealed anew in a form: every backup of data that was made before may hold values in an older one, and needs
-- the older keys as long as it is kept.

set local role own_keys;
create table keys.moved (
  form smallint primary key check (form between 1 and 255),
  at timestamptz not null
);
grant select, insert on keys.moved to app_keeper;
grant update (at) on keys.moved to app_keeper;
reset role;

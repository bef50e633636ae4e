-- Algorithms that can be exchanged (src/firewall/keeper/forms.ts). An epoch has one form, in which keys are wrapped and new data keys
-- seal; a data key has the form that it was made for, for good. Both numbers go into what is derived or authenticated, so whoever
-- changes one here opens nothing. A key that is wrapped in another form than the first is one byte longer: that byte names the form.

set local role own_keys;

alter table keys.epoch add column form smallint not null default 1 check (form between 1 and 255);
alter table keys.dek add column form smallint not null default 1 check (form between 1 and 255);
alter table keys.dek drop constraint dek_wrapped_check, add constraint dek_wrapped_check check (octet_length(wrapped) in (60, 61));
alter table keys.org_secret drop constraint org_secret_wrapped_check,
  add constraint org_secret_wrapped_check check (octet_length(wrapped) in (60, 61));
alter table keys.node_secret drop constraint node_secret_wrapped_check,
  add constraint node_secret_wrapped_check check (octet_length(wrapped) in (60, 61));

reset role;

-- A device that asks for what is new gets the erasures that were asked for since its last look, by the number of the transaction, as it
-- gets events (design chapter 30, sections 5.1 and 5.4); it got all there ever were, with every answer. What was erased before this
-- rule counts as asked for now, so that every device hears of it once more.
set role own_consent;
alter table consent.erasing add column tx xid8 not null default pg_current_xact_id();
create index erasing_since on consent.erasing (org_id, tx);
reset role;

set role own_fw;
insert into fw.column_class (schema_name, table_name, column_name, class, concept) values
  ('consent', 'erasing', 'tx', 'coded', 'transaction that asked for it');

-- People of the acting organisation whose erasure was asked for in this transaction or later; for a device that has never had a whole
-- answer (null) those of the last days, since the lease of such a device has ended long before.
create function fw.erased_since(p_from xid8, p_days int) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  c fw.context := fw.ctx();
begin
  if c.kind <> 'staff' or c.purpose <> 'desk.visit' then
    raise exception using errcode = 'WH012', message = 'not for this purpose';
  end if;
  return query select e.subject from consent.erasing e where e.org_id = c.org_id
    and case when p_from is null then e.asked_at > now() - make_interval(days => p_days) else e.tx >= p_from end;
end $$;
revoke execute on function fw.erased_since(xid8, int) from public;
grant execute on function fw.erased_since(xid8, int) to app_desk;
reset role;

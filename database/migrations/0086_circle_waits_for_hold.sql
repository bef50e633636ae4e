-- A circle whose key is renewed leaves out the sketches of whoever is being erased, unless a court ordered her record to be kept. It asked
-- for that order without the lock of 0076: one that was placed between the look and the deed stopped nothing, and the sketch that the order
-- should have kept went. Now who takes away waits for the order, or the order for it, before it looks. `fw.circle_due` needs none: it takes
-- nothing away, and says at most that a circle is due where nothing has to go any more; it is renewed then with all that it has.
do $$
declare
  was text := pg_get_functiondef('fw.circle_rows(uuid)'::regprocedure);
  place text := E'  -- Whoever is putting a sketch under the old key comes first.\n';
begin
  if array_length(string_to_array(was, place), 1) <> 2 then
    raise exception 'fw.circle_rows(uuid) is not as expected';
  end if;
  set local role own_fw;
  execute replace(was, place, E'  perform pg_advisory_xact_lock_shared(hashtextextended(''hold|'' || c.org_id, 0));\n' || place);
  reset role;
end $$;

-- What is looked at before something is written stays so until it is written: each of these looked at what another transaction was
-- changing. Where one takes several locks, that of a hold comes first, then that of who is the same person, then rows.
do $$
declare
  roots constant text := E'  perform pg_advisory_xact_lock(hashtextextended(''roots|'' || %s, 0));\n';
  held constant text := E'perform from referrals.network_entry e where e.network_id = %s for no key update;\n';
  m record;
  was text;
  now_is text;
begin
  for m in select * from (values
    -- A sketch of a name against her word that she would rather start new.
    ('fw.put_sketches(uuid, uuid, jsonb)', '  insert into ident.name_sketch',
      E'  perform from casework.person p where p.org_id = c.org_id and p.subject = any (array(select x.subject from jsonb_to_recordset(p_rows) x(subject uuid)))\n    order by p.subject for share;\n'),
    -- A second report that somebody was turned away against the review of the first: the service came back with one unread.
    ('fw.review_violation(uuid, text)', '  if p_finding in (''mended''', '  ' || format(held, 'network')),
    ('fw.move_referral(uuid, text, text, text, uuid, jsonb, bytea)', '    insert into referrals.violation', '    ' || format(held, 'r.network_id')),
    -- Who is the same person, against a link or a person that goes.
    ('fw.recompute_roots(uuid, uuid[])', '  with recursive near', format(roots, 'p_org')),
    ('fw.erase_rows(uuid)', '  -- Shares under way hold the grant', format(roots, 'c.org_id')),
    ('fw.expire_at(uuid, timestamptz)', '  for r in select t.*', format(roots, 'p_org')),
    ('fw.before_link()', '  if (select count(*) from casework.person',
      E'  perform from casework.person p where p.subject in (new.subject, new.other) and p.org_id = new.org_id order by p.subject for key share;\n')
  ) x(of_function, place, waits) loop
    was := pg_get_functiondef(m.of_function::regprocedure);
    now_is := replace(was, m.place, m.waits || m.place);
    if length(now_is) - length(was) <> length(m.waits) then
      raise exception '% is not as expected', m.of_function;
    end if;
    set local role own_fw;
    execute now_is;
    reset role;
  end loop;
end $$;

-- What an organisation's editors change stays a card's of theirs. So far only the rights on columns said so; the policies let every
-- row stand (design chapter 10, section 1.5: an organisation writes its own).

set role own_guidance;
alter policy editor_ends on guidance.publication
  with check (exists (select from guidance.card c where c.code = card and c.org_id = guidance.acting_org()));
alter policy editor_removes on guidance.medium
  with check (exists (select from guidance.card c where c.code = card and c.org_id = guidance.acting_org()));
alter policy editor_decides on guidance.suggestion
  with check (exists (select from guidance.card c where c.code = card and c.org_id = guidance.acting_org()));
reset role;

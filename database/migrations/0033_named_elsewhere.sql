-- Whoever is being erased is out of sight in every column that names her, not only in the one of the row's own person: as in
-- casework.identity_link (0021), so in who stands for whom and in who may be whom (FIRE-09; design chapter 20, section 5).

set role own_casework;
create policy alive_root_desk on casework.person_root as restrictive to app_desk
  using (root <> all ((select fw.erasing())::uuid[]));
create policy alive_others_desk on casework.possible_duplicate as restrictive to app_desk
  using (not (coalesce(others, '{}') || not_me) && (select fw.erasing())::uuid[]);
reset role;

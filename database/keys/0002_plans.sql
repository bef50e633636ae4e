-- The keeper's statements are prepared, few, and each is best served by one plan: through the key. Planned anew for
-- the values of each call, as PostgreSQL does when the guess for an unknown number of rows looks dearer, a look-up
-- of one key took three times as long.
alter role app_keeper set plan_cache_mode = force_generic_plan;

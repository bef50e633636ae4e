-- A new tablet gets the last days of its point. Where they begin is found by the blocks of the table, which grows in the order of
-- time, and not by every row that came before (design chapter 30, section 5.1; "Any list" of issue 4 with a million events).
set role own_casework;
create index event_recorded on casework.event using brin (recorded_at) with (pages_per_range = 32, autosummarize = on);
reset role;

-- Whoever may ask how recordings stand may read the tables beneath anyway, so this view hides nothing; as a barrier it was worked
-- out for every recording there is whenever a page asked for those of one card (222 ms among 30,000, 0.2 ms without).
-- The view of the public stays one.
set role own_guidance;
alter view guidance.recording reset (security_barrier);
reset role;

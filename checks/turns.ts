/** Looks of one kind in many languages and themes: all of them take too long for every run, so they take turns by the day. */

/** `WAYHOUSE_ALL_LOOKS=1` has them all, as before a release. */
const ALL = process.env['WAYHOUSE_ALL_LOOKS'] === '1';
const TODAY = Math.floor(Date.now() / 86_400_000);

/** Whether the look number `at` is among today's: one in `of`, each once in `of` days. */
export const isItsTurn = (at: number, of: number): boolean => ALL || (at + TODAY) % of === 0;

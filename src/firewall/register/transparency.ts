/**
 * The transparency report, generated from the register: twice a year, zeros included, people only in bands.
 * The same register gives the same bytes. It is no promise that nothing was demanded in secret (no "warrant canary").
 */
import type { Database } from '../../database/index.ts';
import { act } from '../act.ts';
import { Problem } from '../../http/problem.ts';

export type Transparency = {
  from: string;
  to: string;
  received: number;
  by_state: Record<string, number>;
  by_instrument: Record<string, number>;
  about_immigration: number;
  persons_concerned: Record<string, number>;
  holds: number;
  break_glass: number;
  break_glass_not_justified: number;
};

/** First day of the half year that holds `day`, and of the one after it (ISO dates). */
export function halfYearOf(day: string): { from: string; to: string } {
  const year = Number(day.slice(0, 4));
  return Number(day.slice(5, 7)) <= 6
    ? { from: `${year}-01-01`, to: `${year}-07-01` }
    : { from: `${year}-07-01`, to: `${year + 1}-01-01` };
}

/** The figures of a period, `to` not included. @throws `bad_input` for dates that are none or stand the wrong way round. */
export async function transparency(
  database: Database,
  from: string,
  to: string,
): Promise<Transparency> {
  const day = /^\d{4}-\d{2}-\d{2}$/;
  if (!day.test(from) || !day.test(to) || !(from < to))
    throw new Problem('bad_input', {
      errors: [{ field: 'from', expected: 'a day (YYYY-MM-DD) before to' }],
    });
  const rows = await act(
    database,
    { role: 'app_public', actor: 'public', purpose: 'transparency' },
    (tx) =>
      tx.query<{ figures: Transparency }>('select fw.transparency($1, $2) as figures', [from, to]),
  );
  const figures = rows[0]?.figures;
  if (!figures) throw new Problem('internal');
  return figures;
}

/**
 * The transparency report, generated from the register: twice a year, zeros included, people only in bands.
 * Half years that are over alone, each as it stood when it was first asked for in the half year of the asking: what changes is told
 * twice a year, all at once, so that nobody who reads every day sees a single demand come or move. It is no promise that nothing was
 * demanded in secret (no "warrant canary").
 */
import { daysAfter } from '../../languages/days.ts';
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

/** The half year before the one that holds `day`: the last that is told on that day. */
export const lastToldOn = (day: string): { from: string; to: string } =>
  halfYearOf(daysAfter(halfYearOf(day).from, -1));

/**
 * The figures of the half year that begins on `from`; `to` is the first day after it. Any other span would tell one demand from
 * the others. @throws `bad_input` for what is no half year that is over.
 */
export async function transparency(
  database: Database,
  from: string,
  to: string,
): Promise<Transparency> {
  const day = /^\d{4}-\d{2}-\d{2}$/;
  const half = halfYearOf(from);
  const wrong = !day.test(from) || half.from !== from ? 'from' : half.to === to ? undefined : 'to';
  if (wrong)
    throw new Problem('bad_input', {
      errors: [
        {
          field: wrong,
          expected: 'the first day of a half year, such as 2026-07-01, and of the next',
        },
      ],
    });
  const rows = await act(
    database,
    { role: 'app_public', actor: 'public', purpose: 'transparency' },
    (tx) => tx.query<{ figures: Transparency }>('select fw.transparency($1) as figures', [from]),
  );
  const figures = rows[0]?.figures;
  if (!figures)
    throw new Problem('bad_input', {
      errors: [{ field: 'from', expected: 'the first day of a half year that is over' }],
    });
  return figures;
}

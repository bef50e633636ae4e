/**
 * From which evidence on a person is proposed, by the size of the pool and whether a year of birth was
 * given (chapter 30, section 1.3). Made by `checks/names/calibrate.ts`, which keeps wrong prompts at 2 %.
 */
import table from './name-thresholds.json' with { type: 'json' };

type Row = { people: number; withYear: number; withoutYear: number };
const ROWS: readonly Row[] = table.rows;

/** @returns points; between two sizes of the table by the logarithm of the size */
export function threshold(people: number, yearKnown: boolean): number {
  const of = (row: Row): number => (yearKnown ? row.withYear : row.withoutYear);
  const above = ROWS.findIndex((row) => row.people >= people);
  const high = ROWS[above < 0 ? ROWS.length - 1 : above];
  const low = ROWS[above < 0 ? ROWS.length - 1 : Math.max(0, above - 1)];
  if (high === undefined || low === undefined)
    throw new RangeError('The table of thresholds is empty');
  if (high === low) return of(high);
  const way = Math.log(people / low.people) / Math.log(high.people / low.people);
  return Math.round(of(low) + way * (of(high) - of(low)));
}

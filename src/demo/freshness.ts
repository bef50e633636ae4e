/** How long ago somebody looked: mostly lately, sometimes too long ago, sometimes never (INFO-03). */
import type { Chance } from './random.ts';

/** Days before today; undefined for a record that nobody ever checked. */
export function checkedDays(chance: Chance): number | undefined {
  const kind = chance.weighted([
    ['fresh', 80],
    ['due', 4],
    ['overdue', 8],
    ['withdrawn', 5],
    ['never', 3],
  ] as const);
  if (kind === 'fresh') return chance.between(1, 75);
  if (kind === 'due') return chance.between(77, 90);
  if (kind === 'overdue') return chance.between(92, 118);
  return kind === 'withdrawn' ? chance.between(125, 420) : undefined;
}
